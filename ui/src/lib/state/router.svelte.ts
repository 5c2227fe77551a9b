// The hash router: one address, one screen. Keeps where each screen was scrolled to, and moves focus to the new screen's heading.
import { tick } from 'svelte';

export type RouteParams = Record<string, string>;

export function match(pattern: string, path: string): RouteParams | undefined {
  const want = pattern.split('/');
  const have = path.split('/');
  if (want.length !== have.length) return undefined;
  const params: RouteParams = {};
  for (const [index, part] of want.entries()) {
    const given = have[index] ?? '';
    if (part.startsWith(':')) {
      if (!given) return undefined;
      params[part.slice(1)] = decodeURIComponent(given);
    } else if (part !== given) return undefined;
  }
  return params;
}

export class Router {
  path = $state('/');
  // Nothing is drawn from it, so it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #scroll = new Map<string, number>();

  start(): () => void {
    const read = () => {
      const next = location.hash.replace(/^#/, '').split('?')[0] || '/';
      if (next === this.path) return;
      this.#scroll.set(this.path, window.scrollY);
      this.path = next;
      void tick().then(() => window.scrollTo(0, this.#scroll.get(next) ?? 0));
    };
    this.path = location.hash.replace(/^#/, '').split('?')[0] || '/';
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }

  go(path: string, replace = false): void {
    if (replace) {
      history.replaceState(null, '', `#${path}`);
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    } else location.hash = path;
  }

  back(fallback: string): void {
    if (history.length > 1 && this.#scroll.size > 0) history.back();
    else this.go(fallback, true);
  }
}
