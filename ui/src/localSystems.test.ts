// Local systems of coordinates through the real screens on the host in memory: kept, opened, chosen for a file, never in a browser.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { LocalSystemEntry } from './features/localSystems/entry.svelte';
import { readChecklist } from './lib/platform/memory/checklist';
import { samplePassphrase } from './lib/platform/memory/localSystems';
import { memoryPlatform, type MemoryOptions } from './lib/platform/memory/memory';
import { checklistSource } from './lib/testing/catalogue';

function open(path: string, options: Partial<MemoryOptions> = {}) {
  window.innerWidth = 360;
  location.hash = path;
  const platform = memoryPlatform({ checklist: readChecklist(checklistSource), role: 'surveyor', ...options });
  const sent: { name: string; request: unknown }[] = [];
  const { call, callRaw } = platform;
  platform.call = (name, request, lang) => {
    sent.push({ name, request: structuredClone(request) });
    return call(name, request, lang);
  };
  platform.callRaw = (name, request, body, lang) => {
    sent.push({ name, request: structuredClone(request) });
    return callRaw(name, request, body, lang);
  };
  render(App, { props: { platform } });
  const sentTo = (name: string) => sent.filter((one) => one.name === name).map((one) => one.request);
  return { sentTo, user: userEvent.setup() };
}
type User = ReturnType<typeof userEvent.setup>;
const csv = () => new File(['A1,,571912.3,3404892.2,6.75'], 'town.csv', { type: 'text/csv' });

async function fillFour(user: User, name: string): Promise<void> {
  await user.type(screen.getByTestId('local-name'), name);
  await user.selectOptions(screen.getByTestId('local-direction'), 'to_local');
  for (const [field, text] of [
    ['dx', '-3403850.1439'],
    ['dy', '−570870.4365'],
    ['rotation_s', '4502.75'],
    ['scale_ppm', '16.418'],
  ] as const)
    await user.type(screen.getByTestId(`local-${field}`), text);
}

beforeEach(() => {
  location.hash = '';
});

describe('the local systems of a device', () => {
  it('are listed by name, opened with their passphrase and locked again', async () => {
    const { user, sentTo } = open('/me');
    expect(await screen.findAllByTestId('local-system')).toHaveLength(2);
    expect(screen.getByTestId('local-key')).toHaveTextContent('已用口令锁定');
    await user.click(screen.getByTestId('local-unlock'));
    const field = screen.getByTestId('unlock-passphrase');
    expect(field).toHaveAttribute('type', 'password');
    await user.type(field, 'wrong horse battery');
    await user.click(screen.getByTestId('unlock-submit'));
    expect(await screen.findByText('口令不正确。没有改动任何内容。')).toBeVisible();
    await waitFor(() => expect(field).toHaveFocus());
    await user.clear(field);
    await user.type(field, samplePassphrase);
    await user.click(screen.getByTestId('unlock-submit'));
    await waitFor(() => expect(screen.getByTestId('local-key')).toHaveTextContent('已打开'));
    await user.click(screen.getByTestId('local-lock'));
    await waitFor(() => expect(screen.getByTestId('local-key')).toHaveTextContent('已用口令锁定'));
    expect(sentTo('lock_local_systems')).toHaveLength(1);
  });

  it('are removed only after it was asked, and the first one sets a passphrase where no keystore answers', async () => {
    const { user, sentTo } = open('/me');
    for (const left of [1, 0]) {
      await user.click((await screen.findAllByTestId('local-remove'))[0]!);
      expect(sentTo('remove_local_system')).toHaveLength(1 - left);
      await user.click(screen.getByTestId('local-remove-confirm'));
      await waitFor(() => expect(screen.queryAllByTestId('local-system')).toHaveLength(left));
    }
    expect(screen.getByTestId('local-none')).toBeVisible();

    await user.click(screen.getByTestId('local-add'));
    await user.click(screen.getByTestId('local-save'));
    expect(screen.getAllByText('请填写此项').length).toBeGreaterThan(5);
    await fillFour(user, '示例市');
    await user.selectOptions(screen.getByTestId('local-epsg'), '4549');
    expect(screen.queryByTestId('local-passphrase')).toBeNull();
    await user.click(screen.getByTestId('local-save'));
    expect(await screen.findByTestId('local-no-keystore')).toHaveTextContent('没有应答');
    await user.type(screen.getByTestId('local-passphrase'), 'short');
    await user.click(screen.getByTestId('local-save'));
    expect(await screen.findByText('至少 10 个字符。')).toBeVisible();
    await user.type(screen.getByTestId('local-passphrase'), ' and longer');
    await user.type(screen.getByTestId('local-passphrase-again'), 'short and other');
    await user.click(screen.getByTestId('local-save'));
    expect(await screen.findByText('两次输入不一样')).toBeVisible();
    await user.clear(screen.getByTestId('local-passphrase-again'));
    await user.type(screen.getByTestId('local-passphrase-again'), 'short and longer');
    await user.click(screen.getByTestId('local-save'));
    await waitFor(() => expect(screen.getAllByTestId('local-system')).toHaveLength(1));
    const system = { kind: 'four_parameter', epsg: 4549, direction: 'to_local' };
    const numbers = { dx: -3403850.1439, dy: -570870.4365, rotation_s: 4502.75, scale_ppm: 16.418 };
    expect(sentTo('put_local_system').at(-1)).toEqual({
      name: '示例市',
      system: { ...system, ...numbers },
      passphrase: 'short and longer',
    });
    expect(document.body).not.toHaveTextContent('3403850');
  });

  it('take seven parameters with their convention and the plane of the system', async () => {
    const { user, sentTo } = open('/me');
    await user.click(await screen.findByTestId('local-add'));
    await user.click(screen.getByTestId('local-kind-seven_parameter'));
    await user.type(screen.getByTestId('local-name'), '54');
    await user.selectOptions(screen.getByTestId('local-direction'), 'to_grid');
    await user.selectOptions(screen.getByTestId('local-convention'), 'coordinate_frame');
    await user.selectOptions(screen.getByTestId('local-ellipsoid'), 'krassovsky');
    for (const field of ['dx', 'dy', 'dz', 'rx_s', 'ry_s', 'rz_s', 'scale_ppm'])
      await user.type(screen.getByTestId(`local-${field}`), '1.5');
    await user.type(screen.getByTestId('local-central_meridian'), '120.75');
    await user.type(screen.getByTestId('local-passphrase'), samplePassphrase);
    await user.click(screen.getByTestId('local-save'));
    await waitFor(() => expect(screen.getAllByTestId('local-system')).toHaveLength(3));
    expect(sentTo('put_local_system')).toMatchObject([
      {
        system: {
          kind: 'seven_parameter',
          central_meridian: 120.75,
          false_easting: 500000,
          false_northing: 0,
          rz_s: 1.5,
        },
        passphrase: samplePassphrase,
      },
    ]);
  });

  it('are none of a browser, nor of an inspector', async () => {
    open('/me', { host: 'browser' });
    await screen.findByTestId('me-name');
    expect(screen.queryByTestId('local-systems')).toBeNull();
    document.body.innerHTML = '';
    const { sentTo } = open('/me', { role: 'inspector' });
    await screen.findByTestId('me-name');
    expect(screen.queryByTestId('local-systems')).toBeNull();
    expect(sentTo('local_systems')).toEqual([]);
  });
});

