// The real window, driven by WebKitWebDriver over plain HTTP on an X server of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from './page.ts';
import { freePort, out, program, Running, until } from './processes.ts';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** An X server without a screen, on the first free display. */
async function display(): Promise<{ name: string; stop: () => void }> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x960x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { name: `:${number}`, stop: () => child.kill() };
}

export class AppWindow implements Page {
  private constructor(
    readonly name: string,
    private readonly base: string,
    private readonly driver: Running,
    private readonly screen: { stop: () => void },
    private session: string,
  ) {}

  /** Opens the window on a data folder. */
  static async open(name: string, data: string): Promise<AppWindow> {
    const screen = await display();
    const port = await freePort();
    const driver = await Running.start('WebKitWebDriver', [`--port=${port}`], {
      // Without TAURI_WEBVIEW_AUTOMATION the request for a session would wait for ever.
      env: { DISPLAY: screen.name, TAURI_WEBVIEW_AUTOMATION: 'true', HANDHELD_DATA_DIR: data },
    });
    const window = new AppWindow(name, `http://127.0.0.1:${port}`, driver, screen, '');
    try {
      await until('WebKitWebDriver', async () => (await fetch(`${window.base}/status`)).ok, 20);
      const capabilities = {
        alwaysMatch: { 'webkitgtk:browserOptions': { binary: program('handheld-check'), args: [] } },
      };
      const made = await window.ask<{ sessionId: string }>('POST', '/session', { capabilities });
      window.session = `/session/${made.sessionId}`;
      await window.ask('POST', `${window.session}/timeouts`, { script: 60_000, pageLoad: 60_000, implicit: 0 });
      await until('the screens', () => window.run<boolean>('return !!document.querySelector("h1")'));
      return window;
    } catch (error) {
      await window.close();
      throw error;
    }
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.base + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  private async find(id: string): Promise<string> {
    return until(`"${id}" in the window`, async () => {
      const value = `[data-testid="${id}"]`;
      const found = await this.ask<Record<string, string>>('POST', `${this.session}/element`, {
        using: 'css selector',
        value,
      });
      return found[ELEMENT];
    });
  }

  private async act(id: string, what: string, body: unknown): Promise<void> {
    await until(`${what} on "${id}"`, async () => {
      await this.ask('POST', `${this.session}/element/${await this.find(id)}/${what}`, body);
      return true;
    });
  }

  async go(path: string): Promise<void> {
    await this.run('location.hash = args[0]; return true', `#${path}`);
  }

  /** Brings an element to the middle: the driver scrolls as little as it can, and then it may lie under the bar at the foot. */
  private async centre(id: string): Promise<void> {
    await this.run('document.querySelector(`[data-testid="${args[0]}"]`)?.scrollIntoView({ block: "center" }); return true', id);
  }

  /** Clicks; what WebKitWebDriver cannot reach by the pointer after scrolling (a defect of its own) is pressed with the Enter key. */
  async click(id: string): Promise<void> {
    const element = await this.find(id);
    try {
      await this.ask('POST', `${this.session}/element/${element}/click`, {});
    } catch (error) {
      if (String(error).includes('not interactable')) return this.act(id, 'value', { text: '\uE007' });
      await until(`click on "${id}"`, async () => {
        await this.find(id);
        await this.centre(id);
        await this.ask('POST', `${this.session}/element/${await this.find(id)}/click`, {});
        return true;
      });
    }
  }

  /** Types into a field, and again when the keys came before the field had taken the focus: on a busy machine some are lost. */
  async type(id: string, text: string): Promise<void> {
    await until(`${JSON.stringify(text)} in ${id}`, async () => {
      await this.find(id);
      await this.centre(id);
      await this.act(id, 'clear', {});
      await this.act(id, 'value', { text });
      const stands = await this.ask<string>('GET', `${this.session}/element/${await this.find(id)}/property/value`);
      return stands === text;
    });
  }

  async choose(id: string, value: string): Promise<void> {
    await this.find(id);
    await this.run(
      'const e = document.querySelector(`[data-testid="${args[0]}"]`); e.value = args[1]; e.dispatchEvent(new Event("change", { bubbles: true })); return true',
      id,
      value,
    );
  }

  files(id: string, paths: string[]): Promise<void> {
    return this.act(id, 'value', { text: paths.join('\n') });
  }

  async text(id: string): Promise<string> {
    return this.ask<string>('GET', `${this.session}/element/${await this.find(id)}/text`);
  }

  async run<T>(body: string, ...args: unknown[]): Promise<T> {
    const script = `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
      (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = await this.ask<{ value: T; error?: string }>('POST', `${this.session}/execute/async`, { script, args });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }

  async reload(): Promise<void> {
    await this.ask('POST', `${this.session}/refresh`, {});
    await until('the screens', () => this.run<boolean>('return !!document.querySelector("h1")'));
  }

  async picture(name: string): Promise<void> {
    mkdirSync(out, { recursive: true });
    const png = await this.ask<string>('GET', `${this.session}/screenshot`);
    writeFileSync(join(out, `${this.name}-${name}.png`), Buffer.from(png, 'base64'));
  }

  async close(): Promise<void> {
    if (this.session) await this.ask('DELETE', this.session).catch(() => undefined);
    await this.driver.stop();
    this.screen.stop();
  }
}
