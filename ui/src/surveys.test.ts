// Surveys through the real screens on the host in memory: list, verdict, entering values, signing, checking.
import 'fake-indexeddb/auto';
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { forget } from './features/surveys/background/store';
import { surveyFilter } from './features/surveys/filter.svelte';
import { readChecklist } from './lib/platform/memory/checklist';
import { memoryPlatform, type MemoryOptions } from './lib/platform/memory/memory';
import { ProblemError } from './lib/platform/platform';
import { checklistSource } from './lib/testing/catalogue';

function open(path: string, options: Partial<MemoryOptions> = {}, width = 360) {
  window.innerWidth = width;
  location.hash = path;
  const platform = memoryPlatform({ checklist: readChecklist(checklistSource), role: 'surveyor', ...options });
  const sent: { name: string; request: unknown }[] = [];
  const call = platform.call;
  platform.call = (name, request, lang) => {
    sent.push({ name, request: structuredClone(request) });
    return call(name, request, lang);
  };
  const raw: { name: string; request: unknown }[] = [];
  const callRaw = platform.callRaw;
  platform.callRaw = (name, request, body, lang) => {
    raw.push({ name, request: structuredClone(request) });
    return callRaw(name, request, body, lang);
  };
  render(App, { props: { platform } });
  const sentRaw = (name: string) => raw.filter((one) => one.name === name).map((one) => one.request);
  const sentTo = (name: string) => sent.filter((one) => one.name === name).map((one) => one.request);
  return { platform, sentTo, sentRaw, user: userEvent.setup() };
}
const bureau = { role: 'approver', host: 'browser' } as const;
const press = async (user: ReturnType<typeof userEvent.setup>, keys: string) => {
  for (const key of keys) await user.click(screen.getByTestId(`pad-${key === '.' ? 'dot' : key}`));
};

beforeEach(() => {
  location.hash = '';
  Object.assign(surveyFilter, { filter: '', search: '', limit: 50 });
});

