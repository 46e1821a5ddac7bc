// What a visitor does in every engine. Each function runs in a page beside the site, and gives what
// it found; engines.test.mjs judges that.

import { Visitor, keptRuns, sumOf } from './visitor.mjs';

const SHIPPED = 'shipped weights';
/** A run of some seconds. */
const LONG = 'layers=3&width=32&batch=64&steps=40000&particles=200&dt=0.05';
const SHORT = 'layers=3&width=16&batch=64&steps=40&particles=300';

/** It loads, shows a picture, plays it, trains meanwhile, and samples. */
export async function trains() {
  const visitor = await Visitor.open({ hash: 'steps=600&batch=256&particles=500&dt=0.01' });
  await visitor.flow(SHIPPED);
  const shipped = visitor.metrics();
  // An empty picture has one or two, the flow with its data many.
  await visitor.until(() => visitor.colours('#flow') > 20, 'a picture of the flow');
  const scrubber = /** @type {HTMLInputElement} */ (visitor.one('#scrubber'));
  const rested = scrubber.value === scrubber.max ? 'at its end' : visitor.text('#time');
  visitor.click('#player-play');
  /** @type {Set<string>} */
  const times = new Set();
  await visitor.until(() => times.add(visitor.text('#time')).size > 5, 'the picture to move');
  visitor.click('#train');
  // What is shown of the first losses depends on the moment.
  const early = parseFloat(await visitor.says('#loss', /^\d/));
  await visitor.kept(600);
  await visitor.drawn();
  const [loss, trained] = [visitor.text('#loss'), visitor.metrics()];
  visitor.leave();
  return { early, rested, played: [...times], same: { shipped, loss, trained } };
}

/** The first visit's settings, trained by one click to the end. */
export async function recipe() {
  const visitor = await Visitor.open({ firstVisit: true });
  await visitor.flow(SHIPPED);
  // With all of them, the pictures on the way take half as long as the training.
  await visitor.flowAfter(SHIPPED, () => visitor.pick('particles', '200'));
  visitor.click('#train');
  await visitor.training('finished', 900_000);
  const [, steps] = visitor.text('#step').split(' / ');
  await visitor.until(() => visitor.state.judged === `step ${steps}`, 'the KL of the last step');
  await visitor.drawn();
  /** @type {Record<string, string>} */
  const same = { steps, ...visitor.metrics() };
  for (const figure of ['loss', 'excess', 'kl']) same[figure] = visitor.text(`#${figure}`);
  visitor.leave();
  return { same };
}

/** The reverse SDE, and the probability-flow ODE by each of its solvers. */
export async function flows() {
  const visitor = await Visitor.open({ hash: 'particles=500&dt=0.01' });
  await visitor.flow(SHIPPED);
  /** @type {Record<string, any>} */
  const found = { sde: { ...visitor.metrics(), words: visitor.text('#samples') } };
  for (const method of ['euler', 'heun', 'adaptive']) {
    await visitor.flowAfter(SHIPPED, () => visitor.pick('method', method));
    found[method] = { ...visitor.metrics(), words: visitor.text('#samples') };
  }
  await visitor.flowAfter(SHIPPED, () => visitor.pick('compare', 'sde-exact'));
  const both = visitor.metrics();
  visitor.leave();
  return { ...found, both };
}

/** Floor, excess, exact score and log p. */
export async function answers() {
  const visitor = await Visitor.open({ hash: 'particles=200' });
  await visitor.flow(SHIPPED);
  const floor = await visitor.says('#floor', /^\d/);
  const excess = await visitor.measured(SHIPPED);
  const words = await visitor.says('#by-time-words', /on average/);
  // At a time when the picture stands still.
  const scrubber = /** @type {HTMLInputElement} */ (visitor.one('#scrubber'));
  scrubber.value = '600';
  scrubber.dispatchEvent(new visitor.view.Event('input', { bubbles: true }));
  await visitor.says('#time', /^0\.400$/);
  /** @type {Record<string, number[]>} */
  const corner = {};
  for (const field of ['exact', 'learned', 'difference']) {
    visitor.pick('field', field);
    await visitor.until(() => visitor.state.field === field, `the field ${field}`);
    await visitor.drawn();
    corner[field] = visitor.colourAt('#flow', 0.97, 0.06);
  }
  visitor.click('#likelihood-run');
  await visitor.says('#likelihood-figures [data-figure="kl"]', /\d/);
  const figures = visitor
    .all('#likelihood-figures dd')
    .map(({ dataset }) => [dataset.figure, dataset.value]);
  const maps = visitor.colours('#likelihood-maps');
  visitor.leave();
  return { corner, maps, same: { floor, excess, words, ...Object.fromEntries(figures) } };
}

