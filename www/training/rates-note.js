// Beside the learning rate: that the run had others before, and trains with them again. With one press
// the rate is the same throughout.

import { formatCount } from '../shared/format.js';
import { decodeRates } from '../settings/rates-codec.js';
import { build } from '../ui/dom.js';

/**
 * @param {HTMLElement} row of the learning rate
 * @param {import('../settings/app-state.js').AppState} state
 */
export function showEarlierRates(row, state) {
  const words = build('span');
  const forget = build('button', {
    type: 'button',
    id: 'forget-rates',
    textContent: 'Use one rate',
    title: 'The next run uses this learning rate from its first step',
    onclick: () => state.set({ earlierRates: '' }),
  });
  const note = build('p', { className: 'note', id: 'rates-note' }, [words, ' ', forget]);
  row.append(note);
  const show = () => {
    const rates = decodeRates(state.settings.earlierRates) ?? [];
    note.hidden = rates.length === 0;
    const parts = rates.map(([until, rate]) => `${rate} until step ${formatCount(until)}`);
    const few = parts.length > 3 ? [...parts.slice(0, 2), '…', parts[parts.length - 1]] : parts;
    words.textContent = `${few.join(', ')}, then ${state.settings.learningRate}.`;
  };
  state.onSettings(show);
  show();
}
