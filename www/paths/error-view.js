// Errors as a chart with its keys, beside the same as a table with words of what it shows.

import { build } from '../ui/dom.js';
import { ErrorChart, keysOf } from './error-chart.js';

/** @typedef {import('./error-table.js').ErrorTable} ErrorTable */

/**
 * @param {readonly string[]} labels of the lines
 * @param {ErrorTable} table
 * @param {string} words
 */
export function errorView(labels, table, words) {
  const host = build('div', { className: 'chart tall' });
  const root = build('div', { className: 'paths-beside' }, [
    build('div', {}, [host, keysOf(labels)]),
    build('div', {}, [table.root, build('p', { className: 'note' }, [words])]),
  ]);
  return { root, chart: new ErrorChart(host, labels) };
}
