// From chosen files to a background that can be kept: tells what they are, and opens what is kept as a layer.
import type { PlanView } from '../../../lib/contract/generated';
import { imageLayer, imageName, measureImage } from './image';
import { Refused, type Kept, type Layer, type Options } from './kinds';
import { planLayer } from './plan';
import { readWorld, worldName } from './world';

// Only who has a package loads what reads packages.
const packs = () => import('./pack');
const packageName = /\.pmtiles$/i;
const planName = /\.(dxf|geojson|json|gpkg)$/i;

/** Endings that a choice of files offers. */
export const endings = (plans: boolean): string =>
  `.pmtiles,.png,.jpg,.jpeg,.webp,.pgw,.pngw,.jgw,.jpgw,.jpegw,.wpw,.webpw,.tfw,.wld${plans ? ',.dxf,.geojson,.json,.gpkg' : ''}`;

const usual: Options = { visible: true, opacity: 0.7, shifted: false };

/** What is to be kept of chosen files. `lookAtPlan` is none where the host reads no plans. */
export async function readFiles(
  files: File[],
  project: string,
  epsg: number,
  lookAtPlan: ((file: File) => Promise<PlanView>) | undefined,
): Promise<Kept> {
  const images = files.filter((file) => imageName.test(file.name));
  const worlds = files.filter((file) => worldName.test(file.name));
  const others = files.filter((file) => !images.includes(file) && !worlds.includes(file));
  if (images.length + others.length > 1 || worlds.length > 1 || (others.length && worlds.length))
    throw new Refused('several');
  const [image, world, other] = [images[0], worlds[0], others[0]];
  if (image && !world) throw new Refused('lacksWorld', { name: image.name });
  if (world && !image) throw new Refused('lacksImage', { name: world.name });
  const one = image ?? other;
  if (!one) throw new Refused('unknownKind', { name: '' });
  const kept: Kept = {
    project,
    kind: 'image',
    name: one.name,
    size: one.size,
    epsg,
    blob: one,
    world: null,
    plan: null,
    attribution: '',
    options: usual,
  };
  if (world) {
    const text = await world.slice(0, 4096).text();
    await measureImage(one);
    return { ...kept, world: readWorld(text) };
  }
  if (packageName.test(one.name)) {
    const { attribution } = await (await packs()).openPackage(one);
    return { ...kept, kind: 'tiles', attribution };
  }
  if (!planName.test(one.name)) throw new Refused('unknownKind', { name: one.name });
  if (!lookAtPlan) throw new Refused('planHere', { name: one.name });
  const plan = await lookAtPlan(one);
  return { ...kept, kind: 'plan', blob: null, plan, epsg: plan.epsg };
}

/** Opens what is kept. */
export async function openKept(kept: Kept, told: () => void): Promise<Layer> {
  if (kept.kind === 'plan' && kept.plan) return planLayer(kept.plan);
  if (kept.kind === 'image') return imageLayer(kept);
  if (!kept.blob) throw new Refused('damagedTiles');
  const { openPackage, packageLayer } = await packs();
  return packageLayer(await openPackage(new File([kept.blob], kept.name)), told);
}
