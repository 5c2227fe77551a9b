// What a screen reader is told without moving focus: saved, sent, counted.
export class Announcer {
  polite = $state('');

  say = (text: string): void => {
    // A repeated text is read again only when the region changes.
    this.polite = this.polite === text ? `${text}\u00a0` : text;
  };
}
