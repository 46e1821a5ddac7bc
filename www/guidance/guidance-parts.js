// The parts of the page that guidance is shown with: their places, titles and words.

import { build } from '../ui/dom.js';
import { WIDE } from './wide-gaussians.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */
/** @typedef {'tilted' | 'ode' | 'sde' | 'mended'} WayName */

/** The ways of sampling, the truth first. @type {readonly { name: WayName, title: string, words: string }[]} */
export const WAYS = [
  { name: 'tilted', title: 'Tilted density', words: 'draws from it' },
  { name: 'ode', title: 'ODE', words: 'probability flow' },
  { name: 'sde', title: 'SDE', words: 'reverse SDE' },
  { name: 'mended', title: 'SDE and Langevin', words: 'steps at each t' },
];
const COLUMNS = ['mean along', 'std along', 'std across', 'W₁'];
/** @param {string} kind @param {string} text */
const key = (kind, text) => build('span', { className: `key ${kind}` }, [text]);

/** @type {{ label: string, words: string, settings: Partial<Settings> }[]} */
const TRIES = [
  { label: 'Eight wide Gaussians', words: 'classes overlap', settings: WIDE },
  {
    label: 'Two moons',
    words: 'classes hardly overlap',
    settings: { dataset: 'moons', guidedClass: 1, guidedWeight: 3 },
  },
  {
    label: 'A quarter of the ring',
    words: 'labels are certain',
    settings: { dataset: 'ring', guidedClass: 1, guidedWeight: 3 },
  },
];

/** Rows of the table, and the cells of each. @param {readonly { name: WayName, title: string }[]} ways @returns {[Map<WayName, HTMLElement[]>, HTMLElement[]]} */
function rowsOf(ways) {
  const cells = new Map(
    ways.map(({ name }) => [name, COLUMNS.map(() => build('td', { textContent: '–' }))]),
  );
  const lines = ways.map(({ name, title }) => {
    const line = build('tr', {}, [
      build('th', { scope: 'row' }, [title]),
      ...(cells.get(name) ?? []),
    ]);
    line.dataset.way = name;
    return line;
  });
  return [cells, lines];
}

/**
 * @param {HTMLElement} root
 * @param {(key: string) => HTMLElement} row
 * @param {(settings: Partial<Settings>) => void} attempt
 */
export function makeParts(root, row, attempt) {
  const tries = TRIES.map(({ label, words, settings }) => {
    const button = build('button', { type: 'button' }, [label, build('small', {}, [words])]);
    button.onclick = () => attempt(settings);
    return button;
  });
  const status = build('p', { className: 'note' });
  status.setAttribute('role', 'status');
  const planes = WAYS.map(({ name, title, words }) => {
    const canvas = build('canvas');
    canvas.dataset.samples = name;
    const figure = build('figure', {}, [
      build('figcaption', {}, [title, build('small', {}, [words])]),
      canvas,
    ]);
    return { name, canvas, figure };
  });
  const [cells, lines] = rowsOf(WAYS);
  const [learnedCells, learnedLines] = rowsOf(WAYS.slice(1));
  const learned = build('tbody', { className: 'learned', hidden: true }, [
    build('tr', {}, [build('th', { scope: 'rowgroup', colSpan: 5 }, ['by learned scores'])]),
    ...learnedLines,
  ]);
  const heads = ['samples of', ...COLUMNS].map((text) => build('th', { scope: 'col' }, [text]));
  const table = build('table', {}, [
    build('thead', {}, [build('tr', {}, heads)]),
    build('tbody', {}, lines),
    learned,
  ]);
  const progress = build('div', { className: 'tries', hidden: true });
  const network = build('div', { className: 'card wide' });
  const chart = build('div', { className: 'chart tall' });
  const answer = build('p', { className: 'prose answer' });
  answer.setAttribute('role', 'status');
  const cards = build('div', { className: 'guidance-cards' }, [
    build('div', { className: 'card wide' }, [
      build('h3', {}, ['What is sampled']),
      build(
        'div',
        { className: 'guidance-planes' },
        planes.map(({ figure }) => figure),
      ),
      build('p', { className: 'note' }, [
        'Grey: all data. Coloured area: the tilted density p(x | c)ʷ p(x)¹⁻ʷ, its mean a cross. Dots: samples. Click a class to guide towards it.',
      ]),
    ]),
    build('div', { className: 'card' }, [
      build('h3', {}, ['In numbers']),
      build('div', { className: 'guidance-table' }, [table]),
      build('p', { className: 'note' }, [
        'Along the direction from the origin to the class’s mean, and across it. W₁: distance to draws from the tilted density, the mean over 16 directions; in its own row, that of other such draws.',
      ]),
      answer,
    ]),
    build('div', { className: 'card' }, [
      build('h3', {}, ['Over the weight']),
      chart,
      build('p', { className: 'keys' }, [
        key('second', 'ODE'),
        key('samples', 'SDE'),
        key('data', 'SDE and Langevin'),
        'dashed: tilted density',
      ]),
      build('p', { className: 'note' }, [
        'The mean along the class’s direction, for t/T and Langevin steps as set. At w = 1 all agree. Outside the interval, Langevin’s steps are for the class.',
      ]),
    ]),
    network,
  ]);
  root.append(
    build('div', { className: 'guidance' }, [
      build('p', { className: 'prose' }, [
        'Guidance exaggerates what a label says: s + w (s',
        build('sub', {}, ['c']),
        ' − s), with the scores s of all data and s',
        build('sub', {}, ['c']),
        ' of one class. At each t this is the score of the tilted density. Does it sample the tilted density of the data, then? With exact scores, what differs is not a network’s error; a network can be held beside them.',
      ]),
      build('div', { className: 'guidance-top' }, [
        ...[
          'guidedClass',
          'guidedWeight',
          'corrections',
          'guidedFrom',
          'guidedTo',
          'guidedScores',
        ].map(row),
      ]),
      build('div', { className: 'tries' }, [
        build('span', { className: 'name' }, ['Try it']),
        ...tries,
      ]),
      progress,
      status,
      cards,
    ]),
  );
  return {
    status,
    cards,
    chart,
    answer,
    planes,
    progress,
    network,
    /** Whether rows by learned scores are there. @param {boolean} shown */
    compare(shown) {
      learned.hidden = !shown;
    },
    /** @param {WayName} name @param {readonly number[] | null} numbers null: not known yet @param {boolean} [isLearned] */
    write(name, numbers, isLearned = false) {
      (isLearned ? learnedCells : cells).get(name)?.forEach((cell, i) => {
        const value = numbers?.[i];
        cell.textContent = value === undefined ? '–' : value.toFixed(3);
        cell.dataset.value = String(value ?? '');
      });
    },
  };
}
