// What a training run is seen by: its losses, the floor under them, and what was measured of it
// on the way. Pure data.

import { LossSeries } from './loss-series.js';
import { RunFigures } from './measured-series.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */

export class RunSeries {
  losses = new LossSeries();
  figures = new RunFigures();
  /** The loss of a perfect network, NaN where raw losses can't be compared with one. */
  floor = NaN;

  /**
   * @param {number} total steps of the whole run
   * @param {{ name: string, settings: Settings } | null} [run] null: there is none yet
   */
  constructor(total, run = null) {
    this.total = total;
    this.run = run;
  }

  /** Goes on from an earlier step. @param {unknown} losses states until then @param {unknown} figures */
  restore(losses, figures) {
    this.losses = LossSeries.from(losses);
    this.figures = RunFigures.from(figures);
  }
}
