// Working days for the sample, counted without make-up days. The real calendar is data and is counted in Rust.
const off = new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07', '2027-01-01']);
const working = (day: string): boolean => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6 && !off.has(day);
};
const step = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

/** The working day that lies `count` working days after `day`; 0 is the day itself. */
export function plus(day: string, count: number): string {
  let at = day;
  for (let left = Math.abs(count); left > 0;) {
    at = step(at, Math.sign(count));
    if (working(at)) left -= 1;
  }
  return at;
}

/** Working days after `from` up to and including `to`; negative when `to` lies before. */
export function between(from: string, to: string): number {
  if (to < from) return -between(to, from);
  let count = 0;
  for (let at = from; at < to;) {
    at = step(at, 1);
    if (working(at)) count += 1;
  }
  return count;
}
