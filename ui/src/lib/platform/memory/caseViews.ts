// Turns the sample's records into the views of the contract. The rules are simplified; only the real host decides what counts.
import type {
  CaseActKind,
  CaseActView,
  CaseRow,
  CaseView,
  ClockView,
  GroupView,
  Lang,
  MaterialView,
  SessionView,
  Text,
} from '../../contract/generated';
import { between, plus } from './days';
import type { Facts } from './facts';
import type { MatterNode, ProcedureData } from './procedure';
import type { Record } from './records';
import { limin } from './records';
import { projects, today } from './sample';

export interface World {
  data: ProcedureData;
  records: Record[];
  role: NonNullable<SessionView['role']>;
  host: SessionView['host'];
  person: string;
  /** Of the lines of the chart. */
  lang: Lang;
  facts: Facts;
}

export const asOf = '2026-11-23T09:12:00+08:00';
export const greenChannel = (world: World, project: string): string | null => world.facts.green[project] || null;
/** Who may set the green channel and allow exceptions. */
export const mayExcept = (world: World): boolean => world.role === 'window' || world.role === 'administrator';

export const nodeOf = (world: World, matter: string): MatterNode => world.data.nodes.find((n) => n.code === matter)!;
export const recordOf = (world: World, project: string, matter: string): Record | undefined =>
  world.records.find((r) => r.project === project && r.matter === matter);

export const ended = ['granted', 'refused', 'not_accepted', 'withdrawn', 'terminated', 'revoked'];

export function clockOf(record: Record, node: MatterNode): ClockView {
  const promised =
    node.promised === null ? null : (record.green ? Math.ceil(node.promised / 2) : node.promised) + record.extended;
  const stands = record.state === 'suspended' || record.state === 'correcting';
  const runs = record.state === 'running' || stands;
  const accepted = record.accepted;
  const end = record.decided ?? today;
  const dueOf = (days: number | null) => (accepted && days !== null ? plus(accepted, days + record.stood) : null);
  const promisedDue = dueOf(promised);
  const legalDue = dueOf(node.legal);
  const left = runs && promisedDue ? between(today, promisedDue) : null;
  const lawMissed = runs && !stands && legalDue !== null && legalDue < today;
  const colour =
    left === null
      ? 'none'
      : lawMissed
        ? 'black'
        : left < 0
          ? 'red'
          : left > 3 || left > 0.3 * (promised ?? 1)
            ? 'green'
            : 'yellow';
  return {
    accepted,
    accepted_by_silence: record.id === 'p2-p3-09',
    promised_days: promised,
    promised_due: promisedDue,
    legal_days: node.legal,
    legal_due: legalDue,
    calendar_days: false,
    used: accepted ? Math.max(0, between(accepted, end) - record.stood) : 0,
    left,
    colour,
    suspended: stands,
    yellow_from: promisedDue && runs ? plus(promisedDue, -1) : null,
    red_from: promisedDue && runs ? plus(promisedDue, 1) : null,
    provisional: (legalDue ?? promisedDue ?? '') > '2026-12-31',
    stated_due: record.id === 'p3-p4-06' && promisedDue ? plus(promisedDue, -1) : null,
    calendar: '2026-v3',
  };
}

export function rowOf(world: World, record: Record): CaseRow {
  const node = nodeOf(world, record.matter);
  const project = projects.find((p) => p.id === record.project)!;
  const group = world.data.groups.find((g) => g.key === node.group);
  return {
    id: record.id,
    number: record.number,
    matter: node.code,
    name: node.name,
    department: node.department,
    office: node.office,
    project: project.id,
    project_name: project.name,
    owner: project.owner,
    state: record.state,
    clock: clockOf(record, node),
    green_channel: record.green,
    commitment: record.commitment,
    pre_review: false,
    group: group ? group.name : null,
    delivered: record.delivered,
    pending: record.pending,
    lacking: record.lacking.map((index) => node.materials[index]).filter((m): m is Text => m !== undefined),
    submitted: record.submitted,
    decided: record.decided,
    delivery: record.pending ? 'queued' : 'filed',
  };
}

