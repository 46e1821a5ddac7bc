// What a browser must be able to do, found by trying. tests/unit/repository/browsers.test.mjs holds
// the floor against what the built page uses.

/**
 * The oldest browsers that run the page. Chrome 109, the last for Windows 7 and 8.1, shows formulas
 * (MathML); Firefox 121 has :has(), by which rows are hidden; Safari 16.4 has WebAssembly SIMD.
 */
export const FLOOR = { Chrome: 109, Firefox: 121, Safari: 16.4 };

/** A module with one function that makes a v128: valid only where SIMD is. */
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
];
/** A module with a table of references to what is outside. */
const REFERENCES = [0, 97, 115, 109, 1, 0, 0, 0, 4, 4, 1, 111, 0, 0];

/** What may be missing, in words, and how it is tried. @type {[string, () => boolean][]} */
const NEEDS = [
  ['SIMD instructions in WebAssembly', () => WebAssembly.validate(new Uint8Array(SIMD))],
  ['reference types in WebAssembly', () => WebAssembly.validate(new Uint8Array(REFERENCES))],
  ['modules in workers', hasModuleWorkers],
  ['the selector :has()', () => CSS.supports('selector(:has(a))')],
  ['container queries', () => CSS.supports('container-type: inline-size')],
  ['ranges in media queries', () => matchMedia('(width >= 0px)').matches],
];

/** Why the page can't run here, in a sentence or two, or null if it can. @returns {string | null} */
export function missingCapability() {
  if (typeof WebAssembly !== 'object') {
    return 'WebAssembly is missing or turned off in this browser (some privacy modes do that). Turn it on, or open the page in another browser.';
  }
  const missing = NEEDS.filter(([, works]) => !succeeds(works)).map(([words]) => words);
  if (!missing.length) return null;
  const browsers = Object.entries(FLOOR).map(([name, version]) => `${name} ${version}`);
  return `This browser lacks ${missing.join(', ')}, without which the page can’t run: update it, or use ${browsers.join(', ')} or newer.`;
}

/** @param {() => boolean} works */
function succeeds(works) {
  try {
    return works();
  } catch {
    return false;
  }
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
