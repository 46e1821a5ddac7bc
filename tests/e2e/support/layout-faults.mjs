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

  // What is asked of an element again and again is kept: nothing moves meanwhile.
  /** @template T @param {(element: Element) => T} ask @returns {(element: Element) => T} */
  const once = (ask) => {
    /** @type {Map<Element, T>} */
    const known = new Map();
    return (element) => {
      const found = known.get(element);
      if (found !== undefined) return found;
      const answer = ask(element);
      known.set(element, answer);
      return answer;
    };
  };
  const boxOf = once((element) => element.getBoundingClientRect());
  /** What an element does to what is in it. */
  const holds = once((element) => {
    const { overflowX, overflowY, position } = styleOf(element);
    return {
      scrolls: /auto|scroll/.test(overflowX + overflowY),
      scrollsSideways: /auto|scroll/.test(overflowX),
      hides: /hidden|clip/.test(overflowX + overflowY),
      fixed: position === 'fixed',
    };
  });

  /** Drawn by a library that keeps its own order, for readers alone, or not at all: with all in it.
   * @param {Element} element */
  const apart = (element) =>
    element.matches('.uplot, svg, math, option, noscript, .unseen') ||
    styleOf(element).display === 'none' ||
    styleOf(element).clipPath === 'inset(50%)';
  /** What a visitor sees of the page. @param {Element} within @returns {Element[]} */
  const seen = (within) =>
    [...within.children].flatMap((element) => {
      if (apart(element)) return [];
      const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      return shown ? [element, ...seen(element)] : seen(element);
    });

  // ---------------------------------------------------------------- the page as a whole

  if (root.scrollWidth > root.clientWidth + 0.5)
    faults.push(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);

  const elements = seen(scope);

  // ---------------------------------------------------------------- boxes: text lines and controls

  /** The layer that something floats in: what floats may lie over what does not.
   * @type {(element: Element) => Element | null} */
  const layerOf = once((element) => {
    if (element.matches('dialog, .menu ul, #tour') || holds(element).fixed) return element;
    return element.parentElement && layerOf(element.parentElement);
  });

  /** Its ancestors below the body, the nearest first, itself included. @type {(element: Element) => Element[]} */
  const upwards = once((element) =>
    element === document.body || element === root
      ? []
      : [element, ...(element.parentElement ? upwards(element.parentElement) : [])],
  );
  /** Those that may cut it: up to what scrolls, which shows all in time (null), or what is fixed. */
  const cutters = once((element) => {
    /** @type {Element[]} */
    const found = [];
    for (const at of upwards(element)) {
      const { scrolls, hides, fixed } = holds(at);
      if (scrolls) break;
      if (hides) found.push(at);
      if (fixed) break;
    }
    return found;
  });
  const scrollers = once((element) =>
    upwards(element)
      .slice(1)
      .filter((at) => holds(at).scrolls),
  );

  /** Which of its ancestors cuts a box, if any. @param {Element} element @param {DOMRect} rect */
  const cutBy = (element, rect) =>
    cutters(element).find((at) => {
      const box = boxOf(at);
      return (
        rect.left < box.left - NEAR ||
        rect.right > box.right + NEAR ||
        rect.top < box.top - 3 ||
        rect.bottom > box.bottom + 3
      );
    });
  /** Whether a box lies outside of what scrolls around it, at least in part.
   * @param {Element} element @param {DOMRect} rect */
  const scrolledAway = (element, rect) =>
    scrollers(element).some((at) => {
      const box = boxOf(at);
      return (
        rect.top < box.top ||
        rect.bottom > box.bottom ||
        rect.left < box.left ||
        rect.right > box.right
      );
    });
  /** @param {Element} element */
  const scrolls = (element) => upwards(element).some((at) => holds(at).scrollsSideways);

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
      const rect = boxOf(element);
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
      const [box, outer] = [boxOf(element), boxOf(within)];
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
    if (around === document.body || holds(around).scrolls) continue;
    const [box, outer] = [boxOf(element), boxOf(around)];
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
    let box = boxOf(element);
    if (input.type === 'range') {
      if (box.width < 120 - 0.5)
        faults.push(
          `slider of ${Math.round(box.width)}: ${name(element)} ${element.getAttribute('aria-label')}`,
        );
    }
    if (/^(radio|checkbox)$/.test(input.type)) {
      // Its label is pressed as well.
      box = boxOf(element.closest('label') ?? element);
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
