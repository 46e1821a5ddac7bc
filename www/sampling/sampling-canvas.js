// The picture of the flow: data faintly behind, the density of recent paths, the particles.

import { drawPlaneAxes } from '../plots/plane-axes.js';
import { drawField, drawFieldScale } from './score-field.js';
import { channels } from '../ui/theme.js';
import { Trails } from './trails.js';

/** @typedef {import('./score-field.js').Field} Field */
/** @typedef {import('./trajectory.js').Trajectory} Trajectory */
/** @typedef {import('../ui/theme.js').Theme} Theme */

/** The side of a picture (CSS pixels) that is to be saved but has no place on the page. */
const UNPLACED = 480;
/** The picture shows [-SIDE, SIDE]²: all but one in 200 of the points of N(0, I). */
export const SIDE = 2.8;
/** Radius of a particle in CSS pixels at 2,000 particles; it shrinks as they get many. */
const DOT = 1.7;
/** Cells of the path density for each CSS pixel. */
const TRAIL_RESOLUTION = 0.6;
/** Pixel ratios beyond this cost more than they show. */
const MAX_RATIO = 2;

export class SamplingCanvas {
  #canvas;
  #context;
  /** Side of the square in CSS pixels, and device pixels for each of them. */
  #size = 0;
  #ratio = 1;
  /** @type {Trails | null} */
  #trails = null;
  #dataLayer = document.createElement('canvas');
  /** @type {Float32Array} */
  #data = new Float32Array(0);
  #points = new Float32Array(0);
  /** @type {Field | null} */
  #field = null;
  /** @type {Theme} */
  #theme;

  /** @param {HTMLCanvasElement} canvas @param {Theme} theme */
  constructor(canvas, theme) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.#theme = theme;
  }

  /** Fits the picture to its place on the page. @returns {boolean} whether it changed */
  resize() {
    const size = Math.round(this.#canvas.clientWidth);
    const ratio = Math.min(devicePixelRatio || 1, MAX_RATIO);
    if (size === 0 || (size === this.#size && ratio === this.#ratio)) return false;
    this.#fit(size, ratio);
    return true;
  }

  /** @param {number} size in CSS pixels @param {number} ratio device pixels for each */
  #fit(size, ratio) {
    this.#size = size;
    this.#ratio = ratio;
    this.#canvas.width = this.#canvas.height = Math.round(size * ratio);
    this.#trails = new Trails(Math.max(64, Math.round(size * TRAIL_RESOLUTION)));
    this.#refresh();
  }

  /** Device pixels for each CSS pixel. */
  get ratio() {
    return this.#ratio;
  }

  /** The side in CSS pixels of what {@link twin} gives. */
  get side() {
    return this.#size || UNPLACED;
  }

  /**
   * A picture of the same size on a canvas of its own, in another resolution, with nothing drawn yet.
   * @param {number} ratio device pixels for each CSS pixel
   * @param {number} [side] in CSS pixels
   */
  twin(ratio, side = this.side) {
    const twin = new SamplingCanvas(document.createElement('canvas'), this.#theme);
    twin.#data = this.#data;
    twin.#field = this.#field;
    twin.#fit(side, ratio);
    return twin;
  }

  get canvas() {
    return this.#canvas;
  }

  /** Shows the field that another picture shows now. @param {SamplingCanvas} other */
  follow(other) {
    if (this.#field !== other.#field) this.setField(other.#field);
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    this.#theme = theme;
    this.#refresh();
  }

  /** @param {Float32Array} points flat [x0, y0, …] */
  setData(points) {
    this.#data = points;
    this.#refresh();
  }

  /** A score field under the particles. @param {Field | null} field */
  setField(field) {
    this.#field = field;
    this.#refresh();
  }

  /** What changes rarely: the colour ramp and the layer of data points. */
  #refresh() {
    const theme = this.#theme;
    const samples = channels(theme.samples);
    /** @type {[number, number, number]} */
    const bright = theme.dark ? [255, 244, 214] : [120, 52, 0];
    this.#trails?.setColours(samples, bright);

    // A new one: the old may be among what the browser took away, and come back later, empty.
    const layer = (this.#dataLayer = document.createElement('canvas'));
    layer.width = layer.height = this.#canvas.width;
    const context = /** @type {CanvasRenderingContext2D} */ (layer.getContext('2d'));
    context.scale(this.#ratio, this.#ratio);
    if (this.#field) drawField(context, this.#size, this.#field);
    const picture = { size: this.#size, side: SIDE };
    drawPlaneAxes(context, picture, theme, Boolean(this.#field));
    context.fillStyle = theme.data;
    context.globalAlpha = theme.dark ? 0.4 : 0.3;
    if (!this.#field) this.#drawDots(context, this.#data, 1);
  }

  /**
   * @param {Trajectory | null} flow
   * @param@param {number} progress of the flow, 0…1
   */
  draw(flow, progress) {
    const context = this.#context;
    const side = this.#canvas.width;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = this.#theme.surface;
    context.fillRect(0, 0, side, side);
    context.drawImage(this.#dataLayer, 0, 0);
    if (!flow || flow.length === 0) return;
    // Under a field the paths would hide the arrows.
    if (this.#trails && !this.#field) {
      context.drawImage(this.#trails.draw(flow, progress, SIDE), 0, 0, side, side);
    }
    if (this.#points.length !== 2 * flow.particles) {
      this.#points = new Float32Array(2 * flow.particles);
    }
    flow.pointsAt(progress, this.#points);
    context.scale(this.#ratio, this.#ratio);
    context.fillStyle = this.#theme.dark ? '#fff6e0' : '#8a3d00';
    context.globalAlpha = 0.85;
    let dot = DOT * Math.min(1.4, (2000 / flow.particles) ** 0.3);
    if (this.#field) {
      // The map is dark in both schemes, and what is under the particles counts.
      context.fillStyle = '#ffb45e';
      context.globalAlpha = 0.7;
      dot *= 0.7;
    }
    this.#drawDots(context, this.#points, dot);
    context.globalAlpha = 1;
    if (this.#field) drawFieldScale(context, this.#size, this.#field.kind, this.#theme);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} points
   * @param {number} radius in CSS pixels
   */
  #drawDots(context, points, radius) {
    const scale = this.#size / (2 * SIDE);
    const centre = this.#size / 2;
    for (let i = 0; i < points.length; i += 2) {
      const x = centre + scale * points[i];
      const y = centre - scale * points[i + 1];
      // Too small to look round: a square costs less.
      if (radius < 1.2) context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
      else {
        // One by one: where there is no GPU, a path of all of them takes twice as long.
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fill();
      }
    }
  }
}
