// Backgrounds of the sketch: world files, which tiles and where, packages from their bytes to what is drawn, and what is kept.
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlanView } from '../../../lib/contract/generated';
import { ground, plan } from '../../../lib/platform/memory/surveySample';
import { mapOfTheSite, packageOf, vectorTile, type VectorShape } from '../../../lib/testing/package';
import type { Colours } from '../sketch';
import { farWords } from './background.svelte';
import { sizeOf } from './image';
import { between, Refused, type Kept, type Pane, type Site } from './kinds';
import { drawTile, readTile } from './mvt';
import { attributionOf, openPackage, packageAway, paintTiles } from './pack';
import { planLayer } from './plan';
import { openKept, readFiles } from './read';
import { find, forget, keep } from './store';
import { lowerTile, most, partOf, Recent, squareOf, tileMatrix, TilePictures, tilesFor, type Tile } from './tiles';
import { boxOf, imageMatrix, readWorld } from './world';

const colours = Object.fromEntries(
  ['paper', 'line', 'ink', 'faint', 'design', 'measured', 'late', 'soon', 'clash', 'green', 'font'].map((c) => [c, c]),
) as unknown as Colours;
const site: Site = { north0: 3404870, north1: 3404900, east0: 571910, east1: 571940, epsg: 4549, ground };
const at = (scale: number) => ({
  camera: { east: 0, north: 0, scale },
  width: 800,
  height: 400,
  origin: { north: ground.x0, east: ground.y0 },
});

