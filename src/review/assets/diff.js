// The Diff view: a list of all changes.

import { $, button, debounce, h } from './dom.js';
import { bind } from './keys.js';
import { Cards } from './cards.js';
import { change } from './acts.js';
import { complain, say, tellPlace } from './status.js';
import { filters } from './filters.js';
import { get, post } from './api.js';
import { jump } from './jump.js';
import { nodes, said } from './text.js';
import { store } from './store.js';
import { number, t } from './words.js';

const AT_ONCE = 100;
const MOST = 4000;

let visible = false;
let answer = null;
let stale = true;
let kind = 'all';
let meaning = 'all';
let byWeight = false;
let hideAccepted = false;
let columns = false;
let opened = AT_ONCE;
let cards = null;

const CHANGE = Symbol('change');
const WORDS = { gone: t('w-taken-out'), come: t('w-put-in'), moved: t('w-moved-here') };
const KINDS = {
  edited: t('w-kind-edited'), retranslated: t('w-kind-retranslated'), split: t('w-kind-split'), merged: t('w-kind-merged'), moved: t('w-kind-moved'), added: t('w-kind-added'), restored: t('w-kind-restored'),
  removed: t('w-kind-removed'), stale: t('w-kind-stale'), resolved: t('w-kind-resolved'), markup: t('w-kind-markup'), rewrapped: t('w-kind-rewrapped'), spacing: t('w-kind-spacing'),
};
/** What of the meaning may have changed. */
const MEANINGS = { number: t('w-meaning-number'), negation: t('w-meaning-negation'), term: t('w-meaning-term'), name: t('w-meaning-name') };

function piece([how, text]) {
  if (how === 'common') return nodes(text);
  const tag = how === 'gone' ? 'del' : how === 'come' ? 'ins' : 'mark';
  return h(tag, { class: how }, h('span', { class: 'vh' }, WORDS[how], ' '), nodes(text));
}

/** Shows both versions in one text, or one version with its own words marked. */
function inPieces(pieces, skip, props) {
  const box = h('p', { class: 'text', dir: 'auto', lang: store.language('target'), ...props });
  let left = MOST;
  for (const [how, text] of pieces) {
    if (how === skip) continue;
    if (left <= 0) break;
    box.append(...[piece([how, text.slice(0, left)])].flat());
    left -= text.length;
  }
  if (left <= 0) box.append(' … ');
  return box;
}

function english(one) {
  const language = store.language('target');
  if (!one.pieces?.length) {
    return [one.old === null || one.old === '' ? null : h('del', { class: 'whole' }, said('p', one.old, language)), one.new === null || one.new === '' ? null : h('ins', { class: 'whole' }, said('p', one.new, language))];
  }
  const long = one.pieces.reduce((sum, [, text]) => sum + text.length, 0) > MOST;
  const whole = long ? [h('details', { class: 'whole-texts' }, h('summary', null, t('w-both-whole')), said('p', one.old ?? '', language), said('p', one.new ?? '', language))] : [];
  if (!columns) return [inPieces(one.pieces, null, { class: 'text inline' }), ...whole];
  return [h('div', { class: 'pair' },
    h('div', { class: 'cell' }, h('h3', null, t('w-before')), inPieces(one.pieces.filter(([how]) => how !== 'moved'), 'come')),
    h('div', { class: 'cell' }, h('h3', null, t('w-now')), inPieces(one.pieces, 'gone'))), ...whole];
}

function card(one) {
  const language = store.language('source');
  const element = h('article', { class: `card change ${one.loud ? 'loud' : ''} ${one.accepted ? 'accepted' : ''}`, tabindex: '-1', 'data-key': one.key, 'data-kind': one.kind, 'data-accepted': String(one.accepted), 'data-index': one.index },
    h('p', { class: 'card-head' },
      h('strong', { class: 'kind' }, one.title),
      one.accepted ? h('span', { class: 'badge locked' }, t('w-accepted')) : null,
      [...one.signs].sort((a, b) => Number(b.loud) - Number(a.loud)).map((sign) => h('span', { class: `sign ${sign.loud ? 'loud' : ''}` }, sign.loud ? '! ' : '', nodes(sign.said)))),
    one.source_old ? h('div', { class: 'source-old' }, h('span', { class: 'label' }, t('w-chinese-before'), ' '), h('del', null, said('span', one.source_old, language))) : null,
    one.source ? said('p', one.source, language, { class: 'text source' }) : null,
    h('div', { class: 'english' }, english(one)),
    h('div', { class: 'buttons' },
      button('accept', t(one.accepted ? 'w-accept-not' : 'w-accept'), () => accept(one, element)),
      one.rejectable ? button('reject', t('w-old-back'), () => reject(one)) : null,
      one.bead === null ? null : button('jump', t('w-edit-link', { index: one.index + 1 }), () => jump('edit', one, { type: true }))));
  element[CHANGE] = one;
  return element;
}

