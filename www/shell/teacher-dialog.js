// The teacher's dialog: what to leave out, what to open with, and the link that says so, also as a QR
// code for a slide. Loaded when it is first opened.

import { copyText } from '../ui/clipboard.js';
import { build } from '../ui/dom.js';
import { makeDialog } from '../ui/dialog.js';
import { download } from '../ui/download.js';
import { QrPicture, svgOf } from '../ui/qr-code.js';
import { PARTS, writeQuery } from './query.js';
import { SCHEMA, settingOf } from '../settings/schema.js';
import { readHash, writeHash } from '../settings/url-hash.js';
import { STATIONS } from '../lessons/stations.js';

/** @type {Record<Exclude<import('../settings/setting-definition.js').Group, 'explore'>, string>} */
const GROUPS = {
  process: 'Process and data',
  network: 'Network',
  training: 'Training',
  sampling: 'Sampling',
  view: 'Pictures',
};

export class TeacherDialog {
  #address;
  #dialog;
  /** @type {Map<string, HTMLInputElement>} */
  #boxes = new Map();
  #station = build('select', { id: 'teacher-station' });
  #options = {
    all: checkbox('all', 'Show all settings'),
    projector: checkbox('projector', 'Projector mode (large type)'),
    embed: checkbox('embed', 'For embedding in an iframe'),
  };
  #link = build('input', { type: 'text', id: 'teacher-link', readOnly: true });
  #copied = build('output', {});
  #code = new QrPicture('The link as a QR code');
  #save = build('button', { type: 'button', textContent: 'Save QR code' });
  #codeWords = build('p', { className: 'qr-words' });
  /** What the code shows; null: the link is too long for one. @type {boolean[][] | null} */
  #modules = null;

  /**
   * @param {{ href: string, hash: string }} address of the page
   * @param {(exercise: string) => void} exercises opens one of them, or the board
   */
  constructor(address, exercises) {
    this.#address = address;
    this.#station.append(
      new Option('none', ''),
      ...STATIONS.map(({ title }, i) => new Option(`${i + 1}. ${title}`, String(i + 1))),
    );
    const copy = build('button', { type: 'button', textContent: 'Copy', className: 'primary' });
    copy.onclick = () => this.#copy();
    this.#link.onfocus = () => this.#link.select();
    this.#link.setAttribute('aria-label', 'Link for the class');
    this.#copied.setAttribute('role', 'status');
    this.#codeWords.setAttribute('role', 'status');
    this.#save.onclick = () => {
      if (!this.#modules) return;
      download('nano-diffusion-qr.svg', svgOf(this.#modules), 'image/svg+xml');
    };
    this.#dialog = makeDialog('For teachers', [
      build('p', {}, [
        'Creates a link with the current settings. Anything you untick is hidden, so the class sees only what the lesson needs.',
      ]),
      build('div', { className: 'teacher-groups' }, [
        ...Object.entries(GROUPS).map(([group, name]) =>
          this.#group(
            name,
            SCHEMA.filter((setting) => setting.group === group).map(({ key, label }) => [
              key,
              label,
            ]),
          ),
        ),
        this.#group('Parts of the page', Object.entries(PARTS)),
        group('The page', [
          ...Object.values(this.#options),
          build('label', { className: 'teacher-menu' }, ['Tour ', this.#station]),
        ]),
      ]),
      build('div', { className: 'copy-line' }, [this.#link, copy]),
      this.#copied,
      build('div', { className: 'qr-beside' }, [
        this.#code.element,
        build('div', {}, [this.#codeWords, this.#save]),
      ]),
      build('p', {}, [
        'Exercises ask for a prediction, then the page computes the answer. The board counts what a class predicted.',
      ]),
      build('div', { className: 'copy-line' }, [
        build('button', { type: 'button', value: 'decide', textContent: 'Exercises' }),
        build('button', { type: 'button', value: 'board', textContent: 'Board of a class' }),
      ]),
    ]);
    this.#dialog.oninput = () => this.#write();
    for (const button of this.#dialog.querySelectorAll('button[value]')) {
      button.addEventListener('click', () => {
        this.#dialog.close();
        exercises(/** @type {HTMLButtonElement} */ (button).value);
      });
    }
  }

  /** @param {string} name @param {[string, string][]} entries key and label */
  #group(name, entries) {
    return group(
      name,
      entries.map(([key, label]) => {
        const row = checkbox(key, label);
        const box = /** @type {HTMLInputElement} */ (row.querySelector('input'));
        box.checked = true;
        this.#boxes.set(key, box);
        return row;
      }),
    );
  }

  open() {
    this.#write();
    this.#dialog.showModal();
  }

  #write() {
    const hide = [...this.#boxes].filter(([, box]) => !box.checked).map(([key]) => key);
    const [all, projector, embed] = ['all', 'projector', 'embed'].map(
      (name) =>
        /** @type {HTMLInputElement} */ (
          this.#options[/** @type {'all'} */ (name)].querySelector('input')
        ).checked,
    );
    const query = writeQuery({
      tour: Number(this.#station.value) || null,
      all,
      projector,
      embed,
      hide,
    });
    const { href, hash } = this.#address;
    this.#link.value = href.split(/[?#]/, 1)[0] + query + withoutPrediction(hash);
    this.#copied.textContent = '';
    this.#draw();
  }

  #draw() {
    const link = this.#link.value;
    const modules = (this.#modules = this.#code.show(link));
    this.#save.hidden = modules === null;
    const long = `${link.length.toLocaleString('en')} characters`;
    this.#codeWords.textContent = modules
      ? 'The same link, for a slide. The file is an SVG: it stays sharp at any size.'
      : `No QR code: a link of ${long} makes one that can’t be read from a distance. ` +
        'Points of your own are what makes a link long: use fewer of them, or share the link itself.';
  }

  async #copy() {
    const copied = await copyText(this.#link.value);
    if (!copied) this.#link.focus();
    this.#copied.textContent = copied ? 'Copied.' : 'Couldn’t copy: please copy the selected text.';
  }
}

/** A teacher’s own prediction is not for the class. @param {string} hash */
function withoutPrediction(hash) {
  const { values } = readHash(hash);
  const nothing = settingOf('prediction').initial;
  if (values.prediction === nothing) return hash;
  return `#${writeHash({ ...values, prediction: Number(nothing) })}`;
}

/** @param {string} value @param {string} label */
function checkbox(value, label) {
  return build('label', {}, [build('input', { type: 'checkbox', value }), ` ${label}`]);
}

/** @param {string} name @param {Node[]} rows */
function group(name, rows) {
  return build('fieldset', {}, [build('legend', { textContent: name }), ...rows]);
}
