// Approvals through the real screens on the host in memory: what is owed, the flow, a case, an inbox, the board, the catalogue.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { caseFilter } from './features/approvals/filter.svelte';
import type { Commands } from './lib/contract/generated';
import { readChecklist } from './lib/platform/memory/checklist';
import { memoryPlatform, type MemoryOptions } from './lib/platform/memory/memory';
import { catalogue, checklistSource } from './lib/testing/catalogue';

function open(path: string, options: Partial<MemoryOptions>, width = 360) {
  window.innerWidth = width;
  location.hash = path;
  const platform = memoryPlatform({
    checklist: readChecklist(checklistSource),
    catalogue,
    host: 'browser',
    ...options,
  });
  const asked: Commands['act_on_case']['request'][] = [];
  const call = platform.call;
  platform.call = (name, request, lang) => {
    if (name === 'act_on_case') asked.push(request as Commands['act_on_case']['request']);
    return call(name, request, lang);
  };
  render(App, { props: { platform } });
  return { platform, asked, user: userEvent.setup() };
}
const file = (name: string) => new File(['x'], name, { type: 'application/pdf' });

beforeEach(() => {
  location.hash = '';
  Object.assign(caseFilter, { filter: 'open', search: '', colour: '', limit: 50 });
});

describe('a construction unit', () => {
  it('reads the missing document and its due date on the first screen, without a tap (J11)', async () => {
    open('/', { role: 'owner' });
    const [first] = await screen.findAllByTestId('owed-row');
    expect(first).toHaveTextContent('消防设计文件');
    expect(first).toHaveTextContent('请于2026年11月26日前办理（还剩3个工作日）');
    expect(location.hash).toBe('#/owed');
  });

  it('gives what is missing and hands the correction in, in one place (J11)', async () => {
    const { user, asked } = open('/cases/p5-p3-02', { role: 'owner' });
    const card = await screen.findByTestId('correction');
    expect(within(card).getByTestId('lacking')).toHaveTextContent('消防设计文件');
    expect(await within(card).findByTestId('owed-due')).toHaveTextContent('2026年11月26日');
    await user.upload(screen.getByTestId('correction-file'), file('S-03.pdf'));
    await waitFor(() => expect(screen.queryByTestId('lacking')).toBeNull());
    await user.click(screen.getByTestId('case-act-resubmit'));
    await user.click(await screen.findByTestId('act-confirm'));
    await waitFor(() => expect(screen.getByTestId('case-state')).toHaveTextContent('办理中'));
    expect(asked).toMatchObject([{ id: 'p5-p3-02', act: 'resubmit' }]);
  });

  it('sees its projects with the worst clock on top', async () => {
    open('/owed', { role: 'owner' });
    const rows = await screen.findAllByTestId('project-flow');
    expect(rows[0]).toHaveTextContent('超法定时限');
    expect(rows.at(-1)).toHaveTextContent('没有在计时的办件');
  });

  it('sees when the permit comes, and what another day of answering would make of it (J13)', async () => {
    open('/projects/p5/flow', { role: 'owner' });
    const before = (await screen.findByTestId('forecast-date')).textContent;
    await fireEvent.change(screen.getByTestId('what-if'), { target: { value: '2026-11-24' } });
    await waitFor(() => expect(screen.getByTestId('what-if-answer')).toHaveTextContent('早 2 个工作日'));
    expect(screen.getByTestId('forecast-date').textContent).not.toBe(before);
    expect(screen.getByTestId('as-of')).toHaveTextContent('09:12');
  });

  it('finds the phases as steps on a phone, only what is going on open', async () => {
    const { user } = open('/projects/p5/flow', { role: 'owner' });
    await screen.findByTestId('stepper');
    expect(screen.queryByTestId('chart')).toBeNull();
    expect(screen.getByTestId('phase-1')).toHaveAttribute('aria-expanded', 'false');
    expect(screen.getByTestId('phase-3')).toHaveAttribute('aria-expanded', 'true');
    expect(screen.queryByTestId('flow-node-P1-01')).toBeNull();
    await user.click(screen.getByTestId('phase-1'));
    expect(screen.getByTestId('flow-node-P1-01')).toHaveTextContent('企业投资项目备案');
    await user.click(screen.getByTestId('flow-node-P3-02'));
    await waitFor(() => expect(location.hash).toBe('#/cases/p5-p3-02'));
  });

  it('hears name, state, days, department and date on each box of the chart', async () => {
    const { user } = open('/projects/p5/flow', { role: 'owner' }, 1440);
    expect(await screen.findByTestId('chart')).toBeVisible();
    const box = screen.getByTestId('flow-node-P3-01');
    expect(box.getAttribute('aria-label')).toMatch(/^施工图设计文件联合审查，办理中，.*5 天，施工图审查机构，.+日/);
    await user.click(box);
    expect(box).toHaveAttribute('aria-pressed', 'true');
    expect(await screen.findByTestId('node-pane')).toHaveTextContent('超期 2 个工作日');
  });

  it('declares two matters on one form and gives a material once for both (J13)', async () => {
    const { user, platform } = open('/projects/p5/flow', { role: 'owner' });
    await user.click(await screen.findByTestId('declare'));
    await user.click(await screen.findByTestId('commit-P2-03'));
    await user.click(screen.getByTestId('declare-submit'));
    expect(await screen.findByTestId('declared')).toHaveTextContent('已申报 2 项');
    const [give] = await screen.findAllByTestId('give');
    await user.click(give!);
    await user.upload(screen.getByTestId('give-file'), file('form.pdf'));
    await waitFor(() => expect(platform.calls).toContain('attach_material'));
    const declared = await platform.call('case', { id: 'p5-p2-03' }, 'zh');
    expect(declared.row.commitment).toBe(true);
  });

  it('is asked to choose at least one matter', async () => {
    const { user, platform } = open('/projects/p5/flow', { role: 'owner' });
    await user.click(await screen.findByTestId('declare'));
    await user.click(await screen.findByTestId('declare-P2-03'));
    await user.click(screen.getByTestId('declare-P2-06'));
    await user.click(screen.getByTestId('declare-submit'));
    expect(await screen.findByRole('alert')).toHaveTextContent('请至少选一个事项');
    expect(platform.calls).not.toContain('declare_matters');
  });

  it('chooses a procedure with the conditions that hold, their opposites counted in', async () => {
    const { user, platform } = open('/projects/p7/flow', { role: 'owner' });
    let asked: unknown;
    const call = platform.call;
    platform.call = (name, request, lang) => {
      if (name === 'choose_procedure') asked = request;
      return call(name, request, lang);
    };
    await user.click(await screen.findByTestId('condition-civil_building'));
    await user.click(screen.getByTestId('choose-submit'));
    expect(await screen.findByTestId('stepper')).toBeVisible();
    expect(asked).toEqual({ project: 'p7', procedure: 'ZJ-GEN', conditions: ['civil_building', 'other_project'] });
  });

  it('takes a file given for another case instead of giving it twice', async () => {
    const { user, platform } = open('/cases/p5-p3-02', { role: 'owner' });
    await user.click(await screen.findByTestId('share-0'));
    const [take] = await screen.findAllByTestId('share-take');
    await user.click(take!);
    await waitFor(() => expect(platform.calls).toContain('share_material'));
    await waitFor(() => expect(screen.queryByTestId('material-missing')).toBeNull());
  });

  it('puts its deadlines into a calendar by an address of its own', async () => {
    const { user } = open('/me', { role: 'owner' });
    await user.click(await screen.findByTestId('feed-show'));
    expect(await screen.findByTestId('feed-url')).toHaveValue('https://centre.example/calendar/k7qf3mxa9t2w.ics');
  });

  it('downloads an issued document in the language of the screens', async () => {
    open('/cases/p5-p2-01', { role: 'owner', lang: 'en' });
    const [link] = await screen.findAllByTestId('document-download');
    expect(decodeURIComponent(link!.getAttribute('href')!)).toMatch(/p5-p2-01 act-\d+ en$/);
  });
});

