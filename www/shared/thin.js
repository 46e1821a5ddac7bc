// A curve with fewer points, for a chart or to be kept: the one way in which points are left out.

/** @typedef {{ steps: number[], values: number[], errors?: number[] }} Curve values over training steps */

/**
 * Leaves out points until `most` are left: each time the one that the others miss least, so that
 * what is left lies evenly. The ends stay.
 * @param {Curve} curve changed in place
 * @param {number} most at least 2
 */
export function thin({ steps, values, errors = [] }, most) {
  while (steps.length > most) {
    let least = 1;
    for (let i = 2; i < steps.length - 1; i++) {
      if (steps[i + 1] - steps[i - 1] < steps[least + 1] - steps[least - 1]) least = i;
    }
    for (const list of [steps, values, errors]) list.splice(least, 1);
  }
}
