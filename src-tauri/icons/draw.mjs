// Draws the app's icons: a calm rounded square with a ruled sheet and a tick. Run by `cargo xtask icons`; the PNGs are committed.
// Only what needs drawing stands here: shapes as signed distances, sampled four by four, written as RGBA PNG.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const BRAND = [0x0b, 0x5c, 0xc4];
const PAPER = [0xf7, 0xf7, 0xf4];
const LINE = [0xb4, 0xc6, 0xdb];
const TICK = BRAND;

/** Distance to a rounded box around (cx, cy). */
const box = (x, y, cx, cy, w, h, r) => {
  const dx = Math.abs(x - cx) - w / 2 + r;
  const dy = Math.abs(y - cy) - h / 2 + r;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
};

/** Distance to a thick line from a to b. */
const stroke = (x, y, [ax, ay], [bx, by], width) => {
  const t = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) - width / 2;
};

/** Colour and opacity at a point of the unit square. */
function colour(x, y) {
  if (stroke(x, y, [0.4, 0.6], [0.5, 0.7], 0.075) < 0 || stroke(x, y, [0.5, 0.7], [0.68, 0.46], 0.075) < 0) return [TICK, 1];
  for (const line of [0.32, 0.4]) if (stroke(x, y, [0.36, line], [0.64, line], 0.035) < 0) return [LINE, 1];
  if (box(x, y, 0.5, 0.5, 0.5, 0.62, 0.06) < 0) return [PAPER, 1];
  if (box(x, y, 0.5, 0.5, 0.94, 0.94, 0.21) < 0) return [BRAND, 1];
  return [BRAND, 0];
}

function pixels(size) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  const n = 4;
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const sum = [0, 0, 0, 0];
      for (let i = 0; i < n * n; i++) {
        const [rgb, a] = colour((px + ((i % n) + 0.5) / n) / size, (py + (Math.floor(i / n) + 0.5) / n) / size);
        for (let c = 0; c < 3; c++) sum[c] += rgb[c] * a;
        sum[3] += a;
      }
      const at = py * (size * 4 + 1) + 1 + px * 4;
      for (let c = 0; c < 3; c++) rows[at + c] = sum[3] ? Math.round(sum[c] / sum[3]) : BRAND[c];
      rows[at + 3] = Math.round((sum[3] / (n * n)) * 255);
    }
  }
  return rows;
}

function png(size) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels(size), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** zlib.crc32 came with Node 20.15 and 22.2; this line says so clearly on older ones. */
function crc(bytes) {
  if (typeof crc32 !== 'function') throw new Error('Node 20.19 or newer is needed');
  return crc32(bytes);
}

/** A Windows icon holding PNGs. */
function ico(sizes) {
  const images = sizes.map(png);
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let offset = head.length;
  sizes.forEach((size, i) => {
    const at = 6 + 16 * i;
    head.set([size & 255, size & 255, 0, 0, 1, 0, 32, 0], at);
    head.writeUInt32LE(images[i].length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += images[i].length;
  });
  return Buffer.concat([head, ...images]);
}

for (const [name, size] of [['32x32', 32], ['128x128', 128], ['128x128@2x', 256], ['icon', 512]]) {
  writeFileSync(join(here, `${name}.png`), png(size));
}
writeFileSync(join(here, 'icon.ico'), ico([16, 32, 48]));
