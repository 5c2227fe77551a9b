// What the sample's projects need before they leave a stage, and leaving it, in time or by exception. The real gates are data of the catalogue.
import type { Commands, GateView, Stage, Text } from '../../contract/generated';
import { ProblemError } from '../platform';
import { mayExcept, nodeOf, recordOf, type World } from './caseViews';
import { startNotice, structure } from './dates';
import { chen, today } from './sample';
import { shen } from './records';

type Need = string | { milestone: string; name: Text };
const gates: { from: Stage; to: Stage | null; needs: Need[] }[] = [
  { from: 'registration', to: 'establishment', needs: [] },
  { from: 'establishment', to: 'commencement', needs: ['P1-01', 'P1-06', 'P1-11'] },
  {
    from: 'commencement',
    to: 'construction',
    needs: ['P2-02', 'P3-04', 'P3-10', { milestone: 'start_notice', name: startNotice }],
  },
  {
    from: 'construction',
    to: 'completion',
    needs: ['P3-11', { milestone: 'structure_acceptance', name: structure }, 'P4-01'],
  },
  { from: 'completion', to: 'commissioning', needs: ['P4-10', 'P4-11'] },
  { from: 'commissioning', to: null, needs: ['P5-03'] },
];

export const stageOf = (world: World, project: string): Stage => world.facts.stages[project] ?? 'registration';

const keyOf = (need: Need): string => (typeof need === 'string' ? need : need.milestone);
function lacksOf(world: World, project: string): { key: string; name: Text }[] {
  const excepted = world.facts.exceptions[project] ?? {};
  const there = (need: Need) =>
    typeof need === 'string'
      ? recordOf(world, project, need)?.state === 'granted'
      : world.facts.dates[project]?.[need.milestone] !== undefined;
  const needs = gates.find((gate) => gate.from === stageOf(world, project))?.needs ?? [];
  return needs
    .filter((need) => !there(need) && !excepted[keyOf(need)])
    .map((need) => ({ key: keyOf(need), name: typeof need === 'string' ? nodeOf(world, need).name : need.name }));
}

export function gateOf(world: World, project: string): GateView {
  const from = stageOf(world, project);
  return {
    from,
    to: gates.find((gate) => gate.from === from)?.to ?? null,
    missing: lacksOf(world, project).map((lack) => lack.name),
    exceptions: Object.values(world.facts.exceptions[project] ?? {}),
  };
}

export function moveStage(world: World, { project, to, exception }: Commands['move_stage']['request']): void {
  const refuse = (rule: string) =>
    new ProblemError({
      code: 'refused',
      message: `按规则不能进行：${rule}。没有改动任何内容。`,
      next: '按规则先办理前面的步骤。',
      params: {},
    });
  if (gateOf(world, project).to !== to) throw refuse('阶段须逐个推进');
  const lacks = lacksOf(world, project);
  if (lacks.length && (!exception.trim() || !mayExcept(world)))
    throw refuse(`本阶段尚缺：${lacks.map((lack) => lack.name.zh).join('；')}`);
  const by = world.role === 'window' ? shen : chen;
  const allowed = lacks.map(({ key, name }) => [
    key,
    { missing: name, reason: exception.trim(), by, at: `${today}T10:42:00+08:00` },
  ]);
  world.facts.exceptions[project] = { ...world.facts.exceptions[project], ...Object.fromEntries(allowed) };
  world.facts.stages[project] = to;
}
