// Measured against designed, on the spot: a design file in instrument order comes into the window, eight points are entered of which
// one fails by 55.3 mm, the verdict names it, the surveyor signs, the planning bureau returns it in its browser, and a new design
// version makes the next signature stale (J17, J22). Then a recorded receiver drives the guide to a stake.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrowserPage, launch } from '../harness/browser.ts';
import { Centre, type Person } from '../harness/centre.ts';
import { wrongs } from '../harness/faces.ts';
import { attributes, has } from '../harness/page.ts';
import { drawPhotos } from '../harness/photos.ts';
import { answer, folder, root, until } from '../harness/processes.ts';
import { AppWindow } from '../harness/window.ts';

/** Corners of two buildings by design: north, east. */
const design: Record<string, [number, number]> = {
  A1: [3404901.2, 571888.8],
  A2: [3404901.2, 571936.8],
  A3: [3404877.2, 571936.8],
  A4: [3404877.2, 571888.8],
  B1: [3404941.2, 571888.8],
  B2: [3404941.2, 571936.8],
  B3: [3404917.2, 571936.8],
  B4: [3404917.2, 571888.8],
};
/** What is measured beside it, in mm: A3 is off by 55.3. */
const off: Record<string, [number, number]> = {
  A1: [18, -11],
  A2: [30, 40],
  A3: [-36, 42],
  A4: [0, 0],
  B1: [4, 7],
  B2: [-12, 3],
  B3: [5, -9],
  B4: [-2, -2],
};
const control: [number, number, number] = [3404841.2, 571848.8, 4.215];

/** A file as total stations write it: name, code, east, north, height. */
function instrumentFile(name: string, points: Record<string, [number, number, number?]>): string {
  const rows = Object.entries(points).map(([point, [x, y, h]]) => `${point},,${y.toFixed(3)},${x.toFixed(3)},${h?.toFixed(3) ?? ''}`);
  const path = join(folder('survey-files'), name);
  writeFileSync(path, `${rows.join('\r\n')}\r\n`);
  return path;
}

