// What a training run is seen by: its losses, its excess losses, and the floor under them. Pure data.

import { ExcessSeries } from './excess-series.js';
import { LossSeries } from './loss-series.js';

export class RunSeries {
  losses = new LossSeries();
  excesses = new ExcessSeries();
  /** The loss of a perfect network, NaN where raw losses can't be compared with one. */
  floor = NaN;

  /** @param {number} total steps of the whole run */
  constructor(total) {
    this.total = total;
  }

  /** Goes on from an earlier step. @param {unknown} losses states until then @param {unknown} excesses */
  restore(losses, excesses) {
    this.losses = LossSeries.from(losses);
    this.excesses = ExcessSeries.from(excesses);
  }
}
