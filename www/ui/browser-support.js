// What this browser must be able to do, found by trying. Each gap is named with its cure.

/** A module with one function that makes a v128: valid only where SIMD is. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
]);

/** Why the page can't run here, or null if it can. @returns {string | null} */
export function missingCapability() {
  if (typeof WebAssembly !== 'object') {
    return 'WebAssembly is missing or turned off in this browser (some privacy modes do that). Turn it on, or open the page in another browser.';
  }
  if (!WebAssembly.validate(SIMD_PROBE)) {
    return 'This browser’s WebAssembly lacks SIMD instructions, which training needs. Chrome 91, Firefox 89, Safari 16.4 and newer have them.';
  }
  if (!hasModuleWorkers()) {
    return 'This browser can’t run modules in workers. Chrome 80, Firefox 114, Safari 15 and newer can.';
  }
  return null;
}

function hasModuleWorkers() {
  let asked = false;
  const options = {
    get type() {
      asked = true;
      return /** @type {const} */ ('module');
    },
  };
  try {
    // A browser that knows module workers reads `type` before it looks at the address.
    new Worker('data:text/javascript,', options).terminate();
  } catch {
    // Some refuse the address; only the question matters.
  }
  return asked;
}
