// Suggestions for the current bead: its findings, the glossary, the translation memory.

import { $, button, debounce, h } from './dom.js';
import { cursor } from './cursor.js';
import { Emitter } from './emitter.js';
import { fix, suppress } from './acts.js';
import { get } from './api.js';
import { fixDiff, said } from './text.js';
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
    store.on('state', () => this.#visible && this.#paintFindings());
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

  #paintFindings() {
    $('#aids-findings').replaceChildren(...this.#findings(cursor.bead));
  }

  #findings(bead) {
    if (!bead) return [];
    const all = bead.findings.filter(({ state }) => state !== 'suppressed');
    if (!all.length) return [h('p', { class: 'none' }, store.checked ? 'Nothing found.' : 'Checking…')];
    return all.map((finding) => h('div', { class: `aid finding ${finding.severity}`, 'data-fingerprint': finding.fingerprint },
      h('p', null, h('span', { class: `badge ${finding.severity}` }, finding.severity), ' ', finding.message, finding.state === 'known' ? h('span', { class: 'soft' }, ' (known)') : null),
      finding.replacement ? fixDiff(finding, store.language('target')) : null,
      h('div', { class: 'buttons' },
        finding.replacement ? button('fix', ['Fix: ', said('span', finding.replacement.text || '(take out)', store.language('target'), { class: 'text fix-text' })], () => fix(finding), { class: 'small' }) : null,
        button('suppress', 'Suppress…', () => suppress(finding), { class: 'small' }))));
  }

  #paint() {
    const { terms, memory, reader } = this.#answer;
    const [zh, en] = [store.language('source'), store.language('target')];
    this.#paintFindings();
    $('#aids-terms').replaceChildren(...(terms.length ? terms.map((term, k) => h('div', { class: `aid term ${term.used ? 'used' : ''}` },
      button('insert-term', [k < 9 ? h('kbd', null, `Alt+${k + 1}`) : null, said('span', term.source, zh), h('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'), said('span', term.target, en)], () => this.#insert(term.target), { class: 'aid-button', title: 'Put it in' }),
      h('p', { class: 'soft' }, h('span', { class: `use ${term.used ? 'yes' : 'no'}` }, term.used ? 'used' : 'not used'),
        term.variants?.length ? [' · also ', said('span', term.variants.join(', '), en)] : null,
        term.forbidden?.length ? [' · not ', said('span', term.forbidden.join(', '), en)] : null,
        term.note ? ` · ${term.note}` : null))) : [h('p', { class: 'none' }, 'No term of the glossary is in this link.')]));
    const proposals = reader.map((doubt) => h('div', { class: 'aid match reader' },
      h('p', { class: 'soft' }, `second reader ${doubt.reader}: ${doubt.reason}`),
      doubt.target ? button('insert-proposal', said('span', doubt.target, en), () => this.#insert(doubt.target), { class: 'aid-button', title: 'Put it in' }) : null));
    $('#aids-memory').replaceChildren(...proposals, ...(memory.length ? memory.map((match) => h('div', { class: 'aid match' },
      h('p', { class: 'soft' }, h('span', { class: 'score' }, `${Math.round(match.score * 100)} %`), ' ', match.origin),
      h('p', null, said('span', match.source, zh)),
      button('insert-match', said('span', match.target, en), () => this.#insert(match.target), { class: 'aid-button', title: 'Put it in' }))) : [h('p', { class: 'none' }, 'Nothing like it is in the memory.')]));
  }
}

export const aids = new Aids();
