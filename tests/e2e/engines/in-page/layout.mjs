// The layout of the page in a frame of several sizes: what page/every-screen.test.mjs measures at many.

import { layoutFaults } from '../../support/layout-faults.mjs';
import { Visitor } from './visitor.mjs';

/**
 * @param {{ query: string, hash: string, sizes: [width: number, height: number][] }} state
 * @returns {Promise<string[]>} the faults, with their sizes
 */
export async function faults({ query, hash, sizes }) {
  const visitor = await Visitor.open({ query, hash, firstVisit: true });
  await visitor.until(() => visitor.all('#metrics [data-metric]').length > 0, 'figures');
  const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
  /** @type {string[]} */
  const found = [];
  for (const [width, height] of sizes) {
    Object.assign(frame, { width, height });
    const { view } = visitor;
    await new Promise((done) => view.requestAnimationFrame(() => setTimeout(done)));
    found.push(...layoutFaults({ view }).map((fault) => `${width} × ${height}: ${fault}`));
  }
  visitor.leave();
  return found;
}
