// One plain sentence for each promise of a park: what was measured, beside what was promised.
import type { ParkLine } from '../../lib/contract/generated';
import { date } from '../../lib/i18n/format';
import type { Words } from '../../lib/i18n/words.svelte';

/** Whether the day from which it is measured has come. */
export const begun = (line: ParkLine): boolean => line.from !== null && (line.kept !== null || line.days !== null);

function land({ from, to, days, limit }: ParkLine, words: Words): string {
  const n = days ?? 0;
  const promise = limit ? words.t('park.withinDays', { n: limit }) : words.t('park.sameDay');
  if (!to) return words.t(n === 0 ? 'park.landToday' : 'park.landOpen', { n, promise });
  if (n > 0) return words.t('park.landAfter', { n, promise });
  return words.t(to < (from ?? to) ? 'park.landBefore' : 'park.landSame', { date: date(to, words.lang) });
}

function title({ to, days, limit }: ParkLine, words: Words): string {
  const n = days ?? 0;
  const promise = limit ? words.t('park.withinWorking', { n: limit }) : words.t('park.titleDay');
  if (!to) return words.t(n === 0 ? 'park.titleFresh' : 'park.titleOpen', { n, promise });
  return n === 0
    ? words.t('park.titleSame', { date: date(to, words.lang) })
    : words.t('park.titleAfter', { n, promise });
}

/** Ends with a colon where what is missing follows. */
export function parkSentence(line: ParkLine, words: Words): string {
  const { promise, from, kept } = line;
  const on = { date: from ? date(from, words.lang) : '' };
  if (promise === 'utilities' && from && kept === null) return words.t('park.willStart', on);
  if (!begun(line)) return words.t('park.notYet', { since: words.t(`park.since.${promise}`) });
  if (promise === 'service') return words.t(kept ? 'park.served' : 'park.unserved', on);
  if (promise === 'utilities') return words.t(kept ? 'park.ready' : 'park.unready', on);
  return promise === 'land' ? land(line, words) : title(line, words);
}
