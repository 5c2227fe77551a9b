// An inspector's day without a network, in the real window: answered, photographed and finished offline, filed when the centre
// is back, read by the construction unit in a browser, hidden from everyone else.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrowserPage, launch } from '../harness/browser.ts';
import { Centre, type Person } from '../harness/centre.ts';
import { wrongs } from '../harness/faces.ts';
import { attributes, has } from '../harness/page.ts';
import { drawPhotos } from '../harness/photos.ts';
import { answer, folder, until } from '../harness/processes.ts';
import { AppWindow } from '../harness/window.ts';

/** A table of JGJ 59 with ten items; two of them always ask for a photo. */
const ITEMS = Array.from({ length: 10 }, (_, n) => `B02-${String(n + 1).padStart(2, '0')}`);
const WITH_PHOTO = ['B02-05', 'B02-06'];

describe('a day without a network', () => {
  let browser: Browser;
  let centre: Centre;
  let window: AppWindow;
  let people: Person[];
  let project: string;
  let inspection: string;
  let photoPaths: string[] = [];
  const bad: string[] = [];
  const one = (role: string, of = people): Person => {
    const person = of.find((person) => person.role === role);
    if (!person) throw new Error(`the sample data has no ${role}`);
    return person;
  };

  beforeAll(async () => {
    browser = await launch();
    centre = await Centre.make('day-centre');
    people = centre.sample();
    await centre.start();
    const device = folder('day-device');
    const inspector = people.find((person) => person.role === 'inspector' && person.enrol_code);
    const at = ['--data', device];
    answer('handheld', ['enrol', '--server', centre.url, '--code', inspector?.enrol_code ?? '', ...at]);
    answer('handheld', ['sync', ...at]);
    const { projects } = answer<{ projects: { id: string; inspections_open?: number }[] }>('handheld', [
      'projects',
      '--stage',
      'construction',
      ...at,
    ]);
    project = projects.find((row) => !row.inspections_open)?.id ?? projects[0]?.id ?? '';
    window = await AppWindow.open('day', device);
  });

  afterAll(async () => {
    await window?.close();
    await centre?.stop();
    await browser?.close();
  });

  test('offline: a project is opened and ten items of JGJ 59 are answered with two photos, then finished', async () => {
    await centre.stop();
    const photos = await drawPhotos(browser, folder('day-photos'), 2);
    bad.push(...(await wrongs(window, '01-today')));
    await window.click('nav-projects');
    bad.push(...(await wrongs(window, '02-projects')));
    await window.go(`/projects/${project}`);
    bad.push(...(await wrongs(window, '03-project')));
    await window.click('start-inspection-JGJ59');
    inspection = await until('an inspection', () =>
      window.run<string>('return location.hash.match(/inspections\\/([0-9a-f-]{36})/)?.[1] ?? ""'),
    );
    bad.push(...(await wrongs(window, '04-inspection')));
    for (const item of ITEMS) {
      await window.go(`/inspections/${inspection}/items/${item}`);
      await until(item, () => window.run<boolean>('return document.querySelector("h1").textContent.includes(args[0])', item));
      const photo = photos[WITH_PHOTO.indexOf(item)];
      if (photo === undefined) {
        await window.click('answer-full');
      } else {
        await window.click('answer-deduct');
        await window.type('deduction-note', `${item} 现场扣分`);
        await window.type('note-input', '已当场告知施工单位');
        await window.files('photo-input', [photo]);
        await until('the photo', async () => (await attributes(window, 'photo', 'data-testid')).length === 1);
      }
      await until(`${item} saved`, () => has(window, 'saved'));
      if (item === WITH_PHOTO[0]) bad.push(...(await wrongs(window, '05-item')));
    }
    await window.go(`/inspections/${inspection}/check`);
    bad.push(...(await wrongs(window, '06-check')));
    await window.click('finish');
    const state = await until('finished', async () => {
      const text = await window.text('inspection-state');
      return text.includes('完成') && text;
    });
    // T02, S02: what is only queued must never look as if it had arrived.
    expect(state).not.toContain('已归档');
    expect(state).not.toContain('已提交');
    bad.push(...(await wrongs(window, '07-finished')));
    await window.go('/sync');
    bad.push(...(await wrongs(window, '08-sync-offline')));
  });

  test('when the centre is back the record shows as filed, without anyone asking', async () => {
    await centre.start();
    await window.go(`/inspections/${inspection}`);
    await until('已归档', async () => (await window.text('inspection-state')).includes('已归档'), 120);
    bad.push(...(await wrongs(window, '09-filed')));
    await window.go('/sync');
    bad.push(...(await wrongs(window, '10-sync')));
    await window.go('/me');
    bad.push(...(await wrongs(window, '11-me')));
  });

  test('the construction unit sees the record with both photos in Chromium', async () => {
    const owner = await ownerOf(project);
    const page = await BrowserPage.open(browser, 'day-owner', centre.url);
    await page.signIn(owner.login, owner.password);
    bad.push(...(await wrongs(page, '12-projects')));
    await page.go(`/projects/${project}`);
    bad.push(...(await wrongs(page, '13-project')));
    await page.go(`/inspections/${inspection}`);
    await until('已归档', async () => (await page.text('inspection-state')).includes('已归档'));
    bad.push(...(await wrongs(page, '14-inspection')));
    const widths = await until('two photos', async () => {
      const seen = await page.run<number[]>(
        'return [...document.querySelectorAll("[data-testid=photo] img")].map((e) => (e.scrollIntoView(), e.naturalWidth))',
      );
      return seen.filter((width) => width > 0).length === 2 && seen;
    });
    expect(widths).toHaveLength(2);
    photoPaths = await page.run('return [...document.querySelectorAll("[data-testid=photo] img")].map((e) => e.getAttribute("src"))');
    for (const path of photoPaths) {
      expect(await page.run<number>('return (await fetch(args[0])).status', path)).toBe(200);
    }
    await page.close();
  });

  test('a04: a person of another firm is told 404 for the record, its photos and its project', async () => {
    const owner = await ownerOf(project);
    const stranger = people.find((person) => person.role === 'owner' && person.organisation !== owner.organisation);
    const page = await BrowserPage.open(browser, 'day-stranger', centre.url);
    await page.signIn(stranger?.login ?? '', stranger?.password ?? '');
    const ask = (name: string, id: string): Promise<number> =>
      page.run(
        `return (await fetch('/api/v1/commands/' + args[0], { method: 'POST', body: JSON.stringify({ id: args[1] }),
           headers: { 'content-type': 'application/json', 'x-handheld': '1', 'x-lang': 'zh' } })).status`,
        name,
        id,
      );
    expect(await ask('inspection', inspection)).toBe(404);
    expect(await ask('project', project)).toBe(404);
    // The photos are there, as the test before has seen; for this person they are not.
    expect(photoPaths).toHaveLength(2);
    for (const path of photoPaths) {
      expect(await page.run<number>('return (await fetch(args[0])).status', path)).toBe(404);
    }
    await page.go(`/inspections/${inspection}`);
    await page.picture('15-not-found');
    await page.close();
  });

  test('no screen of the day has an axe violation or lost text, in any language, theme or size', () => {
    expect(bad).toEqual([]);
  });

  /** The owner among the sample people who sees the project. */
  async function ownerOf(id: string): Promise<Person> {
    for (const person of people.filter((person) => person.role === 'owner')) {
      const page = await BrowserPage.open(browser, 'day-look', centre.url);
      await page.signIn(person.login, person.password);
      const status = await page.run<number>(
        `return (await fetch('/api/v1/commands/project', { method: 'POST', body: JSON.stringify({ id: args[0] }),
           headers: { 'content-type': 'application/json', 'x-handheld': '1', 'x-lang': 'zh' } })).status`,
        id,
      );
      await page.close();
      if (status === 200) return person;
    }
    return one('owner', []);
  }
});
