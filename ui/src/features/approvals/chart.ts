// The flow chart as the host lays it out: places, lines and paths in CSS pixels at 1:1. The screen draws them and decides only colours
// and what a tap does. The same shape as the contract's `ChartLayout`.
export type {
  ChartColumn,
  ChartGroup,
  ChartLayout,
  ChartLine,
  ChartNode,
  ChartState,
  ChartText,
} from '../../lib/contract/generated';

export type Point = [number, number];

/** Corners as path data, rounded a little so that lines side by side stay apart for the eye. */
export function pathOf(points: Point[], radius = 6): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first[0]} ${first[1]}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    const before = rest[index - 1] ?? first;
    if (!next) {
      path += `L${point[0]} ${point[1]}`;
      return;
    }
    const towards = (to: Point): Point => {
      const [dx, dy] = [to[0] - point[0], to[1] - point[1]];
      const length = Math.hypot(dx, dy) || 1;
      const by = Math.min(radius, length / 2) / length;
      return [point[0] + dx * by, point[1] + dy * by];
    };
    const [a, b] = [towards(before), towards(next)];
    path += `L${a[0]} ${a[1]}Q${point[0]} ${point[1]} ${b[0]} ${b[1]}`;
  });
  return path;
}
