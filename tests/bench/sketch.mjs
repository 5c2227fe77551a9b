// How long a frame takes in Chromium while the sketch of a survey with thousands of points is moved: `node sketch.mjs UI`, where UI is the
// folder of the interface. The interface is served with its host in memory, which has the sample; no centre is needed.
//
// Answers one line of JSON: for the wheel and for dragging, what script, style and layout took of each frame of the renderer's main thread,
// and the time from one drawn frame to the next. Judges nothing.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { traced } from './frames.mjs';

const ui = resolve(process.argv[2] ?? '../../ui');
/** The survey of the sample with the most points, as a surveyor sees it at a desk. */
const PAGE = 'dev.html?role=surveyor&host=window&lang=zh&theme=light&text=100';
const SURVEY = '#/surveys/s10';
/** What is tapped to see the sketch where it is not seen at once. */
const TAB = 'survey-part-sketch';
const SKETCH = 'sketch-canvas';
/** Points of that survey; fewer would be another measurement. */
const POINTS = 5000;
const STEPS = 240;
const EVERY_MS = 16;

// The interface brings its own server.
const { createServer } = await import(pathToFileURL(createRequire(`${ui}/package.json`).resolve('vite')).href);
const server = await createServer({ root: ui, configFile: `${ui}/vite.config.ts`, server: { port: 0 }, logLevel: 'error' });
await server.listen();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(`${server.resolvedUrls.local[0]}${PAGE}${SURVEY}`);
  // The server may bundle what the page needs and load it again.
  await page.waitForTimeout(2000);
  await page.reload();
  await page.waitForSelector('h1');
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
  const tab = page.getByTestId(TAB);
  if (await tab.isVisible()) await tab.click();
  const canvas = page.getByTestId(SKETCH);
  await canvas.waitFor();
  await canvas.scrollIntoViewIfNeeded();
  await page.waitForTimeout(1000);
  const said = await page.locator('section[data-testid=sketch] .visually-hidden').first().textContent();
  if (!said?.replaceAll(/[\s,]/g, '').includes(`${POINTS}`)) throw new Error(`not a sketch of ${POINTS} points: ${said}`);
  const box = await canvas.boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  const wheel = await moved(page, canvas, (at) => page.mouse.wheel(0, at < STEPS / 2 ? -8 : 8));
  await page.mouse.down();
  const drag = await moved(page, canvas, (at) => page.mouse.move(middle.x - far(at) * 3, middle.y - far(at)));
  await page.mouse.up();
  console.log(JSON.stringify({ points: POINTS, wheel, drag }));
} finally {
  await browser.close();
  await server.close();
}

/** Moves the sketch step by step; a picture that stays the same is a failure. */
async function moved(page, canvas, move) {
  const pictures = new Set([await picture(canvas)]);
  const legs = [];
  // Looked at between two traces, for that takes the page's time.
  for (let leg = 0; leg < 2; leg += 1) {
    legs.push(
      await traced(page, async () => {
        for (let at = (leg * STEPS) / 2; at < ((leg + 1) * STEPS) / 2; at += 1) {
          const next = Date.now() + EVERY_MS;
          await move(at);
          await page.waitForTimeout(Math.max(0, next - Date.now()));
        }
      }),
    );
    pictures.add(await picture(canvas));
  }
  if (pictures.size < 2) throw new Error('the sketch did not move');
  // The slower half counts: an average would hide it.
  const [first, second] = legs;
  const worst = second.work_p95_ms > first.work_p95_ms ? second : first;
  return { ...worst, frames: first.frames + second.frames, drawn: first.drawn + second.drawn };
}

/** What the canvas shows, as a digest. */
async function picture(canvas) {
  return createHash('sha256').update(await canvas.screenshot()).digest('hex');
}

/** How far the hand is at a step: away and back again. */
function far(at) {
  return STEPS / 2 - Math.abs(at - STEPS / 2);
}
