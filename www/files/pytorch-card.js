// The card about PyTorch: weights from elsewhere, code that loads ours there, and the outputs at a
// few points, which that code prints too.

import { modelOf, readWeights } from './import-weights.js';
import { LatestRequest } from '../shared/latest-request.js';
import { OUTPUT_NAMES, PROBES, pytorchSnippet } from './pytorch-code.js';
import { copyOnPress } from '../ui/clipboard.js';
import { build, partsOf, setText } from '../ui/dom.js';

/** @typedef {import('./import-weights.js').Imported} Imported */
/** @typedef {import('./import-weights.js').Reading} Reading */
/** @typedef {import('../settings/app-state.js').Model} Model */
/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/** What a file without our metadata is: the post's. @type {Reading} */
const AS_IN_THE_POST = { activation: 'relu', parametrisation: 'score', timeInput: 't' };

export class PytorchCard {
  #hooks;
  #part;
  #outputs;
  /** The weights that the card describes. @type {Uint8Array | null} */
  #drawn = null;
  /** The import on show. @type {{ imported: Imported, model: Model, undo: () => void, before: string } | null} */
  #import = null;

  /**
   * @param {HTMLElement} root
   * @param {object} hooks
   * @param {Parameters<typeof readWeights>[1]} hooks.describe
   * @param {import('./import-weights.js').WithConfig} hooks.withConfig
   * @param {(bytes: Uint8Array, rows: Float32Array) => Promise<Float32Array>} hooks.outputs
   * @param {(model: Model, complete: boolean) => Promise<() => void>} hooks.take
   * takes imported weights in use; resolves with what brings back those before
   * @param {() => string} hooks.source what is in use now, in words
   * @param {(words: string, back: { label: string, run: () => void }) => void} hooks.tell
   * @param {(error: unknown) => void} hooks.report
   */
  constructor(root, hooks) {
    const part = (this.#part = partsOf(root));
    this.#hooks = hooks;
    /** @type {HTMLInputElement} */
    const file = part('import-file');
    file.onchange = () => {
      const [chosen] = file.files ?? [];
      if (chosen) void this.open(chosen);
      // The same file may be chosen again.
      file.value = '';
    };
    part('import-too').onclick = () => this.choose();
    part('import-back').onclick = () => this.#import?.undo();
    part('import-reading').onchange = () => void this.#reread();
    const code = part('pytorch-code');
    copyOnPress(
      part('pytorch-copy'),
      () => code.textContent ?? '',
      () => getSelection()?.selectAllChildren(code),
    );
    this.#outputs = new LatestRequest(
      (/** @type {Model} */ { bytes }) => hooks.outputs(bytes, Float32Array.from(PROBES.flat())),
      (values) => this.#showOutputs(values),
      hooks.report,
    );
    this.#showOutputs(null);
  }

  /** Asks for a file. */
  choose() {
    this.#part('import-file').click();
  }

  /** @param {File} file */
  async open(file) {
    try {
      const imported = await readWeights(file, this.#hooks.describe);
      const before = this.#hooks.source();
      for (const input of this.#inputs) {
        const key = /** @type {keyof Reading} */ (input.dataset.reads);
        input.checked = AS_IN_THE_POST[key] === input.value;
      }
      const model = await modelOf(imported, AS_IN_THE_POST, this.#hooks.withConfig);
      const undo = await this.#hooks.take(model, imported.complete);
      this.#import = { imported, model, undo, before };
      const open = imported.complete
        ? ''
        : ' The file doesn’t say how to interpret the network, so the post’s conventions are assumed; you can change them under PyTorch below.';
      const taken = imported.taken && ` ${imported.taken}`;
      this.#hooks.tell(describe(model) + taken + open, { label: `Back to ${before}`, run: undo });
    } catch (error) {
      this.#hooks.report(error);
    }
  }

  get #inputs() {
    return [...this.#part('import-reading').querySelectorAll('input')];
  }

  /** The same file, read as the visitor says. */
  async #reread() {
    const current = this.#import;
    if (!current) return;
    const chosen = this.#inputs.filter(({ checked }) => checked);
    const reading = /** @type {Reading} */ (
      Object.fromEntries(chosen.map(({ dataset, value }) => [dataset.reads, value]))
    );
    try {
      const model = await modelOf(current.imported, reading, this.#hooks.withConfig);
      if (this.#import !== current) return; // another file came
      await this.#hooks.take(model, false);
      current.model = model;
    } catch (error) {
      this.#hooks.report(error);
    }
  }

  /** @param {Model | null} model the weights in use */
  draw(model) {
    if (!model || model.bytes === this.#drawn) return;
    this.#drawn = model.bytes;
    const [back, code] = [this.#part('import-back'), this.#part('pytorch-code')];
    const current = this.#import?.model.bytes === model.bytes ? this.#import : null;
    this.#part('import-status').textContent = describe(model);
    back.hidden = !current;
    if (current) back.textContent = `Back to ${current.before}`;
    this.#part('import-reading').hidden = !current || current.imported.complete;
    const snippet = pytorchSnippet(model.config);
    setText(code, snippet);
    void this.#outputs.request(model);
  }

  /** @param {Float32Array | null} values none yet: places for them */
  #showOutputs(values) {
    const rows = PROBES.map((point, i) => {
      const outputs = values ? [values[2 * i], values[2 * i + 1]] : [null, null];
      const texts = [...point.map(String), ...outputs.map((v) => v?.toFixed(4) ?? '–')];
      return build(
        'tr',
        {},
        texts.map((text) => build('td', { textContent: text.replace('-', '−') })),
      );
    });
    this.#part('outputs').replaceChildren(...rows);
  }
}

/** @param {Model} model */
function describe({ source, config: { network } }) {
  const { layers, width, activation, parametrisation } = network;
  const name = activation === 'relu' ? 'ReLU' : 'SiLU';
  const what = OUTPUT_NAMES[parametrisation];
  const whose = source.replace(/^imported: /, 'imported ');
  return `${whose[0].toUpperCase()}${whose.slice(1)}: ${layers} layers of width ${width}, ${name}, output is ${what}.`;
}
