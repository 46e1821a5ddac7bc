// A dialog with a title, a body, and ways out: its button, Escape, a press beside it.

import { build } from './dom.js';

/**
 * @param {string} title
 * @param {(Node | string)[]} body
 */
export function makeDialog(title, body) {
  const heading = build('h2', {
    textContent: title,
    id: `dialog-${title.toLowerCase().replace(/\W+/g, '-')}`,
  });
  const close = build('button', { type: 'button', className: 'close', textContent: '×' });
  close.setAttribute('aria-label', 'Close');
  const dialog = build('dialog', {}, [
    build('div', { className: 'dialog-head' }, [heading, close]),
    build('div', { className: 'dialog-body' }, body),
  ]);
  dialog.setAttribute('aria-labelledby', heading.id);
  close.onclick = () => dialog.close();
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  document.body.append(dialog);
  return dialog;
}
