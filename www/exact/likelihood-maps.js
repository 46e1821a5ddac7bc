// The likelihood as two maps on one scale: the exact log-density and the network's.

import { paintGrid, paintScale } from '../ui/colormap.js';
import { onPixelRatio } from '../ui/lifecycle.js';
import { readTheme } from '../ui/theme.js';

/** @typedef {{ learned: Float32Array, exact: Float32Array }} Maps log p in nats, on the grid */

/** Cells along each side of a map. */
export const CELLS = 56;
/** The maps show [-MAP_SIDE, MAP_SIDE]². */
export const MAP_SIDE = 1.6;
/** The numbers along the edges of a map. */
const TICKS = [-1, 0, 1];
/** The ends of the scale, in nats: the ring's ridge lies at about 1. */
const RANGE = /** @type {[number, number]} */ ([-8, 2]);

export class LikelihoodMaps {
  #canvas;
  /** @type {Maps | null} */
  #maps = null;

  /** @param {HTMLCanvasElement} canvas twice as wide as high */
  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    onPixelRatio(() => this.#draw());
  }

  /** @param {Maps | null} maps */
  show(maps) {
    this.#maps = maps;
    this.#draw();
  }

  rebuild() {
    this.#draw();
  }

  #draw() {
    const theme = readTheme();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [this.#canvas.clientWidth, this.#canvas.clientHeight];
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.scale(ratio, ratio);
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
    const middle = String((RANGE[0] + RANGE[1]) / 2);
    const minus = (/** @type {string} */ text) => text.replace('-', '−');
    paintScale(context, box, [minus(`≤${RANGE[0]}`), minus(middle), String(RANGE[1])], style);
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
    paintGrid(inner, values, cells, RANGE);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, x, 0, side, side);
    const theme = readTheme();
    context.textBaseline = 'middle';
    for (const v of TICKS) {
      const along = side * (0.5 + v / (2 * MAP_SIDE));
      context.textAlign = 'center';
      write(context, String(v).replace('-', '−'), x + along, side - 0.8 * theme.tick, theme);
      context.textAlign = 'left';
      write(context, String(v).replace('-', '−'), x + 6, side - along, theme);
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
  context.strokeStyle = 'black';
  context.strokeText(text, x, y);
  context.fillStyle = 'white';
  context.fillText(text, x, y);
}
