// An empty centre becomes one with a project, an assigned inspector and a filed inspection, through the screens alone.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BrowserPage, launch } from '../harness/browser.ts';
import { Centre } from '../harness/centre.ts';
import { attributes, has } from '../harness/page.ts';
import { drawPhotos } from '../harness/photos.ts';
import { folder, until } from '../harness/processes.ts';
import { AppWindow } from '../harness/window.ts';

const DESK = { width: 1440, height: 900 };
const PASSWORD = 'Qiao-Tou-2026-hao';
let browser: Browser;
let centre: Centre;
let window: AppWindow | undefined;

beforeAll(async () => {
  browser = await launch();
  centre = await Centre.make('empty-centre');
});

afterAll(async () => {
  await window?.close();
  await centre?.stop();
  await browser?.close();
});

async function addOrganisation(page: BrowserPage, name: string, kind: string, uscc: string): Promise<void> {
  await page.go('/organisations');
  await page.click('add-organisation');
  await page.type('organisation-name', name);
  await page.choose('organisation-kind', kind);
  await page.type('organisation-uscc', uscc);
  await page.click('organisation-submit');
  await page.page.getByTestId('organisation-row').filter({ hasText: name }).waitFor();
}

async function addPerson(page: BrowserPage, name: string, login: string, role: string, unit: string): Promise<string> {
  await page.go('/people');
  await page.click('add-person');
  await page.type('person-name', name);
  await page.type('person-login', login);
  await page.choose('person-role', role);
  await page.page.getByTestId('person-organisation').selectOption({ label: unit });
  await page.click('person-submit');
  const password = await page.text('first-password');
  await page.click('sheet-close');
  return password.trim();
}

test('an empty centre becomes one with a project, an assigned inspector and a filed inspection', async () => {
  const admin = centre.init('示范园区管委会', '管理员甲');
  await centre.start();
  const page = await BrowserPage.open(browser, 'empty-admin', centre.url, DESK);
  await page.signIn(admin.login, admin.password, PASSWORD);
  await addOrganisation(page, '示范质安站', 'authority', '');
  await addOrganisation(page, '示范置业有限公司', 'construction_unit', '91350100M000100Y43');
  const ownerPassword = await addPerson(page, '业主乙', 'owner.yi', 'owner', '示范置业有限公司');
  await addPerson(page, '检查员丙', 'inspector.bing', 'inspector', '示范质安站');
  await page.picture('01-people');

  await page.go('/projects/new');
  await page.type('project-code', '2026-330402-70-03-123456');
  await page.type('project-name', '示范一号厂房');
  await page.page.getByTestId('project-owner').selectOption({ label: '示范置业有限公司' });
  await page.choose('project-stage', 'construction');
  await page.type('project-district', '示范区');
  await page.type('project-address', '示范路1号');
  await page.click('project-submit');
  await page.page.getByRole('heading', { level: 1, name: '示范一号厂房' }).waitFor();
  const assign = page.page.getByTestId('assign-person');
  await assign.selectOption(await assign.locator('option', { hasText: '检查员丙' }).getAttribute('value'));
  await page.click('assign-person-submit');
  await page.page.getByTestId('assigned-person').filter({ hasText: '检查员丙' }).waitFor();
  await page.picture('02-project');

  await page.go('/people');
  await page.page.locator('[data-testid="person-row"][data-login="inspector.bing"]').click();
  await page.click('make-enrol-code');
  await page.page.getByTestId('enrol-qr').waitFor();
  const code = (await page.text('enrol-code-text')).trim();
  await page.picture('03-enrol-code');

  window = await AppWindow.open('empty', folder('empty-device'));
  const inspector = window;
  await inspector.type('enrol-server', centre.url);
  await inspector.type('enrol-code', code);
  await inspector.type('enrol-name', '平板一');
  await inspector.picture('04-enrol');
  await inspector.click('enrol-submit');
  await inspector.click('nav-projects');
  await inspector.click('project-row');
  await inspector.click('start-inspection-JGJ59');
  const inspection = await until('an inspection', () =>
    inspector.run<string>('return location.hash.match(/inspections\\/([0-9a-f-]{36})/)?.[1] ?? ""'),
  );
  // B02-05 and B02-06 always ask for a photo.
  const photos = await drawPhotos(browser, folder('empty-photos'), 2);
  for (let n = 1; n <= 10; n += 1) {
    const item = `B02-${String(n).padStart(2, '0')}`;
    await inspector.go(`/inspections/${inspection}/items/${item}`);
    await until(item, () => inspector.run<boolean>('return document.querySelector("h1").textContent.includes(args[0])', item));
    await inspector.click('answer-full');
    await until(`${item} saved`, () => has(inspector, 'saved'));
    const photo = photos[n - 5];
    if (photo !== undefined) {
      await inspector.files('photo-input', [photo]);
      await until('the photo', async () => (await attributes(inspector, 'photo', 'data-testid')).length === 1);
    }
  }
  await inspector.go(`/inspections/${inspection}/check`);
  await inspector.click('finish');
  await until('已归档', async () => (await inspector.text('inspection-state')).includes('已归档'), 120);
  await inspector.picture('05-filed');

  const owner = await BrowserPage.open(browser, 'empty-owner', centre.url);
  await owner.signIn('owner.yi', ownerPassword, `${PASSWORD}-2`);
  await owner.go(`/inspections/${inspection}`);
  await until('已归档', async () => (await owner.text('inspection-state')).includes('已归档'));
  await owner.picture('06-filed');
  expect(await owner.run('return location.hash')).toContain(inspection);
});
