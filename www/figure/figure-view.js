// Draws the post's figure on a canvas: what stands in it is given, and so is where. Asks nothing.

import { HISTOGRAM_WORDS } from '../shared/metric-words.js';
import { quarterTurns, roundTicks, tickName, turnName } from '../plots/axis-ticks.js';
import { colour, paintGrid } from '../plots/colormap.js';

/** @typedef {import('./figure-data.js').FigureData} FigureData */
/** @typedef {import('./figure-layout.js').Layout} Layout */
/** @typedef {import('./figure-layout.js').Panel} Panel */
/** @typedef {import('./figure-layout.js').Box} Box */
/** @typedef {import('../ui/theme.js').Theme} Theme */
/** @typedef {CanvasRenderingContext2D} Context */

/** Room above the highest bin of a marginal. */
const HEAD = 1.08;
/** Letters for each number along an axis, about. */
const SPACING = 3.4;
/** On an axis of fewer letters the numbers at its ends stay inside, since others stand beside them, and
 * there is no key. */
const SHORT = 20;
export const PLANE_TITLE = '2-D histogram';
export const DENSITY = 'density (per unit area)';

/**
 * @param {Context} context at the upper left corner, in CSS pixels
 * @param {Layout} layout
 * @param {FigureData} figure
 * @param {Theme} page
 */
export function drawFigure(context, layout, figure, page) {
  const theme = { ...page, tick: layout.letters };
  context.lineJoin = 'miter';
  for (const panel of layout.panels) {
    if (panel.quantity === 0) drawPlane(context, panel, figure, theme);
    else drawMarginal(context, panel, figure, theme);
    const name = figure.rows[panel.set].name;
    const { x, y, width } = panel.box;
    const title = panel.quantity === 0 ? PLANE_TITLE : wordsOf(figure, panel).title;
    write(
      context,
      layout.wide ? `${name}: ${lower(title)}` : name,
      x,
      y - 0.8 * theme.tick,
      theme,
      {
        bold: true,
        fit: width,
      },
    );
  }
  drawBar(context, layout.bar, figure, theme);
}

/** A title within a sentence; single letters stay. @param {string} title */
const lower = (title) => title[0].toLowerCase() + title.slice(1);

/** @param {FigureData} figure @param {Panel} panel of a marginal */
const wordsOf = (figure, { quantity }) => HISTOGRAM_WORDS[figure.axes[quantity - 1].key];

/** @param {Context} context @param {Panel} panel @param {FigureData} figure @param {Theme} theme */
function drawPlane(context, panel, figure, theme) {
  const { cells, side, most, rows } = figure;
  const { x, y, width, height } = panel.box;
  const small = document.createElement('canvas');
  small.width = small.height = cells;
  const inner = /** @type {Context} */ (small.getContext('2d'));
  paintGrid(inner, rows[panel.set].plane, cells, [0, most || 1]);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, x, y, width, height);
  const ticks = roundTicks(-side, side, Math.min(5, width / (SPACING * theme.tick)));
  const along = ticks.map((v) => /** @type {const} */ ([(v + side) / (2 * side), tickName(v)]));
  drawAxes(context, panel, theme, { along, up: along, labels: ['x', 'y'] });
}

/** @param {Context} context @param {Panel} panel @param {FigureData} figure @param {Theme} theme */
function drawMarginal(context, panel, figure, theme) {
  const { box, set, quantity } = panel;
  const { lo, hi } = figure.axes[quantity - 1];
  const words = wordsOf(figure, panel);
  const top = HEAD * figure.mostOf(quantity - 1) || 1;
  const count = box.width / (SPACING * theme.tick);
  const marks = words.turns ? quarterTurns(lo, hi) : roundTicks(lo, hi, Math.min(6, count));
  const shown = marks.length > count + 1 ? marks.filter((_, i) => i % 2 === 0) : marks;
  const name = words.turns ? turnName : tickName;
  const density = roundTicks(0, top, Math.min(5, box.height / (2.4 * theme.tick)));
  drawAxes(context, panel, theme, {
    along: shown.map((v) => [(v - lo) / (hi - lo), name(v)]),
    up: density.map((v) => [v / top, tickName(v)]),
    labels: [words.axis, words.density],
    grid: true,
  });
  const curve = (/** @type {number} */ row) =>
    stepsOf(figure.rows[row].marginals[quantity - 1], top, box);
  const { key } = figure.rows[set];
  const line = colourOf(key, theme);
  const path = curve(set);
  const area = new Path2D(path);
  area.lineTo(box.x + box.width, box.y + box.height);
  area.lineTo(box.x, box.y + box.height);
  context.globalAlpha = 0.25;
  context.fillStyle = line;
  context.fill(area);
  context.globalAlpha = 1;
  // The data once more, over the samples.
  if (set > 0) stroke(context, curve(0), theme.data, 1.2, [4, 3]);
  stroke(context, path, line, 1.8);
  // Where it has no room, the words below the figure say it.
  if (set > 0 && box.width > SHORT * theme.tick) drawKey(context, box, theme);
}

