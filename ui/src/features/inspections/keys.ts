// The keys of an inspection: 1/2/3 answer, arrows or j/k move, Esc goes up. Never while somebody types or composes.
interface Moves {
  next: () => unknown;
  previous: () => unknown;
  up: () => unknown;
}

export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement | null;
  return event.isComposing || !!at?.closest?.('input:not([type=radio]):not([type=checkbox]), textarea, select, dialog');
}

export function onKeys(moves: Moves): (event: KeyboardEvent) => void {
  return (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const answers = document.querySelectorAll<HTMLButtonElement>('[data-answer]');
    if (/^[1-9]$/.test(event.key)) answers[Number(event.key) - 1]?.click();
    else if (event.key === 'ArrowRight' || event.key === 'j') moves.next();
    else if (event.key === 'ArrowLeft' || event.key === 'k') moves.previous();
    else if (event.key === 'Escape') moves.up();
  };
}
