// Doing something once changes have come to rest.

/** Wait this long for more changes before acting on one (milliseconds). */
const SETTLE = 120;

/**
 * @param {() => unknown} act
 * @param {number} [rest] how long a while is (milliseconds)
 * @returns {() => void} asks for it: it is done when nothing has asked for a while
 */
export function settled(act, rest = SETTLE) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, rest);
  };
}