/** What the dashed line is. @param {Context} context @param {Box} box @param {Theme} theme */
function drawKey(context, box, theme) {
  const { tick } = theme;
  const end = box.x + box.width - 4;
  const width = write(context, 'data', end, box.y + 0.9 * tick, theme, { align: 'right' });
  const line = new Path2D();
  line.moveTo(end - width - 2.6 * tick, box.y + 0.9 * tick);
  line.lineTo(end - width - 0.5 * tick, box.y + 0.9 * tick);
  stroke(context, line, theme.data, 1.2, [4, 3]);
}

/** @param {FigureData['rows'][number]['key']} key @param {Theme} theme */
function colourOf(key, theme) {
  return key === 'data' ? theme.data : key === 'samples' ? theme.samples : theme.text;
}

/** The outline of a histogram. @param {ArrayLike<number>} bins @param {number} top @param {Box} box */
function stepsOf(bins, top, { x, y, width, height }) {
  const path = new Path2D();
  const step = width / bins.length;
  for (let i = 0; i < bins.length; i++) {
    const at = y + height * (1 - bins[i] / top);
    if (i === 0) path.moveTo(x, at);
    else path.lineTo(x + i * step, at);
    path.lineTo(x + (i + 1) * step, at);
  }
  return path;
}

/** @param {Context} context @param {Path2D} path @param {string} style @param {number} width @param {number[]} [dash] */
function stroke(context, path, style, width, dash = []) {
  context.setLineDash(dash);
  context.strokeStyle = style;
  context.lineWidth = width;
  context.stroke(path);
  context.setLineDash([]);
}

/** Marks along an axis: where, as a share of it, and what they say.
 * @typedef {readonly (readonly [number, string])[]} Marks */

/**
 * @param {Context} context
 * @param {Panel} panel
 * @param {Theme} theme
 * @param {{ along: Marks, up: Marks, labels: [string, string], grid?: boolean }} axes
 */
function drawAxes(context, { box, numbered }, theme, { along, up, labels, grid }) {
  const { x, y, width, height } = box;
  const { tick } = theme;
  const lines = new Path2D();
  const marks = new Path2D();
  for (const [share, words] of along) {
    const at = x + share * width;
    lines.moveTo(at, y);
    lines.lineTo(at, y + height);
    marks.moveTo(at, y + height);
    marks.lineTo(at, y + height + 4);
    const end = width < SHORT * tick && Math.abs(share - 0.5) > 0.42;
    const align = end ? (share < 0.5 ? 'left' : 'right') : 'center';
    write(context, words, at, y + height + 1.1 * tick, theme, { align });
  }
  for (const [share, words] of up) {
    const at = y + height * (1 - share);
    lines.moveTo(x, at);
    lines.lineTo(x + width, at);
    if (!numbered) continue;
    marks.moveTo(x - 4, at);
    marks.lineTo(x, at);
    write(context, words, x - 6, at, theme, { align: 'right' });
  }
  if (grid) stroke(context, lines, theme.grid, 1);
  stroke(context, marks, theme.muted, 1);
  context.strokeStyle = theme.muted;
  context.strokeRect(x, y, width, height);
  const style = /** @type {const} */ ({ align: 'center', colour: theme.muted });
  write(context, labels[0], x + width / 2, y + height + 2.4 * tick, theme, {
    ...style,
    fit: width,
  });
  if (numbered) writeUp(context, labels[1], x - 3.6 * tick, y + height / 2, height, theme);
}

/** The scale of colours, from none to the largest. @param {Context} context @param {Box} box @param {FigureData} figure @param {Theme} theme */
function drawBar(context, { x, y, width, height }, { most }, theme) {
  const { tick } = theme;
  for (let i = 0; i < height; i++) {
    context.fillStyle = colour(1 - i / (height - 1));
    context.fillRect(x, y + i, width, Math.min(1.5, height - i));
  }
  const top = most || 1;
  const marks = new Path2D();
  for (const v of roundTicks(0, top, Math.min(8, height / (3 * tick)))) {
    const at = y + height * (1 - v / top);
    marks.moveTo(x + width, at);
    marks.lineTo(x + width + 4, at);
    write(context, tickName(v), x + width + 6, at, theme, { align: 'left' });
  }
  stroke(context, marks, theme.muted, 1);
  writeUp(context, DENSITY, x + width + 3.5 * tick, y + height / 2, height, theme);
}

/**
 * @param {Context} context @param {string} words @param {number} x @param {number} y their middle
 * @param {Theme} theme
 * @param {{ align?: CanvasTextAlign, bold?: boolean, colour?: string, fit?: number }} [style]
 * @returns {number} their width
 */
export function write(context, words, x, y, theme, style = {}) {
  context.font = `${style.bold ? '600 ' : ''}${theme.tick}px ${theme.font}`;
  context.textAlign = style.align ?? 'left';
  context.textBaseline = 'middle';
  context.fillStyle = style.colour ?? theme.text;
  context.fillText(words, x, y, style.fit);
  return context.measureText(words).width;
}

/** Words that run upwards. @param {Context} context @param {string} words @param {number} x @param {number} y @param {number} fit @param {Theme} theme */
function writeUp(context, words, x, y, fit, theme) {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  write(context, words, 0, 0, theme, { align: 'center', colour: theme.muted, fit });
  context.restore();
}
