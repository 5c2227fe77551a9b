// The words of the screens in the language of the person. A text missing in one language does not compile; see words.test.ts.
import type { Lang, Text } from '../contract/generated';
import { en } from './en';
import { zh } from './zh';

export type Key = keyof typeof zh;
export type Texts = Record<Key, string>;
export type Params = Record<string, string | number>;

const texts: Record<Lang, Texts> = { zh, en };

/** Fills `{name}`, and `{n:record|records}` by whether the number is one. */
export function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one === undefined) return String(value);
    return Number(value) === 1 ? one : (many ?? '');
  });
}

export class Words {
  lang = $state<Lang>('zh');

  /** The text of a key. */
  t = (key: Key, params: Params = {}): string => fill(texts[this.lang][key], params);
  /** The wording of a text that comes with the data. */
  of = (text: Text): string => text[this.lang] || text.zh || text.en;
}
