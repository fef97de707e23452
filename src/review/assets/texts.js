// The list of texts: what is to be done in each, and the search over all of them.

import { $, debounce, h } from './dom.js';
import { bind, listen } from './keys.js';
import { Cards } from './cards.js';
import { complain, say } from './status.js';
import { getOfAll, isGone, line, pageOf } from './api.js';
import { Glossary } from './glossary.js';
import { help } from './dialogs.js';
import { said } from './text.js';
import { replaceDialog } from './replace.js';
import { Search } from './search.js';
import { setUpLanguages } from './languages.js';
import { number, parts, t } from './words.js';

const BEAT = 2000;
const SOON = 700;
const KEPT = 'duizhao-texts';
const COMMAND = 'duizhao review';

const sumOf = ({ findings }) => findings.error + findings.warning + findings.note;

/** What a text may have to be done: its name, the button's label, the number of places, the words for them, the looks. */
const KINDS = [
  ['doubtful', t('w-filter-doubtful'), (counts) => counts.doubtful, (count) => t('w-badge-count-doubtful', { count }), 'warning'],
  ['findings', t('w-filter-findings'), sumOf, (count) => t('w-findings', { count }), 'error'],
  ['query', t('w-stage-query'), (counts) => counts.stages.query, (count) => t('w-badge-count-query', { count }), 'warning'],
  ['proposed', t('w-filter-proposed'), (counts) => counts.proposed, (count) => t('w-badge-count-proposed', { count }), 'warning'],
  ['conflicts', t('w-filter-conflicts'), (counts) => counts.conflicts, (count) => t('w-badge-count-conflicts', { count }), 'error'],
  ['pending', t('w-filter-pending'), (counts) => counts.pending, (count) => t('w-badge-count-pending', { count }), 'warning'],
  ['stale', t('w-filter-stale'), (counts) => counts.stale, (count) => t('w-badge-count-stale', { count }), 'warning'],
  ['changed', t('w-filter-changed'), (counts) => counts.changed, (count) => t('w-badge-count-changed', { count }), 'warning'],
  ['lost', t('w-filter-lost'), (counts) => counts.lost, (count) => t('w-badge-count-lost', { count }), 'warning'],
];

let answer = { texts: [], last: null, languages: { source: null, target: null } };
let state = null;
let view = 'texts';
let kind = 'all';
let cards = null;
let search = null;
let glossary = null;
let first = true;
let findAndReplace = () => {};

const placesOf = (text, name) => (text.counts ? KINDS.find(([id]) => id === name)[2](text.counts) : 0);
const has = (text, name) => (name === 'all' ? true : name === 'failed' ? text.state === 'failed' : placesOf(text, name) > 0);

/** Where a kind of place is shown in the page of a text. */
const placeOf = (name) => (name === 'findings' ? { view: 'findings' } : name === 'lost' ? { view: 'align' } : name === 'query' ? { view: 'edit', stage: name } : { view: 'align', filter: name });

// The rows.

function badge(text, [name, , count, word, looks]) {
  const places = count(text.counts);
  if (!places) return null;
  const { error, warning } = text.counts.findings;
  const sort = name === 'findings' ? (error ? 'error' : warning ? 'warning' : 'note') : looks;
  return h('a', { class: `badge ${sort}`, href: pageOf(text.name, placeOf(name)), tabindex: '-1', 'data-kind': name }, word(places));
}

