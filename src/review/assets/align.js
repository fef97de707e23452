// The Align view: a row a bead, the links drawn between its two sides.

import { $, button, h } from './dom.js';
import { ask } from './dialogs.js';
import { comment, commentBadge, commentKeys, thread } from './comments.js';
import { cursor } from './cursor.js';
import { density } from './density.js';
import { dragging } from './drag.js';
import { draw, grade, inWords, measure, movedInWords } from './links.js';
import { List } from './list.js';
import { Rows } from './lists.js';
import { filters } from './filters.js';
import { bind } from './keys.js';
import { complain, enterMode, leaveMode, say, tellMode } from './status.js';
import { note, noteLine } from './notes.js';
import { number, t } from './words.js';
import { proposalBadge, proposalKeys, proposals } from './proposals.js';
import { route } from './route.js';
import { kindName, markup, said } from './text.js';
import { decide, lostList, stateBadges, STATUS } from './pending.js';
import { stageBadge, stageKeys } from './stages.js';
import { store } from './store.js';
import { drafts } from './drafts.js';
import { goOn } from './others.js';

const SIDES = ['source', 'target'];
const SIDE = { source: t('w-chinese'), target: t('w-english') };
const OTHER = { source: 'target', target: 'source' };

const { rows } = filters;
let list = null;
let scroller = null;
let cut = null;
let linking = null;
let held = null;
let visible = false;

// Actions.

function run(op) {
  leaveMode();
  return decide(op);
}

const withBead = (work) => () => {
  const { bead } = cursor;
  if (bead) work(bead);
};

const startSplit = withBead((bead) => {
  const { source, target } = bead;
  if (source.length < 2 && target.length < 2) {
    say(t('w-split-nothing'), { bad: true });
    return;
  }
  const counts = { source: source.length, target: target.length };
  cut = { ...cursor.sentence, side: cursor.side };
  for (const side of SIDES) if (!cut[side] && counts[side]) cut[side] = 1;
  if (counts[cut.side] < 2) cut.side = OTHER[cut.side];
  enterMode(cutInWords(bead), () => {
    cut = null;
    list.render();
  });
  list.render();
});

const cutInWords = (bead) =>
  t('w-split-mode', { source: cut.source, sources: bead.source.length, target: cut.target, targets: bead.target.length });

function moveCut(by) {
  const { bead } = cursor;
  cut[cut.side] = Math.max(0, Math.min(cut[cut.side] + by, bead[cut.side].length));
  tellMode(cutInWords(bead));
  list.render();
}

const split = withBead((bead) => {
  const { source, target } = cut;
  const first = source + target;
  if (!first || first === bead.source.length + bead.target.length) {
    say(t('w-split-empty'), { bad: true });
    return;
  }
  run({ do: 'split', bead: bead.id, source, target });
});

async function merge() {
  let { first, last } = cursor.range;
  if (first === last) last += 1;
  if (last >= store.total) {
    say(t('w-merge-last'), { bad: true });
    return;
  }
  if (rows.scattered && cursor.start !== cursor.index && Math.abs(rows.row(first) - rows.row(last)) !== last - first) {
    say(t('w-merge-apart'), { bad: true });
    return;
  }
  const ends = await Promise.all([store.at(first), store.at(last)]).catch(() => []);
  if (!ends[0] || !ends[1]) return;
  cursor.to(first);
  run({ do: 'merge', first: ends[0].id, last: ends[1].id });
}

function shift(to) {
  const { bead, side } = cursor;
  if (!bead?.[side].length) return;
  const k = cursor.sentence[side];
  run({ do: 'shift', bead: bead.id, side, to, count: to === 'next' ? bead[side].length - k : k + 1 });
}

const unlink = withBead((bead) => run({ do: 'unlink', bead: bead.id }));

const status = (wanted) => withBead((bead) => run({ do: 'status', bead: bead.id, status: bead.status === wanted ? 'auto' : wanted }));

const lock = status('locked');
const reject = status('rejected');

const open = (bead) => (bead.source.length ? (bead.target.length ? null : 'target') : 'source');

