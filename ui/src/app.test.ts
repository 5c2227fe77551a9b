// Stories through the real screens on the host in memory.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import App from './App.svelte';
import { readChecklist } from './lib/platform/memory/checklist';
import { memoryPlatform, type MemoryOptions } from './lib/platform/memory/memory';

const source = readFileSync(join(import.meta.dirname, '../../catalogue/templates/jgj59-v1.toml'), 'utf8');

function open(path: string, options: Partial<MemoryOptions> = {}) {
  location.hash = path;
  const platform = memoryPlatform({ checklist: readChecklist(source), ...options });
  render(App, { props: { platform } });
  return { platform, user: userEvent.setup() };
}

beforeEach(() => {
  location.hash = '';
});

describe('an inspection', () => {
  it('shows saved only after the host answered, with the time', async () => {
    const { user, platform } = open('/inspections/i1/items/B14-01');
    expect(screen.queryByTestId('saved')).toBeNull();
    await user.click(await screen.findByTestId('answer-full'));
    expect(await screen.findByTestId('saved')).toHaveTextContent('10:42');
    expect(platform.inspection().items.find((i) => i.id === 'B14-01')?.answer?.points).toBe(10);
  });

  it('says in words that an answer was not saved, and keeps it for another try', async () => {
    const { user, platform } = open('/inspections/i1/items/B14-01');
    const call = platform.call;
    await screen.findByTestId('answer-full');
    platform.call = (name, request, lang) =>
      name === 'answer_item' ? Promise.reject(new Error('disk')) : call(name, request, lang);
    await user.click(screen.getByTestId('answer-full'));
    expect(await screen.findByTestId('save-failed')).toBeVisible();
    expect(screen.queryByTestId('saved')).toBeNull();
    platform.call = call;
    await user.click(screen.getByTestId('retry'));
    expect(await screen.findByTestId('saved')).toBeVisible();
  });

  it('takes points off by tap and counts them from the full marks', async () => {
    const { user } = open('/inspections/i1/items/B14-01');
    await user.click(await screen.findByTestId('deduct-plus'));
    await user.click(screen.getByTestId('deduct-plus'));
    await waitFor(() => expect(screen.getByTestId('deducted')).toHaveTextContent('2'));
    await user.click(screen.getByTestId('deduct-minus'));
    await waitFor(() => expect(screen.getByTestId('deducted')).toHaveTextContent('1'));
  });

  it('answers and moves by keys, but never while somebody types', async () => {
    const { user, platform } = open('/inspections/i1/items/B14-01');
    await screen.findByTestId('answer-full');
    await user.keyboard('1');
    await waitFor(() => expect(platform.inspection().items.find((i) => i.id === 'B14-01')?.answer).not.toBeNull());
    await user.type(screen.getByTestId('note-input'), 'j3');
    expect(location.hash).toBe('#/inspections/i1/items/B14-01');
    (document.activeElement as HTMLElement).blur();
    await user.keyboard('j');
    await waitFor(() => expect(location.hash).toBe('#/inspections/i1/items/B14-02'));
  });

  it('shows all different answers of a conflict and settles it by one tap', async () => {
    const { user, platform } = open('/inspections/i1/items/B14-04');
    expect(await screen.findByTestId('conflict')).toHaveTextContent('王海燕');
    await user.click(screen.getByTestId('choose-answer-1'));
    await waitFor(() => expect(screen.queryByTestId('conflict')).toBeNull());
    expect(platform.calls).toContain('choose_answer');
  });

  it('brings a deleted photo back from the undo bar', async () => {
    const { user, platform } = open('/inspections/i1/items/B14-02');
    await user.click((await screen.findAllByTestId('photo'))[0]!);
    await user.click(await screen.findByTestId('remove-photo'));
    await waitFor(() => expect(platform.inspection().removed_photos).toHaveLength(1));
    await user.click(await screen.findByTestId('undo'));
    await waitFor(() => expect(platform.inspection().removed_photos).toHaveLength(0));
  });

  it('finishes, says finished and not filed, and can be reopened', async () => {
    const { user } = open('/inspections/i1/check');
    await user.click(await screen.findByTestId('finish'));
    expect(await screen.findByTestId('inspection-state')).toHaveTextContent('完成');
    expect(screen.getByTestId('delivery-chip')).toHaveTextContent('待发送');
    await user.click(screen.getByTestId('reopen'));
    await waitFor(() => expect(screen.queryByTestId('state-card')).toBeNull());
  });
});

describe('whoever is here', () => {
  it('enrols a new device before anything else', async () => {
    const { user } = open('/', { role: null });
    await user.click(await screen.findByTestId('enrol-submit'));
    expect(screen.getAllByText('请填写此项')).toHaveLength(2);

    await user.type(screen.getByTestId('enrol-code'), 'K7QF-3MXA');
    await user.type(screen.getByTestId('enrol-name'), 'tablet');
    await user.click(screen.getByTestId('enrol-submit'));
    expect(await screen.findByTestId('resume-card')).toBeVisible();
  });

  it('reads an inspection in the browser without a way to answer', async () => {
    open('/inspections/i1', { role: 'owner', host: 'browser' });
    expect(await screen.findByTestId('inspection-state')).toHaveTextContent('已归档');
    expect(await screen.findByTestId('result-B14-02')).toBeVisible();
    expect(screen.queryByTestId('set-aside')).toBeNull();
  });

  it('is shown no screen that the host does not serve', async () => {
    open('/sync', { role: 'owner', host: 'browser' });
    expect((await screen.findAllByText('没有这个页面')).length).toBeGreaterThan(0);
  });

  it('shows text from others as text (A12)', async () => {
    const { platform } = open('/me', { lang: 'zh' });
    const call = platform.call;
    platform.call = async (name, request, lang) => {
      const answer = await call(name, request, lang);
      if (name === 'session') Object.assign(answer as object, { device_name: '<img src=x onerror=alert(1)>' });
      return answer;
    };
    document.body.innerHTML = '';
    render(App, { props: { platform } });
    expect(await screen.findByText('<img src=x onerror=alert(1)>')).toBeVisible();
    expect(document.querySelector('img[src=x]')).toBeNull();
  });
});
