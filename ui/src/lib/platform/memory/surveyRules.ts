// How the host in memory judges a survey: simply, and only so that the screens have something to show. The real host has the rules.
import type {
  DerivedRow,
  FigureView,
  SurveyLack,
  SurveyRule,
  SurveyValue,
  SurveyVerdict,
  SurveyView,
  TargetResult,
  TargetView,
  Text,
} from '../../contract/generated';
import { number } from '../../i18n/format';

const isIndex = (role: TargetView['role']): boolean => role === 'index_at_most' || role === 'index_at_least';
const rule = (key: string, zh: string, en: string, limit: number, source: Text, confidence: string): SurveyRule => ({
  key,
  name: { zh, en },
  limit,
  unit: 'mm',
  source,
  confidence,
});
const gb = { zh: 'GB 55018-2021 第5.2节', en: 'GB 55018-2021, section 5.2' };
const report = { zh: '规划验线报告惯例', en: 'practice of verification reports' };
const local = { zh: '地方参数，示例值', en: 'local parameter, an example figure' };
export const rules = {
  staked: rule('staked_point', '放样点点位', 'Position of a staked point', 50, gb, 'high'),
  control: rule('control_plan', '控制点检核（平面）', 'Control check, plan', 50, report, 'high'),
  level: rule('control_level', '控制点检核（高程）', 'Control check, level', 30, report, 'high'),
  zero: rule('plus_minus_zero', '±0 标高', 'Level of ±0', 30, gb, 'high'),
  sides: rule('four_boundaries', '四至距离', 'Distance to the four boundaries', 50, report, 'high'),
  boundary: rule('boundary_point', '界址点点位（一级）', 'Boundary point, grade 1', 100, gb, 'high'),
  height: { ...rule('planning_height', '建筑高度', 'Height of a building', 0.2, local, 'low'), unit: 'm' },
  area: { ...rule('planning_area', '建筑面积', 'Floor area', 3, local, 'low'), unit: '%' },
  spacing: { ...rule('planning_spacing', '建筑间距与退让', 'Spacing and setback', 0.2, local, 'low'), unit: 'm' },
} as const;

const tenth = (mm: number) => Math.round(mm * 10) / 10;
const mm = (measured: number | null, design: number | null) =>
  measured === null || design === null ? null : tenth((measured - design) * 1000);
const verdictOf = (value: number, limit: number): SurveyVerdict =>
  value > limit ? 'fail' : value > limit * 0.8 ? 'near' : 'pass';
const worst = (list: SurveyVerdict[]): SurveyVerdict =>
  list.includes('fail') ? 'fail' : list.includes('near') ? 'near' : 'pass';
const says = {
  pass: { zh: '符合', en: 'Within the limit' },
  near: { zh: '接近限差', en: 'Near the limit' },
  fail: { zh: '超限', en: 'Beyond the limit' },
};

