// World files: six lines that lay a picture on a grid (ESRI). East and north are those of the survey's grid.
import type { Pane, Site, World } from './kinds';
import { Refused } from './kinds';

/** Endings of world files: `.wld`, or first and last letter of the picture's ending and a w, or that ending and a w. */
export const worldName = /\.(wld|pgw|pngw|jgw|jpgw|jpegw|wpw|webpw|tfw)$/i;

/** The numbers of a world file, in metres of the grid. */
export function readWorld(text: string): World {
  const lines = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\s+/);
  const numbers = lines.map((line) => (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(line) ? Number(line) : NaN));
  const [a, d, b, e, c, f] = numbers;
  if (numbers.length !== 6 || numbers.some((number) => !Number.isFinite(number))) throw new Refused('badWorld');
  const world = { eastPerColumn: a!, northPerColumn: d!, eastPerRow: b!, northPerRow: e!, east: c!, north: f! };
  const area = world.eastPerColumn * world.northPerRow - world.eastPerRow * world.northPerColumn;
  if (area === 0) throw new Refused('badWorld');
  // No point of a grid in China has coordinates as small as degrees are.
  if (Math.abs(world.east) <= 180 && Math.abs(world.north) <= 180) throw new Refused('degreeWorld');
  return world;
}

/** Corners of a picture in the grid as a box. */
export function boxOf(
  world: World,
  width: number,
  height: number,
): Pick<Site, 'north0' | 'north1' | 'east0' | 'east1'> {
  // The numbers are for centres: the picture begins half a pixel before the first one.
  const corners = [
    [-0.5, -0.5],
    [width - 0.5, -0.5],
    [-0.5, height - 0.5],
    [width - 0.5, height - 0.5],
  ] as const;
  const east = corners.map(([column, row]) => world.east + world.eastPerColumn * column + world.eastPerRow * row);
  const north = corners.map(([column, row]) => world.north + world.northPerColumn * column + world.northPerRow * row);
  return {
    north0: Math.min(...north),
    north1: Math.max(...north),
    east0: Math.min(...east),
    east1: Math.max(...east),
  };
}

/** The matrix of a canvas that takes pixels of a picture to the sketch. */
export function imageMatrix(
  world: World,
  pane: Pick<Pane, 'camera' | 'width' | 'height' | 'origin'>,
): [number, number, number, number, number, number] {
  const { camera, origin, width, height } = pane;
  const s = camera.scale;
  const east = world.east - 0.5 * (world.eastPerColumn + world.eastPerRow) - origin.east - camera.east;
  const north = world.north - 0.5 * (world.northPerColumn + world.northPerRow) - origin.north - camera.north;
  return [
    s * world.eastPerColumn,
    -s * world.northPerColumn,
    s * world.eastPerRow,
    -s * world.northPerRow,
    s * east + width / 2,
    height / 2 - s * north,
  ];
}
