// One thing that can be taken back for eight seconds. The act itself has been done already; nothing waits for the bar.
export interface Undoable {
  text: string;
  undo: () => void | Promise<void>;
}

export class Undo {
  current = $state.raw<Undoable>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  offer(text: string, undo: Undoable['undo']): void {
    clearTimeout(this.#timer);
    this.current = { text, undo };
    this.#timer = setTimeout(() => this.clear(), 8000);
  }

  async take(): Promise<void> {
    const act = this.current;
    this.clear();
    await act?.undo();
  }

  clear = (): void => {
    clearTimeout(this.#timer);
    this.current = undefined;
  };
}
