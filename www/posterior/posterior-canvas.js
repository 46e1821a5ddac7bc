// The picture: the data in grey, the posterior over it, x_t and what is made of it. It is given
// numbers, and asks for none.

import { DensityPicture } from '../plots/density-picture.js';
import { fitCanvas } from '../plots/fit-canvas.js';
import { drawPlaneAxes } from '../plots/plane-axes.js';
import { channels } from '../ui/theme.js';
import { cssOfAngle } from './cyclic-colours.js';
import { SIDE, ellipseOf, placeOf } from './geometry.js';

/** @typedef {import('./geometry.js').Point} Point */
/** @typedef {import('./findings.js').Found} Found */
/** @typedef {import('../ui/theme.js').Theme} Theme */
/**
 * @typedef {object} Scene
 * @property {Point} point x_t
 * @property {{ found: Found, density: Float32Array, cells: number } | null} seen
 * @property {{ density: Float32Array, cells: number } | null} data
 * @property {ArrayLike<number> | null} way the corners of a particle’s way, flat
 * @property {{ points: Float32Array, ends: Float32Array } | null} cloud particles, and the ends that they are coloured by
 */

/** Of a dense cloud not every particle is drawn. */
const MOST_DOTS = 1200;
/** The least distance at which an arrow is drawn (CSS pixels). */
const SHORTEST = 14;

export class PosteriorCanvas {
  #canvas;
  #context;
  #theme;
  #size = 0;
  #pictures = { data: new DensityPicture(), seen: new DensityPicture() };

