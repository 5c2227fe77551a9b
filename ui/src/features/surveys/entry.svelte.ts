// What somebody types at one target before it is saved; what is not typed stays as it was measured.
import type { SurveyValue, TargetView } from '../../lib/contract/generated';
import { axesOf, metres, needed, readMetres, type Axis } from './values';

export class Entry {
  typed = $state<Partial<Record<Axis, string>>>({});
  note = $state<string>();
  active = $state<Axis>();
  unit = $state<'m' | 'mm'>('m');
  /** Somebody tried to save, so what lacks is said. */
  tried = $state(false);

  get dirty(): boolean {
    return Object.keys(this.typed).length > 0 || this.note !== undefined;
  }

  text(axis: Axis, target: TargetView): string {
    const typed = this.typed[axis];
    if (typed !== undefined) return typed;
    const value = target.measured?.value[axis] ?? null;
    return value === null ? '' : metres(value);
  }

  /** The typed number, the measured one where nothing was typed, undefined when it cannot be read. */
  #read(axis: Axis, target: TargetView): number | null | undefined {
    const typed = this.typed[axis];
    if (typed === undefined) return target.measured?.value[axis] ?? null;
    if (typed.trim() === '') return null;
    return readMetres(typed, axis === 'h' || axis === 'value' ? this.unit : 'm');
  }

  wrong(axis: Axis, target: TargetView): 'number.wrong' | 'form.required' | undefined {
    const value = this.#read(axis, target);
    if (value === undefined) return 'number.wrong';
    return this.tried && value === null && needed(axis, target) ? 'form.required' : undefined;
  }

  /** The reading as it would be saved; undefined while something lacks. */
  reading(target: TargetView): SurveyValue | undefined {
    const reading: SurveyValue = { x_north: null, y_east: null, h: null, value: null };
    for (const axis of axesOf(target)) {
      const value = this.#read(axis, target);
      if (value === undefined || (value === null && needed(axis, target))) return undefined;
      reading[axis] = value;
    }
    return reading;
  }

  clear(): void {
    this.typed = {};
    this.note = undefined;
    this.tried = false;
    this.unit = 'm';
  }
}
