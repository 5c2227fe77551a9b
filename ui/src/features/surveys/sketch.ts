// Draws the sketch of a survey: design dashed in blue, measured solid in orange, displacements exaggerated by a stated factor.
// Everything of one style goes into one path, what is out of sight is left out, so that thousands of points stay fluid.
import type { FigureRole, SurveyView } from '../../lib/contract/generated';
import type { Layer, Pane } from './background/kinds';
import { stateOf, type TargetState } from './looks';

export const factors = [1, 10, 50, 100, 200] as const;
export type Factor = (typeof factors)[number];

interface Line {
  role: FigureRole;
  closed: boolean;
  /** East and north by turns, m from the origin. */
  design: Float64Array;
  /** Numbers of its points, by which the measured outline moves with the factor; empty with coordinates of its own. */
  points: Int32Array;
  measured: Float64Array;
}
export interface Scene {
  count: number;
  names: string[];
  east: Float64Array;
  north: Float64Array;
  /** Measured minus design, m; NaN while not measured. */
  dEast: Float64Array;
  dNorth: Float64Array;
  state: TargetState[];
  lines: Line[];
  bounds: { east0: number; east1: number; north0: number; north1: number };
  /** Where in the grid everything is drawn from. */
  origin: { north: number; east: number };
  /** Largest displacement, m. */
  largest: number;
}
/** Centre of the picture in m from the origin, and pixels of CSS per metre. */
export interface Camera {
  east: number;
  north: number;
  scale: number;
}
export interface Colours {
  paper: string;
  line: string;
  ink: string;
  faint: string;
  design: string;
  measured: string;
  late: string;
  soon: string;
  clash: string;
  green: string;
  font: string;
}

export function sceneOf(view: SurveyView): Scene {
  const targets = view.targets.filter((t) => t.design.x_north !== null && t.design.y_east !== null);
  const count = targets.length;
  const corner = view.figures.find((f) => f.design.length)?.design[0];
  // Coordinates of seven digits lose bits in a picture: everything is drawn from an origin of its own.
  const originN = targets[0]?.design.x_north ?? corner?.[0] ?? 0;
  const originE = targets[0]?.design.y_east ?? corner?.[1] ?? 0;
  const scene: Scene = {
    count,
    names: targets.map((t) => t.name),
    east: new Float64Array(count),
    north: new Float64Array(count),
    dEast: new Float64Array(count).fill(NaN),
    dNorth: new Float64Array(count).fill(NaN),
    state: targets.map(stateOf),
    lines: [],
    bounds: { east0: Infinity, east1: -Infinity, north0: Infinity, north1: -Infinity },
    origin: { north: originN, east: originE },
    largest: 0,
  };
  const { bounds } = scene;
  const reach = (east: number, north: number) => {
    bounds.east0 = Math.min(bounds.east0, east);
    bounds.east1 = Math.max(bounds.east1, east);
    bounds.north0 = Math.min(bounds.north0, north);
    bounds.north1 = Math.max(bounds.north1, north);
  };
  const index = new Map<string, number>();
  targets.forEach((t, i) => {
    index.set(t.name, i);
    const north = t.design.x_north! - originN;
    const east = t.design.y_east! - originE;
    scene.north[i] = north;
    scene.east[i] = east;
    // A control point may lie far off: what is built decides what is seen first.
    if (t.role !== 'control' || count < 3) reach(east, north);
    const value = t.measured?.value;
    if (value && value.x_north !== null && value.y_east !== null) {
      scene.dNorth[i] = value.x_north - t.design.x_north!;
      scene.dEast[i] = value.y_east - t.design.y_east!;
      scene.largest = Math.max(scene.largest, Math.hypot(scene.dNorth[i]!, scene.dEast[i]!));
    }
  });
  const flat = (points: [number, number][]) => {
    const out = new Float64Array(points.length * 2);
    points.forEach(([north, east], i) => {
      out[2 * i] = east - originE;
      out[2 * i + 1] = north - originN;
    });
    return out;
  };
  for (const figure of view.figures) {
    const points = figure.points.map((name) => index.get(name) ?? -1);
    const known = points.length > 0 && points.every((i) => i >= 0);
    const design = known
      ? new Float64Array(points.flatMap((i) => [scene.east[i]!, scene.north[i]!]))
      : flat(figure.design);
    for (let i = 0; i < design.length; i += 2) reach(design[i]!, design[i + 1]!);
    scene.lines.push({
      role: figure.role,
      closed: figure.closed,
      design,
      points: Int32Array.from(known && figure.measured.length ? points : []),
      measured: known ? new Float64Array() : flat(figure.measured),
    });
  }
  if (bounds.east0 > bounds.east1) reach(0, 0);
  return scene;
}

