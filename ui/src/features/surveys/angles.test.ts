// Angles are read strictly: what could be meant in two ways is not read at all.
import { describe, expect, it } from 'vitest';
import { readAngle, writeAngle } from './angles';

describe('an angle', () => {
  it('is read as degrees, minutes and seconds with spaces, hyphens or signs between them', () => {
    const wanted = 88 + 12 / 60 + 34 / 3600;
    for (const text of ['88 12 34', ' 88  12 34 ', '88-12-34', '88°12′34″', '88°12\'34"', '８８　１２　３４'])
      expect(readAngle(text), text).toBeCloseTo(wanted, 10);
    expect(readAngle('290 15 37.5')).toBeCloseTo(290 + 15 / 60 + 37.5 / 3600, 10);
    expect(readAngle('88 12')).toBeCloseTo(88.2, 10);
    expect(readAngle('88')).toBe(88);
  });

  it('is read as decimal degrees where the only part has decimals', () => {
    expect(readAngle('88.2094')).toBe(88.2094);
    expect(readAngle('88.2094°')).toBe(88.2094);
  });

  it('is not read when minutes or seconds are 60 and more, a part is missing or decimals stand before the last', () => {
    for (const text of [
      '',
      '88 60 00',
      '88 12 60',
      '88.5 12 34',
      '88 12.5 34',
      '88 12 34 56',
      '-88 12 34',
      '1e2',
      'x',
      '8812',
      '88 123',
    ])
      expect(readAngle(text), text).toBeUndefined();
  });

  it('is shown with its signs, carries seconds that round up, and reads back', () => {
    expect(writeAngle(88 + 12 / 60 + 34 / 3600)).toBe('88°12′34″');
    expect(writeAngle(10 + 20 / 60 + 59.96 / 3600)).toBe('10°21′00″');
    expect(writeAngle(-1.605555555556)).toBe('-1°36′20″');
    expect(writeAngle(-0.5)).toBe('-0°30′00″');
    expect(writeAngle(12.34 / 3600)).toBe('0°00′12.3″');
    expect(readAngle(writeAngle(268.3944444))).toBeCloseTo(268.3944444, 4);
  });
});
