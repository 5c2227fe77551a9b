// The words of a matter in the flow, the same in chart, stepper and for whoever listens to the screen.
import type { FlowNode } from '../../lib/contract/generated';
import { day } from '../../lib/i18n/format';
import type { Words } from '../../lib/i18n/words.svelte';
import { ended } from './looks';

/** `2 / 5 days`, `promise 5 days`, or nothing. */
export function nodeDays(node: FlowNode, words: Words): string {
  const limit = node.clock?.promised_days ?? node.promised_days;
  if (limit === null) return '';
  if (node.clock?.accepted && !ended(node.state)) return words.t('flow.usedOf', { used: node.clock.used, limit });
  if (ended(node.state)) return words.t('board.days', { n: node.clock?.used ?? 0 });
  return limit === 0 ? words.t('clock.instant') : words.t('flow.promise', { n: limit });
}

/** The day it was decided, is expected, or turns red. */
export function nodeDate(node: FlowNode, words: Words): string {
  const red = node.clock?.red_from;
  if (!ended(node.state) && red && !node.clock?.suspended && (node.clock?.left ?? -1) >= 0)
    return words.t('flow.redOn', { date: day(red, words.lang) });
  if (!node.expected) return '';
  return words.t(ended(node.state) ? 'flow.decidedOn' : 'flow.expectedOn', { date: day(node.expected, words.lang) });
}

export const nodeLabel = (node: FlowNode, words: Words): string =>
  words.t('flow.node', {
    name: words.of(node.name),
    state: words.t(`caseState.${node.state ?? 'none'}`),
    days: nodeDays(node, words),
    office: words.of(node.office),
    date: nodeDate(node, words),
  });
