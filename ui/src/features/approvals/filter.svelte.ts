// What the inbox of cases is narrowed to; kept while going into a case and back.
import type { CaseFilter, ClockColour } from '../../lib/contract/generated';

export const filters: CaseFilter[] = [
  'open',
  'to_accept',
  'running',
  'correcting',
  'suspended',
  'to_deliver',
  'post_check',
  'all',
];
export const caseFilter = $state<{ filter: CaseFilter; search: string; colour: ClockColour | ''; limit: number }>({
  filter: 'open',
  search: '',
  colour: '',
  limit: 50,
});
