// How fast could it be? A loop of nothing but v128 multiplications and additions on registers, or of
// fused multiply-adds, assembled by hand so that neither memory nor a compiler of ours is in it.

/** Accumulators, operands and one product: few enough for the registers of any engine. A sum waits
 * longer for a fused multiply-add than for an addition, and there are no products: more of them. */
const SUMS = { portable: 6, fused: 10 };
const OPERANDS = 4;
/** Products of two operands: every pair, or the engine would compute one twice at once. */
const PRODUCTS = (OPERANDS * (OPERANDS + 1)) / 2;
/** What one pass of the loop does: multiply and add, in four lanes. */
export const PEAK_FLOPS = PRODUCTS * 2 * 4;

const ADD = [0xfd, 0xe4, 0x01];
const MUL = [0xfd, 0xe6, 0x01];
/** f32x4.relaxed_madd, whose sum comes last. */
const MADD = [0xfd, 0x85, 0x02];
const get = (/** @type {number} */ local) => [0x20, local];
const set = (/** @type {number} */ local) => [0x21, local];

/**
 * A module with the export `run(passes: i32) -> f32`.
 * @param {'portable' | 'fused'} [arithmetic] fused: for engines that have it
 */
export function peakModule(arithmetic = 'portable') {
  const sums = SUMS[arithmetic];
  // Locals: 0 the passes left, then sums, operands and one to rotate the operands with.
  const sum = (/** @type {number} */ i) => 1 + (i % sums);
  const operand = (/** @type {number} */ i) => 1 + sums + i;
  const spare = 1 + sums + OPERANDS;

  const body = [];
  for (let i = 0; i < OPERANDS; i++) {
    const bits = new Uint8Array(new Float32Array([(i + 1) * 1e-3]).buffer);
    body.push(0x43, ...bits, 0xfd, 0x13, ...set(operand(i)));
  }
  body.push(0x03, 0x40); // loop
  let n = 0;
  for (let i = 0; i < OPERANDS; i++) {
    for (let j = i; j < OPERANDS; j++, n++) {
      const [s, a, b] = [get(sum(n)), get(operand(i)), get(operand(j))];
      body.push(...(arithmetic === 'fused' ? [a, b, s, MADD] : [s, a, b, MUL, ADD]).flat());
      body.push(...set(sum(n)));
    }
  }
  // The operands rotate, or the products could move out of the loop. Moves between registers
  // take no execution unit.
  body.push(...get(operand(0)), ...set(spare));
  for (let i = 0; i + 1 < OPERANDS; i++) body.push(...get(operand(i + 1)), ...set(operand(i)));
  body.push(...get(spare), ...set(operand(OPERANDS - 1)));
  body.push(...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b); // until none is left
  body.push(...get(sum(0)));
  for (let i = 1; i < sums; i++) body.push(...get(sum(i)), ...ADD);
  body.push(0xfd, 0x1f, 0, 0x0b);

  const code = [1, spare, 0x7b, ...body];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7d], // type: i32 -> f32
    ...[3, 2, 1, 0],
    ...[7, 7, 1, 3, ...new TextEncoder().encode('run'), 0, 0],
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

/** @param {number} id @param {number[]} content */
function section(id, content) {
  return [id, ...leb(content.length), ...content];
}

/** @param {number} n @returns {number[]} */
function leb(n) {
  return n < 128 ? [n] : [(n & 127) | 128, ...leb(n >> 7)];
}

/**
 * Runs in Node or, being self-contained, in a page: the best of 40 runs of some 10 ms, in
 * GFLOP/s. The best, since a peak is what nothing disturbed, and the first runs are before the
 * engine has optimised.
 * @param {number[]} bytes of {@link peakModule}
 * @param {number} flops of one pass
 */
export async function measurePeak(bytes, flops) {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes));
  const run = /** @type {(passes: number) => number} */ (instance.exports.run);
  const passes = 10_000_000;
  let best = 0;
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    run(passes);
    best = Math.max(best, (passes * flops) / (performance.now() - start) / 1e6);
  }
  return best;
}
