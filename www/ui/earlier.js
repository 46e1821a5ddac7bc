// Dims what is of something earlier than the settings and weights at hand (card.css). Beside it stand
// words that say of what.

/**
 * @param {HTMLElement} element a figure, a card, a picture
 * @param {boolean} earlier
 */
export function markEarlier(element, earlier) {
  if (element.classList.contains('earlier') !== earlier)
    element.classList.toggle('earlier', earlier);
}
