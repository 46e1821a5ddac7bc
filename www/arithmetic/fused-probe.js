// Whether this browser fuses: whether WebAssembly has f32x4.relaxed_madd here, and rounds a·b + c once
// in it. The instruction may as well round twice, where the processor can do no better; what fuses
// gives IEEE's one right result, so all browsers that pass give the same numbers.

/** What a·b + c is, and what it would be of a product that is rounded by itself, or a sum that is
 * rounded to float64 first: never the same. @type {[a: number, b: number, c: number, fused: number][]} */
const CASES = [
  // (1 + 2⁻¹²)² − (1 + 2⁻¹¹)
  [1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11), 2 ** -24],
  // 2⁻²⁴ (1 − 2⁻⁴⁶) + 1 + 2⁻²³: just below the middle between two numbers
  [2 ** -24 * (1 + 2 ** -23), 1 - 2 ** -23, 1 + 2 ** -23, 1 + 2 ** -23],
  [-3, 1 / 8, 5, 4.625],
];

const get = (/** @type {number} */ local) => [0x20, local];
const SPLAT = [0xfd, 0x13];
const MADD = [0xfd, 0x85, 0x02];
const lane = (/** @type {number} */ i) => [0xfd, 0x1f, i];

/** A module with one function, `f`: three numbers to the four lanes of a·b + c. */
function module() {
  const splats = [0, 1, 2].flatMap((local) => [...get(local), ...SPLAT]);
  const lanes = [0, 1, 2, 3].flatMap((i) => [...get(3), ...lane(i)]);
  const code = [1, 1, 0x7b, ...splats, ...MADD, 0x21, 3, ...lanes, 0x0b];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 11, 1, 0x60, 3, 0x7d, 0x7d, 0x7d, 4, 0x7d, 0x7d, 0x7d, 0x7d],
    ...[3, 2, 1, 0],
    ...[7, 5, 1, 1, 0x66, 0, 0],
    ...[10, code.length + 2, 1, code.length, ...code],
  ]);
}

/** @returns {boolean} */
function probe() {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module()));
    const madd = /** @type {(a: number, b: number, c: number) => number[]} */ (exports.f);
    return CASES.every(([a, b, c, fused]) => [...madd(a, b, c)].every((got) => got === fused));
  } catch {
    return false; // it does not know the instruction
  }
}

/** @type {boolean | undefined} */
let known;

/** Whether it fuses. */
export function canFuse() {
  return (known ??= probe());
}
