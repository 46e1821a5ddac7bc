// How the page is shown, from the query of its address: `?tour=3&hide=layers,width&embed`. The
// settings themselves are in the fragment (link.js). Knows no DOM: text into state, and back.

/**
 * @typedef {object} PageQuery
 * @property {number | null} tour station of the guided tour, from 1; null: no tour
 * @property {boolean} embed only the lab, for a frame in another page
 * @property {boolean} projector large type
 * @property {boolean} all open all settings
 * @property {string[]} hide settings and parts of the page to leave out
 */

/** Parts of the page, besides its settings, that a link can leave out. */
export const PARTS = /** @type {const} */ ({
  preset: 'Preset menu',
  answers: 'The right answer',
  story: 'The article',
});

/** A list longer than this is not one of ours. */
const MAX_HIDDEN = 60;

/**
 * @param {string} search with or without its leading ?
 * @param {{ stations: number, keys: Iterable<string> }} known what there is: stations, settings
 * @returns {{ query: PageQuery, problems: string[] }} whatever it says, the query makes sense
 */
export function readQuery(search, { stations, keys }) {
  const given = new URLSearchParams(search);
  const allowed = new Set([...keys, ...Object.keys(PARTS)]);
  const asked = (given.get('hide') ?? '').split(',').filter(Boolean).slice(0, MAX_HIDDEN);
  const hide = [...new Set(asked)].filter((key) => allowed.has(key));
  const unknown = asked.filter((key) => !allowed.has(key));
  /** @type {string[]} */
  const problems = [];
  if (unknown.length > 0) {
    const names = unknown.slice(0, 4).map((key) => `“${key.slice(0, 24)}”`);
    problems.push(`The link hides ${names.join(', ')}, which this page does not have.`);
  }
  return {
    query: {
      tour: given.has('tour') ? stationOf(given.get('tour'), stations) : null,
      embed: isOn(given, 'embed'),
      projector: isOn(given, 'projector'),
      all: isOn(given, 'all'),
      hide,
    },
    problems,
  };
}

/** `?embed`, `?embed=` and `?embed=1` switch on; `?embed=0` does not. @param {URLSearchParams} given @param {string} name */
function isOn(given, name) {
  return given.has(name) && given.get(name) !== '0';
}

/** The nearest station; `?tour` alone is the first. @param {string | null} text @param {number} stations */
function stationOf(text, stations) {
  const wanted = Math.round(Number(text || 1));
  return Math.min(stations, Math.max(1, Number.isFinite(wanted) ? wanted : 1));
}

/**
 * The query for this state, with its ?; empty when nothing is out of the ordinary. What it does
 * not know (`before`) it keeps.
 * @param {Partial<PageQuery>} query
 * @param {string} [before] the query of the address as it is
 */
export function writeQuery({ tour, embed, projector, all, hide }, before = '') {
  const kept = [...new URLSearchParams(before)].filter(
    ([key]) => !['tour', 'embed', 'projector', 'all', 'hide'].includes(key),
  );
  const parts = kept.map(([key, value]) => {
    const name = encodeURIComponent(key);
    return value === '' ? name : `${name}=${encodeURIComponent(value)}`;
  });
  if (tour) parts.push(`tour=${tour}`);
  for (const [name, on] of Object.entries({ embed, projector, all })) if (on) parts.push(name);
  if (hide && hide.length > 0) parts.push(`hide=${hide.join(',')}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}