describe('a survey', () => {
  let browser: Browser;
  let centre: Centre;
  let window: AppWindow;
  let bureau: BrowserPage;
  let project: string;
  let survey: string;
  const bad: string[] = [];

  const state = (page: AppWindow | BrowserPage) => page.text('survey-state');
  const open = async (page: AppWindow | BrowserPage, path = '') => page.go(`/surveys/${survey}${path}`);
  async function take(file: string, drawing: string, revision: string, role: string): Promise<void> {
    await open(window, '/design');
    await window.files('survey-file', [file]);
    await until('the points of the file', () => has(window, 'import-points'));
    await window.type('design-drawing', drawing);
    await window.type('design-revision', revision);
    await window.choose('design-role', role);
    if (await has(window, 'import-despite')) await window.click('import-despite');
    await window.click('import-run');
    await until('the survey', () => window.run<boolean>('return location.hash === args[0]', `#/surveys/${survey}`));
  }
  async function measure(point: string, x: number, y: number, h?: number): Promise<void> {
    await open(window, `/points/${point}`);
    await window.type('measure-x', x.toFixed(3));
    await window.type('measure-y', y.toFixed(3));
    if (h !== undefined) await window.type('measure-h', h.toFixed(3));
    await window.click('measure-save');
    await until(`the verdict of ${point}`, () => has(window, 'target-verdict'));
    expect(await has(window, 'problem')).toBe(false);
  }
  async function sign(): Promise<void> {
    await open(window, '/check');
    await window.click('sign-survey');
    await window.click('sign-confirm');
    await open(window);
    await until('signed', async () => (await state(window)).includes('已签字'));
  }
  async function seenByTheBureau(what: string, look: () => Promise<boolean>): Promise<void> {
    await until(what, async () => {
      await open(bureau);
      return look();
    });
  }

  beforeAll(async () => {
    browser = await launch();
    centre = await Centre.make('survey-centre');
    const people: Person[] = centre.sample();
    await centre.start();
    const device = folder('survey-device');
    const surveyor = people.find((person) => person.role === 'surveyor' && person.enrol_code);
    answer('handheld', ['enrol', '--server', centre.url, '--code', surveyor?.enrol_code ?? '', '--data', device]);
    answer('handheld', ['sync', '--data', device]);
    bureau = await BrowserPage.open(browser, 'survey-bureau', centre.url);
    const clerk = people.find((person) => person.login === 'heguihua');
    await bureau.signIn(clerk?.login ?? '', clerk?.password ?? '');
    window = await AppWindow.open('survey', device);
    project = await window.run<string>(
      `const bridge = window.__TAURI_INTERNALS__;
       const view = await bridge.invoke('call', { name: 'surveys', request: { filter: 'all', project: null, search: '', offset: 0, limit: 500 }, lang: 'zh' });
       return view.rows.find((row) => row.kind === 'grey_line').project`,
    );
  });

  afterAll(async () => {
    await window?.close();
    await centre?.stop();
    await browser?.close();
  });

  test('is assigned, and takes its design from a file in instrument order without changing north and east over', async () => {
    await window.go('/surveys');
    await window.click('assign-survey');
    await until('the projects', () =>
      window.run<boolean>('return !!document.querySelector(`[data-testid=assign-project] option[value="${args[0]}"]`)', project),
    );
    await window.choose('assign-project', project);
    await window.choose('assign-kind', 'grey_line');
    await window.click('assign-survey-submit');
    survey = await until('the survey', () =>
      window.run<string>('return location.hash.match(/surveys\\/([0-9a-f-]{36})/)?.[1] ?? ""'),
    );
    await take(instrumentFile('control.dat', { K1: control }), '总施-03', 'A', 'control');
    await take(instrumentFile('corners.dat', design), '总施-03', 'A', 'point');
    await open(window);
    await until('nine targets', async () => (await attributes(window, 'target-row', 'data-name')).length === 9);
    await open(window, '/points/A3');
    await until('the design of A3', async () =>
      (await window.run<string>('return document.body.innerText')).includes('3404877.200'),
    );
    bad.push(...(await wrongs(window, '01-designed')));
  });

  test('says by how much a point fails, in figures and in a sentence, and names it in the conclusion', async () => {
    await measure('K1', control[0] + 0.006, control[1] - 0.004, control[2] + 0.003);
    for (const [point, [x, y]] of Object.entries(design)) {
      const [dx, dy] = off[point] ?? [0, 0];
      await measure(point, x + dx / 1000, y + dy / 1000);
    }
    await open(window, '/points/A3');
    await until('beyond its limit', async () => (await attributes(window, 'target-verdict', 'data-verdict'))[0] === 'fail');
    const words = await window.run<string>('return document.body.innerText');
    expect(words).toContain('55.3');
    expect(words).toContain('向北 36.0 mm，向西 42.0 mm');
    const photos = await drawPhotos(browser, folder('survey-photos'), 1);
    await window.files('photo-input', photos);
    await until('the photo', async () => (await attributes(window, 'photo', 'data-testid')).length === 1);
    bad.push(...(await wrongs(window, '02-point')));
    await open(window, '/points/A2');
    await until('A2 holds at exactly 50.0 mm', async () => (await attributes(window, 'target-verdict', 'data-verdict'))[0] === 'near');
    await open(window);
    await until('the conclusion', async () => (await window.text('conclusion')).includes('A3'));
    expect(await window.text('conclusion')).toContain('不符合要求');
    expect(await window.text('conclusion')).not.toContain('A2');
    bad.push(...(await wrongs(window, '03-survey')));
    await window.picture('failed');
  });

  test('is signed with the key of the device once nothing lacks, and then stays as it is', async () => {
    await open(window, '/check');
    await until('what lacks', async () => (await attributes(window, 'lack', 'data-kind')).includes('instrument'));
    await open(window);
    await window.click('use-instrument');
    await window.type('instrument-model', 'TS16');
    await window.type('instrument-serial', '3215787');
    await window.type('instrument-certificate', '浙测检2026-0312');
    await window.run(
      'const e = document.querySelector("[data-testid=instrument-valid]"); e.value = args[0]; e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })); return true',
      '2027-03-11',
    );
    await window.click('instrument-save');
    await until('the instrument', () => has(window, 'instrument'));
    await sign();
    const refused = await window.run<string>(
      `const bridge = window.__TAURI_INTERNALS__;
       const measured = { readings: [{ x_north: 1, y_east: 2, h: null, value: null }], note: '' };
       return bridge.invoke('call', { name: 'measure_target', request: { survey: args[0], target: 'A1', measured }, lang: 'zh' })
         .then(() => '', (problem) => problem.code)`,
      survey,
    );
    expect(refused).toBe('refused');
  });

  test('reaches the planning bureau, which sees the rule behind the verdict and returns it with words', async () => {
    await seenByTheBureau('the survey in the browser', () => has(bureau, 'check-return'));
    expect(await bureau.text('conclusion')).toContain('A3');
    if (await has(bureau, 'survey-part-record')) await bureau.click('survey-part-record');
    await until('the rule', async () => (await bureau.run<string>('return document.body.innerText')).includes('GB 55018-2021'));
    bad.push(...(await wrongs(bureau, '04-bureau')));
    await until('the photo of A3 in the browser', async () => {
      await open(bureau, '/points/A3');
      return bureau.run<boolean>(
        'const photo = document.querySelector("[data-testid=photo] img"); photo?.scrollIntoView(); return (photo?.naturalWidth ?? 0) > 0',
      );
    });
    await open(bureau);
    await bureau.click('check-return');
    await bureau.type('check-note', 'A3 超限，重新放样后复测');
    await bureau.click('check-confirm');
    await until('returned', async () => (await state(bureau)).includes('退回'));
    await until('the words at the surveyor', async () => {
      await open(window);
      return (await state(window)).includes('退回') && (await window.run<string>('return document.body.innerText')).includes('重新放样后复测');
    });
  });

  test('is measured again and signed, and a new version of the design makes the signature stale for everybody', async () => {
    await measure('A3', 3404877.203, 571936.797);
    await open(window);
    await until('it holds', async () => (await window.text('conclusion')).includes('符合要求'));
    expect(await window.text('conclusion')).not.toContain('不符合');
    await sign();
    const moved = { ...design, A3: [3404877.2, 571937.0] as [number, number] };
    await take(instrumentFile('corners-b.dat', moved), '总施-03', 'B', 'point');
    await open(window);
    await until('stale', () => has(window, 'survey-stale'));
    expect(await window.text('survey-stale')).toContain('第 3 版');
    await seenByTheBureau('stale at the bureau', () => has(bureau, 'survey-stale'));
    expect(await has(bureau, 'check-accept')).toBe(false);
    bad.push(...(await wrongs(window, '05-stale')));
  });

  test('leaves as files that name the project, and its report is a PDF', async () => {
    const got = await bureau.run<{ status: number; type: string; bytes: number }[]>(
      `const formats = ['pdf', 'xlsx', 'geojson', 'gpkg', 'dxf', 'csv'];
       return Promise.all(formats.map(async (format) => {
         const answer = await fetch('/api/v1/surveys/' + args[0] + '/export/' + format + '?lang=zh');
         return { status: answer.status, type: answer.headers.get('content-type') ?? '', bytes: (await answer.arrayBuffer()).byteLength };
       }))`,
      survey,
    );
    expect(got.map((one) => one.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(got[0]?.type).toBe('application/pdf');
    for (const one of got) expect(one.bytes).toBeGreaterThan(200);
  });

  test('a recorded receiver guides to the stake; without RTK a fix is kept as an observation and is no value', async () => {
    // The recorded walk ends at this place.
    const asked = join(folder('survey-case'), 'case.json');
    writeFileSync(asked, JSON.stringify({ op: 'gk_forward', input: { lon: 120.7508, lat: 30.7626, epsg: 4549 } }));
    const at = answer<{ x_north: number; y_east: number }>('handheld', ['survey', 'run', asked]);
    await take(instrumentFile('stake.dat', { S1: [at.x_north, at.y_east] }), '总施-04', 'A', 'point');
    await open(window, '/guide/S1');
    await window.files('receiver-replay', [join(root, 'tests/fixtures/survey/nmea/stakeout.nmea')]);
    await until('a distance', () => has(window, 'guide-distance'));
    await window.click('take-fix');
    await until('the reason', () => has(window, 'fix-refused'));
    await open(window);
    const rows = () =>
      window.run<{ observations: number; measured: boolean }>(
        `const bridge = window.__TAURI_INTERNALS__;
         const view = await bridge.invoke('call', { name: 'survey', request: { id: args[0] }, lang: 'zh' });
         return { observations: view.observations.length, measured: !!view.targets.find((t) => t.name === 'S1').measured }`,
        survey,
      );
    expect(await rows()).toEqual({ observations: 1, measured: false });
    await open(window, '/guide/S1');
    // The walk goes on with every look of the screen until the receiver is fixed and stands at the stake.
    await until('fixed and within', async () => has(window, 'guide-within'), 240);
    await until('the button', () => has(window, 'take-fix'));
    await window.click('take-fix');
    await until('the value', async () => (await rows()).measured);
    // Only now: on a busy machine looking at every face outlasts the log, and a receiver that has fallen silent gives no value.
    await open(window, '/guide/S1');
    bad.push(...(await wrongs(window, '06-guide')));
  });

  test('has a plan under its sketch, without a network and after the window was opened again', async () => {
    const [picture] = await drawPhotos(browser, folder('survey-plan'), 1);
    // Ten centimetres a pixel; the middle of the first pixel lies north-west of the buildings.
    writeFileSync(picture!.replace(/jpg$/, 'jgw'), ['0.1', '0', '0', '-0.1', '571812.8', '3404984.2'].join('\n'));
    await open(window);
    await window.click('sketch-background');
    await window.files('background-file', [picture!, picture!.replace(/jpg$/, 'jgw')]);
    await until('the plan', () => has(window, 'background-kept'));
    expect(await has(window, 'problem')).toBe(false);
    bad.push(...(await wrongs(window, '07-background')));
    await window.run('location.reload(); return true');
    await until('the plan again', async () => {
      await open(window);
      return (await window.text('background-words')).includes('现场-1.jpg');
    });
    await window.picture('background');
  });

  test('takes a file in a local system, whose parameters are sealed and whose points lie on the grid for everybody', async () => {
    await open(window, '/design');
    await window.click('import-add-system');
    await until('the sheet', () => has(window, 'local-name'));
    bad.push(...(await wrongs(window, '08-local-system')));
    if (!(await has(window, 'local-name'))) await window.click('import-add-system');
    await window.type('local-name', '示例市 2000');
    await window.choose('local-direction', 'to_local');
    await window.choose('local-epsg', '4549');
    for (const [field, value] of [
      ['dx', '-3400000'],
      ['dy', '-570000'],
      ['rotation_s', '0'],
      ['scale_ppm', '0'],
    ] as const)
      await window.type(`local-${field}`, value);
    await window.click('local-save');
    // Without a keystore in this session a passphrase is asked for, with one it is not.
    const asked = await until('the next step', async () => {
      if (await has(window, 'local-no-keystore')) return 'passphrase';
      return (await has(window, 'local-save')) ? false : 'kept';
    });
    if (asked === 'passphrase') {
      await window.type('local-passphrase', '一句长长的口令 2026');
      await window.type('local-passphrase-again', '一句长长的口令 2026');
      await window.click('local-save');
      await until('the end of the sheet', async () => !(await has(window, 'local-save')));
    }
    await window.files('survey-file', [instrumentFile('local.dat', { L1: [4911.2, 1888.8] })]);
    await until('the points of the file', async () => (await window.text('import-points')).includes('3404911.200'));
    await window.type('design-drawing', '总施-05');
    await window.type('design-revision', 'A');
    await window.choose('design-role', 'point');
    // Of coordinates of four digits nothing tells which are east: the preview says so.
    await window.click('import-despite');
    await window.click('import-run');
    await until('the survey', () => window.run<boolean>('return location.hash === args[0]', `#/surveys/${survey}`));
    await seenByTheBureau('the point on the grid at the bureau', async () => {
      await open(bureau, '/points/L1');
      return (await bureau.run<string>('return document.body.innerText')).includes('3404911.200');
    });
  });

  test('holds the plot ratio of a completion survey to its bound, from the two areas that were surveyed (SV22)', async () => {
    const before = survey;
    await window.go('/surveys');
    await window.click('assign-survey');
    await until('the projects', () =>
      window.run<boolean>('return !!document.querySelector(`[data-testid=assign-project] option[value="${args[0]}"]`)', project),
    );
    await window.choose('assign-project', project);
    await window.choose('assign-kind', 'completion');
    await window.click('assign-survey-submit');
    survey = await until('the completion survey', () =>
      window.run<string>(
        'const id = location.hash.match(/surveys\\/([0-9a-f-]{36})/)?.[1] ?? ""; return id === args[0] ? "" : id',
        before,
      ),
    );
    await open(window, '/design');
    await window.click('design-way-typed');
    await window.type('design-drawing', '规划条件 2026-17');
    await window.type('design-revision', 'A');
    await window.click('typed-add');
    await window.choose('typed-role-0', 'index_at_most');
    await window.type('typed-name-0', 'FAR');
    await window.type('typed-value-0', '1.5');
    await window.click('typed-save');
    await until('the survey', () => window.run<boolean>('return location.hash === args[0]', `#/surveys/${survey}`));
    await open(window, '/points/FAR');
    await until('the ways of entry', () => has(window, 'measure-way-readings'));
    // The radio button itself lies under its label.
    await window.run('document.querySelector("[data-testid=measure-way-readings]").click(); return true');
    await window.type('reading-part', '30150.6');
    await window.type('reading-site', '20000');
    await until('what it comes to', async () => (await window.text('readings-value')).includes('1.5075'));
    await window.click('measure-save');
    await until('beyond its bound', async () => (await attributes(window, 'target-verdict', 'data-verdict'))[0] === 'fail');
    expect(await window.text('target-sentence')).toContain('实测 1.5075，规划条件不大于 1.5');
    bad.push(...(await wrongs(window, '09-index')));
    await seenByTheBureau('the index with its areas at the bureau', async () => {
      await open(bureau, '/points/FAR');
      const words = await bureau.run<string>('return document.body.innerText');
      return words.includes('不大于 1.5') && words.includes('30150.60');
    });
  });

  test('no screen of it has an axe violation or lost text, in any language, theme or size', () => {
    expect(bad).toEqual([]);
  });
});
