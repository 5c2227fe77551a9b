// A finding on its way: raised in one tap in the window, answered by the construction unit in its browser, seen by the inspector in
// the inbox, and closed by a colleague, since nobody closes alone what they raised. And what was taken away by mistake comes back.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrowserPage, launch } from '../harness/browser.ts';
import { Centre, type Person } from '../harness/centre.ts';
import { wrongs } from '../harness/faces.ts';
import { attributes, has } from '../harness/page.ts';
import { drawPhotos } from '../harness/photos.ts';
import { answer, folder, until } from '../harness/processes.ts';
import { AppWindow } from '../harness/window.ts';

describe('a finding', () => {
  let browser: Browser;
  let centre: Centre;
  let window: AppWindow;
  let people: Person[];
  let project: string;
  let owner: BrowserPage;
  let finding: string;
  const colleague = folder('finding-colleague');
  const bad: string[] = [];

  beforeAll(async () => {
    browser = await launch();
    centre = await Centre.make('finding-centre');
    people = centre.sample();
    await centre.start();
    const device = folder('finding-device');
    const [first, second] = people.filter((person) => person.role === 'inspector' && person.enrol_code);
    for (const [person, at] of [
      [first, device],
      [second, colleague],
    ] as const) {
      answer('handheld', ['enrol', '--server', centre.url, '--code', person?.enrol_code ?? '', '--data', at]);
      answer('handheld', ['sync', '--data', at]);
    }
    const { projects } = answer<{ projects: { id: string; owner: string }[] }>('handheld', [
      'projects',
      '--stage',
      'construction',
      '--data',
      device,
    ]);
    const owners = people.filter((person) => person.role === 'owner');
    const mine = projects.find((row) => owners.some((person) => person.organisation === row.owner));
    project = mine?.id ?? '';
    const person = owners.find((person) => person.organisation === mine?.owner);
    owner = await BrowserPage.open(browser, 'finding-owner', centre.url);
    await owner.signIn(person?.login ?? '', person?.password ?? '');
    window = await AppWindow.open('finding', device);
  });

  afterAll(async () => {
    await window?.close();
    await centre?.stop();
    await browser?.close();
  });

  test('is raised from a failed item in one tap, with its due date, and a deleted photo comes back', async () => {
    await window.go(`/projects/${project}`);
    await window.click('start-inspection-JGJ59');
    const inspection = await until('an inspection', () =>
      window.run<string>('return location.hash.match(/inspections\\/([0-9a-f-]{36})/)?.[1] ?? ""'),
    );
    await window.go(`/inspections/${inspection}/items/B02-06`);
    await window.click('answer-deduct');
    await window.type('deduction-note', '灭火器过期');
    await window.files('photo-input', await drawPhotos(browser, folder('finding-photos'), 1));
    await until('the photo', async () => (await attributes(window, 'photo', 'data-testid')).length === 1);
    await until('saved', () => has(window, 'saved'));

    await window.click('photo');
    await window.click('remove-photo');
    await until('no photo', async () => (await attributes(window, 'photo', 'data-testid')).length === 0);
    await window.click('undo');
    await until('the photo again', async () => (await attributes(window, 'photo', 'data-testid')).length === 1);

    await window.click('raise-finding');
    finding = await until('the finding', async () => {
      const found = await window.run<string>(
        'return document.querySelector("[data-testid=item-finding]")?.getAttribute("href") ?? location.hash',
      );
      return found.match(/findings\/([0-9a-f-]{36})/)?.[1];
    });
    await window.go(`/findings/${finding}`);
    expect(await window.text('finding-state')).toContain('待整改');
    bad.push(...(await wrongs(window, '01-finding')));
  });

  test('the construction unit finds it by itself and answers', async () => {
    await owner.go('/findings');
    await until('the finding at the owner', () =>
      owner.run<boolean>('return !!document.querySelector(`[href$="${args[0]}"]`)', `/findings/${finding}`),
    );
    bad.push(...(await wrongs(owner, '02-findings')));
    await owner.go(`/findings/${finding}`);
    await owner.type('finding-note', '已更换全部灭火器');
    await owner.click('finding-replied');
    await until('replied', async () => (await owner.text('finding-state')).includes('待复查'));
    bad.push(...(await wrongs(owner, '03-replied')));
  });

  test('the inspector sees the answer in the inbox without asking, and may not close it alone', async () => {
    await window.go('/inbox');
    await until('the answer in the inbox', () =>
      window.run<boolean>(
        `return [...document.querySelectorAll('[data-testid=inbox-row]')].some((row) =>
           (row.getAttribute('href') ?? row.querySelector('a')?.getAttribute('href') ?? '').endsWith(args[0]) && row.textContent.includes('已回复'))`,
        `/findings/${finding}`,
      ),
    );
    bad.push(...(await wrongs(window, '04-inbox')));
    await window.go(`/findings/${finding}`);
    await until('replied', async () => (await window.text('finding-state')).includes('待复查'));
    expect(await has(window, 'finding-closed')).toBe(false);
  });

  test('an inspection started by mistake is set aside and comes back', async () => {
    await window.go(`/projects/${project}`);
    await window.click('start-inspection-JGJ59');
    await until('an inspection', () => window.run<boolean>('return /inspections\\//.test(location.hash)'));
    await window.click('set-aside');
    await until('set aside', async () => (await window.text('inspection-state')).includes('搁置'));
    await window.click('restore-inspection');
    await until('back', async () => (await window.text('inspection-state')).includes('检查中'));
  });

  test('no screen of it has an axe violation or lost text, in any language, theme or size', () => {
    expect(bad).toEqual([]);
  });
});
