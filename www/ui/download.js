// Gives the visitor a file.

/** How long the browser may take to begin with it (milliseconds). */
const PATIENCE = 60_000;

/**
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} type its MIME type
 */
export function download(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  // Some browsers read it only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(anchor.href), PATIENCE);
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
export function pngOf(canvas) {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser couldn’t create a PNG.'))),
      'image/png',
    ),
  );
}
