// What a noisy point tells of the data it came from.

import { build } from '../ui/dom.js';

/**
 * @param {HTMLElement} root
 * @param {{ row: (key: string) => HTMLElement }} context
 */
export function explore(root, { row }) {
  const keys = ['noisyX', 'noisyY', 'noisyT', 'particle'];
  root.append(build('div', {}, keys.map(row)));
  return { draw() {}, rebuild() {}, close() {} };
}
