// Formulas on the page: as MathML where the browser lays it out, as plain text elsewhere.

import { build } from '../ui/dom.js';
import { FORMULAS } from './formulas.js';

/** @typedef {import('./formulas.js').FormulaName} FormulaName */

/** Browsers that know MathML make its elements of a class of their own. */
const KNOWS_MATHML = typeof MathMLElement === 'function';

/** @param {FormulaName} name */
export function formulaElement(name) {
  const host = build('p', { className: 'formula' });
  fillFormula(host, name);
  return host;
}

/** @param {HTMLElement} host @param {FormulaName} name */
export function fillFormula(host, name) {
  const { plain, math } = FORMULAS[name];
  // Letters of a formula are no words.
  host.translate = false;
  if (!KNOWS_MATHML) {
    host.textContent = plain;
    return;
  }
  // The markup is the page's own constant; parsed as HTML, it needs no namespace.
  const parsed = new DOMParser().parseFromString(math, 'text/html');
  host.replaceChildren(...parsed.body.childNodes);
}
