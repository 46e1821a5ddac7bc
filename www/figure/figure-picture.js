// The figure as a picture to keep: under a title, with what it is of, and its distances below.

import { layOut } from './figure-layout.js';
import { drawFigure, write } from './figure-view.js';

/** In CSS pixels. */
const [WIDTH, HEIGHT, MARGIN, LINE] = [1200, 760, 20, 22];

/**
 * @param {import('./figure-data.js').FigureData} figure
 * @param {import('../ui/theme.js').Theme} theme
 * @param {number} ratio device pixels for each CSS pixel
 * @returns {HTMLCanvasElement}
 */
export function pictureOf(figure, theme, ratio) {
  const inner = WIDTH - 2 * MARGIN;
  const layout = layOut({ width: inner, height: HEIGHT, letters: theme.tick }, figure.rows.length);
  const head = MARGIN + 2.4 * LINE;
  const { distances } = figure;
  const foot = distances.length > 0 ? LINE : 0;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * ratio;
  canvas.height = Math.ceil((head + layout.height + foot + MARGIN) * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.scale(ratio, ratio);
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, WIDTH, canvas.height / ratio);
  const large = { ...theme, tick: theme.tick + 4 };
  const medium = { ...theme, tick: theme.tick + 1 };
  write(context, titleOf(figure), MARGIN, MARGIN + 0.3 * LINE, large, { bold: true, fit: inner });
  write(context, figure.words, MARGIN, MARGIN + 1.4 * LINE, medium, { fit: inner });
  context.translate(MARGIN, head);
  drawFigure(context, layout, figure, theme);
  if (foot) {
    const words = `At t = 0: ${distances.join('  ·  ')}`;
    write(context, words, 0, layout.height + 0.6 * LINE, medium, { fit: inner });
  }
  return canvas;
}

/** @param {import('./figure-data.js').FigureData} figure */
export function titleOf({ forward, t }) {
  if (forward) return 'Nano diffusion: data on their way to noise';
  return t > 0
    ? 'Nano diffusion: noised data and samples on their way'
    : 'Nano diffusion: data and samples';
}
