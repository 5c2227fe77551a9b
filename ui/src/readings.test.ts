// Heights in both faces and areas by storeys through the real screens on the host in memory.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { readChecklist } from './lib/platform/memory/checklist';
import { memoryPlatform } from './lib/platform/memory/memory';
import { checklistSource } from './lib/testing/catalogue';

function open(target: string, lang: 'zh' | 'en' = 'zh') {
  window.innerWidth = 360;
  location.hash = `/surveys/s11/points/${encodeURIComponent(target)}`;
  const platform = memoryPlatform({ checklist: readChecklist(checklistSource), role: 'surveyor', lang });
  const sent: { name: string; request: unknown }[] = [];
  const call = platform.call;
  platform.call = (name, request, language) => {
    sent.push({ name, request: structuredClone(request) });
    return call(name, request, language);
  };
  let tell: () => void = () => undefined;
  platform.onChanged = (told) => ((tell = told), () => undefined);
  render(App, { props: { platform } });
  /** Records arrive from elsewhere, and everything on the screen is asked for again. */
  const arrive = async () => {
    const asked = () => sent.filter((one) => one.name === 'survey' || one.name === 'session').length;
    const before = asked();
    tell();
    await waitFor(() => expect(asked()).toBeGreaterThanOrEqual(before + 2));
    // What follows from the answers is on the screen in the next turn.
    await new Promise((done) => setTimeout(done, 50));
  };
  const sentTo = (name: string) => sent.filter((one) => one.name === name).map((one) => one.request);
  return { sentTo, arrive, user: userEvent.setup() };
}
const field = (name: string) => screen.getByTestId(`reading-${name}`);

beforeEach(() => {
  location.hash = '';
});

describe('a height in both faces', () => {
  it('is typed from field to field, shown as it was understood, computed by the host and saved with its readings', async () => {
    const { user, sentTo } = open('2#楼 高度');
    await user.click(await screen.findByTestId('measure-way-readings'));
    await user.type(field('distance'), '62.345{Enter}');
    expect(field('top_left-0')).toHaveFocus();
    await user.keyboard('69 44 37{Enter}290 15 37{Enter}');
    expect(screen.getByText('69°44′37″')).toBeVisible();
    expect(screen.getByTestId('readings-result')).toHaveTextContent('读数录全后显示计算结果');
    await user.keyboard('91 36 27{Enter}268 23 47');
    await waitFor(() => expect(screen.getByTestId('readings-value')).toHaveTextContent('24.758 m'));
    expect(screen.getByTestId('readings-result')).toHaveTextContent('指标差 +7.0″ / +7.0″');
    expect(screen.getByTestId('readings-doubt')).toHaveTextContent('应不少于 2 个');
    await user.click(screen.getByTestId('measure-save'));
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    expect(sentTo('measure_target')).toMatchObject([
      {
        measured: {
          readings: [],
          from: { how: 'height_by_faces', distance_m: 62.345, rounds: [{ top_left: 69 + 44 / 60 + 37 / 3600 }] },
        },
      },
    ]);
    expect(await screen.findByTestId('measured-facts')).toHaveTextContent('顶部 盘左');
    expect(screen.getByTestId('measured-facts')).toHaveTextContent('290°15′37″');
  });

  it('is typed by the keys of the pad, which has a space for degrees, minutes and seconds', async () => {
    const { user } = open('2#楼 高度');
    await user.click(await screen.findByTestId('measure-way-readings'));
    await user.click(field('top_left-0'));
    for (const key of ['8', '8', 'space', '1', '2', 'space', '3', '5', 'back', '4'])
      await user.click(screen.getByTestId(`pad-${key}`));
    expect(field('top_left-0')).toHaveValue('88 12 34');
    expect(screen.getByText('88°12′34″')).toBeVisible();
    await user.click(screen.getByTestId('pad-next'));
    expect(field('top_right-0')).toHaveFocus();
  });

  it('says at the field what cannot be read, what lacks, and what the host refuses', async () => {
    const { user, sentTo } = open('2#楼 高度');
    await user.click(await screen.findByTestId('measure-way-readings'));
    await user.type(field('top_left-0'), '88 72 34');
    expect(field('top_left-0')).toHaveAccessibleDescription(/分、秒小于 60/);
    await user.click(screen.getByTestId('measure-save'));
    expect(sentTo('measure_target')).toHaveLength(0);
    await waitFor(() => expect(field('distance')).toHaveFocus());
    expect(field('distance')).toHaveAccessibleDescription('请填写此项');
    await user.type(field('distance'), '62.345');
    await user.clear(field('top_left-0'));
    await user.type(field('top_left-0'), '290 15 37{Enter}69 44 37{Enter}91 36 27{Enter}268 23 47');
    await waitFor(() => expect(field('top_left-0')).toHaveAccessibleDescription(/盘左天顶距读数应在 0° 与 180° 之间/));
    expect(field('top_right-0')).toHaveAttribute('aria-invalid', 'true');
  });

  it('shows the rounds that were read, takes another and drops one', async () => {
    const { user, sentTo } = open('1#楼 高度');
    expect(await screen.findAllByTestId('round')).toHaveLength(2);
    expect(field('top_left-1')).toHaveValue('69°44′26″');
    await user.click(screen.getByTestId('round-add'));
    expect(field('top_left-2')).toHaveFocus();
    await user.click(screen.getByTestId('round-remove-2'));
    await user.click(screen.getByTestId('round-remove-1'));
    expect(screen.getAllByTestId('round')).toHaveLength(1);
    await user.click(screen.getByTestId('measure-save'));
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    const [saved] = sentTo('measure_target') as [{ measured: { from: { rounds: unknown[] } } }];
    expect(saved.measured.from.rounds).toHaveLength(1);
    await user.click(await screen.findByTestId('undo'));
    await waitFor(() => expect(screen.getAllByTestId('round')).toHaveLength(2));
  });
});