describe('the list of surveys', () => {
  it('shows what is to be done, overdue first, with counts for every filter', async () => {
    const { user } = open('/surveys');
    const rows = await screen.findAllByTestId('survey-row');
    expect(rows[0]).toHaveTextContent('±0 检测');
    expect(rows[0]).toHaveTextContent('超期 1 个工作日');
    expect(screen.getByTestId('survey-filter-accepted')).toHaveTextContent('1');
    await user.click(screen.getByTestId('survey-filter-accepted'));
    await waitFor(() => expect(screen.getAllByTestId('survey-row')).toHaveLength(1));
    expect(screen.getByTestId('survey-row')).toHaveTextContent('已通过');
  });

  it('says how much is measured and what is beyond its limit', async () => {
    const { user } = open('/surveys');
    await screen.findAllByTestId('survey-row');
    await user.type(screen.getByTestId('survey-search'), '东湖');
    await waitFor(() => expect(screen.getAllByTestId('survey-row')).toHaveLength(2));
    const row = screen.getAllByTestId('survey-row').find((r) => r.dataset.id === 's1')!;
    expect(row).toHaveTextContent(/8\s\/\s9/);
    expect(row).toHaveTextContent('有超限 1');
  });

  it('assigns a survey to a surveying unit of the project', async () => {
    const { user, sentTo } = open('/surveys', { role: 'owner', host: 'browser' });
    await user.click(await screen.findByTestId('assign-survey'));
    await user.click(await screen.findByTestId('assign-survey-submit'));
    expect(screen.getAllByText('请填写此项')).toHaveLength(3);
    await screen.findByRole('option', { name: '城北学校迁建' });
    await user.selectOptions(screen.getByTestId('assign-project'), 'p7');
    await user.selectOptions(screen.getByTestId('assign-kind'), 'staking');
    await screen.findByRole('option', { name: '示例测绘院有限公司' });
    await user.selectOptions(screen.getByTestId('assign-unit'), 'org-survey');
    await user.click(screen.getByTestId('assign-survey-submit'));
    await waitFor(() => expect(location.hash).toMatch(/#\/surveys\/s/));
    expect(sentTo('assign_survey')).toMatchObject([{ project: 'p7', kind: 'staking', unit: 'org-survey', due: null }]);
  });

  it('stands on today and on the home of its project', async () => {
    open('/today');
    expect((await screen.findAllByTestId('survey-row')).length).toBeGreaterThan(2);
    document.body.innerHTML = '';
    open('/projects/p1');
    expect(await within(await screen.findByTestId('project-surveys')).findAllByTestId('survey-row')).toHaveLength(3);
  });
});

describe('a survey', () => {
  it('answers first whether it holds, and names what does not', async () => {
    open('/surveys/s1');
    expect(await screen.findByTestId('survey-verdict')).toHaveAttribute('data-verdict', 'fail');
    expect(screen.getByTestId('survey-verdict')).toHaveTextContent('超限');
    expect(screen.getByTestId('conclusion')).toHaveTextContent('A3 超出限差范围');
    const a3 = screen.getAllByTestId('target-row').find((row) => row.dataset.name === 'A3')!;
    expect(a3).toHaveAttribute('data-verdict', 'fail');
    expect(a3).toHaveTextContent('55.3');
  });

  it('shows the failing ones alone, or first', async () => {
    const { user } = open('/surveys/s1');
    await screen.findAllByTestId('target-row');
    await user.click(screen.getByTestId('failing-first'));
    expect(screen.getAllByTestId('target-row')[0]).toHaveAttribute('data-name', 'A3');
    await user.click(screen.getByTestId('targets-failing'));
    expect(screen.getAllByTestId('target-row')).toHaveLength(1);
  });

  it('says why a conclusion no longer holds', async () => {
    open('/surveys/s3');
    expect(await screen.findByTestId('survey-stale')).toHaveTextContent('设计已更新为第3版，原结论不再有效');
    expect(screen.getByTestId('survey-verdict')).toHaveAttribute('data-verdict', 'none');
  });

  it('makes only the rows in sight of thousands', async () => {
    open('/surveys/s10');
    const rows = await screen.findAllByTestId('target-row');
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.length).toBeLessThan(60);
    expect(screen.getByTestId('targets-all')).toHaveTextContent('5000');
  });
});

describe('one point', () => {
  it('shows the verdict, how far off it is, and which way to move', async () => {
    open('/surveys/s1/points/A3');
    expect(await screen.findByTestId('target-verdict')).toHaveTextContent('超限');
    expect(screen.getByTestId('target-ds')).toHaveTextContent('55.3 mm');
    expect(screen.getByTestId('target-sentence')).toHaveTextContent('向北 36.0 mm，向西 42.0 mm');
    expect(screen.getByText('限差 50 mm')).toBeVisible();
  });

  it('takes a value by the keys of the pad, says saved with the time, and can be taken back', async () => {
    const { user, sentTo } = open('/surveys/s6/points/A2');
    await user.click(await screen.findByTestId('measure-x'));
    await press(user, '3404892.2050');
    await user.click(screen.getByTestId('pad-back'));
    expect(screen.getByTestId('measure-x')).toHaveValue('3404892.205');
    await user.click(screen.getByTestId('pad-next'));
    expect(screen.getByTestId('measure-y')).toHaveFocus();
    await user.click(screen.getByTestId('pad-prefix'));
    await press(user, '804');
    expect(screen.getByTestId('measure-y')).toHaveValue('571936.804');
    await user.click(screen.getByTestId('measure-save'));
    expect(await screen.findByTestId('saved')).toHaveTextContent('10:42');
    expect(sentTo('measure_target')).toMatchObject([
      { target: 'A2', measured: { readings: [{ x_north: 3404892.205, y_east: 571936.804, h: null, value: null }] } },
    ]);
    expect(await screen.findByTestId('target-ds')).toHaveTextContent('6.4 mm');
    await user.click(await screen.findByTestId('undo'));
    await waitFor(() => expect(screen.queryByTestId('target-verdict')).toBeNull());
    expect(sentTo('measure_target').at(-1)).toMatchObject({ measured: { readings: [] } });
  });

  it('is entered on a keyboard from field to field, and refused in words when a number is missing', async () => {
    const { user, sentTo } = open('/surveys/s6/points/A2');
    await user.click(await screen.findByTestId('measure-x'));
    await user.keyboard('3404892.2x{Enter}{Enter}');
    expect(screen.getByText('请填写此项')).toBeVisible();
    expect(sentTo('measure_target')).toHaveLength(0);
    await user.clear(screen.getByTestId('measure-x'));
    await user.type(screen.getByTestId('measure-x'), '3404892.2{Enter}571936.8{Enter}');
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    expect(await screen.findByTestId('target-verdict')).toHaveTextContent('符合');
  });

  it('asks about a value that is metres off its design, and keeps it when it is meant so', async () => {
    const { user, sentTo } = open('/surveys/s6/points/A2');
    await user.click(await screen.findByTestId('measure-x'));
    await user.keyboard('304892.205{Enter}571936.804{Enter}');
    expect(await screen.findByTestId('problem')).toHaveTextContent('可能录错了数字');
    expect(screen.queryByTestId('target-verdict')).toBeNull();
    expect(screen.getByTestId('measure-x')).toHaveValue('304892.205');
    await user.click(screen.getByTestId('far-is-meant'));
    expect(await screen.findByTestId('target-verdict')).toHaveTextContent('超限');
    expect(sentTo('measure_target').at(-1)).toMatchObject({ far_is_meant: true });
    expect(screen.queryByTestId('problem')).toBeNull();
  });

  it('reads millimetres and a sign', async () => {
    const { user, sentTo } = open('/surveys/s2/points/2%23');
    await user.click(await screen.findByTestId('measure-h'));
    await user.click(screen.getByTestId('unit-mm'));
    await press(user, '6755');
    await user.click(screen.getByTestId('pad-sign'));
    expect(screen.getByTestId('measure-h')).toHaveValue('-6755');
    await user.click(screen.getByTestId('pad-sign'));
    await user.click(screen.getByTestId('measure-save'));
    await waitFor(() => expect(sentTo('measure_target')).toHaveLength(1));
    expect(sentTo('measure_target')).toMatchObject([{ measured: { readings: [{ h: 6.755 }] } }]);
  });

  it('keeps several readings with their mean and spread', async () => {
    const { user } = open('/surveys/s2/points/2%23');
    const field = await screen.findByTestId('measure-h');
    await user.clear(field);
    await user.type(field, '6.781');
    await user.click(screen.getByTestId('measure-add'));
    expect(await screen.findByTestId('readings')).toHaveTextContent('2 次读数');
    expect(screen.getByTestId('spread')).toHaveTextContent('2.0 mm');
  });

  it('clears a value and brings it back', async () => {
    const { user } = open('/surveys/s1/points/A3');
    await user.click(await screen.findByTestId('measure-clear'));
    await waitFor(() => expect(screen.queryByTestId('target-verdict')).toBeNull());
    await user.click(await screen.findByTestId('undo'));
    expect(await screen.findByTestId('target-ds')).toHaveTextContent('55.3');
  });

  it('says that a value was not saved and keeps what was typed', async () => {
    const { user, platform } = open('/surveys/s6/points/A2');
    const call = platform.call;
    await user.type(await screen.findByTestId('measure-x'), '3404892.2');
    await user.type(screen.getByTestId('measure-y'), '571936.8');
    platform.call = (name, request, lang) =>
      name === 'measure_target' ? Promise.reject(new Error('disk')) : call(name, request, lang);
    await user.click(screen.getByTestId('measure-save'));
    expect(await screen.findByTestId('save-failed')).toBeVisible();
    expect(screen.getByTestId('measure-x')).toHaveValue('3404892.2');
    platform.call = call;
    await user.click(screen.getByTestId('retry'));
    expect(await screen.findByTestId('saved')).toBeVisible();
  });

  it('shows the values of both crews and settles them by one tap', async () => {
    const { user, platform } = open('/surveys/s5/points/A1');
    const card = await screen.findByTestId('conflict');
    expect(card).toHaveTextContent('赵刚');
    expect(card).toHaveTextContent('钱琳');
    expect(card).toHaveTextContent('3404892.233');
    await user.click(screen.getByTestId('choose-measurement-1'));
    await waitFor(() => expect(screen.queryByTestId('conflict')).toBeNull());
    expect(platform.calls).toContain('choose_measurement');
  });
});

describe('signing and checking', () => {
  it('names everything that lacks at once, warnings apart', async () => {
    open('/surveys/s2/check');
    const blocking = await screen.findByTestId('lacks');
    expect(within(blocking).getByTestId('lack')).toHaveTextContent('检定有效期已过');
    const warnings = screen.getByTestId('lack-warnings');
    expect(within(warnings).getAllByTestId('lack')).toHaveLength(2);
    expect(screen.getByTestId('sign-survey')).toBeDisabled();
  });

  it('is signed once an instrument in calibration is named', async () => {
    const { user, sentTo } = open('/surveys/s2/check');
    await user.click((await screen.findAllByTestId('lack'))[0]!);
    await user.clear(await screen.findByTestId('instrument-valid'));
    await user.type(screen.getByTestId('instrument-valid'), '2027-10-31');
    await user.click(screen.getByTestId('instrument-save'));
    await screen.findByTestId('lacks-none');
    await user.click(screen.getByTestId('sign-survey'));
    await user.type(await screen.findByTestId('sign-note'), '2# 待整改');
    await user.click(screen.getByTestId('sign-confirm'));
    await waitFor(() => expect(screen.getAllByTestId('survey-state')[0]).toHaveTextContent('已签字，待审核'));
    expect(sentTo('sign_survey')).toEqual([{ id: 's2', note: '2# 待整改' }]);
    await user.click(screen.getByTestId('withdraw-signature'));
    await user.click(await screen.findByTestId('withdraw-confirm'));
    await waitFor(() => expect(screen.queryByTestId('withdraw-signature')).toBeNull());
  });

  it('is returned by the planning bureau with words, never without', async () => {
    const { user, sentTo } = open('/surveys/s8', bureau);
    await user.click(await screen.findByTestId('check-return'));
    await user.click(await screen.findByTestId('check-confirm'));
    expect(screen.getByText('请写明退回原因。')).toBeVisible();
    expect(sentTo('check_survey')).toHaveLength(0);
    await user.type(screen.getByTestId('check-note'), '缺 2# 的标高');
    await user.click(screen.getByTestId('check-confirm'));
    expect(await screen.findByTestId('survey-returned')).toHaveTextContent('缺 2# 的标高');
    expect(screen.queryByTestId('measure-card')).toBeNull();
  });

  it('is accepted, and used by a department that is named with the version', async () => {
    const { user } = open('/surveys/s8', bureau);
    await user.click(await screen.findByTestId('check-accept'));
    await user.click(await screen.findByTestId('check-confirm'));
    await user.click(await screen.findByTestId('reuse-survey'));
    await user.click(await screen.findByTestId('reuse-confirm'));
    expect(screen.getByText('选择所用办件，或写明用途')).toBeVisible();
    await user.type(await screen.findByTestId('reuse-note'), '质量监督');
    await user.click(screen.getByTestId('reuse-confirm'));
    await user.click(await screen.findByTestId('survey-part-record'));
    expect(await screen.findByTestId('survey-act-reused')).toHaveTextContent('质量监督');
    expect(screen.getByTestId('survey-act-reused')).toHaveTextContent('设计第1版');
  });
});

describe('a file', () => {
  const csv = (name: string) => new File(['A1,,571912.3,3404892.2,6.75'], name, { type: 'text/csv' });

  it('is shown as read, warns of swapped columns, and one tap mends them', async () => {
    const { user, sentRaw } = open('/surveys/s7/design');
    await user.upload(await screen.findByTestId('survey-file'), csv('design.csv'));
    expect(await screen.findByTestId('import-warning')).toHaveTextContent('东坐标和北坐标看起来对调了');
    expect(screen.getByTestId('import-points')).toHaveTextContent('571912.300');
    expect(screen.getByTestId('import-problems')).toHaveTextContent('第 7 行');
    expect(screen.getByTestId('import-run')).toBeDisabled();
    await user.click(screen.getByTestId('import-swap'));
    await waitFor(() => expect(screen.queryByTestId('import-warning')).toBeNull());
    expect(screen.getByTestId('import-column-2')).toHaveValue('y_east');

    await user.click(screen.getByTestId('import-run'));
    expect(screen.getAllByText('请填写此项')).toHaveLength(2);
    await user.type(screen.getByTestId('design-drawing'), '总施-02');
    await user.type(screen.getByTestId('design-revision'), 'B');
    await user.click(screen.getByTestId('import-run'));
    await waitFor(() => expect(location.hash).toBe('#/surveys/s7'));
    expect(sentRaw('import_design')).toMatchObject([
      {
        survey: 's7',
        file_name: 'design.csv',
        columns: ['name', 'code', 'y_east', 'x_north', 'h'],
        drawing: '总施-02',
        revision: 'B',
        role: 'point',
        despite_warnings: false,
      },
    ]);
    expect(await screen.findAllByTestId('target-row')).toHaveLength(4);
  });

  it('is taken despite its warnings only when the person says so', async () => {
    const { user, sentRaw } = open('/surveys/s6/measured');
    await user.upload(await screen.findByTestId('survey-file'), csv('ts.csv'));
    await user.click(await screen.findByTestId('import-despite'));
    await user.click(screen.getByTestId('import-run'));
    await waitFor(() => expect(sentRaw('import_measured')).toMatchObject([{ despite_warnings: true }]));
  });

  it('asks about values far off their design even when its warnings were accepted', async () => {
    const { user, sentRaw, platform } = open('/surveys/s6/measured');
    const callRaw = platform.callRaw;
    platform.callRaw = (name, request, body, lang) => {
      const answer = callRaw(name, request, body, lang);
      if (name !== 'import_measured' || 'far_is_meant' in request) return answer;
      const message = '与设计相差过大：A1 3000 km。';
      return Promise.reject(new ProblemError({ code: 'far_from_design', message, next: '', params: {} }));
    };
    await user.upload(await screen.findByTestId('survey-file'), csv('ts.csv'));
    await user.click(await screen.findByTestId('import-despite'));
    await user.click(screen.getByTestId('import-run'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('A1 3000 km');
    await user.click(screen.getByTestId('far-is-meant'));
    await waitFor(() => expect(sentRaw('import_measured').at(-1)).toMatchObject({ far_is_meant: true }));
  });

  it('is read with the columns that the person chooses', async () => {
    const { user, sentRaw } = open('/surveys/s7/design');
    await user.upload(await screen.findByTestId('survey-file'), csv('design.csv'));
    await user.selectOptions(await screen.findByTestId('import-column-4'), 'skip');
    await waitFor(() =>
      expect(sentRaw('look_at_survey_file').at(-1)).toMatchObject({
        columns: ['name', 'code', 'x_north', 'y_east', 'skip'],
      }),
    );
  });

  it('is not needed for levels, distances and red lines, which are typed', async () => {
    const { user, sentTo } = open('/surveys/s1/design');
    await user.click(await screen.findByTestId('design-way-typed'));
    await user.type(screen.getByTestId('design-revision'), 'B');
    await user.click(screen.getByTestId('typed-add'));
    await user.type(screen.getByTestId('typed-name-0'), '1#');
    await user.type(screen.getByTestId('typed-h-0'), '6.750');
    await user.click(screen.getByTestId('figure-add'));
    await user.selectOptions(screen.getByTestId('figure-role-0'), 'red_line');
    await user.type(screen.getByTestId('figure-name-0'), '用地红线');
    await user.type(screen.getByTestId('figure-points-0'), 'A1 A2 A3 A4');
    await user.type(screen.getByTestId('figure-required-0'), '8');
    await user.click(screen.getByTestId('typed-save'));
    await waitFor(() => expect(sentTo('revise_design')).toHaveLength(1));
    expect(sentTo('revise_design')).toMatchObject([
      {
        drawing: '总施-02',
        revision: 'B',
        targets: [{ name: '1#', role: 'level', design: { h: 6.75, value: null } }],
        figures: [{ name: '用地红线', role: 'red_line', points: ['A1', 'A2', 'A3', 'A4'], required_m: 8 }],
      },
    ]);
  });
});

describe('the stake-out guide', () => {
  it('says how far and which way, and takes the fix as a value', async () => {
    const { user } = open('/surveys/s6/guide/A3');
    expect(await screen.findByTestId('guide-distance')).toHaveTextContent('12.40m');
    expect(screen.getByTestId('guide-north')).toHaveTextContent('9.920 m');
    expect(screen.getByText('向北 9.920 m，向西 7.440 m')).toBeVisible();
    expect(screen.getByTestId('receiver-state')).toHaveTextContent('已连接');
    await user.click(screen.getByTestId('take-fix'));
    expect(await screen.findByTestId('target-verdict')).toHaveTextContent('符合');
  });

  it('shows the fine scale when near, and says when it is within the limit', async () => {
    open('/surveys/s6/guide/A3');
    await screen.findByTestId('guide-distance');
    await screen.findByTestId('guide-precise', {}, { timeout: 6000 });
    expect(await screen.findByTestId('guide-within', {}, { timeout: 6000 })).toHaveTextContent('已在限差以内');
  }, 15000);

  it('refuses a fix without RTK in words, and keeps it as an observation', async () => {
    const { user } = open('/surveys/s6/guide/A3');
    await user.upload(await screen.findByTestId('receiver-replay'), new File(['$GNGGA'], 'single.nmea'));
    await waitFor(() => expect(screen.getByTestId('fix-quality')).toHaveTextContent('单点定位'));
    await user.click(screen.getByTestId('take-fix'));
    expect(await screen.findByTestId('fix-refused')).toHaveTextContent('只有 RTK 固定解才能作为测量值');
    expect(screen.queryByTestId('target-verdict')).toBeNull();
    location.hash = '/surveys/s6';
    await user.click(await screen.findByTestId('survey-part-record'));
    expect(screen.getAllByTestId('observation-row')).toHaveLength(2);
  });

  it('connects a receiver by its address', async () => {
    const { user, sentTo } = open('/surveys/s6/guide/A3');
    await user.click(await screen.findByTestId('receiver-fold'));
    await user.clear(screen.getByTestId('receiver-address'));
    await user.type(screen.getByTestId('receiver-address'), '10.0.0.7:9001');
    await user.click(screen.getByTestId('receiver-connect'));
    await waitFor(() => expect(sentTo('connect_receiver')).toMatchObject([{ kind: 'tcp', address: '10.0.0.7:9001' }]));
  });
});

describe('the report', () => {
  it('has every part of the paper and every format for whoever surveys', async () => {
    open('/surveys/s1/report');
    expect(await screen.findByTestId('report-draft')).toBeVisible();
    expect(screen.getByTestId('report-head')).toHaveTextContent('总施-02');
    expect(screen.getAllByTestId('report-row').find((row) => row.dataset.name === 'A3')).toHaveTextContent('55.3');
    for (const format of ['pdf', 'xlsx', 'csv', 'geojson', 'gpkg', 'dxf'])
      expect(screen.getByTestId(`export-${format}`)).toHaveAttribute('href', expect.stringContaining(format));
  });

  it('gives no coordinates to whoever may not have them', async () => {
    open('/surveys/s9/report', { role: 'contractor', host: 'browser' });
    expect(await screen.findByTestId('export-pdf')).toBeVisible();
    expect(screen.queryByTestId('export-dxf')).toBeNull();
  });

  it('names the rule behind every verdict, and says when a figure is local', async () => {
    open('/surveys/s9/report', bureau);
    const rules = await screen.findByTestId('survey-rules');
    expect(rules).toHaveTextContent('GB 55018-2021 第5.2节');
    expect(rules).toHaveTextContent('地方参数，待确认');
  });
});

describe('a background under the sketch', () => {
  beforeEach(() => forget('p1'));
  const sheet = async (options: Partial<MemoryOptions> = {}) => {
    const opened = open('/surveys/s1', options);
    await opened.user.click(await screen.findByTestId('survey-part-sketch'));
    await opened.user.click(screen.getByTestId('sketch-background'));
    return opened;
  };
  const choose = (user: ReturnType<typeof userEvent.setup>, ...names: string[]) =>
    user.upload(
      screen.getByTestId('background-file'),
      names.map((name) => new File(['0'], name)),
    );

  it('is chosen once and is there the next time, with its words', async () => {
    const { user, sentRaw } = await sheet();
    await choose(user, '总平面.dxf');
    expect(await screen.findByTestId('background-kept')).toHaveTextContent('总平面.dxf');
    expect(sentRaw('look_at_plan')).toEqual([{ survey: 's1', file_name: '总平面.dxf' }]);
    expect(screen.getByText(/3 个对象没有画出/)).toBeVisible();
    await user.click(screen.getByTestId('background-visible'));
    expect(screen.getByTestId('background-words')).toHaveTextContent('已隐藏');
    cleanup();
    await sheet();
    expect(await screen.findByTestId('background-kept')).toHaveTextContent('总平面.dxf');
    expect(screen.getByTestId('background-visible')).not.toBeChecked();
  });

  it('is removed, and comes back when that is undone', async () => {
    const { user } = await sheet();
    await choose(user, 'a.dxf');
    await user.click(await screen.findByTestId('background-remove'));
    await waitFor(() => expect(screen.queryByTestId('background-words')).toBeNull());
    await user.click(await screen.findByTestId('undo'));
    expect(await screen.findByTestId('background-words')).toHaveTextContent('a.dxf');
  });

  it('asks for the world file of a picture, and says what is wrong with it', async () => {
    const { user } = await sheet();
    await choose(user, 'a.png');
    expect(await screen.findByTestId('problem')).toHaveTextContent('缺坐标文件');
    expect(screen.getByTestId('background-choose')).toHaveTextContent('选择坐标文件');
    await choose(user, 'a.pgw');
    await waitFor(() => expect(screen.getByTestId('problem')).toHaveTextContent('图片已损坏'));
    expect(screen.queryByTestId('background-kept')).toBeNull();
  });

  it('in a browser is no plan, and says where one can be chosen', async () => {
    const { user } = await sheet({ ...bureau });
    const input = screen.getByTestId('background-file');
    expect(input).toHaveAttribute('accept', expect.not.stringContaining('.dxf'));
    input.setAttribute('accept', '');
    await choose(user, 'a.dxf');
    expect(await screen.findByTestId('problem')).toHaveTextContent('浏览器里读不了');
  });
});

describe('both languages', () => {
  it('say the same', async () => {
    open('/surveys/s1', { lang: 'en' });
    expect(await screen.findByTestId('survey-verdict')).toHaveTextContent('Beyond limits');
    expect(screen.getByTestId('conclusion')).toHaveTextContent('A3 is beyond the limit');
  });
});
