// Made-up cases of the sample's projects: what each looked like on the sample's day. Names of matters come from the catalogue.
import type { CaseActKind, CaseOutcome, CaseState, PersonRef } from '../../contract/generated';
import { plus } from './days';
import type { MatterNode } from './procedure';
import { today } from './sample';

export interface Act {
  id: string;
  act: CaseActKind;
  by: PersonRef;
  /** Made for the applicant, not for the office. */
  applicant: boolean;
  on: string;
  enteredAt: string;
  receivedAt: string | null;
  note: string;
  basis: string;
  outcome: CaseOutcome | null;
  special: number | null;
  until: string | null;
  days: number | null;
  list: string[];
  amends: string | null;
  whyNot: { zh: string; en: string } | null;
}
export interface Record {
  id: string;
  number: string;
  project: string;
  matter: string;
  state: CaseState;
  submitted: string;
  accepted: string | null;
  decided: string | null;
  delivered: boolean;
  /** Working days during which the clock stood. */
  stood: number;
  extended: number;
  commitment: boolean;
  /** Opened while its project was on the green channel; keeps that limit. */
  green: boolean;
  correction: string[];
  correctionDue: string | null;
  /** Indices of materials that lack. */
  lacking: number[];
  /** Files added here, by material. */
  added: { material: number; name: string; sha256: string }[];
  pending: number;
  acts: Act[];
}

export const limin: PersonRef = { id: 'person-limin', name: '李敏' };
export const zhou: PersonRef = { id: 'person-zhou', name: '周文涛' };
export const shen: PersonRef = { id: 'person-shen', name: '沈洁' };

type Plan = [matter: string, state: CaseState, accepted: string, decided?: string, more?: Partial<Record>];
const done = (matter: string, accepted: string, decided: string, more: Partial<Record> = {}): Plan => [
  matter,
  'granted',
  accepted,
  decided,
  { delivered: true, ...more },
];
const begun: Plan[] = [
  done('P1-01', '2026-09-09', '2026-09-09'),
  done('P1-10', '2026-09-10', '2026-09-16'),
  done('P1-11', '2026-09-10', '2026-09-18', { commitment: true }),
  done('P1-14', '2026-09-10', '2026-09-10', { commitment: true }),
  done('P1-06', '2026-09-18', '2026-09-18'),
  done('P1-08', '2026-09-21', '2026-09-22'),
  done('P1-09', '2026-09-23', '2026-09-24'),
];
const planned: Plan[] = [
  done('P2-01', '2026-10-08', '2026-10-15'),
  done('P2-02', '2026-10-20', '2026-10-22'),
  done('P2-03', '2026-10-20', '2026-10-23'),
  done('P2-06', '2026-10-20', '2026-10-21'),
];
const permitted: Plan[] = [
  done('P3-01', '2026-10-20', '2026-10-27'),
  done('P3-02', '2026-10-20', '2026-10-28', { stood: 1 }),
  done('P3-03', '2026-10-29', '2026-10-29', { commitment: true }),
  done('P3-07', '2026-10-26', '2026-10-29'),
  done('P3-06', '2026-10-26', '2026-10-28'),
  done('P3-04', '2026-10-29', '2026-10-30'),
  done('P3-09', '2026-10-26', '2026-10-28'),
  done('P3-10', '2026-10-29', '2026-10-30'),
];
/** The same dates earlier: `months` before those of the plan above. */
const earlier = (plans: Plan[], months: number): Plan[] => {
  const move = (day: string) => {
    const at = new Date(`${day}T00:00:00Z`);
    at.setUTCMonth(at.getUTCMonth() - months);
    return plus(at.toISOString().slice(0, 10), 1);
  };
  return plans.map(([matter, state, from, to, more]) => [matter, state, move(from), to && move(to), more]);
};

const plans: { [project: string]: Plan[] } = {
  p5: [
    ...begun,
    done('P2-01', '2026-10-23', '2026-10-30'),
    ['P2-02', 'running', '2026-11-19'],
    ['P3-01', 'running', '2026-11-12'],
    [
      'P3-02',
      'correcting',
      '2026-11-17',
      undefined,
      {
        correction: ['消防设计文件缺 S-03 防火分区平面图', '设计说明第 4 章未盖注册章'],
        correctionDue: '2026-11-26',
        lacking: [0],
        stood: 2,
      },
    ],
  ],
  p1: [
    ...earlier([...begun, ...planned, ...permitted], 6),
    [
      'P3-11',
      'correcting',
      '2026-11-18',
      undefined,
      { correction: ['±0 测量报告缺控制点校核页'], correctionDue: '2026-12-01', lacking: [0], stood: 1 },
    ],
  ],
  p3: [
    ...earlier([...begun, ...planned, ...permitted], 20),
    done('P3-11', '2025-06-10', '2025-06-11'),
    done('P4-01', '2026-10-26', '2026-11-05'),
    done('P4-02', '2026-11-06', '2026-11-09'),
    ['P4-03', 'granted', '2026-11-11', '2026-11-13', { delivered: false }],
    ['P4-04', 'suspended', '2026-11-11', undefined, { stood: 5 }],
    ['P4-06', 'running', '2026-11-20'],
    ['P4-07', 'running', '2026-10-21'],
    ['P4-12', 'submitted', ''],
  ],
  p2: [
    ...begun,
    ...planned,
    ['P3-01', 'running', '2026-11-20'],
    ['P3-02', 'submitted', ''],
    ['P3-07', 'refused', '2026-11-10', '2026-11-12', { delivered: false }],
    ['P3-06', 'submitted', ''],
    ['P3-09', 'running', '2026-11-17'],
  ],
  p4: [
    ...earlier([...begun, ...planned, ...permitted], 3),
    ['P3-11', 'suspended', '2026-11-16', undefined, { stood: 4 }],
    ['P4-01', 'withdrawn', '2026-11-02', '2026-11-04'],
  ],
  p6: [
    ...earlier([...begun, ...planned, ...permitted], 30),
    ...earlier([done('P3-11', '2026-09-10', '2026-09-11'), done('P4-01', '2026-09-10', '2026-09-20')], 24),
    done('P4-02', '2026-08-03', '2026-08-04'),
    done('P4-03', '2026-08-05', '2026-08-07', { commitment: true }),
    done('P4-04', '2026-08-05', '2026-08-12'),
    done('P4-06', '2026-08-05', '2026-08-07'),
    ['P4-07', 'revoked', '2026-08-05', '2026-08-07', { commitment: true, delivered: true }],
    done('P4-10', '2026-08-13', '2026-08-14'),
    done('P4-12', '2026-08-06', '2026-08-12'),
    done('P4-11', '2026-08-17', '2026-08-18'),
    ['P4-13', 'not_accepted', '', '2026-11-19'],
  ],
};