/** What guidance samples by exact scores, and by those of a network that is trained there. */
export async function guidance() {
  const visitor = await Visitor.open({
    hash: `explore=guidance&dataset=gaussians&corrections=1&${SHORT}`,
  });
  await visitor.says('.guidance .answer', /tilted density/);
  visitor.click('.guidance input[value="learned"]');
  await visitor.says('.guidance .answer', /learned scores/i);
  const numbers = visitor.all('.guidance td').map(({ dataset }) => dataset.value);
  const network = { ...visitor.one('.guidance [data-steps]').dataset };
  visitor.leave();
  return { numbers, network };
}

/** Another data set from the menu, and points of one's own from a link. */
export async function data() {
  const asked = 'score=exact&particles=500&dt=0.01';
  let visitor = await Visitor.open({ hash: asked });
  await visitor.flow(SHIPPED);
  const ring = { floor: await visitor.says('#floor', /^\d/), ...visitor.metrics() };
  await visitor.flowAfter(SHIPPED, () => visitor.pick('dataset', 'moons'));
  const other = () => /^\d/.test(visitor.text('#floor')) && visitor.text('#floor') !== ring.floor;
  await visitor.until(other, 'the floor of the moons');
  const moons = { floor: visitor.text('#floor'), ...visitor.metrics() };
  const link = visitor.view.location.hash;

  visitor = await Visitor.open({ hash: `${asked}&dataset=own&points=gAgAwAgAgAwAwAwA` });
  const count = await visitor.until(() => visitor.one('#own-edit').dataset.count, 'the points');
  await visitor.flow(SHIPPED);
  const own = { count, floor: await visitor.says('#floor', /^\d/), ...visitor.metrics() };
  const read = await readFiles(visitor);
  visitor.leave();
  return { ring, moons, link, own, read };
}

