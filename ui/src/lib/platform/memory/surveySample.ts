// Made-up surveys of the sample's projects: one for every state that a screen must show.
import type {
  FieldReadings,
  FigureView,
  FixView,
  GroundFrame,
  InstrumentView,
  MeasurementView,
  PersonRef,
  PlanLine,
  PlanView,
  SurveyActKind,
  SurveyActView,
  SurveyKindView,
  SurveyValue,
  SurveyView,
  TargetRole,
  TargetView,
} from '../../contract/generated';
import { workOut } from './surveyReadings';
import { rules, settle } from './surveyRules';

export const zhao: PersonRef = { id: 'person-zhao', name: '赵刚' };
export const qian: PersonRef = { id: 'person-qian', name: '钱琳' };
const bureau: PersonRef = { id: 'person-zhou', name: '周文涛' };
export const unit = { id: 'org-survey', name: '示例测绘院有限公司' };
const planning = { id: 'org-plan', name: '自然资源和规划局' };
export const now = '2026-11-23T10:42:00+08:00';

const kind = (
  key: string,
  zh: string,
  en: string,
  contract_stage: SurveyKindView['contract_stage'],
  stage: SurveyKindView['stage'],
  roles: TargetRole[],
  matter = '',
): SurveyKindView => ({ key, name: { zh, en }, contract_stage, stage, matter, roles });
export const kinds: SurveyKindView[] = [
  kind('staking', '放线', 'Staking out', 'works', 'commencement', ['point', 'control']),
  kind(
    'grey_line',
    '规划验线（灰线）',
    'Grey-line verification',
    'works',
    'construction',
    ['point', 'control', 'distance'],
    'P3-11',
  ),
  kind('plus_minus_zero', '±0 检测', 'Check of ±0', 'works', 'construction', ['level', 'point', 'control'], 'P3-11'),
  kind('completion', '竣工规划测量', 'Completion survey', 'completion', 'completion', [
    'height',
    'distance',
    'area',
    'index_at_most',
    'index_at_least',
  ]),
];

