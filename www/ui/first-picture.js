// Whether the first picture is there. What a visitor needs only after it waits for it, so that nothing
// comes down the line before what it is made of.

/** A page whose first picture takes so long goes on without it (milliseconds). */
const PATIENCE = 10_000;

/** @type {() => void} */
let there = () => {};

/** Resolves with the first picture, or without it where it can't be had. @type {Promise<void>} */
export const firstPicture = new Promise((resolve) => (there = resolve));

/** That it is there, or will not come. */
export const firstPictureIsThere = () => there();

/** That the page has started, and is at work on it. */
export function firstPictureIsComing() {
  setTimeout(there, PATIENCE);
}