const link = withBead((bead) => {
  const lacks = open(bead);
  if (linking && linking.id === bead.id) {
    leaveMode();
    return;
  }
  if (!lacks) {
    say(t('w-link-both'), { bad: true });
    return;
  }
  if (!linking) {
    linking = { id: bead.id, lacks };
    enterMode(t('w-link-mode', { side: SIDE[OTHER[lacks]] }), () => {
      linking = null;
      list.render();
    });
    list.render();
    return;
  }
  if (lacks === linking.lacks) {
    say(t('w-link-same', { lacks: SIDE[lacks], needed: SIDE[OTHER[lacks]] }), { bad: true });
    return;
  }
  const [source, target] = lacks === 'target' ? [bead.id, linking.id] : [linking.id, bead.id];
  run({ do: 'link', source, target });
});

const edit = () => route.go('edit', { index: cursor.index, type: true });

// Moving the cursor.

function go(row, { extend = false } = {}) {
  if (!rows.length) return;
  const next = Math.max(0, Math.min(row, rows.length - 1));
  if (cut) leaveMode();
  cursor.to(rows.index(next), { extend });
  focus();
}

function focus() {
  const row = rows.row(cursor.index);
  if (row < 0) return;
  list.reveal(row);
  list.element(row)?.focus({ preventScroll: true });
}

const walk = (by, options) => {
  const row = rows.row(cursor.index);
  go(row < 0 ? list.seen.first : row + by, options);
};

function step(by) {
  if (cut) {
    moveCut(by);
    return;
  }
  cursor.start = cursor.index;
  if (!cursor.step(by)) return;
  list.render();
  const row = rows.row(cursor.index);
  list.element(row)?.querySelector(`.s[data-side=${cursor.side}][data-sentence="${cursor.sentence[cursor.side]}"]`)?.focus({ preventScroll: true });
}

async function nextDoubtful() {
  const all = new Rows();
  try {
    await all.choose({ filter: 'doubtful', stage: null, byDoubt: false });
  } catch (error) {
    complain(error);
    return;
  }
  const indices = Array.from({ length: all.length }, (_, k) => all.index(k));
  const behind = indices.find((index) => index > cursor.index);
  if (behind === undefined && (await goOn('doubtful'))) return;
  if (!indices.length) {
    say(t('w-doubtful-none'));
    return;
  }
  const next = behind ?? indices[0];
  if (next <= cursor.index) say(t('w-from-beginning'));
  await goto(next);
}

/** Goes to the first link that a filter selects, and shows those alone if that is asked for. */
async function goFirst(first, wanted) {
  const found = new Rows();
  try {
    await found.choose({ filter: first, stage: null, byDoubt: false });
    if (wanted) await filters.choose({ filter: wanted, stage: null, byDoubt: false });
  } catch (error) {
    complain(error);
    return;
  }
  if (found.length) await goto(found.index(0));
  else focus();
}

/** Goes to a bead wherever it is, and leaves the filter if that hides it. */
async function goto(index) {
  if (rows.row(index) < 0) await filters.choose({ filter: 'all', stage: null });
  cursor.to(index);
  list.reveal(rows.row(index), { center: true });
  await store.at(index).catch(() => null);
  focus();
}

async function askWhere() {
  const label = t('w-go-label', { total: store.total });
  const wrong = (text) => (Number.isInteger(Number(text)) && Number(text) >= 1 && Number(text) <= store.total ? '' : t('w-go-wrong', { total: store.total }));
  const answer = await ask({ title: t('w-go-title'), label, value: String(cursor.index + 1), type: 'number', confirm: t('w-go'), refuse: wrong });
  if (answer !== null) await goto(Number(answer) - 1);
}

// Rows.

/** That a link's English stands elsewhere, from where it was moved, and the way there. */
function movedBadge(bead) {
  const words = movedInWords(bead);
  const label = [h('span', { 'aria-hidden': 'true' }, bead.from?.up ? '↑ ' : '↓ '), words];
  if (bead.from?.after === null || bead.from?.after === undefined) return h('span', { class: 'badge moved' }, label);
  return button('go-moved', label, () => goto(bead.from.after), { class: 'badge moved', tabindex: '-1', title: t('w-moved-go', { after: bead.from.after + 1 }) });
}

