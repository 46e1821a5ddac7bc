// The button of the post's figure. The figure itself is loaded when it is first asked for.

import { later } from '../ui/later.js';

/** @typedef {import('./figure-dialog.js').FigureDialog} FigureDialog */

export class FigureButton {
  /** @type {FigureDialog | null} */
  #dialog = null;

  /** @param {HTMLElement} button @param {import('./figure-dialog.js').Hooks} hooks */
  constructor(button, hooks) {
    const load = later(async () => {
      const { FigureDialog } = await import('./figure-dialog.js');
      return (this.#dialog = new FigureDialog(hooks));
    });
    button.onclick = async () => {
      try {
        (await load()).open();
      } catch (error) {
        hooks.report(error);
      }
    };
  }

  /** After each picture of the page. */
  follow() {
    this.#dialog?.follow();
  }

  rebuild() {
    this.#dialog?.rebuild();
  }
}
