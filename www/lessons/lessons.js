// Tour and article: a part of the page that is loaded when the tour is opened or, for the article far
// below the first screen, after the first picture.

export { Article } from './article.js';
export { Tour } from './tour.js';
