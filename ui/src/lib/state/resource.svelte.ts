// Something a screen shows that comes from the host: value, loading and problem, loaded again when records changed.
import { untrack } from 'svelte';
import type { ProblemView } from '../contract/generated';
import { isProblemView, localProblem, ProblemError } from '../platform/platform';
import { useApp } from './app.svelte';

/** The words of whatever was thrown. */
export function problemOf(error: unknown, lang: 'zh' | 'en'): ProblemView {
  if (error instanceof ProblemError) return error.view;
  if (isProblemView(error)) return error;
  return localProblem('internal', lang, error instanceof Error ? error.message : String(error)).view;
}

export class Resource<T> {
  value = $state.raw<T>();
  problem = $state.raw<ProblemView>();
  loading = $state(true);
  #turn = 0;
  #again: () => Promise<T>;
  readonly #lang: () => 'zh' | 'en';

  constructor(fetch: () => Promise<T>, lang: () => 'zh' | 'en') {
    this.#again = fetch;
    this.#lang = lang;
  }

  /** Waits for an answer; an older one that comes late is dropped. */
  async follow(answer: Promise<T>): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const value = await answer;
      if (turn !== this.#turn) return;
      this.value = value;
      this.problem = undefined;
    } catch (error) {
      if (turn === this.#turn) this.problem = problemOf(error, this.#lang());
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  load = (): Promise<void> => this.follow(this.#again());

  /** Takes over a value that another command answered. */
  set(value: T): void {
    this.#turn += 1;
    this.value = value;
    this.problem = undefined;
    this.loading = false;
  }
}

/** A resource of this component: fetched now, when what `fetch` reads changes, and when records changed. */
export function useResource<T>(fetch: () => Promise<T>): Resource<T> {
  const app = useApp();
  const resource = new Resource<T>(fetch, () => app.words.lang);
  $effect(() => {
    void app.revision;
    const answer = fetch();
    untrack(() => void resource.follow(answer));
  });
  return resource;
}

/** An act of this component: busy while it runs, its problem in words when it failed. */
export class Action {
  busy = $state(false);
  problem = $state.raw<ProblemView>();
  readonly #lang: () => 'zh' | 'en';

  constructor(lang: () => 'zh' | 'en') {
    this.#lang = lang;
  }

  async run<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = undefined;
    try {
      return await act();
    } catch (error) {
      this.problem = problemOf(error, this.#lang());
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}

export function useAction(): Action {
  const app = useApp();
  return new Action(() => app.words.lang);
}