async function accept(one, element) {
  const accepted = !one.accepted;
  try {
    await post('accept', { key: one.key, accepted });
  } catch (error) {
    complain(error);
    return;
  }
  one.accepted = accepted;
  say(t(accepted ? 'w-accepted-said' : 'w-accept-open'));
  const { all } = cards;
  const next = all[all.indexOf(element) + 1];
  const focused = element.contains(document.activeElement) || document.activeElement === document.body;
  paint();
  // After accepting a change, the next one becomes current.
  if (accepted && focused) cards.restore(next?.dataset.key ?? one.key, Infinity, true);
}

const reject = (one) => change('reject', { key: one.key });

const means = (one, name) => one.signs.some((sign) => sign.meaning === name);

/** The changes that are shown, the loudest first where that is asked for. */
function kept() {
  const changes = answer.changes.filter((one) => (kind === 'all' || one.kind === kind) && (meaning === 'all' || means(one, meaning))
    && !(hideAccepted && one.accepted) && (!filters.stage || one.stage === filters.stage));
  // The order of the text stays among those of the same weight.
  return byWeight ? changes.sort((a, b) => b.weight - a.weight) : changes;
}

/** Tells which of the shown changes is the current one. */
function tell() {
  if (!answer) return;
  const changes = kept();
  const row = cards.current ? changes.findIndex(({ key }) => key === cards.current.dataset.key) : -1;
  const what = [meaning === 'all' ? null : MEANINGS[meaning], kind === 'all' ? null : KINDS[kind]].filter(Boolean).join(', ') || t('w-of-all-changes');
  tellPlace('diff', row < 0 ? t('w-place-none', { total: changes.length, what }) : t('w-place-of', { row: row + 1, total: changes.length, what }));
}

function summary() {
  const { scores } = answer;
  const parts = [t('w-diff-against', { against: answer.against }), t('w-changes', { count: answer.changes.length }), t('w-diff-kept', { count: answer.kept })];
  if (scores && answer.changes.length) parts.push(`chrF ${scores.chrf}`, `TER ${scores.ter}`, t('w-diff-edited', { percent: (scores.edit_rate * 100).toFixed(1) }));
  const accepted = answer.changes.filter((one) => one.accepted).length;
  if (accepted) parts.push(t('w-diff-accepted', { count: accepted }));
  return parts.join(' · ');
}

/** The buttons that choose by kind, or by what may mean something else now. */
function filterButtons(box, all, chosen, label, choose) {
  box.replaceChildren(...all.map(([name, count]) => h('button', { type: 'button', 'data-action': box.dataset.action, 'data-kind': name, 'aria-pressed': String(name === chosen), onclick: () => {
    choose(name);
    opened = AT_ONCE;
    paint();
    $(`[data-kind="${CSS.escape(name)}"]`, box)?.focus();
  } }, label(name), ' ', h('span', { class: 'count' }, number(count)))));
}

function paintFilters() {
  filterButtons($('#diff-filters'), [['all', answer.changes.length], ...Object.entries(answer.counts ?? {})], kind, (name) => KINDS[name] ?? t('w-filter-all'), (name) => (kind = name));
  const meanings = Object.keys(MEANINGS).map((name) => [name, answer.changes.filter((one) => means(one, name)).length]).filter(([name, count]) => count || name === meaning);
  filterButtons($('#diff-meanings'), meanings, meaning, (name) => MEANINGS[name], (name) => (meaning = meaning === name ? 'all' : name));
  $('#diff-meanings').hidden = !meanings.length;
}

