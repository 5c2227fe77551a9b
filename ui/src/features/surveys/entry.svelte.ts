// What somebody types at one target before it is saved; what is not typed stays as it was measured.
import type { SurveyValue, TargetView } from '../../lib/contract/generated';
import { hasReadings, ReadingsDraft } from './readings.svelte';
import { axesOf, isIndex, metres, needed, readMetres, written, type Axis } from './values';

export type Way = 'value' | 'readings';

export class Entry {
  typed = $state<Partial<Record<Axis, string>>>({});
  note = $state<string>();
  active = $state<Axis>();
  unit = $state<'m' | 'mm'>('m');
  /** Somebody tried to save, so what lacks is said. */
  tried = $state(false);
  /** Whether the value itself is entered or what it is computed from; unset, as it was measured. */
  chosen = $state<Way>();
  /** Something was typed into the readings. */
  touched = $state(false);
  /** Counts how often the entry was cleared, so that forms start anew. */
  generation = $state(0);
  #draft: ReadingsDraft | undefined;
  #seed: string | undefined;

  get dirty(): boolean {
    return Object.keys(this.typed).length > 0 || this.note !== undefined || this.touched;
  }

  way(target: TargetView): Way {
    if (!hasReadings(target)) return 'value';
    return this.chosen ?? (target.measured?.from ? 'readings' : 'value');
  }

  /** The readings being typed; as long as nothing was typed they follow what was measured. */
  draft(target: TargetView): ReadingsDraft {
    const seed = `${target.name} ${target.measured?.id ?? ''}`;
    if (!this.#draft || (!this.touched && this.#seed !== seed)) this.#draft = new ReadingsDraft(target);
    this.#seed = seed;
    return this.#draft;
  }

  text(axis: Axis, target: TargetView): string {
    const typed = this.typed[axis];
    if (typed !== undefined) return typed;
    const value = target.measured?.value[axis] ?? null;
    if (value === null) return '';
    return isIndex(target.role) ? written(value, target.role) : metres(value);
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
    this.touched = false;
    this.chosen = undefined;
    this.#draft = undefined;
    this.generation += 1;
    this.tried = false;
    this.unit = 'm';
  }
}
