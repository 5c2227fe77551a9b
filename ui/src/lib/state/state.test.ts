// Addresses, layouts and fields, without a page.
import { describe, expect, it } from 'vitest';
import { readCorners } from '../../features/projects/corners';
import { fieldError, onlyGeneral } from './fields';
import { layoutFor } from './layout.svelte';
import { match } from './router.svelte';

describe('addresses', () => {
  it('give their parts', () => {
    expect(match('/inspections/:id/items/:item', '/inspections/i1/items/B14-02')).toEqual({ id: 'i1', item: 'B14-02' });
    expect(match('/projects/:id', '/projects')).toBeUndefined();
    expect(match('/projects/:id', '/projects/')).toBeUndefined();
  });
});

describe('layout', () => {
  it('counts letters, so that large text falls back to one column', () => {
    expect(layoutFor(360, 100)).toBe('phone');
    expect(layoutFor(768, 100)).toBe('tablet');
    expect(layoutFor(1440, 100)).toBe('desk');
    expect(layoutFor(1440, 200)).toBe('tablet');
    expect(layoutFor(768, 200)).toBe('phone');
  });
});

describe('a problem of the host', () => {
  const problem = { code: 'bad_input', message: '代码不对。', next: '请核对。', params: { what: 'code' } } as const;
  it('stands beside the field that it names', () => {
    expect(fieldError(problem, 'code')).toBe('代码不对。 请核对。');
    expect(fieldError(problem, 'name')).toBeUndefined();
    expect(onlyGeneral(problem, ['code'])).toBe(false);
    expect(onlyGeneral(problem, ['name'])).toBe(true);
  });
});

describe('corners of a site', () => {
  it('are read line by line and refused when they are no degrees', () => {
    expect(readCorners('')).toEqual([]);
    expect(readCorners('120.1, 30.2\n120.2 30.2\n120.2，30.3')).toHaveLength(3);
    expect(readCorners('120.1, 30.2')).toBeUndefined();
    expect(readCorners('500, 30.2\n1 1\n2 2')).toBeUndefined();
  });
});