function badges(bead) {
  const all = [];
  if (bead.status !== 'auto') all.push(h('span', { class: `badge ${bead.status}` }, STATUS[bead.status]));
  if (bead.moved !== null) all.push(movedBadge(bead));
  all.push(stageBadge(bead), commentBadge(bead), proposalBadge(bead), ...stateBadges(bead));
  const findings = bead.findings.filter((finding) => finding.state === 'new');
  if (findings.length) {
    const worst = ['error', 'warning', 'note'].find((severity) => findings.some((finding) => finding.severity === severity));
    all.push(h('span', { class: `badge ${worst}`, title: findings.map((finding) => finding.message).join('\n') }, t(worst === 'note' ? 'w-notes' : 'w-findings', { count: findings.length })));
  }
  return all.filter(Boolean);
}

function cell(bead, side) {
  const language = store.language(side);
  const box = h('div', { class: `cell ${side}`, role: 'gridcell' });
  if (!bead[side].length) {
    box.append(h('p', { class: 'missing' }, side === 'target' ? t('w-not-translated') : t('w-not-in-chinese')));
    return box;
  }
  bead[side].forEach((sentence, k) => {
    const { text, kind, opens } = sentence;
    box.append(h('div', { class: `s ${opens ? 'opens' : ''}`, 'data-side': side, 'data-sentence': k, 'data-kind': kind, tabindex: '-1', title: kind === 'paragraph' ? null : kindName(kind) },
      h('span', { class: 'grip', 'aria-hidden': 'true', title: t('w-drag') }),
      said('span', text, language, {}, markup(sentence))));
  });
  return box;
}

const FOOT = Symbol('foot');
const BEAD = Symbol('bead');

function build(element, index) {
  const bead = store.bead(index);
  const had = element.contains(document.activeElement) && element !== document.activeElement && !element[FOOT].contains(document.activeElement);
  element[BEAD] = bead ?? null;
  element.classList.toggle('waiting', !bead);
  while (element.firstChild !== element[FOOT]) element.firstChild.remove();
  if (!bead) {
    element[FOOT].before(h('div', { class: 'meta', role: 'rowheader' }, h('span', { class: 'number' }, number(index + 1))),
      h('div', { class: 'cell source', role: 'gridcell' }, h('p', { class: 'missing' }, '…')));
    element.removeAttribute('data-bead');
    return;
  }
  element.dataset.bead = bead.id;
  element.dataset.status = bead.status;
  element.dataset.grade = grade(bead);
  if (bead.moved === null) delete element.dataset.moved;
  else element.dataset.moved = bead.moved;
  const words = inWords(bead);
  element[FOOT].before(
    h('div', { class: 'meta', role: 'rowheader' }, h('span', { class: 'number' }, number(index + 1)), h('span', { class: 'stacked-words' }, words), badges(bead)),
    cell(bead, 'source'),
    h('div', { class: 'link', role: 'gridcell', title: words }, h('span', { class: 'vh' }, words)),
    cell(bead, 'target'));
  for (const old of element[FOOT].querySelectorAll('.note, .said')) old.remove();
  const about = noteLine(bead);
  if (about) element[FOOT].prepend(about);
  if (bead.comments?.length || bead.proposals?.length) element[FOOT].prepend(h('div', { class: 'said' }, proposals(bead), bead.comments?.length ? thread(bead) : null));
  if (had) element.focus({ preventScroll: true });
}

function paint(element, row) {
  const index = rows.index(row);
  const bead = store.bead(index);
  if ((bead ?? null) !== element[BEAD]) build(element, index);
  if (element.dataset.index !== String(index)) {
    element.dataset.index = index;
    $('.number', element).textContent = number(index + 1);
  }
  element.setAttribute('aria-rowindex', row + 1);
  const { first, last } = cursor.range;
  const here = index === cursor.index;
  element.classList.toggle('current', here);
  element.classList.toggle('chosen', first !== last && index >= first && index <= last);
  element.setAttribute('aria-selected', String(index >= first && index <= last));
  element.classList.toggle('linking', linking?.id === bead?.id);
  element.tabIndex = here ? 0 : -1;
  for (const sentence of element.querySelectorAll('.s')) {
    const { side } = sentence.dataset;
    const k = Number(sentence.dataset.sentence);
    const count = bead[side].length;
    sentence.classList.toggle('at', here && k === cursor.sentence[side] && (count > 1 || side === cursor.side));
    sentence.classList.toggle('active', here && side === (cut?.side ?? cursor.side) && k === cursor.sentence[side]);
    sentence.classList.toggle('cut-before', Boolean(here && cut && k === cut[side]));
    sentence.classList.toggle('cut-after', Boolean(here && cut && k === count - 1 && cut[side] === count));
    sentence.classList.toggle('cut-active', Boolean(here && cut?.side === side));
  }
  if (here) mountTools(element, bead);
  else if (tools.parentNode === element[FOOT]) tools.remove();
}

