// Keys that are the page’s and keys that are not, and steps of the history: what differs between
// engines here is which events they send, in which order.

import { Visitor } from './visitor.mjs';

/** Keys act on what has the focus; letters by their place on other keyboards, never with a modifier. */
export async function keys() {
  const visitor = await Visitor.open({ firstVisit: true, hash: 'particles=300' });
  await visitor.flow('shipped weights');
  const { view, page } = visitor;
  /** @param {Element} at @param {KeyboardEventInit} key @returns {boolean} whether the page took it */
  const press = (at, key) =>
    !at.dispatchEvent(
      new view.KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key }),
    );
  const settings = () => page.body.dataset.settings;
  /** @type {Record<string, unknown>} */
  const found = { first: settings() };
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey', 'isComposing']) {
    found[modifier] = press(page.body, { key: 's', code: 'KeyS', [modifier]: true });
  }
  found.inField = press(visitor.one('#setting-betaMax'), { key: 's', code: 'KeyS' });
  found.untouched = settings();
  // The key at the place of S on a Russian keyboard.
  found.foreign = press(page.body, { key: 'ы', code: 'KeyS' });
  found.after = settings();
  // Space plays and pauses, but on a button it is the button’s.
  found.spaceOnButton = press(visitor.one('#train'), { key: ' ', code: 'Space' });
  found.space = press(page.body, { key: ' ', code: 'Space' });
  // Arrows in a field move as its slider does, and back; a comma is a decimal sign.
  const rate = /** @type {HTMLInputElement} */ (visitor.one('#setting-learningRate'));
  const give = (/** @type {string} */ text) => {
    rate.value = text;
    rate.dispatchEvent(new view.Event('change', { bubbles: true }));
    return rate.value;
  };
  const rates = [rate.value];
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp']) {
    press(rate, { key });
    rates.push(rate.value);
  }
  rates.push(give('0,0005'));
  // More changes than WebKit lets a page write into its address: the last one lands.
  for (let i = 0; i < 150; i++) give(String(0.001 + i * 1e-5));
  await visitor.until(() => /learningRate=0\.00249&/.test(view.location.hash), 'the last rate');
  visitor.leave();
  return { ...found, rates };
}

/** A jump that the article makes is one step of the history: Back undoes it, Forward makes it again. */
export async function history() {
  const visitor = await Visitor.open({ firstVisit: true });
  await visitor.flow('shipped weights');
  // Its buttons are in the page's text; they act once its formulas are there.
  await visitor.until(() => visitor.all('#story math').length > 0, 'the article');
  const field = () => /** @type {HTMLSelectElement} */ (visitor.one('#setting-field')).value;
  const before = { field: field(), hash: visitor.view.location.hash };
  visitor.click('[data-show="score"]');
  await visitor.until(() => field() === 'exact', 'the exact field');
  visitor.view.history.back();
  await visitor.until(() => field() === before.field, 'the field as it was');
  await visitor.until(() => visitor.view.location.hash === before.hash, 'the address as it was');
  visitor.view.history.forward();
  await visitor.until(() => field() === 'exact', 'the exact field again');
  const { hash } = visitor.view.location;
  visitor.leave();
  return { before, hash };
}
