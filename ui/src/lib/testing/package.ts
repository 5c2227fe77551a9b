// Small PMTiles 3 packages and vector tiles, made for tests and pictures. Never part of what is built.
import { gzipSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import { zxyToTileId } from 'pmtiles';

export interface PackageTile {
  z: number;
  x: number;
  y: number;
  data: Uint8Array;
}
export interface PackageFacts {
  /** 1 vector, 2 PNG, 3 JPEG, 4 WebP. */
  type: number;
  tiles: PackageTile[];
  metadata?: unknown;
  /** West, south, east, north in degrees. */
  bounds?: [number, number, number, number];
  gzip?: boolean;
}

function directory(entries: { id: number; offset: number; length: number }[]): Uint8Array {
  const out = new PbfWriter();
  out.writeVarint(entries.length);
  let last = 0;
  for (const { id } of entries) {
    out.writeVarint(id - last);
    last = id;
  }
  for (let at = 0; at < entries.length; at += 1) out.writeVarint(1);
  for (const { length } of entries) out.writeVarint(length);
  for (const { offset } of entries) out.writeVarint(offset + 1);
  return out.finish();
}

/** A package with one directory. */
export function packageOf({ type, tiles, metadata = {}, bounds = [-180, -85, 180, 85], gzip = true }: PackageFacts) {
  const pack = (bytes: Uint8Array) => (gzip ? new Uint8Array(gzipSync(bytes)) : bytes);
  const sorted = tiles
    .map((tile) => ({ id: zxyToTileId(tile.z, tile.x, tile.y), data: type === 1 ? pack(tile.data) : tile.data }))
    .sort((one, other) => one.id - other.id);
  let offset = 0;
  const entries = sorted.map(({ id, data }) => {
    const entry = { id, offset, length: data.length };
    offset += data.length;
    return entry;
  });
  const root = pack(directory(entries));
  const words = pack(new TextEncoder().encode(JSON.stringify(metadata)));
  const head = new DataView(new ArrayBuffer(127));
  new Uint8Array(head.buffer).set(new TextEncoder().encode('PMTiles'));
  head.setUint8(7, 3);
  const begin = 127 + root.length + words.length;
  const longs = [
    127,
    root.length,
    127 + root.length,
    words.length,
    begin,
    0,
    begin,
    offset,
    tiles.length,
    tiles.length,
    tiles.length,
  ];
  longs.forEach((value, at) => head.setBigUint64(8 + 8 * at, BigInt(value), true));
  const zooms = tiles.map((tile) => tile.z);
  const bytes = [1, gzip ? 2 : 1, type === 1 && gzip ? 2 : 1, type, Math.min(...zooms), Math.max(...zooms)];
  bytes.forEach((value, at) => head.setUint8(96 + at, value));
  bounds.forEach((degrees, at) => head.setInt32(102 + 4 * at, Math.round(degrees * 1e7), true));
  head.setUint8(118, Math.min(...zooms));
  const all = [new Uint8Array(head.buffer), root, words, ...sorted.map((tile) => tile.data)];
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export interface VectorShape {
  layer: string;
  /** Joined and filled, or a line. */
  area: boolean;
  /** x and y of 0 to 4096. */
  points: [number, number][];
  kind?: string;
}

/** A vector tile (MVT 2). */
export function vectorTile(shapes: VectorShape[]): Uint8Array {
  const out = new PbfWriter();
  for (const name of new Set(shapes.map((shape) => shape.layer)))
    out.writeMessage(3, writeLayer, { name, shapes: shapes.filter((shape) => shape.layer === name) });
  return out.finish();
}
function writeLayer({ name, shapes }: { name: string; shapes: VectorShape[] }, out: PbfWriter): void {
  out.writeVarintField(15, 2);
  out.writeStringField(1, name);
  out.writeVarintField(5, 4096);
  const kinds = [...new Set(shapes.flatMap((shape) => shape.kind ?? []))];
  for (const shape of shapes) out.writeMessage(2, writeFeature, { shape, value: kinds.indexOf(shape.kind ?? '') });
  if (kinds.length) out.writeStringField(3, 'kind');
  for (const kind of kinds) out.writeMessage(4, (text: string, value) => value.writeStringField(1, text), kind);
}
function writeFeature({ shape, value }: { shape: VectorShape; value: number }, out: PbfWriter): void {
  if (value >= 0) out.writePackedVarint(2, [0, value]);
  out.writeVarintField(3, shape.area ? 3 : 2);
  const zigzag = (number: number) => (number << 1) ^ (number >> 31);
  const geometry: number[] = [];
  let [x, y] = [0, 0];
  shape.points.forEach((point, at) => {
    if (at === 0) geometry.push((1 << 3) | 1);
    if (at === 1) geometry.push(((shape.points.length - 1) << 3) | 2);
    geometry.push(zigzag(point[0] - x), zigzag(point[1] - y));
    [x, y] = point;
  });
  if (shape.area) geometry.push((1 << 3) | 7);
  out.writePackedVarint(4, geometry);
}

/** What surrounds the made-up site of the host in memory, as one vector tile (14/13687/6719) of a package. */
export function mapOfTheSite(): Uint8Array {
  // Of the tile: the middle of the building lies at 2142/1661 of 4096, 0.51 m each.
  const [x, y] = [2142, 1661];
  const box = (layer: string, east: number, south: number, wide: number, high: number): VectorShape => ({
    layer,
    area: true,
    points: [
      [x + east, y + south],
      [x + east + wide, y + south],
      [x + east + wide, y + south + high],
      [x + east, y + south + high],
    ],
  });
  const line = (layer: string, kind: string, points: [number, number][]): VectorShape => ({
    layer,
    area: false,
    kind,
    points: points.map(([east, south]) => [x + east, y + south]),
  });
  const data = vectorTile([
    box('landuse', -300, -260, 346, 246),
    box('water', 54, -300, 90, 330),
    box('buildings', -62, -10, 24, 34),
    box('buildings', 30, -14, 16, 30),
    box('buildings', -30, -60, 52, 26),
    box('buildings', -90, 58, 60, 24),
    line('roads', 'major_road', [
      [-400, 44],
      [0, 36],
      [400, 48],
    ]),
    line('roads', 'minor_road', [
      [-26, -300],
      [-30, 0],
      [-28, 37],
    ]),
  ]);
  return packageOf({
    type: 1,
    tiles: [{ z: 14, x: 13687, y: 6719, data }],
    metadata: { attribution: '<a href="https://example.org">© Example Maps</a>' },
    bounds: [120.7, 30.7, 120.8, 30.8],
  });
}
