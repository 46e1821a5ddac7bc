// Finding the page's elements, making new ones, writing into them.

/**
 * The element with this id. For what composes the page: a feature is handed its root and finds its
 * parts inside it, with partsOf.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (found);
}

/**
 * Finds a feature's own parts, by their ids, and none of another feature's.
 *
 * @param {HTMLElement} root of the feature
 * @returns {<T extends HTMLElement>(id: string) => T}
 */
export const partsOf = (root) => (id) => {
  const found = root.querySelector(`#${id}`);
  if (!found) throw new Error(`there is no #${id} in ${root.id ? `#${root.id}` : root.tagName}`);
  return /** @type {any} */ (found);
};

/**
 * An element with its properties and children, in one expression.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<HTMLElementTagNameMap[K]>} [properties]
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function build(tag, properties = {}, children = []) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** What was written, by element. @type {WeakMap<Element, string>} */
const written = new WeakMap();

/**
 * Writes only what is new: some of these are written with each frame. A browser that translates the
 * page puts its words, in <font>, in the place of ours; they stay until ours change.
 * @param {Element} element @param {string} text
 */
export function setText(element, text) {
  if (element.textContent === text) return;
  if (written.get(element) === text && element.querySelector('font')) return;
  written.set(element, text);
  element.textContent = text;
}
