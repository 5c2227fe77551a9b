// Which tiles a sketch needs and where they lie on it: the affine of the survey, the zoom, and what is kept of tiles that were drawn.
// Leaves reading and drawing of a tile to whoever hands in `load`.
import type { GroundFrame } from '../../../lib/contract/generated';
import type { Pane } from './kinds';

export interface Tile {
  z: number;
  x: number;
  y: number;
}
/** Takes u and v, counted from the centre of the frame, to pixels of the sketch: `px = a u + c v + e`, `py = b u + d v + f`. */
export interface Square {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
  u0: number;
  v0: number;
}

/** Side of a tile on the sketch when the zoom fits, px. */
export const side = 256;
/** Most tiles of one picture; one that needs more is drawn from a lower zoom, so that all of it is kept at once. */
export const most = 64;

export function squareOf(
  ground: GroundFrame,
  shifted: boolean,
  pane: Pick<Pane, 'camera' | 'width' | 'height' | 'origin'>,
): Square {
  const frame = shifted ? ground.shifted : ground.tiles;
  const { camera, origin, width, height } = pane;
  const perArea = camera.scale / (frame.u_north * frame.v_east - frame.u_east * frame.v_north);
  return {
    a: -frame.v_north * perArea,
    b: -frame.v_east * perArea,
    c: frame.u_north * perArea,
    d: frame.u_east * perArea,
    e: (ground.y0 - origin.east - camera.east) * camera.scale + width / 2,
    f: height / 2 - (ground.x0 - origin.north - camera.north) * camera.scale,
    u0: frame.u0,
    v0: frame.v0,
  };
}

/** The matrix of a canvas that takes the unit square to a tile. */
export function tileMatrix(square: Square, { z, x, y }: Tile): [number, number, number, number, number, number] {
  const n = 2 ** z;
  const [u, v] = [x / n - square.u0, y / n - square.v0];
  return [
    square.a / n,
    square.b / n,
    square.c / n,
    square.d / n,
    square.e + square.a * u + square.c * v,
    square.f + square.b * u + square.d * v,
  ];
}

/** Places of the corners of the sketch on the square of the tiles. */
function corners(square: Square, width: number, height: number): { u: number[]; v: number[] } {
  const { a, b, c, d, e, f } = square;
  const area = a * d - b * c;
  const u: number[] = [];
  const v: number[] = [];
  for (const [px, py] of [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ] as const) {
    u.push(square.u0 + ((px - e) * d - (py - f) * c) / area);
    v.push(square.v0 + ((py - f) * a - (px - e) * b) / area);
  }
  return { u, v };
}

/** Tiles that cover the sketch, those in the middle first; none where even the lowest zoom would need too many. */
export function tilesFor(square: Square, width: number, height: number, lowest: number, highest: number): Tile[] {
  const { u, v } = corners(square, width, height);
  const fits = Math.round(Math.log2(Math.hypot(square.a, square.b) / side));
  for (let z = Math.min(Math.max(fits, lowest), highest); z >= lowest; z -= 1) {
    const n = 2 ** z;
    const within = (at: number) => Math.min(Math.max(Math.floor(at * n), 0), n - 1);
    const [x0, x1] = [within(Math.min(...u)), within(Math.max(...u))];
    const [y0, y1] = [within(Math.min(...v)), within(Math.max(...v))];
    if ((x1 - x0 + 1) * (y1 - y0 + 1) > most) continue;
    const found: Tile[] = [];
    for (let y = y0; y <= y1; y += 1) for (let x = x0; x <= x1; x += 1) found.push({ z, x, y });
    const far = (tile: Tile) => (tile.x - (x0 + x1) / 2) ** 2 + (tile.y - (y0 + y1) / 2) ** 2;
    return found.sort((one, other) => far(one) - far(other));
  }
  return [];
}

/** The part of a lower tile that a tile is, as parts of its side. */
export function partOf(tile: Tile, lower: Tile): { x: number; y: number; side: number } {
  const times = 2 ** (tile.z - lower.z);
  return { x: tile.x / times - lower.x, y: tile.y / times - lower.y, side: 1 / times };
}

export const lowerTile = ({ z, x, y }: Tile, by: number): Tile => ({ z: z - by, x: x >> by, y: y >> by });

/** A number of things, those that were used longest ago given up first. */
export class Recent<V> {
  readonly #held = new Map<string, V>();
  constructor(
    readonly limit: number,
    readonly drop: (value: V) => void = () => undefined,
  ) {}

  get(key: string): V | undefined {
    const value = this.#held.get(key);
    if (value === undefined) return undefined;
    this.#held.delete(key);
    this.#held.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    const before = this.#held.get(key);
    if (before !== undefined) this.drop(before);
    this.#held.delete(key);
    this.#held.set(key, value);
    for (const [oldest, given] of this.#held) {
      if (this.#held.size <= this.limit) break;
      this.#held.delete(oldest);
      this.drop(given);
    }
  }

  clear(): void {
    for (const value of this.#held.values()) this.drop(value);
    this.#held.clear();
  }

  get size(): number {
    return this.#held.size;
  }
}

/** A tile as a picture; nothing where the package has none or it cannot be read. */
export type Drawn = { picture: CanvasImageSource & { width: number; height: number } } | { picture: null };

const nameOf = ({ z, x, y }: Tile) => `${z}/${x}/${y}`;

/** Pictures of tiles: those that are there are given at once, those that are not are fetched a few at a time, then told. */
export class TilePictures {
  readonly #held: Recent<Drawn>;
  #wanted: Tile[] = [];
  readonly #running = new Set<string>();
  /** Counts up when what is on its way is no longer wanted. */
  #turn = 0;
  failed = 0;

  constructor(
    readonly load: (tile: Tile) => Promise<Drawn['picture']>,
    readonly told: () => void,
    limit = 96,
    readonly atOnce = 4,
  ) {
    this.#held = new Recent<Drawn>(limit, ({ picture }) => {
      if (picture && 'close' in picture) picture.close();
    });
  }

  get(tile: Tile): Drawn | undefined {
    return this.#held.get(nameOf(tile));
  }

  /** Replaces what is wanted: a tile that has left the sketch before its turn is not fetched. */
  want(tiles: Tile[]): void {
    this.#wanted = tiles;
    this.#next();
  }

  clear(): void {
    this.#turn += 1;
    this.#wanted = [];
    this.#running.clear();
    this.#held.clear();
  }

  #next(): void {
    while (this.#running.size < this.atOnce) {
      const tile = this.#wanted.shift();
      if (!tile) return;
      if (!this.#running.has(nameOf(tile)) && this.get(tile) === undefined) void this.#fetch(tile);
    }
  }

  async #fetch(tile: Tile): Promise<void> {
    const turn = this.#turn;
    const name = nameOf(tile);
    this.#running.add(name);
    let picture: Drawn['picture'] = null;
    try {
      picture = await this.load(tile);
    } catch {
      // One tile that is damaged leaves a gap, which the screen counts; the others are drawn.
      if (turn === this.#turn) this.failed += 1;
    }
    if (turn !== this.#turn) {
      if (picture && 'close' in picture) picture.close();
      return;
    }
    this.#running.delete(name);
    this.#held.set(name, { picture } as Drawn);
    this.#next();
    this.told();
  }
}
