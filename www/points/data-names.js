// What the data are called, in the sentences of the page that speak of them.

/** In a sentence: first named, then known. @type {Record<string, [string, string]>} */
const NAMES = {
  ring: ['a ring', 'the ring'],
  gaussians: ['eight Gaussians', 'the Gaussians'],
  moons: ['two moons', 'the moons'],
  spiral: ['a spiral', 'the spiral'],
  checkerboard: ['a checkerboard', 'the checkerboard'],
  arms: ['a galaxy', 'the galaxy'],
  own: ['your points', 'your points'],
};

/** @param {unknown} dataset */
export const dataName = (dataset) => NAMES[String(dataset)] ?? ['the data', 'the data'];

/** Writes it into the page, where it stands for the ring. @param {unknown} dataset */
export function showDataName(dataset) {
  const [first, known] = dataName(dataset);
  for (const place of document.querySelectorAll('[data-name]')) {
    place.textContent = place.getAttribute('data-name') === 'first' ? first : known;
  }
}
