// What happens to the page from outside: it is hidden, left, or its pictures are taken away.

/**
 * @param {object} hooks
 * @param {() => void} hooks.onLeave the page may end now, without another word
 * @param {() => void} hooks.onRedraw what was drawn is gone
 */
export function watchPage({ onLeave, onRedraw }) {
  // On phones, being hidden is often the last that a page hears.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') onLeave();
  });
  window.addEventListener('pagehide', onLeave);
  onPicturesLost(onRedraw);
}

/**
 * Calls back when a CSS pixel becomes another number of device pixels: the window went to another
 * screen, or was zoomed.
 * @param {() => void} callback
 */
export function onPixelRatio(callback) {
  const wait = () =>
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        callback();
        wait();
      },
      { once: true },
    );
  wait();
}

/**
 * Calls back before the page goes to paper, and after: canvases keep the colours that they were drawn
 * in, and those of the dark scheme are not for paper.
 * @param {() => void} draw all at once: no frame comes before the page is printed
 */
export function onPaper(draw) {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const set = (/** @type {boolean} */ paper) => {
    if (root.hasAttribute('data-paper') === paper) return;
    root.toggleAttribute('data-paper', paper);
    if (dark.matches) draw();
  };
  // Before the charts that are out of sight catch up (chart.js).
  window.addEventListener('beforeprint', () => set(true), { capture: true });
  window.addEventListener('afterprint', () => set(false));
  matchMedia('print').addEventListener('change', ({ matches }) => set(matches));
}

/**
 * Calls back when pictures may be gone: a browser short of memory, or whose graphics process ended,
 * takes canvases away and gives them back empty.
 * @param {() => void} callback
 */
export function onPicturesLost(callback) {
  let asked = false;
  // The canvases come back one after the other: once for all that do so at a time.
  const ask = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      callback();
    });
  };
  // These events don't bubble, but can be caught on their way down.
  document.addEventListener('contextrestored', ask, { capture: true });
  window.addEventListener('pageshow', (event) => event.persisted && ask());
}
