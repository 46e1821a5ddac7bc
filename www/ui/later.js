// Parts of the page that are loaded when they are first used, so that the page itself is there sooner.

/**
 * @template T
 * @param {() => Promise<T>} load imports the part, and makes what is used of it
 * @returns {() => Promise<T>} the part, made once; after a failure it is tried again
 */
export function later(load) {
  /** @type {Promise<T> | null} */
  let part = null;
  return () =>
    (part ??= load().catch((error) => {
      part = null;
      console.warn(error);
      throw new Error(
        'This part of the page could not be loaded. Check the connection, or reload the page, and try again.',
      );
    }));
}
