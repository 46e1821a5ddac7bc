// What is dropped or pasted anywhere on the page: the one place that takes it, and the veil that says
// so while something is dragged over the page. It always goes.

/**
 * What was dropped or pasted: files, or a text.
 * @typedef {object} Arrival
 * @property {File[]} files folders are not among them
 * @property {number} folders
 * @property {string} text empty where there are files
 * @property {boolean} link whether the text is a link that was dragged
 * @property {'dropped' | 'pasted'} how
 */

const VEIL = 'dropping';
/** A drag that stands still says so several times a second: without a word for so long, it is gone
 * (milliseconds). */
const SILENCE = 1500;
/** What a text may be put into: that is the browser's business. */
const EDITABLE =
  'input:not([type="range"], [type="radio"], [type="checkbox"], [type="button"]), textarea, [contenteditable]';
const [FILES, LINK, TEXT] = ['Files', 'text/uri-list', 'text/plain'];

/** @param {(arrival: Arrival) => void} onArrival is asked once for each drop */
export function onArrivals(onArrival) {
  /** Whether what is dragged is of this page, such as words that were marked. */
  let own = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const unveil = () => {
    clearTimeout(timer);
    document.body.classList.remove(VEIL);
  };
  /** Whether the page takes a drag. @param {DragEvent} event */
  const takes = ({ dataTransfer, target }) => {
    const types = dataTransfer?.types ?? [];
    if (own) return false;
    if (types.includes(FILES)) return true;
    const inField = target instanceof Element && target.closest(EDITABLE);
    return !inField && (types.includes(LINK) || types.includes(TEXT));
  };
  /** Before any other part of the page hears of it. @param {string} kind @param {(event: DragEvent) => void} act */
  const on = (kind, act) =>
    addEventListener(kind, (event) => act(/** @type {DragEvent} */ (event)), { capture: true });

  on('dragstart', () => (own = true));
  on('dragend', () => {
    own = false;
    unveil();
  });
  for (const kind of ['dragenter', 'dragover']) {
    on(kind, (event) => {
      if (!takes(event)) return unveil();
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      document.body.classList.add(VEIL);
      clearTimeout(timer);
      timer = setTimeout(unveil, SILENCE);
    });
  }
  on('dragleave', (event) => {
    // Leaving one element for another is not leaving the page.
    if (!event.relatedTarget) unveil();
  });
  on('drop', (event) => {
    unveil();
    const taken = takes(event);
    own = false;
    if (!taken || !event.dataTransfer) return;
    event.preventDefault();
    event.stopPropagation();
    onArrival(arrivalOf(event.dataTransfer, 'dropped'));
  });
  for (const kind of ['blur', 'pagehide']) addEventListener(kind, unveil);

  addEventListener('paste', (event) => {
    const { clipboardData, target, defaultPrevented } = event;
    const inField = target instanceof Element && target.closest(EDITABLE);
    if (!clipboardData || defaultPrevented || inField) return;
    if (document.querySelector('dialog[open]')) return; // it is the dialog's
    const arrival = arrivalOf(clipboardData, 'pasted');
    if (arrival.files.length === 0 && !mayBePoints(arrival.text)) return;
    event.preventDefault();
    onArrival(arrival);
  });
}

/** @param {DataTransfer} data @param {Arrival['how']} how @returns {Arrival} */
function arrivalOf(data, how) {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const isFolder = (/** @type {DataTransferItem} */ item) =>
    item.webkitGetAsEntry?.()?.isDirectory ?? false;
  const kept = items.filter((item) => !isFolder(item));
  const files = items.length > 0 ? kept.map((item) => item.getAsFile()) : [...data.files];
  const there = files.filter((file) => file !== null);
  const folders = items.length - kept.length;
  // A table that is copied comes as its picture, too.
  const words = data.getData(TEXT);
  const text = how === 'pasted' || there.length + folders === 0 ? words : '';
  const pastes = how === 'pasted' && mayBePoints(words);
  return {
    files: pastes ? [] : there,
    folders,
    text: there.length > 0 && !pastes ? '' : text,
    link: !pastes && data.types.includes(LINK) && there.length + folders === 0,
    how,
  };
}

/** Whether a text is worth being read as points: two numbers side by side, or JSON. @param {string} text */
export function mayBePoints(text) {
  const start = text.trimStart().slice(0, 2000);
  return /^[[{]/.test(start) || /\d["']?[ \t]*[\s,;|][ \t]*["']?[-+−.]?\d/.test(start);
}