/** A context that writes down what is drawn on it. */
function recording() {
  const calls: string[] = [];
  const number = (value: unknown) => (typeof value === 'number' ? Math.round(value * 100) / 100 : '#');
  const ctx = new Proxy({} as Record<string, unknown>, {
    get: (held, name: string) =>
      name in held ? held[name] : (...given: unknown[]) => void calls.push(`${name} ${given.map(number).join(' ')}`),
    set: (held, name: string, value) => {
      held[name] = value;
      calls.push(`${name}=${value}`);
      return true;
    },
  }) as unknown as CanvasRenderingContext2D;
  return { ctx, calls };
}
const refusal = async (act: () => unknown): Promise<string> => {
  try {
    await act();
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
  return '';
};
const fileOf = (bytes: Uint8Array, name: string) => new File([bytes as Uint8Array<ArrayBuffer>], name);

describe('a world file', () => {
  const world = readWorld('0.1\r\n0\r\n0\r\n-0.1\r\n571900.05\r\n3404999.95\r\n');

  it('is for the centre of the first pixel, so that the picture begins half a pixel before', () => {
    const box = boxOf(world, 1000, 500);
    expect(box.east0).toBeCloseTo(571900, 6);
    expect(box.east1).toBeCloseTo(572000, 6);
    expect(box.north1).toBeCloseTo(3405000, 6);
    expect(box.north0).toBeCloseTo(3404950, 6);
  });

  it('lays the picture on the sketch with north up', () => {
    const pane = { camera: { east: 0, north: 0, scale: 2 }, width: 100, height: 80 };
    const [a, b, c, d, e, f] = imageMatrix(world, { ...pane, origin: { north: 3405000, east: 571900 } });
    expect([a, b, c, d].map((one) => Math.round(one * 1e6) / 1e6 + 0)).toEqual([0.2, 0, 0, 0.2]);
    expect([e, f].map((one) => Math.round(one * 1e4) / 1e4)).toEqual([50, 40]);
  });

  it('of anything but six numbers in metres is refused', async () => {
    for (const text of [
      '',
      '1 2 3',
      '1\n0\n0\n-1\n5\nx',
      '0\n0\n0\n0\n571900\n3404999',
      '1,5\n0\n0\n-1,5\n571900\n3404999',
    ])
      expect(await refusal(() => readWorld(text)), text).toBe('badWorld');
    expect(await refusal(() => readWorld('1e-5 0 0 -1e-5 120.75 30.76'))).toBe('degreeWorld');
  });
});

describe('tiles', () => {
  it('lie where the frame of the survey says, at its centre exactly', () => {
    const square = squareOf(ground, false, at(2));
    const n = 2 ** 14;
    const tile = { z: 14, x: Math.floor(ground.tiles.u0 * n), y: Math.floor(ground.tiles.v0 * n) };
    const [a, b, c, d, e, f] = tileMatrix(square, tile);
    const [u, v] = [ground.tiles.u0 * n - tile.x, ground.tiles.v0 * n - tile.y];
    expect(a * u + c * v + e).toBeCloseTo(400, 6);
    expect(b * u + d * v + f).toBeCloseTo(200, 6);
    // 40075 km at the equator, less at this latitude; the grid is turned by the convergence of 0.38 degrees.
    expect(Math.hypot(a, b)).toBeCloseTo((2 * 40075016.7 * Math.cos((30.7627 * Math.PI) / 180)) / n, -1);
    expect((Math.atan2(b, a) * 180) / Math.PI).toBeCloseTo(-0.384, 2);
  });

  it('that are shifted lie some hundred metres elsewhere', () => {
    const [plain, shifted] = [squareOf(ground, false, at(1)), squareOf(ground, true, at(1))];
    const far = Math.hypot(
      (shifted.u0 - plain.u0) * Math.hypot(plain.a, plain.b),
      (shifted.v0 - plain.v0) * Math.hypot(plain.c, plain.d),
    );
    expect(far).toBeGreaterThan(470);
    expect(far).toBeLessThan(500);
  });

  it('cover the sketch at a zoom that fits its scale, the middle first', () => {
    const tiles = tilesFor(squareOf(ground, false, at(1)), 800, 400, 0, 22);
    // One metre is one pixel: 34.4 million pixels round this parallel, 256 in a tile, which zoom 17 fits best.
    expect(new Set(tiles.map((tile) => tile.z))).toEqual(new Set([17]));
    const middle = { x: Math.floor(ground.tiles.u0 * 2 ** 17), y: Math.floor(ground.tiles.v0 * 2 ** 17) };
    expect(tiles.some((tile) => tile.x === middle.x && tile.y === middle.y)).toBe(true);
    expect(Math.abs(tiles[0]!.x - middle.x) + Math.abs(tiles[0]!.y - middle.y)).toBeLessThan(3);
    expect(tiles.length).toBeLessThanOrEqual(most);
  });

  it('stay within the zooms of the package, and within what is kept of them', () => {
    const square = (scale: number) => squareOf(ground, false, at(scale));
    expect(tilesFor(square(100), 800, 400, 10, 14)[0]!.z).toBe(14);
    expect(tilesFor(square(0.001), 800, 400, 14, 18)).toEqual([]);
    expect(tilesFor(square(1), 4000, 3000, 0, 22).length).toBeLessThanOrEqual(most);
  });

  it('are shown as a part of a lower one until they are there', () => {
    const tile = { z: 16, x: 54751, y: 26877 };
    expect(partOf(tile, lowerTile(tile, 2))).toEqual({ x: 0.75, y: 0.25, side: 0.25 });
    const { ctx, calls } = recording();
    const picture = { width: 256, height: 256 } as HTMLCanvasElement;
    const held = { get: ({ z }: Tile) => (z === 14 ? { picture } : undefined) };
    paintTiles(ctx, held, [tile], 0, () => [256, 0, 0, 256, 10, 20]);
    expect(calls).toContain('transform 256 0 0 256 10 20');
    expect(calls.find((call) => call.startsWith('drawImage'))).toBe('drawImage # 192 64 64 64 0 0 1 1');
  });

  it('are kept up to a number, those used longest ago given up first', () => {
    const dropped: number[] = [];
    const recent = new Recent<number>(2, (one) => dropped.push(one));
    recent.set('a', 1);
    recent.set('b', 2);
    recent.get('a');
    recent.set('c', 3);
    expect(dropped).toEqual([2]);
    expect(recent.get('a')).toBe(1);
  });

  it('are fetched a few at a time, no longer once they have left the sketch, and one that fails leaves the others', async () => {
    const asked: string[] = [];
    const ends: (() => void)[] = [];
    const pictures = new TilePictures(
      async ({ x }) => {
        asked.push(String(x));
        await new Promise<void>((done) => ends.push(done));
        if (x === 0) throw new Error('damaged');
        return { width: 1, height: 1 } as HTMLCanvasElement;
      },
      () => undefined,
      96,
      2,
    );
    pictures.want([0, 1, 2, 3].map((x) => ({ z: 3, x, y: 0 })));
    expect(asked).toEqual(['0', '1']);
    pictures.want([{ z: 3, x: 4, y: 0 }]);
    ends.splice(0).forEach((end) => end());
    await vi.waitFor(() => expect(asked).toEqual(['0', '1', '4']));
    expect(pictures.failed).toBe(1);
    expect(pictures.get({ z: 3, x: 0, y: 0 })).toEqual({ picture: null });
    expect(pictures.get({ z: 3, x: 1, y: 0 })?.picture).toBeTruthy();
  });
});

describe('a package', () => {
  const tiles = [
    { z: 0, x: 0, y: 0, data: new Uint8Array([1, 2, 3]) },
    { z: 2, x: 3, y: 1, data: new Uint8Array([4, 5]) },
  ];
  const png = (change = {}) =>
    packageOf({ type: 2, tiles, metadata: { attribution: '<b>© A</b> &amp; B' }, ...change });

  it('gives back its tiles, its zooms and who is to be named', async () => {
    for (const gzip of [true, false]) {
      const opened = await openPackage(fileOf(png({ gzip }), 'a.pmtiles'));
      expect(opened.attribution).toBe('© A & B');
      expect([opened.header.minZoom, opened.header.maxZoom]).toEqual([0, 2]);
      expect([...new Uint8Array((await opened.tiles.getZxy(2, 3, 1))!.data)]).toEqual([4, 5]);
      expect(await opened.tiles.getZxy(2, 0, 0)).toBeUndefined();
    }
  });

  it('that is another file, of another version or kind is refused', async () => {
    const changed = (offset: number, value: number) => {
      const bytes = png();
      bytes[offset] = value;
      return refusal(() => openPackage(fileOf(bytes, 'a.pmtiles')));
    };
    expect(await refusal(() => openPackage(fileOf(new Uint8Array(500), 'a.pmtiles')))).toBe('notTiles');
    expect(await refusal(() => openPackage(fileOf(png().slice(0, 60), 'a.pmtiles')))).toBe('notTiles');
    expect(await refusal(() => openPackage(fileOf(new Uint8Array([80, 77, 2, 0]), 'a.pmtiles')))).toBe('oldTiles');
    expect(await changed(7, 4)).toBe('oldTiles');
    expect(await changed(99, 0)).toBe('tileKind');
    expect(await changed(97, 3)).toBe('tileCompression');
  });

  it('that is cut short or has a damaged directory is refused', async () => {
    const bytes = png();
    expect(await refusal(() => openPackage(fileOf(bytes.slice(0, bytes.length - 2), 'a.pmtiles')))).toBe(
      'damagedTiles',
    );
    for (const gzip of [true, false]) {
      const noise = png({ gzip });
      noise.fill(0xff, 127, 140);
      expect(await refusal(() => openPackage(fileOf(noise, 'a.pmtiles'))), `gzip ${gzip}`).toBe('damagedTiles');
    }
  });

  it('names who made it as text alone', () => {
    expect(attributionOf({ attribution: '<img src=x onerror=alert(1)>© <a href="javascript:1">Maps</a>' })).toBe(
      '© Maps',
    );
    expect(attributionOf({ attribution: '<script>alert(1)</script>' })).toBe('');
    expect(attributionOf(null)).toBe('');
  });

  it('covers the site or says how far it is', async () => {
    const { header } = await openPackage(fileOf(mapOfTheSite(), 'a.pmtiles'));
    expect(packageAway(header, site, false)).toBe(0);
    const elsewhere = { ...header, minLon: 121.75, maxLon: 121.8 };
    expect(packageAway(elsewhere, site, false) / 1000).toBeCloseTo(95.5, 0);
    expect(packageAway({ ...header, minLon: 0, maxLon: 0 }, site, false)).toBe(0);
  });
});

describe('a vector tile', () => {
  const square: [number, number][] = [
    [1024, 1024],
    [2048, 1024],
    [2048, 2048],
    [1024, 2048],
  ];
  const shapes: VectorShape[] = [
    { layer: 'water', area: true, points: square },
    { layer: 'roads', area: false, kind: 'major_road', points: square.slice(0, 2) },
    { layer: 'place_labels', area: true, points: square },
  ];
  const read = () => readTile(vectorTile(shapes).slice().buffer);

  it('is drawn in colours of the theme, areas filled and roads as lines, names left out', () => {
    const { ctx, calls } = recording();
    drawTile(ctx, read(), { x: 0, y: 0, side: 1 }, 256, 1, colours);
    expect(calls.filter((call) => /^(fill|stroke) /.test(call))).toEqual(['fill ', 'stroke ']);
    expect(calls.indexOf('fillStyle=design')).toBeLessThan(calls.indexOf('strokeStyle=faint'));
    expect(calls.filter((call) => call.startsWith('moveTo'))).toEqual(['moveTo 64 64', 'moveTo 64 64']);
    expect(calls).toContain('lineWidth=4');
    expect(calls.at(-1)).toBe('globalAlpha=1');
  });

  it('stays sharp beyond its own zoom: a part of it fills the whole square', () => {
    const { ctx, calls } = recording();
    drawTile(ctx, read(), { x: 0.25, y: 0.25, side: 0.25 }, 256, 1, colours);
    expect(calls).toContain('moveTo 0 0');
    expect(calls).toContain('lineTo 256 256');
  });

  it('whose shapes lie elsewhere draws nothing', () => {
    const { ctx, calls } = recording();
    drawTile(ctx, read(), { x: 0.75, y: 0.75, side: 0.25 }, 256, 1, colours);
    expect(calls.some((call) => /^(moveTo|fill |stroke )/.test(call))).toBe(false);
  });
});

describe('a plan', () => {
  const pane = (ctx: CanvasRenderingContext2D, scale: number): Pane => ({
    ...at(scale),
    ctx,
    ratio: 1,
    ground: null,
    shifted: false,
    colours,
  });
  const one: PlanView = {
    name: 'a.dxf',
    epsg: 4549,
    lines: [
      {
        closed: true,
        points: [
          [ground.x0, ground.y0],
          [ground.x0 + 10, ground.y0],
          [ground.x0, ground.y0 + 20],
        ],
      },
    ],
    points: [],
    left_out: { zh: '', en: '' },
  };

  it('is drawn in the grid with north up', () => {
    const { ctx, calls } = recording();
    planLayer(one).paint(pane(ctx, 2));
    expect(calls.filter((call) => /^(moveTo|lineTo|closePath)/.test(call))).toEqual([
      'moveTo 400 200',
      'lineTo 400 180',
      'lineTo 440 200',
      'closePath ',
    ]);
  });

  it('of another place is so many metres away', () => {
    const moved = { ...site, east0: site.east0 + 3000, east1: site.east1 + 3000 };
    expect(planLayer(plan('a.dxf')).away(site, false)).toBe(0);
    expect(planLayer(plan('a.dxf')).away(moved, false)).toBeGreaterThan(2500);
    expect(between(site, { ...site, north0: site.north1 + 40, north1: site.north1 + 50 })).toBe(40);
    expect([farWords(639.2), farWords(12_400), farWords(2_834_100)]).toEqual(['640 m', '12.4 km', '2834 km']);
  });
});

describe('chosen files', () => {
  const image = () => {
    const bytes = new Uint8Array(64);
    bytes.set([
      0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 3, 232, 0, 0, 1, 244,
    ]);
    return fileOf(bytes, 'plan.png');
  };
  const world = () => new File(['0.1\n0\n0\n-0.1\n571900.05\n3404999.95'], 'plan.pgw');
  const read = (files: File[], look = async (file: File) => plan(file.name)) => readFiles(files, 'p1', 4549, look);

  it('are a picture with its world file, a package, or a plan that the host reads', async () => {
    expect(await read([world(), image()])).toMatchObject({
      kind: 'image',
      name: 'plan.png',
      world: { east: 571900.05 },
    });
    const map = await read([fileOf(mapOfTheSite(), 'map.pmtiles')]);
    expect(map).toMatchObject({ kind: 'tiles', attribution: '© Example Maps', options: { shifted: false } });
    expect(await read([new File(['0'], 'a.dxf')])).toMatchObject({ kind: 'plan', blob: null, plan: { name: 'a.dxf' } });
  });

  it('that do not belong together, or cannot be read here, are refused with what to do', async () => {
    expect(await refusal(() => read([image()]))).toBe('lacksWorld');
    expect(await refusal(() => read([world()]))).toBe('lacksImage');
    expect(await refusal(() => read([image(), image(), world()]))).toBe('several');
    expect(await refusal(() => read([new File(['x'], 'a.tif')]))).toBe('unknownKind');
    expect(await refusal(() => read([world(), new File(['x'], 'a.png')]))).toBe('badImage');
    expect(await refusal(() => readFiles([new File(['0'], 'a.dxf')], 'p1', 4549, undefined))).toBe('planHere');
  });

  it('say the size of a picture in their first bytes', () => {
    const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8, 1, 44, 1, 144, 3, 0, 0, 0, 0];
    expect(sizeOf(new Uint8Array(jpeg))).toEqual({ width: 400, height: 300 });
    const webp = [...new TextEncoder().encode('RIFF....WEBPVP8X'), 10, 0, 0, 0, 0, 0, 0, 0, 143, 1, 0, 43, 1, 0];
    expect(sizeOf(new Uint8Array(webp))).toEqual({ width: 400, height: 300 });
    expect(sizeOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))).toBeUndefined();
    expect(sizeOf(new Uint8Array())).toBeUndefined();
  });
});

