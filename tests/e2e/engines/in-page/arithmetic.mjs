// A visit with a link that asks for fused arithmetic, in every engine: with it or without.

import { Visitor } from './visitor.mjs';

const SHORT = 'layers=3&width=16&batch=64&steps=40&particles=300';

/** The arithmetic that the controls say. @param {Visitor} visitor */
const said = (visitor) =>
  /** @type {HTMLInputElement} */ (visitor.one('[data-key="arithmetic"] input:checked')).value;

/** Trains, exports, and shows the kept run again in another visit. @param {string} arithmetic */
export async function trainsIn(arithmetic) {
  let visitor = await Visitor.open({ hash: `${SHORT}&arithmetic=${arithmetic}` });
  await visitor.flow('shipped weights');
  const told = visitor.text('#notices [data-key="arithmetic"] p');
  visitor.click('#train');
  const run = await visitor.kept(40);
  await visitor.drawn();
  const found = { loss: visitor.text('#loss'), ...visitor.metrics() };
  const { bytes } = await visitor.exported('weights');
  const file = /arithmetic\W+(\w+)/.exec(new TextDecoder().decode(bytes.slice(0, 4000)))?.[1];
  const settings = said(visitor);

  visitor = await Visitor.open({ again: true });
  await visitor.answer('saved', 'Show it again');
  await visitor.flow('step 40');
  await visitor.drawn();
  const again = { loss: visitor.text('#loss'), ...visitor.metrics() };
  const link = visitor.view.location.hash.includes('arithmetic=fused');
  visitor.leave();
  return { told, settings, file, link, again, same: { ...found, sum: run.sum } };
}
