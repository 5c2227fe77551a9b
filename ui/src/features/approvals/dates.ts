// The dates of a project as a person reads and changes them: by kind, what changed, and what cannot be meant.
import type { DateGiven, DateKind, ProjectDate } from '../../lib/contract/generated';
import type { Key } from '../../lib/i18n/words.svelte';

const kinds: DateKind[] = ['milestone', 'matter', 'park', 'utility'];

export const datesByKind = (dates: ProjectDate[]): { kind: DateKind; dates: ProjectDate[] }[] =>
  kinds
    .map((kind) => ({ kind, dates: dates.filter((one) => one.kind === kind) }))
    .filter((group) => group.dates.length > 0);

/** What a person changed, against what stood there when the form was opened. */
export const changedDates = (before: ProjectDate[], values: { [key: string]: string }): DateGiven[] =>
  before
    .filter((one) => (values[one.key] ?? '') !== (one.on ?? ''))
    .map((one) => ({ key: one.key, on: values[one.key] || null }));

/** Why a day cannot be meant. A half-typed year is the year 26, not an earlier day. */
export function dateError(one: ProjectDate, value: string, today: string): Key | undefined {
  if (value && value < '1990') return 'dates.incomplete';
  return value > today && !one.planned ? 'dates.ahead' : undefined;
}
