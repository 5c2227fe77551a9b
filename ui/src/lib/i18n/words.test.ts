// The two languages say the same things, every key that a screen names exists, and no key is left over.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { fill } from './words.svelte';
import { zh } from './zh';

const root = join(import.meta.dirname, '../..');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(
    (name) => /\.(svelte|ts)$/.test(name) && !/i18n\/(zh|en)(\.\w+)?\.ts$|\.test\.ts$|memory|generated/.test(name),
  )
  .map((name) => readFileSync(join(root, name), 'utf8'))
  .join('\n');

describe('words', () => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  it('are never empty, and their parameters are the same in both languages', () => {
    const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1]))].sort();
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(zh[key], key).not.toBe('');
      expect(en[key], key).not.toBe('');
      expect(names(en[key]), key).toEqual(names(zh[key]));
    }
  });

  it('exist for every key that a screen names', () => {
    for (const [, key] of sources.matchAll(/\bt\(\s*'([\w.]+)'/g)) expect(zh, key).toHaveProperty([key!]);
    for (const [, start] of sources.matchAll(/\bt\(\s*`([\w.]+)\$\{/g))
      expect(
        Object.keys(zh).some((key) => key.startsWith(start!)),
        start,
      ).toBe(true);
  });

  it('are all used by a screen', () => {
    const families = [...sources.matchAll(/\bt\(\s*`([\w.]+)\$\{/g)].map((m) => m[1]!);
    const unused = Object.keys(zh).filter(
      (key) => !sources.includes(`'${key}'`) && !families.some((f) => key.startsWith(f)),
    );
    expect(unused).toEqual([]);
  });

  it('never say that something queued was submitted', () => {
    expect(JSON.stringify(zh)).not.toContain('已提交');
  });

  it('choose between one and many by the number', () => {
    expect(fill('{n} {n:photo|photos}', { n: 1 })).toBe('1 photo');
    expect(fill('{n} {n:photo|photos}', { n: 14 })).toBe('14 photos');
  });
});
