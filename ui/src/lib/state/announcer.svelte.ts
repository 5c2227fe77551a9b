// What a screen reader is told without moving focus: saved, sent, counted.
import { untrack } from 'svelte';

export class Announcer {
  polite = $state('');

  say = (text: string): void => {
    // A repeated text is read again only when the region changes.
    const before = untrack(() => this.polite);
    this.polite = before === text ? `${text}\u00a0` : text;
  };
}