describe('what is kept on the device', () => {
  const kept: Kept = {
    project: 'p1',
    kind: 'plan',
    name: 'a.dxf',
    size: 3,
    epsg: 4549,
    blob: null,
    world: null,
    plan: plan('a.dxf'),
    attribution: '',
    options: { visible: true, opacity: 0.7, shifted: false },
  };
  beforeEach(() => forget('p1'));

  it('is found by its project, replaced and forgotten', async () => {
    expect(await find('p1')).toBeUndefined();
    await keep(kept);
    await keep({ ...kept, name: 'b.dxf' });
    expect((await find('p1'))?.name).toBe('b.dxf');
    expect(await find('p2')).toBeUndefined();
    const layer = await openKept((await find('p1'))!, () => undefined);
    expect(layer.away(site, false)).toBe(0);
    await forget('p1');
    expect(await find('p1')).toBeUndefined();
  });

  it('says that the device is full, and keeps the one before', async () => {
    await keep(kept);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await refusal(() => keep({ ...kept, name: 'b.dxf' }))).toBe('full');
    put.mockRestore();
    expect((await find('p1'))?.name).toBe('a.dxf');
  });

  it('says that nothing can be kept where the storage is closed', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('closed', 'SecurityError');
    });
    expect(await refusal(() => find('p1'))).toBe('storage');
    open.mockRestore();
  });
});