export const value = (change: Partial<SurveyValue>): SurveyValue => ({
  x_north: null,
  y_east: null,
  h: null,
  value: null,
  ...change,
});
export const instrument: InstrumentView = {
  model: 'TS16',
  serial: '3021847',
  certificate: 'JL-2026-0314',
  valid_until: '2027-03-13',
  expired: false,
};
let entry = 0;
export function measurement(measured: SurveyValue, change: Partial<MeasurementView> = {}): MeasurementView {
  entry += 1;
  return {
    id: `measurement-${entry}`,
    value: measured,
    readings: [],
    spread_mm: null,
    source: 'typed',
    file_name: null,
    local_system: null,
    fix: null,
    instrument,
    note: '',
    from: null,
    by: zhao,
    at: now,
    ...change,
  };
}
export function target(
  name: string,
  role: TargetRole,
  design: SurveyValue,
  measured?: SurveyValue,
  change: Partial<TargetView> = {},
): TargetView {
  return {
    name,
    role,
    code: '',
    design,
    measured: measured ? measurement(measured) : null,
    conflict: [],
    result: null,
    photos: [],
    after_signing: false,
    ...change,
  };
}
/** Where tiles lie around the made-up site, as `domain` computes it for EPSG:4549. */
export const ground: GroundFrame = {
  x0: 3404901.216582,
  y0: 571888.793358,
  tiles: {
    u0: 0.8354190694444444,
    v0: 0.41011948028413997,
    u_north: 1.9447424581819915e-10,
    u_east: 2.901126773313667e-8,
    v_north: -2.915563786826114e-8,
    v_east: 1.9544201668164617e-10,
    error_m: 0.053,
  },
  shifted: {
    u0: 0.8354310737784407,
    v0: 0.4101268856457717,
    u_north: 1.9651655547292536e-10,
    u_east: 2.900940202321678e-8,
    v_north: -2.9170380882070913e-8,
    v_east: 1.9616037300052014e-10,
    error_m: 0.21,
  },
};
/** A plan of what surrounds the made-up building: a road with its kerbs, neighbours, a turning circle, a hedge. */
export function plan(name: string): PlanView {
  const [north, east] = [3404885, 571925];
  const at = (e: number, n: number): [number, number] => [north + 0.6 * n, east + 0.6 * e];
  const box = (e: number, n: number, w: number, h: number): PlanLine => ({
    closed: true,
    points: [at(e, n), at(e + w, n), at(e + w, n + h), at(e, n + h)],
  });
  const round = Array.from({ length: 48 }, (_, i) => i * ((2 * Math.PI) / 48));
  return {
    name,
    epsg: 4549,
    lines: [
      { closed: false, points: [at(-90, -26), at(-20, -26), at(60, -22), at(95, -14)] },
      { closed: false, points: [at(-90, -34), at(-20, -34), at(60, -30), at(95, -22)] },
      { closed: true, points: round.map((turn) => at(40 + 7 * Math.sin(turn), 2 + 7 * Math.cos(turn))) },
      box(-62, -18, 30, 12),
      box(-62, 2, 30, 12),
      box(-62, 22, 30, 12),
      box(-20, 20, 46, 14),
      box(58, -8, 14, 36),
      { closed: false, points: round.slice(0, 30).map((turn, i) => at(-28 + 2 * i, 14 + 1.2 * Math.sin(4 * turn))) },
    ],
    points: round.slice(0, 20).map((_, i) => at(-80 + 8 * i, -38)),
    left_out: { zh: '3 个对象没有画出：HATCH × 2、SPLINE × 1', en: '3 objects not drawn: HATCH × 2, SPLINE × 1' },
  };
}
const xy = (x_north: number, y_east: number) => value({ x_north, y_east });
const corners: [string, number, number, number, number][] = [
  ['A1', 3404892.2, 571912.3, 3404892.206, 571912.296],
  ['A2', 3404892.2, 571936.8, 3404892.206, 571936.807],
  ['A3', 3404877.2, 571936.8, 3404877.164, 571936.842],
  ['A4', 3404877.2, 571912.3, 3404877.198, 571912.297],
];
const building = (measured: (name: string) => boolean, moved = 1): TargetView[] =>
  corners.map(([name, x, y, mx, my]) =>
    target(name, 'point', xy(x, y), measured(name) ? xy(x + (mx - x) * moved, y + (my - y) * moved) : undefined),
  );
const control = (measured = true) =>
  target(
    'K1',
    'control',
    value({ x_north: 3404921.415, y_east: 571880.227, h: 6.482 }),
    measured ? value({ x_north: 3404921.421, y_east: 571880.219, h: 6.486 }) : undefined,
  );
const sides = (open: string[] = []) =>
  (
    [
      ['东', 12.2, 12.188],
      ['南', 8, 8.031],
      ['西', 10.5, 10.543],
      ['北', 15, 14.992],
    ] as const
  ).map(([name, design, measured]) =>
    target(name, 'distance', value({ value: design }), open.includes(name) ? undefined : value({ value: measured })),
  );
const figure = (name: string, role: FigureView['role'], change: Partial<FigureView>): FigureView => ({
  name,
  role,
  closed: true,
  design: [],
  measured: [],
  points: [],
  required_m: null,
  ...change,
});
const outline = figure('1#楼', 'building', {
  points: corners.map(([name]) => name),
  design: corners.map(([, x, y]) => [x, y]),
});
const redLine = figure('建筑控制线', 'red_line', {
  design: [
    [3404907.2, 571901.8],
    [3404907.2, 571949],
    [3404869.2, 571949],
    [3404869.2, 571901.8],
  ],
  required_m: 8,
});

