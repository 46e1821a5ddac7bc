// Which tensor of a file is which part of the network. `layers.{i}.weight` and `layers.{i}.bias` are
// ours and the post's. Others have other names for the same layers: wrappers put words before them
// (`module.`, `_orig_mod.`, `model.`), nn.Sequential counts its activations too (`0`, `2`, `4`), and some
// give first and last layer names of their own. What tells the order is a number, or for first and last
// layer the shape; where neither does, the file is refused rather than guessed at. Pure.

import { lines, mended, turned } from './mending.js';

/** @typedef {{ name: string, dtype: string, shape: number[], from: number, to: number }} Tensor */
/** @typedef {{ stem: string, weight: Tensor, bias: Tensor | null }} Layer without a bias: it is zero */
/** A layer whose place is not known yet: its stem's words, and the numbers between them.
 * @typedef {Layer & { words: string, numbers: number[] }} Candidate */

/** Files of more tensors are no small network. */
const MOST = 200;
const WEIGHT = /^(weights?|w)$/i;
const BIAS = /^(bias|biases|b)$/i;
/** What PyTorch's own averaging of weights counts. */
const COUNTER = 'n_averaged';
/** Parts of weights that are put together at each use. */
const REPARAMETRISED = /^(weight_[guv]|weight_orig|original\d)$/;

/** @param {number[]} shape */
const written = (shape) => `[${shape.join(', ')}]`;

/**
 * The layers of a file, from the first to the last.
 * @param {Tensor[]} tensors
 * @returns {Layer[]}
 */
export function layersOf(tensors) {
  const found = candidates(tensors);
  refuseTransposed(found);
  refuseSeveral(found);
  return inOrder(found);
}

/** @param {Tensor[]} tensors @returns {Candidate[]} */
function candidates(tensors) {
  if (tensors.length > MOST) {
    const why = `the file holds ${tensors.length} tensors, such as ${tensors[0].name}: it is of a much larger network`;
    throw lines(why);
  }
  /** @type {Map<string, { weight?: Tensor, bias?: Tensor }>} */
  const stems = new Map();
  for (const tensor of [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name, shape } = tensor;
    if (name === COUNTER) continue;
    const bare = name.replace(/:0$/, '');
    const at = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf('/'));
    const [stem, part] = [bare.slice(0, Math.max(0, at)), bare.slice(at + 1)];
    if (part === 'kernel') {
      throw lines(
        `${name} has shape ${written(shape)}, [in, out], as TensorFlow, Keras and Flax store it; PyTorch’s weights are [out, in]`,
        turned(),
      );
    }
    const key = WEIGHT.test(part) ? 'weight' : BIAS.test(part) ? 'bias' : null;
    const parts = stems.get(stem) ?? {};
    if (!key || parts[key]) throw stray(name);
    stems.set(stem, { ...parts, [key]: tensor });
  }
  if (stems.size === 0) throw lines('the file holds no tensors: layers.0.weight is missing');
  const some = [...stems.values()].some(({ bias }) => bias);
  return [...stems].map(([stem, { weight, bias = null }]) => {
    if (!weight) throw stray(bias?.name ?? stem);
    if (!bias && some) throw lines(`${stem ? `${stem}.` : ''}bias is missing`);
    const numbers = (stem.match(/\d+/g) ?? []).map(Number);
    return { stem, weight, bias, words: stem.replace(/\d+/g, '#'), numbers };
  });
}

/** A tensor that is no part of a plain chain of linear layers. @param {string} name */
function stray(name) {
  const why = `${name} has no place: the file must hold the weight and the bias of each linear layer, with none left out, and nothing else`;
  if (REPARAMETRISED.test(name.split(/[./]/).at(-1) ?? '')) {
    return lines(
      `${why}. It belongs to a reparametrised weight: before you save, take that away by torch.nn.utils.parametrize.remove_parametrizations, or remove_weight_norm`,
    );
  }
  return lines(why, mended('k: v', ` if k != ${JSON.stringify(name)}`));
}

/** @param {Candidate} one */
const readsInput = ({ weight: { shape } }) => shape.length === 2 && shape[1] === 3;
/** @param {Candidate} one */
const givesOutput = ({ weight: { shape } }) => shape.length === 2 && shape[0] === 2;

/** Matrices stored the other way, as their ends tell. @param {Candidate[]} found */
function refuseTransposed(found) {
  const other = found.find(({ weight: { shape } }) => shape.length === 2 && shape[0] === 3);
  if (!other || found.some(readsInput)) return;
  const { name, shape } = other.weight;
  throw lines(
    `${name} has shape ${written(shape)}, so it is transposed: [in, out], as TensorFlow and Flax store it; PyTorch’s weights are [out, in]`,
    turned(),
  );
}

/** A network and its average, or two of a pair, in one file. @param {Candidate[]} found */
function refuseSeveral(found) {
  const [one, other] = found.filter(readsInput).map(({ weight }) => weight.name);
  if (!other) return;
  let same = 0;
  while (one[same] === other[same]) same++;
  const rest = one.slice(same).search(/[./]/);
  const prefix = rest < 0 ? one : one.slice(0, same + rest + 1);
  throw lines(
    `${one} and ${other} both read (x, y, t), so the file holds more than one network; keep one`,
    mended('k: v', ` if k.startswith(${JSON.stringify(prefix)})`),
  );
}

/** @param {Candidate[]} found */
function inOrder(found) {
  const all = byNumber(found);
  if (all) return all;
  // First and last layer by their shapes; those between by number.
  const [firsts, lasts] = [found.filter(readsInput), found.filter(givesOutput)];
  const inner = found.filter((one) => !readsInput(one) && !givesOutput(one));
  // Where all are named alike, one seems to be left out, or the numbers count other things.
  const alike = found.every(({ words }) => words === found[0].words);
  const between = alike ? null : byNumber(inner);
  if (firsts.length === 1 && lasts.length === 1 && firsts[0] !== lasts[0] && between) {
    return [...firsts, ...between, ...lasts];
  }
  const stems = found.map(({ stem }) => stem).slice(0, 12);
  throw lines(
    `the order of its layers is not clear from the names ${stems.join(', ')}; name them layers.0, layers.1 and so on, with none left out`,
    [
      'from safetensors.torch import load_file, save_file; d = load_file("weights.safetensors")',
      `save_file({f"layers.{i}.{p}": d[f"{n}.{p}"] for i, n in enumerate(${JSON.stringify(stems)}) for p in ("weight", "bias")}, "mended.safetensors")  # names in the network’s order`,
    ],
  );
}

/** Layers whose names differ in one number alone, which goes up in equal steps; else null. @param {Candidate[]} found */
function byNumber(found) {
  if (found.length < 2) return found;
  const [first] = found;
  if (found.some(({ words }) => words !== first.words)) return null;
  const places = first.numbers.flatMap((number, place) =>
    found.some(({ numbers }) => numbers[place] !== number) ? [place] : [],
  );
  if (places.length !== 1) return null;
  const [place] = places;
  const sorted = [...found].sort((a, b) => a.numbers[place] - b.numbers[place]);
  const steps = sorted.slice(1).map(({ numbers }, i) => numbers[place] - sorted[i].numbers[place]);
  return steps[0] > 0 && steps.every((step) => step === steps[0]) ? sorted : null;
}
