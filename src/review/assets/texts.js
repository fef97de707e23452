// The list of texts: what is to be done in each, and the search over all of them.

import { $, debounce, h, number, plural } from './dom.js';
import { bind, listen } from './keys.js';
import { Cards } from './cards.js';
import { complain, say } from './status.js';
import { getOfAll, isGone, line, pageOf } from './api.js';
import { Glossary } from './glossary.js';
import { help } from './dialogs.js';
import { said } from './text.js';
import { Search } from './search.js';

const BEAT = 2000;
const SOON = 700;
const KEPT = 'duizhao-texts';

const sumOf = ({ findings }) => findings.error + findings.warning + findings.note;

/** What a text may have to be done: its name, the button's label, the number of places, the word for them, the looks. */
const KINDS = [
  ['doubtful', 'Doubtful', (counts) => counts.doubtful, 'doubtful', 'warning'],
  ['findings', 'With findings', sumOf, 'findings', 'error'],
  ['conflicts', 'In conflict', (counts) => counts.conflicts, 'in conflict', 'error'],
  ['pending', 'To be written', (counts) => counts.pending, 'to be written', 'warning'],
  ['stale', 'Stale', (counts) => counts.stale, 'stale', 'warning'],
  ['changed', 'Changed', (counts) => counts.changed, 'changed', 'warning'],
  ['lost', 'Lost decisions', (counts) => counts.lost, 'lost', 'warning'],
];

let answer = { texts: [], last: null, languages: { source: null, target: null } };
let state = null;
let view = 'texts';
let kind = 'all';
let cards = null;
let search = null;
let glossary = null;
let first = true;

const placesOf = (text, name) => (text.counts ? KINDS.find(([id]) => id === name)[2](text.counts) : 0);
const has = (text, name) => (name === 'all' ? true : name === 'failed' ? text.state === 'failed' : placesOf(text, name) > 0);

/** Where a kind of place is shown in the page of a text. */
const placeOf = (name) => (name === 'findings' ? { view: 'findings' } : name === 'lost' ? { view: 'align' } : { view: 'align', filter: name });

// The rows.

function badge(text, [name, , count, word, looks]) {
  const places = count(text.counts);
  if (!places) return null;
  const { error, warning } = text.counts.findings;
  const sort = name === 'findings' ? (error ? 'error' : warning ? 'warning' : 'note') : looks;
  const label = name === 'findings' ? plural(places, 'finding') : `${number(places)} ${word}`;
  return h('a', { class: `badge ${sort}`, href: pageOf(text.name, placeOf(name)), tabindex: '-1', 'data-kind': name }, label);
}

let made = 0;

function row(text) {
  const id = `about-${++made}`;
  const { counts } = text;
  const title = text.title ?? text.name;
  const link = h('a', { class: 'text-link', href: pageOf(text.name), tabindex: '-1', 'data-key': text.name, 'aria-describedby': id }, said('span', title, answer.languages.source));
  return h('li', { class: 'text-row', 'data-name': text.name, 'data-state': text.state },
    h('p', { class: 'card-head' }, link,
      title === text.name ? null : h('span', { class: 'soft' }, text.name),
      text.name === answer.last ? h('span', { class: 'badge', title: 'You were here last' }, 'last') : null,
      text.state === 'open' ? h('span', { class: 'badge locked' }, text.saved ? 'open' : 'open, not saved yet') : null),
    h('p', { id, class: 'text-state' },
      text.state === 'unread' ? h('span', { class: 'soft' }, 'not read yet…') : null,
      text.error ? h('span', { class: 'wrong' }, text.error) : null,
      counts ? [
        h('span', { class: 'soft' }, `${plural(counts.links, 'link')}${counts.locked ? `, ${number(counts.locked)} locked` : ''}`), ' ',
        KINDS.map((one) => [badge(text, one), ' ']),
        KINDS.some(([name]) => placesOf(text, name)) ? null : h('span', { class: 'soft' }, 'nothing to do'),
      ] : null));
}

function shown() {
  const wanted = $('#texts-filter').value.trim().toLowerCase();
  return answer.texts.filter((text) => has(text, kind) && (!wanted || [text.title ?? '', text.name, text.part ?? ''].some((one) => one.toLowerCase().includes(wanted))));
}

