// Photos for stories, drawn by Chromium, so that real JPEG bytes come from a real encoder.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

/** Writes `count` different JPEG files of a few megapixels into a folder. */
export async function drawPhotos(browser: Browser, folder: string, count: number): Promise<string[]> {
  const page = await browser.newPage();
  const paths: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const data = await page.evaluate((n) => {
      const canvas = document.createElement('canvas');
      canvas.width = 2000;
      canvas.height = 1500;
      const pen = canvas.getContext('2d')!;
      const box = (colour: string, x: number, y: number, width: number, height: number): void => {
        pen.fillStyle = colour;
        pen.fillRect(x, y, width, height);
      };
      const sky = pen.createLinearGradient(0, 0, 0, 1100);
      sky.addColorStop(0, '#8fb2cf');
      sky.addColorStop(1, '#e4e8e6');
      pen.fillStyle = sky;
      pen.fillRect(0, 0, 2000, 1100);
      box('#a08b6c', 0, 1080, 2000, 420);
      const floors = 4 + (n % 4);
      for (let floor = 0; floor < floors; floor += 1) {
        const y = 1080 - (floor + 1) * 130;
        box('#b4b1a8', 420, y, 900, 130);
        box('#8a877f', 420, y + 112, 900, 18);
        for (let bay = 0; bay < 9; bay += 1) box((bay + floor + n) % 4 ? '#55585c' : '#7fa3b8', 450 + bay * 98, y + 24, 58, 74);
      }
      box('#e0a526', 1480, 180, 34, 900);
      box('#e0a526', 900, 200, 800, 26);
      box('#3c3c3c', 1000 + n * 60, 226, 6, 260);
      // Ground that no encoder makes small, as real ground is.
      for (let i = 0; i < 9000; i += 1) box(`hsl(34 22% ${34 + ((i * 7 + n) % 30)}%)`, (i * 173) % 2000, 1090 + ((i * 311 + n * 41) % 400), 6, 4);
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!;
    }, n);
    const path = join(folder, `现场-${n + 1}.jpg`);
    writeFileSync(path, Buffer.from(data, 'base64'));
    paths.push(path);
  }
  await page.close();
  return paths;
}
