// How long a frame takes in Chromium while the largest chart of a centre is panned: `node panning.mjs URL LOGIN PASSWORD`.
//
// Answers one line of JSON: for the wheel and for dragging, what script, style and layout took of each frame of the renderer's main thread,
// and the time from one drawn frame to the next. Read from a trace, so that measuring runs no script in the page. Judges nothing.
import { chromium } from 'playwright-core';
import { traced } from './frames.mjs';

const [url, login, password] = process.argv.slice(2);
const STEPS = 240;
const EVERY_MS = 16;

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByTestId('sign-in-login').fill(login);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('nav-me').first().waitFor();
  const largest = await page.evaluate(findLargest);
  await page.evaluate((id) => (location.hash = `#/projects/${id}/flow`), largest.project);
  const chart = page.getByTestId('chart');
  await chart.waitFor();
  // Larger than the window, so that there is somewhere to go in both directions.
  for (let step = 0; step < 2; step += 1) await page.getByTestId('chart-larger').click();
  await page.waitForTimeout(500);
  const spot = await freeSpot(page, chart);
  const wheel = await panned(page, chart, (at) => page.mouse.wheel(...away(at)));
  await page.mouse.move(spot.x, spot.y);
  await page.mouse.down();
  const drag = await panned(page, chart, (at) => page.mouse.move(spot.x - far(at) * 3, spot.y - far(at)));
  await page.mouse.up();
  console.log(JSON.stringify({ matters: largest.matters, wheel, drag }));
} finally {
  await browser.close();
}

/** Goes over the chart with one movement after another, and reads what was traced. Not moving at all is a failure. */
async function panned(page, chart, move) {
  const place = () => chart.evaluate((frame) => `${frame.scrollLeft} ${frame.scrollTop}`);
  const places = new Set();
  const frames = await traced(page, async () => {
    for (let at = 0; at < STEPS; at += 1) {
      const next = Date.now() + EVERY_MS;
      await move(at);
      // Seldom, for it runs script.
      if (at % 50 === 20) places.add(await place());
      await page.waitForTimeout(Math.max(0, next - Date.now()));
    }
  });
  if (places.size < 3) throw new Error(`the chart did not move: ${[...places]}`);
  return frames;
}

/** A place of the chart in the window where the paper can be grabbed and no matter is; the chart stands at its beginning then. */
async function freeSpot(page, chart) {
  await chart.evaluate((frame) => {
    frame.scrollIntoView({ block: 'start' });
    frame.scrollTo(0, 0);
  });
  const box = await chart.boundingBox();
  const from = { x: box.x + box.width * 0.6, y: box.y + Math.min(box.height, 500) * 0.6 };
  await page.mouse.move(from.x, from.y);
  const spot = await page.evaluate(({ x, y }) => {
    for (let step = 0; step < 400; step += 4) {
      const found = document.elementFromPoint(x - step, y);
      if (found?.closest('[data-testid=chart]') && !found.closest('button')) return { x: x - step, y };
    }
    return null;
  }, from);
  if (!spot) throw new Error('no free spot on the chart');
  return spot;
}

/** The wheel: right for a while, then down, then back. */
function away(at) {
  const legs = [
    [24, 0],
    [0, 24],
    [-24, 0],
    [0, -24],
  ];
  return legs[Math.floor(at / (STEPS / legs.length))] ?? [0, 0];
}

/** How far the hand is at a step: away and back again. */
function far(at) {
  return STEPS / 2 - Math.abs(at - STEPS / 2);
}

/** The project whose chart has the most matters. Runs in the page. */
async function findLargest() {
  const ask = async (name, request) => {
    const headers = { 'content-type': 'application/json', 'x-handheld': '1', 'x-lang': 'zh' };
    const answer = await fetch(`/api/v1/commands/${name}`, { method: 'POST', headers, body: JSON.stringify(request) });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const all = { filter: 'all', project: null, search: '', colour: null, offset: 0, limit: 500 };
  const { cases } = await ask('cases', all);
  let best = { project: '', matters: 0 };
  for (const project of new Set(cases.map((row) => row.project))) {
    const flow = await ask('flow', { project, if_answered: null });
    const matters = flow.chart?.nodes.length ?? 0;
    if (matters > best.matters) best = { project, matters };
  }
  if (!best.project) throw new Error('no project has a chart');
  return best;
}