function paintList() {
  const focused = $('#texts-list').contains(document.activeElement);
  const key = cards.current?.dataset.key ?? answer.last;
  const place = Math.max(0, cards.place);
  const scroller = $('#texts-scroll');
  const top = scroller.scrollTop;
  const texts = shown();
  const groups = [];
  for (const text of texts) {
    if (!groups.length || groups.at(-1).part !== text.part) groups.push({ part: text.part, rows: [] });
    groups.at(-1).rows.push(row(text));
  }
  $('#texts-list').replaceChildren(...groups.map(({ part, rows }) => h('section', { class: 'part', 'aria-label': part ?? 'Texts' },
    part ? h('h2', null, said('span', part, answer.languages.source)) : null, h('ul', { class: 'text-rows' }, rows))));
  $('#texts-none').hidden = texts.length > 0;
  scroller.scrollTop = top;
  cards.restore(key, place, focused || (first && view === 'texts' && document.activeElement === document.body));
  first = false;
}

function paintBar() {
  for (const one of document.querySelectorAll('#texts-kinds button')) {
    const name = one.dataset.kind;
    const count = answer.texts.filter((text) => has(text, name)).length;
    $('.count', one).textContent = number(count);
    one.hidden = !count && name !== 'all' && name !== kind;
    one.setAttribute('aria-pressed', String(name === kind));
  }
}

function paintHead() {
  const { texts, unread } = answer;
  const known = texts.filter(({ counts }) => counts);
  const sum = (count) => known.reduce((all, { counts }) => all + count(counts), 0);
  const parts = [plural(texts.length, 'text'), plural(sum((counts) => counts.links), 'link'), `${number(sum((counts) => counts.doubtful))} doubtful`, plural(sum(sumOf), 'finding')];
  $('#title').textContent = answer.title || 'Texts';
  document.title = `${answer.title || 'Texts'} · duizhao review`;
  $('#sums').textContent = parts.join(' · ') + (unread ? ` · ${number(unread)} not read yet…` : '');
  $('#tab-texts .count').textContent = number(texts.length);
}

function paint() {
  paintHead();
  paintBar();
  paintList();
}

// The views.

function go(name, { focus = false } = {}) {
  view = name;
  document.body.dataset.view = name;
  for (const one of ['texts', 'terms']) {
    $(`#tab-${one}`).setAttribute('aria-selected', String(one === name));
    $(`#tab-${one}`).tabIndex = one === name ? 0 : -1;
    $(`#panel-${one}`).hidden = one !== name;
  }
  if (name === 'terms') loadTerms();
  if (!focus) return;
  if (name === 'terms') {
    $('#search').focus();
    $('#search').select();
  } else if (cards.current ?? cards.all[0]) cards.focus(cards.current ?? cards.all[0]);
}

async function loadTerms() {
  try {
    const { terms, file } = await getOfAll('terms');
    glossary.show(terms, file);
  } catch (error) {
    complain(error);
  }
}

function choose(name) {
  kind = kind === name ? 'all' : name;
  keep();
  paintBar();
  paintList();
  say(plural(shown().length, 'text'));
}

/** Keeps the filter for when the person comes back to the list. */
function keep() {
  try {
    sessionStorage.setItem(KEPT, kind);
  } catch {
    // Without storage the filter begins anew.
  }
}

function kept() {
  try {
    return sessionStorage.getItem(KEPT) ?? 'all';
  } catch {
    return 'all';
  }
}

// The regular question.

async function load() {
  const now = await getOfAll(`texts${state ? `?since=${state}` : ''}`);
  ({ state } = now);
  if (!now.texts) return;
  answer = now;
  paint();
}

async function beat() {
  if (document.visibilityState === 'visible') await load().catch((error) => isGone() || complain(error));
  setTimeout(beat, answer.unread ? SOON : BEAT);
}

const current = () => cards.current?.dataset.key;

const openAt = (name) => () => {
  const text = answer.texts.find((one) => one.name === current());
  if (!text) return;
  if (placesOf(text, name)) location.assign(pageOf(text.name, name === 'doubtful' ? { next: name } : placeOf(name)));
  else say('There is none in this text.');
};

