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
