// An inspection being worked on: the view, the answers on their way to the host, where the person is. Shows "saved" only after the host answered.
import { SvelteMap } from 'svelte/reactivity';
import type { AnswerInput, InspectionView, ItemSaved, ItemView, ProblemView } from '../../lib/contract/generated';
import type { App } from '../../lib/state/app.svelte';
import { problemOf, type Resource } from '../../lib/state/resource.svelte';

export interface Draft {
  answer: AnswerInput | null;
  note: string;
}

export const quietMs = 250;

export class Run {
  /** Answers that the host has not confirmed. */
  drafts = new SvelteMap<string, Draft>();
  saving = $state(false);
  savedAt = $state<string>();
  problem = $state.raw<ProblemView>();
  failedItem = $state<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chain: Promise<void> = Promise.resolve();

  constructor(
    readonly id: string,
    readonly resource: Resource<InspectionView>,
    readonly app: App,
  ) {}

  get view(): InspectionView | undefined {
    return this.resource.value;
  }

  draftOf(item: ItemView): Draft {
    return this.drafts.get(item.id) ?? { answer: item.answer?.answer ?? null, note: item.answer?.note ?? '' };
  }

  /** Takes a change: at once for a tap, after a short quiet for typing. */
  edit(item: ItemView, change: Partial<Draft>, typing = false): void {
    this.drafts.set(item.id, { ...this.draftOf(item), ...change });
    clearTimeout(this.#timer);
    this.saving = true;
    if (typing) this.#timer = setTimeout(() => void this.flush(), quietMs);
    else void this.flush();
  }

  /** Sends every unconfirmed answer; one after the other, so that the later one stands. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#chain = this.#chain.then(async () => {
      for (const [item, draft] of [...this.drafts]) await this.#save(item, draft);
      this.saving = false;
    });
    this.app.writing = this.#chain;
    return this.#chain;
  }

  async #save(item: string, draft: Draft): Promise<void> {
    try {
      this.accept(await this.app.call('answer_item', { inspection: this.id, item, ...draft }));
      // Something newer may have been entered while the host wrote this one.
      if (this.drafts.get(item) === draft) this.drafts.delete(item);
      if (this.failedItem === item) this.problem = this.failedItem = undefined;
    } catch (error) {
      this.problem = problemOf(error, this.app.words.lang);
      this.failedItem = item;
    }
  }

  /** Puts what the host answered into the view. */
  accept(saved: ItemSaved): void {
    this.savedAt = saved.saved_at;
    const view = this.view;
    if (!view) return;
    this.resource.set({
      ...view,
      row: saved.row,
      score: saved.score,
      items: view.items.map((item) => (item.id === saved.item.id ? saved.item : item)),
      sections: view.sections.map((section) => (section.code === saved.section.code ? saved.section : section)),
    });
  }

  /** The item before or after, in the order of the form. */
  beside(item: string, step: 1 | -1): ItemView | undefined {
    const items = this.view?.items ?? [];
    return items[items.findIndex((i) => i.id === item) + step];
  }

  /** The next item that is not complete, from here on and then from the start. */
  nextOpen(item: string): ItemView | undefined {
    const items = this.view?.items ?? [];
    const at = items.findIndex((i) => i.id === item);
    return [...items.slice(at + 1), ...items.slice(0, Math.max(at, 0))].find((i) => i.state !== 'done');
  }

  leave(item: string | null): void {
    const may = this.view?.may_answer && this.app.session?.host === 'window';
    const done = this.drafts.size > 0 ? this.flush() : Promise.resolve();
    if (may) void done.then(() => this.app.call('leave_screen', { inspection: this.id, item })).catch(() => undefined);
  }
}

/** Whether an answer is one that a finding can be raised from. */
export function fails(item: ItemView): boolean {
  const answer = item.answer;
  if (!answer) return false;
  if (answer.verdict === 'fail') return true;
  return item.max !== null && answer.points !== null && answer.points < item.max && answer.verdict !== 'na';
}
