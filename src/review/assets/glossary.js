// The list of the glossary, with a filter.

import { $, button, h } from './dom.js';
import { number, t } from './words.js';
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
    $('#terms-file').textContent = file ?? t('w-no-glossary');
    this.#paint();
  }

  #paint() {
    const terms = this.#terms;
    const english = (text) => said('span', text, this.#language('target'));
    const wanted = $('#terms-filter').value.trim().toLowerCase();
    const kept = terms.filter((term) => !wanted || [term.source, term.target, ...(term.variants ?? []), term.note ?? ''].some((text) => text.toLowerCase().includes(wanted)));
    $('#terms-count').textContent = wanted ? t('w-count-of', { count: kept.length, total: terms.length }) : number(terms.length);
    $('#terms-list').replaceChildren(...kept.slice(0, SHOWN).map((term) => h('li', { class: 'term-row' },
      h('p', null, said('span', term.source, this.#language('source'), { class: 'text term-source' }), ' ', english(term.target)),
      term.variants?.length ? h('p', { class: 'soft' }, t('w-term-also'), ' ', english(term.variants.join(', '))) : null,
      term.forbidden?.length ? h('p', { class: 'soft' }, t('w-term-not'), ' ', english(term.forbidden.join(', '))) : null,
      term.note ? h('p', { class: 'soft' }, term.note) : null,
      button('find-term', t('w-term-find'), () => this.#find(term.source), { class: 'small', 'aria-label': t('w-term-find-it', { term: term.source }) }),
      this.#uses ? button('term-uses', t('w-renderings'), () => this.#uses(term.source), { class: 'small renderings', 'aria-label': t('w-renderings-of', { term: term.source }) }) : null)));
    if (kept.length > SHOWN) $('#terms-list').append(h('li', { class: 'soft' }, t('w-terms-more', { count: kept.length - SHOWN })));
    if (!terms.length) $('#terms-list').append(h('li', { class: 'none' }, t('w-glossary-empty')));
  }
}
