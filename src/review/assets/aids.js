// Suggestions for the current bead: its findings, the glossary, the translation memory.

import { $, button, debounce, h } from './dom.js';
import { cursor } from './cursor.js';
import { Emitter } from './emitter.js';
import { fix, suppress } from './acts.js';
import { get } from './api.js';
import { fixDiff, said } from './text.js';
import { proposals } from './proposals.js';
import { t } from './words.js';
import { thread } from './comments.js';
import { SEVERITY } from './findings-words.js';
import { store } from './store.js';

const WAIT = 150;

class Aids extends Emitter {
  lastField = null;
  #visible = false;
  #of = null;
  #answer = { terms: [], memory: [], reader: [] };
  #insert = () => {};
  #soon = debounce(WAIT, () => this.#load());

  setUp({ insert }) {
    this.#insert = insert;
    cursor.on('moved', () => this.#changed());
    store.on('loaded', () => this.#of !== (cursor.bead?.id ?? null) && this.#changed());
    store.on('reset', () => this.#changed());
    store.on('patch', ({ at, beads }) => {
      if (cursor.index >= at && cursor.index < at + beads.length) this.#changed();
    });
    store.on('checked', () => this.#changed());
    store.on('state', () => {
      if (!this.#visible) return;
      this.#paintFindings();
      this.#paintSaid();
    });
  }

  show() {
    this.#visible = true;
    this.#changed();
  }

  hide() {
    this.#visible = false;
  }

  terms(id) {
    return id === this.#of ? this.#answer.terms : [];
  }

  /** What the second reader doubts of the current link. */
  reader() {
    return this.#of === (cursor.bead?.id ?? null) ? this.#answer.reader : [];
  }

  insertTerm(k) {
    const term = this.#answer.terms[k - 1];
    if (!term || this.#of !== cursor.bead?.id) return false;
    this.#insert(term.target);
  }

  fixFirst() {
    const finding = cursor.bead?.findings.find((one) => one.replacement && one.state === 'new');
    if (!finding) return false;
    fix(finding);
  }

  #changed() {
    if (!this.#visible) return;
    this.#paintFindings();
    this.#paintSaid();
    this.#soon();
  }

  async #load() {
    const { bead } = cursor;
    if (!bead || !this.#visible) return;
    let answer = { terms: [], memory: [], reader: [] };
    try {
      answer = await get(`aids?bead=${encodeURIComponent(bead.id)}`);
    } catch {
      // One can work on without the suggestions; errors of the server are shown elsewhere.
    }
    if (cursor.bead?.id !== bead.id) return;
    this.#of = bead.id;
    this.#answer = answer;
    this.#paint();
    this.emit('loaded');
  }

  /** What people say of the link, and what they and the second reader propose. */
  #paintSaid() {
    const { bead } = cursor;
    const all = bead ? proposals(bead, { reader: this.reader(), insert: this.#insert }) : [];
    $('#aids-proposals').replaceChildren(...all);
    $('#aids-proposals').parentElement.hidden = !all.length;
    const box = $('#aids-comments');
    // A button that has the focus stays.
    const action = box.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    box.replaceChildren(...(bead ? [thread(bead)] : []));
    if (action) $(`[data-action=${action}]`, box)?.focus();
  }

  #paintFindings() {
    $('#aids-findings').replaceChildren(...this.#findings(cursor.bead));
  }

  #findings(bead) {
    if (!bead) return [];
    const all = bead.findings.filter(({ state }) => state !== 'suppressed');
    if (!all.length) return [h('p', { class: 'none' }, t(store.checked ? 'w-aids-none' : 'w-checking'))];
    return all.map((finding) => h('div', { class: `aid finding ${finding.severity}`, 'data-fingerprint': finding.fingerprint },
      h('p', null, h('span', { class: `badge ${finding.severity}` }, SEVERITY[finding.severity]), ' ', finding.message, finding.state === 'known' ? h('span', { class: 'soft' }, ' ', t('w-known')) : null),
      finding.replacement ? fixDiff(finding, store.language('target')) : null,
      h('div', { class: 'buttons' },
        finding.replacement ? button('fix', [t('w-fix'), ' ', said('span', finding.replacement.text || t('w-take-out'), store.language('target'), { class: 'text fix-text' })], () => fix(finding), { class: 'small' }) : null,
        button('suppress', t('w-suppress'), () => suppress(finding), { class: 'small' }))));
  }

  #paint() {
    const { terms, memory } = this.#answer;
    const [zh, en] = [store.language('source'), store.language('target')];
    this.#paintFindings();
    this.#paintSaid();
    $('#aids-terms').replaceChildren(...(terms.length ? terms.map((term, k) => h('div', { class: `aid term ${term.used ? 'used' : ''}` },
      button('insert-term', [k < 9 ? h('kbd', null, `Alt+${k + 1}`) : null, said('span', term.source, zh), h('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'), said('span', term.target, en)], () => this.#insert(term.target), { class: 'aid-button', title: t('w-insert') }),
      h('p', { class: 'soft' }, h('span', { class: `use ${term.used ? 'yes' : 'no'}` }, t(term.used ? 'w-term-used' : 'w-term-unused')),
        term.variants?.length ? [' · ', t('w-term-also'), ' ', said('span', term.variants.join(', '), en)] : null,
        term.forbidden?.length ? [' · ', t('w-term-not'), ' ', said('span', term.forbidden.join(', '), en)] : null,
        term.note ? ` · ${term.note}` : null))) : [h('p', { class: 'none' }, t('w-aids-no-terms'))]));
    $('#aids-memory').replaceChildren(...(memory.length ? memory.map((match) => h('div', { class: 'aid match' },
      h('p', { class: 'soft' }, h('span', { class: 'score' }, t('w-percent', { percent: Math.round(match.score * 100) })), ' ', match.origin),
      h('p', null, said('span', match.source, zh)),
      button('insert-match', said('span', match.target, en), () => this.#insert(match.target), { class: 'aid-button', title: t('w-insert') }))) : [h('p', { class: 'none' }, t('w-aids-no-memory'))]));
  }
}

export const aids = new Aids();
