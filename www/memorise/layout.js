// The parts of the page that memorising is shown with: their places, titles and words.

import { build } from '../ui/dom.js';
import { formatCount } from '../shared/format.js';
import { SCHEMA } from '../settings/schema.js';
import { POINTS, SMALL, STEPS, WIDTHS } from './sweep-plan.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */
/**
 * What it is given of the page.
 * @typedef {object} Context
 * @property {import('../settings/app-state.js').AppState} state
 * @property {(key: string) => HTMLElement} row
 * @property {() => void} train
 * @property {(model: import('../settings/app-state.js').AskedModel, estimates: import('../shared/measured-series.js').Estimates) => void} note
 * @property {(id: number) => import('../shared/measured-series.js').RunFigures | null} figuresOf
 * @property {(error: unknown) => void} report
 */

/** Numbers of points to choose from; 0: no end. */
const CHOICES = [10, 50, 200, 1000, 0];
/** Network and training of a first visit, which the runs to try have too. @type {Partial<Settings>} */
const USUAL = Object.fromEntries(
  SCHEMA.filter(
    ({ group, path }) => path && path !== 'seed' && (group === 'network' || group === 'training'),
  ).map(({ key: name, initial }) => [name, initial]),
);
/** Runs to try. @type {{ label: string, settings: Partial<Settings>, words: string }[]} */
const TRIES = [
  {
    label: '10 points, 5,000 steps',
    settings: { trainingPoints: 10, steps: 5000 },
    words: 'memorises',
  },
  {
    label: '50 points, 20,000 steps',
    settings: { trainingPoints: 50, steps: 20000 },
    words: 'memorises most of them',
  },
  {
    label: '1,000 points, 5,000 steps',
    settings: { trainingPoints: 1000, steps: 5000 },
    words: 'generalises',
  },
];

/** @param {string} title @param {(Node | string)[]} children @param {string} [more] */
const card = (title, children, more = '') =>
  build('div', { className: `card ${more}` }, [build('h3', {}, [title]), ...children]);
/** @param {string} kind @param {string} text */
const key = (kind, text) => build('span', { className: `key ${kind}` }, [text]);