export function judge(target: TargetView): TargetView {
  const value = target.measured?.value;
  if (!value) return { ...target, result: null };
  const result: TargetResult = {
    dx_mm: mm(value.x_north, target.design.x_north),
    dy_mm: mm(value.y_east, target.design.y_east),
    dh_mm: mm(value.h, target.design.h),
    ds_mm: null,
    dv: null,
    verdict: 'pass',
    rules: [],
    sentence: { zh: '', en: '' },
  };
  const found: SurveyVerdict[] = [];
  const zh: string[] = [];
  const en: string[] = [];
  const add = (deviation: number, by: SurveyRule, unit = 'mm') => {
    const limit = by.unit === 'm' ? by.limit * 1000 : by.limit;
    const verdict = verdictOf(Math.abs(deviation), limit);
    found.push(verdict);
    result.rules.push(by);
    zh.push(`${says[verdict].zh}：${deviation.toFixed(1)} ${unit}，限差 ${by.limit} ${by.unit}`);
    en.push(`${says[verdict].en}: ${deviation.toFixed(1)} ${unit}, limit ${by.limit} ${by.unit}`);
  };
  if (result.dx_mm !== null && result.dy_mm !== null) {
    result.ds_mm = tenth(Math.hypot(result.dx_mm, result.dy_mm));
    add(
      result.ds_mm,
      target.role === 'control' ? rules.control : target.role === 'boundary' ? rules.boundary : rules.staked,
    );
    const [dx, dy] = [result.dx_mm, result.dy_mm];
    zh.push(
      `向${dx > 0 ? '南' : '北'} ${Math.abs(dx).toFixed(1)} mm，向${dy > 0 ? '西' : '东'} ${Math.abs(dy).toFixed(1)} mm`,
    );
    en.push(
      `${dx > 0 ? 'south' : 'north'} ${Math.abs(dx).toFixed(1)} mm, ${dy > 0 ? 'west' : 'east'} ${Math.abs(dy).toFixed(1)} mm`,
    );
  }
  if (result.dh_mm !== null) add(result.dh_mm, target.role === 'level' ? rules.zero : rules.level);
  if (value.value !== null && target.design.value !== null) {
    if (isIndex(target.role)) {
      const least = target.role === 'index_at_least';
      const bound = target.design.value;
      const holds = least ? value.value >= bound : value.value <= bound;
      result.dv = value.value - bound;
      result.rules.push({
        ...rule('', '设计要求', 'Asked for by the design', bound, { zh: '', en: '' }, 'low'),
        unit: '',
      });
      found.push(holds ? 'pass' : 'fail');
      const index = number(value.value, 4);
      zh.push(`实测 ${index}，规划条件${least ? '不小于' : '不大于'} ${bound}`);
      en.push(`measured ${index}, the planning conditions ask for ${least ? 'at least' : 'at most'} ${bound}`);
    } else if (target.role === 'area') {
      result.dv = Math.round((value.value - target.design.value) * 100) / 100;
      result.rules.push(rules.area);
      found.push(verdictOf(Math.abs(result.dv), target.design.value * 0.03));
      zh.push(`差 ${result.dv.toFixed(2)} m²，限差 3 %`);
      en.push(`off by ${result.dv.toFixed(2)} m², limit 3 %`);
    } else {
      result.dv = mm(value.value, target.design.value);
      add(result.dv ?? 0, target.role === 'height' ? rules.height : rules.sides);
    }
  }
  result.verdict = worst(found);
  result.sentence = { zh: zh.join('；'), en: en.join('; ') };
  return { ...target, result };
}

const at = (value: SurveyValue | undefined): [number, number] | undefined =>
  value && value.x_north !== null && value.y_east !== null ? [value.x_north, value.y_east] : undefined;
const long = (a: [number, number], b: [number, number]) => Math.hypot(b[0] - a[0], b[1] - a[1]);

function derive(figures: FigureView[], targets: TargetView[]): DerivedRow[] {
  const by = new Map(targets.map((target) => [target.name, target]));
  const rows: DerivedRow[] = [];
  const push = (kind: DerivedRow['kind'], names: [string, string]) => {
    const [a, b] = names.map((name) => by.get(name));
    const [da, db, ma, mb] = [at(a?.design), at(b?.design), at(a?.measured?.value), at(b?.measured?.value)];
    if (!da || !db) return;
    const design = long(da, db);
    const measured = ma && mb ? long(ma, mb) : null;
    const deviation = measured === null ? null : tenth((measured - design) * 1000);
    const row = { kind, name: names.join('-'), design, measured, deviation, required: null, on_ellipsoid: null };
    rows.push({ ...row, verdict: null, rule: null });
  };
  for (const figure of figures.filter((f) => f.role === 'building' && f.points.length > 3)) {
    const names = figure.points;
    names.forEach((name, index) => push('side', [name, names[(index + 1) % names.length]!]));
    for (let i = 0; i + 2 < names.length; i += 1) push('diagonal', [names[i]!, names[i + 2]!]);
    const own = figure.measured.length ? figure.measured : figure.design;
    const line = figures.find((f) => f.role === 'red_line');
    if (!line) continue;
    const south = (points: [number, number][]) => Math.min(...points.map((p) => p[0]));
    const measured = south(own) - south(line.design);
    rows.push({
      kind: 'setback',
      name: `${figure.name} – ${line.name}`,
      design: south(figure.design) - south(line.design),
      measured,
      deviation: tenth((measured - (south(figure.design) - south(line.design))) * 1000),
      required: line.required_m,
      on_ellipsoid: null,
      verdict: measured >= (line.required_m ?? 0) ? 'pass' : 'fail',
      rule: rules.spacing,
    });
  }
  return rows;
}

