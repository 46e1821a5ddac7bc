// What all charts share: a uPlot that fills its host, follows the colour scheme, and writes the
// hovered values into an element of the page. What is out of sight is not drawn until it comes
// near: on a phone most charts are, most of the time. uPlot itself comes after the first picture: it is
// a fifth of the page's scripts, and no part of that picture. The places of charts are as large before.

import { settled } from '../shared/settle.js';
import { summarise } from '../shared/chart-summary.js';
import { firstPicture } from '../ui/first-picture.js';
import { later } from '../ui/later.js';
import { readTheme } from '../ui/theme.js';

/** @import uPlot from '../vendor/uplot/uPlot.esm.js' */

/** @typedef {import('../ui/theme.js').Theme} Theme */

/** A chart is drawn when it is at most this far from being seen. */
const NEAR = '200px';
/** Its summary in words is written when it has been at rest for so long (milliseconds). */
const REST = 800;

/** uPlot, once it is here. @type {typeof uPlot | null} */
let drawing = null;
const load = later(async () => {
  await firstPicture;
  drawing = (await import('./uplot.js')).default;
});

export class Chart {
  #host;
  #options;
  #data;
  /** @type {uPlot | null} */
  #plot = null;
  #near = false;
  /** Whether it is drawn as soon as uPlot is here. */
  #waits = false;
  /** Whether the plot shows other data than there are, or none yet. */
  #stale = { data: false, all: true };
  #tell = settled(() => this.#summarise(), REST);

  /**
   * @param {HTMLElement} host its size is the chart's
   * @param {(theme: Theme) => Omit<uPlot.Options, 'width' | 'height'>} options
   * @param {uPlot.AlignedData} data
   */
  constructor(host, options, data) {
    this.#host = host;
    this.#options = options;
    this.#data = data;
    // Not at once: while the page comes up, asking for its colours would lay it out early.
    setTimeout(() => this.#summarise(), REST);
    new ResizeObserver(() => this.#fit()).observe(host);
    new IntersectionObserver((entries) => this.#see(entries[entries.length - 1].isIntersecting), {
      rootMargin: NEAR,
    }).observe(host);
    // Paper shows what the window does not.
    window.addEventListener('beforeprint', () => this.#catchUp());
  }

  /** @param {boolean} near */
  #see(near) {
    this.#near = near;
    if (near) this.#catchUp();
  }

  #catchUp() {
    if (this.#stale.all) this.#build();
    else if (this.#stale.data) this.#plot?.setData(this.#data);
    this.#stale.data = false;
  }

  #size() {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #fit() {
    const size = this.#size();
    if (size.width === 0 || size.height === 0) return;
    if (this.#plot && !this.#stale.all) this.#plot.setSize(size);
    else if (this.#near) this.#build();
  }

  /** Makes the chart anew: after a change of colours or of scales. */
  rebuild() {
    this.#tell();
    this.#stale.all = true;
    if (this.#near) this.#build();
  }

  /** The chart in words: its axes and lines have the names that its options give them. */
  #summarise() {
    this.#host.setAttribute('role', 'img');
    const { axes = [], series } = this.#options(readTheme());
    const [x, y] = [0, 1].map((i) => String(axes[i]?.label ?? '').trim());
    const lines = series.slice(1).map(({ label }) => String(label ?? 'line'));
    this.#host.setAttribute('aria-label', summarise({ x, y, lines }, this.#data));
  }

  #build() {
    const size = this.#size();
    if (size.width === 0 || size.height === 0) return;
    if (!drawing) {
      this.#wait();
      return;
    }
    this.#plot?.destroy();
    this.#stale = { data: false, all: false };
    const theme = readTheme();
    const options = this.#options(theme);
    // Larger numbers need more room at the end of an axis, too.
    const padding = /** @type {uPlot.Padding} */ (
      options.padding?.map((side) => (typeof side === 'number' ? side * scaleOf(theme) : side))
    );
    this.#plot = new drawing({ ...size, ...options, padding }, this.#data, this.#host);
  }

  /** A chart without uPlot is an empty place; the next time it is to be drawn, it asks again. */
  #wait() {
    this.#stale.all = true;
    if (this.#waits) return;
    this.#waits = true;
    load()
      .then(() => this.#near && this.#catchUp())
      .catch(() => {}) // the console has it
      .finally(() => (this.#waits = false));
  }

  /** @param {uPlot.AlignedData} data */
  setData(data) {
    this.#data = data;
    this.#tell();
    if (this.#near) this.#plot?.setData(data);
    else this.#stale.data = true;
  }
}

/** How large numbers are, beside the 11 pixels that sizes are given for. @param {Theme} theme */
const scaleOf = (theme) => theme.tick / 11;

/**
 * An axis in the page's style.
 * @param {Theme} theme
 * @param {Partial<uPlot.Axis>} [more]
 * @returns {uPlot.Axis}
 */
export function axis(theme, more = {}) {
  const font = `${theme.tick}px ${theme.font}`;
  const scale = scaleOf(theme);
  const size = typeof more.size === 'number' ? { size: more.size * scale } : {};
  return {
    stroke: theme.muted,
    font,
    labelFont: font,
    labelSize: 15 * scale,
    labelGap: 2,
    gap: 4,
    ticks: { show: false },
    grid: { stroke: theme.grid, width: 1 },
    ...more,
    ...size,
  };
}

/**
 * An axis with numbers at given places alone, as far as these are in sight: on a logarithmic one, uPlot's
 * own leave most of them out.
 * @param {Theme} theme
 * @param {number[]} places
 * @param {Partial<uPlot.Axis>} [more]
 */
export function axisAt(theme, places, more = {}) {
  return axis(theme, {
    splits: (_, __, min, max) => places.filter((v) => v >= min / 1.001 && v <= max * 1.001),
    filter: (_, splits) => splits,
    values: (_, ticks) => ticks.map(String),
    ...more,
  });
}

/** The axis of a chart over t. @param {Theme} theme @param {Partial<uPlot.Axis>} [more] */
export const timeAxis = (theme, more = {}) =>
  axis(theme, { label: 'time t', size: 18, values: (_, ticks) => ticks.map(String), ...more });

/**
 * A line without points.
 * @param {string} label its name, for the summary in words
 * @param {string} stroke
 * @param {Partial<uPlot.Series>} [more]
 * @returns {uPlot.Series}
 */
export const line = (label, stroke, more = {}) => ({
  label,
  stroke,
  width: 2,
  points: { show: false },
  ...more,
});

/**
 * The path of a line that stays level from each place to the next.
 * @type {uPlot.Series.PathBuilder}
 */
export const STEPS = (...asked) =>
  (stepped ??= drawing?.paths.stepped?.({ align: 1 }) ?? null)?.(...asked) ?? null;
/** @type {uPlot.Series.PathBuilder | null} */
let stepped = null;

/** A line for what is known, not measured. @type {Partial<uPlot.Series>} */
export const DASHED = { width: 1.5, dash: [5, 4] };

/**
 * Hooks that tell which point is hovered, null when none is.
 * @param {(index: number | null) => void} tell
 * @returns {uPlot.Hooks.Arrays}
 */
export function onHover(tell) {
  return {
    setLegend: [
      (plot) => {
        const index = plot.cursor.idx;
        const inside = typeof index === 'number' && (plot.cursor.left ?? -1) >= 0;
        tell(inside ? index : null);
      },
    ],
  };
}

/** Settings that every chart has. */
export const COMMON = {
  legend: { show: false },
  cursor: { drag: { x: false, y: false }, y: false },
  padding: /** @type {[number, number, number, number]} */ ([8, 18, 0, 0]),
};