export function groupOf(world: World, project: string, key: string | null): GroupView | null {
  const group = world.data.groups.find((g) => g.key === key);
  if (!group) return null;
  const members = world.data.nodes
    .filter((n) => n.group === key)
    .flatMap((n) => recordOf(world, project, n.code) ?? [])
    .map((record) => rowOf(world, record));
  const days = world.data.nodes.filter((n) => n.group === key).map((n) => n.promised ?? 0);
  const declared = members[0]?.submitted ?? null;
  // The evaluations of the sample came as one report where they were declared on one day.
  const merged = key === 'G1' && members.length > 1 && members.every((member) => member.submitted === declared);
  const own = members.map((member) => nodeOf(world, member.matter).promised ?? 0);
  const decided = members.filter((m) => ended.includes(m.state)).length;
  return {
    key: group.key,
    name: group.name,
    all_decided: group.allDecided,
    declared,
    members,
    decided,
    released: !group.allDecided || (members.length > 0 && decided === members.length),
    serial_days: days.reduce((sum, n) => sum + n, 0),
    parallel_days: Math.max(0, ...days),
    merged: merged
      ? {
          submissions: own.length,
          meetings: own.length,
          days_before: own.reduce((sum, n) => sum + n, 0),
          days_after: Math.max(...own),
        }
      : null,
  };
}

function mayOf(world: World, record: Record): CaseActKind[] {
  if (world.role === 'owner' || world.role === 'agent') {
    if (record.state === 'correcting') return ['resubmit', 'withdraw'];
    return record.state === 'submitted' || record.state === 'running' ? ['withdraw'] : [];
  }
  if (world.role !== 'approver' && world.role !== 'window') return [];
  const own = record.acts.some((act) => act.by.id === world.person && !act.amends);
  const amend: CaseActKind[] = own ? ['amend'] : [];
  switch (record.state) {
    case 'submitted':
      return ['accept', 'ask_correction', 'not_accept', ...amend];
    case 'running':
      return ['decide', 'suspend', 'opinion', 'extend', 'terminate', ...amend];
    case 'suspended':
      return ['resume', ...amend];
    case 'granted':
    case 'refused':
      return [
        ...(record.delivered ? [] : (['deliver'] as const)),
        ...(record.commitment ? (['post_check', 'revoke'] as const) : []),
        ...amend,
      ];
    default:
      return amend;
  }
}

function materialsOf(world: World, record: Record, node: MatterNode): MaterialView[] {
  return node.materials.map((name, index) => {
    const file = (sha256: string, file_name: string, given: Record | undefined) => ({
      sha256,
      file_name,
      mime: 'application/pdf',
      bytes: 1_840_000 + index * 310_000,
      by: limin,
      at: `${record.submitted}T09:14:00+08:00`,
      given_for: given?.id ?? null,
      given_for_name: given ? nodeOf(world, given.matter).name : null,
      here: !(record.id === 'p5-p2-02' && index === 2),
    });
    const shared = name.zh.includes('共享') ? recordOf(world, record.project, 'P1-01') : undefined;
    const given = record.lacking.includes(index)
      ? []
      : [file(`${record.id}-${index}`, `${name.zh.replace(/[（）/]/g, '')}.pdf`, shared)];
    const added = record.added.filter((f) => f.material === index).map((f) => file(f.sha256, f.name, undefined));
    return {
      index,
      name,
      files: [...given, ...added],
      asked: record.lacking.includes(index) && record.state === 'correcting',
    };
  });
}

