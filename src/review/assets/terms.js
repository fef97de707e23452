// The Terms view: search in both languages, the glossary, and proposed terms.

import { $, button, debounce, h, number, plural } from './dom.js';
import { bind } from './keys.js';
import { boundary, nodes, said } from './text.js';
import { Cards } from './cards.js';
import { complain, explained, say } from './status.js';
import { get, post } from './api.js';
import { jump } from './jump.js';
import { store } from './store.js';

const MOST = 200;
const SHOWN_TERMS = 200;
const CONTEXT = { source: 28, target: 60 };

let visible = false;
let stale = true;
let answer = { terms: [], proposed: [] };
let asked = 0;
let cards = null;

const HIT = Symbol('hit');

function around({ side, text, from, to }) {
  const wide = CONTEXT[side];
  const left = boundary(text, Math.max(0, from - wide));
  const right = boundary(text, Math.min(text.length, to + wide * 2));
  return h('p', { class: 'kwic text', lang: store.language(side), dir: 'auto' },
    h('span', { class: 'left' }, h('span', null, left ? '…' : '', nodes(text.slice(left, from)))),
    h('mark', { class: 'hit' }, nodes(text.slice(from, to))),
    h('span', { class: 'right' }, nodes(text.slice(to, right)), right < text.length ? '…' : ''));
}

function hitCard(hit) {
  const other = hit.side === 'source' ? 'target' : 'source';
  const element = h('li', { class: 'card hit', tabindex: '-1', 'data-key': `${hit.bead} ${hit.side} ${hit.sentence}`, 'data-index': hit.index, onclick: (event) => {
    if (!event.target.closest('button') && getSelection().isCollapsed) open(hit);
  } },
    h('span', { class: 'number' }, number(hit.index + 1)),
    around(hit),
    hit.other ? said('p', hit.other, store.language(other), { class: 'text other' }) : h('p', { class: 'missing' }, 'nothing on the other side'));
  element[HIT] = hit;
  return element;
}

const open = (hit) => jump('edit', hit);

async function search() {
  const query = $('#search').value;
  const turn = ++asked;
  const state = $('#search-state');
  if (!query.trim()) {
    $('#hits').replaceChildren();
    state.textContent = '';
    return;
  }
  let found;
  try {
    found = await get(`search?q=${encodeURIComponent(query)}&most=${MOST}`);
  } catch (error) {
    if (turn === asked) complain(error);
    return;
  }
  // A late answer to an earlier question is dropped.
  if (turn !== asked) return;
  $('#hits').replaceChildren(...found.hits.map(hitCard));
  state.textContent = !found.total ? 'Found nowhere.' : found.total > found.hits.length ? `The first ${number(found.hits.length)} of ${plural(found.total, 'place')}.` : `${plural(found.total, 'place')}.`;
  cards.restore(null, 0, false);
}

const searchSoon = debounce(250, search);

const english = (text, props) => said('span', text, store.language('target'), props);
const chinese = (text, props) => said('span', text, store.language('source'), props);

function paintTerms() {
  const wanted = $('#terms-filter').value.trim().toLowerCase();
  const kept = answer.terms.filter((term) => !wanted || [term.source, term.target, ...(term.variants ?? []), term.note ?? ''].some((text) => text.toLowerCase().includes(wanted)));
  $('#terms-count').textContent = wanted ? `${number(kept.length)} of ${number(answer.terms.length)}` : number(answer.terms.length);
  $('#terms-list').replaceChildren(...kept.slice(0, SHOWN_TERMS).map((term) => h('li', { class: 'term-row' },
    h('p', null, chinese(term.source, { class: 'text term-source' }), ' ', english(term.target)),
    term.variants?.length ? h('p', { class: 'soft' }, 'also ', english(term.variants.join(', '))) : null,
    term.forbidden?.length ? h('p', { class: 'soft' }, 'not ', english(term.forbidden.join(', '))) : null,
    term.note ? h('p', { class: 'soft' }, term.note) : null,
    button('find-term', 'Find', () => lookUp(term.source), { class: 'small', 'aria-label': `Find ${term.source}` }))));
  if (kept.length > SHOWN_TERMS) $('#terms-list').append(h('li', { class: 'soft' }, `${number(kept.length - SHOWN_TERMS)} more: narrow the list.`));
  if (!answer.terms.length) $('#terms-list').append(h('li', { class: 'none' }, 'The glossary is empty.'));
}

