// Makes the pictures that others show of the page, from the page itself: the social preview out of
// three moments of its flow, and the icons out of icon.svg. Run after a build:
//
//   node tools/make-assets.mjs

import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './browsers/chromium.mjs';

const ASSETS = fileURLToPath(new URL('../www/assets/', import.meta.url));
const ICON = fileURLToPath(new URL('../www/icon.svg', import.meta.url));
/** Places of the three moments, as shares of the flow. */
const MOMENTS = [0, 0.87, 1];

const app = await launch();
const { page, close } = await app.openPage({
  hash: 'particles=2500',
  colorScheme: 'dark',
  reducedMotion: 'reduce',
});
await page.waitForFunction(() => document.body.dataset.flow === 'shipped weights');
/** @type {string[]} */
const pictures = [];
for (const moment of MOMENTS) {
  await page.locator('#scrubber').fill(String(1000 * moment));
  await page.waitForTimeout(500);
  pictures.push(
    await page.locator('#flow').evaluate((canvas) => {
      const flow = /** @type {HTMLCanvasElement} */ (canvas);
      // Without its axes: the middle of the picture.
      const inner = document.createElement('canvas');
      const margin = flow.width * 0.08;
      inner.width = inner.height = 340;
      const scale = 340 / (flow.width - 2 * margin);
      const context = /** @type {CanvasRenderingContext2D} */ (inner.getContext('2d'));
      context.scale(scale, scale);
      context.drawImage(flow, -margin, -margin);
      // In fewer shades, counted from the background, it is a third as large and looks the same.
      const image = context.getImageData(0, 0, 340, 340);
      const ground = image.data.slice(4 * (5 * 340 + 5), 4 * (5 * 340 + 5) + 4);
      for (let i = 0; i < image.data.length; i++) {
        const base = ground[i % 4];
        image.data[i] = base + Math.round((image.data[i] - base) / 19) * 19;
      }
      context.putImageData(image, 0, 0);
      return inner.toDataURL();
    }),
  );
}
await close();

const sheet = await app.browser.newPage({ viewport: { width: 1200, height: 630 } });
await sheet.setContent(`<style>
  body { margin: 0; height: 630px; background: #0b0e13; color: #e8ebef; font-family: system-ui, sans-serif }
  main { padding: 62px 60px 0 }
  h1 { margin: 0; font-size: 72px; letter-spacing: -0.03em }
  p { margin: 10px 0 40px; font-size: 31px; color: #9aa5b3 }
  div { display: flex; gap: 27px }
  img { width: 340px; height: 340px; image-rendering: pixelated; border: 1px solid #2c333d }
</style><main><h1>Nano diffusion</h1><p>Train a diffusion model live in your browser tab</p>
<div>${pictures.map((picture) => `<img src="${picture}" alt="">`).join('')}</div></main>`);
await sheet.screenshot({ path: `${ASSETS}preview.png` });

const svg = readFileSync(ICON, 'utf8');
for (const size of [192, 512]) {
  await sheet.setViewportSize({ width: size, height: size });
  await sheet.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${svg}`,
  );
  await sheet.screenshot({ path: `${ASSETS}icon-${size}.png`, omitBackground: true });
}
await app.close();
for (const name of ['preview.png', 'icon-192.png', 'icon-512.png']) {
  console.log(name, statSync(ASSETS + name).size);
}