function paint() {
  const list = $('#diff-list');
  const focused = list.contains(document.activeElement);
  const key = cards.current?.dataset.key;
  const { place } = cards;
  const scroller = $('#diff-scroll');
  const top = scroller.scrollTop;
  const changes = kept();
  const nothing = !answer.against;
  $('#diff-summary').textContent = nothing ? '' : summary();
  paintFilters();
  list.replaceChildren(...changes.slice(0, opened).map(card));
  list.classList.toggle('columns', columns);
  if (changes.length > opened) list.append(button('more', t('w-diff-more', { count: changes.length - opened }), extend));
  const none = $('#diff-none');
  none.hidden = changes.length > 0;
  none.textContent = nothing ? t('w-diff-nothing')
    : !answer.changes.length ? t('w-diff-same', { against: answer.against })
      : t('w-diff-none-here');
  cards.restore(key, place, focused);
  scroller.scrollTop = top;
  tell();
}

function extend() {
  if (opened >= kept().length) return false;
  opened += AT_ONCE;
  paint();
  return true;
}

async function load() {
  if (!visible) return;
  stale = false;
  if (!answer) $('#diff-summary').textContent = t('w-comparing');
  try {
    answer = await get('diff');
  } catch (error) {
    stale = true;
    complain(error);
    if (!answer) {
      $('#diff-summary').textContent = '';
      $('#diff-none').textContent = error.message;
      $('#diff-none').hidden = false;
    }
    return;
  }
  if (kind !== 'all' && !(kind in (answer.counts ?? {}))) kind = 'all';
  paint();
}

const soon = debounce(400, load);
const current = () => cards.current?.[CHANGE];

export function setUp() {
  cards = new Cards($('#diff-list'), '.card', tell);
  const box = h('input', { type: 'checkbox', id: 'diff-hide', 'data-action': 'hide-accepted', onchange: () => {
    hideAccepted = box.checked;
    if (answer) paint();
  } });
  const beside = h('input', { type: 'checkbox', id: 'diff-columns', 'data-action': 'columns', onchange: () => {
    columns = beside.checked;
    if (answer) paint();
  } });
  $('#diff-bar').append(
    h('div', { class: 'filters', id: 'diff-filters', role: 'group', 'aria-label': t('w-show'), 'data-action': 'kind' }),
    h('div', { class: 'filters', id: 'diff-meanings', role: 'group', 'aria-label': t('w-meanings'), 'data-action': 'meaning' }),
    h('label', { class: 'check' }, box, h('span', null, t('w-hide-accepted'))),
    h('label', { class: 'check' }, beside, h('span', null, t('w-side-by-side'))));
  filters.stages($('#diff-bar'));
  filters.on('stage', () => answer && paint());
  const sort = h('select', { id: 'diff-order', 'data-action': 'diff-order', 'aria-label': t('w-order'), onchange: () => {
    byWeight = sort.value === 'weight';
    opened = AT_ONCE;
    if (answer) paint();
  } }, h('option', { value: 'place' }, t('w-order-text')), h('option', { value: 'weight' }, t('w-order-weight')));
  $('#diff-bar').append(h('div', { class: 'order' }, sort));
  let version = 0;
  store.on('state', () => {
    if (store.version === version) return;
    ({ version } = store);
    stale = true;
    if (visible) soon();
  });
}

export function show({ focus } = {}) {
  visible = true;
  const ready = stale ? load() : Promise.resolve();
  if (focus) ready.then(() => visible && answer && cards.restore(cards.current?.dataset.key, cards.place, true));
}

export function hide() {
  visible = false;
}

export const seen = () => [];

bind('diff', t('w-view-diff'), [
  { keys: ['j', 'ArrowDown'], does: t('w-does-next-change'), run: () => cards.walk(1, (_, next) => !next && extend()) },
  { keys: ['k', 'ArrowUp'], does: t('w-does-previous-change'), run: () => cards.walk(-1) },
  { keys: ['a'], does: t('w-does-accept-change'), run: () => cards.current && void accept(current(), cards.current) },
  { keys: ['r'], does: t('w-old-back'), run: () => {
    if (current()?.rejectable) reject(current());
    else say(t('w-old-back-not'), { bad: true });
  } },
  { keys: ['Enter', 'e'], does: t('w-does-edit-link'), run: () => current()?.bead && void jump('edit', current(), { type: true }) },
]);
