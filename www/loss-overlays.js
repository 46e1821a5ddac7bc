// Curves of other runs over the loss chart.

/** @typedef {import('./runs-store.js').RunRecord} RunRecord */
/** @typedef {import('./runs-store.js').Curve} Curve */

export class LossOverlays {
  /** @type {RunRecord[]} */
  runs = [];

  /** @param {boolean} excess instead of the running mean of the loss @returns {Curve[]} */
  curves(excess) {
    return this.runs.map(({ losses, excesses }) => (excess ? excesses : losses));
  }

  /** The last step of any of them. */
  get lastStep() {
    return Math.max(0, ...this.runs.map(({ losses }) => losses.steps.at(-1) ?? 0));
  }

  /** All their values above zero. @param {boolean} excess */
  values(excess) {
    return this.curves(excess).flatMap(({ values }) => values.filter((v) => v > 0));
  }

  /**
   * @param {import('./vendor/uplot/uPlot.esm.js').default} plot
   * @param {boolean} excess
   * @param {import('./theme.js').Theme} theme
   */
  draw(plot, excess, theme) {
    const { left, top, width, height } = plot.bbox;
    const context = plot.ctx;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.lineWidth = 2 * (devicePixelRatio || 1);
    context.lineJoin = 'round';
    this.curves(excess).forEach(({ steps, values }, i) => {
      context.strokeStyle = theme.runs[this.runs[i].colour];
      context.beginPath();
      steps.forEach((step, k) => {
        // No logarithm is below zero: such a point is left out.
        if (!(values[k] > 0)) return;
        context.lineTo(plot.valToPos(step, 'x', true), plot.valToPos(values[k], 'y', true));
      });
      context.stroke();
    });
    context.restore();
  }
}
