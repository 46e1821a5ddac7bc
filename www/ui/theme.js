// Colours for what is drawn by script, taken from the style sheet so that both have one source.

/** @typedef {ReturnType<typeof readTheme>} Theme */

/** The tokens as they are now, in the light or the dark scheme. */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const token = (name) => style.getPropertyValue(name).trim();
  return {
    dark: token('--scheme') === 'dark',
    surface: token('--plot'),
    text: token('--text'),
    muted: token('--muted'),
    grid: token('--grid'),
    data: token('--data'),
    samples: token('--samples'),
    loss: token('--loss'),
    second: token('--second'),
    /** Lines of one chart that stand for different things. */
    series: [
      ...['--samples', '--data', '--loss', '--good'],
      ...['--series-4', '--series-5', '--series-6', '--series-7', '--series-8'],
    ].map(token),
    /** Lines of past runs. */
    runs: ['--run-0', '--run-1', '--run-2', '--run-3', '--run-4', '--run-5'].map(token),
    font: token('--font'),
    /** Size of the numbers at the axes, in pixels; it goes with the type of the page (rem). Whole:
        the charts’ library reads no other. */
    tick: Math.ceil(parseFloat(token('--tick')) * parseFloat(style.fontSize) - 0.01),
  };
}

/**
 * Calls back when the colour scheme changes, or colours are forced.
 * @param {() => void} callback
 */
export function onThemeChange(callback) {
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    matchMedia(query).addEventListener('change', callback);
}

/**
 * The three channels of a #rrggbb colour.
 * @param {string} hex
 * @returns {[number, number, number]}
 */
export function channels(hex) {
  const value = parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