describe('a file in a local system', () => {
  it('is read anew once the system is open, and taken in with its name', async () => {
    const { user, sentTo } = open('/surveys/s6/measured');
    await user.upload(await screen.findByTestId('survey-file'), csv());
    const points = await screen.findByTestId('import-points');
    expect(points).toHaveTextContent('571912.300');
    const select = screen.getByTestId('import-system');
    expect(select).toHaveAccessibleDescription(/120°E/);
    await user.selectOptions(select, '示例市 2000');
    // Locked: nothing is chosen before the passphrase is there.
    expect(select).toHaveValue('');
    await user.type(screen.getByTestId('unlock-passphrase'), samplePassphrase);
    await user.click(screen.getByTestId('unlock-submit'));
    await waitFor(() => expect(screen.getByTestId('import-system')).toHaveValue('示例市 2000'));
    expect(screen.getByTestId('import-system')).toHaveAccessibleDescription(/地方坐标系 → .*不上传/);
    await waitFor(() => expect(screen.getByTestId('import-points')).toHaveTextContent('573112.300'));
    expect(sentTo('look_at_survey_file').at(-1)).toMatchObject({ local_system: '示例市 2000' });
    await user.click(screen.getByTestId('import-despite'));
    await user.click(screen.getByTestId('import-run'));
    await waitFor(() => expect(sentTo('import_measured')).toMatchObject([{ local_system: '示例市 2000' }]));
  });

  it('keeps the grid of the survey when the passphrase is not given', async () => {
    const { user, sentTo } = open('/surveys/s6/measured');
    await user.upload(await screen.findByTestId('survey-file'), csv());
    await user.selectOptions(await screen.findByTestId('import-system'), '示例市 2000');
    await user.click(within(screen.getByRole('dialog')).getByTestId('sheet-close'));
    expect(screen.getByTestId('import-system')).toHaveValue('');
    await user.click(await screen.findByTestId('import-despite'));
    await user.click(screen.getByTestId('import-run'));
    await waitFor(() => expect(sentTo('import_measured')).toHaveLength(1));
    expect(sentTo('import_measured')[0]).not.toHaveProperty('local_system');
  });

  it('can have its system added on the spot, for the grid of the survey', async () => {
    const { user } = open('/surveys/s6/measured');
    await user.click(await screen.findByTestId('import-add-system'));
    expect(screen.getByTestId('local-epsg')).toHaveValue('4549');
    await fillFour(user, '新区');
    await user.type(screen.getByTestId('local-passphrase'), samplePassphrase);
    await user.click(screen.getByTestId('local-save'));
    await waitFor(() => expect(screen.getByTestId('import-system')).toHaveValue('新区'));
  });
});

describe('what is typed of a local system', () => {
  it('is whole only when nothing lacks, not even the direction', () => {
    const entry = new LocalSystemEntry(4549);
    Object.assign(entry.texts, { dx: '1', dy: '2', rotation_s: '3', scale_ppm: '4' });
    expect(entry.whole).toBeUndefined();
    entry.direction = 'to_grid';
    expect(entry.whole).toMatchObject({ epsg: 4549, direction: 'to_grid', dx: 1, scale_ppm: 4 });
    entry.texts.dx = '1,5 m';
    expect(entry.wrong('dx')).toBe(true);
    expect(entry.whole).toBeUndefined();
  });
});
