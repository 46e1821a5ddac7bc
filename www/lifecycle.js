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
  window.addEventListener('pageshow', (event) => event.persisted && onRedraw());
  // A browser short of memory takes canvases away and gives them back empty. These events don't
  // bubble, but can be caught on their way down.
  document.addEventListener('contextrestored', onRedraw, { capture: true });
}
