// Shares out work whose parts have nothing to do with each other. Knows no DOM.

/** @typedef {import('./pool.js').Pool} Pool */
/** @typedef {import('./pool.js').Helper} Client */

/** A helper has to be loaded first: it is worth that when this much work is left (milliseconds). */
const WORTH = 400;

/**
 * The parts 0, 1, … of some work, each made by a worker of one's own or by a helper.
 * @template T
 * @param {Pool} pool
 * @param {object} work
 * @param {number} work.parts
 * @param {Client} work.own takes part to the end; what fails there has failed
 * @param {() => boolean} work.wanted
 * @param {boolean} [work.long] it takes so long, that helpers are worth it in any case
 * @param {(client: Client, part: number) => Promise<T | null>} work.make null where it was ended from within
 * @returns {Promise<T[] | null>} in their order; null if it was no longer wanted
 */
export function share(pool, { parts, own, wanted, long = false, make }) {
  return pool.use(own.fused, async (helpers) => {
    let going = true;
    const todo = Array.from({ length: parts }, (_, part) => part);
    /** @type {T[]} */
    const found = [];
    /** Takes the next part, if there is one. @param {Client} client */
    const take = async (client) => {
      // While a run trains, helpers take nothing new.
      const may = going && wanted() && (client === own || !pool.resting);
      const part = may ? todo.shift() : undefined;
      if (part === undefined) return false;
      try {
        const made = await make(client, part);
        if (made === null) going = false;
        else found[part] = made;
        return true;
      } catch (error) {
        if (client === own) {
          going = false;
          throw error;
        }
        // A helper that is lost costs the time to make its part again.
        todo.push(part);
        return false;
      }
    };
    /** The parts that helpers are at. @type {Set<Promise<boolean>>} */
    const busy = new Set();
    const help = async (/** @type {Promise<Client>} */ loaded) => {
      const client = await loaded;
      for (let more = true; more;) {
        const turn = take(client);
        busy.add(turn);
        more = await turn;
        busy.delete(turn);
      }
    };
    const start = performance.now();
    const soon = long || pool.isWarm(own.fused);
    if (!soon) await take(own);
    if (soon || todo.length * (performance.now() - start) > WORTH) {
      for (const { loaded } of helpers(todo.length - 1)) help(loaded).catch(() => {});
    }
    while (await take(own));
    // Helpers that are still loading are not waited for; a part of a lost one comes back.
    while (going && wanted() && busy.size > 0) {
      await Promise.race(busy);
      while (await take(own));
    }
    return going && wanted() ? found : null;
  });
}
