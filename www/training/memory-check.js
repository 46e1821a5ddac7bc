// Whether this device has the memory that the settings ask for: said as soon as they change, and
// asked before a run. The browser can't tell what is free, only, in some, what there is in all.

import { mostHelpers, pool } from '../pool/pool.js';
import { toConfig } from '../settings/config.js';
import { pageNeed } from '../shared/memory-need.js';
import { settled } from '../shared/settle.js';
import { setText } from '../ui/dom.js';
import { setStatus } from '../ui/status-attributes.js';

/** @typedef {import('../settings/app-state.js').AppState} AppState */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {import('../pkg/nano_diffusion.js').MemoryNeed} MemoryNeed */

const MIB = 2 ** 20;
/**
 * Of the device's memory. The rest is for the system, the browser, what the page needs whatever the
 * settings, and other tabs; and phones end a tab long before their memory is full.
 */
const SHARE = 1 / 8;
/** Where the browser doesn't tell how much that is: as for 2 GiB on a phone, and 4 elsewhere. */
const UNTOLD = { phone: 256 * MIB, other: 512 * MIB };
/** The settings that take memory. */
const LESS = /** @type {const} */ ([
  ['width', 'Width'],
  ['layers', 'Layers'],
  ['batch', 'Batch'],
  ['particles', 'Particles'],
]);

/**
 * Bytes that a run and its pictures may take.
 * @param {number | undefined} memory of the device, in GiB
 * @param {boolean} phone whether it looks like one
 */
export function budgetOf(memory, phone) {
  return memory ? memory * 1024 * MIB * SHARE : phone ? UNTOLD.phone : UNTOLD.other;
}

/**
 * What settings need in bytes, and what is said of it; nothing where that is no more than the budget. With
 * it, for how many helpers of the pool there is memory besides: any number will do.
 * @typedef {{ need: number, helpers: number, words: string }} Verdict
 */

/**
 * @param {Settings} values
 * @param {number} budget in bytes
 * @param {(values: Settings) => Promise<{ page: number, pooled: number }>} ask
 * @returns {Promise<Verdict>}
 */
export async function verdict(values, budget, ask) {
  const { page: need, pooled } = await ask(values);
  if (need <= budget) {
    const helpers = Math.floor((budget - need) / pooled);
    return { need: need + Math.min(mostHelpers(), helpers) * pooled, helpers, words: '' };
  }
  /** @type {[string, Settings][]} */
  const ways = LESS.map(([key, label]) => [
    label,
    { ...values, [key]: Math.ceil(values[key] / 2) },
  ]);
  if (values.compare !== 'off') ways.push(['Compare', { ...values, compare: 'off' }]);
  let best = { label: '', page: Infinity };
  for (const [label, less] of ways) {
    // Half may be less than a setting allows: then it is no way.
    const { page } = await ask(less).catch(() => best);
    if (page < best.page) best = { label, page };
  }
  const words =
    `These settings need about ${megabytes(need)} of memory, more than the ` +
    `${megabytes(budget)} that is safe on this device. Lower ${best.label} first.`;
  return { need, helpers: 0, words };
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${Math.ceil(bytes / MIB)} MiB`;
}

export class MemoryCheck {
  #state;
  #line;
  #notices;
  #hooks;
  #budget = budgetOf(
    /** @type {{ deviceMemory?: number }} */ (navigator).deviceMemory,
    matchMedia('(pointer: coarse)').matches,
  );
  /** The settings that were last looked at. @type {Settings | null} */
  #seen = null;
  #found = /** @type {Promise<Verdict | null>} */ (Promise.resolve(null));
  /** What was found of them, once it is. @type {Verdict | null} */
  #known = null;
  /** What the visitor has agreed to (bytes). */
  #agreed = 0;

  /**
   * @param {AppState} state
   * @param {HTMLElement} line where it is said
   * @param {Notices} notices
   * @param {object} hooks
   * @param {(config: import('../settings/app-state.js').Config) => Promise<MemoryNeed>} hooks.need
   * @param {() => void} hooks.train after all
   */
  constructor(state, line, notices, hooks) {
    this.#state = state;
    this.#line = line;
    this.#notices = notices;
    this.#hooks = hooks;
    state.onSettings(settled(() => this.look()));
  }

  /** Finds out what the settings as they are need, unless that is known, and says so. */
  look() {
    const { settings: values } = this.#state;
    if (values === this.#seen) return this.#found;
    this.#seen = values;
    this.#known = null;
    const ask = async (/** @type {Settings} */ v) =>
      pageNeed(await this.#hooks.need(toConfig(v)), {
        steps: v.steps,
        pictures: v.compare === 'off' ? 1 : 2,
        cores: navigator.hardwareConcurrency ?? 1,
      });
    // Where it can't be told, the run is to say what is wrong.
    this.#found = verdict(values, this.#budget, ask).catch(() => null);
    void this.#found.then((found) => values === this.#seen && found && this.#tell(found));
    return this.#found;
  }

  /** @param {Verdict} found */
  #tell(found) {
    this.#known = found;
    pool.allowed = found.helpers;
    setStatus('need', String(found.need));
    setText(this.#line, found.words);
    if (!found.words) this.#notices.dismiss('memory');
  }

  /**
   * Whether a run may begin. If not, a notice lets the visitor decide.
   * @returns {boolean | Promise<boolean>} at once, where that is known
   */
  allows() {
    const found = this.look();
    return this.#known ? this.#decide(this.#known) : found.then((late) => this.#decide(late));
  }

  /** @param {Verdict | null} found */
  #decide(found) {
    this.#notices.dismiss('memory');
    if (!found?.words || found.need <= this.#agreed) return true;
    this.#notices.show('memory', 'warning', `${found.words} The browser may close this tab.`, {
      label: 'Train anyway',
      run: () => {
        this.#agreed = found.need;
        this.#hooks.train();
      },
    });
    return false;
  }
}
