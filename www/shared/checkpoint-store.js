// Where training runs are kept between visits: IndexedDB, with one record for each run of each tab.
// Used by the page and by workers; knows no DOM.

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./loss-series.js').LossState} LossState */
/**
 * @typedef {object} KeptRun
 * @property {string} id
 * @property {number} savedAt milliseconds since 1970
 * @property {number} step
 * @property {number} total steps of the whole run
 * @property {Uint8Array} bytes the core's checkpoint
 * @property {LossState} losses
 * @property {string[]} [names] that earlier states of it were kept under, the last ones
 */
/** Besides, what was measured of it: earlier versions kept fewer figures, or none.
 * @typedef {KeptRun & Partial<Record<import('./measured-series.js').Figure, import('./measured-series.js').MeasuredState>>} SavedRun */

const DATABASE = 'nano-diffusion';
const VERSION = 1;
/** Runs that can be gone on with. */
const RUNS = 'runs';
/** Runs that could not be read, kept in case someone can. */
const ASIDE = 'aside';
/** So many runs are kept; those of long ago make room. */
const MOST = 5;
const LOCK = 'nano-diffusion/run/';
/** How long storage may take to answer (milliseconds). WebKit's at times never does. */
const PATIENCE = 5000;
/** How long a worker that has just died may still mark its run (milliseconds). */
const MOMENT = 3000;

/** A name that no other tab has. */
export function newId() {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((v) => v.toString(36)).join('-');
}

/**
 * Marks a run as being made here for as long as this page or worker lives, however that ends.
 * @param {string} id
 * @returns {() => void} gives it up
 */
export function lockRun(id) {
  let release = () => {};
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  // Only in secure contexts; elsewhere another tab may offer a run that goes on here, as a copy.
  navigator.locks?.request(LOCK + id, () => released).catch(() => {});
  return release;
}

/** The runs that a page or worker, here or in another tab, has marked. */
async function locked() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  return new Set(locks.map(({ name }) => (name ?? '').replace(LOCK, '')));
}

/**
 * Resolves once one of these runs is made by nobody. A page that the browser put aside for its back
 * button stands still and marks its run all the same: being waited for, it is given up, and the
 * run is left with what was kept of it.
 * @param {string[]} ids
 */
export async function released(ids) {
  const { locks } = navigator;
  if (locks) await Promise.any(ids.map((id) => locks.request(LOCK + id, () => {})));
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    // Where storage is denied this throws, fails, or is missing.
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      for (const name of [RUNS, ASIDE]) {
        request.result.createObjectStore(name, { keyPath: 'id' });
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * What is waited for, or an error when that takes too long.
 * @template T
 * @param {Promise<T>} answer
 * @param {() => void} cancel sees to it that nothing happens any more
 * @returns {Promise<T>}
 */
function inTime(answer, cancel) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('storage does not answer'));
      cancel();
    }, PATIENCE);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * One transaction, all or nothing. Opened for it alone: an open database could keep the page from
 * being restored with the back button, and another version of it from being used.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(runs: IDBObjectStore, aside: IDBObjectStore) => IDBRequest<T> | void} act
 * @returns {Promise<T>} the result of the request that `act` returns
 */
async function transact(mode, act) {
  const opened = open();
  const closeLate = () => opened.then((late) => late.close()).catch(() => {});
  const database = await inTime(opened, closeLate);
  try {
    const transaction = database.transaction([RUNS, ASIDE], mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error('the write was aborted'));
    });
    const request = act(transaction.objectStore(RUNS), transaction.objectStore(ASIDE));
    await inTime(ended, () => {
      try {
        transaction.abort();
      } catch {
        // It is being committed already, and can't be held up any more.
      }
    });
    return /** @type {T} */ (request?.result);
  } finally {
    database.close();
  }
}

/**
 * Keeps a run; an earlier state of it is replaced.
 * @param {SavedRun} run
 * @param {string[]} [supersedes] runs whose place it takes
 */
export async function saveRun(run, supersedes = []) {
  await transact('readwrite', (runs) => {
    runs.put(run);
    for (const id of supersedes) runs.delete(id);
  });
}

/** @param {string} id @returns {Promise<SavedRun | undefined>} */
export async function loadRun(id) {
  return (await transact('readonly', (runs) => runs.get(id))) ?? renamed(id);
}

/** All names that a kept run goes by. @param {SavedRun} run */
export const namesOf = ({ id, names = [] }) => [...names.slice(-8), id];

/**
 * The run under the name that it has now, unless somebody makes it: a worker may have died before it
 * could tell that it had kept the run under its own name.
 * @param {string} id
 */
async function renamed(id) {
  /** @type {SavedRun[]} */
  const all = await transact('readonly', (runs) => runs.getAll());
  const found = all.find(({ names }) => names?.includes(id));
  if (!found) return undefined;
  try {
    const signal = AbortSignal.timeout(MOMENT);
    await navigator.locks?.request(LOCK + found.id, { signal }, () => {});
    return found;
  } catch {
    return undefined;
  }
}

/** @param {string} id */
export async function discardRun(id) {
  await transact('readwrite', (runs) => void runs.delete(id));
}

/**
 * Puts a run that can't be read where nobody will offer it again.
 * @param {string} id
 * @param {string} why
 */
export async function quarantine(id, why) {
  const run = await loadRun(id);
  await transact('readwrite', (runs, aside) => {
    aside.put({ ...run, id, why });
    runs.delete(id);
  });
}

/**
 * The runs that nobody is making, the latest first, and the names of the others. Those beyond what
 * is to be kept are dropped.
 * @returns {Promise<{ free: SavedRun[], busy: string[] }>}
 */
export async function abandonedRuns() {
  /** @type {SavedRun[]} */
  const all = await transact('readonly', (runs) => runs.getAll());
  const marked = await locked();
  const free = all.filter(({ id }) => !marked.has(id));
  free.sort((a, b) => Number(b.savedAt) - Number(a.savedAt));
  for (const { id } of free.splice(MOST)) await discardRun(id);
  const busy = all.map(({ id }) => id).filter((id) => marked.has(id));
  return { free, busy };
}