  /** @param {HTMLCanvasElement} canvas @param {Theme} theme */
  constructor(canvas, theme) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.#theme = theme;
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    this.#theme = theme;
  }

  /** Its side, in CSS pixels. */
  get size() {
    return this.#size;
  }

  /** @param {Scene} scene */
  draw(scene) {
    const size = (this.#size = Math.round(this.#canvas.clientWidth));
    const context = fitCanvas(this.#canvas, size, size);
    if (!context) return;
    const theme = this.#theme;
    context.fillStyle = theme.surface;
    context.fillRect(0, 0, size, size);
    drawPlaneAxes(context, { size, side: SIDE }, theme);
    if (scene.data) {
      const grey = channels(theme.dark ? '#aab2bd' : '#5a6472');
      this.#drawDensity('data', scene.data, [0, 0, SIDE], grey, theme.dark ? 120 : 105);
    }
    if (scene.cloud) this.#drawCloud(scene.cloud);
    if (scene.way) this.#drawWay(scene.way);
    if (scene.seen) this.#drawSeen(scene.seen, scene.point);
    this.#drawPoint(scene.point);
    if (scene.cloud) this.#drawWheel();
  }

  /**
   * @param {'data' | 'seen'} name
   * @param {{ density: Float32Array, cells: number }} of
   * @param {[number, number, number]} window
   * @param {[number, number, number]} colour
   * @param {number} strongest alpha, of 255
   */
  #drawDensity(name, of, [x, y, side], colour, strongest) {
    const picture = this.#pictures[name].of(of, colour, strongest);
    const [left, top] = placeOf([x - side, y + side], this.#size);
    const width = (side / SIDE) * this.#size;
    this.#context.imageSmoothingQuality = 'high';
    this.#context.drawImage(picture, left, top, width, width);
  }

  /** @param {NonNullable<Scene['cloud']>} cloud */
  #drawCloud({ points, ends }) {
    const [context, size] = [this.#context, this.#size];
    const every = Math.max(1, Math.ceil(points.length / 2 / MOST_DOTS));
    context.globalAlpha = 0.75;
    for (let i = 0; i < points.length; i += 2 * every) {
      const [left, top] = placeOf([points[i], points[i + 1]], size);
      context.fillStyle = cssOfAngle(Math.atan2(ends[i + 1], ends[i]), this.#theme.dark);
      context.fillRect(left - 1.5, top - 1.5, 3, 3);
    }
    context.globalAlpha = 1;
  }

  /** The directions and their colours, as a ring in the corner. */
  #drawWheel() {
    const [context, size] = [this.#context, this.#size];
    const radius = Math.max(16, 0.04 * size);
    const [x, y] = [size - radius - 14, size - radius - 28];
    context.lineWidth = 0.45 * radius;
    for (let i = 0; i < 72; i++) {
      const from = (i / 72) * 2 * Math.PI;
      context.strokeStyle = cssOfAngle(from, this.#theme.dark);
      context.beginPath();
      // The canvas turns clockwise.
      context.arc(x, y, 0.75 * radius, -from - 0.1, -from + 0.1);
      context.stroke();
    }
  }

  /** @param {ArrayLike<number>} way */
  #drawWay(way) {
    const [context, size, theme] = [this.#context, this.#size, this.#theme];
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.45;
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    context.beginPath();
    for (let i = 0; i < way.length; i += 2) {
      context.lineTo(...placeOf([way[i], way[i + 1]], size));
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** @param {NonNullable<Scene['seen']>} seen @param {Point} point */
  #drawSeen(seen, point) {
    const { found } = seen;
    const [context, size, theme] = [this.#context, this.#size, this.#theme];
    this.#drawDensity('seen', seen, found.window, channels(theme.data), 235);
    const unit = size / (2 * SIDE);
    // Where x_t alone would look for x₀.
    context.strokeStyle = theme.muted;
    context.lineWidth = 1.2;
    context.setLineDash([2, 4]);
    const reach = (found.b / found.a) * unit;
    if (reach < 4 * size) {
      const [left, top] = placeOf([point[0] / found.a, point[1] / found.a], size);
      context.beginPath();
      context.arc(left, top, reach, 0, 2 * Math.PI);
      context.stroke();
    }
    context.setLineDash([]);
    const { long, short, angle } = ellipseOf(found.covariance);
    const mean = placeOf(found.mean, size);
    context.lineWidth = 1.6;
    context.strokeStyle = theme.data;
    context.beginPath();
    context.ellipse(...mean, long * unit, short * unit, -angle, 0, 2 * Math.PI);
    context.stroke();
    const from = placeOf(point, size);
    this.#arrow(from, mean, { colour: theme.data, width: 4, dash: [] });
    if (found.network) {
      const to = placeOf(found.network, size);
      this.#arrow(from, to, { colour: theme.samples, width: 2, dash: [6, 4] });
    }
    this.#dot(mean, theme.data);
    if (found.network) this.#diamond(placeOf(found.network, size), theme.samples);
  }

  /** @param {Point} from @param {Point} to @param {{ colour: string, width: number, dash: number[] }} style */
  #arrow(from, to, { colour, width, dash }) {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dy);
    if (length < SHORTEST) return;
    const context = this.#context;
    const [ux, uy] = [dx / length, dy / length];
    // It ends before the marker that it leads to.
    const end = [to[0] - 9 * ux, to[1] - 9 * uy];
    const head = Math.min(9, 0.4 * length) + width / 2;
    context.lineCap = 'butt';
    context.beginPath();
    context.moveTo(from[0] + 8 * ux, from[1] + 8 * uy);
    context.lineTo(end[0] - head * ux, end[1] - head * uy);
    // The dashed one lies on the other, where both are right, and lets it be seen.
    if (dash.length === 0) {
      context.strokeStyle = this.#theme.surface;
      context.lineWidth = width + 2;
      context.stroke();
    }
    context.setLineDash(dash);
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = width;
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(end[0], end[1]);
    for (const side of [1, -1]) {
      context.lineTo(
        end[0] - head * (ux + 0.55 * side * uy),
        end[1] - head * (uy - 0.55 * side * ux),
      );
    }
    context.fill();
  }

  /** The exact mean. @param {Point} place @param {string} colour */
  #dot(place, colour) {
    const context = this.#context;
    context.beginPath();
    context.arc(...place, 6.5, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
    context.strokeStyle = this.#theme.surface;
    context.lineWidth = 2;
    context.stroke();
  }

  /** The network's. @param {Point} place @param {string} colour */
  #diamond([x, y], colour) {
    const context = this.#context;
    context.beginPath();
    for (const [dx, dy] of [[0, -10], [10, 0], [0, 10], [-10, 0]]) context.lineTo(x + dx, y + dy); // prettier-ignore
    context.closePath();
    context.strokeStyle = this.#theme.surface;
    context.lineWidth = 5;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = 2.6;
    context.stroke();
  }

  /** x_t, which can be dragged: a ring with a dot. @param {Point} point */
  #drawPoint(point) {
    const [context, theme] = [this.#context, this.#theme];
    const place = placeOf(point, this.#size);
    context.beginPath();
    context.arc(...place, 9, 0, 2 * Math.PI);
    context.fillStyle = theme.surface;
    context.fill();
    context.lineWidth = 2.5;
    context.strokeStyle = theme.text;
    context.stroke();
    context.beginPath();
    context.arc(...place, 3, 0, 2 * Math.PI);
    context.fillStyle = theme.text;
    context.fill();
  }
}
