// Coordinates and deviations as they are written: metres with three decimals, millimetres with one. Nothing is judged here.
import type { SurveyRule, SurveyValue, TargetRole, TargetView } from '../../lib/contract/generated';
import { number, readNumber } from '../../lib/i18n/format';
import type { Key } from '../../lib/i18n/words.svelte';

export type Axis = keyof SurveyValue;
const axes: Axis[] = ['x_north', 'y_east', 'h', 'value'];

export const metres = (value: number): string => value.toFixed(3);
export const unsigned = (value: number): string => value.toFixed(1);
/** With its sign, as a difference is read: `+6.0`. */
export const signed = (value: number, digits = 1): string => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
/** An index of the planning conditions: a number without a unit, held to a bound. */
export const isIndex = (role: TargetRole): boolean => role === 'index_at_most' || role === 'index_at_least';
export const unitOf = (role: TargetRole): string => (role === 'area' ? 'm²' : isIndex(role) ? '' : 'm');
export const written = (value: number, role: TargetRole): string =>
  role === 'area' ? value.toFixed(2) : isIndex(role) ? number(value, 4) : metres(value);
/** The design as it is asked for: that of an index is a bound. */
export const designed = (value: number, role: TargetRole): string =>
  `${isIndex(role) ? (role === 'index_at_least' ? '≥ ' : '≤ ') : ''}${written(value, role)}`;

/** What is measured at a target: what its design has. */
export function axesOf(target: TargetView): Axis[] {
  const given = axes.filter((axis) => target.design[axis] !== null);
  if (given.length) return given;
  if (target.role === 'level') return ['h'];
  const single = ['distance', 'height', 'area'].includes(target.role) || isIndex(target.role);
  return single ? ['value'] : ['x_north', 'y_east'];
}

/** A height beside a position may be left out. */
export const needed = (axis: Axis, target: TargetView): boolean =>
  axis !== 'h' || target.role === 'level' || target.role === 'control';

export interface Deviation {
  key: 'ds' | 'dh' | 'dv' | 'index';
  text: string;
  unit: string;
  rule: SurveyRule | undefined;
}
/** What was compared with a limit, each with its rule: plan before level. */
export function deviations(target: TargetView): Deviation[] {
  const result = target.result;
  if (!result) return [];
  const found: Deviation[] = [];
  if (result.ds_mm !== null) found.push({ key: 'ds', text: unsigned(result.ds_mm), unit: 'mm', rule: result.rules[0] });
  if (result.dh_mm !== null && (result.ds_mm === null || result.rules.length > 1))
    found.push({ key: 'dh', text: signed(result.dh_mm), unit: 'mm', rule: result.rules[found.length] });
  const index = target.measured?.value.value ?? null;
  if (isIndex(target.role)) {
    if (index !== null)
      found.push({ key: 'index', text: written(index, target.role), unit: '', rule: result.rules[0] });
  } else if (result.dv !== null) {
    const area = target.role === 'area';
    found.push({ key: 'dv', text: signed(result.dv, area ? 2 : 1), unit: area ? 'm²' : 'mm', rule: result.rules[0] });
  }
  return found;
}

export const limitText = (rule: SurveyRule): string => `${number(rule.limit, 4)} ${rule.unit}`;
/** Where a rule comes from: a bound that the design states has no source. */
export const isStated = (rule: SurveyRule): boolean => rule.key === '';
const axisWords: Record<Exclude<Axis, 'value'>, Key> = {
  x_north: 'axis.x_north',
  y_east: 'axis.y_east',
  h: 'axis.h',
};
export const axisKey = (axis: Axis, role: TargetRole): Key =>
  axis === 'value' ? `targetRole.${role}` : axisWords[axis];

/** Reads what was typed as metres; typed millimetres are the same digits with the point three places to the left. */
export function readMetres(text: string, unit: 'm' | 'mm'): number | undefined {
  const value = readNumber(text);
  return value === undefined || unit === 'm' ? value : Number(`${value}e-3`);
}
