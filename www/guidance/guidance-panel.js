// What guidance samples, beside the tilted density that it is said to sample: pictures, numbers, and a
// curve over the weight, made as one watches.

import { toConfig } from '../settings/config.js';
import { dataNames } from '../settings/data-sets.js';
import { settled } from '../shared/settle.js';
import { setText } from '../ui/dom.js';
import { markEarlier } from '../ui/earlier.js';
import { answerOf } from './answer.js';
import { className } from './class-names.js';
import { GuidanceClient } from './guidance-client.js';
import { WAYS, makeParts } from './guidance-parts.js';
import { NetworkPart } from './network-part.js';
import { PlaneCanvas } from './plane-canvas.js';
import { WeightChart } from './weight-chart.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/guidance.js').Moments} Moments */
/** @typedef {import('./guidance-parts.js').WayName} WayName */
/** @typedef {import('./plane-canvas.js').Density} Density */
/** @typedef {{ state: AppState, row: (key: string) => HTMLElement, report: (error: unknown) => void }} Context */

/** Half the side of the pictures, and cells along a side. */
const SIDE = 2.6;
const CELLS = 104;
const GRID = { cells: CELLS, side: SIDE };
/** Samples of a picture, and of a point of the curve. */
const SAMPLES = 1500;
const FEWER = 500;
/** Steps from T to 0. */
const STEPS = 100;
/** Weights of the curve. */
const WEIGHTS = [0, 1, 2, 3, 4, 6, 8];
/** While a network trains, samples by its scores are made after so many looks at it. */
const SEEN = 5;
/** Settings rest so long before they are followed (milliseconds). */
const REST = 150;
/** @typedef {Exclude<WayName, 'tilted'>} Made */
/** @type {readonly Made[]} */
const MADE = ['ode', 'sde', 'mended'];
/** @param {Made} way @param {number} corrections @param {boolean} compare @param {boolean} learned */
const wayOf = (way, corrections, compare, learned) => ({
  ode: way === 'ode',
  corrections: way === 'mended' ? corrections : 0,
  compare,
  learned,
});

class GuidancePanel {
  #state;
  #report;
  #client = new GuidanceClient();
  #parts;
  #planes;
  #chart;
  #network;
  #open = true;
  /** The number of the newest question. */
  #id = 0;
  #asked = '';
  /** @type {{ key: string, means: number[], data: Density } | null} */
  #data = null;
  #follow = settled(() => void this.#look(), REST);
  #listener = () => {
    markEarlier(this.#parts.cards, this.#asked !== this.#key());
    this.#follow();
  };

