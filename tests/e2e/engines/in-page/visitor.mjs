// A visitor of the site, for engines without a driver: it runs in a page beside the site, opens it
// in a frame, and does there what a person would.

/** How long to wait for anything on a slow, busy machine (milliseconds). */
const PATIENCE = 90_000;
/** How long what the browser itself does may take: storage, a frame. */
const LIMIT = 60_000;
const SCHEMA = 'nano-diffusion:settings';
const DATABASE = 'nano-diffusion';

/**
 * @typedef {object} AddressBar
 * @property {string} [query]
 * @property {string} [hash]
 * @property {boolean} [firstVisit] with few settings
 * @property {boolean} [again] with all that earlier visits left in the browser
 */

export class Visitor {
  #frame;
  /** Files that the page gave. @type {{ name: string, bytes: Promise<Uint8Array> }[]} */
  files = [];

  /** @param {HTMLIFrameElement} frame */
  constructor(frame) {
    this.#frame = frame;
  }

  /** @param {AddressBar} address */
  static async open({ query = '', hash = '', firstVisit = false, again = false }) {
    for (const old of document.querySelectorAll('iframe')) old.remove();
    if (!again) {
      localStorage.clear();
      await inTime(forgetRuns(), 'the storage of this browser');
    }
    if (!firstVisit) localStorage.setItem(SCHEMA, 'all');
    const frame = document.createElement('iframe');
    Object.assign(frame, { width: 1240, height: 900 });
    frame.style.border = '0';
    const loaded = new Promise((next) => (frame.onload = next));
    frame.src = `/index.html${query && `?${query}`}#${hash}`;
    // Only now: a frame without an address may load an empty page first.
    document.body.append(frame);
    await inTime(loaded, 'the page to load');
    const visitor = new Visitor(frame);
    visitor.#keepFiles();
    return visitor;
  }

  /** Leaves the site, which ends all it does. @param {string[]} told kinds of messages that may be there */
  leave(...told) {
    const others = this.all('#notices .notice').filter(
      ({ dataset: { key = '' } }) => !told.includes(key),
    );
    const words = others.map(({ textContent }) => textContent).join('; ');
    this.#frame.remove();
    if (words) throw new Error(`the page says: ${words}`);
  }

