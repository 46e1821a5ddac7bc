// What is wrong with a file of weights, and the two lines of Python that mend it. Pure.

/**
 * A refusal: a sentence, then lines of code.
 * @param {string} why the end of a sentence
 * @param {string[]} [code]
 */
export function lines(why, code = []) {
  const words = `These weights can't be used: ${why}.`;
  if (code.length === 0) return new Error(words);
  return new Error(
    [`${words} In Python, this makes a file that can be imported:`, ...code].join('\n'),
  );
}

/**
 * A file's tensors, with `change` made to those that `keep` holds for.
 * @param {string} change @param {string} [keep]
 */
export function mended(change, keep = '') {
  return [
    'from safetensors.torch import load_file, save_file',
    `save_file({${change} for k, v in load_file("weights.safetensors").items()${keep}}, "mended.safetensors")`,
  ];
}

/** Turns matrices that are stored as [in, out]. */
export const turned = () => mended('k.replace("kernel", "weight"): v.t().contiguous()');
