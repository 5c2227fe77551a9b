// `handheld` on a device, against a real centre: what scripts rely on. Keys and exit codes are a public contract.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../harness/browser.ts';
import { Centre, type Person } from '../harness/centre.ts';
import { drawPhotos } from '../harness/photos.ts';
import { answer, folder, program, run, Running, until } from '../harness/processes.ts';
import { unzip } from '../harness/zip.ts';

interface Status {
  unsent: number;
  photos_unsent: number;
  last_sync: string | null;
  quarantined: number;
  conflicts: number;
  free_bytes: number;
}
interface Answer {
  answer: { kind: string; points?: number };
  note: string;
  by: { name: string };
  at: string;
}
interface Item {
  id: string;
  answer: Answer | null;
  conflict: Answer[];
  photos: { id: string; sha256: string }[];
}
interface Inspection {
  id: string;
  state: string;
  stage: string;
  items: Item[];
  missing: unknown[];
}

let centre: Centre;
let people: Person[];
let photos: string[];
let project: string;
let inspection: string;
const one = folder('device-one');
const two = folder('device-two');

/** Runs `handheld` and gives code and error of a refusal. */
function refused(args: string[], at = one): { exit: number; code: string } {
  const done = run('handheld', [...args, '--data', at, '--json']);
  expect(done.stdout).toBe('');
  const { error } = JSON.parse(done.stderr) as { error: { code: string; message: string; next: string } };
  expect(error.message).not.toBe('');
  expect(error.next).not.toBe('');
  return { exit: done.code, code: error.code };
}
const ask = <T>(args: string[], at = one): T => answer<T>('handheld', [...args, '--data', at]);
const item = (of: Inspection, id: string): Item => of.items.find((item) => item.id === id) as Item;

beforeAll(async () => {
  const browser = await launch();
  photos = await drawPhotos(browser, folder('device-photos'), 2);
  await browser.close();
  centre = await Centre.make('device-centre');
  people = centre.sample();
  await centre.start();
});
afterAll(() => centre?.stop());

