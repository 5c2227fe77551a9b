// The centre as those who run it know it: first administrator, people, import, revoked devices, backup, TLS, and being killed.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../harness/browser.ts';
import { Centre, type Person } from '../harness/centre.ts';
import { drawPhotos } from '../harness/photos.ts';
import { answer, folder, freePort, program, run, Running, until } from '../harness/processes.ts';
import { zip } from '../harness/zip.ts';

interface Problem {
  code: string;
  params: Record<string, unknown>;
}
interface Imported {
  created: string[];
  problems: { row: number; column: string; message: string }[];
}

/** A person at the centre's own interface, as a browser would be. */
class Caller {
  private cookie = '';

  constructor(private readonly url: string) {}

  async call<T>(name: string, request: object, raw?: Buffer): Promise<{ status: number; value: T & { error?: Problem } }> {
    const json = JSON.stringify(request);
    const answer = await fetch(`${this.url}/api/v1/commands/${name}`, {
      method: 'POST',
      body: raw ? new Uint8Array(raw) : json,
      headers: {
        'content-type': raw ? 'application/octet-stream' : 'application/json',
        'x-handheld': '1',
        'x-lang': 'en',
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(raw ? { 'x-request': encodeURIComponent(json) } : {}),
      },
    });
    const set = answer.headers.get('set-cookie');
    if (set) {
      expect(set).toMatch(/HttpOnly/i);
      expect(set).toMatch(/SameSite=(Lax|Strict)/i);
      this.cookie = set.split(';')[0] ?? '';
    }
    return { status: answer.status, value: (await answer.json()) as T & { error?: Problem } };
  }
}

/** The files of the catalogue of this checkout, as an administrator would pack them. */
function catalogue(at = join(import.meta.dirname, '../../catalogue'), inside = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const name = `${inside}${entry.name}`;
    if (entry.isDirectory()) Object.assign(files, catalogue(join(at, entry.name), `${name}/`));
    else if (name.endsWith('.toml')) files[name] = readFileSync(join(at, entry.name), 'utf8');
  }
  return files;
}
const refusal = (done: { code: number; stderr: string }): [number, string] => [
  done.code,
  (JSON.parse(done.stderr) as { error: Problem }).error.code,
];
const handheld = <T>(at: string, ...args: string[]): T => answer<T>('handheld', [...args, '--data', at]);
const PASSWORD = 'a long enough password';

