// The background of a project at a sketch: found again on this device, taken from files, changed, removed. What it looks like is its layer's.
import type { App } from '../../../lib/state/app.svelte';
import { Refused, type Kept, type Layer, type Options, type Site } from './kinds';
import { openKept, readFiles } from './read';
import { find, forget, keep } from './store';

/** Farther from a survey than this, m, a picture or a plan is one of another place, or in another grid. */
const elsewhere = 1000;

export class Background {
  kept = $state.raw<Kept>();
  layer = $state.raw<Layer>();
  /** Why it is not taken or not shown: a refusal of here, or what the host says. */
  problem = $state.raw<unknown>();
  busy = $state(false);
  /** Tiles that could not be read so far. */
  broken = $state(0);
  /** How far it lies from the survey, m. */
  away = $state(0);
  /** A picture that waits for its world file. */
  waiting = $state.raw<File>();
  #site: Site | undefined;
  #project = '';
  #turn = 0;

  constructor(
    readonly app: App,
    readonly redraw: () => void,
  ) {}

  /** Whether the host reads plans. */
  get plans(): boolean {
    return this.app.session?.host === 'window';
  }

  /** The survey that is shown: its project's background is found, and how far it lies is told. */
  follow(project: string, site: Site): void {
    this.#site = site;
    if (project !== this.#project) {
      this.#project = project;
      void this.#load(project);
    } else this.#measure();
  }

  close(): void {
    this.#turn += 1;
    this.layer?.close();
    this.layer = undefined;
  }

  /** Nobody chooses any longer: what was refused is forgotten, unless it is why nothing is shown. */
  settle(): void {
    this.waiting = undefined;
    if (this.layer || !this.kept) this.problem = undefined;
  }

  /** Takes chosen files in the place of what is there. */
  async take(chosen: File[], survey: string): Promise<boolean> {
    const site = this.#site;
    if (this.busy || !site || !chosen.length) return false;
    const project = this.#project;
    const files = this.waiting ? [this.waiting, ...chosen] : chosen;
    this.waiting = undefined;
    this.busy = true;
    this.problem = undefined;
    try {
      const look = (file: File) => this.app.callRaw('look_at_plan', { survey, file_name: file.name }, file);
      const kept = await readFiles(files, project, site.epsg, this.plans ? look : undefined);
      const layer = await this.#open(kept, site);
      try {
        const away = layer.away(site, false);
        if (kept.kind !== 'tiles' && away > elsewhere)
          throw new Refused('farAway', { name: kept.name, far: farWords(away) });
        await keep(kept);
      } catch (error) {
        layer.close();
        throw error;
      }
      // Kept for its project all the same; another one is shown by now.
      if (project !== this.#project) layer.close();
      else {
        this.#turn += 1;
        this.#show(kept, layer);
      }
      return true;
    } catch (error) {
      this.problem = error;
      if (error instanceof Refused && error.reason === 'lacksWorld') this.waiting = files[0];
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Changes how it is shown; at once on the sketch, and for good. */
  async set(change: Partial<Options>): Promise<void> {
    if (!this.kept) return;
    this.kept = { ...this.kept, options: { ...this.kept.options, ...change } };
    this.#measure();
    this.redraw();
    await this.#save(this.kept);
  }

  /** Only on the sketch, while a finger still moves the slider. */
  preview(change: Partial<Options>): void {
    if (!this.kept) return;
    this.kept = { ...this.kept, options: { ...this.kept.options, ...change } };
    this.redraw();
  }

  /** Removes it from this device; for a while it can be brought back. */
  async remove(): Promise<boolean> {
    const before = this.kept;
    if (!before) return false;
    try {
      await forget(this.#project);
    } catch (error) {
      this.problem = error;
      return false;
    }
    this.#turn += 1;
    this.layer?.close();
    [this.kept, this.layer, this.problem, this.broken, this.away] = [undefined, undefined, undefined, 0, 0];
    this.redraw();
    this.app.undo.offer(this.app.words.t('background.removed'), async () => {
      await this.#save(before);
      if (before.project === this.#project) await this.#load(before.project);
    });
    return true;
  }

  async #save(kept: Kept): Promise<void> {
    try {
      await keep(kept);
    } catch (error) {
      this.problem = error;
    }
  }

  async #load(project: string): Promise<void> {
    const turn = ++this.#turn;
    this.layer?.close();
    [this.kept, this.layer, this.problem, this.broken, this.away] = [undefined, undefined, undefined, 0, 0];
    this.redraw();
    try {
      const kept = await find(project);
      if (turn !== this.#turn || !kept || !this.#site) return;
      this.kept = kept;
      const layer = await this.#open(kept, this.#site);
      if (turn === this.#turn) this.#show(kept, layer);
      else layer.close();
    } catch (error) {
      if (turn === this.#turn) this.problem = error;
    }
  }

  async #open(kept: Kept, site: Site): Promise<Layer> {
    if (kept.kind === 'tiles' && !site.ground) throw new Refused('noGround');
    if (kept.kind !== 'tiles' && kept.epsg !== site.epsg) throw new Refused('otherGrid', { epsg: kept.epsg });
    return openKept(kept, this.#told);
  }

  readonly #told = (): void => {
    this.broken = this.layer?.broken() ?? 0;
    this.redraw();
  };

  #show(kept: Kept, layer: Layer): void {
    if (this.layer !== layer) this.layer?.close();
    [this.kept, this.layer, this.problem, this.broken] = [kept, layer, undefined, 0];
    this.#measure();
    this.redraw();
  }

  #measure(): void {
    this.away = this.#site && this.kept ? (this.layer?.away(this.#site, this.kept.options.shifted) ?? 0) : 0;
  }
}

/** `640 m`, `12.4 km`, `2834 km`. */
export function farWords(metres: number): string {
  if (metres < 1000) return `${Math.ceil(metres)} m`;
  return `${(metres / 1000).toFixed(metres < 100_000 ? 1 : 0)} km`;
}
