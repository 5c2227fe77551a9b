// Approvals through the real screens on the host in memory: what is owed, the flow, a case, an inbox, the board, the catalogue.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { parkSentence } from './features/approvals/park';
import { caseFilter } from './features/approvals/filter.svelte';
import type { Commands, ParkLine } from './lib/contract/generated';
import { readChecklist } from './lib/platform/memory/checklist';
import { ProblemError } from './lib/platform/platform';
import { Words } from './lib/i18n/words.svelte';
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
  const sent: { name: string; request: unknown }[] = [];
  const call = platform.call;
  platform.call = (name, request, lang) => {
    if (name === 'act_on_case') asked.push(request as Commands['act_on_case']['request']);
    sent.push({ name, request: structuredClone(request) });
    return call(name, request, lang);
  };
  render(App, { props: { platform } });
  const sentTo = (name: string) => sent.filter((one) => one.name === name).map((one) => one.request);
  return { platform, asked, sentTo, user: userEvent.setup() };
}
/** The host refuses a command until it is told otherwise. */
function refusing(platform: ReturnType<typeof open>['platform'], command: string, message: string) {
  const call = platform.call;
  let off = false;
  platform.call = (name, request, lang) =>
    name === command && !off
      ? Promise.reject(new ProblemError({ code: 'refused', message, next: '', params: {} }))
      : call(name, request, lang);
  return () => (off = true);
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

describe('the green channel', () => {
  it('takes a project only with a reason, after saying what happens, and halves the promise of new cases alone (J08)', async () => {
    const { user, platform, sentTo } = open('/projects/p5/flow', { role: 'window' });
    const limit = async (id: string) => (await platform.call('case', { id }, 'zh')).row.clock.promised_days;
    const before = await limit('p5-p3-01');
    await user.click(await screen.findByTestId('green-set'));
    const effects = await screen.findByTestId('green-effects');
    expect(effects).toHaveTextContent('此后新开的办件，承诺时限减半');
    expect(effects).toHaveTextContent('排在最前');
    expect(effects).toHaveTextContent('法定环节一个不少');
    expect(effects).toHaveTextContent('理由公开');
    await user.click(screen.getByTestId('green-confirm'));
    expect(screen.getByTestId('green-reason')).toHaveAccessibleDescription(/请填写此项/);
    expect(sentTo('set_green_channel')).toEqual([]);
    await user.type(screen.getByTestId('green-reason'), '  市重点项目（嘉发改〔2026〕31号）{Enter}');
    await waitFor(() => expect(screen.queryByTestId('green-confirm')).toBeNull());
    expect(sentTo('set_green_channel')).toEqual([{ project: 'p5', reason: '市重点项目（嘉发改〔2026〕31号）' }]);
    expect(screen.getByText('绿色通道：市重点项目（嘉发改〔2026〕31号）')).toBeVisible();
    expect(screen.getByTestId('announcer')).toHaveTextContent('已列入绿色通道');
    expect(await limit('p5-p3-01')).toBe(before);
    const request = { project: 'p5', matters: ['P2-03'], commitment: [], files: [], note: '' };
    const made = await platform.call('declare_matters', request, 'zh');
    expect(made.cases[0]).toMatchObject({ green_channel: true });
  });

  it('lets a project go after saying that its open cases keep their limits (J08)', async () => {
    const { user, platform, sentTo } = open('/projects/p3/flow', { role: 'administrator' });
    await user.click(await screen.findByTestId('green-lift'));
    expect(await screen.findByTestId('green-effects')).toHaveTextContent('已开的办件保留减半的承诺时限');
    expect(sentTo('set_green_channel')).toEqual([]);
    await user.click(screen.getByTestId('green-confirm'));
    await waitFor(() => expect(screen.getByTestId('green')).toHaveTextContent('未列入'));
    expect(sentTo('set_green_channel')).toEqual([{ project: 'p3', reason: '' }]);
    expect((await platform.call('case', { id: 'p3-p4-06' }, 'zh')).row.green_channel).toBe(true);
  });

  it('keeps the reason typed when the host refuses (J08)', async () => {
    const { user, platform } = open('/projects/p5/flow', { role: 'window' });
    refusing(platform, 'set_green_channel', '按规则不能进行：已停用。');
    await user.click(await screen.findByTestId('green-set'));
    await user.type(await screen.findByTestId('green-reason'), '省重点');
    await user.click(screen.getByTestId('green-confirm'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('已停用');
    expect(screen.getByTestId('green-reason')).toHaveValue('省重点');
  });

  it('is shown to the construction unit, who cannot set it (J08)', async () => {
    open('/projects/p3/flow', { role: 'owner' });
    expect(await screen.findByTestId('gate')).toBeVisible();
    expect(screen.getByText(/^绿色通道：省重点民生项目/)).toBeVisible();
    expect(screen.queryByTestId('green')).toBeNull();
    expect(screen.queryByTestId('except-open')).toBeNull();
  });
});

describe('a gate', () => {
  it('is passed by exception only with a reason, everything missing named, and keeps who and when (J07, T61)', async () => {
    const { user, sentTo } = open('/projects/p5/flow', { role: 'window' });
    await user.click(await screen.findByTestId('except-open'));
    const missing = await screen.findByTestId('except-missing');
    expect(within(missing).getAllByRole('listitem')).toHaveLength(4);
    expect(missing).toHaveTextContent('开工通知');
    expect(screen.getByTestId('except-record')).toHaveTextContent('沈洁');
    await user.click(screen.getByTestId('except-confirm'));
    expect(screen.getByTestId('except-reason')).toHaveAccessibleDescription(/请填写此项/);
    expect(sentTo('move_stage')).toEqual([]);
    await user.type(screen.getByTestId('except-reason'), '经专题会议同意，12月10日前补齐');
    await user.click(screen.getByTestId('except-confirm'));
    const kept = await screen.findByTestId('exceptions');
    expect(sentTo('move_stage')).toEqual([
      { project: 'p5', to: 'construction', exception: '经专题会议同意，12月10日前补齐' },
    ]);
    expect(within(kept).getAllByRole('listitem')).toHaveLength(4);
    expect(kept).toHaveTextContent('沈洁 · 2026年11月23日 10:42');
    expect(screen.getByTestId('gate')).toHaveTextContent('离开“建设”阶段还缺');
    expect(screen.queryByTestId('except-reason')).toBeNull();
  });

  it('keeps the reason typed when the host refuses the exception (J07)', async () => {
    const { user, platform } = open('/projects/p5/flow', { role: 'administrator' });
    const allow = refusing(platform, 'move_stage', '按规则不能进行：阶段须逐个推进。');
    await user.click(await screen.findByTestId('except-open'));
    await user.type(await screen.findByTestId('except-reason'), '会议纪要');
    await user.click(screen.getByTestId('except-confirm'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('阶段须逐个推进');
    expect(screen.getByTestId('except-reason')).toHaveValue('会议纪要');
    allow();
    await user.click(screen.getByTestId('except-confirm'));
    expect(await screen.findByTestId('exceptions')).toHaveTextContent('会议纪要');
  });

  it('offers no exception in the window, where the centre is not asked (J07, T61)', async () => {
    open('/projects/p5/flow', { role: 'window', host: 'window' });
    expect(await screen.findByTestId('gate')).toHaveTextContent('还缺 4 项');
    expect(screen.queryByTestId('except-open')).toBeNull();
    expect(screen.queryByTestId('dates-edit')).toBeNull();
    expect(screen.queryByTestId('fetch-log')).toBeNull();
  });
});

describe('merged evaluations', () => {
  it('say how many submissions, meetings and days became one (J14)', async () => {
    open('/cases/p5-p1-11', { role: 'approver' });
    const group = await screen.findByTestId('group');
    const days = within(group)
      .getByTestId('merged')
      .textContent?.match(/(\d+)个工作日并为(\d+)个工作日/);
    expect(group).toHaveTextContent('多评合一：3次申报并为1次，3次会审并为1次');
    expect(Number(days?.[1])).toBeGreaterThan(Number(days?.[2]));
  });

  it('are not spoken of where matters are only declared side by side (J14)', async () => {
    open('/cases/p3-p4-07', { role: 'approver' });
    expect(await screen.findByTestId('group')).toBeVisible();
    expect(screen.queryByTestId('merged')).toBeNull();
  });
});

describe('the log of fetched files', () => {
  it('is read only when opened, newest first, and folds what is beyond twenty (J16)', async () => {
    const { user, platform } = open('/projects/p5/flow', { role: 'owner' });
    await screen.findByTestId('fetch-log');
    expect(platform.calls).not.toContain('fetches');
    await user.click(screen.getByTestId('fetch-log-fold'));
    expect(await screen.findByTestId('fetch-count')).toHaveTextContent('27 次调取');
    expect(screen.getAllByTestId('fetch-row')).toHaveLength(20);
    await user.click(screen.getByTestId('fetch-all'));
    const rows = screen.getAllByTestId('fetch-row');
    expect(rows).toHaveLength(27);
    expect(screen.queryByTestId('fetch-all')).toBeNull();
    const times = rows.map((row) => Date.parse(row.querySelector('time')!.dateTime));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(rows[0]).toHaveTextContent(/\.pdf.*滨湖区自然资源和规划局 · 顾晓岚.*11月20日 16:00/);
  });

  it('says that nobody fetched anything, and why rows would appear (J16)', async () => {
    const { user } = open('/projects/p3/flow', { role: 'owner' });
    await user.click(await screen.findByTestId('fetch-log-fold'));
    expect(await screen.findByTestId('empty')).toHaveTextContent('还没有人调取过材料');
  });

  it('says what went wrong and can be tried again (J16)', async () => {
    const { user, platform } = open('/projects/p5/flow', { role: 'owner' });
    const allow = refusing(platform, 'fetches', '中心暂时不答复。');
    await user.click(await screen.findByTestId('fetch-log-fold'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('中心暂时不答复');
    allow();
    await user.click(screen.getByTestId('retry'));
    expect(await screen.findByTestId('fetch-count')).toBeVisible();
    expect(screen.queryByTestId('problem')).toBeNull();
  });
});

describe('the four promises of a park', () => {
  it('stand each with what was measured, what was missing by name (H19, H20, H21, H22)', async () => {
    open('/projects/p1/flow', { role: 'owner' });
    expect(await screen.findByTestId('park-service')).toHaveTextContent(
      /已兑现.*2026年3月19日签约前，现场踏勘和专员均已到位/,
    );
    expect(screen.getByTestId('park-land')).toHaveTextContent(/已兑现.*签约当日（2026年3月19日）交地/);
    const utilities = screen.getByTestId('park-utilities');
    expect(utilities).toHaveTextContent(/未兑现.*2026年5月6日开工时未就绪：/);
    expect(
      within(utilities)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['燃气']);
    expect(screen.getByTestId('park-title')).toHaveTextContent(/未开始.*尚未开始计算/);
  });

  it('name the service that was not there and count the days that are over (H19, H20, H22)', async () => {
    open('/projects/p6/flow', { role: 'window' });
    const service = await screen.findByTestId('park-service');
    expect(service).toHaveTextContent('未兑现');
    expect(
      within(service)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['专员到位']);
    expect(screen.getByTestId('park-land')).toHaveTextContent('签约后 3 天交地，承诺当日交地');
    expect(screen.getByTestId('park-utilities')).toHaveTextContent('各项配套均已就绪');
    expect(screen.getByTestId('park-title')).toHaveTextContent(
      /未兑现.*备案已 \d+ 个工作日，尚未办证，承诺 2 个工作日内办证/,
    );
  });

  it('never say broken of what may still be kept (H20, H21, H22)', () => {
    const words = new Words();
    const line: ParkLine = {
      promise: 'title',
      name: { zh: '', en: '' },
      from: '2026-11-20',
      to: null,
      days: 1,
      limit: 2,
      kept: null,
      missing: [],
    };
    expect(parkSentence(line, words)).toBe('备案已 1 个工作日，尚未办证，承诺 2 个工作日内办证');
    expect(parkSentence({ ...line, promise: 'land', days: 0, limit: 0 }, words)).toBe(
      '今天签约，尚未交地，承诺当日交地',
    );
    expect(parkSentence({ ...line, promise: 'utilities', from: '2026-12-01', days: null, limit: null }, words)).toBe(
      '计划2026年12月1日开工，届时各项配套须已就绪',
    );
    expect(parkSentence({ ...line, promise: 'title', to: '2026-11-20', days: 0, kept: true }, words)).toBe(
      '备案当日（2026年11月20日）办证',
    );
    const before = { ...line, promise: 'land', to: '2026-11-18', days: 0, limit: 0, kept: true } as const;
    expect(parkSentence(before, words)).toBe('2026年11月18日交地，在签约之前');
  });

  it('are no part of a project outside of parks (H19, H22)', async () => {
    open('/projects/p5/flow', { role: 'owner' });
    expect(await screen.findByTestId('dates')).not.toHaveTextContent('配套设施');
    expect(screen.queryByTestId('park')).toBeNull();
  });
});

describe('the dates of a project', () => {
  it('are listed by kind with their day, as planned, or as not recorded (H21)', async () => {
    open('/projects/p1/flow', { role: 'leader' }, 1440);
    const dates = await screen.findByTestId('dates');
    expect(
      within(dates)
        .getAllByRole('heading', { level: 3 })
        .map((one) => one.textContent),
    ).toEqual(['里程碑', '园区服务', '配套设施']);
    expect(dates).toHaveTextContent('已记录 9 / 10');
    expect(screen.getByTestId('date-structure_acceptance')).toHaveTextContent('未记录');
    expect(screen.getByTestId('date-gas')).toHaveTextContent('计划 2026年12月10日');
    expect(screen.getByTestId('date-land')).toHaveTextContent('2026年3月19日');
    expect(screen.queryByTestId('dates-edit')).toBeNull();
  });

  it('are sent in one piece, only what was changed, and turn the promise and the gate at once (H21)', async () => {
    const { user, sentTo } = open('/projects/p1/flow', { role: 'owner' });
    expect(await screen.findByTestId('gate')).toHaveTextContent('还缺 3 项');
    await user.click(screen.getByTestId('dates-edit'));
    const input = (key: string) => screen.findByTestId(`date-input-${key}`);
    await fireEvent.input(await input('gas'), { target: { value: '2026-05-06' } });
    await fireEvent.input(await input('structure_acceptance'), { target: { value: '2026-11-20' } });
    await fireEvent.input(await input('agent'), { target: { value: '' } });
    await user.click(screen.getByTestId('dates-save'));
    await waitFor(() => expect(screen.queryByTestId('dates-save')).toBeNull());
    expect(sentTo('record_dates')).toEqual([
      {
        project: 'p1',
        dates: [
          { key: 'structure_acceptance', on: '2026-11-20' },
          { key: 'agent', on: null },
          { key: 'gas', on: '2026-05-06' },
        ],
      },
    ]);
    expect(screen.getByTestId('park-utilities')).toHaveTextContent('已兑现');
    expect(screen.getByTestId('park-service')).toHaveTextContent(/未兑现.*专员到位/);
    expect(screen.getByTestId('gate')).toHaveTextContent('还缺 2 项');
    expect(screen.getByTestId('announcer')).toHaveTextContent('已保存 3 个日期');
    // By keyboard one goes on where one was.
    expect(screen.getByTestId('dates-edit')).toHaveFocus();
  });

  it('may lie ahead only where they are planned, and are asked for again before anything is sent (H21)', async () => {
    const { user, sentTo } = open('/projects/p1/flow', { role: 'window' });
    await user.click(await screen.findByTestId('dates-edit'));
    const site = await screen.findByTestId('date-input-site_check');
    expect(site).toHaveAttribute('max', '2026-11-23');
    expect(screen.getByTestId('date-input-water')).not.toHaveAttribute('max');
    await fireEvent.input(site, { target: { value: '2026-11-24' } });
    await fireEvent.input(screen.getByTestId('date-input-water'), { target: { value: '2027-01-04' } });
    await user.click(screen.getByTestId('dates-save'));
    expect(site).toHaveAccessibleDescription(/这一天还没有到/);
    expect(screen.getByTestId('date-input-water')).not.toHaveAttribute('aria-invalid');
    await fireEvent.input(site, { target: { value: '0026-02-26' } });
    expect(site).toHaveAccessibleDescription(/请填写完整的日期/);
    expect(sentTo('record_dates')).toEqual([]);
  });

  it('are never taken back because a day was typed only in part (H21)', async () => {
    const { user, sentTo } = open('/projects/p1/flow', { role: 'window' });
    await user.click(await screen.findByTestId('dates-edit'));
    const land = (await screen.findByTestId('date-input-land')) as HTMLInputElement;
    Object.defineProperty(land, 'validity', { value: { badInput: true }, configurable: true });
    await fireEvent.input(land, { target: { value: '' } });
    await user.click(screen.getByTestId('dates-save'));
    expect(land).toHaveAccessibleDescription(/请填写完整的日期/);
    expect(sentTo('record_dates')).toEqual([]);
  });

  it('stay as typed when the host refuses them (H21)', async () => {
    const { user, platform } = open('/projects/p1/flow', { role: 'owner' });
    const allow = refusing(platform, 'record_dates', '按规则不能进行：日期不能晚于录入日期。');
    await user.click(await screen.findByTestId('dates-edit'));
    const gas = await screen.findByTestId('date-input-gas');
    await fireEvent.input(gas, { target: { value: '2026-05-06' } });
    await user.click(screen.getByTestId('dates-save'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('日期不能晚于录入日期');
    expect(gas).toHaveValue('2026-05-06');
    allow();
    await user.click(screen.getByTestId('dates-save'));
    await waitFor(() => expect(screen.getByTestId('park-utilities')).toHaveTextContent('已兑现'));
  });
});

describe('a permit that was given', () => {
  it('is said in one line with its day, without a question about when (J13)', async () => {
    open('/projects/p6/flow', { role: 'leader' });
    expect(await screen.findByTestId('forecast')).toHaveTextContent('已取得：');
    expect(screen.getByTestId('forecast-date')).toHaveTextContent(/^2026年8月18日办结$/);
    expect(screen.queryByTestId('what-if')).toBeNull();
  });
});
