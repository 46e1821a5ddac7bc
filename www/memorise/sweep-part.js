// The sweep on the page: its button, its progress, its heat maps and what they say.

import { build, setText } from '../ui/dom.js';
import { dataNames } from '../settings/data-sets.js';
import { Sweep } from './sweep.js';
import { STEPS, inWords, rows } from './sweep-plan.js';
import { SweepView } from './sweep-view.js';

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('../workers/explorations/memorise.js').Look} Look */

export class SweepPart {
  /** @type {Sweep | null} */
  #sweep = null;
  #view;
  #button;
  #progress;
  #answer;
  #status;
  #configOf;
  #report;
  /** What was seen of each run. @type {Map<number, Look[]>} */
  #looks = new Map();

  /**
   * @param {{ host: HTMLElement, button: HTMLButtonElement, progress: HTMLProgressElement, shown: HTMLSelectElement, answer: HTMLElement, status: HTMLElement }} parts
   * @param {() => Config} configOf the settings of the page
   * @param {(error: unknown) => void} report
   */
  constructor({ host, button, progress, shown, answer, status }, configOf, report) {
    this.#view = new SweepView(host);
    this.#button = button;
    this.#progress = progress;
    this.#answer = answer;
    this.#status = status;
    this.#configOf = configOf;
    this.#report = report;
    button.onclick = () => (this.#sweep ? this.stop() : void this.#run());
    shown.onchange = () => this.#view.show(shown.value === 'heldOut' ? 'heldOut' : 'copies');
  }

  async #run() {
    const sweep = (this.#sweep = new Sweep());
    const config = this.#configOf();
    const total = rows().length * STEPS.length;
    let done = 0;
    this.#looks.clear();
    this.#view.clear();
    this.#button.textContent = 'Stop';
    this.#progress.hidden = false;
    this.#progress.value = 0;
    setText(this.#answer, '');
    setText(
      this.#status,
      `Training ${rows().length} networks on ${dataNames(config.data.kind).known} …`,
    );
    try {
      const whole = await sweep.run(config, (row, look) => {
        const looks = this.#looks.get(row.id) ?? [];
        this.#looks.set(row.id, [...looks, look]);
        this.#view.add(row, look);
        this.#progress.value = ++done / total;
        if (look.step === STEPS[STEPS.length - 1]) this.#tell();
      });
      const of = `On ${dataNames(config.data.kind).known}, seed ${config.seed}.`;
      setText(this.#status, whole ? of : `Stopped. ${of}`);
    } catch (error) {
      setText(this.#status, '');
      this.#report(error);
    } finally {
      if (this.#sweep === sweep) this.#sweep = null;
      this.#button.textContent = 'Start the sweep';
      this.#progress.hidden = true;
      this.#tell();
    }
  }

  /** When copies become the rule. */
  #tell() {
    const words = inWords(rows(), (row) => this.#looks.get(row.id) ?? []);
    this.#answer.replaceChildren(
      ...(words ? [build('strong', {}, ['More copies than not: ']), words] : []),
    );
  }

  stop() {
    this.#sweep?.stop();
  }
}
