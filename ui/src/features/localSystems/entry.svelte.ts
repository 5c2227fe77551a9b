// What is typed of a local system, until it is put in: texts of its parameters, read as numbers all at once. Nothing is kept here
// once the sheet is closed.
import type {
  LocalEllipsoid,
  LocalSystemInput,
  LocalSystemKind,
  ParameterDirection,
  RotationConvention,
} from '../../lib/contract/generated';
import { readNumber } from '../../lib/i18n/format';

const four = ['dx', 'dy', 'rotation_s', 'scale_ppm'] as const;
const seven = ['dx', 'dy', 'dz', 'rx_s', 'ry_s', 'rz_s', 'scale_ppm'] as const;
const plane = ['central_meridian', 'false_easting', 'false_northing'] as const;
export type ParameterField = (typeof four)[number] | (typeof seven)[number];
export type PlaneField = (typeof plane)[number];
type Field = ParameterField | PlaneField;

/** CGCS2000 grids of three degrees, with the zone in front of eastings and without. */
export const grids = Array.from({ length: 21 }, (_, at) => ({
  meridian: 75 + 3 * at,
  zone: 25 + at,
  plain: 4534 + at,
  prefixed: 4513 + at,
}));

export class LocalSystemEntry {
  kind = $state<LocalSystemKind>('four_parameter');
  direction = $state<ParameterDirection | ''>('');
  convention = $state<RotationConvention | ''>('');
  ellipsoid = $state<LocalEllipsoid | ''>('');
  epsg = $state('');
  // Eastings of local planes have 500 km added and northings nothing, as a rule; both are shown and can be changed.
  texts = $state<Record<Field, string>>({
    dx: '',
    dy: '',
    dz: '',
    rx_s: '',
    ry_s: '',
    rz_s: '',
    rotation_s: '',
    scale_ppm: '',
    central_meridian: '',
    false_easting: '500000',
    false_northing: '0',
  });

  constructor(epsg: number | undefined) {
    this.epsg = epsg === undefined ? '' : String(epsg);
  }

  get parameters(): readonly ParameterField[] {
    return this.kind === 'four_parameter' ? four : seven;
  }

  readonly plane: readonly PlaneField[] = plane;

  private number(field: Field): number | undefined {
    return readNumber(this.texts[field]);
  }

  /** Whether a text is there that is no number. */
  wrong(field: Field): boolean {
    return this.texts[field].trim() !== '' && this.number(field) === undefined;
  }

  /** All of it, or nothing while something lacks. */
  get whole(): LocalSystemInput | undefined {
    const { direction, convention, ellipsoid } = this;
    if (direction === '') return undefined;
    const n = (field: Field) => this.number(field);
    if (this.kind === 'four_parameter') {
      const [dx, dy, rotation_s, scale_ppm, epsg] = [n('dx'), n('dy'), n('rotation_s'), n('scale_ppm'), this.epsg];
      if (dx === undefined || dy === undefined || rotation_s === undefined || scale_ppm === undefined || epsg === '')
        return undefined;
      return { kind: 'four_parameter', epsg: Number(epsg), direction, dx, dy, rotation_s, scale_ppm };
    }
    if (convention === '' || ellipsoid === '') return undefined;
    const fields = [...seven, ...plane] as const;
    const numbers: Partial<Record<Field, number>> = {};
    for (const field of fields) {
      const value = n(field);
      if (value === undefined) return undefined;
      numbers[field] = value;
    }
    const all = numbers as Record<(typeof fields)[number], number>;
    return { kind: 'seven_parameter', direction, convention, ellipsoid, ...all };
  }
}
