// A package of tiles (PMTiles 3): opened and checked before it is kept, then drawn tile by tile. The library reads directories and tiles;
// which tiles are needed is `tiles`' to know, how a vector tile looks is `mvt`'s.
import { bytesToHeader, Compression, FileSource, PMTiles, SharedPromiseCache, TileType, type Header } from 'pmtiles';
import type { Colours } from '../sketch';
import { between, Refused, type Layer, type Pane, type Site } from './kinds';
import { drawTile, readTile, type Shapes } from './mvt';
import {
  lowerTile,
  partOf,
  Recent,
  side,
  squareOf,
  tileMatrix,
  TilePictures,
  tilesFor,
  type Drawn,
  type Tile,
} from './tiles';

/** Zooms that a vector tile is drawn beyond its own: its lines stay sharp, a picture would only blur. */
const beyond = 8;
/** Lower tiles that are looked through for one to show meanwhile. */
const below = 8;
const headerBytes = 127;

export interface Package {
  readonly tiles: PMTiles;
  readonly header: Header;
  readonly attribution: string;
}

/** Opens a package, or says why it is none that can be drawn. */
export async function openPackage(file: File): Promise<Package> {
  const begin = await file.slice(0, headerBytes).arrayBuffer();
  const head = new Uint8Array(begin);
  const text = String.fromCharCode(...head.subarray(0, 7));
  if (text.startsWith('PM') && text !== 'PMTiles') throw new Refused('oldTiles', { version: head[2] ?? 0 });
  if (text !== 'PMTiles' || head.length < headerBytes) throw new Refused('notTiles');
  if (head[7] !== 3) throw new Refused('oldTiles', { version: head[7]! });
  const header = bytesToHeader(begin);
  refuseUnknown(header);
  const source = new FileSource(file);
  const cache = new SharedPromiseCache();
  const tiles = new PMTiles(source, cache);
  let metadata: unknown;
  try {
    const entries = await cache.getDirectory(source, header.rootDirectoryOffset, header.rootDirectoryLength, header);
    if (!holds(header, entries, file.size)) throw new Refused('damagedTiles');
    metadata = await tiles.getMetadata();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('damagedTiles');
  }
  return { tiles, header, attribution: attributionOf(metadata) };
}

function refuseUnknown(header: Header): void {
  const { Mvt, Png, Jpeg, Webp } = TileType;
  if (![Mvt, Png, Jpeg, Webp].includes(header.tileType)) throw new Refused('tileKind');
  const read = [Compression.None, Compression.Gzip];
  if (!read.includes(header.internalCompression) || (header.tileType === Mvt && !read.includes(header.tileCompression)))
    throw new Refused('tileCompression');
}

/** Whether what the directory names is there: a copy that was cut short, or a directory of noise, names more. */
function holds(
  header: Header,
  entries: { tileId: number; offset: number; length: number; runLength: number }[],
  size: number,
): boolean {
  const ends = (offset: number, length: number | undefined) => offset + (length ?? 0) <= size;
  if (
    !ends(header.tileDataOffset, header.tileDataLength) ||
    !ends(header.leafDirectoryOffset, header.leafDirectoryLength)
  )
    return false;
  if (!ends(header.jsonMetadataOffset, header.jsonMetadataLength) || header.minZoom > header.maxZoom) return false;
  return entries.every((entry, at) => {
    const room = entry.runLength ? header.tileDataLength : header.leafDirectoryLength;
    const after = at === 0 || entry.tileId > entries[at - 1]!.tileId;
    return after && (room === undefined || entry.offset + entry.length <= room);
  });
}

/** Who is to be named: metadata may hold markup, of which the text alone is taken. */
export function attributionOf(metadata: unknown): string {
  const given = (metadata as { attribution?: unknown } | null)?.attribution;
  if (typeof given !== 'string') return '';
  const inert = new DOMParser().parseFromString(given, 'text/html');
  for (const code of inert.querySelectorAll('script, style')) code.remove();
  return (inert.body.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
}

const onSquare = (lon: number, lat: number) => ({
  u: lon / 360 + 0.5,
  v: 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI),
});
const pause = () => new Promise<void>((go) => setTimeout(go, 0));
const mime: Partial<Record<TileType, string>> = {
  [TileType.Png]: 'image/png',
  [TileType.Jpeg]: 'image/jpeg',
  [TileType.Webp]: 'image/webp',
};