/** How many links there are, and how far they are. */
function aboutLinks({ links, locked, stages }) {
  let words = t('w-links', { count: links });
  if (locked) words = t('w-list', { before: words, name: t('w-badge-count-locked', { count: locked }) });
  if (stages.reviewed) words = t('w-list', { before: words, name: t('w-badge-count-reviewed', { count: stages.reviewed }) });
  if (stages.approved) words = t('w-list', { before: words, name: t('w-badge-count-approved', { count: stages.approved }) });
  return words;
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
      text.name === answer.last ? h('span', { class: 'badge', title: t('w-here-last') }, t('w-last')) : null,
      text.state === 'open' ? h('span', { class: 'badge locked' }, t(text.saved ? 'w-text-open' : 'w-text-open-unsaved')) : null),
    h('p', { id, class: 'text-state' },
      text.state === 'unread' ? h('span', { class: 'soft' }, t('w-not-read')) : null,
      text.error ? h('span', { class: 'wrong' }, text.error) : null,
      counts ? [
        h('span', { class: 'soft' }, aboutLinks(counts)), ' ',
        KINDS.map((one) => [badge(text, one), ' ']),
        KINDS.some(([name]) => placesOf(text, name)) ? null : h('span', { class: 'soft' }, t('w-nothing-to-do')),
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
  $('#texts-list').replaceChildren(...groups.map(({ part, rows }) => h('section', { class: 'part', 'aria-label': part ?? t('w-view-texts') },
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
  const all = [t('w-texts', { count: texts.length }), t('w-links', { count: sum((counts) => counts.links) }), t('w-badge-count-doubtful', { count: sum((counts) => counts.doubtful) }), t('w-findings', { count: sum(sumOf) })];
  const title = answer.title || t('w-view-texts');
  $('#title').textContent = title;
  document.title = t('w-page-title', { title });
  if (unread) all.push(t('w-unread', { count: unread }));
  $('#sums').textContent = all.join(' · ');
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
  say(t('w-texts', { count: shown().length }));
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
  else say(t('w-none-in-text'));
};

function banner(id, text) {
  const box = $(`#${id}`);
  box.replaceChildren(...(text ? [h('p', null, text)] : []));
  box.hidden = !text;
}

function setUp() {
  cards = new Cards($('#texts-list'), '.text-link');
  kind = kept();
  const kinds = [['all', t('w-filter-all')], ...KINDS, ['failed', t('w-filter-failed')]];
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
  line.on('gone', () => banner('gone', [t('w-gone'), ' ', parts('w-gone-start', { command: h('code', null, COMMAND) })]));
  line.on('back', () => banner('gone', ''));
  line.on('forbidden', () => banner('forbidden', [t('w-forbidden'), ' ', t('w-forbidden-open')]));
  bind('texts', t('w-view-texts'), [
    { keys: ['j', 'ArrowDown'], does: t('w-does-next-text'), run: () => cards.walk(1) },
    { keys: ['k', 'ArrowUp'], does: t('w-does-text-before'), run: () => cards.walk(-1) },
    { keys: [], shown: ['Enter'], does: t('w-does-open'), run: () => false },
    { keys: ['d'], does: t('w-does-open-doubtful'), run: openAt('doubtful') },
    { keys: ['f'], does: t('w-does-open-findings'), run: openAt('findings') },
    { keys: ['s'], does: t('w-does-open-stale'), run: openAt('stale') },
    { keys: ['Home'], does: t('w-does-first-text'), run: () => cards.all.length && cards.focus(cards.all[0]) },
    { keys: ['End'], does: t('w-does-last-text'), run: () => cards.all.length && cards.focus(cards.all.at(-1)) },
    { keys: ['n'], does: t('w-texts-filter'), run: () => $('#texts-filter').focus() },
  ]);
  bind('terms', t('w-view-search'), [
    { keys: ['j', 'ArrowDown'], does: t('w-does-next-place'), run: () => search.cards.walk(1) },
    { keys: ['k', 'ArrowUp'], does: t('w-does-place-before'), run: () => search.cards.walk(-1) },
    { keys: ['Enter', 'e'], does: t('w-does-edit-link'), run: () => search.current && location.assign(pageOf(search.current.in, { view: 'edit', bead: search.current.bead, index: String(search.current.index) })) },
  ]);
  bind('*', t('w-everywhere'), [
    { keys: ['1', '0'], does: t('w-view-texts'), run: () => go('texts', { focus: true }) },
    { keys: ['2', '/'], does: t('w-does-search-all'), run: () => go('terms', { focus: true }) },
    { keys: ['Escape'], does: t('w-does-out-of-field'), inFields: true, run: (event) => (event.target.matches('input') ? event.target.blur() : false) },
    { keys: ['Ctrl+h'], does: t('w-replace-title'), inFields: true, run: () => findAndReplace() },
    { keys: ['?'], does: t('w-does-keys'), run: () => help(view) },
  ]);
  const replace = () => replaceDialog({ one: null, hasOthers: true, language, open: (hit) => location.assign(pageOf(hit.in, { view: 'edit', bead: hit.bead, index: String(hit.index) })), after: load });
  $('[data-action=find-replace]').addEventListener('click', replace);
  setUpLanguages();
  findAndReplace = replace;
  listen(() => view);
}

setUp();
beat();
