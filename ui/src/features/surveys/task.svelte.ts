// A survey being measured: the view, and values on their way to the host. Shows "saved" only after the host answered.
import type {
  MeasuredInput,
  MeasurementView,
  ProblemView,
  SurveyView,
  TargetSaved,
} from '../../lib/contract/generated';
import type { App } from '../../lib/state/app.svelte';
import { problemOf, type Resource } from '../../lib/state/resource.svelte';

/** What has to be entered so that a target stands as it does now. */
export function inputOf(measured: MeasurementView | null): MeasuredInput {
  const note = measured?.note ?? '';
  // What was computed is sent as it was read, and computed again.
  if (measured?.from) return { readings: [], note, from: measured.from.readings };
  return { readings: measured ? (measured.readings.length ? measured.readings : [measured.value]) : [], note };
}

export class Task {
  saving = $state(false);
  savedAt = $state<string>();
  problem = $state.raw<ProblemView>();
  /** Tries again what failed last. */
  again: (() => Promise<unknown>) | undefined;
  /** Saves the value that was asked about because it is far from its design, as it was typed. */
  meant: (() => Promise<boolean>) | undefined;

  constructor(
    readonly id: string,
    readonly resource: Resource<SurveyView>,
    readonly app: App,
  ) {}

  get view(): SurveyView | undefined {
    return this.resource.value;
  }

  /** Enters a value, or takes it back; the one before can be brought back for a while. */
  async measure(target: string, measured: MeasuredInput, far_is_meant = false): Promise<boolean> {
    const before = inputOf(this.view?.targets.find((t) => t.name === target)?.measured ?? null);
    const request = { survey: this.id, target, measured, far_is_meant };
    this.meant = () => this.measure(target, measured, true);
    const done = await this.#write(() => this.app.call('measure_target', request));
    const { t } = this.app.words;
    if (done)
      this.app.undo.offer(
        t(measured.readings.length || measured.from ? 'measure.entered' : 'measure.cleared', { name: target }),
        async () => {
          await this.#write(() =>
            this.app.call('measure_target', { ...request, measured: before, far_is_meant: true }),
          );
        },
      );
    return done;
  }

  choose(target: string, measurement: string): Promise<boolean> {
    return this.#write(() => this.app.call('choose_measurement', { survey: this.id, target, measurement }));
  }

  async #write(act: () => Promise<TargetSaved>): Promise<boolean> {
    this.saving = true;
    this.problem = undefined;
    const writing = (async () => {
      try {
        this.accept(await act());
        this.again = undefined;
        return true;
      } catch (error) {
        this.problem = problemOf(error, this.app.words.lang);
        this.again = () => this.#write(act);
        return false;
      } finally {
        this.saving = false;
      }
    })();
    this.app.writing = writing.then(() => undefined);
    return writing;
  }

  /** Puts what the host answered into the view. */
  accept(saved: TargetSaved): void {
    this.savedAt = saved.saved_at;
    const view = this.view;
    if (!view) return;
    const { target, row, lacks, verdict, conclusion, derived, figures } = saved;
    const targets = view.targets.map((t) => (t.name === target.name ? target : t));
    this.resource.set({ ...view, targets, row, lacks, verdict, conclusion, derived, figures });
  }
}