function make(row) {
  const element = h('div', { class: 'bead', role: 'row', tabindex: '-1', 'data-index': rows.index(row) });
  element[FOOT] = h('div', { class: 'foot', role: 'gridcell' });
  element.append(element[FOOT]);
  build(element, rows.index(row));
  paint(element, row);
  return element;
}

const DRAWN = Symbol('drawn');

/**
 * Draws the links of new rows. All are measured first and then all are drawn, so that the browser lays
 * out once.
 */
function drawn(elements) {
  const due = [];
  for (const element of elements) {
    const bead = element[BEAD];
    if (!bead) continue;
    const place = measure(element);
    const now = place && JSON.stringify([bead.status, bead.confidence, bead.moved, place.width, place.height, place.sides]);
    if (!place || (element[DRAWN] === now && $('svg', place.gutter))) continue;
    element[DRAWN] = now;
    due.push([bead, place]);
  }
  for (const [bead, place] of due) draw(bead, place);
}

// The tools of the current bead.

const tool = (action, label, key, does, work) => button(action, label, work, { 'aria-keyshortcuts': key, title: t('w-tool-key', { does, key: key.replace('Arrow', '') }), tabindex: '0' });

const TOOLS = {
  split: tool('split', t('w-split'), 's', t('w-split-does'), startSplit),
  merge: tool('merge', t('w-merge'), 'm', t('w-does-merge'), merge),
  up: tool('shift-previous', t('w-up'), 'Alt+ArrowUp', t('w-up-does'), () => shift('previous')),
  down: tool('shift-next', t('w-down'), 'Alt+ArrowDown', t('w-down-does'), () => shift('next')),
  unlink: tool('unlink', t('w-unlink'), 'u', t('w-does-unlink'), unlink),
  link: tool('link', t('w-link'), 'c', t('w-link-does'), link),
  lock: tool('lock', t('w-lock'), 'l', t('w-lock-does'), lock),
  reject: tool('reject', t('w-reject'), 'x', t('w-reject-does'), reject),
  note: tool('note', t('w-note'), 'n', t('w-note-does'), () => void note()),
  comment: tool('comment', t('w-comment'), 'o', t('w-does-comment'), comment(false)),
  edit: tool('edit', t('w-edit'), 'e', t('w-does-edit'), edit),
  confirm: tool('split-confirm', t('w-split-here'), 'Enter', t('w-split-here-does'), () => split()),
  cancel: tool('split-cancel', t('w-cancel'), 'Escape', t('w-split-cancel-does'), () => leaveMode()),
};
const tools = h('div', { class: 'tools', role: 'group', 'aria-label': t('w-this-link') }, Object.values(TOOLS));

function mountTools(element, bead) {
  const active = tools.contains(document.activeElement) ? document.activeElement : null;
  if (tools.parentNode !== element[FOOT]) element[FOOT].append(tools);
  const both = bead && bead.source.length && bead.target.length;
  const set = (name, text, usable, shown = true) => {
    const one = TOOLS[name];
    if (one.textContent !== text) one.textContent = text;
    // `aria-disabled` instead of `disabled`, because a disabled button loses the keyboard focus.
    one.setAttribute('aria-disabled', String(!usable));
    one.hidden = !shown;
  };
  const normal = !cut;
  set('split', t('w-split'), bead && (bead.source.length > 1 || bead.target.length > 1), normal);
  set('merge', t(cursor.start === cursor.index ? 'w-merge' : 'w-merge-chosen'), bead, normal);
  set('up', t('w-up'), cursor.index > 0, normal);
  set('down', t('w-down'), cursor.index < store.total - 1, normal);
  set('unlink', t('w-unlink'), both, normal);
  set('link', t(linking ? (linking.id === bead?.id ? 'w-linking' : 'w-link-here') : 'w-link'), bead && !both, normal);
  set('lock', t(bead?.status === 'locked' ? 'w-unlock' : 'w-lock'), bead, normal);
  set('reject', t(bead?.status === 'rejected' ? 'w-reject-back' : 'w-reject'), bead, normal);
  set('note', t('w-note'), bead, normal);
  set('comment', t('w-comment'), bead, normal);
  set('edit', t('w-edit'), bead, normal);
  set('confirm', t('w-split-here'), true, !normal);
  set('cancel', t('w-cancel'), true, !normal);
  if (active && !active.hidden && document.activeElement !== active) active.focus({ preventScroll: true });
}