/** The camera that shows everything. */
export function fit(scene: Scene, width: number, height: number): Camera {
  const { east0, east1, north0, north1 } = scene.bounds;
  const pad = 48;
  const scale = Math.min(
    Math.max(width - 2 * pad, 40) / Math.max(east1 - east0, 1),
    Math.max(height - 2 * pad, 40) / Math.max(north1 - north0, 1),
  );
  return { east: (east0 + east1) / 2, north: (north0 + north1) / 2, scale: Math.min(scale, 4000) };
}

/** The largest factor by which displacements stay small beside the whole. */
export function factorFor(scene: Scene, camera: Camera): Factor {
  return factors.findLast((factor) => scene.largest * factor * camera.scale <= 64) ?? 1;
}

const nice = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
};

/** A background and how much of it is seen. */
export interface Backdrop extends Pick<Pane, 'ground' | 'shifted' | 'ratio'> {
  layer: Layer;
  opacity: number;
}
interface Frame {
  ctx: CanvasRenderingContext2D;
  scene: Scene;
  camera: Camera;
  width: number;
  height: number;
  factor: Factor;
  colours: Colours;
  selected: number;
  words: { north: string; scale: (metres: string) => string };
  background?: Backdrop;
  /** Of the points in sight: numbers, places by design, places as measured (NaN while not measured). */
  seen: Int32Array;
  px: Float32Array;
  py: Float32Array;
  qx: Float32Array;
  qy: Float32Array;
  count: number;
}
type Sight = 'seen' | 'px' | 'py' | 'qx' | 'qy' | 'count';
export type Picture = Omit<Frame, Sight>;

const x = (f: Frame, east: number) => (east - f.camera.east) * f.camera.scale + f.width / 2;
const y = (f: Frame, north: number) => f.height / 2 - (north - f.camera.north) * f.camera.scale;

