// The machine: its processor, and how busy others keep it. A ratio that is measured beside other
// work is worth nothing, so it is known how much there was.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

export const CORES = availableParallelism();
/** More of the machine than this in the hands of others, and no ratios are given. */
export const QUIET = 0.06;
/** Between two looks (milliseconds). */
const EVERY = 500;

/** What may be said of the processor: its model, and its widest registers. */
export function processor() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const info = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const bits = /avx512f/.test(info) ? 'AVX-512' : /avx2/.test(info) ? 'AVX2' : '';
  const family = /cpu family\s*:\s*(\d+)/.exec(info)?.[1];
  const number = /^model\s*:\s*(\d+)/m.exec(info)?.[1];
  const kind = family ? ` (family ${family}, model ${number})` : '';
  return { name: `${model}${kind}`, registers: bits, intel: /GenuineIntel/.test(info) };
}

/** Ticks that all processors were at work so far, by any process, or held back by a host; null where it is not told. */
function busyTicks() {
  if (!existsSync('/proc/stat')) return null;
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user, nice, system, idle, wait, irq, soft, steal] = line.split(/\s+/).slice(1).map(Number);
  const busy = user + nice + system + irq + soft + steal;
  return { busy, all: busy + idle + wait };
}

/** Ticks of each of our processes: this one and all that it started. @returns {Map<number, number>} */
function ownTicks() {
  /** @type {Map<number, { parent: number, ticks: number }>} */
  const found = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parts = text.slice(text.lastIndexOf(')') + 2).split(' ');
      found.set(Number(name), {
        parent: Number(parts[1]),
        ticks: Number(parts[11]) + Number(parts[12]),
      });
    } catch {
      // It has ended meanwhile.
    }
  }
  const ours = (/** @type {number} */ id) => {
    for (let at = id; at > 1; at = found.get(at)?.parent ?? 0) if (at === process.pid) return true;
    return false;
  };
  return new Map([...found].filter(([id]) => ours(id)).map(([id, { ticks }]) => [id, ticks]));
}

/** Looks at what others do, again and again, until it is asked. */
export class Watch {
  /** @type {number[]} */
  #shares = [];
  #before = look();
  #timer = setInterval(() => this.#tick(), EVERY);

  #tick() {
    const now = look();
    const before = this.#before;
    this.#before = now;
    if (!now || !before) return;
    const all = now.all - before.all;
    let own = 0;
    for (const [id, ticks] of now.own) own += ticks - (before.own.get(id) ?? 0);
    if (all > 0) this.#shares.push(Math.max(0, now.busy - before.busy - own) / all);
  }

  /** The share of the machine that others had, by the middle of all looks: processes of ours that ended disturb single ones. @returns {number} NaN where it is not told */
  end() {
    clearInterval(this.#timer);
    const sorted = this.#shares.sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? NaN;
  }
}

function look() {
  const ticks = busyTicks();
  return ticks && { ...ticks, own: ownTicks() };
}

/** What others have while nothing of ours runs. */
export async function restingLoad() {
  const watch = new Watch();
  await new Promise((done) => setTimeout(done, 4.5 * EVERY));
  return watch.end();
}