  /** @param {HTMLElement} root @param {Context} context */
  constructor(root, { state, row, report }) {
    this.#state = state;
    this.#report = report;
    this.#parts = makeParts(root, row, (settings) => state.set(settings));
    this.#planes = new Map(
      this.#parts.planes.map(({ name, canvas }) => {
        canvas.onclick = (event) => this.#choose(canvas, event);
        return [name, new PlaneCanvas(canvas)];
      }),
    );
    this.#chart = new WeightChart(this.#parts.chart);
    this.#network = new NetworkPart(this.#parts.progress, this.#parts.network);
    state.addEventListener('settings', this.#listener);
    void this.#look();
  }

  /** Whether the scores are a network’s. */
  get #learned() {
    return this.#state.settings.guidedScores === 'learned';
  }

  /** What the answer depends on. */
  #key() {
    const { guidedClass, guidedWeight, guidedFrom, guidedTo, corrections } = this.#state.settings;
    const { data, schedule, seed, network, train } = toConfig(this.#state.settings);
    const chosen = [guidedClass, guidedWeight, guidedFrom, guidedTo, corrections];
    const learned = this.#learned && [network, train];
    return JSON.stringify([data, schedule, seed, chosen, learned]);
  }

  /** @param {number} particles @returns {Config} */
  #config(particles) {
    const config = toConfig(this.#state.settings);
    return { ...config, sample: { ...config.sample, particles } };
  }

  async #look() {
    if (!this.#open) return;
    const key = this.#key();
    if (key === this.#asked) return;
    this.#asked = key;
    const id = ++this.#id;
    const current = () => this.#open && id === this.#id;
    const config = this.#config(SAMPLES);
    const { guidedFrom, guidedTo, guidedWeight: w, corrections } = this.#state.settings;
    const T = config.schedule.tEnd;
    const common = { id, from: guidedFrom * T, to: guidedTo * T, dt: T / STEPS };
    try {
      const { means, data } = await this.#dataOf(config, common);
      if (!current()) return;
      const count = means.length / 2;
      const group = Math.min(this.#state.settings.guidedClass, count) - 1;
      const name = className(config.data.kind, group, count);
      const asked = { ...common, group, w };
      const tilted = await this.#client.tilted(config, asked, GRID);
      if (!current()) return;
      markEarlier(this.#parts.cards, false);
      const over = { density: tilted.density, cells: CELLS };
      const [ux, uy] = tilted.direction;
      const { mean } = tilted.moments;
      const at = /** @type {[number, number]} */ ([
        mean[0] * ux - mean[1] * uy,
        mean[0] * uy + mean[1] * ux,
      ]);
      const show = (/** @type {WayName} */ way, /** @type {Float32Array | null} */ points) => {
        const { title } = WAYS.find((each) => each.name === way) ?? WAYS[0];
        const words = `${title}: ${points ? `${points.length / 2} samples` : 'no samples yet'} over the tilted density of the ${name}, w = ${w}`;
        this.#planes.get(way)?.show({ side: SIDE, data, tilted: over, points, mean: at }, words);
      };
      const learned = this.#learned;
      this.#network.open(learned);
      this.#parts.compare(learned);
      for (const { name: way } of WAYS) {
        show(way, way === 'tilted' ? tilted.points : null);
        this.#parts.write(way, null);
        this.#parts.write(way, null, true);
      }
      this.#parts.write('tilted', [...flat(tilted.moments), tilted.floor]);
      this.#chart.show([]);
      setText(this.#parts.answer, '');
      this.#say(name, count, w);
      /** @param {boolean} byNetwork */
      const sample = async (byNetwork) => {
        /** @type {import('./answer.js').Distances} */
        const distances = { tilted: tilted.floor };
        for (const way of MADE) {
          const how = wayOf(way, corrections, true, byNetwork);
          const made = await this.#client.samples(config, asked, how);
          if (!made || !current()) return null;
          if (byNetwork === learned) show(way, made.points);
          this.#parts.write(way, [...flat(made.moments), made.distance], byNetwork);
          distances[way] = made.distance;
        }
        return distances;
      };
      const exact = await sample(false);
      if (!exact) return;
      const watch = async () => {
        const how = wayOf('ode', 0, false, true);
        const made = await this.#client.samples(config, asked, how);
        if (made && current()) show('ode', made.points);
      };
      if (learned && !(await this.#train(config, id, current, watch))) return;
      const found = learned ? await sample(true) : exact;
      if (!found) return;
      setText(this.#parts.answer, answerOf(found, w, learned ? exact : null));
      this.#parts.cards.dataset.guided = key;
      await this.#curve(asked, corrections, current, learned);
    } catch (error) {
      if (!current()) return;
      this.#asked = '';
      this.#report(error);
    }
  }

  /**
   * The network that knows classes; false where a newer question came.
   * @param {Config} config
   * @param {number} id
   * @param {() => boolean} current
   * @param {() => Promise<void>} watch shows what it is good for, now and then
   */
  async #train(config, id, current, watch) {
    this.#network.show([], config);
    for (;;) {
      const seen = await this.#client.train(config, id);
      if (!seen || !current()) return false;
      this.#network.show(seen.looks, config);
      if (seen.finished) return true;
      if (seen.looks.length % SEEN === 0) await watch();
    }
  }

  /** Where all data lie, and the classes; the same for many questions. @param {Config} config @param {{ id: number, from: number, to: number, dt: number }} common */
  async #dataOf(config, common) {
    const key = JSON.stringify(config.data);
    if (this.#data?.key === key) return this.#data;
    const means = [...(await this.#client.means(config))];
    const whole = { ...common, group: 0, w: 0 };
    const { density } = await this.#client.tilted(config, whole, GRID);
    return (this.#data = { key, means, data: { density, cells: CELLS } });
  }

  /**
   * @param {import('../workers/explorations/guidance.js').Asked} asked
   * @param {number} corrections
   * @param {() => boolean} current
   * @param {boolean} learned
   */
  async #curve(asked, corrections, current, learned) {
    const config = this.#config(FEWER);
    /** @type {import('./weight-chart.js').Point[]} */
    const points = [];
    for (const w of WEIGHTS) {
      const each = { ...asked, w };
      const { mean } = await this.#client.moments(config, each, GRID);
      const point = { w, tilted: mean[0], ode: NaN, sde: NaN, mended: NaN };
      for (const way of MADE) {
        const how = wayOf(way, corrections, false, learned);
        const made = await this.#client.samples(config, each, how);
        if (!made || !current()) return;
        point[way] = made.moments.mean[0];
      }
      points.push(point);
      this.#chart.show(points);
    }
    this.#parts.cards.dataset.curve = this.#asked;
  }

  /** @param {string} name @param {number} count @param {number} w */
  #say(name, count, w) {
    const { guidedClass, dataset } = this.#state.settings;
    const fewer =
      guidedClass > count ? ` There are only ${count} classes: this is the last one.` : '';
    const classes = `${dataNames(dataset).known} ${dataset === 'own' || dataset === 'gaussians' || dataset === 'moons' || dataset === 'arms' ? 'have' : 'has'} ${count} ${count === 1 ? 'class' : 'classes'}`;
    setText(
      this.#parts.status,
      `${classes[0].toUpperCase()}${classes.slice(1)}; guided towards the ${name} with w = ${w}, ${SAMPLES.toLocaleString('en')} samples in ${STEPS} steps.${fewer}`,
    );
  }

  /** The class whose mean is nearest to where the pointer is. @param {HTMLCanvasElement} canvas @param {MouseEvent} event */
  #choose(canvas, { offsetX, offsetY }) {
    const means = this.#data?.means;
    if (!means) return;
    const unit = canvas.clientWidth / (2 * SIDE);
    const [x, y] = [offsetX / unit - SIDE, SIDE - offsetY / unit];
    let [nearest, least] = [0, Infinity];
    for (let i = 0; i < means.length; i += 2) {
      const distance = Math.hypot(means[i] - x, means[i + 1] - y);
      if (distance < least) [nearest, least] = [i / 2, distance];
    }
    this.#state.set({ guidedClass: nearest + 1 });
  }

  draw() {}

  rebuild() {
    for (const plane of this.#planes.values()) plane.rebuild();
    this.#chart.rebuild();
    this.#network.rebuild();
  }

  close() {
    this.#open = false;
    this.#state.removeEventListener('settings', this.#listener);
    this.#client.close();
  }
}

/** @param {Moments} moments */
const flat = ({ mean, std }) => [mean[0], ...std];

/** @param {HTMLElement} root @param {Context} context */
export function explore(root, context) {
  return new GuidancePanel(root, context);
}
