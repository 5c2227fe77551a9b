// The sample's flows, what is owed, and the board, put together from its records.
import type { BoardView, ClockColour, FlowNode, FlowView, OwedRow, PromiseView, Text } from '../../contract/generated';
import { asOf, ended, greenChannel, groupOf, mayExcept, nodeOf, recordOf, rowOf, type World } from './caseViews';
import { chartOf } from './chart';
import { datesOf, parkOf } from './dates';
import { between, plus } from './days';
import { gateOf, stageOf } from './gates';
import { projects, today } from './sample';

/** Projects whose owner has not chosen a procedure yet. */
const unchosen = new Set(['p7']);
export const choose = (project: string): void => void unchosen.delete(project);
export const resetChoice = (): void => void unchosen.add('p7');

function nodesOf(world: World, project: string): FlowNode[] {
  const own = world.data.nodes.filter((n) => n.condition !== 'other_project');
  const done = (code: string) =>
    ended.includes(recordOf(world, project, code)?.state ?? '') || !own.some((n) => n.code === code);
  const expected = new Map<string, string>();
  const when = (code: string): string => {
    const known = expected.get(code);
    if (known) return known;
    const node = nodeOf(world, code);
    const record = recordOf(world, project, code);
    const start = node.after
      .filter((a) => own.some((n) => n.code === a))
      .map(when)
      .reduce((a, b) => (a > b ? a : b), today);
    const late =
      record && !record.decided
        ? between(today, plus(record.accepted ?? today, (node.promised ?? 1) + record.stood))
        : 0;
    const day =
      record?.decided ??
      plus(record ? today : start, record ? Math.max(2, late) + record.stood : (node.promised ?? 1) + 2);
    expected.set(code, day);
    return day;
  };
  const critical = new Set<string>();
  const target = own.some((n) => n.code === 'P3-04') && !done('P3-04') ? 'P3-04' : 'P4-11';
  for (let at: string | undefined = target; at && !done(at);) {
    critical.add(at);
    at = nodeOf(world, at)
      .after.filter((a) => own.some((n) => n.code === a) && !done(a))
      .sort((a, b) => when(b).localeCompare(when(a)))[0];
  }
  return own.map((node) => {
    const record = recordOf(world, project, node.code);
    const row = record && rowOf(world, record);
    const condition = world.data.conditions.find((c) => c.key === node.condition);
    return {
      matter: node.code,
      name: node.name,
      office: node.office,
      department: node.department,
      phase: node.phase,
      stage: node.stage,
      group: node.group,
      after: node.after.filter((a) => own.some((n) => n.code === a)),
      government: !['self', 'event', 'survey'].includes(node.kind),
      case: record?.id ?? null,
      state: record?.state ?? null,
      clock: row?.clock ?? null,
      promised_days: node.promised,
      ready: !record && node.after.every(done),
      condition: condition?.label ?? null,
      expected: when(node.code),
      critical: critical.has(node.code),
      materials: node.materials.length,
      lacking: row?.lacking ?? [],
      pending: record?.pending ?? 0,
    };
  });
}

export function owedOf(world: World, project: string): OwedRow[] {
  if (unchosen.has(project)) return [];
  const name = projects.find((p) => p.id === project)!.name;
  return nodesOf(world, project)
    .flatMap((node): OwedRow[] => {
      const record = recordOf(world, project, node.matter);
      const base = {
        project,
        project_name: name,
        case: node.case,
        matter: node.matter,
        name: node.name,
        office: node.office,
        critical: node.critical,
      };
      if (record?.state === 'correcting') {
        const due = record.correctionDue;
        const what = {
          zh: `补交材料：${record.correction.join('；')}`,
          en: `Hand in the correction: ${record.correction.join('; ')}`,
        };
        return [{ ...base, what, lacking: node.lacking, due, left: due ? between(today, due) : null }];
      }
      if (!node.ready) return [];
      const what = { zh: '可以申报，前面的事项都已办结', en: 'Can be declared; everything before it is decided' };
      return [{ ...base, what, lacking: [], due: null, left: null }];
    })
    .sort((a, b) => (a.left ?? 99) - (b.left ?? 99) || Number(b.critical) - Number(a.critical));
}

/** What was promised in writing to the firm of one project of the sample. */
function promisesOf(world: World, project: string): PromiseView[] {
  if (project !== 'p1') return [];
  const promise = (clause: string, matter: string, target: number, penalty: string): PromiseView => {
    const record = recordOf(world, project, matter);
    const used = record?.accepted && record.decided ? between(record.accepted, record.decided) - record.stood : null;
    const breach = used !== null && used > target;
    return {
      clause,
      name: nodeOf(world, matter).name,
      target,
      used,
      breach,
      penalty: breach ? penalty : null,
    };
  };
  return [
    promise('第3条第1款', 'P3-04', 3, ''),
    promise('第3条第2款', 'P3-01', 4, '由园区管委会书面说明原因，并承担延误期间的临时用电费用。'),
    promise('第3条第4款', 'P4-11', 2, ''),
  ];
}

