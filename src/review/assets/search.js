// The search in both languages, over one text or over all: a field, and the places found.

import { $, debounce, h } from './dom.js';
import { boundary, nodes, said } from './text.js';
import { Cards } from './cards.js';
import { complain } from './status.js';
import { number, t } from './words.js';

const MOST = 200;
const CONTEXT = { source: 28, target: 60 };
const AGAIN = 1000;
const KINDS = {
  preferred: t('w-use-preferred'), variant: t('w-use-variant'), forbidden: t('w-use-forbidden'),
  chinese: t('w-use-chinese'), other: t('w-use-other'), untranslated: t('w-use-untranslated'),
};

const HIT = Symbol('hit');

/**
 * `ask(path)` asks about the texts that are searched, `open(hit)` goes to a place, `language(side)` is the
 * language of a side, `here` the name of the text that the page is about.
 */
export class Search {
  #ask;
  #open;
  #language;
  #here;
  #asked = 0;
  #titles = new Map();

  constructor({ ask, open, language, here = null }) {
    this.#ask = ask;
    this.#open = open;
    this.#language = language;
    this.#here = here;
    this.cards = new Cards($('#hits'), '.card');
    const field = $('#search');
    field.addEventListener('input', debounce(250, () => this.search()));
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'ArrowDown' || event.key === 'Enter') {
        const card = this.cards.current ?? this.cards.all[0];
        if (card) this.cards.focus(card);
        event.preventDefault();
      }
    });
  }

  get current() {
    return this.cards.current?.[HIT] ?? null;
  }

  lookUp(text) {
    $('#search').value = text;
    this.search();
    $('#search').focus();
  }

  /** Shows the places of the words in the field. */
  async search() {
    const query = $('#search').value;
    const turn = ++this.#asked;
    if (!query.trim()) {
      this.#show([], '');
      return;
    }
    await this.#whileUnread(turn, `search?q=${encodeURIComponent(query)}&most=${MOST}`, (found) => {
      this.#remember(found.texts ?? []);
      const { total, hits } = found;
      this.#show(this.#grouped(hits, found.texts), [placesInWords(total, hits.length, found.texts), unread(found)].join(' ').trim());
    });
  }

  /** Shows how a term of the glossary is rendered in all texts. */
  async showUses(term) {
    const turn = ++this.#asked;
    $('#search').value = term;
    await this.#whileUnread(turn, `uses?term=${encodeURIComponent(term)}`, (found) => {
      this.#remember(found.renderings.flatMap(({ texts }) => texts));
      const rows = found.renderings.flatMap((rendering) => [this.#rendering(rendering), ...rendering.examples.map((one) => this.#example(one))]);
      const times = found.total ? t('w-uses', { count: found.total, term, texts: t('w-texts', { count: found.in }) }) : t('w-uses-none', { term });
      this.#show(rows, [times, unread(found)].join(' ').trim());
    });
    const card = this.cards.all[0];
    if (card && turn === this.#asked) this.cards.focus(card);
  }

  /** Asks, and asks again as long as some texts have not been read. A late answer to an earlier question is dropped. */
  async #whileUnread(turn, path, show) {
    for (;;) {
      let found;
      try {
        found = await this.#ask(path);
      } catch (error) {
        if (turn === this.#asked) complain(error);
        return;
      }
      if (turn !== this.#asked) return;
      show(found);
      if (!found.unread) return;
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
      if (turn !== this.#asked) return;
    }
  }

  #remember(texts) {
    for (const { name, title } of texts) this.#titles.set(name, title ?? name);
  }

  #show(rows, state) {
    const { current, place } = this.cards;
    const focused = $('#hits').contains(document.activeElement);
    $('#hits').replaceChildren(...rows);
    $('#search-state').textContent = state;
    this.cards.restore(current?.dataset.key ?? null, Math.max(0, place), focused);
  }

  /** The hits, under the title of their text where there are several. */
  #grouped(hits, texts) {
    if (!texts) return hits.map((hit) => this.#hit(hit));
    const rows = [];
    let last = null;
    for (const hit of hits) {
      if (hit.in !== last) {
        const { total } = texts.find(({ name }) => name === hit.in) ?? {};
        rows.push(h('li', { class: 'group' }, this.#titleOf(hit.in), ' ', h('span', { class: 'count' }, number(total ?? 0))));
        last = hit.in;
      }
      rows.push(this.#hit(hit));
    }
    return rows;
  }

  #titleOf(name) {
    const title = this.#titles.get(name) ?? name;
    return [said('span', title, this.#language('source'), { class: 'text text-title' }), title === name ? null : h('span', { class: 'soft' }, ` ${name}`), name === this.#here ? h('span', { class: 'soft' }, ' ', t('w-this-text')) : null];
  }

  #card(place, props, ...children) {
    const element = h('li', { class: 'card hit', tabindex: '-1', 'data-index': place.index, 'data-in': place.in ?? null, ...props, onclick: (event) => {
      if (!event.target.closest('button') && getSelection().isCollapsed) this.#open(place);
    } }, h('span', { class: 'number' }, number(place.index + 1)), ...children);
    element[HIT] = place;
    return element;
  }

  #hit(hit) {
    const other = hit.side === 'source' ? 'target' : 'source';
    return this.#card(hit, { 'data-key': `${hit.in ?? ''} ${hit.bead} ${hit.side} ${hit.sentence}` },
      this.#around(hit),
      hit.other ? said('p', hit.other, this.#language(other), { class: 'text other' }) : h('p', { class: 'missing' }, t('w-other-side-empty')));
  }

  #around({ side, text, from, to }) {
    const wide = CONTEXT[side];
    const left = boundary(text, Math.max(0, from - wide));
    const right = boundary(text, Math.min(text.length, to + wide * 2));
    return h('p', { class: 'kwic text', lang: this.#language(side), dir: 'auto' },
      h('span', { class: 'left' }, h('span', null, left ? '…' : '', nodes(text.slice(left, from)))),
      h('mark', { class: 'hit' }, nodes(text.slice(from, to))),
      h('span', { class: 'right' }, nodes(text.slice(to, right)), right < text.length ? '…' : ''));
  }

  #rendering({ english, kind, times, texts }) {
    const name = english ? said('strong', english, this.#language(kind === 'chinese' ? 'source' : 'target'), { class: 'text' }) : h('strong', null, KINDS[kind]);
    return h('li', { class: `group rendering ${kind}` }, name, english ? h('span', { class: 'soft' }, ` ${KINDS[kind]}`) : null, ' ',
      h('span', { class: 'count' }, t('w-times', { count: times }), ' ', texts.map(({ name: text, times: here }, k) => [k ? ', ' : '', this.#titles.get(text) ?? text, ` ${number(here)}`])));
  }

  #example(use) {
    return this.#card(use, { 'data-key': `${use.in} ${use.bead}` },
      said('p', use.source, this.#language('source'), { class: 'text' }),
      use.target ? said('p', use.target, this.#language('target'), { class: 'text other' }) : h('p', { class: 'missing' }, t('w-not-translated')),
      h('p', { class: 'soft other' }, this.#titles.get(use.in) ?? use.in));
  }
}

/** How many places were found, and in how many texts where there are several. */
export function placesInWords(total, shown, texts) {
  if (!total) return t('w-found-nowhere');
  const places = t('w-places', { count: total });
  const where = texts?.length ? t('w-in-texts', { places, texts: t('w-texts', { count: texts.length }) }) : places;
  return total > shown ? t('w-found-first', { shown, places: where }) : t('w-found', { places: where });
}

const unread = (found) => (found.unread ? t('w-unread', { count: found.unread }) : '');
