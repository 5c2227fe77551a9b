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
      pen.fillStyle = ['#9db7c9', '#c9b79d'][n % 2]!;
      pen.fillRect(0, 0, 2000, 1500);
      for (let i = 0; i < 400; i += 1) {
        pen.fillStyle = `hsl(${(i * 37 + n * 90) % 360} 40% ${20 + (i % 60)}%)`;
        pen.fillRect((i * 173) % 2000, (i * 311 + n * 41) % 1500, 30 + (i % 90), 20 + (i % 70));
      }
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!;
    }, n);
    const path = join(folder, `现场-${n + 1}.jpg`);
    writeFileSync(path, Buffer.from(data, 'base64'));
    paths.push(path);
  }
  await page.close();
  return paths;
}