describe('an empty centre', () => {
  let centre: Centre;
  let admin: Caller;
  const server = (...args: string[]): ReturnType<typeof run> => run('handheld-server', [...args, '--data', centre.data, '--json']);

  beforeAll(async () => {
    centre = await Centre.make('centre-empty');
  });
  afterAll(() => centre?.stop());

  test('init makes the first administrator once, whose first password must be changed', async () => {
    const first = centre.init('示范审批局', '王局');
    expect(refusal(server('init', '--organisation', '另一家', '--person', '另一人'))).toEqual([4, 'refused']);
    await centre.start();
    admin = new Caller(centre.url);
    const wrong = await admin.call('sign_in', { login: first.login, password: 'wrong' });
    const unknown = await admin.call('sign_in', { login: 'nobody', password: 'wrong' });
    expect([wrong.status, wrong.value]).toEqual([unknown.status, unknown.value]);
    const session = await admin.call<{ must_change_password: boolean }>('sign_in', first);
    expect(session.value.must_change_password).toBe(true);
    expect((await admin.call('organisations', {})).status).not.toBe(200);
    expect((await admin.call('change_password', { old: first.password, new: 'short' })).value.error?.code).toBe('weak_password');
    expect((await admin.call('change_password', { old: first.password, new: PASSWORD })).status).toBe(200);
    expect((await admin.call('organisations', {})).status).toBe(200);
  });

  test('a request from another site is refused, whatever cookie it carries', async () => {
    const answer = await fetch(`${centre.url}/api/v1/commands/organisations`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example', cookie: (admin as unknown as { cookie: string }).cookie },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test('an organisation code with a wrong check digit is refused, one with the right digit taken once', async () => {
    const add = (uscc: string): ReturnType<Caller['call']> =>
      admin.call('add_organisation', { name: '示范置业有限公司', kind: 'construction_unit', uscc });
    expect((await add('91330400MA2B000012')).status).not.toBe(200);
    expect((await add('91330400MA2B00001P')).status).toBe(200);
    expect((await add('91330400MA2B00001P')).value.error?.code).toBe('duplicate');
  });

  test('a table of projects names every bad row and makes nothing; a good one makes all, as CSV in UTF-8 or GBK and as XLSX', async () => {
    const heading = '项目代码,名称,阶段,区县,地址,建设单位信用代码';
    const row = (code: string, name: string, stage: string, uscc = '91330400MA2B00001P'): string =>
      [code, name, stage, '示范区', '示范路 1 号', uscc].join(',');
    const send = (name: string, body: Buffer, dry_run = false): Promise<{ status: number; value: Imported & { error?: Problem } }> =>
      admin.call<Imported>('import_projects', { file_name: name, dry_run }, body);
    const bad = [
      heading,
      row('2601-330402-04-01-200001', '好项目', '建设'),
      row('2601-330402-04-01-20000', '代码太短', '建设'),
      row('2601-330402-04-01-200003', '阶段不对', '装修'),
      row('2601-330402-04-01-200004', '单位不对', '建设', '91330400MA2B000012'),
    ].join('\n');
    const told = await send('项目.csv', Buffer.from(bad));
    expect(told.value.created).toEqual([]);
    expect(told.value.problems.map((problem) => problem.row)).toEqual([3, 4, 5]);
    expect(told.value.problems.every((problem) => problem.message !== '')).toBe(true);
    const listed = async (): Promise<number> =>
      (await admin.call<{ total: number }>('projects', { search: '', stage: null, offset: 0, limit: 1 })).value.total;
    expect(await listed()).toBe(0);

    const good = [heading, row('2601-330402-04-01-200001', '一号楼', '建设')].join('\n');
    expect((await send('项目.csv', Buffer.from(good), true)).value).toEqual({ created: [], problems: [] });
    expect(await listed()).toBe(0);
    expect((await send('项目.csv', Buffer.from(good))).value.created).toHaveLength(1);
    expect((await send('项目.csv', Buffer.from(good))).value.problems).toHaveLength(1);
    // «项目代码,名称,阶段,区县,建设单位信用代码» and a row in GBK, as spreadsheets of China still write CSV.
    const gbk = Buffer.from(
      'cfeec4bfb4fac2eb2cc3fbb3c62cbdd7b6ce2cc7f8cfd82cbda8c9e8b5a5cebbd0c5d3c3b4fac2eb0a' +
        Buffer.from('2601-330402-04-01-200002,').toString('hex') +
        'b6fec2a52cbda8c9e82ccabeb7b6c7f82c' +
        Buffer.from('91330400MA2B00001P\n').toString('hex'),
      'hex',
    );
    expect((await send('gbk.csv', gbk)).value).toMatchObject({ problems: [] });
    const cells = [heading, row('2601-330402-04-01-200003', '三号楼', '建设')].map((line) => line.split(','));
    expect((await send('项目.xlsx', workbook(cells))).value).toMatchObject({ problems: [] });
    expect(await listed()).toBe(3);
    expect((await send('broken.xlsx', workbook(cells).subarray(0, 300))).value.error?.code).toBe('damaged');
    expect((await send('empty.csv', Buffer.from('a,b\n1,2'))).value.error?.code).toBe('bad_input');
  });

  test('people are added on the command line, also while the centre serves', () => {
    const add = (role: string, login: string): ReturnType<typeof run> =>
      server('person', 'add', '--name', login, '--login', login, '--role', role, '--organisation', '示范审批局');
    expect(add('inspector', 'inspector.one').code).toBe(0);
    expect(refusal(add('inspector', 'inspector.one'))).toEqual([4, 'duplicate']);
    expect(add('wizard', 'nobody').code).toBe(2);
    expect(server('enrol-code', '--person', 'inspector.one').code).toBe(0);
    expect(refusal(server('enrol-code', '--person', 'nobody'))).toEqual([4, 'not_found']);
  });

  test('openapi names every command and route', async () => {
    const api = (await (await fetch(`${centre.url}/openapi.json`)).json()) as { openapi: string; paths: Record<string, unknown> };
    expect(api.openapi).toMatch(/^3\.1/);
    for (const path of ['/sync/v1/exchange', '/sync/v1/live', '/sync/v1/catalogue', '/blobs/{sha256}', '/api/v1/enrol']) {
      expect(Object.keys(api.paths), path).toContain(path);
    }
  });
});

describe('a centre at work', () => {
  let centre: Centre;
  let people: Person[];
  let photos: string[];
  let project: string;
  let deviceId: string;
  const device = folder('centre-device');
  const other = folder('centre-other');
  const server = (...args: string[]): ReturnType<typeof run> => run('handheld-server', [...args, '--json']);
  const start = (at: string): string =>
    handheld<{ id: string }>(at, 'inspection', 'start', '--project', project, '--template', 'JGJ59', '--stage', 'construction').id;
  const inspections = (at: string): string[] =>
    handheld<{ inspections: { id: string }[] }>(at, 'project', 'show', project).inspections.map((row) => row.id);

  beforeAll(async () => {
    const browser = await launch();
    photos = await drawPhotos(browser, folder('centre-photos'), 2);
    await browser.close();
    centre = await Centre.make('centre-work');
    people = centre.sample();
    await centre.start();
    const [first, second] = people.filter((person) => person.role === 'inspector' && person.enrol_code);
    deviceId = handheld<{ device: string }>(device, 'enrol', '--server', centre.url, '--code', first?.enrol_code ?? '').device;
    handheld(other, 'enrol', '--server', centre.url, '--code', second?.enrol_code ?? '');
    handheld(device, 'sync');
    handheld(other, 'sync');
    project = handheld<{ projects: { id: string }[] }>(device, 'projects', '--stage', 'construction').projects[0]?.id ?? '';
  });
  afterAll(() => centre?.stop());

  test('the sample answers the same people a second time, with used codes gone, and listens on loopback only', () => {
    const again = centre.sample();
    expect(again.map((person) => [person.name, person.password])).toEqual(people.map((person) => [person.name, person.password]));
    expect(again.filter((person) => person.enrol_code === null).length).toBeGreaterThanOrEqual(2);
    const beyond = run('handheld-server', ['serve', '--data', centre.data, '--listen', '0.0.0.0:0', '--json']);
    expect(beyond.code).toBe(4);
  });

  test('s02: a centre that is killed in the middle of exchanges loses nothing, and nothing comes twice', async () => {
    const made: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const id = start(device);
      made.push(id);
      for (const item of ['B02-01', 'B02-02', 'B02-03']) handheld(device, 'inspection', 'answer', id, item, '--score', '10');
      handheld(device, 'photo', 'add', photos[round % 2] ?? '', '--inspection', id, '--item', 'B02-05');
      const syncing = Running.start(program('handheld'), ['sync', '--data', device, '--json']).then((child) => child);
      await new Promise((resolve) => setTimeout(resolve, 15 * round));
      await centre.stop('SIGKILL');
      const child = await syncing;
      await until('the end of the sync', () => Promise.resolve(child.child.exitCode !== null || child.child.signalCode !== null));
      await centre.start();
    }
    handheld(device, 'sync');
    expect(handheld(device, 'status')).toMatchObject({ unsent: 0, photos_unsent: 0, quarantined: 0 });
    handheld(other, 'sync');
    const seen = inspections(other);
    for (const id of made) {
      expect(seen.filter((one) => one === id)).toHaveLength(1);
      const view = handheld<{ items: { id: string; answer: unknown; photos: unknown[] }[] }>(other, 'inspection', 'show', id);
      expect(view.items.filter((item) => item.answer)).toHaveLength(3);
      expect(view.items.find((item) => item.id === 'B02-05')?.photos).toHaveLength(1);
    }
    expect(server('check', '--data', centre.data).code).toBe(0);
  });

  test('j04: a catalogue that an administrator puts in force reaches a device with its next exchange and stays after a restart', async () => {
    const person = people.find((one) => one.role === 'administrator');
    const admin = new Caller(centre.url);
    await admin.call('sign_in', { login: person?.login, password: person?.password });
    const send = (name: string, files: Record<string, string>): ReturnType<Caller['call']> =>
      admin.call(name, { file_name: 'catalogue.zip' }, zip(files));
    const files = catalogue();
    const version = '2030-01-01';
    files['catalogue.toml'] = (files['catalogue.toml'] ?? '').replace(/^version = .*$/m, `version = "${version}"`);
    const wrong = await send('import_catalogue', { ...files, 'stages.toml': 'nothing' });
    expect((wrong.value as { problems?: unknown[] }).problems).not.toEqual([]);
    const before = handheld<{ catalogue: string }>(device, 'status').catalogue;
    handheld(device, 'sync');
    expect(handheld(device, 'status')).toMatchObject({ catalogue: before });
    const put = await send('import_catalogue', files);
    expect([put.status, put.value]).toMatchObject([200, { from: before, to: version, problems: [] }]);
    handheld(device, 'sync');
    expect(handheld(device, 'status')).toMatchObject({ catalogue: version });
    // The same one is not fetched again.
    const idle = handheld<{ requests: number }>(device, 'sync');
    expect(idle.requests).toBeLessThanOrEqual(1);
  });

  test('s20: after a restore from an older backup everything made since comes back from the devices', async () => {
    const before = start(device);
    handheld(device, 'sync');
    const backup = join(folder('centre-backup'), 'backup.zip');
    expect(server('backup', '--data', centre.data, '--out', backup).code).toBe(0);
    const since = start(device);
    handheld(device, 'photo', 'add', photos[0] ?? '', '--inspection', since);
    handheld(device, 'sync');
    expect(handheld(device, 'status')).toMatchObject({ unsent: 0, photos_unsent: 0 });
    await centre.stop();
    rmSync(centre.data, { recursive: true });
    expect(server('restore', '--data', centre.data, '--from', backup).code).toBe(0);
    expect(server('check', '--data', centre.data).code).toBe(0);
    await centre.start();
    handheld(device, 'sync');
    expect(handheld(device, 'status')).toMatchObject({ unsent: 0, photos_unsent: 0, quarantined: 0 });
    handheld(other, 'sync');
    expect(inspections(other)).toEqual(expect.arrayContaining([before, since]));
    const archive = join(folder('centre-export'), 'since.zip');
    expect(run('handheld', ['export', 'inspection', since, '--out', archive, '--data', other]).code).toBe(0);
  });

  test('a damaged backup is refused and leaves the folder empty', () => {
    const backup = join(folder('centre-backup'), 'backup.zip');
    server('backup', '--data', centre.data, '--out', backup);
    const bytes = readFileSync(backup);
    writeFileSync(backup, bytes.subarray(0, bytes.length - 2000));
    const empty = folder('centre-restore');
    const done = server('restore', '--data', empty, '--from', backup);
    expect(refusal(done)).toEqual([3, 'damaged']);
    expect(server('check', '--data', empty).code).not.toBe(0);
  });

  test('t40: a copied device folder is noticed and both go on under different actors, with nothing lost', () => {
    const copy = folder('centre-copy');
    cpSync(device, copy, { recursive: true });
    const [one, two] = [start(device), start(copy)];
    handheld(device, 'sync');
    handheld(copy, 'sync');
    handheld(copy, 'sync');
    const [three, four] = [start(device), start(copy)];
    for (const at of [device, copy, device, copy, other]) handheld(at, 'sync');
    expect(inspections(other)).toEqual(expect.arrayContaining([one, two, three, four]));
  });

  test('a19: a revoked device is told so; its records stay and can be read and exported', () => {
    const status = handheld<{ unsent: number }>(device, 'status');
    expect(status.unsent).toBe(0);
    const last = start(device);
    const devices = server('device', 'revoke', '--data', centre.data, deviceId);
    expect(devices.code).toBe(0);
    expect(refusal(run('handheld', ['sync', '--data', device, '--json']))).toEqual([4, 'device_revoked']);
    expect(handheld<{ id: string }>(device, 'inspection', 'show', last).id).toBe(last);
    expect(handheld<{ unsent: number }>(device, 'status').unsent).toBeGreaterThan(0);
  });

  test('tls: a certificate that the device trusts is taken, any other is not', async () => {
    const at = folder('centre-tls');
    const [ca, caKey, cert, key] = ['ca.pem', 'ca.key', 'cert.pem', 'cert.key'].map((name) => join(at, name)) as [string, string, string, string];
    const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    openssl(...make, '-keyout', caKey, '-out', ca, '-subj', '/CN=Handheld Check test');
    const leaf = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'];
    openssl(...make, '-keyout', key, '-out', cert, '-CA', ca, '-CAkey', caKey, '-subj', '/CN=localhost', ...leaf);
    const data = join(at, 'centre');
    const { people: sampled } = answer<{ people: Person[] }>('handheld-server', ['sample', '--data', data]);
    const port = await freePort();
    const serve = ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--tls-cert', cert, '--tls-key', key];
    const serving = await Running.start(program('handheld-server'), serve, { ready: (line) => line.includes('https://') });
    try {
      const code = sampled.find((person) => person.role === 'inspector')?.enrol_code ?? '';
      const enrol = ['enrol', '--server', `https://localhost:${port}`, '--code', code, '--data', join(at, 'device'), '--json'];
      expect(refusal(run('handheld', enrol))).toEqual([5, 'not_the_centre']);
      expect(run('handheld', enrol, { SSL_CERT_FILE: ca }).code).toBe(0);
      expect(run('handheld', ['sync', '--data', join(at, 'device'), '--json'], { SSL_CERT_FILE: ca }).code).toBe(0);
    } finally {
      await serving.stop();
    }
  });
});

/** A workbook with one sheet of texts, as small as the format allows. */
function workbook(rows: string[][]): Buffer {
  const letter = (n: number): string => String.fromCharCode(65 + n);
  const cell = (text: string, row: number, column: number): string =>
    `<c r="${letter(column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const sheet = rows.map((cells, row) => `<row r="${row + 1}">${cells.map((text, n) => cell(text, row, n)).join('')}</row>`);
  const xml = '<?xml version="1.0" encoding="UTF-8"?>';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zip({
    '[Content_Types].xml': `${xml}<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/></Types>`,
    '_rels/.rels': `${xml}<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${relation}"><sheets><sheet name="项目" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${xml}<worksheet xmlns="${main}"><sheetData>${sheet.join('')}</sheetData></worksheet>`,
  });
}