function banner(id, text) {
  const box = $(`#${id}`);
  box.replaceChildren(...(text ? [h('p', null, text)] : []));
  box.hidden = !text;
}

function setUp() {
  cards = new Cards($('#texts-list'), '.text-link');
  kind = kept();
  const kinds = [['all', 'All'], ...KINDS, ['failed', 'Cannot be opened']];
  $('#texts-kinds').append(...kinds.map(([name, label]) => h('button', { type: 'button', 'data-action': 'kind', 'data-kind': name, 'aria-pressed': 'false', onclick: () => choose(name) }, label, ' ', h('span', { class: 'count' }, '0'))));
  $('#texts-filter').addEventListener('input', debounce(120, paintList));
  $('#texts-filter').addEventListener('keydown', (event) => {
    if (event.isComposing || (event.key !== 'ArrowDown' && event.key !== 'Enter')) return;
    event.preventDefault();
    if (cards.all[0]) cards.focus(cards.all[0]);
  });
  const language = (side) => answer.languages[side];
  search = new Search({ ask: getOfAll, language, open: (hit) => location.assign(pageOf(hit.in, { view: 'edit', bead: hit.bead, index: String(hit.index) })) });
  glossary = new Glossary({ language, find: (term) => search.lookUp(term), uses: (term) => search.showUses(term) });
  for (const name of ['texts', 'terms']) {
    $(`#tab-${name}`).addEventListener('click', () => go(name));
    $(`#tab-${name}`).addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
      event.preventDefault();
      event.stopPropagation();
      const other = name === 'texts' ? 'terms' : 'texts';
      go(other);
      $(`#tab-${other}`).focus();
    });
  }
  $('[data-action=help]').addEventListener('click', () => help(view));
  line.on('gone', () => banner('gone', 'The workbench was closed in the terminal, or does not answer. Start it again with duizhao review.'));
  line.on('back', () => banner('gone', ''));
  line.on('forbidden', () => banner('forbidden', 'This browser has not been let in. Open the address that the terminal shows: it has the key.'));
  bind('texts', 'Texts', [
    { keys: ['j', 'ArrowDown'], does: 'Next text', run: () => cards.walk(1) },
    { keys: ['k', 'ArrowUp'], does: 'Text before', run: () => cards.walk(-1) },
    { keys: [], shown: ['Enter'], does: 'Open it where you were last', run: () => false },
    { keys: ['d'], does: 'Open it at its first doubtful link', run: openAt('doubtful') },
    { keys: ['f'], does: 'Open it at its findings', run: openAt('findings') },
    { keys: ['s'], does: 'Open it at what is stale', run: openAt('stale') },
    { keys: ['Home'], does: 'First text', run: () => cards.all.length && cards.focus(cards.all[0]) },
    { keys: ['End'], does: 'Last text', run: () => cards.all.length && cards.focus(cards.all.at(-1)) },
    { keys: ['n'], does: 'Filter by title or name', run: () => $('#texts-filter').focus() },
  ]);
  bind('terms', 'Search and terms', [
    { keys: ['j', 'ArrowDown'], does: 'Next place', run: () => search.cards.walk(1) },
    { keys: ['k', 'ArrowUp'], does: 'Place before', run: () => search.cards.walk(-1) },
    { keys: ['Enter', 'e'], does: 'Edit its link', run: () => search.current && location.assign(pageOf(search.current.in, { view: 'edit', bead: search.current.bead, index: String(search.current.index) })) },
  ]);
  bind('*', 'Everywhere', [
    { keys: ['1', '0'], does: 'Texts', run: () => go('texts', { focus: true }) },
    { keys: ['2', '/'], does: 'Search both languages in all texts', run: () => go('terms', { focus: true }) },
    { keys: ['Escape'], does: 'Out of a field', inFields: true, run: (event) => (event.target.matches('input') ? event.target.blur() : false) },
    { keys: ['?'], does: 'These keys', run: () => help(view) },
  ]);
  listen(() => view);
}

setUp();
beat();
