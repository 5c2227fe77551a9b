// A screen in all its faces: both languages, three themes, and text at 200 %. axe must find nothing, and nothing may be cut.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from './page.ts';
import { until } from './processes.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Face {
  lang: 'zh' | 'en';
  theme: 'light' | 'dark' | 'sun';
  text_percent: number;
}
const plain: Face = { lang: 'zh', theme: 'light', text_percent: 100 };
const faces: Face[] = [
  ...(['zh', 'en'] as const).flatMap((lang) =>
    (['light', 'dark', 'sun'] as const).map((theme) => ({ lang, theme, text_percent: 100 })),
  ),
  { lang: 'zh', theme: 'light', text_percent: 200 },
  { lang: 'en', theme: 'light', text_percent: 200 },
];

/** Stores the preferences as the screens would, and draws the page anew: what is shown must come back by itself (D19). */
async function wear(page: Page, face: Face): Promise<void> {
  const request = JSON.stringify({ ...face, photos_wifi_only: false });
  await page.run(
    `const request = JSON.parse(args[0]);
     const bridge = window.__TAURI_INTERNALS__;
     if (bridge) { await bridge.invoke('call', { name: 'save_preferences', request, lang: request.lang }); return true; }
     const answer = await fetch('/api/v1/commands/save_preferences', { method: 'POST', body: args[0],
       headers: { 'content-type': 'application/json', 'x-handheld': '1', 'x-lang': request.lang } });
     if (!answer.ok) throw new Error('save_preferences: ' + answer.status);
     return true;`,
    request,
  );
  await page.reload();
  await settled(page);
}

const settled = (page: Page): Promise<boolean> =>
  until(`${page.name} to stand still`, () => page.run<boolean>(
      `const seen = [...document.images].filter((e) => e.getBoundingClientRect().top < innerHeight);
       if (document.querySelector('[aria-busy=true]') || !seen.every((e) => e.naturalWidth > 0)) return false;
       await Promise.all(seen.map((e) => e.decode()));
       for (let n = 0; n < 3; n += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
       return true;`,
    ),
  );

/** Texts that stick out of the page or are cut off by their own box. */
const CUT = `
  const wide = document.documentElement.scrollWidth > innerWidth + 1 ? ['page ' + document.documentElement.scrollWidth + ' wide'] : [];
  const cut = [...document.querySelectorAll('button, a, h1, h2, p, span, label, legend, dd, td')].filter((e) => {
    const style = getComputedStyle(e);
    if (e.closest('.visually-hidden') || !e.textContent.trim() || style.display === 'inline') return false;
    const r = e.getBoundingClientRect();
    if (r.width === 0 || e.closest('[data-scrolls]')) return false;
    return r.right > innerWidth + 1 || r.left < -1 ||
      (e.scrollWidth > e.clientWidth + 1 && style.overflowX !== 'visible') ||
      (e.scrollHeight > e.clientHeight + 1 && style.overflowY === 'hidden');
  });
  return [...wide, ...cut.slice(0, 5).map((e) => e.tagName + ' «' + e.textContent.trim().slice(0, 40) + '»')];`;

/** Everything wrong with the screen on show, over all faces; empty when there is nothing. */
export async function wrongs(page: Page, screen: string): Promise<string[]> {
  const found: string[] = [];
  await settled(page);
  await page.picture(screen);
  for (const face of faces) {
    await wear(page, face);
    const name = `${screen} ${face.lang} ${face.theme} ${face.text_percent} %`;
    const violations = await page.run<string[]>(
      `${axe};
       const { violations } = await axe.run(document, { resultTypes: ['violations'] });
       return violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', '));`,
    );
    found.push(...violations.map((violation) => `${name}: axe ${violation}`));
    const cut = await page.run<string[]>(CUT);
    found.push(...cut.map((what) => `${name}: cut: ${what}`));
    if (found.length || face.text_percent > 100) await page.picture(`${screen}-${face.lang}-${face.theme}-${face.text_percent}`);
  }
  await wear(page, plain);
  return found;
}