describe('a department', () => {
  it('has its inbox by state with counts and late marks, the green channel first', async () => {
    const { user } = open('/', { role: 'approver' });
    const rows = await screen.findAllByTestId('case-row');
    expect(rows[0]).toHaveTextContent('绿色通道');
    expect(screen.getByTestId('filter-open')).toHaveTextContent(/\d+/);
    expect(screen.getByTestId('filter-running')).toHaveTextContent('件超期');
    await user.click(screen.getByTestId('filter-suspended'));
    await waitFor(() => expect(screen.getAllByTestId('case-row')).toHaveLength(2));
  });

  it('is told what to try when nothing matches', async () => {
    const { user } = open('/cases', { role: 'approver' });
    await user.type(await screen.findByTestId('case-search'), 'qqq');
    expect(await screen.findByTestId('empty')).toHaveTextContent('没有这样的办件');
  });

  it('reads further pages on demand', async () => {
    const { user } = open('/cases', { role: 'approver' });
    await user.click(await screen.findByTestId('filter-all'));
    await waitFor(() => expect(screen.getAllByTestId('case-row')).toHaveLength(50));
    await user.click(screen.getByTestId('cases-more'));
    await waitFor(() => expect(screen.getAllByTestId('case-row')).toHaveLength(100));
  });

  it('cannot refuse without reasons and basis, and checks before signing (T64)', async () => {
    const { user, asked } = open('/cases/p5-p2-02', { role: 'approver' });
    await user.click(await screen.findByTestId('case-act-decide'));
    await user.click(await screen.findByTestId('outcome-refused'));
    await user.click(screen.getByTestId('act-check'));
    expect(screen.getAllByText('请填写此项')).toHaveLength(2);
    await user.type(screen.getByTestId('act-note'), '总平面与批准方案不符。');
    await user.type(screen.getByTestId('act-basis'), '《城乡规划法》第四十条');
    await user.click(screen.getByTestId('act-check'));
    expect(await screen.findByTestId('act-summary')).toHaveTextContent('总平面与批准方案不符。');
    expect(asked).toEqual([]);
    await user.click(screen.getByTestId('act-confirm'));
    await waitFor(() => expect(screen.getByTestId('case-state')).toHaveTextContent('不予许可'));
    expect(asked).toMatchObject([{ act: 'decide', outcome: 'refused', on: null, basis: '《城乡规划法》第四十条' }]);
  });

  it('names everything of a correction at once, one on each line', async () => {
    const { user, asked } = open('/cases/p2-p3-02', { role: 'window' });
    await user.click(await screen.findByTestId('case-act-ask_correction'));
    expect(await screen.findByText(/只能告知一次/)).toBeVisible();
    await user.type(screen.getByTestId('act-list'), '缺分区图\n\n未盖章');
    await user.click(screen.getByTestId('act-check'));
    await user.click(await screen.findByTestId('act-confirm'));
    await waitFor(() => expect(asked).toMatchObject([{ act: 'ask_correction', list: ['缺分区图', '未盖章'] }]));
  });

  it('suspends only for a special procedure, whose basis is filled in', async () => {
    const { user, asked } = open('/cases/p2-p3-01', { role: 'approver' });
    await user.click(await screen.findByTestId('case-act-suspend'));
    await user.click(await screen.findByTestId('act-confirm'));
    expect(asked).toEqual([]);
    await user.selectOptions(screen.getByTestId('act-special'), 's0');
    expect(screen.getByTestId('act-basis')).toHaveValue('《行政许可法》第四十五条');
    await user.click(screen.getByTestId('act-confirm'));
    await waitFor(() => expect(screen.getByTestId('case-state')).toHaveTextContent('中止计时'));
    expect(asked).toMatchObject([{ act: 'suspend', special: 's0' }]);
  });

  it('is warned that an earlier day makes a back entry', async () => {
    const { user, asked } = open('/cases/p2-p3-02', { role: 'window' });
    await user.click(await screen.findByTestId('case-act-accept'));
    await fireEvent.input(await screen.findByTestId('act-on'), { target: { value: '2026-11-20' } });
    expect(await screen.findByText(/将记为补录/)).toBeVisible();
    await user.click(screen.getByTestId('act-confirm'));
    await waitFor(() => expect(asked).toMatchObject([{ act: 'accept', on: '2026-11-20' }]));
  });

  it('sees an act made offline as waiting for the centre, never as in force (T64)', async () => {
    const { user } = open('/cases/p2-p3-02', { role: 'approver', host: 'window' });
    await user.click(await screen.findByTestId('case-act-accept'));
    await user.click(await screen.findByTestId('act-confirm'));
    expect(await screen.findByTestId('pending')).toHaveTextContent('待中心确认');
    expect(screen.getByTestId('act-pending')).toBeVisible();
    expect(screen.getByTestId('announcer')).toHaveTextContent('待中心确认');
  });

  it('sees who has decided in a group, and that nothing goes out before all have (J13)', async () => {
    open('/cases/p3-p4-07', { role: 'approver' });
    expect(await screen.findByTestId('group')).toHaveTextContent('已决定 1 / 4');
    expect(screen.getByTestId('group-member-P4-03')).toHaveTextContent('已办结');
    expect(screen.getByTestId('group-member-P4-04')).toHaveTextContent('中止计时');
    expect(screen.queryByTestId('group-released')).toBeNull();
  });

  it('is told that a date rests on newer calendar data than the notice', async () => {
    open('/cases/p3-p4-06', { role: 'approver' });
    expect(await screen.findByText(/受理通知书写明的办结日为/)).toBeVisible();
  });

  it('may only read as a leader', async () => {
    open('/cases/p5-p2-02', { role: 'leader' });
    expect(await screen.findByTestId('case-due')).toHaveTextContent('请于2026年11月24日前办结（还剩1个工作日）');
    expect(screen.queryByTestId('case-act-decide')).toBeNull();
  });
});

