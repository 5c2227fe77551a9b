// An answer in words, for lists, conflicts and read-only screens.
import type { AnswerInput, ItemView } from '../../lib/contract/generated';
import { number } from '../../lib/i18n/format';
import type { Words } from '../../lib/i18n/words.svelte';

export function answerWords(
  answer: AnswerInput,
  item: Pick<ItemView, 'max' | 'unit' | 'options'>,
  words: Words,
): string {
  const { t, of } = words;
  switch (answer.kind) {
    case 'result':
      return t(`answer.${answer.result}`);
    case 'score':
      return t('score.kept', { kept: number(answer.points), max: number(item.max ?? 0) });
    case 'deductions': {
      const max = item.max ?? 0;
      const lost = answer.deductions.reduce((sum, d) => sum + d.points, 0);
      if (lost === 0) return t('score.full', { n: number(max) });
      const reasons = answer.deductions.map((d) => d.note).filter(Boolean);
      const kept = t('score.kept', { kept: number(Math.max(0, max - lost)), max: number(max) });
      return `${t('score.deducted')} ${number(lost)} (${kept})${reasons.length ? `: ${reasons.join('; ')}` : ''}`;
    }
    case 'number':
      return `${answer.value} ${item.unit}`;
    case 'text': {
      const option = item.options.find((o) => o.zh === answer.text || o.en === answer.text);
      return option ? of(option) : answer.text;
    }
  }
}
