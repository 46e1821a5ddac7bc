// A row of small pictures of one cloud of points at several times, for the article. Drawing only.

import { build } from '../ui/dom.js';
import { readTheme } from '../ui/theme.js';

/** Half the side of what a picture shows. */
const SIDE = 2.4;
/** Points drawn, at most: a small picture holds no more. */
const MOST = 900;

export class FilmStrip {
  #pictures;

  /**
   * @param {HTMLElement} host
   * @param {number} count
   * @param {string} words what it shows, for those who can't see it
   */
  constructor(host, count, words) {
    this.#pictures = Array.from({ length: count }, () => {
      const canvas = build('canvas');
      const label = build('span', {}, ['–']);
      host.append(build('div', { className: 'strip-picture' }, [canvas, label]));
      return { canvas, label };
    });
    host.setAttribute('role', 'img');
    host.setAttribute('aria-label', words);
  }

  /**
   * @param {{ t: number, points: Float32Array }[]} clouds one a picture
   * @param {'data' | 'samples'} colour
   */
  draw(clouds, colour) {
    const theme = readTheme();
    for (const [i, { canvas, label }] of this.#pictures.entries()) {
      const cloud = clouds[i];
      if (!cloud) continue;
      label.textContent = `t = ${cloud.t.toFixed(2)}`;
      paint(canvas, cloud.points, theme[colour]);
    }
  }
}

/** @param {HTMLCanvasElement} canvas @param {Float32Array} points @param {string} colour */
function paint(canvas, points, colour) {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const size = Math.round(canvas.clientWidth * ratio);
  if (size === 0) return;
  canvas.width = canvas.height = size;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const scale = size / (2 * SIDE);
  const dot = Math.max(1.2, size / 130);
  context.globalAlpha = 0.7;
  context.fillStyle = colour;
  for (let i = 0; i < Math.min(MOST, points.length / 2); i++) {
    const x = size / 2 + scale * points[2 * i];
    const y = size / 2 - scale * points[2 * i + 1];
    context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
  }
}

/**
 * Data on the way to noise, A x₀ + B ε, at shares of the time T.
 * @param {Float32Array} data
 * @param {Float32Array} noise
 * @param {import('./page-actions.js').Curves} curves
 * @param {number[]} shares
 */
export function noised(data, noise, { t, a, b }, shares) {
  const length = Math.min(data.length, noise.length);
  return shares.map((share) => {
    const at = Math.round(share * (t.length - 1));
    const points = Float32Array.from({ length }, (_, i) => a[at] * data[i] + b[at] * noise[i]);
    return { t: t[at], points };
  });
}