function lacksOf(view: SurveyView): SurveyLack[] {
  const lacks: SurveyLack[] = [];
  const add = (kind: SurveyLack['kind'], target: string, zh: string, en: string, warning = false) =>
    lacks.push({ kind, target, text: { zh, en }, warning });
  if (!view.designs.length) add('design', '', '还没有设计数据，请先导入。', 'No design data yet: import them first.');
  for (const t of view.targets) {
    if (t.conflict.length)
      add('choice', t.name, `${t.name} 有两个不同的值，请选择。`, `${t.name} has two different values: choose one.`);
    else if (!t.measured) add('measurement', t.name, `${t.name} 未测。`, `${t.name} is not measured.`);
    else if (view.photo_on_fail && t.result?.verdict === 'fail' && !t.photos.length)
      add('photo', t.name, `${t.name} 超限，须拍照。`, `${t.name} is beyond its limit: a photo is asked for.`, true);
  }
  if (view.designs.length && !view.targets.some((t) => t.role === 'control'))
    add('closure', '', '没有检核控制点。', 'No control point was checked.', true);
  const [instrument] = view.instruments;
  if (!instrument) add('instrument', '', '没有登记仪器。', 'No instrument is named.');
  else if (instrument.expired)
    add(
      'calibration',
      '',
      `${instrument.model} 的检定有效期已过（${instrument.valid_until}）。`,
      `${instrument.model} is out of calibration (${instrument.valid_until}).`,
    );
  return lacks;
}

/** Everything that follows from the targets, counted again. */
export function settle(view: SurveyView): SurveyView {
  const targets = view.targets.map(judge);
  const measured = targets.filter((t) => t.measured).length;
  const failed = targets.filter((t) => t.result?.verdict === 'fail');
  const near = targets.filter((t) => t.result?.verdict === 'near').length;
  const by = new Map(targets.map((target) => [target.name, target]));
  const figures = view.figures.map((figure) => {
    const points = figure.points.map((name) => at(by.get(name)?.measured?.value));
    const whole = points.length > 0 && points.every((p) => p !== undefined);
    return { ...figure, measured: whole ? (points as [number, number][]) : [] };
  });
  const names = failed.slice(0, 12).map((t) => t.name);
  const conclusion: Text = failed.length
    ? {
        zh: `经实测，本次${view.row.kind_name.zh}，${names.join('、')} 超出限差范围。`,
        en: `By measurement, ${names.join(', ')} ${failed.length > 1 ? 'are' : 'is'} beyond the limit.`,
      }
    : measured === targets.length && measured > 0
      ? {
          zh: `经实测，本次${view.row.kind_name.zh}所测各项均符合限差要求。`,
          en: 'By measurement, everything is within its limit.',
        }
      : {
          zh: `已测 ${measured} 项，未发现超限。`,
          en: `${measured} measured so far, none beyond its limit.`,
        };
  const fixed = ['signed', 'accepted', 'returned'].includes(view.row.state) && !view.row.stale;
  const state = fixed
    ? view.row.state
    : !view.designs.length
      ? 'assigned'
      : failed.length
        ? 'failed'
        : measured === 0
          ? 'design_locked'
          : measured < targets.length
            ? 'measuring'
            : 'passed';
  const next = { ...view, targets, figures, conclusion, derived: derive(figures, targets) };
  return {
    ...next,
    verdict: measured ? (failed.length ? 'fail' : near ? 'near' : 'pass') : null,
    lacks: lacksOf(next),
    row: {
      ...view.row,
      state,
      targets: targets.length,
      measured,
      failed: failed.length,
      near,
      conflicts: targets.filter((t) => t.conflict.length).length,
      design: view.designs[0]?.version ?? null,
    },
  };
}
