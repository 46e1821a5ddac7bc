// The likelihood as two maps on one scale: the exact log-density and the network's. Where they are of
// and what the scale spans comes with them: from the data and the model.

import { roundTicks, tickName } from '../plots/axis-ticks.js';
import { paintGrid, paintScale } from '../plots/colormap.js';
import { fitCanvas } from '../plots/fit-canvas.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';
import { rangeOf } from './map-scale.js';

/**
 * @typedef {object} Maps
 * @property {Float32Array} learned log p in nats, on the grid
 * @property {Float32Array} exact
 * @property {Float64Array} window x, y, side: they show [x ± side] × [y ± side]
 */

/** Cells along each side of a map. */
export const CELLS = 56;
/** Numbers along an edge of a map, about; none so near its ends. */
const TICKS = 3;
const INSIDE = 0.92;

export class LikelihoodMaps {
  #canvas;
  /** @type {Maps | null} */
  #maps = null;
  /** The ends of the scale, in nats. @type {[number, number]} */
  #range = [0, 0];

  /** @param {HTMLCanvasElement} canvas twice as wide as high */
  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    onPixelRatio(() => this.#draw());
  }

  /** @param {Maps | null} maps */
  show(maps) {
    this.#maps = maps;
    if (maps) {
      const { exact, learned, window } = maps;
      const [low, high] = (this.#range = rangeOf(exact, learned));
      const [x, y] = [window[0], window[1]].map((middle) => {
        const ends = [middle - window[2], middle + window[2]];
        return ends.map((end) => tickName(Number(end.toFixed(2)))).join(' to ');
      });
      this.#canvas.setAttribute(
        'aria-label',
        `Two maps of log p, exact and the network’s: x from ${x}, y from ${y}; scale from ${tickName(low)} to ${tickName(high)} nats`,
      );
    }
    this.#draw();
  }

  rebuild() {
    this.#draw();
  }

  #draw() {
    const theme = readTheme();
    const context = fitCanvas(this.#canvas);
    if (!context) return;
    const [width, height] = [this.#canvas.clientWidth, this.#canvas.clientHeight];
    const unit = theme.tick / 11;
    const scale = 56 * unit;
    const side = Math.min(height, (width - scale - 8) / 2);
    if (!this.#maps) {
      context.fillStyle = theme.grid;
      for (const x of [0, side + 8]) context.fillRect(x, 0, side, side);
      return;
    }
    const { exact, learned } = this.#maps;
    for (const [i, values] of [exact, learned].entries()) {
      this.#drawMap(context, values, i * (side + 8), side);
      context.textAlign = 'center';
      write(context, ['exact', 'learned'][i], i * (side + 8) + side / 2, 12 * unit, theme);
    }
    const box = { x: 2 * side + 8 + scale - 14, y: 16, width: 12, height: side - 24 };
    const style = { ...theme, halo: theme.surface };
    const [low, high] = this.#range;
    const below = [exact, learned].some((values) => values.some((value) => value < low));
    const lowest = `${below ? '≤' : ''}${tickName(low)}`;
    paintScale(context, box, [lowest, tickName((low + high) / 2), tickName(high)], style);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} values
   * @param {number} x
   * @param {number} side
   */
  #drawMap(context, values, x, side) {
    const small = document.createElement('canvas');
    const cells = Math.round(Math.sqrt(values.length));
    small.width = small.height = cells;
    const inner = /** @type {CanvasRenderingContext2D} */ (small.getContext('2d'));
    paintGrid(inner, values, cells, this.#range);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, x, 0, side, side);
    const theme = readTheme();
    context.textBaseline = 'middle';
    const [centreX, centreY, half] = this.#maps?.window ?? [0, 0, 1];
    for (const [axis, middle] of [centreX, centreY].entries()) {
      const ends = INSIDE * half;
      for (const v of roundTicks(middle - ends, middle + ends, TICKS)) {
        const along = side * (0.5 + (v - middle) / (2 * half));
        context.textAlign = axis === 0 ? 'center' : 'left';
        const at = axis === 0 ? [x + along, side - 0.8 * theme.tick] : [x + 6, side - along];
        write(context, tickName(v), at[0], at[1], theme);
      }
    }
    context.textAlign = 'right';
    write(context, 'x', x + side - 6, side - 0.8 * theme.tick, theme);
    context.textAlign = 'left';
    write(context, 'y', x + 6, 1.1 * theme.tick, theme);
  }
}

/**
 * Text that is readable on every colour of the map.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {import('../ui/theme.js').Theme} theme
 */
function write(context, text, x, y, theme) {
  context.font = `${theme.tick}px ${theme.font}`;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = 'black';
  context.strokeText(text, x, y);
  context.fillStyle = 'white';
  context.fillText(text, x, y);
}