describe('a device on the command line', () => {
  test('before enrolment everything says what to do, and nothing is changed', () => {
    expect(refused(['projects'])).toEqual({ exit: 4, code: 'not_enrolled' });
    expect(refused(['sync'])).toEqual({ exit: 4, code: 'not_enrolled' });
    expect(refused(['enrol', '--server', 'http://192.0.2.1', '--code', 'X'])).toEqual({ exit: 2, code: 'insecure_url' });
    expect(refused(['enrol', '--server', centre.url, '--code', 'AAAAA-AAAAA'])).toEqual({
      exit: 4,
      code: 'enrol_code_refused',
    });
    expect(refused(['enrol', '--server', 'http://127.0.0.1:9', '--code', 'X'])).toEqual({ exit: 5, code: 'no_connection' });
    expect(ask<Status>(['status'])).toMatchObject({ unsent: 0, photos_unsent: 0, last_sync: null, quarantined: 0 });
  });

  test('a07: a code enrols one device, and a device is enrolled once', () => {
    const [first, second] = people.filter((person) => person.role === 'inspector' && person.enrol_code);
    const enrol = ['enrol', '--server', centre.url, '--name', 'tablet', '--code'];
    const made = ask<{ device: string; person: { name: string }; role: string }>([...enrol, first?.enrol_code ?? '']);
    expect(made.person.name).toBe(first?.name);
    expect(made.role).toBe('inspector');
    expect(refused([...enrol, first?.enrol_code ?? ''])).toEqual({ exit: 4, code: 'already_enrolled' });
    expect(refused([...enrol, first?.enrol_code ?? ''], two)).toEqual({ exit: 4, code: 'enrol_code_refused' });
    ask([...enrol, second?.enrol_code ?? ''], two);
  });

  test('projects are found by one, two and more characters, by code and by stage', () => {
    const synced = ask<{ received: number; requests: number; rejected: unknown[] }>(['sync']);
    expect(synced.received).toBeGreaterThan(20);
    expect(synced.rejected).toEqual([]);
    const list = (...more: string[]): { id: string; code: string; name: string; stage: string }[] =>
      ask<{ projects: { id: string; code: string; name: string; stage: string }[] }>(['projects', ...more]).projects;
    const all = list();
    const known = all[0];
    if (!known) throw new Error('no projects');
    for (const text of [known.name.slice(0, 1), known.name.slice(0, 2), known.name, known.code]) {
      expect(list('--search', text).map((row) => row.id), text).toContain(known.id);
    }
    expect(list('--search', '𠮷没有这个项目')).toEqual([]);
    const building = list('--stage', 'construction');
    expect(building.length).toBeGreaterThanOrEqual(2);
    expect(building.every((row) => row.stage === 'construction')).toBe(true);
    const shown = ask<{ stages: unknown[]; matters: { code: string }[]; inspections: { state: string }[]; findings: unknown[] }>(
      ['project', 'show', known.code],
    );
    expect(shown.stages).toHaveLength(6);
    expect(shown.matters.length).toBeGreaterThan(0);
    const free = building.find((row) =>
      ask<{ inspections: { state: string }[] }>(['project', 'show', row.id]).inspections.every((i) => i.state !== 'in_progress'),
    );
    project = free?.id ?? '';
    expect(project).not.toBe('');
    expect(refused(['project', 'show', '00000000-0000-7000-8000-000000000000'])).toEqual({ exit: 4, code: 'not_found' });
  });

  test('answers are kept with note, author and time; what an item does not take is refused', () => {
    const start = ['inspection', 'start', '--project', project, '--template', 'JGJ59', '--stage'];
    expect(refused([...start, 'registration'])).toEqual({ exit: 4, code: 'wrong_stage' });
    const made = ask<Inspection>([...start, 'construction']);
    inspection = made.id;
    expect(made).toMatchObject({ state: 'in_progress', stage: 'construction' });
    const say = (...more: string[]): Inspection => ask(['inspection', 'answer', inspection, ...more]);
    say('B02-01', '--score', '10');
    say('B02-02', '--deduct', '2', '--note', '大门未锁', '--deduct', '1', '--note', '无登记');
    say('B02-03', '--result', 'na');
    const shown = ask<Inspection>(['inspection', 'show', inspection]);
    expect(item(shown, 'B02-02').answer?.answer).toEqual({
      kind: 'deductions',
      deductions: [
        { points: 2, note: '大门未锁' },
        { points: 1, note: '无登记' },
      ],
    });
    expect(item(shown, 'B02-02').answer?.by.name).not.toBe('');
    expect(item(shown, 'B02-02').answer?.at).toMatch(/^\d{4}-\d\d-\d\dT.*\+08:00$/);
    expect(refused(['inspection', 'answer', inspection, 'B02-01', '--score', '11']).exit).toBe(4);
    expect(refused(['inspection', 'answer', inspection, 'B99-01', '--score', '1']).code).toBe('unknown_name');
    expect(run('handheld', ['inspection', 'answer', inspection, 'B02-01', '--data', one, '--json']).code).toBe(2);
  });

  test('s17: what is missing never blocks an answer, only finishing, which lists everything at once', () => {
    ask(['inspection', 'answer', inspection, 'B02-05', '--score', '9']);
    const done = run('handheld', ['inspection', 'finish', inspection, '--data', one, '--json']);
    expect(done.code).toBe(4);
    const { error } = JSON.parse(done.stderr) as { error: { code: string; params: { items: { item: string; lack: string }[] } } };
    expect(error.code).toBe('incomplete');
    expect(error.params.items).toContainEqual({ item: 'B02-02', lack: 'photo' });
    expect(error.params.items).toContainEqual({ item: 'B02-05', lack: 'photo' });
    expect(error.params.items).toContainEqual({ item: 'B02-05', lack: 'note' });
    ask(['inspection', 'answer', inspection, 'B02-05', '--score', '9', '--note', '通道堆物']);
  });

  test('a photo is taken in as it is; what is none is refused with the reason', () => {
    for (const [n, at] of ['B02-02', 'B02-05'].entries()) {
      const file = photos[n] ?? '';
      const added = ask<{ photo: string; sha256: string }>(['photo', 'add', file, '--inspection', inspection, '--item', at]);
      expect(added.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
    }
    const text = join(folder('device-text'), 'notes.txt');
    writeFileSync(text, 'no photo');
    expect(refused(['photo', 'add', text, '--inspection', inspection])).toEqual({ exit: 3, code: 'photo_unreadable' });
    expect(ask<Status>(['status']).photos_unsent).toBe(2);
  });

  test('t34: two inspectors who did not know of each other keep both answers, and equal ones are no conflict', () => {
    ask(['sync']);
    ask(['sync'], two);
    ask(['inspection', 'answer', inspection, 'B02-06', '--score', '10']);
    ask(['inspection', 'answer', inspection, 'B02-07', '--score', '10']);
    ask(['inspection', 'answer', inspection, 'B02-06', '--score', '4', '--note', '灭火器过期'], two);
    ask(['inspection', 'answer', inspection, 'B02-07', '--score', '10'], two);
    ask(['sync']);
    ask(['sync'], two);
    ask(['sync']);
    for (const at of [one, two]) {
      const shown = ask<Inspection>(['inspection', 'show', inspection], at);
      expect(item(shown, 'B02-06').conflict.map((answer) => answer.answer.points).sort()).toEqual([10, 4]);
      expect(item(shown, 'B02-07').conflict).toEqual([]);
      expect(ask<Status>(['status'], at).conflicts).toBe(1);
    }
    ask(['inspection', 'answer', inspection, 'B02-06', '--score', '4', '--note', '以现场为准']);
    expect(ask<Status>(['status']).conflicts).toBe(0);
  });

  test('an inspection that is finished, sent and received is filed and cannot be reopened', () => {
    // Item B02-06 always asks for a photo.
    ask(['photo', 'add', photos[0] ?? '', '--inspection', inspection, '--item', 'B02-06']);
    expect(ask<Inspection>(['inspection', 'finish', inspection]).state).toBe('finished');
    expect(ask<Inspection>(['inspection', 'reopen', inspection]).state).toBe('in_progress');
    expect(ask<Inspection>(['inspection', 'finish', inspection]).state).toBe('finished');
    const synced = ask<{ sent: number; bytes_up: number; bytes_down: number; requests: number }>(['sync']);
    expect(synced.sent).toBeGreaterThan(0);
    expect(ask<Status>(['status'])).toMatchObject({ unsent: 0, photos_unsent: 0, quarantined: 0 });
    expect(ask<Inspection>(['inspection', 'show', inspection]).state).toBe('filed');
    expect(refused(['inspection', 'reopen', inspection])).toEqual({ exit: 4, code: 'filed' });
  });

  test('the archive holds every photo and every file matches its digest', () => {
    const out = join(folder('device-export'), 'inspection.zip');
    // Made by the other inspector: the photos are fetched from the centre.
    ask(['sync'], two);
    ask(['export', 'inspection', inspection, '--out', out], two);
    const files = unzip(readFileSync(out));
    const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '{}') as { sha256: Record<string, string> };
    expect(Object.keys(manifest.sha256).sort()).toEqual([...files.keys()].filter((name) => name !== 'manifest.json').sort());
    for (const [name, digest] of Object.entries(manifest.sha256)) {
      expect(createHash('sha256').update(files.get(name) ?? '').digest('hex'), name).toBe(digest);
    }
    expect([...files.keys()].filter((name) => name.startsWith('photos/'))).toHaveLength(2);
    const map = join(folder('device-export'), 'inspection.geojson');
    ask(['export', 'inspection', inspection, '--out', map]);
    expect(JSON.parse(readFileSync(map, 'utf8'))).toMatchObject({ type: 'FeatureCollection' });
    expect(refused(['export', 'inspection', inspection, '--out', `${map}.doc`]).exit).toBe(2);
  });

  test('t03: the index made again from changes alone gives the same answers', () => {
    const look = (): unknown[] => [
      ask(['projects']),
      ask(['project', 'show', project]),
      ask(['inspection', 'show', inspection]),
      ask(['projects', '--search', '厂']),
    ];
    const before = look();
    expect(ask<{ documents: number }>(['store', 'rebuild']).documents).toBeGreaterThan(20);
    expect(look()).toEqual(before);
  });

  test('t16: without the centre a sync ends with 5 and changes nothing', async () => {
    await centre.stop();
    const before = ask<Status>(['status']);
    expect(refused(['sync'])).toEqual({ exit: 5, code: 'no_connection' });
    expect(ask<Status>(['status'])).toMatchObject({ unsent: before.unsent, last_sync: before.last_sync });
    await centre.start();
  });

  test('d13: while one process holds the store another is told so, and a killed one never blocks the next', async () => {
    const holding = await Running.start(program('handheld'), ['sync', '--watch', '--data', one, '--json'], {
      ready: (line) => line.includes('requests'),
    });
    expect(refused(['status'])).toEqual({ exit: 4, code: 'store_in_use' });
    await holding.stop('SIGKILL');
    expect(ask<Status>(['status']).quarantined).toBe(0);
  });

  test('a watching device fetches what another sends, without being asked', async () => {
    const watching = await Running.start(program('handheld'), ['sync', '--watch', '--data', two, '--json'], {
      ready: (line) => line.includes('requests'),
    });
    let said = '';
    watching.child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    const made = ask<Inspection>(['inspection', 'start', '--project', project, '--template', 'JGJ59', '--stage', 'construction']);
    ask(['sync']);
    await until('news', () => Promise.resolve(/"received":[1-9]/.test(said)));
    await watching.stop();
    expect(ask<Inspection>(['inspection', 'show', made.id], two).id).toBe(made.id);
  });

  test('d11: a photo whose bytes have changed on disk is named by the check', () => {
    expect(ask<{ ok: boolean }>(['store', 'check']).ok).toBe(true);
    const root = join(one, 'photos');
    const found = readdirSync(root, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile());
    if (!found) throw new Error('no photo on disk');
    const path = join(found.parentPath, found.name);
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(path, bytes);
    const done = run('handheld', ['store', 'check', '--data', one, '--json']);
    expect(done.code).toBe(1);
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: false });
    expect(done.stdout).toContain(found.name);
  });

  test('d10: a damaged database is moved aside and named, never replaced in silence', () => {
    const db = join(two, 'handheld.db');
    writeFileSync(db, Buffer.concat([Buffer.from('not a database at all'), Buffer.alloc(8192, 7)]));
    const done = run('handheld', ['status', '--data', two, '--json']);
    expect(done.code).toBe(3);
    const { error } = JSON.parse(done.stderr) as { error: { code: string; params: { path: string } } };
    expect(error.code).toBe('store_damaged');
    expect(readFileSync(error.params.path).subarray(0, 3).toString()).toBe('not');
  });
});
