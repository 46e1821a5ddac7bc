// The teacher's dialog: what to leave out, what to open with, and the link that says so.

import { copyText } from '../ui/clipboard.js';
import { build } from '../ui/dom.js';
import { makeDialog } from '../ui/dialog.js';
import { PARTS, writeQuery } from './query.js';
import { SCHEMA } from '../settings/schema.js';
import { STATIONS } from '../lessons/stations.js';

/** @type {Record<import('../settings/setting-definition.js').Group, string>} */
const GROUPS = {
  process: 'Process and data',
  network: 'Network',
  training: 'Training',
  sampling: 'Sampling',
  view: 'Pictures',
};

export class TeacherDialog {
  #dialog;
  /** @type {Map<string, HTMLInputElement>} */
  #boxes = new Map();
  #station = build('select', { id: 'teacher-station' });
  #options = {
    all: checkbox('all', 'Open all settings'),
    projector: checkbox('projector', 'Large type'),
    embed: checkbox('embed', 'For a frame (embed)'),
  };
  #link = build('input', { type: 'text', id: 'teacher-link', readOnly: true });
  #copied = build('output', {});

  constructor() {
    this.#station.append(
      new Option('no tour', ''),
      ...STATIONS.map(({ title }, i) => new Option(`${i + 1}. ${title}`, String(i + 1))),
    );
    const copy = build('button', { type: 'button', textContent: 'Copy', className: 'primary' });
    copy.onclick = () => this.#copy();
    this.#link.onfocus = () => this.#link.select();
    this.#link.setAttribute('aria-label', 'Link for the class');
    this.#copied.setAttribute('role', 'status');
    this.#dialog = makeDialog('Teacher', [
      build('p', {}, [
        'A link with the settings as they are now. What is unticked is left out of the page: so a class meets only what the lesson is about.',
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
      build('div', { className: 'teacher-link' }, [this.#link, copy]),
      this.#copied,
    ]);
    this.#dialog.oninput = () => this.#write();
  }

  /** @param {string} name @param {[string, string][]} entries key and label */
  #group(name, entries) {
    return group(
      name,
      entries.map(([key, label]) => {
        const row = checkbox(key, label);
        const box = /** @type {HTMLInputElement} */ (row.firstElementChild);
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
          this.#options[/** @type {'all'} */ (name)].firstElementChild
        ).checked,
    );
    const query = writeQuery({
      tour: Number(this.#station.value) || null,
      all,
      projector,
      embed,
      hide,
    });
    this.#link.value = `${location.origin}${location.pathname}${query}${location.hash}`;
    this.#copied.textContent = '';
  }

  async #copy() {
    const copied = await copyText(this.#link.value);
    if (!copied) this.#link.focus();
    this.#copied.textContent = copied ? 'Copied.' : 'Copy the selected text.';
  }
}

/** @param {string} value @param {string} label */
function checkbox(value, label) {
  return build('label', {}, [build('input', { type: 'checkbox', value }), ` ${label}`]);
}

/** @param {string} name @param {Node[]} rows */
function group(name, rows) {
  return build('fieldset', {}, [build('legend', { textContent: name }), ...rows]);
}