export const act = (
  what: SurveyActKind,
  by: PersonRef,
  at: string,
  change: Partial<SurveyActView> = {},
): SurveyActView => ({
  id: `act-${what}-${at}`,
  act: what,
  by,
  role: by === bureau ? 'approver' : 'surveyor',
  organisation: by === bureau ? planning : unit,
  at,
  note: '',
  design: null,
  verdict: null,
  proven: what === 'signed' ? true : null,
  outdated: false,
  case: null,
  ...change,
});
const assigned = act('assigned', { id: 'person-limin', name: '李敏' }, '2026-11-12T09:20:00+08:00', {
  role: 'owner',
  organisation: { id: 'o2', name: '东湖科创开发有限公司' },
});

interface Plan {
  id: string;
  project: [string, string];
  kind: string;
  targets: TargetView[];
  figures?: FigureView[];
  designs?: [version: number, revision: string, at: string][];
  row?: Partial<SurveyView['row']>;
  more?: Partial<SurveyView>;
}
export function make({ id, project, kind: key, targets, figures = [], designs, row, more }: Plan): SurveyView {
  const found = kinds.find((k) => k.key === key)!;
  const versions = designs ?? [[1, 'A', '2026-11-16T14:05:00+08:00']];
  return settle({
    row: {
      id,
      number: `CL-2026-${id.padStart(4, '0').replace('s', '0')}`,
      project: project[0],
      project_name: project[1],
      kind: key,
      kind_name: found.name,
      contract_stage: found.contract_stage,
      stage: found.stage,
      matter: found.matter,
      unit,
      state: 'measuring',
      stale: false,
      delivery: 'queued',
      targets: 0,
      measured: 0,
      failed: 0,
      near: 0,
      conflicts: 0,
      design: null,
      due: '2026-11-26',
      days_left: 3,
      colour: 'yellow',
      changed_at: now,
      ...row,
    },
    epsg: 4549,
    grid: { zh: 'CGCS2000 / 3度带 120°E（不加带号）', en: 'CGCS2000, 3-degree, 120°E, no zone prefix' },
    designs: versions.toReversed().map(([version, revision, at], index) => ({
      id: `${id}-design-${version}`,
      version,
      drawing: '总施-02',
      revision,
      file_name: 'design.csv',
      sha256: 'cd'.repeat(32),
      local_system: null,
      targets: targets.length,
      by: zhao,
      at,
      in_force: index === 0,
    })),
    targets,
    figures,
    derived: [],
    rules:
      key === 'plus_minus_zero'
        ? [rules.zero, rules.control, rules.level]
        : [rules.staked, rules.control, rules.level, rules.sides, rules.spacing],
    instruments: [instrument],
    observations: [],
    verdict: null,
    conclusion: { zh: '', en: '' },
    lacks: [],
    acts: [
      assigned,
      ...versions.map(([version, revision, at]) =>
        act('designed', zhao, at, { design: version, note: `总施-02 ${revision}` }),
      ),
    ],
    may: {
      design: false,
      measure: false,
      sign: false,
      withdraw: false,
      check: false,
      reuse: false,
      export: true,
    },
    tray: [],
    formulas: '1',
    stale_because: { zh: '', en: '' },
    photo_on_fail: true,
    ground,
    ...more,
  });
}

export const fix = (change: Partial<FixView> = {}): FixView => ({
  quality: 'rtk_fixed',
  lon: 120.7512345,
  lat: 30.7461234,
  x_north: 3404879.3,
  y_east: 571933.1,
  altitude_m: 6.5,
  satellites: 22,
  hdop: 0.7,
  age_s: 1,
  accuracy_m: 0.012,
  time_utc: '02:42:00.000',
  counts: true,
  why_not: { zh: '', en: '' },
  ...change,
});
export const loose = fix({
  quality: 'single',
  accuracy_m: 3.2,
  hdop: 1.4,
  age_s: null,
  satellites: 11,
  counts: false,
  why_not: {
    zh: '单点定位，精度 3.2 m：只有 RTK 固定解才能作为测量值。',
    en: 'An autonomous fix, 3.2 m: only a fixed RTK solution gives a survey value.',
  },
});

