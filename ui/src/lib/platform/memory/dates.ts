// Dates beside the cases of the sample, and what they make of the four promises of a park. Simplified; the real host counts them itself.
import type { Commands, DateKind, ParkLine, ProjectDate, Text } from '../../contract/generated';
import { ProblemError } from '../platform';
import { recordOf, type World } from './caseViews';
import { between } from './days';
import { today } from './sample';

const text = (zh: string, en: string): Text => ({ zh, en });
const parks = new Set(['p1', 'p6']);
type Known = [key: string, kind: DateKind, planned: boolean, name: Text];
export const structure = text('主体结构验收', 'acceptance of the structure');
export const startNotice = text('开工通知', 'start notice');
const milestones: Known[] = [
  ['start_notice', 'milestone', false, startNotice],
  ['structure_acceptance', 'milestone', false, structure],
];
const review: Known = ['date:P5-05', 'matter', true, text('“标准地”达产复核', '“Standard land” production review')];
const ofPark: Known[] = [
  ['site_check', 'park', false, text('现场踏勘', 'site check')],
  ['agent', 'park', false, text('专员到位', 'agent named')],
  ['land', 'park', false, text('交地', 'land handed over')],
  ['start', 'park', true, text('开工', 'start of the works')],
  ['water', 'utility', true, text('供水', 'water')],
  ['power', 'utility', true, text('供电', 'power')],
  ['gas', 'utility', true, text('燃气', 'gas')],
  ['road', 'utility', true, text('道路', 'road')],
];

export function datesOf(world: World, project: string): ProjectDate[] {
  const recorded = world.facts.dates[project] ?? {};
  const known = [...milestones, ...(project === 'p6' ? [review] : []), ...(parks.has(project) ? ofPark : [])];
  return known.map(([key, kind, planned, name]) => ({ key, kind, planned, name, on: recorded[key] ?? null }));
}

export function recordDates(world: World, { project, dates }: Commands['record_dates']['request']): void {
  const known = datesOf(world, project);
  const next = { ...world.facts.dates[project] };
  for (const { key, on } of dates) {
    const date = known.find((one) => one.key === key);
    if (on !== null && on > today && !date?.planned) {
      const message = '按规则不能进行：日期不能晚于录入日期。没有改动任何内容。';
      throw new ProblemError({ code: 'refused', message, next: '按规则先办理前面的步骤。', params: {} });
    }
    if (on === null) delete next[key];
    else next[key] = on;
  }
  world.facts.dates[project] = next;
}

const elapsed = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export function parkOf(world: World, project: string): ParkLine[] {
  if (!parks.has(project)) return [];
  const dates = datesOf(world, project);
  const on = (key: string) => dates.find((date) => date.key === key)?.on ?? null;
  const decided = (matter: string) => {
    const record = recordOf(world, project, matter);
    return record?.state === 'granted' ? record.decided : null;
  };
  const [contract, start, filing] = [decided('P1-06'), on('start'), decided('P4-11')];
  const named = (late: (date: ProjectDate) => boolean) => dates.filter(late).map((date) => date.name);
  const unserved = named(
    ({ key, on: day }) => ['site_check', 'agent'].includes(key) && (day === null || day >= contract!),
  );
  const begun = start !== null && start <= today;
  const unready = named(({ kind, on: day }) => begun && kind === 'utility' && (day === null || day > start));
  const line = { from: null, to: null, days: null, limit: null, kept: null, missing: [] };
  const lag = (from: string | null, to: string | null, limit: number, count: typeof between) => {
    if (from === null) return { ...line, to };
    const days = Math.max(0, count(from, to ?? today));
    return { ...line, from, to, days, limit, kept: days > limit ? false : to !== null ? true : null };
  };
  const served = [on('site_check'), on('agent')].filter((day) => day !== null).sort();
  return [
    {
      ...line,
      promise: 'service',
      name: text('洽谈即服务', 'service during negotiation'),
      from: contract,
      to: served.at(-1) ?? null,
      kept: contract ? unserved.length === 0 : null,
      missing: contract ? unserved : [],
    },
    {
      ...lag(contract, on('land'), 0, elapsed),
      promise: 'land',
      name: text('签约即供地', 'land upon signing'),
    },
    {
      ...line,
      promise: 'utilities',
      name: text('开工即配套', 'utilities as the works begin'),
      from: start,
      kept: begun ? unready.length === 0 : null,
      missing: unready,
    },
    {
      ...lag(filing, decided('P4-13'), 2, between),
      promise: 'title',
      name: text('竣工即办证', 'title upon completion'),
    },
  ];
}
