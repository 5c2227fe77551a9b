// What the list of projects is narrowed to; kept while going into a project and back.
import type { Stage } from '../../lib/contract/generated';

export const stages: Stage[] = [
  'registration',
  'establishment',
  'commencement',
  'construction',
  'completion',
  'commissioning',
];
export const listFilter = $state({ search: '', stage: '', limit: 50 });
