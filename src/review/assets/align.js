// The Align view: a row a bead, the links drawn between its two sides.

import { $, button, h, number, plural } from './dom.js';
import { ask } from './dialogs.js';
import { cursor } from './cursor.js';
import { dragging } from './drag.js';
import { draw, grade, inWords, measure } from './links.js';
import { List } from './list.js';
import { Rows } from './lists.js';
import { bind } from './keys.js';
import { complain, enterMode, leaveMode, say, tellMode } from './status.js';
import { route } from './route.js';
import { kindName, markup, said } from './text.js';
import { lostList, stateBadges } from './pending.js';
import { store } from './store.js';
import { drafts } from './drafts.js';
import { goOn } from './others.js';

const SIDES = ['source', 'target'];
const SIDE = { source: 'Chinese', target: 'English' };
const OTHER = { source: 'target', target: 'source' };
const FILTERS = [
  ['all', 'All'], ['doubtful', 'Doubtful'], ['unlinked', 'Unlinked'], ['moved', 'Moved'],
  ['locked', 'Locked'], ['rejected', 'Rejected'], ['noted', 'Noted'], ['findings', 'With findings'],
  ['conflicts', 'In conflict'], ['pending', 'To be written'], ['stale', 'Stale'], ['changed', 'Changed'],
];
// What most texts have none of is shown only where there is some.
const SELDOM = new Set(['conflicts', 'pending', 'stale', 'changed']);

const rows = new Rows();
let list = null;
let scroller = null;
let filter = 'all';
let byDoubt = false;
let cut = null;
let linking = null;
let held = null;
let visible = false;

// Actions.

async function run(op) {
  leaveMode();
  try {
    await drafts.flush();
    const answer = await store.op(op);
    say(answer.said, { undo: true });
  } catch (error) {
    complain(error);
  }
}

const withBead = (work) => () => {
  const { bead } = cursor;
  if (bead) work(bead);
};

const startSplit = withBead((bead) => {
  const { source, target } = bead;
  if (source.length < 2 && target.length < 2) {
    say('There is one sentence on a side at most: nothing to split. Unlink (u) parts the two sides.', { bad: true });
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
  `Split: the first link gets ${SIDES.map((side) => `${cut[side]} of ${bead[side].length} ${SIDE[side]}`).join(' and ')}. ← → move the cut, Tab goes to the other side, Enter splits, Escape leaves.`;

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
    say('One of the two links would be empty: move the cut.', { bad: true });
    return;
  }
  run({ do: 'split', bead: bead.id, source, target });
});

