// The Terms view: search in both languages, the glossary, and proposed terms.

import { $, button, h } from './dom.js';
import { bind } from './keys.js';
import { said } from './text.js';
import { complain, explained, say } from './status.js';
import { get, getOfAll, pageOf, post, textName } from './api.js';
import { Glossary } from './glossary.js';
import { hasOthers, leaveFor } from './others.js';
import { jump } from './jump.js';
import { Search } from './search.js';
import { store } from './store.js';
import { number, t } from './words.js';

let visible = false;
let stale = true;
let proposed = [];
let search = null;
let glossary = null;

const isOverAll = () => hasOthers() && $('#search-all').checked;

function open(hit) {
  if (hit.in && hit.in !== textName) leaveFor(pageOf(hit.in, { view: 'edit', bead: hit.bead, index: String(hit.index) }));
  else jump('edit', hit);
}

const english = (text, props) => said('span', text, store.language('target'), props);
const chinese = (text, props) => said('span', text, store.language('source'), props);

function paintProposed() {
  $('#proposed-count').textContent = number(proposed.length);
  $('#proposed-list').replaceChildren(...(proposed.length ? proposed.map((term) => h('li', { class: 'term-row' },
    h('p', null, chinese(term.source, { class: 'text term-source' }), ' ', english(term.target)),
    h('p', { class: 'soft' }, t('w-proposed-times', { count: term.times, percent: Math.round(term.consistency * 100) })),
    term.example ? h('div', { class: 'example' }, chinese(term.example[0]), english(term.example[1])) : null,
    h('div', { class: 'buttons' },
      button('add-term', t('w-term-add'), () => add({ source: term.source, target: term.target, variants: [], forbidden: [], note: '' }), { class: 'small', 'aria-label': t('w-term-add-it', { source: term.source, target: term.target }) }),
      button('find-term', t('w-term-find'), () => search.lookUp(term.source), { class: 'small', 'aria-label': t('w-term-find-it', { term: term.source }) })))) : [h('li', { class: 'none' }, t('w-proposed-none'))]));
}

async function add(term) {
  try {
    const { file } = await post('terms', term);
    say(t('w-term-added', { term: term.source, file }));
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
  wrong.textContent = lacks ? t('w-term-lacks') : '';
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
    const answer = await get('terms');
    ({ proposed } = answer);
    glossary.show(answer.terms, answer.file);
    $('#term-add').disabled = !answer.file;
  } catch (error) {
    stale = true;
    complain(error);
    return;
  }
  paintProposed();
}

export function setUp() {
  const language = (side) => store.language(side);
  search = new Search({ ask: (path) => (isOverAll() || path.startsWith('uses') ? getOfAll(path) : get(path)), open, language, here: textName });
  glossary = new Glossary({ language, find: (term) => search.lookUp(term), uses: hasOthers() ? (term) => search.showUses(term) : null });
  $('#search-scope').hidden = !hasOthers();
  $('#search-all').addEventListener('change', () => search.search());
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
  if (query !== undefined) search.lookUp(query);
  else if (focus) {
    $('#search').focus();
    $('#search').select();
  }
}

export function hide() {
  visible = false;
}

export const seen = () => [];

bind('terms', t('w-view-terms'), [
  { keys: ['j', 'ArrowDown'], does: t('w-does-next-place'), run: () => search.cards.walk(1) },
  { keys: ['k', 'ArrowUp'], does: t('w-does-place-before'), run: () => search.cards.walk(-1) },
  { keys: ['Enter', 'e'], does: t('w-does-edit-link'), run: () => search.current && void open(search.current) },
]);
