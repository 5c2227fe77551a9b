// Which layout fits: by the width in letters, not in pixels, so that at 200 % text a wide window falls back to one column.
export type LayoutName = 'phone' | 'tablet' | 'desk';

export function layoutFor(width: number, textPercent: number): LayoutName {
  const letters = width / (textPercent / 100);
  if (letters < 600) return 'phone';
  return letters < 1200 ? 'tablet' : 'desk';
}

export class Layout {
  width = $state(typeof window === 'undefined' ? 390 : window.innerWidth);
  textPercent = $state(100);
  readonly name = $derived(layoutFor(this.width, this.textPercent));

  start(): () => void {
    const read = () => (this.width = window.innerWidth);
    read();
    window.addEventListener('resize', read);
    return () => window.removeEventListener('resize', read);
  }
}
