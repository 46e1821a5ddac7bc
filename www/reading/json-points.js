// Points in JSON, in the shapes in which programs write them: pairs, objects, columns, GeoJSON, and
// one value a line. Each becomes rows with names for their columns. Pure.

import { isMissing, numberOf, shorten, tidy } from './numbers.js';

/**
 * @typedef {object} Rows
 * @property {string[]} names of the columns; empty where they have none
 * @property {{ at: number, cells: unknown[], why?: string }[]} rows why: what is wrong with all of it
 * @property {string} noun what a row is called: “item”
 * @property {string} shape in words
 */

const HOLDERS = ['points', 'data', 'coordinates', 'items', 'rows', 'values', 'results', 'features'];
const EXPECTED =
  'It should be an array of pairs such as [[0, 1], [0.5, 2]], of objects such as {"x": 0, "y": 1}, columns such as {"x": [0, 0.5], "y": [1, 2]}, or GeoJSON.';

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param {string} text
 * @returns {Rows | string} or what is wrong
 */
export function readJson(text) {
  const value = parse(text);
  if (value instanceof Error) return why(value, text);
  return rowsOf(value, 0) ?? `it is JSON, but holds no points that can be recognised. ${EXPECTED}`;
}

/** @param {string} text @returns {unknown} or an Error */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = /** @type {Error} */ (error);
    // Python writes NaN, which JSON does not have.
    const mended = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
      found[0] === '"' ? found : 'null',
    );
    for (const attempt of [() => JSON.parse(mended), () => lines(mended)]) {
      try {
        return attempt();
      } catch {
        // The first message is the one that counts.
      }
    }
    return fault;
  }
}

/** One value on each line. @param {string} text */
function lines(text) {
  const all = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  if (all.length < 2) throw new Error('one line');
  return all.map((line) => JSON.parse(line));
}

/** @param {Error} error @param {string} text */
function why({ message }, text) {
  const signs = text.replace(/"(?:[^"\\]|\\.)*(?:"|$)/g, '');
  const open = signs.replace(/[^[{]/g, '').length > signs.replace(/[^\]}]/g, '').length;
  if (open || /end of|EOF|[Uu]nterminated/.test(message)) {
    return 'this JSON ends before it is complete: the file may have been cut off.';
  }
  if (/^\s*[[{]\s*'|'\s*[:,\]}]/.test(text)) {
    return 'this is not JSON: names and texts need double quotation marks (Python’s json.dumps writes them).';
  }
  return `this is not JSON (${message}).`;
}

/**
 * @param {unknown} value @param {number} depth
 * @returns {Rows | string | null}
 */
function rowsOf(value, depth) {
  if (depth > 4) return null;
  if (Array.isArray(value)) return fromArray(value, depth);
  if (!isObject(value)) return null;
  if (typeof value.type === 'string') {
    const found = fromGeoJson(value);
    if (found) return found;
  }
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    const rows = data.map((cells, i) => ({ at: i + 1, cells }));
    return { names: columns.map(String), rows, noun: 'row', shape: 'rows with named columns' };
  }
  const found = fromColumns(value);
  if (found) return found;
  const keys = Object.keys(value);
  const inside = keys.filter((key) => typeof value[key] === 'object' && value[key] !== null);
  const holder =
    HOLDERS.find((key) => inside.includes(key)) ?? (inside.length === 1 ? inside[0] : '');
  return holder ? rowsOf(value[holder], depth + 1) : null;
}

/** @param {unknown[]} value @param {number} depth @returns {Rows | string | null} */
function fromArray(value, depth) {
  if (value.length === 0) return 'it contains no points.';
  if (value.every((item) => typeof item === 'number')) {
    return 'it is a list of numbers, but a point needs two: write [[0, 1], [0.5, 2]].';
  }
  const objects = value.filter(isObject);
  if (objects.some(({ type }) => type === 'Feature' || type === 'Point')) {
    return fromGeoJson({ type: 'FeatureCollection', features: value });
  }
  if (objects.length > value.length / 2) {
    if (value.length === 1) {
      const inner = rowsOf(value[0], depth + 1);
      if (inner) return inner;
    }
    const flat = value.map((item) => (isObject(item) ? flatten(item) : null));
    const names = [...new Set(flat.flatMap((item) => Object.keys(item ?? {})))];
    const rows = flat.map((item, i) => ({
      at: i + 1,
      cells: names.map((name) => item?.[name]),
      ...(item ? {} : { why: `${say(value[i])} is not an object` }),
    }));
    if (names.length < 2) return null;
    return { names, rows, noun: 'item', shape: 'objects' };
  }
  const width = Math.max(2, commonWidth(value));
  const rows = value.map((item, i) => {
    if (Array.isArray(item) && item.length === width) return { at: i + 1, cells: item };
    const what = width === 2 ? 'a pair of numbers' : `a list of ${width} numbers`;
    return { at: i + 1, cells: [], why: `${say(item)} is not ${what}` };
  });
  return {
    names: Array(width).fill(''),
    rows,
    noun: 'item',
    shape: width === 2 ? 'pairs' : 'lists',
  };
}

