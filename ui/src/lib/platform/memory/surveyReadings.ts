// What the host in memory makes of readings of the field: simply, and only so that the screens have something to show. The real host has
// the rules, and the catalogue their figures.
import type {
  FieldReadings,
  FloorFound,
  ReadingProblem,
  ReadingsView,
  RoundFound,
  SurveyValue,
  Text,
} from '../../contract/generated';

const steps = { storey_full_m: 2.2, slope_full_m: 2.1, slope_half_m: 1.2 };
const source: Text = {
  zh: '建筑工程建筑面积计算规范 GB/T 50353-2013 第3.0.1、3.0.3条',
  en: 'GB/T 50353-2013, clauses 3.0.1 and 3.0.3',
};
const tan = (degrees: number) => Math.tan((degrees * Math.PI) / 180);

function problemsOf(readings: FieldReadings): ReadingProblem[] {
  const problems: ReadingProblem[] = [];
  const add = (at: string, zh: string, en: string) => problems.push({ at, text: { zh, en } });
  if (readings.how === 'height_by_faces') {
    if (readings.distance_m <= 0)
      add('distance_m', '水平距离：应大于 0。', 'Horizontal distance: has to be above zero.');
    readings.rounds.forEach((round, index) => {
      for (const aim of ['top', 'base'] as const) {
        const [left, right] = [round[`${aim}_left`], round[`${aim}_right`]];
        const leftWrong = left <= 0 || left >= 180;
        const rightWrong = right <= 180 || right >= 360;
        if (leftWrong)
          add(
            `rounds.${index}.${aim}_left`,
            '盘左天顶距读数应在 0° 与 180° 之间：核对读数，或盘左、盘右录反。',
            'A zenith reading of face left lies between 0° and 180°: check it, or the faces are swapped.',
          );
        if (rightWrong)
          add(
            `rounds.${index}.${aim}_right`,
            '盘右天顶距读数应在 180° 与 360° 之间：核对读数，或盘左、盘右录反。',
            'A zenith reading of face right lies between 180° and 360°: check it, or the faces are swapped.',
          );
        const index_sec = ((left + right - 360) / 2) * 3600;
        if (!leftWrong && !rightWrong && Math.abs(index_sec) >= 900)
          add(
            `rounds.${index}.${aim}_right`,
            `盘左、盘右之和与 360° 相差过大（指标差 ${index_sec.toFixed(0)}″），有一个读数有误：请核对。`,
            `The two faces do not add up to 360° (index error ${index_sec.toFixed(0)}″), so one of them is wrong: check both.`,
          );
      }
    });
  } else if (readings.how === 'area_ratio') {
    if (readings.part_m2 < 0) add('part_m2', '分子面积：不能小于 0。', 'Measured area: must not be below zero.');
    if (readings.site_m2 <= 0) add('site_m2', '用地面积：应大于 0。', 'Site area: has to be above zero.');
  } else
    readings.floors.forEach((floor, index) => {
      if (floor.area_m2 <= 0) add(`floors.${index}.area_m2`, '面积应大于 0。', 'The area has to be above zero.');
      if (floor.height_m <= 0) add(`floors.${index}.height_m`, '高度应大于 0。', 'The height has to be above zero.');
    });
  return problems;
}

function roundsOf(readings: FieldReadings): RoundFound[] {
  if (readings.how !== 'height_by_faces') return [];
  return readings.rounds.map((round) => {
    const top_deg = (90 - round.top_left + (round.top_right - 270)) / 2;
    const base_deg = (90 - round.base_left + (round.base_right - 270)) / 2;
    return {
      height_m: readings.distance_m * (tan(top_deg) - tan(base_deg)),
      top_deg,
      base_deg,
      top_index_sec: ((round.top_left + round.top_right - 360) / 2) * 3600,
      base_index_sec: ((round.base_left + round.base_right - 360) / 2) * 3600,
    };
  });
}

function floorsOf(readings: FieldReadings): FloorFound[] {
  if (readings.how !== 'floor_area') return [];
  return readings.floors.map(({ kind, area_m2, height_m }) => {
    const share =
      kind === 'level'
        ? height_m >= steps.storey_full_m
          ? 1
          : 0.5
        : height_m >= steps.slope_full_m
          ? 1
          : height_m >= steps.slope_half_m
            ? 0.5
            : 0;
    return { share, counted_m2: area_m2 * share };
  });
}

/** What readings come to, and the single values that count as readings of the target. */
export function workOut(readings: FieldReadings): {
  found: ReadingsView | null;
  values: SurveyValue[];
  problems: ReadingProblem[];
} {
  const problems = problemsOf(readings);
  if (problems.length) return { found: null, values: [], problems };
  const rounds = roundsOf(readings);
  const floors = floorsOf(readings);
  const heights = rounds.map((round) => round.height_m);
  const ratio = readings.how === 'area_ratio' ? [readings.part_m2 / readings.site_m2] : undefined;
  const all = ratio ?? (rounds.length ? heights : [floors.reduce((sum, floor) => sum + floor.counted_m2, 0)]);
  const index = rounds.flatMap((round) => [round.top_index_sec, round.base_index_sec]);
  const spread = Math.max(...index) - Math.min(...index);
  const doubts: Text[] = [];
  if (rounds.length && spread > 10)
    doubts.push({
      zh: `指标差较差 ${spread.toFixed(1)}″，超过 10″（工程测量标准 GB 50026-2020）：检查仪器后重测。`,
      en: `difference of index errors ${spread.toFixed(1)}″, beyond 10″ (GB 50026-2020): check the instrument and observe again.`,
    });
  if (rounds.length === 1)
    doubts.push({
      zh: '只观测了 1 个测回，应不少于 2 个（工程测量标准 GB 50026-2020）：请补测。',
      en: '1 round was observed, at least 2 are asked for (GB 50026-2020): observe again.',
    });
  const found: ReadingsView = {
    readings,
    formulas: 'survey-1',
    rounds,
    floors,
    steps: floors.length ? steps : null,
    steps_source: floors.length ? source : { zh: '', en: '' },
    value: all.reduce((sum, value) => sum + value, 0) / all.length,
    spread_mm: rounds.length > 1 ? Math.round((Math.max(...heights) - Math.min(...heights)) * 10000) / 10 : null,
    doubts,
  };
  return { found, values: all.map((value) => ({ x_north: null, y_east: null, h: null, value })), problems };
}