function paper(f: Frame): void {
  f.ctx.fillStyle = f.colours.paper;
  f.ctx.fillRect(0, 0, f.width, f.height);
}
function background(f: Frame): void {
  if (!f.background) return;
  const { layer, opacity, ...more } = f.background;
  layer.paint({ ...f, ...more, origin: f.scene.origin });
  // Veiled as a whole: tiles that were painted half transparent would show where they overlap.
  f.ctx.globalAlpha = 1 - opacity;
  paper(f);
  f.ctx.globalAlpha = 1;
}
function net(f: Frame): void {
  const step = nice(64 / f.camera.scale);
  const { ctx } = f;
  ctx.beginPath();
  const east0 = f.camera.east - f.width / 2 / f.camera.scale;
  const north0 = f.camera.north - f.height / 2 / f.camera.scale;
  for (let e = Math.ceil(east0 / step) * step; x(f, e) < f.width; e += step) {
    const at = Math.round(x(f, e)) + 0.5;
    ctx.moveTo(at, 0);
    ctx.lineTo(at, f.height);
  }
  for (let n = Math.ceil(north0 / step) * step; y(f, n) > 0; n += step) {
    const at = Math.round(y(f, n)) + 0.5;
    ctx.moveTo(0, at);
    ctx.lineTo(f.width, at);
  }
  ctx.strokeStyle = f.colours.line;
  ctx.lineWidth = 1;
  ctx.globalAlpha = 0.35;
  ctx.stroke();
  ctx.globalAlpha = 1;
}
function outline(f: Frame, points: Float64Array, closed: boolean): void {
  for (let i = 0; i < points.length; i += 2) {
    const [px, py] = [x(f, points[i]!), y(f, points[i + 1]!)];
    if (i === 0) f.ctx.moveTo(px, py);
    else f.ctx.lineTo(px, py);
  }
  if (closed && points.length) f.ctx.closePath();
}
function designLines(f: Frame): void {
  const { ctx } = f;
  ctx.beginPath();
  for (const line of f.scene.lines) if (line.role === 'red_line') outline(f, line.design, line.closed);
  ctx.strokeStyle = f.colours.late;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([12, 4, 2, 4]);
  ctx.stroke();
  ctx.beginPath();
  for (const line of f.scene.lines) if (line.role !== 'red_line') outline(f, line.design, line.closed);
  ctx.strokeStyle = f.colours.design;
  ctx.lineWidth = 2;
  ctx.setLineDash([6, 4]);
  ctx.stroke();
  ctx.setLineDash([]);
}
function measuredLines(f: Frame): void {
  const { ctx, scene, factor } = f;
  ctx.beginPath();
  for (const line of scene.lines) {
    if (line.role === 'red_line') continue;
    if (line.points.length) {
      line.points.forEach((i, at) => {
        const px = x(f, scene.east[i]! + scene.dEast[i]! * factor);
        const py = y(f, scene.north[i]! + scene.dNorth[i]! * factor);
        if (at === 0) ctx.moveTo(px, py);
        else ctx.lineTo(px, py);
      });
      if (line.closed) ctx.closePath();
    } else if (line.measured.length) outline(f, line.measured, line.closed);
  }
  ctx.strokeStyle = f.colours.measured;
  ctx.lineWidth = 2;
  ctx.stroke();
}
function vectors(f: Frame): void {
  const { ctx, px, py, qx, qy } = f;
  ctx.beginPath();
  for (let k = 0; k < f.count; k += 1) {
    // NaN is never larger: what is not measured has no vector, nor has what is too short to be seen.
    if (!(Math.abs(qx[k]! - px[k]!) + Math.abs(qy[k]! - py[k]!) > 1.5)) continue;
    ctx.moveTo(px[k]!, py[k]!);
    ctx.lineTo(qx[k]!, qy[k]!);
  }
  ctx.strokeStyle = f.colours.measured;
  ctx.lineWidth = 1.25;
  ctx.stroke();
}
const turn = 2 * Math.PI;
function dots(f: Frame): void {
  const { ctx, scene, px, py, qx, qy } = f;
  // Of thousands nobody sees whether they are round: short thick strokes in one path cost half of as many squares.
  const small = f.count > 600;
  const put = (xs: Float32Array, ys: Float32Array, colour: string) => {
    ctx.beginPath();
    if (small) {
      for (let k = 0; k < f.count; k += 1) {
        if (Number.isNaN(xs[k]!)) continue;
        ctx.moveTo(xs[k]! - 1.5, ys[k]!);
        ctx.lineTo(xs[k]! + 1.5, ys[k]!);
      }
      ctx.strokeStyle = colour;
      ctx.lineWidth = 3;
      ctx.stroke();
      return;
    }
    ctx.fillStyle = colour;
    for (let k = 0; k < f.count; k += 1) {
      if (Number.isNaN(xs[k]!)) continue;
      ctx.moveTo(xs[k]! + 4, ys[k]!);
      ctx.arc(xs[k]!, ys[k]!, 4, 0, turn);
    }
    ctx.fill();
  };
  put(px, py, f.colours.design);
  put(qx, qy, f.colours.measured);
  const ring = (state: TargetState, colour: string, size: number, width: number) => {
    ctx.beginPath();
    for (let k = 0; k < f.count; k += 1) {
      if (scene.state[f.seen[k]!] !== state) continue;
      const moved = !Number.isNaN(qx[k]!);
      const [cx, cy] = [moved ? qx[k]! : px[k]!, moved ? qy[k]! : py[k]!];
      ctx.moveTo(cx + size, cy);
      ctx.arc(cx, cy, size, 0, turn);
    }
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
  };
  ring('near', f.colours.soon, small ? 5 : 8, 2);
  ring('conflict', f.colours.clash, small ? 5 : 8, 2);
  ring('fail', f.colours.late, small ? 6 : 9, 2.5);
  if (f.selected >= 0) {
    ctx.beginPath();
    ctx.arc(x(f, scene.east[f.selected]!), y(f, scene.north[f.selected]!), 14, 0, turn);
    ctx.strokeStyle = f.colours.ink;
    ctx.lineWidth = 2.5;
    ctx.stroke();
  }
}

