// The axes of a square picture of the plane, around its middle: lines, and numbers along the left and the
// lower edge.

import { roundTicks, tickName } from './axis-ticks.js';

/** Numbers along an edge, about; none so near its ends. */
const TICKS = 6;
const INSIDE = 0.93;

/**
 * @param {CanvasRenderingContext2D} context scaled to CSS pixels
 * @param {{ size: number, side: number }} picture its size in CSS pixels; it shows [−side, side]²
 * @param {import('../ui/theme.js').Theme} theme
 * @param {boolean} [faint] over a map, which lines must not hide
 */
export function drawPlaneAxes(context, { size, side }, theme, faint = false) {
  context.save();
  context.font = `${theme.tick}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.lineJoin = 'round';
  // A halo keeps numbers readable on whatever lies under them.
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => {
    context.strokeStyle = theme.surface;
    context.lineWidth = 3;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  };
  for (const v of roundTicks(-INSIDE * side, INSIDE * side, TICKS)) {
    const along = Math.round((size / 2) * (1 + v / side)) + 0.5;
    context.strokeStyle = theme.grid;
    context.lineWidth = 1;
    context.globalAlpha = faint ? 0.3 : 1;
    context.beginPath();
    context.moveTo(along, 0);
    context.lineTo(along, size);
    context.moveTo(0, size - along);
    context.lineTo(size, size - along);
    context.stroke();
    context.globalAlpha = 1;
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    write(tickName(v), along, size - 5);
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    write(tickName(v), 6, size - along);
  }
  context.textAlign = 'right';
  context.textBaseline = 'bottom';
  write('x', size - 8, size - 5);
  context.textBaseline = 'top';
  context.textAlign = 'left';
  write('y', 6, 8);
  context.restore();
}
