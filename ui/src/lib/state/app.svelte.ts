// What every screen shares: the host, who is here, the words, the address, undo and announcements. Handed down by context.
import { getContext, setContext } from 'svelte';
import type { Commands, Lang, Preferences, SessionView } from '../contract/generated';
import { Words } from '../i18n/words.svelte';
import type { CommandName, Platform, RawCommand } from '../platform/platform';
import { ProblemError } from '../platform/platform';
import { Announcer } from './announcer.svelte';
import { Layout } from './layout.svelte';
import { Router } from './router.svelte';
import { Undo } from './undo.svelte';

const key = Symbol('app');

export class App {
  readonly words = new Words();
  readonly router = new Router();
  readonly undo = new Undo();
  readonly announcer = new Announcer();
  readonly layout = new Layout();
  session = $state.raw<SessionView>();
  #chosen: Lang | undefined;
  /** Counts up whenever records may have changed; screens that read it load again. */
  revision = $state(0);
  /** Ends when every answer given so far has been written; whoever reads an inspection waits for it. */
  writing: Promise<void> = Promise.resolve();
  #stopLive: (() => void) | undefined;
  #nudge: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly platform: Platform) {
    this.words.lang = navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
  }

  call<N extends CommandName>(name: N, request: Commands[N]['request']): Promise<Commands[N]['response']> {
    return this.#watch(this.platform.call(name, request, this.words.lang));
  }

  callRaw<N extends RawCommand>(
    name: N,
    request: Commands[N]['request'],
    body: Blob,
  ): Promise<Commands[N]['response']> {
    return this.#watch(this.platform.callRaw(name, request, body, this.words.lang));
  }

  /** Takes over what a session command answered. */
  enter(session: SessionView): void {
    const before = this.session?.person?.id;
    this.session = session;
    if (session.person || session.host === 'window') this.words.lang = session.preferences.lang;
    if (session.person?.id !== before || !this.#stopLive) this.#listen(session.person !== null);
  }

  /** Somebody chooses a language before they are in. */
  chooseLang(lang: Lang): void {
    this.#chosen = lang;
    this.words.lang = lang;
  }

  /** Somebody came in: the language chosen at the door stays theirs. */
  async arrive(session: SessionView): Promise<void> {
    this.enter(session);
    const lang = this.#chosen;
    if (lang === undefined || session.must_change_password) return;
    this.#chosen = undefined;
    if (lang !== session.preferences.lang) await this.prefer({ lang });
  }

  async loadSession(): Promise<void> {
    this.enter(await this.call('session', {}));
  }

  async prefer(change: Partial<Preferences>): Promise<void> {
    const preferences = { ...(this.session as SessionView).preferences, ...change };
    if (change.lang) this.words.lang = change.lang;
    this.session = { ...(this.session as SessionView), preferences };
    this.enter(await this.call('save_preferences', preferences));
  }

  changed = (): void => {
    clearTimeout(this.#nudge);
    this.#nudge = setTimeout(() => {
      this.revision += 1;
      void this.loadSession().catch(() => undefined);
    }, 120);
  };

  #listen(on: boolean): void {
    this.#stopLive?.();
    this.#stopLive = on ? this.platform.onChanged(this.changed) : undefined;
  }

  async #watch<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      // An expired sign-in shows the sign-in screen instead of an error on each card.
      const code = error instanceof ProblemError ? error.view.code : undefined;
      if (code === 'signed_out' && this.session?.host === 'browser' && this.session.person)
        this.enter({ ...this.session, person: null, role: null });
      throw error;
    }
  }
}

export const provideApp = (app: App): App => setContext(key, app);
export const useApp = (): App => getContext<App>(key);
