// What somebody types of a height in both faces, of an area by storeys or of an index by two areas, before it is saved. Only the form of
// the numbers is judged here; what they come to, and whether they can be meant, the host says.
import type { FacesRound, FieldReadings, FloorKind, FloorReading, TargetView } from '../../lib/contract/generated';
import { readNumber } from '../../lib/i18n/format';
import type { Key } from '../../lib/i18n/words.svelte';
import { readAngle, writeAngle } from './angles';
import { isIndex, metres } from './values';

export type Circle = keyof FacesRound;
export const circles: Circle[] = ['top_left', 'top_right', 'base_left', 'base_right'];
export type RoundText = Record<Circle, string>;
export interface FloorText {
  name: string;
  kind: FloorKind;
  area_m2: string;
  height_m: string;
}
const emptyRound = (): RoundText => ({ top_left: '', top_right: '', base_left: '', base_right: '' });
const emptyFloor = (): FloorText => ({ name: '', kind: 'level', area_m2: '', height_m: '' });

/** Roles whose value can be computed from readings of the field. */
export const hasReadings = (target: TargetView): boolean =>
  target.role === 'height' || target.role === 'area' || isIndex(target.role);
export const waysByReadings = (target: TargetView): Key =>
  target.role === 'height' ? 'measure.byFaces' : target.role === 'area' ? 'measure.byFloors' : 'measure.byAreas';
const squareMetres = (value: number): string => value.toFixed(2);

export class ReadingsDraft {
  distance = $state('');
  rounds = $state<RoundText[]>([]);
  floors = $state<FloorText[]>([]);
  part = $state('');
  site = $state('');
  /** What a text stood for before anybody changed it: showing an angle to a tenth of a second must not round it. */
  readonly #exact: Record<string, number> = Object.create(null) as Record<string, number>;

  constructor(readonly target: TargetView) {
    const kept = target.measured?.from?.readings;
    if (kept?.how === 'height_by_faces') {
      this.distance = this.#write(kept.distance_m, metres);
      this.rounds = kept.rounds.map(
        (round) => Object.fromEntries(circles.map((one) => [one, this.#write(round[one], writeAngle)])) as RoundText,
      );
    } else if (kept?.how === 'area_ratio') {
      this.part = this.#write(kept.part_m2, squareMetres);
      this.site = this.#write(kept.site_m2, squareMetres);
    } else if (kept) {
      this.floors = kept.floors.map(({ name, kind, area_m2, height_m }) => ({
        name,
        kind,
        area_m2: this.#write(area_m2, squareMetres),
        height_m: this.#write(height_m, metres),
      }));
    } else if (target.role === 'height') this.rounds = [emptyRound()];
    else if (target.role === 'area') this.floors = [emptyFloor()];
  }

  #write(value: number, say: (value: number) => string): string {
    const text = say(value);
    this.#exact[text] = value;
    return text;
  }

  addRound(): void {
    this.rounds.push(emptyRound());
  }
  /** The next storey is most often like the one before. */
  addFloor(): void {
    const last = this.floors.at(-1);
    this.floors.push(last ? { ...last, name: '' } : emptyFloor());
  }

  angle = (text: string): number | undefined => this.#exact[text] ?? readAngle(text);
  number = (text: string): number | undefined => this.#exact[text] ?? readNumber(text);

  /** What is wrong with the form of a field; an empty one is only told once somebody tried to save. */
  wrong(text: string, kind: 'angle' | 'number', tried: boolean): Key | undefined {
    if (!text.trim()) return tried ? 'form.required' : undefined;
    if (kind === 'angle') return this.angle(text) === undefined ? 'angle.wrong' : undefined;
    return this.number(text) === undefined ? 'number.wrong' : undefined;
  }

  /** The readings as they would be sent; undefined while a field is empty or cannot be read. */
  get readings(): FieldReadings | undefined {
    if (this.target.role === 'height') {
      const distance_m = this.number(this.distance);
      const rounds: FacesRound[] = [];
      for (const text of this.rounds) {
        const round: Partial<FacesRound> = {};
        for (const one of circles) round[one] = this.angle(text[one]);
        if (circles.some((one) => round[one] === undefined)) return undefined;
        rounds.push(round as FacesRound);
      }
      return distance_m === undefined ? undefined : { how: 'height_by_faces', distance_m, rounds };
    }
    if (isIndex(this.target.role)) {
      const [part_m2, site_m2] = [this.number(this.part), this.number(this.site)];
      return part_m2 === undefined || site_m2 === undefined ? undefined : { how: 'area_ratio', part_m2, site_m2 };
    }
    const floors: FloorReading[] = [];
    for (const { name, kind, ...text } of this.floors) {
      const [area_m2, height_m] = [this.number(text.area_m2), this.number(text.height_m)];
      if (area_m2 === undefined || height_m === undefined) return undefined;
      floors.push({ name: name.trim(), kind, area_m2, height_m });
    }
    return { how: 'floor_area', floors };
  }
}
