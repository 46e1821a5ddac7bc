// What the distances say, in words.

/** @typedef {import('./guidance-parts.js').WayName} WayName */
/** Of samples from draws of the tilted density; of such draws from one another. @typedef {Partial<Record<WayName, number>>} Distances */

/** @param {Distances} found @param {number} w @param {Distances | null} exact by exact scores, where those found are by learned ones */
export function answerOf(found, w, exact) {
  if (!exact) return answerTo(found, w);
  const of = (/** @type {Distances} */ each) => [each.ode ?? 0, each.sde ?? 0, each.mended ?? 0];
  const [ours, theirs] = [of(found), of(exact)];
  const moved = Math.max(...ours.map((distance, i) => Math.abs(distance - theirs[i])));
  const list = ours.map((distance) => distance.toFixed(3));
  const learned =
    moved < 2 * (found.tilted ?? 0)
      ? 'By learned scores W₁ is the same, within what such samples can tell.'
      : `The network’s error shows: with learned scores W₁ is ${list[0]}, ${list[1]} and ${list[2]}.`;
  return `${answerTo(exact, w)} ${learned}`;
}

/** @param {Distances} distances @param {number} w */
function answerTo({ tilted = 0, ode = 0, sde = 0, mended = 0 }, w) {
  const near = (/** @type {number} */ distance) => distance < 2 * tilted;
  if (near(ode) && near(sde)) {
    return w === 1
      ? 'At w = 1 guidance is the class’s own score: ODE and SDE sample the class, as far as such samples can tell.'
      : 'Here ODE and SDE sample the tilted density, as far as such samples can tell.';
  }
  const times = (/** @type {number} */ distance) => `${(distance / tilted).toFixed(1)} times`;
  const helps = mended < 0.7 * sde ? ' Langevin’s steps at each t bring it nearer.' : '';
  return `Neither is the tilted density: the ODE ends ${times(ode)}, the SDE ${times(sde)} as far from it as draws from it are from one another.${helps}`;
}
