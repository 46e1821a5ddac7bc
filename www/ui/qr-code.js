// A text as a QR code: on the page, and as a file that fits a slide. The encoder is lean-qr.

import { generate } from '../vendor/lean-qr/lean-qr.js';

/** The blank margin that readers need around the code, in modules. */
const QUIET = 4;
/** Modules along a side at most: with more, a phone in the last row can’t read it off the wall. */
const MOST = 101;

/**
 * The dark modules of a code, margin and all, as rows.
 * @param {string} text
 * @returns {boolean[][] | null} null where the text is too long for a code that is read from afar
 */
function modulesOf(text) {
  try {
    const code = generate(text, { maxVersion: (MOST - 17) / 4 });
    const side = code.size + 2 * QUIET;
    return Array.from({ length: side }, (_, y) =>
      Array.from({ length: side }, (_, x) => code.get(x - QUIET, y - QUIET)),
    );
  } catch {
    return null;
  }
}

/** The path of the dark modules: a rectangle for each run in a row. @param {boolean[][]} modules */
function pathOf(modules) {
  let path = '';
  for (const [y, row] of modules.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      let end = x;
      while (row[end]) end++;
      path += `M${x} ${y}h${end - x}v1h${x - end}z`;
      x = end;
    }
  }
  return path;
}

/** As a file of its own: black on white, whatever the slide’s colours. @param {boolean[][]} modules */
export function svgOf(modules) {
  const side = modules.length;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${8 * side}" height="${8 * side}" shape-rendering="crispEdges">` +
    `<rect width="${side}" height="${side}" fill="#fff"/><path d="${pathOf(modules)}"/></svg>\n`
  );
}

/** A code on the page, black on white in any colour scheme: not all readers take it otherwise. */
export class QrPicture {
  element = svg('svg', { role: 'img', class: 'qr' });
  #path = svg('path', {});

  /** @param {string} name what is read out for it */
  constructor(name) {
    this.element.setAttribute('aria-label', name);
    this.element.append(this.#path);
  }

  /** @param {string} text @returns what it shows, or null: the text is too long, and it is hidden */
  show(text) {
    const modules = modulesOf(text);
    this.element.toggleAttribute('hidden', modules === null);
    if (!modules) return null;
    const side = modules.length;
    this.element.setAttribute('viewBox', `0 0 ${side} ${side}`);
    this.#path.setAttribute('d', pathOf(modules));
    return modules;
  }
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Record<string, string>} attributes
 */
function svg(tag, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
