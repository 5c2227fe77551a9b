// The commands of approvals on the host in memory: the sample's records, changed as a person acts.
import type {
  CaseFilter,
  CaseRow,
  CaseState,
  CaseActKind,
  CatalogueDifference,
  ClockColour,
  Commands,
  SessionView,
} from '../../contract/generated';
import { ProblemError } from '../platform';
import { asOf, caseView, ended, greenChannel, mayExcept, rowOf, type World } from './caseViews';
import { recordDates } from './dates';
import { makeFacts } from './facts';
import { fetchesOf } from './fetches';
import { boardOf, choose, flowOf, owedOf, resetChoice } from './flows';
import { moveStage } from './gates';
import { readProcedure, type CatalogueSources } from './procedure';
import { actOf, limin, makeRecords, shen, zhou, type Record } from './records';
import { projects, today } from './sample';

type Handlers = { [N in keyof Commands]?: (request: Commands[N]['request']) => Commands[N]['response'] };

const filters: { [filter in CaseFilter]: (row: CaseRow, record: Record) => boolean } = {
  to_accept: (row) => row.state === 'submitted',
  correcting: (row) => row.state === 'correcting',
  running: (row) => row.state === 'running',
  suspended: (row) => row.state === 'suspended',
  to_deliver: (row) => !row.delivered && ['granted', 'refused'].includes(row.state),
  post_check: (row, record) =>
    row.commitment && row.state === 'granted' && !record.acts.some((a) => a.act === 'post_check'),
  open: (row) => !ended.includes(row.state),
  all: () => true,
};
const bad: { [colour in ClockColour]: number } = { none: 0, green: 1, yellow: 2, red: 3, black: 4 };
const after: { [act in CaseActKind]?: CaseState } = {
  ask_correction: 'correcting',
  resubmit: 'running',
  accept: 'running',
  not_accept: 'not_accepted',
  suspend: 'suspended',
  resume: 'running',
  withdraw: 'withdrawn',
  terminate: 'terminated',
  revoke: 'revoked',
};

/** Projects of the sample's construction unit. */
export const owned = (world: World): string[] =>
  projects.filter((p) => world.role !== 'owner' || p.owner === '东湖科创开发有限公司').map((p) => p.id);

function act(world: World, record: Record, request: Commands['act_on_case']['request']): void {
  const applicant = world.role === 'owner' || world.role === 'agent';
  const by = applicant ? limin : world.role === 'window' ? shen : zhou;
  const on = request.on ?? today;
  const pending = world.host === 'window';
  record.acts.push(
    actOf(request.act, by, on, {
      enteredAt: `${today}T10:42:00+08:00`,
      receivedAt: pending ? null : `${today}T10:42:01+08:00`,
      note: request.note,
      basis: request.basis,
      outcome: request.outcome,
      special: request.special ? Number(request.special.slice(1)) : null,
      until: request.until,
      days: request.days,
      list: request.list,
      amends: request.amends,
    }),
  );
  if (pending) record.pending += 1;
  const next = after[request.act];
  if (next) record.state = next;
  if (request.act === 'accept') record.accepted = on;
  if (request.act === 'ask_correction') record.correction = request.list;
  if (request.act === 'resubmit') record.lacking = [];
  if (request.act === 'extend') record.extended += request.days ?? 0;
  if (request.act === 'deliver') record.delivered = true;
  if (request.act === 'decide') {
    record.state = request.outcome === 'refused' ? 'refused' : 'granted';
    record.decided = on;
  }
}

const forbidden = (message: string) =>
  new ProblemError({ code: 'forbidden', message, next: '请联系本单位管理员。', params: {} });

const difference: CatalogueDifference = {
  from: '2026.3',
  to: '2026.4',
  problems: [],
  changes: [
    {
      about: { zh: 'P3-01 施工图设计文件联合审查', en: 'P3-01 Joint review of construction drawings' },
      what: { zh: '承诺时限由 5 个工作日改为 3 个工作日', en: 'promised limit from 5 to 3 working days' },
      days_saved: 2,
    },
    {
      about: { zh: '浙江省一般企业投资项目', en: 'Zhejiang general enterprise investment project' },
      what: { zh: 'P3-07 不再等待 P2-02', en: 'P3-07 no longer waits for P2-02' },
      days_saved: 0,
    },
    {
      about: { zh: '日历 2027 年', en: 'Calendar 2027' },
      what: { zh: '由暂定改为国务院公布的安排', en: 'from provisional to the arrangement as published' },
      days_saved: null,
    },
  ],
};