/** A block with thousands of points, made only when somebody opens it. */
function block(): SurveyView {
  const targets: TargetView[] = [];
  for (let index = 0; index < 5000; index += 1) {
    const x = 3404600 + Math.floor(index / 100) * 6;
    const y = 571600 + (index % 100) * 6;
    const off = (((index * 7919) % 97) / 97 - 0.5) * 0.07;
    const bad = index % 401 === 0 ? 0.06 : 0;
    const measured = index % 11 === 0 ? undefined : xy(x + off + bad, y - off / 2);
    targets.push(target(`P${String(index + 1).padStart(4, '0')}`, 'point', xy(x, y), measured));
  }
  return make({
    id: 's10',
    project: ['p4', '海湾物流仓储中心二期及配套道路工程'],
    kind: 'staking',
    targets,
    row: { due: '2026-12-18', days_left: 19, colour: 'green' },
  });
}

/** A completion survey with a height read in both faces and a floor area by storeys; made only when somebody opens it. */
export function completion(): SurveyView {
  const second = 1 / 3600;
  const rounds = [7, -4].map((index) => ({
    top_left: 69 + 44 / 60 + (30 + index) * second,
    top_right: 290 + 15 / 60 + (30 + index) * second,
    base_left: 91 + 36 / 60 + (20 + index) * second,
    base_right: 268 + 23 / 60 + (40 + index) * second,
  }));
  const read = (name: string, role: TargetRole, design: number, from: FieldReadings): TargetView => {
    const { found, values } = workOut(from);
    return target(name, role, value({ value: design }), value({ value: found?.value ?? null }), {
      measured: measurement(value({ value: found?.value ?? null }), {
        readings: values.length > 1 ? values : [],
        spread_mm: found?.spread_mm ?? null,
        from: found,
      }),
    });
  };
  return make({
    id: 's11',
    project: p1,
    kind: 'completion',
    targets: [
      read('1#楼 高度', 'height', 24.8, { how: 'height_by_faces', distance_m: 62.345, rounds }),
      target('2#楼 高度', 'height', value({ value: 18.6 })),
      read('1#楼 面积', 'area', 1450, {
        how: 'floor_area',
        floors: [
          { name: '1F', kind: 'level', area_m2: 640.5, height_m: 4.2 },
          { name: '2F', kind: 'level', area_m2: 640.5, height_m: 3.3 },
          { name: '设备夹层', kind: 'level', area_m2: 280.2, height_m: 2.18 },
          { name: '阁楼', kind: 'sloped', area_m2: 60, height_m: 1.15 },
        ],
      }),
      target('2#楼 面积', 'area', value({ value: 980 })),
      read('容积率', 'index_at_most', 1.5, { how: 'area_ratio', part_m2: 29850.6, site_m2: 20000 }),
      read('绿地率', 'index_at_least', 0.16, { how: 'area_ratio', part_m2: 3105.8, site_m2: 20000 }),
      target('建筑密度', 'index_at_most', value({ value: 0.4 })),
    ],
    row: { due: '2026-12-11', days_left: 14, colour: 'green' },
  });
}

