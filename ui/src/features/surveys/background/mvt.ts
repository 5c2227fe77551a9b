// Vector tiles (MVT 2) in quiet colours: water, green, buildings, roads; no labels and no points. Leaves fetching to `pack`.
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type { Colours } from '../sketch';

type Part = 'land' | 'water' | 'building' | 'road' | 'edge';
interface Shape {
  part: Part;
  area: boolean;
  /** A road of the upper classes. */
  wide: boolean;
  /** x and y by turns, as parts of the side of the tile. */
  rings: Float64Array[];
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}
export type Shapes = Shape[];

// Names of layers as in the schemas of OpenMapTiles, Protomaps and Shortbread. What is in none of them is drawn as thin edges.
const parts: [RegExp, Part][] = [
  [/water|ocean|lake|river/, 'water'],
  [/building/, 'building'],
  [/road|transport|street|highway|rail|transit|aeroway|bridge/, 'road'],
  [/land|park|natural|green|wood|site/, 'land'],
];
const silent = /label|name|place|poi|housenum|address|earth|mountain_peak|pois|boundar/;
const upper = /motorway|trunk|primary|secondary|highway|major/;

/** The shapes of a tile that are drawn. */
export function readTile(data: ArrayBuffer): Shapes {
  const shapes: Shapes = [];
  for (const [name, layer] of Object.entries(new VectorTile(new PbfReader(data)).layers)) {
    if (silent.test(name)) continue;
    const part = parts.find(([names]) => names.test(name))?.[1] ?? 'edge';
    for (let at = 0; at < layer.length; at += 1) {
      const feature = layer.feature(at);
      if (feature.type !== 2 && feature.type !== 3) continue;
      const shape: Shape = {
        part,
        area: feature.type === 3,
        wide: upper.test(`${feature.properties.class ?? feature.properties.kind ?? feature.properties.highway ?? ''}`),
        rings: [],
        x0: Infinity,
        x1: -Infinity,
        y0: Infinity,
        y1: -Infinity,
      };
      for (const line of feature.loadGeometry()) {
        const ring = new Float64Array(line.length * 2);
        line.forEach((point, i) => {
          const [x, y] = [point.x / layer.extent, point.y / layer.extent];
          ring[2 * i] = x;
          ring[2 * i + 1] = y;
          shape.x0 = Math.min(shape.x0, x);
          shape.x1 = Math.max(shape.x1, x);
          shape.y0 = Math.min(shape.y0, y);
          shape.y1 = Math.max(shape.y1, y);
        });
        shape.rings.push(ring);
      }
      if (shape.rings.length) shapes.push(shape);
    }
  }
  return shapes;
}

interface Look {
  part: Part;
  area: boolean;
  wide?: boolean;
  colour: keyof Colours;
  fill?: number;
  stroke?: number;
  width?: number;
}
/** From the bottom up; strengths are those at which lines of the survey stay in front in every theme. */
const looks: Look[] = [
  { part: 'land', area: true, colour: 'green', fill: 0.14 },
  { part: 'water', area: true, colour: 'design', fill: 0.24 },
  { part: 'water', area: false, colour: 'design', stroke: 0.4, width: 2 },
  { part: 'road', area: true, colour: 'faint', fill: 0.12 },
  { part: 'land', area: false, colour: 'green', stroke: 0.4, width: 1 },
  { part: 'road', area: false, wide: false, colour: 'faint', stroke: 0.34, width: 2 },
  { part: 'road', area: false, wide: true, colour: 'faint', stroke: 0.42, width: 4 },
  { part: 'building', area: true, colour: 'faint', fill: 0.2, stroke: 0.5, width: 1 },
  { part: 'building', area: false, colour: 'faint', stroke: 0.5, width: 1 },
  { part: 'edge', area: true, colour: 'faint', fill: 0.05, stroke: 0.4, width: 1 },
  { part: 'edge', area: false, colour: 'faint', stroke: 0.5, width: 1 },
];

/** Draws a part of a tile (from `x` and `y`, both as parts of its side) into a square of so many pixels. */
export function drawTile(
  ctx: CanvasRenderingContext2D,
  shapes: Shapes,
  part: { x: number; y: number; side: number },
  pixels: number,
  ratio: number,
  colours: Colours,
): void {
  const times = pixels / part.side;
  // What lies beside the part by more than a line is wide is not looked at.
  const margin = part.side / 16;
  const seen = shapes.filter(
    (shape) =>
      shape.x1 > part.x - margin &&
      shape.x0 < part.x + part.side + margin &&
      shape.y1 > part.y - margin &&
      shape.y0 < part.y + part.side + margin,
  );
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  for (const look of looks) {
    const these = seen.filter(
      (shape) =>
        shape.part === look.part && shape.area === look.area && (look.wide === undefined || shape.wide === look.wide),
    );
    if (!these.length) continue;
    ctx.beginPath();
    for (const shape of these)
      for (const ring of shape.rings) {
        for (let i = 0; i < ring.length; i += 2) {
          const [x, y] = [(ring[i]! - part.x) * times, (ring[i + 1]! - part.y) * times];
          if (i === 0) ctx.moveTo(x, y);
          else ctx.lineTo(x, y);
        }
        if (shape.area) ctx.closePath();
      }
    if (look.fill) {
      ctx.fillStyle = colours[look.colour];
      ctx.globalAlpha = look.fill;
      ctx.fill();
    }
    if (look.stroke) {
      ctx.strokeStyle = colours[look.colour];
      ctx.lineWidth = (look.width ?? 1) * ratio;
      ctx.globalAlpha = look.stroke;
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
}
