// What is around the lab: header and footer, tour and article, modes and keys, wired. They work the
// lab through its actions.

import { Disclosure, SEEN } from '../settings/disclosure.js';
import { change } from '../lessons/page-actions.js';
import { makeMenu } from './header-menu.js';
import { Help } from './help.js';
import { isolate, isolatedAddress } from './isolation.js';
import { partsOf } from '../ui/dom.js';
import { later } from '../ui/later.js';
import { readHash } from '../settings/url-hash.js';
import { DisplayModes } from './display-modes.js';
import { startOffline } from './offline.js';
import { readQuery, writeQuery } from './query.js';
import { SCHEMA, defaults, entriesOf, settingOf, unsaid } from '../settings/schema.js';
import { ShortcutsDialog } from './shortcuts-dialog.js';
import { STATION_COUNT } from '../lessons/station-count.js';
import { firstPicture } from '../ui/first-picture.js';

/** @typedef {import('../lessons/page-actions.js').PageActions} PageActions */
/** @typedef {import('../lessons/article.js').Article} Article */
/** @typedef {import('../ui/notices.js').Notices} Notices */
/** The address of the page as it should be: the browser has it sooner or later.
 * @typedef {{ search: string, hash: string, href: string, write: (change: { search: string }) => void }} Address */

/**
 * @param {Record<'header' | 'main' | 'story' | 'footer', HTMLElement>} roots
 * @param {PageActions} page
 * @param {Notices} notices
 * @param {Address} address
 * @returns what to call after each picture of the lab; and, where the address opens the tour, when it is
 * open and its settings are taken
 */
export function startShell({ header, main, story, footer }, page, notices, address) {
  const known = { stations: STATION_COUNT, keys: SCHEMA.map(({ key }) => key) };
  const { query, problems } = readQuery(location.search, known);
  if (problems.length > 0) notices.show('query', 'warning', problems.join(' '));
  const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  const modes = new DisplayModes(footer, query, page.redraw, () => address.hash);
  const disclosure = new Disclosure(main, {
    asked: query.all,
    hide: query.hide,
    sets: setsMore(location.hash),
    onTour: () => void use(tour, (open) => open.go(1)),
  });
  window.addEventListener('hashchange', () => {
    if (setsMore(location.hash)) disclosure.open();
  });

  /** Changes the state of the page in its address; the settings in the fragment stay. @param {Partial<typeof query>} change */
  const remember = (change) => {
    Object.assign(query, change);
    address.write({ search: writeQuery(query, address.search) });
  };

  const lessons = later(() => import('../lessons/lessons.js'));
  const tour = later(async () => {
    const { Tour } = await lessons();
    return new Tour(main, page, {
      still,
      onMove: (number) => remember({ tour: number }),
      lend: (keys) => disclosure.lend(keys),
      opener: partsOf(header)('tour-open'),
    });
  });
  window.addEventListener('popstate', () => {
    query.tour = readQuery(location.search, known).query.tour;
    if (query.tour || document.body.dataset.tour)
      void use(tour, (open) => open.follow(query.tour ?? 0));
  });
  const toggleTour = () => void use(tour, (open) => (open.number > 0 ? open.close() : open.go(1)));
  const toggleProjector = () => {
    modes.setProjector(!modes.projector);
    remember({ projector: modes.projector });
  };
  const teacher = later(async () => {
    const { TeacherDialog } = await import('./teacher-dialog.js');
    return new TeacherDialog(address, (exercise) =>
      change(page, { explore: 'exercises', exercise, prediction: -1 }),
    );
  });
  const glossary = later(async () => new (await import('../lessons/glossary.js')).Glossary());
  /** @template T @param {() => Promise<T>} load @param {(part: T) => void} act */
  const use = (load, act) =>
    load().then(act, (error) => notices.show('part', 'error', error.message));
  const openTeacher = () => void use(teacher, (dialog) => dialog.open());
  const openGlossary = (term = '') => void use(glossary, (dialog) => dialog.open(term));
  const shortcuts = new ShortcutsDialog({
    train: page.toggleTraining,
    tour: toggleTour,
    settings: () => disclosure.toggle(),
    projector: toggleProjector,
  });
  new Help(openGlossary);
  const asked = new URLSearchParams(location.search).get('term');
  if (asked !== null) openGlossary(asked);
  makeMenu(header, toggleTour, [
    ['Keyboard', () => shortcuts.open()],
    ['Glossary', () => openGlossary()],
    ['Projector mode', toggleProjector],
    ['For teachers', openTeacher],
    ['Fused arithmetic: on or off', () => switchArithmetic(page, notices)],
    ...fasterCommand(),
  ]);
  // Far below the first screen.
  /** @type {Article | null} */
  let article = null;
  void firstPicture.then(() =>
    use(lessons, ({ Article }) => (article = new Article(story, page, still))),
  );
  const opened = query.tour ? use(tour, (open) => open.go(query.tour ?? 1)) : null;

  if (!query.embed) {
    startOffline((reload) => {
      const action = { label: 'Reload', run: reload };
      notices.show('version', 'info', 'A new version of this page is ready.', action);
    }).catch((error) => console.warn(`not available offline: ${error.message}`));
    void isolate((reload) => {
      const words = 'After a reload, training can use shared memory on this device.';
      notices.show('isolated', 'info', words, { label: 'Reload', run: reload });
    });
  }
  return { draw: () => article?.follow(), opened };
}

/** @param {PageActions} page @param {Notices} notices */
function switchArithmetic(page, notices) {
  const fused = page.values().arithmetic !== 'fused';
  change(page, { arithmetic: fused ? 'fused' : 'portable' });
  // Where there is none, another notice says so.
  if (fused !== (page.values().arithmetic === 'fused')) return;
  const words = fused
    ? 'From the next run on, training uses fused arithmetic: faster, but the last digits are the same only where there is fused arithmetic.'
    : 'From the next run on, training uses portable arithmetic: the same numbers in every browser.';
  notices.show('arithmetic', 'info', words);
}

/** Only where it would do something. @returns {[string, () => void][]} */
function fasterCommand() {
  const address = isolatedAddress();
  return address ? [['Train faster (reload)', () => location.assign(address)]] : [];
}

/**
 * Whether a link sets a setting that a first-time visitor does not see. What it means by saying
 * nothing, and what it repeats of a first visit, no one has set.
 * @param {string} hash
 */
function setsMore(hash) {
  const { values } = readHash(hash);
  const silent = unsaid();
  return entriesOf(defaults()).some(
    ([key, initial]) =>
      !SEEN.includes(key) &&
      settingOf(key).group !== 'explore' &&
      values[key] !== initial &&
      values[key] !== silent[key],
  );
}