function actView(record: Record, node: MatterNode, index: number): CaseActView {
  const act = record.acts[index]!;
  const amended = record.acts.some((other) => other.amends === act.id);
  return {
    id: act.id,
    act: act.act,
    by: act.by,
    office: act.applicant
      ? {
          zh: projects.find((p) => p.id === record.project)!.owner,
          en: projects.find((p) => p.id === record.project)!.owner,
        }
      : node.office,
    on: act.on,
    entered_at: act.enteredAt,
    received_at: act.receivedAt,
    back_entry: act.enteredAt.slice(0, 10) > act.on,
    outcome: act.outcome,
    note: act.note,
    basis: act.basis,
    special: act.special === null ? null : (node.specials[act.special] ?? { zh: '专家评审', en: 'expert review' }),
    until: act.until,
    days: act.days,
    list: act.list,
    number: act.act === 'accept' ? `嘉审受〔2026〕${record.number.slice(2)}号` : null,
    amends: act.amends,
    amended,
    counts: !amended && act.whyNot === null,
    why_not: act.whyNot,
    signed_by: act.applicant ? 'centre' : 'device',
    basis_version: act.act === 'decide' && node.kind === 'permit' ? 2 : null,
  };
}

const titles: { [act: string]: Text } = {
  accept: { zh: '受理通知书', en: 'Notice of acceptance' },
  ask_correction: { zh: '一次性补正告知书', en: 'Notice of correction, given once' },
  suspend: { zh: '特别程序告知书', en: 'Notice of special procedure' },
  not_accept: { zh: '不予受理通知书', en: 'Notice of non-acceptance' },
  revoke: { zh: '撤销决定书', en: 'Decision of revocation' },
};

export function caseView(world: World, record: Record): CaseView {
  const node = nodeOf(world, record.matter);
  const related = (code: string) => {
    const made = recordOf(world, record.project, code);
    return { matter: code, name: nodeOf(world, code).name, state: made?.state ?? null, case: made?.id ?? null };
  };
  const known = (code: string) => world.data.nodes.some((n) => n.code === code);
  return {
    row: rowOf(world, record),
    stage: node.stage,
    output: node.output,
    commitment_allowed: node.commitment,
    materials: materialsOf(world, record, node),
    after: node.after.filter(known).map(related),
    before: world.data.nodes.filter((n) => n.after.includes(node.code)).map((n) => related(n.code)),
    group: groupOf(world, record.project, node.group),
    acts: record.acts.map((_, index) => actView(record, node, index)),
    documents: record.acts.flatMap((act) => {
      const title =
        act.act === 'decide'
          ? act.outcome === 'refused'
            ? { zh: '不予行政许可决定书', en: 'Decision of refusal' }
            : node.output
          : titles[act.act];
      return title
        ? [
            {
              act: act.id,
              title,
              number: `嘉审〔2026〕${record.number.slice(2)}号`,
              date: act.on,
              pending: act.receivedAt === null,
            },
          ]
        : [];
    }),
    may: mayOf(world, record),
    specials: (node.specials.length ? node.specials : [{ zh: '专家评审', en: 'expert review' }]).map((name, index) => ({
      key: `s${index}`,
      name,
      basis: { zh: '《行政许可法》第四十五条', en: 'Administrative Licensing Law, Art. 45' },
      cap: name.zh.includes('20') ? 20 : null,
    })),
    correction: record.state === 'correcting' ? record.correction : [],
    post_check_due: record.commitment && record.decided ? plus(record.decided, 40) : null,
    stale_basis:
      record.id === 'p2-p2-02'
        ? {
            zh: '依据的测绘成果第 2 版已有第 3 版，请核对是否影响结论。',
            en: 'Decided on survey version 2; version 3 exists. Check whether the result still holds.',
          }
        : null,
    delegation:
      node.department === 'CMB'
        ? {
            zh: '由产业园区行政审批服务局按赋权清单第 14 项办理',
            en: 'Decided by the park approval bureau, item 14 of the delegation list',
          }
        : null,
    as_of: asOf,
  };
}