describe('a leader', () => {
  it('starts with what misses the law, then the promise, then what is about to', async () => {
    open('/', { role: 'leader' });
    const late = await screen.findByTestId('board-late');
    expect(within(late).getAllByTestId('case-row')[0]).toHaveTextContent('超法定时限');
    expect(screen.getByTestId('count-black')).toHaveTextContent('1');
    expect(screen.getAllByTestId('board-procedure')[0]).toHaveTextContent('95.1 %');
  });
});

describe('an administrator', () => {
  it('sees what a new version would change before it goes live, and puts it in force', async () => {
    const { user, platform } = open('/procedures', { role: 'administrator' });
    expect(await screen.findAllByTestId('procedure-row')).toHaveLength(2);
    await user.upload(
      screen.getByTestId('catalogue-file'),
      new File(['z'], 'catalogue.zip', { type: 'application/zip' }),
    );
    const difference = await screen.findByTestId('catalogue-difference');
    expect(difference).toHaveTextContent('省 2 个工作日');
    expect(platform.calls).not.toContain('import_catalogue');
    await user.click(screen.getByTestId('catalogue-import'));
    expect(await screen.findByTestId('catalogue-done')).toHaveTextContent('2026.4');
  });

  it('cannot put a version with problems in force, and is told file, key and remedy', async () => {
    const { user } = open('/procedures', { role: 'administrator' });
    await screen.findAllByTestId('procedure-row');
    await user.upload(screen.getByTestId('catalogue-file'), new File(['z'], 'bad.zip', { type: 'application/zip' }));
    expect(await screen.findByTestId('catalogue-problems')).toHaveTextContent('procedures/zj-gen.toml');
    expect(screen.queryByTestId('catalogue-import')).toBeNull();
  });
});

describe('the inbox', () => {
  it('leads to the case and to the flow', async () => {
    open('/inbox', { role: 'owner' });
    const rows = await screen.findAllByTestId('inbox-row');
    expect(rows[0]).toHaveAttribute('href', '#/cases/p5-p3-02');
    expect(rows[1]).toHaveAttribute('href', '#/projects/p5/flow');
  });
});
