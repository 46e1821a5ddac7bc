// Curves of other runs over the loss chart.

/** @typedef {import('../shared/thin.js').Curve} Curve */
/** A run to be laid over the chart: its colour, one of the theme's, and its curves.
 * @typedef {{ colour: number } & Record<CurveName, Curve>} Overlay */
/** @typedef {'losses' | 'excesses' | 'kls'} CurveName */

export class LossOverlays {
  /** @type {Overlay[]} */
  runs = [];

  /** @param {CurveName} which @returns {Curve[]} */
  curves(which) {
    return this.runs.map((run) => run[which]);
  }

  /** The last step of any of them. */
  get lastStep() {
    return Math.max(0, ...this.runs.map(({ losses }) => losses.steps.at(-1) ?? 0));
  }

  /** All their values above zero. @param {CurveName} which */
  values(which) {
    return this.curves(which).flatMap(({ values }) => values.filter((v) => v > 0));
  }

  /**
   * @param {import('../vendor/uplot/uPlot.esm.js').default} plot
   * @param {CurveName} which
   * @param {import('../ui/theme.js').Theme} theme
   */
  draw(plot, which, theme) {
    const { left, top, width, height } = plot.bbox;
    const context = plot.ctx;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    const ratio = devicePixelRatio || 1;
    context.lineWidth = 2 * ratio;
    context.lineJoin = 'round';
    this.curves(which).forEach(({ steps, values }, i) => {
      context.strokeStyle = context.fillStyle = theme.runs[this.runs[i].colour];
      context.beginPath();
      let [x, y] = [NaN, NaN];
      steps.forEach((step, k) => {
        // No logarithm is below zero: such a point is left out.
        if (!(values[k] > 0)) return;
        [x, y] = [plot.valToPos(step, 'x', true), plot.valToPos(values[k], 'y', true)];
        context.lineTo(x, y);
      });
      context.stroke();
      // Where it ended; all there is of a run that was measured once.
      context.beginPath();
      context.arc(x, y, 3 * ratio, 0, 2 * Math.PI);
      context.fill();
    });
    context.restore();
  }
}
