// The page as a story: tour, article, modes and keys, wired. They know the lab through the desk.

import { Article } from '../lessons/article.js';
import { Disclosure, FEW } from '../settings/disclosure.js';
import { element } from '../ui/dom.js';
import { makeMenu } from './header-menu.js';
import { readHash } from '../settings/url-hash.js';
import { Modes } from './display-modes.js';
import { startOffline } from './offline.js';
import { readQuery, writeQuery } from './query.js';
import { SCHEMA, defaults } from '../settings/schema.js';
import { ShortcutsView } from './shortcuts-dialog.js';
import { TeacherView } from './teacher-dialog.js';
import { STATIONS } from '../lessons/stations.js';
import { Tour } from '../lessons/tour.js';

/** @typedef {import('../lessons/page-actions.js').Desk} Desk */
/** @typedef {import('../ui/notices.js').Notices} Notices */

/**
 * @param {Desk} desk
 * @param {Notices} notices
 * @returns what to call after each picture of the lab
 */
export function startStory(desk, notices) {
  const known = { stations: STATIONS.length, keys: SCHEMA.map(({ key }) => key) };
  const { query, problems } = readQuery(location.search, known);
  if (problems.length > 0) notices.show('query', 'warning', problems.join(' '));
  const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  const modes = new Modes(query, desk.redraw);
  const disclosure = new Disclosure({
    asked: query.all,
    hide: query.hide,
    sets: setsMore(location.hash),
    onTour: () => tour.go(1),
  });
  window.addEventListener('hashchange', () => {
    if (setsMore(location.hash)) disclosure.open();
  });

  /** Changes the state of the page in its address; the settings in the fragment stay. @param {Partial<typeof query>} change */
  const remember = (change) => {
    Object.assign(query, change);
    const search = writeQuery(query, location.search);
    history.replaceState(null, '', location.pathname + search + location.hash);
  };

  const tour = new Tour(desk, {
    still,
    onMove: (number) => remember({ tour: number }),
    lend: (keys) => disclosure.lend(keys),
  });
  const toggleTour = () => (tour.number > 0 ? tour.close() : tour.go(1));
  const toggleProjector = () => {
    modes.setProjector(!modes.projector);
    remember({ projector: modes.projector });
  };
  /** Made when first opened. @type {TeacherView | null} */
  let teacher = null;
  const shortcuts = new ShortcutsView({
    train: desk.toggleTraining,
    tour: toggleTour,
    settings: () => disclosure.toggle(),
    projector: toggleProjector,
  });
  makeMenu(toggleTour, [
    ['Keyboard', () => shortcuts.open()],
    ['Large type', toggleProjector],
    ['For teachers', () => (teacher ??= new TeacherView()).open()],
  ]);
  // Far below the first screen: it waits until the lab is up.
  /** @type {Article | null} */
  let article = null;
  whenIdle(() => (article = new Article(element('story'), desk, still)));
  if (query.tour) tour.go(query.tour);

  if (!query.embed) {
    startOffline((reload) => {
      const action = { label: 'Reload', run: reload };
      notices.show('version', 'info', 'A new version of this page is ready.', action);
    }).catch((error) => console.warn(`not available offline: ${error.message}`));
  }
  return () => article?.follow();
}

/** Not every browser tells when it is idle. @param {() => void} act */
function whenIdle(act) {
  if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: 1500 });
  else setTimeout(act, 500);
}

/** Whether a link sets a setting that a first-time visitor does not see. @param {string} hash */
function setsMore(hash) {
  const { values } = readHash(hash);
  return Object.entries(defaults()).some(
    ([key, initial]) => values[key] !== initial && !FEW.includes(key),
  );
}