/** @param {unknown[]} value */
function commonWidth(value) {
  /** @type {Map<number, number>} */
  const widths = new Map();
  for (const item of value) {
    if (Array.isArray(item)) widths.set(item.length, (widths.get(item.length) ?? 0) + 1);
  }
  return [...widths].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

/** Values within values, by names such as position.x. @param {Record<string, unknown>} item */
function flatten(item, before = '', depth = 0) {
  /** @type {Record<string, unknown>} */
  const flat = {};
  for (const [key, value] of Object.entries(item)) {
    const name = before + key;
    const deeper = (isObject(value) || Array.isArray(value)) && depth < 2;
    if (deeper) Object.assign(flat, flatten(/** @type {any} */ (value), `${name}.`, depth + 1));
    else flat[name] = value;
  }
  return flat;
}

/** Lists of the same length, or objects with the same keys, by their names. @param {Record<string, unknown>} value @returns {Rows | string | null} */
function fromColumns(value) {
  const lists = Object.entries(value).flatMap(([name, column]) => {
    const list = isObject(column) ? Object.values(column) : column;
    const flat =
      Array.isArray(list) && list.every((cell) => typeof cell !== 'object' || cell === null);
    return flat && list.length > 0 ? [{ name, list }] : [];
  });
  if (lists.length < 2) return null;
  const [{ list: first }] = lists;
  const other = lists.find(({ list }) => list.length !== first.length);
  if (other) {
    return `its columns differ in length: “${lists[0].name}” has ${first.length} values, “${other.name}” has ${other.list.length}.`;
  }
  const rows = first.map((_, i) => ({ at: i + 1, cells: lists.map(({ list }) => list[i]) }));
  return { names: lists.map(({ name }) => name), rows, noun: 'row', shape: 'columns' };
}

/** @param {Record<string, unknown>} value @returns {Rows | string | null} null if it is none */
function fromGeoJson(value) {
  if (value.type === 'Topology') return 'it is TopoJSON: convert it to GeoJSON first.';
  /** @type {Rows['rows']} */
  const rows = [];
  let others = '';
  const take = (/** @type {unknown} */ geometry, /** @type {number} */ at) => {
    const { type, coordinates, geometries, geometry: inner } = /** @type {any} */ (geometry ?? {});
    if (type === 'Feature') take(inner, at);
    else if (type === 'Point' && Array.isArray(coordinates)) rows.push({ at, cells: coordinates });
    else if (type === 'MultiPoint' && Array.isArray(coordinates)) {
      for (const cells of coordinates) rows.push({ at, cells: Array.isArray(cells) ? cells : [] });
    } else if (type === 'GeometryCollection' && Array.isArray(geometries)) {
      geometries.forEach((each) => take(each, at));
    } else {
      others ||= type ? String(type) : '';
      rows.push({ at, cells: [], why: type ? `it is a ${type}, not a point` : 'it has no place' });
    }
  };
  if (value.type === 'FeatureCollection' && Array.isArray(value.features)) {
    value.features.forEach((feature, i) => take(feature, i + 1));
  } else if (
    /^(Feature|Point|MultiPoint|GeometryCollection|LineString|Polygon|Multi\w+)$/.test(
      String(value.type),
    )
  ) {
    take(value, 1);
  } else return null;
  if (rows.length === 0) return 'this GeoJSON contains no points.';
  if (rows.every((row) => row.why)) {
    return `this GeoJSON contains no points${others ? `, but a ${others}` : ''}.`;
  }
  return { names: ['longitude', 'latitude'], rows, noun: 'feature', shape: 'GeoJSON points' };
}

/** A value of JSON as a number; NaN if it is none. Numbers as texts count. @param {unknown} value */
export function jsonNumber(value) {
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN;
  return typeof value === 'string' ? numberOf(tidy(value), '.') : NaN;
}

/** Why a value is no number. @param {unknown} value */
export function whyNoNumber(value) {
  const missing = value === undefined || value === null;
  if (missing || (typeof value === 'string' && isMissing(tidy(value)))) return 'a value is missing';
  return `${say(value)} is not a number`;
}

/** @param {unknown} value */
function say(value) {
  return shorten(JSON.stringify(value) ?? 'nothing');
}
