// Where the panel of the tour goes: beside what it speaks of. Pure geometry, in CSS pixels.

/** @typedef {{ left: number, top: number, width: number, height: number }} Box */

/** Where the panel is a sheet at the bottom, laid out by the style sheet (tour.css). */
export const SHEET = '(width <= 51.25em)';
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
 *
 * Where it is already, it stays, unless it hides some of the main one that another corner would not:
 * what is pressed in it moves the page, and must not move the panel away from the pointer.
 * @param {{ width: number, height: number }} panel
 * @param {{ width: number, height: number }} view
 * @param {Box[]} targets the main one first
 * @param {number | null} [now] the corner that it is in
 * @returns {{ corner: number, left: number, top: number }}
 */
export function placePanel(panel, view, targets, now = null) {
  const right = Math.max(MARGIN, view.width - panel.width - MARGIN);
  const bottom = Math.max(MARGIN, view.height - panel.height - MARGIN);
  const corners = [
    { left: MARGIN, top: bottom },
    { left: right, top: bottom },
    { left: right, top: MARGIN },
    { left: MARGIN, top: MARGIN },
  ];
  const hidden = (/** @type {number} */ corner, /** @type {Box[]} */ boxes) =>
    boxes.reduce((sum, box) => sum + overlap({ ...panel, ...corners[corner] }, box), 0);
  let best = 0;
  for (const corner of corners.keys()) {
    if (hidden(corner, targets) < hidden(best, targets)) best = corner;
  }
  const main = targets.slice(0, 1);
  if (now !== null && hidden(now, main) <= hidden(best, main)) best = now;
  return { corner: best, ...corners[best] };
}