/** @param {string} kind @param {string} sign @param {string} text */
const mark = (kind, sign, text) =>
  build('span', { className: `mark ${kind}` }, [build('span', {}, [sign]), ` ${text}`]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {(settings: Partial<Settings>) => void} attempt takes settings, and trains where they name steps
 */
export function layout(root, { row }, attempt) {
  const choices = CHOICES.map((points) => {
    const name = points === 0 ? '∞' : formatCount(points);
    const button = build('button', { type: 'button' }, [name]);
    button.setAttribute('aria-label', points === 0 ? 'fresh data at each step' : `${name} points`);
    button.onclick = () => attempt({ trainingPoints: points });
    return { points, button };
  });
  const tries = TRIES.map(({ label, settings, words }) => {
    const button = build('button', { type: 'button' }, [label, build('small', {}, [words])]);
    button.onclick = () => attempt({ ...USUAL, ...settings });
    return button;
  });
  const status = build('p', { className: 'note memorise-status' });
  status.setAttribute('role', 'status');
  const group = build(
    'div',
    { className: 'segments choices' },
    choices.map(({ button }) => button),
  );
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', 'Training points');

  const chart = build('div', { className: 'chart tall' });
  const lossesReadout = build('p', { className: 'note one-line readout' });
  const losses = figureOf('Training loss', 'training', 'heldout floor');
  const heldOut = figureOf('Held-out loss', 'heldOut', 'heldout floor');
  const copiesFigure = figureOf('Copies', 'copies', 'memorise');
  const byWhom = build('p', { className: 'note' });

  const copies = build('canvas', { className: 'square' });
  const fields = build('canvas');
  const distances = build('div', { className: 'chart tall' });
  const distancesReadout = build('p', { className: 'note one-line readout' });

  const sweepHost = build('div', { className: 'heat' });
  const button = build('button', { type: 'button' }, ['Start the sweep']);
  const progress = build('progress', { max: 1, value: 0, hidden: true });
  progress.setAttribute('aria-label', 'Sweep');
  const shown = build('select', {}, [
    new Option('share of copies, %', 'copies'),
    new Option('held-out loss above its floor', 'heldOut'),
  ]);
  shown.setAttribute('aria-label', 'What the cells show');
  const answer = build('p', { className: 'prose answer' });
  answer.setAttribute('role', 'status');
  const sweepStatus = build('p', { className: 'note' });

  const lossesCard = card('Training and held-out loss', [
    chart,
    build('p', { className: 'keys' }, [
      key('samples', 'training set'),
      key('data', 'fresh data'),
      'dashed: their floors',
    ]),
    lossesReadout,
    build('dl', { className: 'figures two' }, [losses.element, heldOut.element]),
  ]);
  const copiesCard = card('Samples and copies', [
    row('copiesBy'),
    copies,
    build('p', { className: 'keys' }, [
      mark('diamond', '◇', 'training point'),
      mark('cross', '×', 'copy'),
      mark('dot', '●', 'other sample'),
    ]),
    build('dl', { className: 'figures one' }, [copiesFigure.element]),
    byWhom,
  ]);
  const distancesCard = card('How near is the network to each score?', [
    distances,
    build('p', { className: 'keys' }, [
      key('samples', 'to the empirical score'),
      key('data', 'to the exact score'),
      'dashed: between the two',
    ]),
    distancesReadout,
    build('p', { className: 'note' }, [
      'Mean square at noised training points. Where the orange line is the lower one, the network knows them by heart.',
    ]),
  ]);
  const fieldsCard = card(
    'Three scores',
    [
      build('div', { className: 'beside' }, [
        build('div', {}, [
          row('fieldsT'),
          build('p', { className: 'prose' }, [
            'What the network has to choose between. The score of the training set pulls to the nearest of its points; the score of the data pulls to where all data lie. Large t: they agree.',
          ]),
          build('p', { className: 'note' }, [
            'Arrows point towards higher density of the noised points; colour shows their length. Dots: the training points.',
          ]),
        ]),
        build('div', {}, [fields]),
      ]),
    ],
    'wide',
  );
  const cards = build('div', { className: 'memorise-cards' }, [
    lossesCard,
    copiesCard,
    distancesCard,
    fieldsCard,
  ]);
  const sweepCard = card(
    'When does it begin to memorise?',
    [
      build('p', { className: 'prose' }, [
        `Trains ${WIDTHS.length * POINTS.length} small networks here and now, on all cores: ${WIDTHS.length} widths, ${POINTS[0]} to ${formatCount(POINTS[POINTS.length - 1])} training points, ${formatCount(STEPS[STEPS.length - 1])} steps each, with batches of ${SMALL.batch} and a constant learning rate of ${SMALL.learningRate}; all else is as set. About a minute on two cores. A frame: more than half of the way from chance to copies alone.`,
      ]),
      build('div', { className: 'bar' }, [button, shown, progress]),
      sweepHost,
      answer,
      sweepStatus,
    ],
    'sweep',
  );
  root.append(
    build('div', { className: 'memorise' }, [
      build('div', { className: 'memorise-top' }, [
        build('div', { className: 'field' }, [row('trainingPoints'), group]),
        build('div', { className: 'field tries' }, [
          build('span', { className: 'name' }, ['Try it']),
          ...tries,
        ]),
      ]),
      status,
      cards,
      sweepCard,
    ]),
  );
  return {
    status,
    cards,
    chart,
    lossesReadout,
    copies,
    fields,
    distances,
    distancesReadout,
    sweep: { host: sweepHost, button, progress, shown, answer, status: sweepStatus },
    /** Which number is chosen. @param {number} points */
    mark(points) {
      for (const choice of choices) {
        choice.button.setAttribute('aria-pressed', String(choice.points === points));
      }
    },
    figures: {
      /** @param {string} text @param {number} floor @param {number} value */
      training: (text, floor, value) =>
        losses.write(text, `floor ${floor.toFixed(4)}`, value, floor),
      /** @param {string} text @param {number} floor @param {number} value */
      heldOut: (text, floor, value) =>
        heldOut.write(text, `floor ${floor.toFixed(4)}`, value, floor),
      /** @param {number} share @param {number} chance @param {string} by */
      copies: (share, chance, by) => {
        const [found, usual] = [share, chance].map((v) => `${(100 * v).toFixed(0)} %`);
        copiesFigure.write(found, `by chance ${usual}`, share, chance);
        byWhom.textContent = `Of 1,000 samples by ${by}, in 24 steps of DPM-Solver++. A copy: its nearest training point is less than a third as far away as the second nearest. By chance: the same of fresh data.`;
      },
      clear: () => {
        for (const one of [losses, heldOut, copiesFigure]) one.write('–', '', NaN, NaN);
        byWhom.textContent = '';
      },
    },
  };
}

/** A figure beside the truth. @param {string} label @param {string} name @param {string} terms */
function figureOf(label, name, terms) {
  const value = build('dd', { textContent: '–' });
  value.dataset.figure = name;
  const truth = build('dd', { className: 'truth' });
  const element = build('div', {}, [build('dt', { textContent: label }), value, truth]);
  element.dataset.terms = terms;
  return {
    element,
    /** @param {string} text @param {string} beside @param {number} exact @param {number} reference */
    write(text, beside, exact, reference) {
      value.textContent = text;
      value.dataset.value = String(exact);
      value.dataset.truth = String(reference);
      truth.textContent = beside;
    },
  };
}
