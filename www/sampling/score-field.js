// A score field as a picture: a map of its size, arrows for its direction, a scale with numbers.

import { paintScale, paintScaleAcross } from '../plots/colormap.js';
import { drawArrows, drawLengths } from '../plots/vector-field.js';

/** @typedef {import('../ui/theme.js').Theme} Theme */
/** @typedef {'learned' | 'exact' | 'difference'} FieldKind */

/**
 * What is drawn: B(t) s(x, t) on a grid, so that all t have the same scale.
 * @typedef {object} Field
 * @property {FieldKind} kind
 * @property {Float32Array} values the learned field, then the exact one, flat [2, n, 2]
 * @property {number} cells along each side
 */

/** The size at the upper end of the scale; larger ones have its colour too. */
const TOP = { learned: 3, exact: 3, difference: 0.5 };
/** What the scale measures. */
const NAMES = { learned: 'B |score|', exact: 'B |score|', difference: 'B |difference|' };
/** In pictures smaller than this, in type of 11 pixels, the scale lies: upright it would cover a quarter. */
const SMALL = 440;
/** How much of the map covers what is under it. */
const COVER = 0.82;

/**
 * The vectors to draw.
 * @param {Field} field
 */
function vectors({ kind, values }) {
  const n = values.length / 2;
  if (kind === 'learned') return values.subarray(0, n);
  if (kind === 'exact') return values.subarray(n);
  return Float32Array.from({ length: n }, (_, i) => values[i] - values[n + i]);
}

/**
 * Draws the field over the whole of a square picture.
 * @param {CanvasRenderingContext2D} context scaled to CSS pixels
 * @param {number} size of the picture in CSS pixels
 * @param {Field} field
 */
export function drawField(context, size, field) {
  const { cells, kind } = field;
  const shown = { vectors: vectors(field), cells, top: TOP[kind] };
  context.save();
  context.globalAlpha = COVER;
  drawLengths(context, size, shown);
  context.globalAlpha = 1;
  drawArrows(context, size, shown);
  context.restore();
}

/**
 * The scale of a small picture, and what it measures, in one low strip.
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {FieldKind} kind
 * @param {Theme} theme
 */
function drawSmallScale(context, size, kind, theme) {
  const { tick, font, text } = theme;
  const top = TOP[kind];
  const [width, height, margin] = [0.3 * size, 6, 6];
  context.font = `${tick}px ${font}`;
  const words = context.measureText(NAMES[kind]).width;
  const panel = {
    width: Math.max(width, words) + 2 * margin,
    height: 2 * tick + height + 2 * margin + 2,
  };
  const [x, y] = [size - panel.width - 6, size - panel.height - 1.9 * tick];
  drawPanel(context, { x, y, ...panel }, theme);
  context.fillStyle = text;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(NAMES[kind], x + margin, y + margin - 2);
  const box = { x: x + margin, y: y + margin + tick, width: panel.width - 2 * margin, height };
  paintScaleAcross(context, box, ['0', String(top / 2), `≥ ${top}`], theme);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {Theme} theme
 */
function drawPanel(context, { x, y, width, height }, theme) {
  context.globalAlpha = 0.88;
  context.fillStyle = theme.surface;
  context.beginPath();
  context.roundRect(x, y, width, height, 6);
  context.fill();
  context.globalAlpha = 1;
}

/**
 * What the colours mean.
 * @param {CanvasRenderingContext2D} context scaled to CSS pixels
 * @param {number} size of the picture in CSS pixels
 * @param {FieldKind} kind
 * @param {Theme} theme
 */
export function drawFieldScale(context, size, kind, theme) {
  const top = TOP[kind];
  // Sizes are for numbers of 11 pixels.
  const unit = theme.tick / 11;
  if (size < SMALL * unit) {
    drawSmallScale(context, size, kind, theme);
    return;
  }
  const height = Math.min(160 * unit, 0.28 * size);
  const panel = { width: 92 * unit, height: height + 44 * unit };
  const [x, y] = [size - panel.width - 8, size - panel.height - 24 * unit];
  drawPanel(context, { x, y, ...panel }, theme);
  const box = { x: size - 18 - 12 * unit, y: y + 32 * unit, width: 12 * unit, height };
  const style = { ...theme, halo: theme.surface };
  paintScale(context, box, ['0', String(top / 2), `≥ ${top}`], style);
  context.textAlign = 'center';
  context.fillText(NAMES[kind], x + panel.width / 2, y + 13 * unit);
}
