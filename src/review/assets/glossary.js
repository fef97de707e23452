// The list of the glossary, with a filter.

import { $, button, h, number } from './dom.js';
import { said } from './text.js';

const SHOWN = 200;

/** `find(term)` searches for a term; `uses(term)`, where there is one, shows how it is rendered. */
export class Glossary {
  #terms = [];
  #language;
  #find;
  #uses;

  constructor({ language, find, uses = null }) {
    this.#language = language;
    this.#find = find;
    this.#uses = uses;
    $('#terms-filter').addEventListener('input', () => this.#paint());
  }

  show(terms, file) {
    this.#terms = terms;
    $('#terms-file').textContent = file ?? 'no glossary is set';
    this.#paint();
  }

  #paint() {
    const terms = this.#terms;
    const english = (text) => said('span', text, this.#language('target'));
    const wanted = $('#terms-filter').value.trim().toLowerCase();
    const kept = terms.filter((term) => !wanted || [term.source, term.target, ...(term.variants ?? []), term.note ?? ''].some((text) => text.toLowerCase().includes(wanted)));
    $('#terms-count').textContent = wanted ? `${number(kept.length)} of ${number(terms.length)}` : number(terms.length);
    $('#terms-list').replaceChildren(...kept.slice(0, SHOWN).map((term) => h('li', { class: 'term-row' },
      h('p', null, said('span', term.source, this.#language('source'), { class: 'text term-source' }), ' ', english(term.target)),
      term.variants?.length ? h('p', { class: 'soft' }, 'also ', english(term.variants.join(', '))) : null,
      term.forbidden?.length ? h('p', { class: 'soft' }, 'not ', english(term.forbidden.join(', '))) : null,
      term.note ? h('p', { class: 'soft' }, term.note) : null,
      button('find-term', 'Find', () => this.#find(term.source), { class: 'small', 'aria-label': `Find ${term.source}` }),
      this.#uses ? button('term-uses', 'Renderings', () => this.#uses(term.source), { class: 'small renderings', 'aria-label': `Renderings of ${term.source}` }) : null)));
    if (kept.length > SHOWN) $('#terms-list').append(h('li', { class: 'soft' }, `${number(kept.length - SHOWN)} more: narrow the list.`));
    if (!terms.length) $('#terms-list').append(h('li', { class: 'none' }, 'The glossary is empty.'));
  }
}