export function flowOf(world: World, project: string, ifAnswered: string | null): FlowView {
  const row = projects.find((p) => p.id === project)!;
  const chosen = !unchosen.has(project);
  const nodes = chosen ? nodesOf(world, project) : [];
  const owed = owedOf(world, project);
  const groups = chosen ? world.data.groups.flatMap((g) => groupOf(world, project, g.key) ?? []) : [];
  const permit = nodes.find((n) => n.matter === 'P3-04');
  const goal = permit && permit.state !== 'granted' ? permit : (nodes.find((n) => n.matter === 'P4-11') ?? permit);
  const answered = owed.find((o) => o.due !== null);
  const shift = ifAnswered && answered?.due ? between(ifAnswered, answered.due) : 0;
  const left = nodes.filter((n) => n.critical && n.government && !ended.includes(n.state ?? ''));
  return {
    project,
    project_name: row.name,
    project_code: row.code,
    owner: row.owner,
    stage: stageOf(world, project),
    procedure: chosen ? world.data.code : '',
    procedure_name: world.data.name,
    procedure_version: '2026.3',
    green_channel: greenChannel(world, project),
    nodes,
    groups,
    owed,
    forecast: goal?.expected
      ? {
          matter: goal.matter,
          name: goal.name,
          expected: shift ? plus(goal.expected, -shift) : goal.expected,
          decided: goal.state === 'granted',
          working_days: between(today, goal.expected) - shift,
          ahead_of_plan: project === 'p3' ? -4 : 2,
          provisional: goal.expected > '2026-12-31',
          if_answered: ifAnswered,
          saves: ifAnswered ? shift : null,
        }
      : null,
    critical_days: left.reduce((sum, n) => sum + Math.max(0, n.clock?.left ?? n.promised_days ?? 0), 0),
    elapsed: chosen ? between('2026-09-09', today) : 0,
    used: nodes.reduce((sum, n) => sum + (n.clock?.used ?? 0), 0),
    gate: chosen ? gateOf(world, project) : null,
    may_choose: world.role === 'owner' || mayExcept(world),
    may_except: mayExcept(world),
    may_declare: chosen && ['owner', 'agent', 'window'].includes(world.role),
    as_of: asOf,
    chart: chosen ? chartOf(nodes, groups, world.lang) : null,
    promises: promisesOf(world, project),
    park: chosen ? parkOf(world, project) : [],
    dates: datesOf(world, project),
  };
}

const worst: { [colour in ClockColour]: number } = { black: 0, red: 1, yellow: 2, green: 3, none: 4 };
const text = (zh: string, en: string): Text => ({ zh, en });

export function boardOf(world: World): BoardView {
  const rows = world.records.map((record) => rowOf(world, record));
  const open = rows.filter((row) => !ended.includes(row.state));
  const late = open
    .filter((row) => worst[row.clock.colour] < 3)
    .sort((a, b) => worst[a.clock.colour] - worst[b.clock.colour] || (a.clock.left ?? 0) - (b.clock.left ?? 0));
  const departments = [...new Set(rows.map((row) => row.department))].map((department) => {
    const own = rows.filter((row) => row.department === department);
    const running = own.filter((row) => !ended.includes(row.state));
    const count = (colour: ClockColour) => running.filter((row) => row.clock.colour === colour).length;
    const decided = own.filter((row) => ['granted', 'refused'].includes(row.state));
    return {
      department,
      name: own[0]!.office,
      open: running.length,
      soon: count('yellow'),
      red: count('red'),
      black: count('black'),
      suspended: running.filter((row) => row.clock.suspended).length,
      decided: decided.length,
      on_time: decided.filter((row) => !row.clock.promised_due || (row.decided ?? '') <= row.clock.promised_due).length,
    };
  });
  departments.sort((a, b) => b.black - a.black || b.red - a.red || b.open - a.open);
  const metrics = { procedure: 'ZJ-GEN', name: world.data.name, corrections: 9, refused: 1 };
  return {
    late,
    departments,
    procedures: [
      {
        ...metrics,
        version: '2026.3',
        decided: 61,
        median_days: 2,
        p90_days: 5,
        on_time_rate: 0.951,
        first_pass_rate: 0.82,
      },
      {
        ...metrics,
        version: '2026.1',
        decided: 148,
        median_days: 3,
        p90_days: 8,
        on_time_rate: 0.885,
        first_pass_rate: 0.71,
        corrections: 43,
        refused: 4,
      },
      {
        ...metrics,
        procedure: 'ZJ-LOW',
        name: text('浙江省低风险小型项目', 'Zhejiang low-risk small project'),
        version: '2026.3',
        decided: 12,
        median_days: 1,
        p90_days: 2,
        on_time_rate: 1,
        first_pass_rate: 0.92,
        corrections: 1,
        refused: 0,
      },
    ],
    revoked: 1,
    as_of: asOf,
  };
}
