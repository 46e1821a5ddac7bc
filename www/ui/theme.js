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
    series: ['--samples', '--data', '--loss', '--good'].map(token),
    /** Lines of past runs. */
    runs: ['--run-0', '--run-1', '--run-2', '--run-3', '--run-4', '--run-5'].map(token),
    font: token('--font'),
    /** Size of the numbers at the axes, in pixels. */
    tick: parseFloat(token('--tick')),
  };
}

/**
 * Calls back when the colour scheme changes.
 * @param {() => void} callback
 */
export function onThemeChange(callback) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback);
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