async function merge() {
  let { first, last } = cursor.range;
  if (first === last) last += 1;
  if (last >= store.total) {
    say('This is the last link: there is none to merge it with.', { bad: true });
    return;
  }
  if (rows.scattered && cursor.start !== cursor.index && Math.abs(rows.row(first) - rows.row(last)) !== last - first) {
    say('The chosen links do not follow one another in the text. Show all links in text order to merge them.', { bad: true });
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

const note = withBead(async (bead) => {
  const text = await ask({
    title: `Note on link ${number(cursor.index + 1)}`, label: 'Note', value: bead.note ?? '', lines: 4,
    about: 'For whoever works on this link next. Leave it empty to take the note away.',
  });
  if (text !== null && text.trim() !== (bead.note ?? '')) run({ do: 'note', bead: bead.id, note: text.trim() });
});

const open = (bead) => (bead.source.length ? (bead.target.length ? null : 'target') : 'source');

const link = withBead((bead) => {
  const lacks = open(bead);
  if (linking && linking.id === bead.id) {
    leaveMode();
    return;
  }
  if (!lacks) {
    say('Both sides of this link are there already. Unlink it (u) first.', { bad: true });
    return;
  }
  if (!linking) {
    linking = { id: bead.id, lacks };
    enterMode(`Linking: go to a row without ${SIDE[OTHER[lacks]]} and press c again. Escape leaves.`, () => {
      linking = null;
      list.render();
    });
    list.render();
    return;
  }
  if (lacks === linking.lacks) {
    say(`Both rows lack ${SIDE[lacks]}. One without ${SIDE[OTHER[lacks]]} is needed.`, { bad: true });
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
    await all.choose('doubtful', false);
  } catch (error) {
    complain(error);
    return;
  }
  const indices = Array.from({ length: all.length }, (_, k) => all.index(k));
  const behind = indices.find((index) => index > cursor.index);
  if (behind === undefined && (await goOn('doubtful'))) return;
  if (!indices.length) {
    say('No link is doubtful.');
    return;
  }
  const next = behind ?? indices[0];
  if (next <= cursor.index) say('From the beginning again.');
  await goto(next);
}

/** Goes to the first link that a filter selects, and shows those alone if that is asked for. */
async function goFirst(first, wanted) {
  const found = new Rows();
  try {
    await found.choose(first, false);
    if (wanted) await choose(wanted, false);
  } catch (error) {
    complain(error);
    return;
  }
  if (found.length) await goto(found.index(0));
  else focus();
}

/** Goes to a bead wherever it is, and leaves the filter if that hides it. */
async function goto(index) {
  if (rows.row(index) < 0) await choose('all', byDoubt);
  cursor.to(index);
  list.reveal(rows.row(index), { center: true });
  await store.at(index).catch(() => null);
  focus();
}

async function askWhere() {
  const wrong = (text) => (Number.isInteger(Number(text)) && Number(text) >= 1 && Number(text) <= store.total ? '' : `A number from 1 to ${number(store.total)} is needed.`);
  const answer = await ask({ title: 'Go to a link', label: `Number, 1 to ${number(store.total)}`, value: String(cursor.index + 1), type: 'number', confirm: 'Go', refuse: wrong });
  if (answer !== null) await goto(Number(answer) - 1);
}

// Rows.

function badges(bead) {
  const all = [];
  if (bead.status === 'locked') all.push(h('span', { class: 'badge locked' }, 'locked'));
  if (bead.status === 'rejected') all.push(h('span', { class: 'badge rejected' }, 'rejected'));
  if (bead.moved !== null) all.push(h('span', { class: 'badge moved' }, `moved ${bead.moved}`));
  all.push(...stateBadges(bead));
  const findings = bead.findings.filter((finding) => finding.state === 'new');
  if (findings.length) {
    const worst = ['error', 'warning', 'note'].find((severity) => findings.some((finding) => finding.severity === severity));
    all.push(h('span', { class: `badge ${worst}`, title: findings.map((finding) => finding.message).join('\n') }, plural(findings.length, worst === 'note' ? 'note' : 'finding')));
  }
  return all;
}

function cell(bead, side) {
  const language = store.language(side);
  const box = h('div', { class: `cell ${side}`, role: 'gridcell' });
  if (!bead[side].length) {
    box.append(h('p', { class: 'missing' }, side === 'target' ? 'not translated' : 'not in the Chinese'));
    return box;
  }
  bead[side].forEach((sentence, k) => {
    const { text, kind, opens } = sentence;
    box.append(h('div', { class: `s ${opens ? 'opens' : ''}`, 'data-side': side, 'data-sentence': k, 'data-kind': kind, tabindex: '-1', title: kind === 'paragraph' ? null : kindName(kind) },
      h('span', { class: 'grip', 'aria-hidden': 'true', title: 'Drag onto a neighbouring link' }),
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
  $('.note', element[FOOT])?.remove();
  if (bead.note) element[FOOT].prepend(h('p', { class: 'note' }, h('span', { class: 'note-label' }, 'Note '), bead.note));
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

const tool = (action, label, key, does, work) => button(action, label, work, { 'aria-keyshortcuts': key, title: `${does} (${key.replace('Arrow', '')})`, tabindex: '0' });

const TOOLS = {
  split: tool('split', 'Split', 's', 'Split this link', startSplit),
  merge: tool('merge', 'Merge', 'm', 'Merge with the next link, or the chosen ones', merge),
  up: tool('shift-previous', 'Up', 'Alt+ArrowUp', 'The sentence under the cursor, and those before it, go to the previous link', () => shift('previous')),
  down: tool('shift-next', 'Down', 'Alt+ArrowDown', 'The sentence under the cursor, and those behind it, go to the next link', () => shift('next')),
  unlink: tool('unlink', 'Unlink', 'u', 'Part the two sides', unlink),
  link: tool('link', 'Link', 'c', 'Link with a row that lacks the other side', link),
  lock: tool('lock', 'Lock', 'l', 'This link is right', lock),
  reject: tool('reject', 'Reject', 'x', 'This link is wrong', reject),
  note: tool('note', 'Note', 'n', 'Write a note', note),
  edit: tool('edit', 'Edit', 'e', 'Edit the English', edit),
  confirm: tool('split-confirm', 'Split here', 'Enter', 'Split where the lines are', () => split()),
  cancel: tool('split-cancel', 'Cancel', 'Escape', 'Do not split', () => leaveMode()),
};
const tools = h('div', { class: 'tools', role: 'group', 'aria-label': 'This link' }, Object.values(TOOLS));

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
  set('split', 'Split', bead && (bead.source.length > 1 || bead.target.length > 1), normal);
  set('merge', cursor.start === cursor.index ? 'Merge' : 'Merge chosen', bead, normal);
  set('up', 'Up', cursor.index > 0, normal);
  set('down', 'Down', cursor.index < store.total - 1, normal);
  set('unlink', 'Unlink', both, normal);
  set('link', linking ? (linking.id === bead?.id ? 'Linking…' : 'Link here') : 'Link', bead && !both, normal);
  set('lock', bead?.status === 'locked' ? 'Unlock' : 'Lock', bead, normal);
  set('reject', bead?.status === 'rejected' ? 'Take back' : 'Reject', bead, normal);
  set('note', 'Note', bead, normal);
  set('edit', 'Edit', bead, normal);
  set('confirm', 'Split here', true, !normal);
  set('cancel', 'Cancel', true, !normal);
  if (active && !active.hidden && document.activeElement !== active) active.focus({ preventScroll: true });
}

// The bar with the filters.

const filterButtons = new Map();
const order = h('select', { id: 'order', 'data-action': 'order' }, h('option', { value: 'text' }, 'Text order'), h('option', { value: 'doubt' }, 'Least certain first'));

function countOf(name) {
  const { counts } = store;
  if (name === 'all') return store.total;
  if (name === 'findings') return Object.values(counts.findings ?? {}).reduce((sum, n) => sum + n, 0);
  return counts[name] ?? 0;
}

function paintBar() {
  for (const [name, one] of filterButtons) {
    const count = countOf(name);
    $('.count', one).textContent = number(count);
    one.setAttribute('aria-pressed', String(filter === name));
    one.hidden = SELDOM.has(name) && !count && filter !== name;
    one.classList.toggle('empty', !count && filter !== name && name !== 'all');
  }
  order.value = byDoubt ? 'doubt' : 'text';
}

async function choose(name, doubt) {
  leaveMode();
  try {
    await rows.choose(name, doubt);
  } catch (error) {
    complain(error);
    paintBar();
    return;
  }
  filter = name;
  byDoubt = doubt;
  paintBar();
  const row = rows.row(cursor.index);
  $('#align-grid').setAttribute('aria-rowcount', rows.length);
  $('#align-none').hidden = rows.length > 0;
  list.reset(rows.length, doubt ? 0 : Math.max(0, row));
  if (!rows.length) return;
  if (row < 0 || doubt) cursor.to(rows.index(0));
  else {
    cursor.start = cursor.index;
    list.reveal(row);
  }
}

function chooseFilter(name) {
  // The doubtful filter starts sorted by doubt; the other filters keep the order of the text.
  choose(name, name === 'doubtful' ? filter !== 'doubtful' || byDoubt : byDoubt && filter !== 'doubtful')
    .then(() => say(name === 'all' ? `All ${plural(rows.length, 'link')}.` : `${plural(rows.length, 'link')} shown.`));
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
  const bar = $('#align-bar');
  for (const [name, label] of FILTERS) {
    const one = h('button', { type: 'button', 'data-action': 'filter', 'data-filter': name, 'aria-pressed': 'false', onclick: () => chooseFilter(name) }, label, ' ', h('span', { class: 'count' }, '0'));
    filterButtons.set(name, one);
  }
  order.addEventListener('change', () => choose(filter, order.value === 'doubt'));
  bar.append(h('div', { class: 'filters', role: 'group', 'aria-label': 'Show' }, [...filterButtons.values()]), lostList(), h('label', { class: 'order' }, h('span', { class: 'vh' }, 'Order'), order));
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

  store.on('patch', (patch) => {
    if (cut) leaveMode();
    const active = document.activeElement;
    if (tools.contains(active)) held = active;
    else if (visible && scroller.contains(active)) held = 'row';
    rows.patch(patch, (at, removed, added) => list.patch(at, removed, added));
  });
  store.on('state', () => {
    paintBar();
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
  store.on('reset', () => {
    if (filter === 'all' && !byDoubt) list.reset(store.total, cursor.index);
    else choose(filter, byDoubt);
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

bind('align', 'Align', [
  { keys: ['j', 'ArrowDown'], does: 'Next link', run: () => walk(1) },
  { keys: ['k', 'ArrowUp'], does: 'Previous link', run: () => walk(-1) },
  { keys: ['Shift+ArrowDown'], does: 'Choose the next link as well', run: () => walk(1, { extend: true }) },
  { keys: ['Shift+ArrowUp'], does: 'Choose the previous link as well', run: () => walk(-1, { extend: true }) },
  { keys: ['ArrowRight'], does: 'Next sentence of the link', run: () => step(1) },
  { keys: ['ArrowLeft'], does: 'Sentence before', run: () => step(-1) },
  { keys: ['Home'], does: 'First link', run: () => go(0) },
  { keys: ['End'], does: 'Last link', run: () => go(rows.length - 1) },
  { keys: ['PageDown'], does: 'A screen down', run: () => go(list.page(Math.max(0, rows.row(cursor.index)), true)) },
  { keys: ['PageUp'], does: 'A screen up', run: () => go(list.page(Math.max(0, rows.row(cursor.index)), false)) },
  { keys: ['d'], does: 'Next doubtful link, at the end in the next text', run: nextDoubtful },
  { keys: ['g'], does: 'Go to a link by its number', run: askWhere },
  { keys: ['s'], does: 'Split at the cursor', run: () => (cut ? split() : startSplit()) },
  { keys: ['Tab', 'Shift+Tab'], run: () => {
    if (!cut || document.activeElement?.closest('.tools')) return false;
    cut.side = OTHER[cut.side];
    moveCut(0);
  } },
  { keys: ['Enter'], does: 'Split here, when splitting; else edit', run: () => (cut ? split() : edit()) },
  { keys: ['e'], does: 'Edit the English', run: edit },
  { keys: ['m'], does: 'Merge with the next link, or the chosen ones', run: () => void merge() },
  { keys: ['Alt+ArrowUp'], does: 'Sentence to the previous link', run: () => shift('previous') },
  { keys: ['Alt+ArrowDown'], does: 'Sentence to the next link', run: () => shift('next') },
  { keys: ['u'], does: 'Unlink the two sides', run: unlink },
  { keys: ['c'], does: 'Link with another row', run: link },
  { keys: ['l'], does: 'Lock or unlock', run: lock },
  { keys: ['x'], does: 'Reject, or take that back', run: reject },
  { keys: ['n'], does: 'Note', run: () => void note() },
]);