export function approvals(
  sources: CatalogueSources,
  who: { role: SessionView['role']; host: SessionView['host'] },
): { handlers: Handlers; raw: (name: string, request: unknown) => unknown; world: World } {
  const data = readProcedure(sources);
  const role = who.role ?? 'owner';
  resetChoice();
  const person = role === 'owner' ? limin.id : role === 'window' ? shen.id : zhou.id;
  const world: World = {
    data,
    records: makeRecords(data.nodes),
    role,
    host: who.host,
    person,
    lang: 'zh',
    facts: makeFacts(),
  };
  const record = (id: string): Record => {
    const found = world.records.find((r) => r.id === id);
    if (found) return found;
    throw new ProblemError({
      code: 'not_found',
      message: '找不到这个办件，或您无权查看。',
      next: '请回到列表。',
      params: {},
    });
  };
  const view = (id: string) => caseView(world, record(id));
  const handlers: Handlers = {
    cases: (request) => {
      const mine = owned(world);
      const all = world.records.filter((r) => mine.includes(r.project)).map((r) => ({ r, row: rowOf(world, r) }));
      const found = all.filter(
        ({ r, row }) =>
          filters[request.filter](row, r) &&
          (!request.project || row.project === request.project) &&
          (!request.colour || bad[row.clock.colour] >= bad[request.colour]) &&
          `${row.name.zh}${row.name.en}${row.project_name}${row.owner}${row.number}`.includes(request.search),
      );
      found.sort(
        (a, b) =>
          Number(b.row.green_channel) - Number(a.row.green_channel) ||
          bad[b.row.clock.colour] - bad[a.row.clock.colour],
      );
      return {
        cases: found.slice(request.offset, request.offset + request.limit).map((f) => f.row),
        total: found.length,
        counts: (Object.keys(filters) as CaseFilter[]).map((filter) => {
          const own = all.filter(({ r, row }) => filters[filter](row, r));
          return { filter, cases: own.length, late: own.filter(({ row }) => bad[row.clock.colour] > 2).length };
        }),
        as_of: asOf,
      };
    },
    case: ({ id }) => view(id),
    flow: ({ project, if_answered }) => flowOf(world, project, if_answered),
    owed: () =>
      owned(world)
        .flatMap((project) => owedOf(world, project))
        .sort((a, b) => (a.left ?? 99) - (b.left ?? 99) || Number(b.critical) - Number(a.critical)),
    board: () => boardOf(world),
    procedures: () => ({
      version: '2026.3',
      calendar: '2026-v3',
      official_years: [2023, 2024, 2025, 2026],
      procedures: [
        {
          code: data.code,
          name: data.name,
          applies_to: data.appliesTo,
          matters: data.nodes.length,
          promised_days: 39,
          legal_days: 182,
          conditions: data.conditions,
        },
        {
          code: 'ZJ-LOW',
          name: { zh: '浙江省低风险小型项目', en: 'Zhejiang low-risk small project' },
          applies_to: {
            zh: '建筑面积不超过 10000 平方米的低风险仓储、厂房',
            en: 'low-risk warehouses and workshops up to 10,000 m2',
          },
          matters: 14,
          promised_days: 15,
          legal_days: 74,
          conditions: [],
        },
      ],
    }),
    choose_procedure: ({ project }) => (choose(project), flowOf(world, project, null)),
    set_green_channel: ({ project, reason }) => {
      if (!mayExcept(world)) throw forbidden('您无权进行此操作：设置绿色通道。没有改动任何内容。');
      world.facts.green[project] = reason.trim();
      return flowOf(world, project, null);
    },
    move_stage: (request) => (moveStage(world, request), flowOf(world, request.project, null)),
    record_dates: (request) => (recordDates(world, request), flowOf(world, request.project, null)),
    declare_matters: ({ project, matters, commitment }) => {
      const made = matters.map((matter): Record => {
        const node = data.nodes.find((n) => n.code === matter)!;
        const number = `3-${String(600 + world.records.length).padStart(5, '0')}`;
        const acts = [actOf('submit', limin, today)];
        return {
          id: `${project}-${matter.toLowerCase()}`,
          number,
          project,
          matter,
          state: 'submitted',
          submitted: today,
          accepted: null,
          decided: null,
          delivered: false,
          stood: 0,
          extended: 0,
          commitment: commitment.includes(matter),
          green: greenChannel(world, project) !== null,
          correction: [],
          correctionDue: null,
          lacking: node.materials.map((_, index) => index),
          added: [],
          pending: 0,
          acts,
        };
      });
      world.records.push(...made);
      const fields = made.length * 11;
      return {
        cases: made.map((r) => rowOf(world, r)),
        fields_once: 14 + made.length * 2,
        fields_apart: fields + made.length * 6,
      };
    },
    act_on_case: (request) => (act(world, record(request.id), request), view(request.id)),
    share_material: ({ case: id, material, sha256 }) => {
      const target = record(id);
      target.added.push({ material, name: '共享的材料.pdf', sha256 });
      target.lacking = target.lacking.filter((index) => index !== material);
      return view(id);
    },
    fetches: ({ id }) => fetchesOf(id),
    calendar_feed: () => 'https://centre.example/calendar/k7qf3mxa9t2w.ics',
  };
  return {
    handlers,
    world,
    raw: (name, request) => {
      if (name === 'check_catalogue') {
        const { file_name } = request as Commands['check_catalogue']['request'];
        if (!file_name.includes('bad')) return difference;
        const message = '事项 P9-99 不存在。请在 matters/ 中添加，或改正 after。';
        return {
          ...difference,
          changes: [],
          problems: [{ file: 'procedures/zj-gen.toml', key: 'node[7].after', message }],
        };
      }
      if (name === 'import_catalogue') return difference;
      const { case: id, material, file_name } = request as Commands['attach_material']['request'];
      const target = record(id);
      target.added.push({ material, name: file_name, sha256: `${id}-added-${target.added.length}` });
      target.lacking = target.lacking.filter((index) => index !== material);
      return view(id);
    },
  };
}
