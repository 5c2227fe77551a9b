// A plan as lines in the grid of the survey. The host has read the file; here it is only drawn.
import type { PlanView } from '../../../lib/contract/generated';
import { between, type Layer, type Pane } from './kinds';

interface Path {
  closed: boolean;
  /** East and north by turns, m from the first point of the plan. */
  places: Float64Array;
  east0: number;
  east1: number;
  north0: number;
  north1: number;
}

export function planLayer(plan: PlanView): Layer {
  const first = plan.lines[0]?.points[0] ?? plan.points[0] ?? [0, 0];
  const pathOf = (points: [number, number][], closed: boolean): Path => {
    const places = new Float64Array(points.length * 2);
    const path = { closed, places, east0: Infinity, east1: -Infinity, north0: Infinity, north1: -Infinity };
    points.forEach(([north, east], i) => {
      const [e, n] = [east - first[1], north - first[0]];
      places[2 * i] = e;
      places[2 * i + 1] = n;
      path.east0 = Math.min(path.east0, e);
      path.east1 = Math.max(path.east1, e);
      path.north0 = Math.min(path.north0, n);
      path.north1 = Math.max(path.north1, n);
    });
    return path;
  };
  const lines = plan.lines.map((line) => pathOf(line.points, line.closed));
  const dots = pathOf(plan.points, false);
  const all = [...lines, dots];
  const box = {
    east0: first[1] + Math.min(...all.map((path) => path.east0)),
    east1: first[1] + Math.max(...all.map((path) => path.east1)),
    north0: first[0] + Math.min(...all.map((path) => path.north0)),
    north1: first[0] + Math.max(...all.map((path) => path.north1)),
  };
  return {
    paint: (pane) => paintPlan(pane, lines, dots, { north: first[0], east: first[1] }),
    away: (site) => between(box, site),
    broken: () => 0,
    recolour: () => undefined,
    close: () => undefined,
  };
}

function paintPlan(pane: Pane, lines: Path[], dots: Path, first: { north: number; east: number }): void {
  const { ctx, camera, width, height, origin } = pane;
  const s = camera.scale;
  // Of the first point of the plan on the sketch.
  const left = (first.east - origin.east - camera.east) * s + width / 2;
  const top = height / 2 - (first.north - origin.north - camera.north) * s;
  ctx.beginPath();
  for (const { closed, places, east0, east1, north0, north1 } of lines) {
    if (left + east1 * s < 0 || left + east0 * s > width || top - north0 * s < 0 || top - north1 * s > height) continue;
    // Nobody sees a line of less than half a pixel, and a plan from afar has thousands of them.
    if (Math.max(east1 - east0, north1 - north0) * s < 0.5) continue;
    let [px, py] = [NaN, NaN];
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [left + places[i]! * s, top - places[i + 1]! * s];
      const last = i === places.length - 2;
      if (!last && Math.abs(x - px) < 0.7 && Math.abs(y - py) < 0.7) continue;
      if (i === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
      [px, py] = [x, y];
    }
    if (closed) ctx.closePath();
  }
  ctx.strokeStyle = pane.colours.faint;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.fillStyle = pane.colours.faint;
  for (let i = 0; i < dots.places.length; i += 2) {
    const [x, y] = [left + dots.places[i]! * s, top - dots.places[i + 1]! * s];
    if (x > -2 && y > -2 && x < width + 2 && y < height + 2) ctx.fillRect(x - 1, y - 1, 2, 2);
  }
}
