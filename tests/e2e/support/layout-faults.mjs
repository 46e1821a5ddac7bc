// What is wrong with the layout of a page as it stands: one function without imports, so that it can
// be handed to any browser as text. It measures what a visitor would see: lines of text, and what
// can be pressed or typed into.

/**
 * @param {object} [options]
 * @param {boolean} [options.coarse] for fingers: larger targets, and fields that iOS does not zoom
 * @param {boolean} [options.menus] whether a menu has to show its choice in full
 * @param {Window} [options.view] of the page to measure
 * @returns {string[]} one line a fault; empty when nothing is wrong
 */
export function layoutFaults({ coarse = false, menus = true, view = window } = {}) {
  const { document } = view;
  /** @type {string[]} */
  const faults = [];
  const root = document.documentElement;
  // In front of everything else; what is behind it is not in use.
  const front = document.querySelector('dialog[open]');
  const scope = front ?? document.body;
  const CONTROLS = 'button, summary, select, input, textarea, a[href], .segments label';
  /** Distances below this are rounding (CSS pixels). */
  const NEAR = 1.5;
  const styles = new Map();
  /** @param {Element} element @returns {CSSStyleDeclaration} */
  const styleOf = (element) => {
    let style = styles.get(element);
    if (!style) styles.set(element, (style = view.getComputedStyle(element)));
    return style;
  };

  /** @param {Element} element */
  const name = (element) => {
    /** @type {string[]} */
    const path = [];
    for (let at = element; at !== document.body && path.length < 3; at = at.parentElement ?? root) {
      const kind = at.getAttribute('class')?.split(' ')[0];
      path.unshift(at.id ? `#${at.id}` : at.localName + (kind ? `.${kind}` : ''));
      if (at.id || at === root) break;
    }
    const words = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 30);
    return `${path.join(' > ')}${words && ` “${words}”`}`;
  };

  /** Seen by nobody, or drawn by a library that keeps its own order. @param {Element} element */
  const left = (element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    !!element.closest('.uplot, svg, math, option, noscript') ||
    !!element.closest('.unseen') ||
    hiddenByClip(element);
  const clipped = new Map();
  /** @param {Element | null} element @returns {boolean} */
  const hiddenByClip = (element) => {
    if (!element) return false;
    if (!clipped.has(element)) {
      clipped.set(
        element,
        styleOf(element).clipPath === 'inset(50%)' || hiddenByClip(element.parentElement),
      );
    }
    return clipped.get(element);
  };

  // ---------------------------------------------------------------- the page as a whole

  if (root.scrollWidth > root.clientWidth + 0.5)
    faults.push(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);

  const elements = [...scope.querySelectorAll('*')].filter((element) => !left(element));

  // ---------------------------------------------------------------- boxes: text lines and controls

  /** The layer that something floats in: what floats may lie over what does not. @param {Element} element */
  const layerOf = (element) => {
    for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
      if (at.matches('dialog, .menu ul, #tour')) return at;
      if (styleOf(at).position === 'fixed') return at;
    }
    return null;
  };

  /** What of a box its ancestors let through, and whether one of them cuts it.
   * @param {Element} element @param {DOMRect} rect */
  const cutBy = (element, rect) => {
    for (
      let at = /** @type {Element | null} */ (element);
      at && at !== document.body;
      at = at.parentElement
    ) {
      const style = styleOf(at);
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return null;
      if (/hidden|clip/.test(style.overflowX + style.overflowY)) {
        const box = at.getBoundingClientRect();
        if (
          rect.left < box.left - NEAR ||
          rect.right > box.right + NEAR ||
          rect.top < box.top - 3 ||
          rect.bottom > box.bottom + 3
        )
          return at;
      }
      if (style.position === 'fixed') return null;
    }
    return null;
  };
  /** Whether a box lies outside of what scrolls around it, at least in part.
   * @param {Element} element @param {DOMRect} rect */
  const scrolledAway = (element, rect) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const style = styleOf(at);
      if (!/auto|scroll/.test(style.overflowX + style.overflowY)) continue;
      const box = at.getBoundingClientRect();
      if (rect.top < box.top || rect.bottom > box.bottom) return true;
      if (rect.left < box.left || rect.right > box.right) return true;
    }
    return false;
  };
  /** @param {Element} element */
  const scrolls = (element) => {
    for (
      let at = /** @type {Element | null} */ (element);
      at && at !== document.body;
      at = at.parentElement
    ) {
      if (/auto|scroll/.test(styleOf(at).overflowX)) return true;
    }
    return false;
  };

  /** @typedef {{ element: Element, layer: Element | null, left: number, right: number, top: number, bottom: number, control: boolean }} Box */
  /** @type {Box[]} */
  const boxes = [];
  const range = document.createRange();
  for (const element of elements) {
    const control = element.matches(CONTROLS);
    for (const node of element.childNodes) {
      if (node.nodeType !== 3 || !node.textContent?.trim()) continue;
      range.selectNodeContents(node);
      const { lineHeight, fontSize } = styleOf(element);
      // A line's box is as high as its font wants it; what is printed lies in the middle of that.
      const height = parseFloat(fontSize);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue;
        if (scrolledAway(element, rect)) continue;
        const cut = cutBy(element, rect);
        if (cut) faults.push(`clipped: ${name(element)} by ${name(cut).split(' “')[0]}`);
        const middle = (rect.top + rect.bottom) / 2;
        const half = Math.min(rect.height, 0.8 * height) / 2;
        boxes.push({
          element,
          layer: layerOf(element),
          left: rect.left,
          right: rect.right,
          top: middle - half,
          bottom: middle + half,
          control: false,
        });
        void lineHeight;
      }
    }
    if (control && !(element.localName === 'a' && styleOf(element).display === 'inline')) {
      const rect = element.getBoundingClientRect();
      if (scrolledAway(element, rect)) continue;
      const { left: l, right, top, bottom } = rect;
      boxes.push({ element, layer: layerOf(element), left: l, right, top, bottom, control: true });
    }
  }
  const width = root.clientWidth;
  for (const box of boxes) {
    if ((box.left < -NEAR || box.right > width + NEAR) && !scrolls(box.element))
      faults.push(
        `outside the window: ${name(box.element)} ${Math.round(box.left)}…${Math.round(box.right)}`,
      );
  }

  // ---------------------------------------------------------------- what lies on what

  boxes.sort((a, b) => a.top - b.top);
  for (let i = 0; i < boxes.length; i++) {
    const a = boxes[i];
    for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom - 1; j++) {
      const b = boxes[j];
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const deep = Math.min(a.bottom, b.bottom) - b.top;
      if (over < NEAR || deep < NEAR) continue;
      if (a.layer !== b.layer) continue;
      if (a.element === b.element && a.control !== b.control) continue;
      if (
        a.element !== b.element &&
        (a.element.contains(b.element) || b.element.contains(a.element))
      )
        // A control’s own words; or a line and a word of it, which never overprint.
        continue;
      // A field lies over its label’s area by design.
      const label = a.element.closest('label');
      if (label && label === b.element.closest('label') && (a.control || b.control)) continue;
      faults.push(
        `overlap: ${name(a.element)} and ${name(b.element)} by ${Math.round(over)} × ${Math.round(deep)}`,
      );
    }
  }

  // ---------------------------------------------------------------- parents and children

  for (const element of elements) {
    const style = styleOf(element);
    const parent = element.parentElement;
    if (!parent || parent === document.body || element === scope) continue;
    if (style.display === 'inline' || style.display === 'contents') continue;
    if (style.position === 'absolute' || style.position === 'fixed') {
      // Over its picture, or in its card: inside the box that it is placed in.
      const within = /** @type {HTMLElement} */ (element).offsetParent;
      if (style.position === 'fixed' || !within || within === document.body) continue;
      if (element.closest('.menu ul')) continue;
      const [box, outer] = [element.getBoundingClientRect(), within.getBoundingClientRect()];
      if (
        box.left < outer.left - NEAR ||
        box.right > outer.right + NEAR ||
        box.bottom > outer.bottom + NEAR
      )
        faults.push(`leaves its place: ${name(element)}`);
      continue;
    }
    let around = parent;
    while (styleOf(around).display === 'contents' || styleOf(around).display === 'inline')
      around = around.parentElement ?? root;
    if (
      around === document.body ||
      /auto|scroll/.test(styleOf(around).overflowX + styleOf(around).overflowY)
    )
      continue;
    const [box, outer] = [element.getBoundingClientRect(), around.getBoundingClientRect()];
    if (box.width === 0 || box.height === 0) continue;
    const out = Math.max(outer.left - box.left, box.right - outer.right);
    // As is meant: a figure wider than its text.
    if (out > NEAR && parseFloat(style.marginLeft) >= 0)
      faults.push(`leaves its parent by ${Math.round(out)}: ${name(element)}`);
    if (box.bottom > outer.bottom + 2.5 && parseFloat(style.marginBottom) >= 0)
      faults.push(
        `leaves its parent below by ${Math.round(box.bottom - outer.bottom)}: ${name(element)}`,
      );
  }

  // ---------------------------------------------------------------- what can be used

  const pen = /** @type {CanvasRenderingContext2D} */ (
    document.createElement('canvas').getContext('2d')
  );
  const least = coarse ? 44 : 24;
  for (const element of elements) {
    if (!element.matches(CONTROLS)) continue;
    const style = styleOf(element);
    const input = /** @type {HTMLInputElement} */ (element);
    let box = element.getBoundingClientRect();
    if (input.type === 'range') {
      if (box.width < 120 - 0.5)
        faults.push(
          `slider of ${Math.round(box.width)}: ${name(element)} ${element.getAttribute('aria-label')}`,
        );
    }
    if (/^(radio|checkbox)$/.test(input.type)) {
      // Its label is pressed as well.
      box = (element.closest('label') ?? element).getBoundingClientRect();
    }
    const inline = element.localName === 'a' && style.display === 'inline';
    const alone =
      input.type === 'range' ? box.height < least : Math.min(box.width, box.height) < least - 0.5;
    if (!inline && alone)
      faults.push(
        `target of ${Math.round(box.width)} × ${Math.round(box.height)}: ${name(element)} ${element.getAttribute('aria-label') ?? ''}`,
      );
    const typed = element.matches(
      'select, textarea, input:not([type=range], [type=radio], [type=checkbox])',
    );
    if (coarse && typed && parseFloat(style.fontSize) < 16)
      faults.push(`type of ${style.fontSize}: ${name(element)}`);
    if (menus && element.localName === 'select') {
      const { selectedOptions } = /** @type {HTMLSelectElement} */ (
        /** @type {unknown} */ (element)
      );
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      pen.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
      const needs = pen.measureText(selectedOptions[0]?.text ?? '').width;
      const has =
        element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      // Less the arrow, where the browser draws one: Firefox's takes 18 px, Chromium's 20.
      const arrow = /Firefox/.test(view.navigator.userAgent) ? 18 : 20;
      if (needs > has - (style.appearance === 'none' ? 0 : arrow) + 1)
        faults.push(
          `menu cut: ${name(element).split(' “')[0]} “${selectedOptions[0]?.text}” ${Math.round(needs)} in ${Math.round(has)}`,
        );
    }
    if (input.matches('[role=spinbutton]') && input.scrollWidth > input.clientWidth + 1)
      faults.push(`number cut: ${name(element)} ${input.value}`);
  }
  return [...new Set(faults)];
}