// The list.

const order = h('select', { id: 'order', 'data-action': 'order', onchange: () => filters.choose({ byDoubt: order.value === 'doubt' }) },
  h('option', { value: 'text' }, t('w-order-text')), h('option', { value: 'doubt' }, t('w-order-doubt')));

function shown() {
  $('#align-grid').setAttribute('aria-rowcount', rows.length);
  $('#align-none').hidden = rows.length > 0;
  order.value = filters.byDoubt ? 'doubt' : 'text';
}

let hadFocus = false;

/** Shows another list. */
function chosen({ fromTop }) {
  hadFocus = visible && (scroller.contains(document.activeElement) || document.activeElement === document.body);
  leaveMode();
  shown();
  list.reset(rows.length, fromTop ? 0 : Math.max(0, rows.row(cursor.index)));
}

function placed({ isRenewed }) {
  if (!rows.length) return;
  list.reveal(Math.max(0, rows.row(cursor.index)));
  if (isRenewed && hadFocus) focus();
}

// Mouse.

function clicked(event) {
  const element = event.target.closest('.bead');
  if (!element || event.target.closest('button, .endless')) return;
  const index = Number(element.dataset.index);
  const sentence = event.target.closest('.s');
  if (cut && index === cursor.index && sentence) {
    const { top, height } = sentence.getBoundingClientRect();
    cut.side = sentence.dataset.side;
    cut[cut.side] = Number(sentence.dataset.sentence) + (event.clientY > top + height / 2 ? 1 : 0);
    moveCut(0);
    return;
  }
  if (cut) leaveMode();
  cursor.to(index, { extend: event.shiftKey });
  if (sentence && cursor.bead) cursor.place(sentence.dataset.side, Number(sentence.dataset.sentence));
  list.render();
  // A text selection that was just made is kept.
  if (getSelection().isCollapsed) (sentence ?? element).focus({ preventScroll: true });
}

function fits({ row, sentence }, onto) {
  const from = row[BEAD];
  const to = onto[BEAD];
  if (!from || !to) return false;
  const { side } = sentence.dataset;
  if (Math.abs(Number(row.dataset.index) - Number(onto.dataset.index)) === 1) return true;
  return open(from) === OTHER[side] && open(to) === side;
}

function drop({ row, sentence }, onto) {
  const from = row[BEAD];
  const to = onto[BEAD];
  const { side } = sentence.dataset;
  const k = Number(sentence.dataset.sentence);
  const whole = side === 'source' ? { source: from.id, target: to.id } : { source: to.id, target: from.id };
  if (open(from) === OTHER[side] && open(to) === side) {
    run({ do: 'link', ...whole });
    return;
  }
  const down = Number(onto.dataset.index) > Number(row.dataset.index);
  run({ do: 'shift', bead: from.id, side, to: down ? 'next' : 'previous', count: down ? from[side].length - k : k + 1 });
}

// The view.

export function setUp() {
  scroller = $('#align-list');
  filters.bar($('#align-bar'), lostList(), h('label', { class: 'order' }, h('span', { class: 'vh' }, t('w-order')), order));
  list = new List(scroller, {
    key: (row) => store.bead(rows.index(row))?.id ?? `#${rows.index(row)}`,
    make,
    update: paint,
    drawn,
    need: (first, last) => store.need(Array.from({ length: last - first + 1 }, (_, k) => rows.index(first + k)), { scattered: rows.scattered }),
  }, { parent: $('#align-grid') });
  scroller.addEventListener('click', clicked);
  scroller.addEventListener('dblclick', (event) => {
    if (event.target.closest('.s[data-side=target], .cell.target .missing')) edit();
  });
  dragging(scroller, { fits, drop });

  store.on('patch', () => {
    if (cut) leaveMode();
    const active = document.activeElement;
    if (tools.contains(active)) held = active;
    else if (visible && scroller.contains(active)) held = 'row';
  });
  filters.on('patched', ({ at, removed, added }) => list.patch(at, removed, added));
  filters.on('chosen', chosen);
  filters.on('placed', placed);
  filters.on('renewed', ({ left }) => {
    const isHere = scroller.contains(document.activeElement) || document.activeElement === document.body;
    shown();
    if (!visible) return;
    list.render();
    if (left && isHere) focus();
  });
  density.on('changed', () => {
    list.forget();
    if (visible) list.reveal(Math.max(0, rows.row(cursor.index)));
  });
  store.on('state', () => {
    $('#align-grid').setAttribute('aria-rowcount', rows.length);
    if (visible) list.render();
    // The focused row may have been replaced.
    if (held instanceof Element && !held.hidden) held.focus({ preventScroll: true });
    else if (held && visible) list.element(rows.row(cursor.index))?.focus({ preventScroll: true });
    held = null;
  });
  store.on('loaded', () => {
    cursor.fit();
    if (visible) list.render();
  });
  cursor.on('moved', () => visible && list.render());
  cursor.on('sentence', () => visible && list.render());
}