  get view() {
    return /** @type {Window & typeof globalThis} */ (this.#frame.contentWindow);
  }

  get page() {
    return /** @type {Document} */ (this.#frame.contentDocument);
  }

  get state() {
    return this.page.body.dataset;
  }

  async reload() {
    await new Promise((loaded) => {
      this.#frame.onload = loaded;
      this.view.location.reload();
    });
    this.#keepFiles();
  }

  /**
   * Waits until `done` gives something, and gives that.
   * @template T
   * @param {() => T} done
   * @param {string} what in words
   * @param {number} [patience] milliseconds
   */
  async until(done, what, patience = PATIENCE) {
    for (const end = Date.now() + patience; ;) {
      const found = await inTime(Promise.resolve(done()), what);
      if (found) return found;
      if (Date.now() > end) {
        throw new Error(`waited in vain for ${what}; it says “${this.text('#notices')}”`);
      }
      await new Promise((next) => setTimeout(next, 30));
    }
  }

  /** @param {string} selector */
  all(selector) {
    return /** @type {HTMLElement[]} */ ([...this.page.querySelectorAll(selector)]);
  }

  /** @param {string} selector */
  one(selector) {
    const [found] = this.all(selector);
    if (!found) throw new Error(`there is no ${selector}`);
    return found;
  }

  /** @param {string} selector */
  text(selector) {
    return this.all(selector)[0]?.textContent?.trim() ?? '';
  }

  /** @param {string} selector @param {RegExp} words */
  says(selector, words) {
    const said = () => (words.test(this.text(selector)) ? this.text(selector) : '');
    return this.until(said, `${words} in ${selector}`);
  }

  /** @param {string} selector */
  click(selector) {
    this.one(selector).click();
  }

  /** Picks from a menu. @param {string} key of the setting @param {string} value */
  pick(key, value) {
    const menu = /** @type {HTMLSelectElement} */ (this.one(`#setting-${key}`));
    menu.value = value;
    menu.dispatchEvent(new this.view.Event('change', { bubbles: true }));
  }

  /** Picks one of the choices side by side. @param {string} key @param {string} value */
  choose(key, value) {
    this.click(`[data-key="${key}"] input[value="${value}"]`);
  }

  /** @param {string} selector @param {string} key */
  press(selector, key) {
    const event = new this.view.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    this.one(selector).dispatchEvent(event);
  }

  /** A message of a kind. @param {string} key */
  notice(key) {
    return this.says(`#notices [data-key="${key}"] p`, /./);
  }

  /** Presses a button of a message. @param {string} key @param {string} label its beginning */
  async answer(key, label) {
    const button = () =>
      this.all(`#notices [data-key="${key}"] button`).find((each) =>
        each.textContent?.startsWith(label),
      );
    (await this.until(button, `“${label}”`))?.click();
  }

  /** @param {string} state @param {number} [patience] */
  training(state, patience) {
    return this.until(() => this.state.training === state, `training to be ${state}`, patience);
  }

  /**
   * Waits for the figures of the next flow.
   * @param {string} source of the weights
   * @param {() => void} act what asks for it
   */
  async flowAfter(source, act) {
    delete this.state.flow;
    act();
    await this.flow(source);
  }

  /**
   * Waits until a run is over, its last flow shown, and kept with all that was measured of it.
   * WebKit's storage may answer nobody any more when a page ends in the midst of a write.
   * @param {number} steps
   */
  async kept(steps) {
    const source = `step ${steps.toLocaleString('en')}`;
    await this.training('finished');
    await this.flow(source);
    const judged = () => this.state.measured === source && this.state.judged === source;
    await this.until(judged, 'excess and KL of the last step');
    const whole = async () => {
      const found = async () => (await keptRuns()).find(({ measured }) => measured === steps);
      const run = await found();
      // The last figure is written a moment after it is shown.
      await new Promise((next) => setTimeout(next, 300));
      const later = await found();
      return run && run.savedAt === later?.savedAt ? run : null;
    };
    const run = await this.until(whole, 'the whole run to be kept');
    return { ...run, savedAt: undefined };
  }

  /** @param {string} source */
  flow(source) {
    return this.until(() => this.state.flow === source, `the flow of ${source}`);
  }

  /** Waits for the excess of certain weights. @param {string} source */
  async measured(source) {
    await this.until(() => this.state.measured === source, `the excess of ${source}`);
    await this.drawn();
    return this.says('#excess', /^\d/);
  }

  /** The figures of the samples, with all their digits. @returns {Record<string, string>} */
  metrics() {
    const tiles = this.all('#metrics [data-metric]').map(({ dataset }) => [
      dataset.metric,
      [dataset.value, dataset.second].filter(Boolean).join(' | '),
    ]);
    return Object.fromEntries(tiles);
  }

  /** How many colours a canvas shows. @param {string} selector */
  colours(selector) {
    return new Set(new Uint32Array(this.#pixels(selector).buffer)).size;
  }

  /** A colour at a share of a canvas's width and height. @param {string} selector @param {number} x @param {number} y */
  colourAt(selector, x, y) {
    const { width, height } = /** @type {HTMLCanvasElement} */ (this.one(selector));
    const place = 4 * (Math.round(y * height) * width + Math.round(x * width));
    return [...this.#pixels(selector).slice(place, place + 3)];
  }

  /** Waits for the next picture: two frames, as the first may be under way. */
  async drawn() {
    const frame = () => new Promise((next) => this.view.requestAnimationFrame(next));
    for (let i = 0; i < 2; i++) await inTime(frame(), 'a picture');
  }

  /** @param {string} selector */
  #pixels(selector) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.one(selector));
    const { width, height } = canvas;
    // Of a copy: reading the page's own canvas often makes it slow, and Chromium complains.
    const copy = new OffscreenCanvas(width, height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
      copy.getContext('2d', { willReadFrequently: true })
    );
    context.drawImage(canvas, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  }

  /** What the page saves comes here instead of into a folder. */
  #keepFiles() {
    const { files } = this;
    this.view.HTMLAnchorElement.prototype.click = function () {
      const bytes = fetch(this.href).then(
        async (answer) => new Uint8Array(await answer.arrayBuffer()),
      );
      files.push({ name: this.download, bytes });
    };
  }

  /** An item of the Export menu. @param {string} item */
  async exported(item) {
    this.files.length = 0;
    this.click('#export summary');
    this.click(`#export [data-item="${item}"]`);
    const [file] =
      (await this.until(() => this.files.length > 0 && this.files, `${item} saved`)) || [];
    return { name: file.name, bytes: await inTime(file.bytes, `the bytes of ${item}`) };
  }

  /** Chooses a file to import. @param {string} name @param {Uint8Array} bytes */
  import(name, bytes) {
    const { DataTransfer, File, Event } = this.view;
    const chosen = new DataTransfer();
    chosen.items.add(new File([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], name));
    const input = /** @type {HTMLInputElement} */ (this.one('#import-file'));
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/**
 * The runs that are kept in this browser, with sums of their states.
 * @returns {Promise<{ step: number, total: number, savedAt: number, measured: number | undefined, sum: string, losses: string }[]>}
 */
export async function keptRuns() {
  const database = await openKept();
  if (!database) return [];
  const all = await settled(database.transaction('runs').objectStore('runs').getAll());
  database.close();
  return Promise.all(
    all.map(async ({ step, total, savedAt, bytes, losses, excess }) => {
      const text = JSON.stringify(losses, (_, value) =>
        ArrayBuffer.isView(value) ? [.../** @type {Float32Array} */ (value)] : value,
      );
      return {
        step,
        total,
        savedAt,
        measured: excess?.steps.at(-1),
        sum: await sumOf(bytes),
        losses: await sumOf(new TextEncoder().encode(text)),
      };
    }),
  );
}

/** @param {Uint8Array} bytes */
export async function sumOf(bytes) {
  const sum = await crypto.subtle.digest('SHA-256', /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Empties the database. It is not deleted: WebKit waits with that for a connection of a worker that died
 * in the midst of a write, for ever.
 */
async function forgetRuns() {
  const database = await openKept();
  if (!database) return;
  const names = [...database.objectStoreNames];
  const transaction = database.transaction(names, 'readwrite');
  await Promise.all(names.map((name) => settled(transaction.objectStore(name).clear())));
  database.close();
}

/** The database of kept runs, or null where there is none yet. */
async function openKept() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.transaction?.abort();
  return settled(request).catch(() => null);
}

/**
 * An answer that may never come, with a word then of what was asked.
 * @template T
 * @param {Promise<T>} answer
 * @param {string} what
 * @returns {Promise<T>}
 */
function inTime(answer, what) {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer in ${LIMIT / 1000} s: ${what}`));
    const timer = setTimeout(late, LIMIT);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