const cell = 8;
/** Names of points, those that matter first; one that would cover another is left out. */
function labels(f: Frame): void {
  const { ctx, scene } = f;
  const columns = Math.ceil(f.width / cell);
  const rows = Math.ceil(f.height / cell);
  const taken = new Uint8Array(columns * rows);
  ctx.font = `600 12px ${f.colours.font}`;
  ctx.textBaseline = 'middle';
  const width = (name: string) => {
    let sum = 4;
    for (let c = 0; c < name.length; c += 1) sum += name.charCodeAt(c) > 255 ? 12 : 7.5;
    return sum;
  };
  let drawn = 0;
  const put = (i: number, colour: string): void => {
    const name = scene.names[i]!;
    const w = width(name);
    // Away from the displacement, so that the vector stays in sight.
    const right = !(scene.dEast[i]! > 0);
    const left = x(f, scene.east[i]!) + (right ? 12 : -12 - w);
    const top = y(f, scene.north[i]!) + (scene.dNorth[i]! > 0 ? 8 : -20);
    const [c0, c1] = [Math.floor(left / cell), Math.floor((left + w) / cell)];
    const [r0, r1] = [Math.floor(top / cell), Math.floor((top + 14) / cell)];
    if (c0 < 0 || r0 < 0 || c1 >= columns || r1 >= rows) return;
    for (let r = r0; r <= r1; r += 1) for (let c = c0; c <= c1; c += 1) if (taken[r * columns + c]) return;
    for (let r = r0; r <= r1; r += 1) taken.fill(1, r * columns + c0, r * columns + c1 + 1);
    ctx.strokeStyle = f.colours.paper;
    ctx.lineWidth = 3;
    ctx.strokeText(name, left + 2, top + 7);
    ctx.fillStyle = colour;
    ctx.fillText(name, left + 2, top + 7);
    drawn += 1;
  };
  if (f.selected >= 0) put(f.selected, f.colours.ink);
  const close = f.count <= 120 || f.camera.scale > 8;
  const order: [TargetState, string][] = [
    ['fail', f.colours.late],
    ['conflict', f.colours.clash],
    ['near', f.colours.soon],
  ];
  if (close) order.push(['open', f.colours.faint], ['pass', f.colours.ink]);
  for (const [state, colour] of order)
    for (let k = 0; k < f.count && drawn < 200; k += 1) {
      const i = f.seen[k]!;
      if (scene.state[i] === state && i !== f.selected) put(i, colour);
    }
}
function furniture(f: Frame): void {
  const { ctx, colours } = f;
  const metres = nice(Math.min(96, f.width / 4) / f.camera.scale);
  const long = metres * f.camera.scale;
  const [left, base] = [16, f.height - 16];
  ctx.font = `600 12px ${colours.font}`;
  ctx.textBaseline = 'alphabetic';
  const text = f.words.scale(String(Number(metres.toPrecision(2))));
  ctx.fillStyle = colours.paper;
  ctx.fillRect(left - 6, base - 24, Math.max(long, ctx.measureText(text).width) + 12, 32);
  ctx.beginPath();
  ctx.moveTo(left, base - 4);
  ctx.lineTo(left, base + 2);
  ctx.lineTo(left + long, base + 2);
  ctx.lineTo(left + long, base - 4);
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = 2;
  ctx.stroke();
  ctx.fillStyle = colours.ink;
  ctx.fillText(text, left, base - 9);
  const [ax, ay] = [f.width - 26, 16];
  ctx.beginPath();
  ctx.moveTo(ax, ay + 26);
  ctx.lineTo(ax, ay);
  ctx.moveTo(ax - 6, ay + 8);
  ctx.lineTo(ax, ay);
  ctx.lineTo(ax + 6, ay + 8);
  ctx.stroke();
  ctx.textAlign = 'center';
  ctx.fillText(f.words.north, ax, ay + 40);
  ctx.textAlign = 'start';
}

/** From the bottom up. Displacements alone are drawn larger; a plan or a map lies where it is. */
const layers = [paper, background, net, designLines, measuredLines, vectors, dots, labels, furniture];

const room = (count: number) => ({
  seen: new Int32Array(count),
  px: new Float32Array(count),
  py: new Float32Array(count),
  qx: new Float32Array(count),
  qy: new Float32Array(count),
});
let sight = room(0);
export function draw(picture: Picture): void {
  const { scene, camera, width, height, factor } = picture;
  if (sight.seen.length < scene.count) sight = room(scene.count);
  const { seen, px, py, qx, qy } = sight;
  const margin = 40 / camera.scale + scene.largest * factor;
  const halfE = width / 2 / camera.scale + margin;
  const halfN = height / 2 / camera.scale + margin;
  let count = 0;
  for (let i = 0; i < scene.count; i += 1) {
    const east = scene.east[i]! - camera.east;
    const north = scene.north[i]! - camera.north;
    if (Math.abs(east) > halfE || Math.abs(north) > halfN) continue;
    seen[count] = i;
    px[count] = east * camera.scale + width / 2;
    py[count] = height / 2 - north * camera.scale;
    qx[count] = px[count]! + scene.dEast[i]! * factor * camera.scale;
    qy[count] = py[count]! - scene.dNorth[i]! * factor * camera.scale;
    count += 1;
  }
  const frame: Frame = { ...picture, ...sight, count };
  for (const layer of layers) layer(frame);
}

/** The point at a place of the picture: the nearest within a finger's width; -1 when there is none. */
export function pointAt(scene: Scene, camera: Camera, width: number, height: number, px: number, py: number): number {
  const east = (px - width / 2) / camera.scale + camera.east;
  const north = (height / 2 - py) / camera.scale + camera.north;
  let best = -1;
  let least = 28 / camera.scale;
  for (let i = 0; i < scene.count; i += 1) {
    const away = Math.hypot(scene.east[i]! - east, scene.north[i]! - north);
    if (away < least) [least, best] = [away, i];
  }
  return best;
}
