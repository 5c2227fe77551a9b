// A plan as a picture with its world file. Its size is read from its first bytes, so that nothing huge is unfolded to be refused.
import { between, Refused, type Kept, type Layer } from './kinds';
import { boxOf, imageMatrix } from './world';

/** Most pixels that are unfolded: 100 million take 400 MB for a moment. */
const mostPixels = 100e6;
/** Longest side that is kept unfolded, px: every graphics chip takes a picture of that size. */
const longest = 4096;

export const imageName = /\.(png|jpe?g|webp)$/i;

export interface Size {
  width: number;
  height: number;
}

/** Width and height as the header of a PNG, JPEG or WebP says them. */
export function sizeOf(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  const found = (width: number, height: number) => (width > 0 && height > 0 ? { width, height } : undefined);
  if (bytes.length >= 30 && word(1, 3) === 'PNG' && word(12, 4) === 'IHDR')
    return found(view.getUint32(16), view.getUint32(20));
  if (bytes.length >= 30 && word(0, 4) === 'RIFF' && word(8, 4) === 'WEBP') {
    const kind = word(12, 4);
    if (kind === 'VP8 ') return found(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    if (kind === 'VP8L') {
      const bits = view.getUint32(21, true);
      return found((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    const three = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
    return kind === 'VP8X' ? found(three(24), three(27)) : undefined;
  }
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return undefined;
    // Start of a frame of any kind; C4, C8 and CC are tables.
    const low = marker & 0xff;
    if (low >= 0xc0 && low <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(low))
      return found(view.getUint16(at + 7), view.getUint16(at + 5));
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** The size of a picture; refused where it is none, or too large to be unfolded. */
export async function measureImage(blob: Blob): Promise<Size> {
  // The frame of a JPEG may come after a colour profile and a thumbnail.
  const size = sizeOf(new Uint8Array(await blob.slice(0, 1 << 20).arrayBuffer()));
  if (!size) throw new Refused('badImage');
  if (size.width * size.height > mostPixels) throw new Refused('largeImage', { limit: mostPixels / 1e6 });
  return size;
}

async function unfold(blob: Blob, size: Size): Promise<ImageBitmap> {
  const times = Math.min(1, longest / Math.max(size.width, size.height));
  try {
    if (times === 1) return await createImageBitmap(blob);
    return await createImageBitmap(blob, {
      resizeWidth: Math.max(1, Math.round(size.width * times)),
      resizeHeight: Math.max(1, Math.round(size.height * times)),
      resizeQuality: 'high',
    });
  } catch {
    throw new Refused('badImage');
  }
}

export async function imageLayer(kept: Kept): Promise<Layer> {
  const { blob, world } = kept;
  if (!blob || !world) throw new Refused('badImage');
  const size = await measureImage(blob);
  const bitmap = await unfold(blob, size);
  const box = boxOf(world, size.width, size.height);
  return {
    paint(pane) {
      const { ctx } = pane;
      ctx.save();
      ctx.transform(...imageMatrix(world, pane));
      ctx.drawImage(bitmap, 0, 0, size.width, size.height);
      ctx.restore();
    },
    away: (site) => between(box, site),
    broken: () => 0,
    recolour: () => undefined,
    close: () => bitmap.close(),
  };
}
