// What the pictures show at a moment. Knows no DOM.

/** @typedef {import('./trajectory.js').Trajectory} Trajectory */
/**
 * One of the flows shown.
 * @typedef {object} ShownFlow
 * @property {import('../settings/origin.js').FlowOrigin} origin
 * @property {Trajectory['evaluation']} evaluation how its end compares with the data, once it is whole
 * @property {() => Float32Array} cloud its particles at the moment
 */
/**
 * @typedef {object} Moment
 * @property {number} t
 * @property {ShownFlow[]} flows one or two
 */

/**
 * @param {(Trajectory | null)[]} shown
 * @param {number} progress
 * @returns {Moment | null} null: there is nothing yet
 */
export function momentOf(shown, progress) {
  const flows = shown.flatMap((flow) =>
    flow?.origin && flow.length > 0
      ? [{ origin: flow.origin, evaluation: flow.evaluation, cloud: () => flow.cloudAt(progress) }]
      : [],
  );
  const [first] = shown;
  if (!first || flows.length === 0) return null;
  return { t: first.timeAt(progress), flows };
}
