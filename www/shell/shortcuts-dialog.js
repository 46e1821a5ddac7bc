// The keys at work, and the sheet that lists them. Single letters can be switched off: to someone
// who dictates, they come by accident.

import { build } from '../ui/dom.js';
import { makeDialog } from '../ui/dialog.js';
import { isForPage } from '../ui/keys.js';
import { keep, recall } from '../ui/storage.js';
import { SHORTCUTS, commandOf } from './shortcuts.js';

/** @typedef {import('./shortcuts.js').Command} Command */

const STORED = 'nano-diffusion:letters';

export class ShortcutsDialog {
  #dialog;
  #letters = build('input', { type: 'checkbox', id: 'letters', checked: true });

  /** @param {Record<Exclude<Command, 'sheet'>, () => void>} commands */
  constructor(commands) {
    this.#letters.checked = recall(STORED) !== 'off';
    this.#letters.onchange = () => keep(STORED, this.#letters.checked ? 'on' : 'off');
    this.#dialog = makeDialog('Keyboard', [
      build('dl', { className: 'keys' }, SHORTCUTS.map(line)),
      build('p', {}, [
        build('label', {}, [this.#letters, ' Use single letters and ? as shortcuts']),
      ]),
      build('p', {}, ['Tab moves between controls; the arrow keys change a slider’s value.']),
    ]);
    const all = { ...commands, sheet: () => this.open() };
    document.addEventListener('keydown', (event) => {
      if (event.repeat || !isForPage(event, 'letters')) return;
      const command = this.#letters.checked ? commandOf(event) : null;
      if (!command) return;
      event.preventDefault();
      all[command]();
    });
  }

  open() {
    this.#dialog.showModal();
  }
}

/** @param {import('./shortcuts.js').Shortcut} shortcut */
function line({ keys, words }) {
  const names = keys.flatMap((key) => [build('kbd', {}, [key]), ' ']);
  return build('div', {}, [build('dt', {}, names), build('dd', {}, [words])]);
}