export function show({ focus: wanted, index, first, filter: only } = {}) {
  visible = true;
  if (first) {
    goFirst(first, only);
    return;
  }
  if (index !== undefined) {
    goto(index);
    return;
  }
  const row = rows.row(cursor.index);
  list.reveal(Math.max(0, row));
  if (wanted) focus();
}

export function hide() {
  visible = false;
  list.clear();
  leaveMode();
}

export const seen = () => {
  const { first, last } = list.range;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => rows.index(first + k));
};

bind('align', t('w-view-align'), [
  { keys: ['j', 'ArrowDown'], does: t('w-does-next'), run: () => walk(1) },
  { keys: ['k', 'ArrowUp'], does: t('w-does-previous'), run: () => walk(-1) },
  { keys: ['Shift+ArrowDown'], does: t('w-does-choose-next'), run: () => walk(1, { extend: true }) },
  { keys: ['Shift+ArrowUp'], does: t('w-does-choose-previous'), run: () => walk(-1, { extend: true }) },
  { keys: ['ArrowRight'], does: t('w-does-next-sentence'), run: () => step(1) },
  { keys: ['ArrowLeft'], does: t('w-does-sentence-before'), run: () => step(-1) },
  { keys: ['Home'], does: t('w-does-first'), run: () => go(0) },
  { keys: ['End'], does: t('w-does-last'), run: () => go(rows.length - 1) },
  { keys: ['PageDown'], does: t('w-does-screen-down'), run: () => go(list.page(Math.max(0, rows.row(cursor.index)), true)) },
  { keys: ['PageUp'], does: t('w-does-screen-up'), run: () => go(list.page(Math.max(0, rows.row(cursor.index)), false)) },
  { keys: ['d'], does: t('w-does-next-doubtful'), run: nextDoubtful },
  { keys: ['g'], does: t('w-does-go'), run: askWhere },
  { keys: ['s'], does: t('w-does-split'), run: () => (cut ? split() : startSplit()) },
  { keys: ['Tab', 'Shift+Tab'], run: () => {
    if (!cut || document.activeElement?.closest('.tools')) return false;
    cut.side = OTHER[cut.side];
    moveCut(0);
  } },
  { keys: ['Enter'], does: t('w-does-enter'), run: () => (cut ? split() : edit()) },
  { keys: ['e'], does: t('w-does-edit'), run: edit },
  { keys: ['m'], does: t('w-does-merge'), run: () => void merge() },
  { keys: ['Alt+ArrowUp'], does: t('w-does-shift-previous'), run: () => shift('previous') },
  { keys: ['Alt+ArrowDown'], does: t('w-does-shift-next'), run: () => shift('next') },
  { keys: ['u'], does: t('w-does-unlink'), run: unlink },
  { keys: ['c'], does: t('w-does-link'), run: link },
  { keys: ['l'], does: t('w-does-lock'), run: lock },
  { keys: ['x'], does: t('w-does-reject'), run: reject },
  { keys: ['n'], does: t('w-does-note'), run: () => void note() },
  ...commentKeys,
  ...stageKeys(goto),
  ...proposalKeys(),
  { keys: ['h'], does: t('w-does-moved'), run: withBead((bead) => {
    if (bead.from && bead.from.after !== null) goto(bead.from.after);
    else say(t('w-moved-none'), { bad: true });
  }) },
]);