/** How far the package is from a survey, m; 0 where it covers it or does not say what it covers. */
export function packageAway(header: Header, site: Site, shifted: boolean): number {
  const { minLon, minLat, maxLon, maxLat } = header;
  if (!site.ground || minLon >= maxLon || minLat >= maxLat) return 0;
  const { x0, y0 } = site.ground;
  const frame = shifted ? site.ground.shifted : site.ground.tiles;
  const [low, high] = [onSquare(minLon, minLat), onSquare(maxLon, maxLat)];
  // Far from the centre the affine is only a rough measure, which is enough to say that something is far.
  const box = {
    north0: x0 + (low.v - frame.v0) / frame.v_north,
    north1: x0 + (high.v - frame.v0) / frame.v_north,
    east0: y0 + (low.u - frame.u0) / frame.u_east,
    east1: y0 + (high.u - frame.u0) / frame.u_east,
  };
  return between(box, site);
}

export function packageLayer(pack: Package, told: () => void): Layer {
  const { header } = pack;
  const vector = header.tileType === TileType.Mvt;
  const shapes = new Recent<Shapes>(12);
  let colours: Colours | undefined;
  let ratio = 1;

  async function raster(tile: Tile): Promise<Drawn['picture']> {
    // Where the package has nothing at this zoom, a part of what it has above.
    for (let by = 0; by <= below && tile.z - by >= header.minZoom; by += 1) {
      const lower = lowerTile(tile, by);
      const found = await pack.tiles.getZxy(lower.z, lower.x, lower.y);
      if (!found) continue;
      const whole = await createImageBitmap(new Blob([found.data], { type: mime[header.tileType] ?? '' }));
      if (by === 0) return whole;
      const part = partOf(tile, lower);
      const share = Math.max(1, Math.round(part.side * whole.width));
      const cut = await createImageBitmap(whole, part.x * whole.width, part.y * whole.height, share, share);
      whole.close();
      return cut;
    }
    return null;
  }
  async function drawn(tile: Tile): Promise<Drawn['picture']> {
    const own = lowerTile(tile, Math.max(0, tile.z - header.maxZoom));
    const name = `${own.z}/${own.x}/${own.y}`;
    let these = shapes.get(name);
    if (!these) {
      const found = await pack.tiles.getZxy(own.z, own.x, own.y);
      // Each tile in a turn of its own: a finger that moves the sketch comes in between.
      await pause();
      these = found ? readTile(found.data) : [];
      shapes.set(name, these);
    }
    await pause();
    if (!these.length || !colours) return null;
    const picture = document.createElement('canvas');
    picture.width = picture.height = Math.ceil(side * ratio);
    const ctx = picture.getContext('2d');
    if (!ctx) return null;
    // On paper of its own: where two half transparent tiles overlap by a hair, a line would show.
    ctx.fillStyle = colours.paper;
    ctx.fillRect(0, 0, picture.width, picture.height);
    drawTile(ctx, these, partOf(tile, own), picture.width, ratio, colours);
    return picture;
  }
  const pictures = new TilePictures(vector ? drawn : raster, told);
  const highest = header.maxZoom + (vector ? beyond : 0);

  return {
    paint(pane: Pane) {
      if (!pane.ground) return;
      colours = pane.colours;
      ratio = Math.min(2, pane.ratio);
      const square = squareOf(pane.ground, pane.shifted, pane);
      const wanted = tilesFor(square, pane.width, pane.height, header.minZoom, highest);
      paintTiles(pane.ctx, pictures, wanted, header.minZoom, (tile) => tileMatrix(square, tile));
      pictures.want(wanted.filter((tile) => pictures.get(tile) === undefined));
    },
    away: (site, shifted) => packageAway(header, site, shifted),
    broken: () => pictures.failed,
    recolour() {
      if (vector) pictures.clear();
    },
    close() {
      pictures.clear();
      shapes.clear();
    },
  };
}

/** Shows the tiles that are there, and of those that are not the lower ones. */
export function paintTiles(
  ctx: CanvasRenderingContext2D,
  pictures: Pick<TilePictures, 'get'>,
  tiles: Tile[],
  lowest: number,
  matrix: (tile: Tile) => [number, number, number, number, number, number],
): void {
  // A hair of overlap: between neighbours that meet on a fraction of a pixel the paper would shine through.
  const put = (tile: Tile, picture: NonNullable<Drawn['picture']>, part: { x: number; y: number; side: number }) => {
    const { width, height } = picture;
    const at = matrix(tile);
    const over = 1 + 0.5 / Math.max(1, Math.hypot(at[0], at[1]));
    ctx.save();
    ctx.transform(...at);
    const { x, y, side: share } = part;
    ctx.drawImage(picture, x * width, y * height, share * width, share * height, 0, 0, over, over);
    ctx.restore();
  };
  for (const tile of tiles) {
    const own = pictures.get(tile);
    if (own) {
      if (own.picture) put(tile, own.picture, { x: 0, y: 0, side: 1 });
      continue;
    }
    for (let by = 1; by <= below && tile.z - by >= lowest; by += 1) {
      const lower = lowerTile(tile, by);
      const found = pictures.get(lower);
      if (!found?.picture) continue;
      put(tile, found.picture, partOf(tile, lower));
      break;
    }
  }
}
