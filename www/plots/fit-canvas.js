// A canvas as sharp as its place on the page.

/** Pixel ratios beyond this cost more than they show. */
const MAX_RATIO = 2;

/**
 * Gives a canvas the pixels of its place, and empties it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} [width] in CSS pixels; without it, as wide as it stands
 * @param {number} [height] likewise
 * @returns {CanvasRenderingContext2D | null} scaled to CSS pixels; null: it has no place now
 */
export function fitCanvas(canvas, width = canvas.clientWidth, height = canvas.clientHeight) {
  if (width === 0 || height === 0) return null;
  const ratio = Math.min(devicePixelRatio || 1, MAX_RATIO);
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
  // Another size empties it too, and costs more.
  if (canvas.width !== pixels[0]) canvas.width = pixels[0];
  if (canvas.height !== pixels[1]) canvas.height = pixels[1];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.clearRect(0, 0, width, height);
  return context;
}
