// Where the panels of the post's figure stand. Each quantity shares its axes, and the histograms over
// the plane one scale of colours. Side by side where there is room: a row for the data and one for
// the samples of each flow; on a narrow screen rows and columns change places. Pure.

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/**
 * @typedef {object} Panel
 * @property {number} set 0: the data, then the flows
 * @property {number} quantity 0: the plane, then the marginals
 * @property {Box} box the inside of its axes
 * @property {boolean} numbered whether numbers stand at its left; else it shares its neighbour's
 */
/** @typedef {{ width: number, height: number, panels: Panel[], bar: Box, wide: boolean, letters: number }} Layout
 * letters: their size, no larger than there is room for */

/** The quantities: the plane, and two marginals. */
const QUANTITIES = 3;
/** In tenths of the letters' size at the axes: what stands around a panel. */
const ROOM = { title: 19, left: 46, below: 34, gap: 10, bar: 12, scale: 46, right: 8 };
/** Narrower than this many letters, rows and columns change places. */
const WIDE = 62;
/** Letters that the width holds at least: where they would be larger, they are made smaller. */
const LEAST = 26;
/** The sides of a plane, in the same units. */
const SIDES = { least: 150, most: 420 };

/**
 * @param {object} space
 * @param {number} space.width in CSS pixels
 * @param {number} space.height about what there is; a panel has a least size, though
 * @param {number} space.letters size of the numbers at the axes
 * @param {number} sets 2, or 3 with two flows
 * @returns {Layout}
 */
export function layOut({ width, height, letters: wanted }, sets) {
  const letters = Math.min(wanted, width / LEAST);
  const unit = letters / 10;
  const room = /** @type {typeof ROOM} */ (
    Object.fromEntries(Object.entries(ROOM).map(([key, value]) => [key, value * unit]))
  );
  const around = room.title + room.below;
  return width >= WIDE * letters ? wide() : narrow();

  /** @returns {Layout} */
  function wide() {
    const free = height / sets - around;
    const third = (width - 3 * room.left - room.scale - room.bar - 2 * room.gap - room.right) / 3;
    const side = Math.min(Math.max(free, SIDES.least * unit), third, SIDES.most * unit);
    const bar = room.left + side + room.gap;
    const begin = bar + room.bar + room.scale + room.gap;
    const share = (width - begin) / 2;
    const panels = grid(sets, (set, quantity) => ({
      x: quantity === 0 ? room.left : begin + (quantity - 1) * share + room.left,
      y: set * (side + around) + room.title,
      width: quantity === 0 ? side : share - room.left - room.right,
      height: side,
    }));
    const tall = sets * (side + around);
    return {
      width,
      height: tall,
      panels: panels.map((panel) => ({ ...panel, numbered: true })),
      bar: { x: bar, y: room.title, width: room.bar, height: tall - around },
      wide: true,
      letters,
    };
  }

  /** @returns {Layout} */
  function narrow() {
    const end = width - room.gap - room.bar - room.scale;
    const side = (end - room.left - (sets - 1) * room.gap) / sets;
    const panels = grid(sets, (set, quantity) => ({
      x: room.left + set * (side + room.gap),
      y: quantity * (side + around) + room.title,
      width: side,
      height: side,
    }));
    return {
      width,
      height: QUANTITIES * (side + around),
      panels: panels.map((panel) => ({ ...panel, numbered: panel.set === 0 })),
      bar: { x: end + room.gap, y: room.title, width: room.bar, height: side },
      wide: false,
      letters,
    };
  }
}

/**
 * @param {number} sets
 * @param {(set: number, quantity: number) => Box} place
 */
function grid(sets, place) {
  return Array.from({ length: sets * QUANTITIES }, (_, i) => {
    const [set, quantity] = [Math.floor(i / QUANTITIES), i % QUANTITIES];
    return { set, quantity, box: place(set, quantity) };
  });
}
