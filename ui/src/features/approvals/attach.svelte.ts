// Gives a file for a material of a case, and tells those who listen to the screen.
import type { CaseView } from '../../lib/contract/generated';
import type { App } from '../../lib/state/app.svelte';
import type { Action } from '../../lib/state/resource.svelte';

export async function attach(
  app: App,
  action: Action,
  id: string,
  material: number,
  file: File,
): Promise<CaseView | undefined> {
  const next = await action.run(() =>
    app.callRaw('attach_material', { case: id, material, file_name: file.name }, file),
  );
  if (next) app.announcer.say(app.words.t('case.attached'));
  return next;
}

/** The file that was given last for a material. */
export const lastFile = (view: CaseView, material: number): string | undefined =>
  view.materials.find((m) => m.index === material)?.files.at(-1)?.sha256;
