// Starting the programs of this checkout, waiting for what they say, and ending them by their own process id.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** Pictures and data of the last run; git ignores it. */
export const out = join(root, 'tests/out');

/** A program as `cargo build` leaves it. */
export function program(name: string): string {
  const target = process.env['CARGO_TARGET_DIR'] ?? join(root, 'target');
  const path = join(target, 'debug', name);
  if (!existsSync(path)) throw new Error(`${path} is not built: run the stories through \`cargo xtask test\``);
  return path;
}

/** A new empty folder that stays after the run, for whoever looks into a failure. */
export function folder(name: string): string {
  const parent = join(out, 'data');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, `${name}-`));
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. */
export function run(name: string, args: string[], env: Record<string, string> = {}): Result {
  const done = spawnSync(program(name), args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { code: done.status ?? -1, stdout: done.stdout, stderr: done.stderr };
}

/** Runs a program that has to succeed, and reads the JSON that it answers. */
export function answer<T>(name: string, args: string[]): T {
  const done = run(name, [...args, '--json']);
  if (done.code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${done.code}: ${done.stderr}`);
  return JSON.parse(done.stdout) as T;
}

/** Repeats `look` until it gives something; a story waits for states, never for times. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (seen) return seen;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s in vain for: ${what}${last ? ` (${String(last)})` : ''}`);
}

/** A long-running child and its end. */
export class Running {
  private constructor(readonly child: ChildProcess) {}

  /** Starts and waits for the first line of standard output that `ready` accepts. */
  static async start(
    path: string,
    args: string[],
    options: { env?: Record<string, string>; ready?: (line: string) => boolean } = {},
  ): Promise<Running> {
    const child = spawn(path, args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that the end of a child takes along what the child has started.
      detached: true,
    });
    const running = new Running(child);
    let said = '';
    child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
    const ready = options.ready;
    if (ready) {
      await new Promise<void>((resolve, reject) => {
        let text = '';
        child.stdout?.on('data', (data: Buffer) => {
          text += data.toString();
          if (text.split('\n').slice(0, -1).some(ready)) resolve();
        });
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`${path} ended with ${code} before it was ready: ${said}`)));
      });
    }
    child.stdout?.resume();
    return running;
  }

  /** Ends the child and whatever it started, and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    process.kill(-child.pid, signal);
    const deaf = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), 10_000);
    await gone;
    clearTimeout(deaf);
  }
}
