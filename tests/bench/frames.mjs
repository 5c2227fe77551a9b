// Reads what the frames of a page took from a trace of Chromium, so that measuring runs no script in the page.

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame', 'blink.user_timing'];

/** What counts as script, style and layout; paint and raster are not among them. */
const WORK = new Set([
  'EventDispatch',
  'FunctionCall',
  'EvaluateScript',
  'FireAnimationFrame',
  'TimerFire',
  'RunMicrotasks',
  'MajorGC',
  'MinorGC',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'HitTest',
]);

/** Traces the page while `act` runs; answers what the frames took. */
export async function traced(page, act) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', { traceConfig: { includedCategories: CATEGORIES }, transferMode: 'ReportEvents' });
  await act();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return read(events);
}

/** What a trace says of the frames; times in milliseconds. */
function read(events) {
  const names = events.filter((e) => e.ph === 'M' && e.name === 'thread_name');
  const mains = names.filter((e) => e.args.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`);
  const frames = events.filter((e) => e.name === 'BeginMainThreadFrame');
  // Of several renderers the one that drew.
  const count = (main) => frames.filter((e) => `${e.pid} ${e.tid}` === main).length;
  const main = mains.sort((a, b) => count(b) - count(a))[0];
  const begins = frames.filter((e) => `${e.pid} ${e.tid}` === main).map((e) => e.ts);
  begins.sort((a, b) => a - b);
  const work = events.filter((e) => e.ph === 'X' && WORK.has(e.name) && `${e.pid} ${e.tid}` === main);
  work.sort((a, b) => a.ts - b.ts);
  const per = new Map(begins.map((ts) => [ts, 0]));
  // Work inside other work counts once; what runs between two frames counts to the one before.
  let until = 0;
  let at = 0;
  for (const event of work) {
    const [from, to] = [Math.max(event.ts, until), event.ts + (event.dur ?? 0)];
    if (to <= from) continue;
    until = to;
    while (at + 1 < begins.length && begins[at + 1] <= event.ts) at += 1;
    if (begins.length > 0 && begins[at] <= event.ts) per.set(begins[at], per.get(begins[at]) + (to - from) / 1000);
  }
  const drawn = events.filter((e) => e.name === 'DrawFrame' && `${e.pid}` === main?.split(' ')[0]).map((e) => e.ts);
  drawn.sort((a, b) => a - b);
  const between = drawn.slice(1).map((ts, index) => (ts - drawn[index]) / 1000);
  const busy = [...per.values()];
  return {
    frames: busy.length,
    work_p95_ms: within(busy, 0.95),
    work_most_ms: within(busy, 1),
    drawn: drawn.length,
    frame_p50_ms: within(between, 0.5),
    frame_p95_ms: within(between, 0.95),
  };
}

function within(values, share) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}