function paintProposed() {
  const { proposed } = answer;
  $('#proposed-count').textContent = number(proposed.length);
  $('#proposed-list').replaceChildren(...(proposed.length ? proposed.map((term) => h('li', { class: 'term-row' },
    h('p', null, chinese(term.source, { class: 'text term-source' }), ' ', english(term.target)),
    h('p', { class: 'soft' }, `${plural(term.times, 'time')}, ${Math.round(term.consistency * 100)} % of them so`),
    term.example ? h('div', { class: 'example' }, chinese(term.example[0]), english(term.example[1])) : null,
    h('div', { class: 'buttons' },
      button('add-term', 'Add', () => add({ source: term.source, target: term.target, variants: [], forbidden: [], note: '' }), { class: 'small', 'aria-label': `Add ${term.source}, ${term.target}` }),
      button('find-term', 'Find', () => lookUp(term.source), { class: 'small', 'aria-label': `Find ${term.source}` })))) : [h('li', { class: 'none' }, 'Nothing is proposed.')]));
}

async function add(term) {
  try {
    const { file } = await post('terms', term);
    say(`“${term.source}” is in ${file}. Everything is checked again.`);
    store.emit('checked');
    await load();
    return null;
  } catch (error) {
    complain(error);
    return error;
  }
}

const list = (text) => text.split(/[;；\n]/).map((part) => part.trim()).filter(Boolean);

async function submitted(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const value = (name) => form.elements[name].value.trim();
  const wrong = $('#term-wrong');
  const term = { source: value('source'), target: value('target'), variants: list(value('variants')), forbidden: list(value('forbidden')), note: value('note') };
  const lacks = !term.source ? 'source' : !term.target ? 'target' : null;
  wrong.textContent = lacks ? 'A term needs both its Chinese and its English.' : '';
  if (lacks) {
    form.elements[lacks].focus();
    return;
  }
  const error = await add(term);
  if (error) wrong.textContent = explained(error);
  else form.reset();
}

async function load() {
  stale = false;
  try {
    answer = await get('terms');
  } catch (error) {
    stale = true;
    complain(error);
    return;
  }
  $('#terms-file').textContent = answer.file ?? 'no glossary is set';
  $('#term-add').disabled = !answer.file;
  paintTerms();
  paintProposed();
}

function lookUp(text) {
  const field = $('#search');
  field.value = text;
  search();
  field.focus();
}

export function setUp() {
  cards = new Cards($('#hits'), '.card');
  $('#search').addEventListener('input', searchSoon);
  $('#search').addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      const card = cards.current ?? cards.all[0];
      if (card) cards.focus(card);
      event.preventDefault();
    }
  });
  $('#terms-filter').addEventListener('input', paintTerms);
  $('#term-form').addEventListener('submit', submitted);
  store.on('reset', () => {
    stale = true;
    $('#term-source').lang = store.language('source') ?? '';
    $('#term-target').lang = store.language('target') ?? '';
    if (visible) load();
  });
}

export function show({ focus, query } = {}) {
  visible = true;
  if (stale) load();
  if (query !== undefined) lookUp(query);
  else if (focus) {
    $('#search').focus();
    $('#search').select();
  }
}

export function hide() {
  visible = false;
}

export const seen = () => [];

bind('terms', 'Terms', [
  { keys: ['j', 'ArrowDown'], does: 'Next place', run: () => cards.walk(1) },
  { keys: ['k', 'ArrowUp'], does: 'Place before', run: () => cards.walk(-1) },
  { keys: ['Enter', 'e'], does: 'Edit its link', run: () => cards.current && void open(cards.current[HIT]) },
]);
