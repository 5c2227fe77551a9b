// D01, D13: `kill -9` at random moments while answers and photos are being saved. The oracle is what the program said on its
// pipe before it died: everything that it showed as saved must be there afterwards, and no killed process may block the next.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../harness/browser.ts';
import { Centre } from '../harness/centre.ts';
import { drawPhotos } from '../harness/photos.ts';
import { answer, folder, program } from '../harness/processes.ts';

const ROUNDS = Number(process.env['HANDHELD_KILL_ROUNDS'] ?? 200);
const SEED = Number(process.env['HANDHELD_KILL_SEED'] ?? 20260928);
const data = folder('kill-device');
const at = ['--data', data];
let centre: Centre;
let inspection = '';
let photos: string[] = [];

/** Small numbers that replay: mulberry32. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Shown {
  items: { id: string; answer: { note: string } | null; photos: { id: string }[] }[];
  tray: { id: string }[];
}

beforeAll(async () => {
  centre = await Centre.make('kill-centre');
  const inspector = centre.sample().find((person) => person.role === 'inspector' && person.enrol_code);
  await centre.start();
  answer('handheld', ['enrol', '--server', centre.url, '--code', inspector?.enrol_code ?? '', ...at]);
  answer('handheld', ['sync', ...at]);
  await centre.stop();
  const { projects } = answer<{ projects: { id: string }[] }>('handheld', ['projects', '--stage', 'construction', ...at]);
  const start = ['inspection', 'start', '--project', projects[0]?.id ?? '', '--template', 'JGJ59', '--stage', 'construction'];
  inspection = answer<{ id: string }>('handheld', [...start, ...at]).id;
  const browser = await launch();
  photos = await drawPhotos(browser, folder('kill-photos'), 6);
  await browser.close();
});

afterAll(async () => {
  await centre?.stop();
  rmSync(data, { recursive: true, force: true });
});

/** Starts a command, kills it after `ms`, and gives back what it had said as whole JSON by then. */
function killed(args: string[], ms: number): Promise<{ said: unknown; took: number; hit: boolean }> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(program('handheld'), [...args, ...at, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    child.once('error', reject);
    child.once('close', (_, signal) => {
      clearTimeout(timer);
      let said: unknown;
      try {
        said = JSON.parse(text);
      } catch {
        said = undefined;
      }
      resolve({ said, took: performance.now() - begun, hit: signal === 'SIGKILL' });
    });
  });
}

test(`d01: ${ROUNDS} rounds of kill -9 lose nothing that was shown as saved (seed ${SEED})`, async () => {
  const random = chance(SEED);
  const notes = new Map<string, string>();
  const tried = new Map<string, Set<string>>();
  const kept = new Set<string>();
  // What an answer and a photo usually take here; the kill falls somewhere within and a little after.
  const usual = { answer: 300, photo: 900 };
  let hits = 0;
  let saved = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const what = round % 4 === 3 ? 'photo' : 'answer';
    const ms = Math.floor(random() * usual[what] * 1.3);
    if (what === 'photo') {
      const photo = photos[Math.floor(random() * photos.length)] ?? '';
      const end = await killed(['photo', 'add', photo, '--inspection', inspection, '--item', 'B02-01'], ms);
      const id = (end.said as { photo?: string } | undefined)?.photo;
      if (id) {
        kept.add(id);
        usual.photo = 0.8 * usual.photo + 0.2 * end.took;
      }
      hits += Number(end.hit);
      saved += Number(id !== undefined);
    } else {
      const item = `B02-${String(1 + Math.floor(random() * 10)).padStart(2, '0')}`;
      const note = `第${round}轮`;
      const end = await killed(['inspection', 'answer', inspection, item, '--score', '5', '--note', note], ms);
      if (end.said === undefined) {
        tried.set(item, (tried.get(item) ?? new Set()).add(note));
      } else {
        notes.set(item, note);
        tried.delete(item);
        usual.answer = 0.9 * usual.answer + 0.1 * end.took;
        saved += 1;
      }
      hits += Number(end.hit);
    }
    if (round % 10 === 9 || round === ROUNDS - 1) check(round, notes, tried, kept);
  }
  answer('handheld', ['store', 'check', ...at]);
  answer('handheld', ['store', 'rebuild', ...at]);
  check(ROUNDS, notes, tried, kept);
  console.log(`kill -9: ${ROUNDS} rounds, ${hits} killed, ${saved} shown as saved, ${kept.size} photos; nothing lost`);
  expect(hits).toBeGreaterThan(ROUNDS / 4);
  expect(saved).toBeGreaterThan(ROUNDS / 10);
  expect(kept.size).toBeGreaterThan(ROUNDS / 40);
});

/** Everything shown as saved is there; an answer that was cut off before it was shown may be there instead of the last one. */
function check(round: number, notes: Map<string, string>, tried: Map<string, Set<string>>, kept: Set<string>): void {
  const view = answer<Shown>('handheld', ['inspection', 'show', inspection, ...at]);
  for (const [id, note] of notes) {
    const found = view.items.find((item) => item.id === id)?.answer?.note;
    const allowed = [note, ...(tried.get(id) ?? [])];
    expect(allowed, `round ${round}, ${id}`).toContain(found);
  }
  const there = new Set([...view.tray, ...view.items.flatMap((item) => item.photos)].map((photo) => photo.id));
  expect([...kept].filter((id) => !there.has(id)), `photos after round ${round}`).toEqual([]);
}
