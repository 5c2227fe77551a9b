// Dates, sizes and numbers as people read and type them.
import { describe, expect, it } from 'vitest';
import { bytes, capital, date, day, moment, number, readNumber, time } from './format';

describe('dates', () => {
  it('are written as each language writes them', () => {
    expect(date('2026-10-13', 'zh')).toBe('2026年10月13日');
    expect(date('2026-10-13', 'en')).toBe('13 Oct 2026');
    expect(day('2026-11-23', 'zh', true)).toBe('11月23日 周一');
  });

  it('are those of Shanghai, whatever the offset of the device', () => {
    expect(time('2026-11-23T02:42:00Z')).toBe('10:42');
    expect(date('2026-11-22T18:00:00Z', 'en')).toBe('23 Nov 2026');
  });

  it('say only the time when it was today', () => {
    expect(moment('2026-11-23T10:42:00+08:00', '2026-11-23', 'zh')).toBe('10:42');
    expect(moment('2026-11-20T09:30:00+08:00', '2026-11-23', 'zh')).toBe('11月20日 09:30');
    expect(moment('2025-11-20T09:30:00+08:00', '2026-11-23', 'en')).toBe('20 Nov 2025 09:30');
  });

  it('that are none stay as they are', () => {
    expect(date('soon', 'zh')).toBe('soon');
  });
});

describe('numbers', () => {
  it('are read as typed with full-width digits, a comma or a sign', () => {
    expect(readNumber('１２．５')).toBe(12.5);
    expect(readNumber('3,25')).toBe(3.25);
    expect(readNumber('−27.1')).toBe(-27.1);
    expect(readNumber('12 mm')).toBeUndefined();
    expect(readNumber('')).toBeUndefined();
  });

  it('are shown without trailing zeros', () => {
    expect(number(86.5)).toBe('86.5');
    expect(bytes(26_000_000)).toBe('26 MB');
    expect(bytes(1_200)).toBe('1.2 kB');
  });
});

describe('names', () => {
  it('begin a line with a capital, and stay as they are where there is none', () => {
    expect(capital('start notice')).toBe('Start notice');
    expect(capital('±0 survey')).toBe('±0 survey');
    expect(capital('开工通知')).toBe('开工通知');
    expect(capital('')).toBe('');
  });
});
