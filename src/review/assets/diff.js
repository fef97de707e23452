// The Diff view: a list of all changes.

import { $, button, debounce, h, number, plural } from './dom.js';
import { bind } from './keys.js';
import { Cards } from './cards.js';
import { change } from './acts.js';
import { complain, say } from './status.js';
import { get, post } from './api.js';
import { jump } from './jump.js';
import { nodes, said } from './text.js';
import { store } from './store.js';

const AT_ONCE = 100;
const MOST = 4000;

let visible = false;
let answer = null;
let stale = true;
let kind = 'all';
let hideAccepted = false;
let columns = false;
let opened = AT_ONCE;
let cards = null;

const CHANGE = Symbol('change');
const WORDS = { gone: 'taken out: ', come: 'put in: ', moved: 'moved: ' };

function piece([how, text]) {
  if (how === 'common') return nodes(text);
  const tag = how === 'gone' ? 'del' : how === 'come' ? 'ins' : 'mark';
  return h(tag, { class: how }, h('span', { class: 'vh' }, WORDS[how]), nodes(text));
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
  const whole = long ? [h('details', { class: 'whole-texts' }, h('summary', null, 'Both texts whole'), said('p', one.old ?? '', language), said('p', one.new ?? '', language))] : [];
  if (!columns) return [inPieces(one.pieces, null, { class: 'text inline' }), ...whole];
  return [h('div', { class: 'pair' },
    h('div', { class: 'cell' }, h('h3', null, 'Before'), inPieces(one.pieces.filter(([how]) => how !== 'moved'), 'come')),
    h('div', { class: 'cell' }, h('h3', null, 'Now'), inPieces(one.pieces, 'gone'))), ...whole];
}

function card(one) {
  const language = store.language('source');
  const element = h('article', { class: `card change ${one.loud ? 'loud' : ''} ${one.accepted ? 'accepted' : ''}`, tabindex: '-1', 'data-key': one.key, 'data-kind': one.kind, 'data-accepted': String(one.accepted), 'data-index': one.index },
    h('p', { class: 'card-head' },
      h('strong', { class: 'kind' }, one.title),
      one.accepted ? h('span', { class: 'badge locked' }, 'accepted') : null,
      [...one.signs].sort((a, b) => Number(b.loud) - Number(a.loud)).map((sign) => h('span', { class: `sign ${sign.loud ? 'loud' : ''}` }, sign.loud ? '! ' : '', nodes(sign.said)))),
    one.source_old ? h('div', { class: 'source-old' }, h('span', { class: 'label' }, 'Chinese before '), h('del', null, said('span', one.source_old, language))) : null,
    one.source ? said('p', one.source, language, { class: 'text source' }) : null,
    h('div', { class: 'english' }, english(one)),
    h('div', { class: 'buttons' },
      button('accept', one.accepted ? 'Not accepted after all' : 'Accept', () => accept(one, element)),
      one.rejectable ? button('reject', 'Put the old English back', () => reject(one)) : null,
      one.bead === null ? null : button('jump', `Edit link ${number(one.index + 1)}`, () => jump('edit', one, { type: true }))));
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
  say(accepted ? 'Accepted.' : 'Open again.');
  const { all } = cards;
  const next = all[all.indexOf(element) + 1];
  const focused = element.contains(document.activeElement) || document.activeElement === document.body;
  paint();
  // After accepting a change, the next one becomes current.
  if (accepted && focused) cards.restore(next?.dataset.key ?? one.key, Infinity, true);
}

const reject = (one) => change('reject', { key: one.key });

const kept = () => answer.changes.filter((one) => (kind === 'all' || one.kind === kind) && !(hideAccepted && one.accepted));

function summary() {
  const { scores } = answer;
  const parts = [`Compared with ${answer.against}`, `${plural(answer.changes.length, 'change')}, ${plural(answer.kept, 'sentence')} as before`];
  if (scores && answer.changes.length) parts.push(`chrF ${scores.chrf}`, `TER ${scores.ter}`, `${(scores.edit_rate * 100).toFixed(1)} % edited`);
  const accepted = answer.changes.filter((one) => one.accepted).length;
  if (accepted) parts.push(`${number(accepted)} accepted`);
  return parts.join(' · ');
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
  $('#diff-filters').replaceChildren(...[['all', answer.changes.length], ...Object.entries(answer.counts ?? {})].map(([name, n]) =>
    h('button', { type: 'button', 'data-action': 'kind', 'data-kind': name, 'aria-pressed': String(name === kind), onclick: () => {
      kind = name;
      opened = AT_ONCE;
      paint();
      $(`#diff-filters [data-kind="${CSS.escape(name)}"]`)?.focus();
    } }, name === 'all' ? 'All' : name, ' ', h('span', { class: 'count' }, number(n)))));
  list.replaceChildren(...changes.slice(0, opened).map(card));
  list.classList.toggle('columns', columns);
  if (changes.length > opened) list.append(button('more', `Show more of ${plural(changes.length - opened, 'change')}`, extend));
  const none = $('#diff-none');
  none.hidden = changes.length > 0;
  none.textContent = nothing ? 'There is nothing to compare with.'
    : !answer.changes.length ? `Nothing changed against ${answer.against}.`
      : 'No change of this kind is left. Others are hidden by the choice above.';
  cards.restore(key, place, focused);
  scroller.scrollTop = top;
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
  if (!answer) $('#diff-summary').textContent = 'Comparing…';
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
  cards = new Cards($('#diff-list'), '.card');
  const box = h('input', { type: 'checkbox', id: 'diff-hide', 'data-action': 'hide-accepted', onchange: () => {
    hideAccepted = box.checked;
    if (answer) paint();
  } });
  const beside = h('input', { type: 'checkbox', id: 'diff-columns', 'data-action': 'columns', onchange: () => {
    columns = beside.checked;
    if (answer) paint();
  } });
  $('#diff-bar').append(
    h('div', { class: 'filters', id: 'diff-filters', role: 'group', 'aria-label': 'Show' }),
    h('label', { class: 'check' }, box, h('span', null, 'Hide accepted')),
    h('label', { class: 'check' }, beside, h('span', null, 'Side by side')));
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

bind('diff', 'Diff', [
  { keys: ['j', 'ArrowDown'], does: 'Next change', run: () => cards.walk(1, (_, next) => !next && extend()) },
  { keys: ['k', 'ArrowUp'], does: 'Previous change', run: () => cards.walk(-1) },
  { keys: ['a'], does: 'Accept, or take that back', run: () => cards.current && void accept(current(), cards.current) },
  { keys: ['r'], does: 'Put the old English back', run: () => {
    if (current()?.rejectable) reject(current());
    else say('This change cannot be taken back from here.', { bad: true });
  } },
  { keys: ['Enter', 'e'], does: 'Edit its link', run: () => current()?.bead && void jump('edit', current(), { type: true }) },
]);