let entry = 0;
export function actOf(act: CaseActKind, by: PersonRef, on: string, more: Partial<Act> = {}): Act {
  entry += 1;
  const hour = String(9 + (entry % 8)).padStart(2, '0');
  return {
    id: `act-${entry}`,
    act,
    by,
    applicant: by === limin,
    on,
    enteredAt: `${on}T${hour}:${String((entry * 7) % 60).padStart(2, '0')}:00+08:00`,
    receivedAt: `${on}T${hour}:${String(((entry * 7) % 60) % 50).padStart(2, '0')}:40+08:00`,
    note: '',
    basis: '',
    outcome: null,
    special: null,
    until: null,
    days: null,
    list: [],
    amends: null,
    whyNot: null,
    ...more,
  };
}

function history(record: Record, node: MatterNode): Act[] {
  const acts = [actOf('submit', limin, record.submitted)];
  if (node.kind === 'event') return [actOf('record', limin, record.decided ?? record.submitted)];
  if (record.accepted) acts.push(actOf('accept', shen, record.accepted));
  if (record.state === 'correcting')
    acts.push(actOf('ask_correction', zhou, plus(record.accepted ?? record.submitted, 2), { list: record.correction }));
  if (record.state === 'suspended' || (record.stood > 0 && record.state === 'granted'))
    acts.push(
      actOf('suspend', zhou, plus(record.accepted ?? record.submitted, 1), {
        special: 0,
        basis: '《行政许可法》第四十五条',
        until: plus(today, 6),
        note: '专家评审，已书面告知申请人。',
      }),
    );
  if (record.stood > 0 && record.state === 'granted') acts.push(actOf('resume', zhou, plus(record.accepted ?? '', 2)));
  if (record.state === 'granted' || record.state === 'revoked')
    acts.push(
      actOf('decide', zhou, record.decided ?? today, {
        outcome: 'granted',
        enteredAt: `${plus(record.decided ?? today, 1)}T09:05:00+08:00`,
        receivedAt: `${plus(record.decided ?? today, 1)}T09:07:00+08:00`,
      }),
    );
  if (record.state === 'refused')
    acts.push(
      actOf('decide', zhou, record.decided ?? today, {
        outcome: 'refused',
        note: '处置方案未落实接纳场所。',
        basis: '《城市建筑垃圾管理规定》第七条',
      }),
    );
  if (record.state === 'not_accepted')
    acts.push(
      actOf('not_accept', shen, record.decided ?? today, {
        note: '不属于本机关职权范围，请向不动产登记服务中心申请。',
      }),
    );
  if (record.state === 'withdrawn')
    acts.push(actOf('withdraw', limin, record.decided ?? today, { note: '施工单位更换。' }));
  if (record.delivered) acts.push(actOf('deliver', shen, plus(record.decided ?? today, 1)));
  if (record.state === 'revoked')
    acts.push(
      actOf('post_check', zhou, '2026-09-15', { outcome: 'false', note: '归档清单与实际不符。' }),
      actOf('revoke', zhou, '2026-09-18', { note: '承诺内容虚假。', basis: '《行政许可法》第六十九条' }),
    );
  return acts;
}

export function makeRecords(nodes: MatterNode[]): Record[] {
  entry = 0;
  let number = 400;
  return Object.entries(plans).flatMap(([project, list]) =>
    list.flatMap(([matter, state, accepted, decided, more]) => {
      const node = nodes.find((n) => n.code === matter);
      if (!node) return [];
      number += 1;
      const record: Record = {
        id: `${project}-${matter.toLowerCase()}`,
        number: `3-${String(number).padStart(5, '0')}`,
        project,
        matter,
        state,
        submitted: accepted || '2026-11-20',
        accepted: accepted || null,
        decided: decided ?? null,
        delivered: false,
        stood: 0,
        extended: 0,
        commitment: false,
        green: project === 'p3',
        correction: [],
        correctionDue: null,
        lacking: [],
        added: [],
        pending: 0,
        acts: [],
        ...more,
      };
      record.acts = history(record, node);
      return [record];
    }),
  );
}
