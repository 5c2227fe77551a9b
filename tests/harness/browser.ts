// The browser view in Debian's Chromium.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page as PlaywrightPage } from 'playwright-core';
import type { Page } from './page.ts';
import { out } from './processes.ts';

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    // As root there is no sandbox to be had, and /dev/shm may be small in a container.
    args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });

export class BrowserPage implements Page {
  private constructor(
    readonly name: string,
    readonly page: PlaywrightPage,
  ) {}

  /** Opens the screens of a centre in a context of its own. */
  static async open(browser: Browser, name: string, url: string, viewport = { width: 390, height: 844 }): Promise<BrowserPage> {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'zh-CN' });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    await page.waitForSelector('h1');
    return new BrowserPage(name, page);
  }

  /** Signs in; a first password is changed at once. */
  async signIn(login: string, password: string, fresh?: string): Promise<void> {
    await this.type('sign-in-login', login);
    await this.type('sign-in-password', password);
    await this.click('sign-in-submit');
    if (fresh !== undefined) {
      await this.type('password-old', password);
      await this.type('password-new', fresh);
      await this.type('password-again', fresh);
      await this.click('password-submit');
    }
    await this.page.getByTestId('nav-me').first().waitFor();
  }

  async go(path: string): Promise<void> {
    await this.run('location.hash = args[0]; return true', `#${path}`);
  }

  click(id: string): Promise<void> {
    return this.page.getByTestId(id).first().click();
  }

  type(id: string, text: string): Promise<void> {
    return this.page.getByTestId(id).first().fill(text);
  }

  async choose(id: string, value: string): Promise<void> {
    await this.page.getByTestId(id).first().selectOption(value);
  }

  files(id: string, paths: string[]): Promise<void> {
    return this.page.getByTestId(id).first().setInputFiles(paths);
  }

  text(id: string): Promise<string> {
    return this.page.getByTestId(id).first().innerText();
  }

  run<T>(body: string, ...args: unknown[]): Promise<T> {
    return this.page.evaluate(`(async (...args) => { ${body} })(${args.map((a) => JSON.stringify(a)).join(', ')})`);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.waitForSelector('h1');
  }

  async picture(name: string): Promise<void> {
    mkdirSync(out, { recursive: true });
    await this.page.screenshot({ path: join(out, `${this.name}-${name}.png`), fullPage: true });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
