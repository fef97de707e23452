// A list of places that would change, each with what it says before and after and a tick to leave it out. More are
// fetched as they are asked for; what was not seen is meant as well, unless everything was unticked.

import { button, h } from './dom.js';
import { complain } from './status.js';
import { inPieces } from './proposals.js';
import { t } from './words.js';

const ITEM = Symbol('item');

/**
 * `more(from)` resolves with `{total, items}`; an item has `{key, in, index, pieces, fixed, about, open}`: `fixed` ones
 * cannot be ticked, `about` is shown above, `open()` goes there. `changed` is called when a tick changes.
 */
export class Ticks {
  /** The list, to be put somewhere. */
  box = h('ul', { class: 'ticks' });
  total = 0;
  #more;
  #language;
  #changed;
  #except = new Set();
  #only = null;
  #button = button('more', '', () => this.#extend());
  #items = [];

  constructor({ more, language, changed }) {
    this.#more = more;
    this.#language = language;
    this.#changed = changed;
    this.foot = h('p', { class: 'buttons' }, this.#button);
    this.#button.hidden = true;
    this.box.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Forgets everything, ticks included. */
  reset(total, items) {
    this.#except.clear();
    this.#only = null;
    this.#items = [];
    this.total = total;
    this.box.replaceChildren();
    this.#append(items);
  }

  /** Paints the items again, because they would become something else. */
  repaint(pieces) {
    for (const row of this.box.children) {
      const item = row[ITEM];
      item.pieces = pieces(item);
      row.querySelector('.tick-text').replaceChildren(...inPieces(item.pieces).flat());
    }
  }

  async #extend() {
    try {
      const { total, items } = await this.#more(this.#items.length);
      this.total = total;
      const at = this.box.children.length;
      this.#append(items);
      this.box.children[at]?.querySelector('input, button')?.focus();
    } catch (error) {
      complain(error);
    }
  }

  #append(items) {
    this.#items.push(...items);
    let last = this.box.lastElementChild?.[ITEM]?.in;
    this.box.append(...items.map((item) => {
      const row = this.#row(item, item.in !== last ? item.title : null);
      last = item.in;
      return row;
    }));
    const left = this.total - this.#items.length;
    this.#button.hidden = left <= 0;
    this.#button.textContent = t('w-more', { count: left });
  }

  #row(item, title) {
    const tick = item.fixed ? null : h('input', { type: 'checkbox', 'data-key': item.key, 'aria-describedby': null, onchange: () => this.#tick(item, tick.checked) });
    if (tick) tick.checked = this.isTicked(item);
    const text = h('span', { class: 'text tick-text', lang: item.language ?? this.#language, dir: 'auto' }, inPieces(item.pieces));
    const row = h('li', { class: `tick ${item.fixed ? 'fixed' : ''}`, 'data-index': item.index, 'data-in': item.in ?? null },
      title ? h('h3', { class: 'tick-title' }, title) : null,
      h('label', null, tick, h('span', { class: 'number' }, t('w-number', { index: item.index + 1 })), ' ', text),
      item.about ? h('p', { class: 'soft' }, item.about) : null,
      item.open ? button('jump', t('w-tick-open'), item.open, { class: 'small', 'aria-label': t('w-tick-open-it', { index: item.index + 1 }) }) : null);
    row[ITEM] = item;
    return row;
  }

  #key(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !event.target.matches('input')) return;
    const all = [...this.box.querySelectorAll('input')];
    const next = all[all.indexOf(event.target) + by];
    event.preventDefault();
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  #name = ({ in: text, key }) => (text ? `${text}\n${key}` : key);

  isTicked(item) {
    return this.#only ? this.#only.has(this.#name(item)) : !this.#except.has(this.#name(item));
  }

  #tick(item, on) {
    const name = this.#name(item);
    if (this.#only) this.#only[on ? 'add' : 'delete'](name);
    else this.#except[on ? 'delete' : 'add'](name);
    this.#changed();
  }

  /** Ticks all, the unseen ones too, or none. */
  all(on) {
    this.#except.clear();
    this.#only = on ? null : new Set();
    for (const tick of this.box.querySelectorAll('input')) tick.checked = on;
    this.#changed();
  }

  /** How many are ticked, of those that may be. */
  count(possible) {
    return this.#only ? this.#only.size : possible - this.#except.size;
  }

  /** What is meant, as the server takes it: `{except}` or `{only}`, by text where there are several. */
  chosen() {
    if (this.#only) return { only: [...this.#only] };
    return { except: [...this.#except] };
  }

  /** The same by text: `{except_in}` or `{only_in}`. */
  chosenByText() {
    const byText = {};
    for (const name of this.#only ?? this.#except) {
      const [text, key] = name.split('\n');
      (byText[text] ??= []).push(key);
    }
    return this.#only ? { only_in: byText } : { except_in: byText };
  }
}
