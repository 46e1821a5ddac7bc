// What the exploration consists of, as elements.

import { build } from '../ui/dom.js';

/** @typedef {ReturnType<typeof makeParts>} Parts */

/** Name, help and terms of each number. @type {Record<string, [name: string, help: string, terms: string]>} */
// prettier-ignore
const NUMBERS = {
  mean: ['Exact mean', 'The mean of all x₀ that may have led to this x_t, each by how likely it is: E[x₀ | x_t]. It is what a perfect network predicts.', 'posterior tweedie'],
  network: ['Network’s mean', 'What the network makes of it: (x_t + B² s)/A with its own score s.', 'tweedie score'],
  distance: ['Distance', 'How far the network’s mean is from the exact one.', 'tweedie'],
  spread: ['Spread', '√E|x₀ − mean|², the standard deviation of the posterior. No network can predict x₀ better than that: it is what the floor of the loss is made of.', 'posterior floor'],
  entropy: ['Entropy, nats', 'The entropy of the posterior: how much is not known of x₀. It falls without end as x₀ becomes certain.', 'posterior nat'],
  places: ['Places', 'Peaks of the posterior, apart by valleys at least a factor e deep: places of their own where x₀ may be.', 'posterior'],
  score: ['Score at x_t', 'The exact score ∇ log p_t at x_t. Tweedie’s formula makes the mean of it: (x_t + B² score)/A.', 'score tweedie'],
  rates: ['A(t), B(t)', 'x_t = A x₀ + B ε: how much is left of the data, and how much is noise.', 'forward'],
};

/** @type {[name: string, words: string][]} */
const KEYS = [
  ['data', 'data'],
  ['posterior', 'posterior'],
  ['point', 'x_t'],
  ['exact', 'exact mean'],
  ['network', 'network’s mean'],
  ['ellipse', '± 1 standard deviation'],
  ['reach', 'x_t/A ± B/A'],
];

/** Words with indices as such. @param {string} words */
function rich(words) {
  return words.split(/_(\w)/).map((piece, i) => (i % 2 ? build('sub', {}, [piece]) : piece));
}

/** @param {string} path @param {string} label */
function icon(path, label) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return [svg, label];
}

/**
 * @param {HTMLElement} root
 * @param {(key: string) => HTMLElement} row the row of a setting
 * @param {{ run: (way: 1 | -1) => void, follow: () => void, letGo: () => void }} acts
 */
export function makeParts(root, row, acts) {
  const canvas = build('canvas', { id: 'posterior', tabIndex: 0 });
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-roledescription', 'movable point');
  canvas.setAttribute(
    'aria-label',
    'The noisy point x_t in the plane: move it with the arrow keys, with Shift ten times as far. The numbers beside it say what is known of x₀.',
  );
  const time = build('output', { id: 'posterior-time' });
  const keys = KEYS.map(([name, words]) =>
    build('li', { className: `seen-key ${name}` }, rich(words)),
  );
  const picture = build('figure', { className: 'picture seen-picture' }, [
    canvas,
    build('p', { className: 'clock' }, ['t = ', time]),
  ]);
  const toData = build(
    'button',
    { type: 'button', onclick: () => acts.run(-1) },
    icon('M13 3v10L4 8z', 'To data'),
  );
  const toNoise = build(
    'button',
    { type: 'button', onclick: () => acts.run(1) },
    icon('M3 3v10l9-5z', 'To noise'),
  );
  /** @type {[1 | -1, HTMLButtonElement][]} */
  const runs = [[-1, toData], [1, toNoise]]; // prettier-ignore
  const player = build('div', { className: 'seen-player' }, [toData, row('noisyT'), toNoise]);
  const follow = build('button', { type: 'button', id: 'posterior-follow', onclick: acts.follow }, [
    'Follow another particle',
  ]);
  const letGo = build('button', { type: 'button', onclick: acts.letGo }, ['Let go']);
  const who = build('p', { className: 'note', id: 'posterior-who' });
  const words = build('p', { className: 'seen-words', id: 'posterior-words' });
  words.setAttribute('role', 'status');
  /** @type {Record<string, HTMLElement>} */
  const numbers = {};
  const list = build(
    'dl',
    { className: 'figures seen-numbers' },
    Object.entries(NUMBERS).map(([key, [name, help, terms]]) => {
      numbers[key] = build('dd', { id: `posterior-${key}` }, ['–']);
      const entry = build('div', { tabIndex: 0 }, [
        build('dt', { className: key }, rich(name)),
        numbers[key],
      ]);
      Object.assign(entry.dataset, { help, terms });
      return entry;
    }),
  );
  const said = build('div', { className: 'seen-said' }, [words, list]);
  const chart = build('canvas', { id: 'posterior-chart' });
  chart.setAttribute('role', 'img');
  const wayTitle = build('h3', {});
  const decision = build('p', { className: 'note', id: 'posterior-decision' });
  const wayFigure = build('figure', { className: 'picture seen-way' }, [wayTitle, chart, decision]);
  root.append(
    build('div', { className: 'seen' }, [
      build('div', { className: 'seen-left' }, [
        picture,
        build('ul', { className: 'seen-keys' }, keys),
        player,
      ]),
      build('div', { className: 'seen-right' }, [
        said,
        wayFigure,
        build('div', { className: 'seen-follow' }, [
          build('div', { className: 'seen-buttons' }, [follow, letGo, who]),
          row('particle'),
          row('noisyX'),
          row('noisyY'),
          row('tint'),
        ]),
      ]),
    ]),
  );
  return {
    canvas,
    time,
    picture,
    runs,
    follow,
    letGo,
    who,
    said,
    words,
    numbers,
    chart,
    wayTitle,
    wayFigure,
    decision,
  };
}
