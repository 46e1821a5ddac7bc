// Where the panel of the tour goes: beside what it speaks of. Pure geometry, in CSS pixels.

/** @typedef {{ left: number, top: number, width: number, height: number }} Box */

/** Below this width the panel is a sheet at the bottom, laid out by the style sheet. */
export const SHEET_WIDTH = 820;
/** Distance from the edges of the window. */
const MARGIN = 16;

/** The area that two boxes share. @param {Box} a @param {Box} b */
export function overlap(a, b) {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}

/**
 * The corner that hides least of what is spoken of; of equal ones the first in this order: bottom
 * left, where a first-time visitor has an empty column, bottom right, top right, top left.
 * @param {{ width: number, height: number }} panel
 * @param {{ width: number, height: number }} view
 * @param {Box[]} targets
 * @returns {{ left: number, top: number }}
 */
export function placePanel(panel, view, targets) {
  const right = Math.max(MARGIN, view.width - panel.width - MARGIN);
  const bottom = Math.max(MARGIN, view.height - panel.height - MARGIN);
  const corners = [
    { left: MARGIN, top: bottom },
    { left: right, top: bottom },
    { left: right, top: MARGIN },
    { left: MARGIN, top: MARGIN },
  ];
  let best = corners[0];
  let least = Infinity;
  for (const corner of corners) {
    const box = { ...panel, ...corner };
    const hidden = targets.reduce((sum, target) => sum + overlap(box, target), 0);
    if (hidden < least) [best, least] = [corner, hidden];
  }
  return best;
}
