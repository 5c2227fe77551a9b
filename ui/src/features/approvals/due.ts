// The sentence that says who must be done by which date.
import type { ClockView, OwedRow } from '../../lib/contract/generated';
import { date } from '../../lib/i18n/format';
import type { Words } from '../../lib/i18n/words.svelte';

export function owedDue(row: Pick<OwedRow, 'due' | 'left'>, words: Words): string {
  if (!row.due) return words.t('owed.noDate');
  const params = { date: date(row.due, words.lang), n: Math.abs(row.left ?? 0) };
  if ((row.left ?? 1) < 0) return words.t('owed.late', params);
  return words.t(row.left === 0 ? 'owed.byToday' : 'owed.by', params);
}

export function clockDue(clock: ClockView, decided: string | null, words: Words): string {
  if (decided) return words.t('clock.decidedOn', { date: date(decided, words.lang), n: clock.used });
  if (!clock.accepted) return words.t('clock.notYet');
  if (!clock.promised_due) return words.t('clock.noLimit');
  const params = { date: date(clock.promised_due, words.lang), n: Math.abs(clock.left ?? 0) };
  if (clock.suspended) return words.t('clock.stands', params);
  if ((clock.left ?? 1) < 0) return words.t('clock.decideLate', params);
  return words.t(clock.left === 0 ? 'clock.decideToday' : 'clock.decideBy', params);
}