describe('an area by storeys', () => {
  it('counts each storey by its height and says by which heights', async () => {
    const { user, sentTo } = open('2#楼 面积');
    await user.click(await screen.findByTestId('measure-way-readings'));
    await user.type(screen.getByTestId('floor-name-0'), '1F');
    await user.type(field('area-0'), '500{Enter}');
    await user.keyboard('3.6');
    await user.click(screen.getByTestId('floor-add'));
    expect(field('area-1')).toHaveValue('500');
    await user.clear(field('height-1'));
    await user.type(field('height-1'), '2.19');
    await waitFor(() => expect(screen.getByTestId('readings-value')).toHaveTextContent('750.00 m²'));
    const result = within(screen.getByTestId('readings-result'));
    expect(result.getByText(/计一半面积/)).toBeVisible();
    expect(screen.getByTestId('readings-result')).toHaveTextContent('GB/T 50353-2013');
    await user.click(screen.getByTestId('measure-save'));
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    expect(sentTo('measure_target')).toMatchObject([
      {
        measured: {
          from: {
            how: 'floor_area',
            floors: [
              { name: '1F', height_m: 3.6 },
              { name: '', height_m: 2.19 },
            ],
          },
        },
      },
    ]);
  });

  it('is kept as it was when only a note is added', async () => {
    const { user, sentTo } = open('1#楼 面积', 'en');
    expect(await screen.findByTestId('measured-facts')).toHaveTextContent('does not count');
    await user.type(screen.getByTestId('measure-note'), 'attic');
    await user.click(screen.getByTestId('measure-save'));
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    const [saved] = sentTo('measure_target') as [{ measured: { note: string; from: { floors: unknown[] } } }];
    expect(saved.measured.note).toBe('attic');
    expect(saved.measured.from.floors).toHaveLength(4);
  });

  it('is entered itself where somebody chooses so', async () => {
    const { user, sentTo } = open('1#楼 面积');
    await user.click(await screen.findByTestId('measure-way-value'));
    await user.clear(screen.getByTestId('measure-value'));
    await user.type(screen.getByTestId('measure-value'), '1451.5');
    await user.click(screen.getByTestId('measure-save'));
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    expect(sentTo('measure_target')).toMatchObject([{ measured: { readings: [{ value: 1451.5 }] } }]);
    expect(screen.queryByText('分层面积')).toBeNull();
  });
});

describe('an index of the planning conditions', () => {
  it('is computed from two areas and held to its bound (SV22)', async () => {
    const { user, sentTo } = open('建筑密度');
    await user.click(await screen.findByTestId('measure-way-readings'));
    await user.type(field('part'), '7420.35{Enter}');
    expect(field('site')).toHaveFocus();
    await user.keyboard('20000');
    await waitFor(() => expect(screen.getByTestId('readings-value')).toHaveTextContent('0.371'));
    expect(screen.getByTestId('readings-sentence')).toHaveTextContent('规划条件不大于 0.4');
    await user.click(screen.getByTestId('measure-save'));
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    expect(sentTo('measure_target')).toMatchObject([
      { measured: { from: { how: 'area_ratio', part_m2: 7420.35, site_m2: 20000 } } },
    ]);
  });

  it('that fails says its bound and has no unit', async () => {
    open('绿地率', 'en');
    expect(await screen.findByTestId('target-verdict')).toHaveAttribute('data-verdict', 'fail');
    expect(screen.getByTestId('target-index')).toHaveTextContent('0.1553');
    expect(screen.getByTestId('measured-facts')).toHaveTextContent('≥ 0.16');
    expect(screen.queryByTestId('unit-mm')).not.toBeInTheDocument();
  });
});

describe('what is being typed', () => {
  it('stays while records arrive from elsewhere: the readings', async () => {
    const { user, arrive } = open('建筑密度');
    await user.click(await screen.findByTestId('measure-way-readings'));
    await user.type(field('part'), '7420.35');
    await arrive();
    expect(field('part')).toHaveValue('7420.35');
  });

  it('stays while records arrive from elsewhere: the value itself, and the note', async () => {
    const { user, arrive } = open('2#楼 高度');
    await user.type(await screen.findByTestId('measure-value'), '18.5');
    await user.type(screen.getByTestId('measure-note'), '北侧女儿墙');
    await arrive();
    expect(screen.getByTestId('measure-value')).toHaveValue('18.5');
    expect(screen.getByTestId('measure-note')).toHaveValue('北侧女儿墙');
  });
});