const p1: [string, string] = ['p1', '东湖科创园三期 2# 楼'];
const p3: [string, string] = ['p3', '示例医院改建工程'];
export const big = block;
export function makeSurveys(): SurveyView[] {
  entry = 0;
  const conflicted = building(() => true, 0.4);
  const [first] = conflicted;
  const other = measurement(xy(3404892.233, 571912.281), { by: qian, at: '2026-11-23T09:31:00+08:00' });
  if (first?.measured) first.conflict = [first.measured, other];
  const heights = [
    target('1#', 'level', value({ h: 6.75 }), value({ h: 6.742 })),
    target('2#', 'level', value({ h: 6.75 }), value({ h: 6.783 })),
    target('3#', 'level', value({ h: 6.9 }), value({ h: 6.926 })),
  ];
  const signed = act('signed', zhao, '2026-11-18T16:12:00+08:00', { design: 1, verdict: 'pass' });
  return [
    make({
      id: 's1',
      project: p1,
      kind: 'grey_line',
      targets: [control(), ...building(() => true), ...sides(['北'])],
      figures: [outline, redLine],
    }),
    make({
      id: 's2',
      project: p3,
      kind: 'plus_minus_zero',
      targets: heights,
      row: { due: '2026-11-20', days_left: -1, colour: 'red' },
      more: { instruments: [{ ...instrument, model: 'DNA03', valid_until: '2026-10-31', expired: true }] },
    }),
    make({
      id: 's3',
      project: ['p2', '云岭光谷配套厂房'],
      kind: 'grey_line',
      targets: [control(), ...building(() => true, 0.3), ...sides()],
      figures: [outline, redLine],
      designs: [
        [1, 'A', '2026-11-09T10:00:00+08:00'],
        [2, 'B', '2026-11-13T10:00:00+08:00'],
        [3, 'C', '2026-11-21T11:30:00+08:00'],
      ],
      row: { stale: true, state: 'signed', due: '2026-11-24', days_left: 1, colour: 'yellow' },
      more: {
        stale_because: {
          zh: '设计已更新为第3版，原结论不再有效。',
          en: 'The design is now version 3: the former conclusion no longer holds.',
        },
      },
    }),
    make({
      id: 's4',
      project: ['p5', '虹桥湾数字产业园'],
      kind: 'staking',
      targets: [control(), ...building(() => true, 0.2)],
      figures: [outline, redLine],
      row: { state: 'returned', due: '2026-11-25', days_left: 2, colour: 'yellow' },
      more: {
        acts: [
          assigned,
          signed,
          act('returned', bureau, '2026-11-19T10:05:00+08:00', { note: '缺北侧退让检核，请补测后重新签字。' }),
        ],
      },
    }),
    make({
      id: 's5',
      project: p1,
      kind: 'staking',
      targets: [control(), ...conflicted],
      figures: [outline],
      row: { due: '2026-11-30', days_left: 5, colour: 'green' },
    }),
    make({
      id: 's6',
      project: ['p4', '海湾物流仓储中心二期及配套道路工程'],
      kind: 'staking',
      targets: [control(), ...building((name) => name === 'A1', 0.5)],
      figures: [outline],
      row: { due: '2026-12-02', days_left: 7, colour: 'green' },
      more: {
        observations: [{ id: 'observation-1', target: 'A2', fix: loose, by: zhao, at: '2026-11-23T09:12:00+08:00' }],
      },
    }),
    make({
      id: 's7',
      project: p3,
      kind: 'completion',
      targets: [],
      designs: [],
      row: { due: '2026-12-11', days_left: 14, colour: 'green' },
      more: { instruments: [] },
    }),
    make({
      id: 's8',
      project: p1,
      kind: 'plus_minus_zero',
      targets: [control(), ...heights.filter((t) => t.name !== '2#').map((t) => ({ ...t }))],
      row: { state: 'signed', delivery: 'filed', due: '2026-11-27', days_left: 4, colour: 'green' },
      more: {
        acts: [assigned, act('designed', zhao, '2026-11-16T14:05:00+08:00', { design: 1 }), signed],
      },
    }),
    make({
      id: 's9',
      project: ['p6', '临江四号厂房'],
      kind: 'grey_line',
      targets: [control(), ...building(() => true, 0.25), ...sides()],
      figures: [outline, redLine],
      row: { state: 'accepted', delivery: 'filed', days_left: null, colour: 'none' },
      more: {
        acts: [
          assigned,
          act('designed', zhao, '2026-11-16T14:05:00+08:00', { design: 1 }),
          signed,
          act('accepted', bureau, '2026-11-19T15:40:00+08:00', { design: 1 }),
          act('reused', { id: 'person-he', name: '何平' }, '2026-11-20T09:10:00+08:00', {
            role: 'approver',
            organisation: { id: 'org-2', name: '住房和城乡建设局' },
            note: '质量安全监督手续',
            design: 1,
          }),
        ],
      },
    }),
  ];
}