/** Files into the editor of points: what is said of each. @param {Visitor} visitor */
async function readFiles(visitor) {
  visitor.click('#own-edit');
  const MESSAGE = '#own-editor [data-part="message"]';
  await visitor.until(() => visitor.all('#own-editor[open]').length > 0, 'the editor');
  const input = /** @type {HTMLInputElement} */ (visitor.one('#own-editor [data-part="file"]'));
  /** @param {string} name @param {BlobPart} body @param {RegExp} words */
  const read = (name, body, words) => {
    const chosen = new DataTransfer();
    chosen.items.add(new File([body], name));
    input.files = chosen.files;
    input.dispatchEvent(new visitor.view.Event('change'));
    return visitor.says(MESSAGE, words);
  };
  const wide = Uint16Array.from('\uFEFFx\ty\r\n0,5\t1,25\r\nNA\t1\r\n2,5\t3,25\r\n', (letter) =>
    letter.charCodeAt(0),
  );
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><circle cx="5" cy="5" r="3"/></svg>';
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i};${i % 7}`).join('\r');
  return [
    await read('wide.txt', wide, /^wide/),
    await read(
      'many.csv',
      Uint8Array.from(`ä\r${rows}`, (c) => c.charCodeAt(0)),
      /points/,
    ),
    (await read('disc.svg', svg, /pixels/)).replace(/\d{2,3},\d{3}/, 'many'),
    await read('cut.json', '[[1, 2], [3', /cut off/),
  ];
}

/** What a link can hold that no setting has. */
export async function wrongLink() {
  const visitor = await Visitor.open({ hash: 'layers=99&betaMin=x&what=1' });
  const words = await visitor.notice('link');
  const { value } = /** @type {HTMLInputElement} */ (visitor.one('#setting-layers'));
  await visitor.flow(SHIPPED);
  visitor.leave('link');
  return { words, value };
}

/** The state at the end of a run. @param {Visitor} visitor */
async function end(visitor) {
  const run = await visitor.kept(40_000);
  visitor.leave();
  return run;
}

/** A run that nothing disturbs. */
export async function undisturbed() {
  const visitor = await Visitor.open({ hash: LONG });
  visitor.click('#train');
  return end(visitor);
}

/** Trains for a moment, pauses, which keeps the run, and reloads the page, which stays open. */
export async function leaveMidway() {
  const visitor = await Visitor.open({ hash: LONG });
  visitor.click('#train');
  await visitor.says('#step', /^[1-9]/);
  visitor.click('#train');
  await visitor.training('paused');
  // Not an earlier state of it: the one that the page shows.
  const shown = () => parseInt(visitor.text('#step').replace(',', ''));
  const same = async () => (await keptRuns()).some(({ step }) => step === shown());
  await visitor.until(same, 'the run to be kept as it is');
  await visitor.reload();
  return visitor.notice('saved');
}

/** Comes back to a run that was left, without its settings in the link; midway its worker dies
 * (MORTAL in kept.mjs), and it goes on in another. */
export async function goOn() {
  const visitor = await Visitor.open({ again: true });
  const words = await visitor.notice('saved');
  await visitor.answer('saved', 'Resume the run');
  await visitor.training('running');
  new BroadcastChannel('fate').postMessage('die');
  const death = await visitor.notice('training');
  await visitor.answer('training', 'Continue from step');
  return { words, death, run: await end(visitor) };
}

/** The stations of the tour, by keys. @param {number} many of them */
export async function tour(many) {
  const visitor = await Visitor.open({ query: 'tour=1', firstVisit: true });
  const stations = [];
  for (let number = 1; number <= many; number++) {
    await visitor.until(() => visitor.state.tour === `${number}`, `station ${number}`);
    const heading = visitor.one('#tour h2');
    const formula = visitor.one('#tour math').getBoundingClientRect();
    // Waited for: a busy WebKit was seen with it out of view for a moment after the page had loaded.
    await visitor.until(() => {
      const { top, bottom } = visitor.one('.tour-target').getBoundingClientRect();
      return bottom > 0 && top < visitor.view.innerHeight;
    }, `what station ${number} speaks of to be in view`);
    stations.push({
      title: heading.textContent,
      focused: visitor.page.activeElement === heading,
      formula: formula.width > 20 && formula.height > 10,
    });
    visitor.press('#tour', 'ArrowRight');
  }
  await visitor.until(() => visitor.one('#tour').hidden, 'the end of the tour');
  // Not at once: after a burst of changes the page writes its address twice a second.
  const { location } = visitor.view;
  await visitor.until(() => location.search + location.hash === '', 'the address without the tour');
  visitor.leave();
  return stations;
}

/** The article: its formulas, its pictures, and a button that sets the lab. */
export async function article() {
  const visitor = await Visitor.open({ firstVisit: true });
  await visitor.flow(SHIPPED);
  await visitor.until(() => visitor.all('#story math').length > 0, 'the article');
  const formulas = visitor.all('#story .formula').map((formula) => {
    const { width = 0, height = 0 } = formula.querySelector('math')?.getBoundingClientRect() ?? {};
    return width > 20 && height > 10;
  });
  const labels = () => visitor.all('.strip-picture span').map((label) => label.textContent ?? '');
  await visitor.until(() => {
    // Again and again: a busy WebKit takes back a scroll that comes soon after the page has loaded.
    visitor.one('#strip-forward').scrollIntoView({ block: 'center' });
    return labels().every((label) => /t = /.test(label));
  }, 'the strips');
  const colours = visitor.all('.strip-picture canvas').map((canvas) => {
    canvas.dataset.looked = 'yes';
    const many = visitor.colours('[data-looked]');
    delete canvas.dataset.looked;
    return many;
  });
  const times = labels();
  visitor.click('[data-show="score"]');
  await visitor.says('#time', /^0\.100$/);
  const { hash } = visitor.view.location;
  visitor.click('#story-return');
  const focused = /** @type {HTMLElement} */ (visitor.page.activeElement).dataset.show;
  visitor.leave();
  return { formulas, times, colours, hash, focused };
}

/** Weights leave the page as a file, and come back. */
export async function weights() {
  let visitor = await Visitor.open({ hash: SHORT });
  await visitor.flow(SHIPPED);
  visitor.click('#train');
  await visitor.kept(40);
  const trained = visitor.metrics();
  const file = await visitor.exported('weights');

  // Another visit, with other settings.
  visitor = await Visitor.open({ hash: 'particles=300' });
  await visitor.flow(SHIPPED);
  const before = await visitor.says('#outputs', /\d\.\d{4}/);
  visitor.import('half.safetensors', file.bytes.slice(0, 500));
  const refused = await visitor.notice('import');
  visitor.import('whole.safetensors', file.bytes);
  const source = 'imported: whole.safetensors';
  await visitor.flow(source);
  const imported = visitor.metrics();
  const excess = await visitor.measured(source);
  await visitor.until(() => visitor.text('#outputs') !== before, 'the outputs of these weights');
  const outputs = visitor.text('#outputs');
  const again = await visitor.exported('weights');
  visitor.leave('import');
  const same = { imported, excess, outputs, sum: await sumOf(file.bytes) };
  return { name: file.name, trained, refused, same, again: await sumOf(again.bytes) };
}

/** Faults that nobody handles, and a file that is not there. */
export async function faults() {
  const told = (/** @type {string} */ kind) =>
    new Promise((next) => window.addEventListener(kind, next, { once: true }));
  const thrown = told('error');
  setTimeout(() => {
    throw new Error('thrown and not caught');
  });
  await thrown;
  const rejected = told('unhandledrejection');
  void Promise.reject(new Error('rejected and not caught'));
  await rejected;
  const visitor = await Visitor.open({});
  visitor.view.console.error('said in the frame');
  await visitor.view.fetch('/www/none.js');
  await visitor.flow(SHIPPED);
  visitor.leave();
}
