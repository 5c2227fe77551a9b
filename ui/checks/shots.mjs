// Pictures of the screens on the host in memory, and axe over each: `npm run shots [-- filter]`. Writes to shots/, which git ignores.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

// name, role, host, address, what to tap before the picture is taken, and a file to lay under the sketch ("sheet": its sheet stays open)
const screens = [
  ['today', 'inspector', 'window', '/today'],
  ['projects', 'inspector', 'window', '/projects'],
  ['project', 'inspector', 'window', '/projects/p1'],
  ['inspection', 'inspector', 'window', '/inspections/i1'],
  ['item', 'inspector', 'window', '/inspections/i1/items/B14-02'],
  ['conflict', 'inspector', 'window', '/inspections/i1/items/B14-04'],
  ['check', 'inspector', 'window', '/inspections/i1/check'],
  ['capture', 'inspector', 'window', '/capture'],
  ['sync', 'inspector', 'window', '/sync'],
  ['inbox', 'inspector', 'window', '/inbox'],
  ['me', 'inspector', 'window', '/me'],
  ['finding', 'inspector', 'window', '/findings/f2'],
  ['enrol', 'nobody', 'window', '/'],
  ['sign-in', 'nobody', 'browser', '/'],
  ['owner-projects', 'owner', 'browser', '/projects'],
  ['owner-project', 'owner', 'browser', '/projects/p1'],
  ['owner-inspection', 'owner', 'browser', '/inspections/i1'],
  ['owner-finding', 'owner', 'browser', '/findings/f2'],
  ['owed', 'owner', 'browser', '/owed'],
  ['flow', 'owner', 'browser', '/projects/p5/flow'],
  ['flow-late', 'leader', 'browser', '/projects/p3/flow'],
  ['flow-park', 'window', 'browser', '/projects/p1/flow'],
  ['flow-decided', 'leader', 'browser', '/projects/p6/flow'],
  ['flow-gate', 'window', 'browser', '/projects/p5/flow', 'gate-fold'],
  ['flow-fetches', 'owner', 'browser', '/projects/p5/flow', 'fetch-log-fold'],
  ['sheet-except', 'window', 'browser', '/projects/p5/flow', 'except-open'],
  ['sheet-green', 'window', 'browser', '/projects/p5/flow', 'green-set'],
  ['sheet-green-lift', 'window', 'browser', '/projects/p3/flow', 'green-lift'],
  ['sheet-dates', 'window', 'browser', '/projects/p1/flow', 'dates-edit'],
  ['case-merged', 'approver', 'browser', '/cases/p5-p1-11'],
  ['flow-choose', 'owner', 'browser', '/projects/p7/flow'],
  ['case-owner', 'owner', 'browser', '/cases/p5-p3-02'],
  ['case-decide', 'approver', 'browser', '/cases/p5-p2-02'],
  ['case-group', 'approver', 'window', '/cases/p3-p4-07'],
  ['cases', 'approver', 'browser', '/cases'],
  ['board', 'leader', 'browser', '/board'],
  ['procedures', 'administrator', 'browser', '/procedures'],
  ['owner-me', 'owner', 'browser', '/me'],
  ['owner-inbox', 'owner', 'browser', '/inbox'],
  ['surveys', 'surveyor', 'window', '/surveys'],
  ['surveys-assign', 'owner', 'browser', '/surveys', 'assign-survey'],
  ['surveys-failed', 'surveyor', 'window', '/surveys/s1'],
  ['surveys-sketch', 'surveyor', 'window', '/surveys/s1', 'survey-part-sketch'],
  ['surveys-background', 'surveyor', 'window', '/surveys/s1', 'survey-part-sketch', 'plan.dxf'],
  ['surveys-map', 'surveyor', 'window', '/surveys/s1', 'survey-part-sketch', 'map.pmtiles'],
  ['surveys-map-sheet', 'surveyor', 'window', '/surveys/s1', 'survey-part-sketch', 'map.pmtiles', 'sheet'],
  ['surveys-point', 'surveyor', 'window', '/surveys/s1/points/A3'],
  ['surveys-open-point', 'surveyor', 'window', '/surveys/s1/points/%E5%8C%97'],
  ['surveys-faces', 'surveyor', 'window', '/surveys/s11/points/1%23%E6%A5%BC%20%E9%AB%98%E5%BA%A6'],
  [
    'surveys-faces-open',
    'surveyor',
    'window',
    '/surveys/s11/points/2%23%E6%A5%BC%20%E9%AB%98%E5%BA%A6',
    'measure-way-readings',
  ],
  ['surveys-floors', 'surveyor', 'window', '/surveys/s11/points/1%23%E6%A5%BC%20%E9%9D%A2%E7%A7%AF'],
  ['surveys-index', 'surveyor', 'window', '/surveys/s11/points/%E7%BB%BF%E5%9C%B0%E7%8E%87'],
  [
    'surveys-index-open',
    'surveyor',
    'window',
    '/surveys/s11/points/%E5%BB%BA%E7%AD%91%E5%AF%86%E5%BA%A6',
    'measure-way-readings',
  ],
  ['surveys-completion', 'surveyor', 'window', '/surveys/s11'],
  ['surveys-floors-report', 'surveyor', 'window', '/surveys/s11/report'],
  ['surveys-stale', 'surveyor', 'window', '/surveys/s3'],
  ['surveys-returned', 'surveyor', 'window', '/surveys/s4'],
  ['surveys-conflict', 'surveyor', 'window', '/surveys/s5/points/A1'],
  ['surveys-check', 'surveyor', 'window', '/surveys/s2/check'],
  ['surveys-sign', 'surveyor', 'window', '/surveys/s4/check', 'sign-survey'],
  ['surveys-bureau', 'approver', 'browser', '/surveys/s8'],
  ['surveys-return', 'approver', 'browser', '/surveys/s8', 'check-return'],
  ['surveys-reuse', 'approver', 'browser', '/surveys/s9'],
  ['surveys-many', 'surveyor', 'window', '/surveys/s10'],
  ['surveys-design', 'surveyor', 'window', '/surveys/s7/design'],
  ['local-me', 'surveyor', 'window', '/me'],
  ['local-add', 'surveyor', 'window', '/me', 'local-add'],
  ['local-unlock', 'surveyor', 'window', '/me', 'local-unlock'],
  ['local-import', 'surveyor', 'window', '/surveys/s6/measured'],
  ['surveys-typed', 'surveyor', 'window', '/surveys/s1/design', 'design-way-typed'],
  ['surveys-guide', 'surveyor', 'window', '/surveys/s6/guide/A2'],
  ['surveys-report', 'surveyor', 'window', '/surveys/s1/report'],
  ['surveys-report-owner', 'owner', 'browser', '/surveys/s9/report'],
  ['surveys-record', 'surveyor', 'window', '/surveys/s6', 'survey-part-record'],
  ['surveys-derived', 'surveyor', 'window', '/surveys/s1', 'survey-part-derived'],
  ['today-surveys', 'surveyor', 'window', '/today'],
  ['people', 'administrator', 'browser', '/people'],
  ['person', 'administrator', 'browser', '/people/person-chen'],
  ['organisations', 'administrator', 'browser', '/organisations'],
  ['devices', 'administrator', 'browser', '/devices'],
  ['new-project', 'administrator', 'browser', '/projects/new'],
  ['import', 'administrator', 'browser', '/projects/import'],
];
// width, theme, language, text size
const faces = [
  [360, 'light', 'zh', 100],
  [360, 'sun', 'en', 100],
  [360, 'light', 'en', 200],
  [360, 'dark', 'zh', 200],
  [768, 'dark', 'en', 100],
  [1440, 'light', 'en', 100],
  [1440, 'sun', 'zh', 100],
];
const [filter = '', face = ''] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = await createServer({ server: { port: 0 }, logLevel: 'error' });
await server.listen();
const base = server.resolvedUrls.local[0];
const { mapOfTheSite } = await server.ssrLoadModule('/src/lib/testing/package.ts');
// A plan is read by the host, and the one in memory has its own; a map is read by the screen.
const contents = { 'plan.dxf': Buffer.from('0'), 'map.pmtiles': Buffer.from(mapOfTheSite()) };
async function layUnder(page, name, sheet) {
  await page.getByTestId('sketch-background').click();
  await page
    .getByTestId('background-file')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: contents[name] });
  await page.getByTestId('background-kept').waitFor();
  // Tiles come one after the other; nothing on the page tells when the last one is painted.
  await page.waitForTimeout(500);
  if (!sheet) await page.getByTestId('sheet-close').click();
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
await mkdir('shots', { recursive: true });
let bad = 0;
for (const [width, theme, lang, text] of faces) {
  const name = `${width}-${theme}-${lang}-${text}`;
  if (!name.includes(face)) continue;
  const page = await browser.newPage({ viewport: { width, height: width < 600 ? 800 : 900 }, reducedMotion: 'reduce' });
  // The first visit compiles every screen, which a busy machine needs minutes for.
  page.setDefaultTimeout(240_000);
  page.on('pageerror', (error) => (console.log(`${name}: page error: ${error.message}`), (bad += 1)));
  for (const [screen, role, host, path, tap, under, sheet] of screens) {
    if (!screen.includes(filter)) continue;
    await page.goto(`${base}dev.html?role=${role}&host=${host}&lang=${lang}&theme=${theme}&text=${text}#${path}`);
    await page.reload();
    await page.waitForSelector('h1');
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
    // A tab of the phone is no tab on a desk: there all parts stand beside each other.
    if (tap && (await page.getByTestId(tap).count())) await page.getByTestId(tap).click();
    if (tap) await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
    if (under) await layUnder(page, under, sheet);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await window.axe.run()).violations);
    for (const v of found) {
      bad += 1;
      console.log(
        `${screen} ${name}: axe ${v.id}: ${v.nodes.length}x ${v.nodes[0].target} ${v.nodes[0].failureSummary?.split('\n')[1] ?? ''}`,
      );
    }
    const cut = await page.evaluate(() => {
      const wide =
        document.documentElement.scrollWidth > innerWidth + 1
          ? [`page ${document.documentElement.scrollWidth} wide`]
          : [];
      const lost = [...document.querySelectorAll('button, a, h1, h2, p, span, label, dd')].filter((e) => {
        const style = getComputedStyle(e);
        if (
          e.closest('.visually-hidden') ||
          e.closest('[data-scrolls]') ||
          !e.textContent.trim() ||
          style.display === 'inline'
        )
          return false;
        const r = e.getBoundingClientRect();
        return (
          r.width > 0 &&
          (r.right > innerWidth + 1 ||
            r.left < -1 ||
            (e.scrollWidth > e.clientWidth + 1 && style.overflowX !== 'visible'))
        );
      });
      return [
        ...wide,
        ...lost.slice(0, 3).map((e) => `${e.tagName} ${e.className} «${e.textContent.trim().slice(0, 30)}»`),
      ];
    });
    bad += cut.length;
    if (cut.length) console.log(`${screen} ${name}: cut: ${cut.join('; ')}`);
    const open = await page.evaluate(() => document.querySelector('dialog[open]') !== null);
    await page.screenshot({ path: `shots/${screen}-${name}.png`, fullPage: width < 600 && !open });
    // It is kept by the project: the screens after this one are those without.
    if (under) await page.evaluate(() => indexedDB.deleteDatabase('handheld-background'));
  }
  await page.close();
}
await browser.close();
await server.close();
console.log(bad ? `${bad} things to look at` : 'nothing found');
process.exit(bad ? 1 : 0);
