// The Edit view: the beads in order; the English of the current bead is in fields to type in.

import { $, button, debounce, h } from './dom.js';
import { aids } from './aids.js';
import { bind } from './keys.js';
import { commentBadge, commentKeys } from './comments.js';
import { cursor } from './cursor.js';
import { density } from './density.js';
import { drafts } from './drafts.js';
import { filters } from './filters.js';
import { List } from './list.js';
import { grade, inWords } from './links.js';
import { note, noteLine } from './notes.js';
import { listed, number, t } from './words.js';
import { proposalBadge, proposalKeys } from './proposals.js';
import { route } from './route.js';
import { say } from './status.js';
import { redo, undo } from './acts.js';
import { boundary, markup, said, under } from './text.js';
import { post } from './api.js';
import { stageBadge, stageKeys } from './stages.js';
import { stateBadges, states, STATUS } from './pending.js';
import { store } from './store.js';

// The length in characters from which a field is opened only on request, because the browser lays it
// out anew with every key.
const LONG = 20_000;
const PART = 10_000;

const { rows } = filters;
let list = null;
let visible = false;
let wanted = null;
let filling = false;

const BEAD = Symbol('bead');
const MODE = Symbol('mode');
const DRAFT = Symbol('draft');
const KEPT = Symbol('kept');

const marksOf = (bead, side, k) =>
  bead.findings.filter(({ state }) => state !== 'suppressed').flatMap(({ places, severity, message }) =>
    places.filter((place) => place.side === side && place.sentence === k).map(({ from, to }) => ({ from, to, kind: severity, title: message })));

const TROUBLE = {
  stale: t('w-trouble-stale'),
  refused: t('w-trouble-refused'),
};

function sourceCell(bead, terms) {
  const language = store.language('source');
  const box = h('div', { class: 'cell source' });
  if (!bead.source.length) box.append(h('p', { class: 'missing' }, t('w-not-in-chinese')));
  bead.source.forEach(({ text, kind, opens }, k) => {
    const marks = marksOf(bead, 'source', k);
    for (const term of terms) {
      for (let at = text.indexOf(term.source); at >= 0 && marks.length < 500; at = text.indexOf(term.source, at + term.source.length)) {
        marks.push({ from: at, to: at + term.source.length, kind: 'term', title: term.target });
      }
    }
    box.append(h('div', { class: `s ${opens ? 'opens' : ''}`, 'data-side': 'source', 'data-sentence': k, 'data-kind': kind }, said('span', text, language, {}, marks)));
  });
  return box;
}

function readingCell(bead) {
  const language = store.language('target');
  const box = h('div', { class: 'cell target' });
  const draft = drafts.get(bead.id);
  if (draft && drafts.isDirty(draft)) {
    // Shows the draft, not the server's text: the draft is being sent, or waits for a choice.
    box.append(...draft.texts.map((text) => h('div', { class: 's' }, said('span', text, language))));
    if (draft.state in TROUBLE) box.append(h('p', { class: 'draft-flag' }, TROUBLE[draft.state]));
    return box;
  }
  if (!bead.target.length) box.append(h('p', { class: 'missing' }, t('w-not-translated')));
  bead.target.forEach((sentence, k) => {
    const { text, kind, opens } = sentence;
    box.append(h('div', { class: `s ${opens ? 'opens' : ''}`, 'data-side': 'target', 'data-sentence': k, 'data-kind': kind }, said('span', text, language, {}, [...marksOf(bead, 'target', k), ...markup(sentence)])));
  });
  return box;
}

// Fields.

const NAMES = {
  strong: t('w-mark-strong'), emphasis: t('w-mark-emphasis'), strike: t('w-mark-strike'), link: t('w-mark-link'), code: t('w-mark-code'), note: t('w-mark-note'), image: t('w-mark-image'), other: t('w-mark-other'),
};

/** The line under a field: the markup that its sentence has, and what the present words would drop. */
function markupLine(draft, k) {
  const sentence = store.bead(draft.index)?.target[k];
  if (!sentence?.marks?.length && !sentence?.marked) return null;
  const line = h('p', { class: 'field-marks', role: 'status' });
  const paint = (marks, dropped, why) => line.replaceChildren(
    t('w-marks-has', { marks: listed(marks.map(({ kind, markup: written }) => t('w-mark', { kind: NAMES[kind] ?? kind, written }))) }),
    ...(dropped.length ? [' ', h('span', { class: 'dropped' }, t('w-marks-dropped', { marks: listed(dropped) }))] : []),
    ...(why ? [' ', h('span', { class: 'dropped' }, t('w-marks-why', { why }))] : []));
  const ask = async () => {
    try {
      const { marks, dropped, why } = await post('preview', { bead: draft.id, sentence: k, text: draft.texts[k] });
      if (marks.length) paint(marks, dropped, why);
    } catch {
      // The line only informs.
    }
  };
  if (sentence.marks?.length) paint(sentence.marks, [], null);
  else ask();
  return { line, ask: debounce(400, ask) };
}

const fieldsOf = (element) => [...element.querySelectorAll('textarea[data-sentence]')];

function mirror(field, marks) {
  // A long text is edited in parts and has no mirror.
  if (!field.previousElementSibling?.matches('.mirror')) return;
  field.previousElementSibling.replaceChildren(...under(field.value, marks), '\u200b');
}

/** The markup of words that were changed in one place: what is before it stays, what is behind it moves. */
function followed({ text, marks }, next) {
  let head = 0;
  const most = Math.min(text.length, next.length);
  while (head < most && text[head] === next[head]) head++;
  let tail = 0;
  while (tail < most - head && text[text.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  const [end, grown] = [text.length - tail, next.length - text.length];
  const from = (at) => (at <= head ? at : at >= end ? at + grown : head);
  const to = (at) => (at < head ? at : at >= end ? at + grown : head);
  const moved = marks.map((mark) => (mark.sign ? { ...mark, from: from(mark.from), to: from(mark.from) } : { ...mark, from: from(mark.from), to: to(mark.to) }));
  return { text: next, marks: moved.filter((mark) => mark.sign || mark.to > mark.from) };
}

/** Paints the markup, and the marks of findings, which hold only for the server's own text. */
function paintMarks(element, bead) {
  if (!bead) return;
  for (const field of fieldsOf(element)) {
    // Empty fields are not sent, so they do not count.
    const k = element[DRAFT].texts.slice(0, Number(field.dataset.sentence)).filter((text) => text.trim()).length;
    const sentence = bead.target[k];
    const isServers = sentence?.text === field.value;
    if (isServers) field[KEPT] = { text: field.value, marks: markup(sentence) };
    mirror(field, [...(isServers ? marksOf(bead, 'target', k) : []), ...(field[KEPT]?.marks ?? [])]);
  }
}

function fieldFor(draft, k, value, oninput) {
  return h('textarea', {
    'data-bead': draft.id, 'data-side': 'target', 'data-sentence': k, lang: store.language('target'), dir: 'auto', rows: '1', spellcheck: 'true',
    'aria-label': t('w-field', { index: draft.index + 1, sentence: k + 1, of: draft.texts.length }), value, oninput,
  });
}

function makeField(draft, k) {
  const text = draft.texts[k];
  if (text.length > LONG) return longField(draft, k);
  const marks = markupLine(draft, k);
  const field = fieldFor(draft, k, text, () => {
    draft.texts[k] = field.value;
    drafts.change(draft, draft.texts);
    field[KEPT] = followed(field[KEPT], field.value);
    mirror(field, field[KEPT].marks);
    marks?.ask();
  });
  const sentence = store.bead(draft.index)?.target[k];
  field[KEPT] = { text, marks: sentence?.text === text ? markup(sentence) : [] };
  const box = h('div', { class: 'field' }, h('div', { class: 'mirror', lang: store.language('target'), dir: 'auto', 'aria-hidden': 'true' }), field);
  return marks ? h('div', { class: 'field-box' }, box, marks.line) : box;
}

/** A field for a long text: shown part by part, opened only on request. */
function longField(draft, k) {
  const box = h('div', { class: 'field long' });
  const open = () => {
    const text = draft.texts[k];
    const parts = [];
    for (let from = 0; from < text.length; ) {
      const to = boundary(text, Math.min(text.length, from + PART));
      parts.push(text.slice(from, to));
      from = to;
    }
    const turn = (part) => {
      const field = fieldFor(draft, k, parts[part], () => {
        parts[part] = field.value;
        draft.texts[k] = parts.join('');
        drafts.change(draft, draft.texts);
      });
      box.replaceChildren(h('div', { class: 'buttons' },
        button('part-before', t('w-part-before'), () => part > 0 && turn(part - 1), { class: 'small', 'aria-disabled': String(part === 0) }),
        h('span', { class: 'soft', role: 'status' }, t('w-part', { part: part + 1, of: parts.length })),
        button('part-behind', t('w-part-behind'), () => part + 1 < parts.length && turn(part + 1), { class: 'small', 'aria-disabled': String(part + 1 === parts.length) })), field);
      field.focus({ preventScroll: true });
    };
    turn(0);
  };
  box.append(said('div', draft.texts[k], store.language('target')), button('edit-long', t('w-edit-long'), open, { class: 'small' }));
  return box;
}

function addSentence(element, draft, after) {
  draft.texts = [...draft.texts.slice(0, after + 1), '', ...draft.texts.slice(after + 1)];
  fillFields(element, draft);
  list.render();
  fieldsOf(element)[after + 1]?.focus({ preventScroll: true });
  list.reveal(rowHere());
}

const STATES = {
  clean: '', dirty: t('w-draft-dirty'), sending: t('w-draft-sending'), saved: t('w-draft-saved'), refused: t('w-draft-refused'), stale: t('w-draft-stale'), lost: t('w-draft-lost'),
};

function paintState(element, draft) {
  const line = $('.draft-state', element);
  if (!line) return;
  line.dataset.state = draft.state;
  line.textContent = STATES[draft.state];
  const box = $('.draft-trouble', element);
  if (draft.state === 'stale') {
    const language = store.language('target');
    box.replaceChildren(h('div', { class: 'versions', role: 'alert' },
      h('p', null, t('w-stale-ask')),
      h('div', { class: 'version' }, h('h3', null, t('w-stale-yours')), said('p', draft.texts.join(' '), language), button('keep-mine', t('w-stale-keep'), () => drafts.resolve(draft, true), { class: 'main' })),
      h('div', { class: 'version' }, h('h3', null, t('w-stale-other')), said('p', draft.theirs.join(' '), language), button('take-theirs', t('w-stale-take'), () => drafts.resolve(draft, false)))));
  } else if (draft.state === 'refused') {
    box.replaceChildren(h('div', { class: 'versions', role: 'alert' }, h('p', null, draft.why, ' ', t('w-typed-kept')),
      button('retry', t('w-send-again'), () => drafts.send(draft))));
  } else if (box.firstChild) box.replaceChildren();
}

function fillFields(element, draft) {
  const box = $('.cell.target', element);
  const active = document.activeElement;
  const held = box.contains(active) && active.matches('textarea') ? [Number(active.dataset.sentence), active.selectionStart, active.selectionEnd] : null;
  const count = draft.texts.length;
  element[DRAFT] = draft;
  // Removing a field that has the focus fires its blur event.
  filling = true;
  box.replaceChildren(
    ...draft.texts.map((_, k) => makeField(draft, k)),
    h('div', { class: 'field-foot' },
      count
        ? button('add-sentence', t('w-add-sentence'), () => addSentence(element, draft, draft.texts.length - 1), { class: 'small', title: 'Ctrl+Enter' })
        : button('write', t('w-write'), () => addSentence(element, draft, -1)),
      h('span', { class: 'draft-state' })),
    h('div', { class: 'draft-trouble' }));
  filling = false;
  paintState(element, draft);
  paintMarks(element, store.bead(draft.index));
  if (!held) return;
  const fields = fieldsOf(element);
  const field = fields[Math.min(held[0], fields.length - 1)];
  if (!field) element.focus({ preventScroll: true });
  else {
    field.focus({ preventScroll: true });
    field.setSelectionRange(Math.min(held[1], field.value.length), Math.min(held[2], field.value.length));
  }
}

// Rows.

function head(bead, index) {
  return h('div', { class: 'meta' }, h('span', { class: 'number' }, number(index + 1)),
    bead && bead.status !== 'auto' ? h('span', { class: `badge ${bead.status}` }, STATUS[bead.status]) : null,
    bead ? [stageBadge(bead), commentBadge(bead), proposalBadge(bead)] : null,
    bead ? stateBadges(bead) : null,
    bead && grade(bead) === 'low' ? h('span', { class: 'badge low', title: inWords(bead) }, t('w-doubtful')) : null);
}

/** The note of a bead and what is to be decided on it. */
function paintFoot(element, bead) {
  for (const old of element.querySelectorAll(':scope > .foot')) old.remove();
  const parts = states(bead);
  const about = noteLine(bead);
  const isCurrent = element[MODE] === 'edit';
  if (about || isCurrent) {
    parts.unshift(h('div', { class: 'note-line' }, about, isCurrent ? button('note', t(bead.note ? 'w-note-change' : 'w-note-write'), () => void note(), { class: 'small', 'aria-keyshortcuts': 'n', title: 'n' }) : null));
  }
  if (parts.length) element.append(h('div', { class: 'foot' }, parts));
}

function build(element, index, mode) {
  const bead = store.bead(index) ?? null;
  const held = element.contains(document.activeElement);
  element[BEAD] = bead;
  element[MODE] = mode;
  element.classList.toggle('waiting', !bead);
  if (!bead) {
    element.removeAttribute('data-bead');
    element.replaceChildren(head(null, index), h('div', { class: 'cell source' }, h('p', { class: 'missing' }, '…')));
    return;
  }
  element.dataset.bead = bead.id;
  element.replaceChildren(head(bead, index), sourceCell(bead, mode === 'edit' ? aids.terms(bead.id) : []), mode === 'edit' ? h('div', { class: 'cell target editing' }) : readingCell(bead));
  paintFoot(element, bead);
  if (mode === 'edit') fillFields(element, drafts.open(index, bead));
  if (held && document.activeElement === document.body) element.focus({ preventScroll: true });
}

function paint(element, row) {
  const index = rows.index(row);
  const bead = store.bead(index) ?? null;
  const here = index === cursor.index;
  const mode = here && bead ? 'edit' : 'read';
  if (element[MODE] !== mode || (mode === 'read' && element[BEAD] !== bead)) build(element, index, mode);
  else if (element[BEAD] !== bead) {
    // The row is not rebuilt while someone is typing in it.
    element[BEAD] = bead;
    element.dataset.bead = bead.id;
    $('.meta', element).replaceWith(head(bead, index));
    $('.cell.source', element).replaceWith(sourceCell(bead, aids.terms(bead.id)));
    for (const field of fieldsOf(element)) field.dataset.bead = bead.id;
    paintMarks(element, bead);
    paintFoot(element, bead);
  }
  if (mode === 'edit') {
    // A draft is forgotten once it was sent and left; these fields may be older than that.
    const draft = drafts.open(index, bead);
    if (element[DRAFT] !== draft) fillFields(element, draft);
  }
  if (element.dataset.index !== String(index)) {
    element.dataset.index = index;
    $('.number', element).textContent = number(index + 1);
  }
  element.setAttribute('aria-posinset', row + 1);
  element.setAttribute('aria-setsize', rows.length);
  element.classList.toggle('current', here);
  if (here) element.setAttribute('aria-current', 'true');
  else element.removeAttribute('aria-current');
  element.tabIndex = here ? 0 : -1;
}

function make(row) {
  const index = rows.index(row);
  const element = h('div', { class: 'bead', role: 'listitem', tabindex: '-1', 'data-index': index });
  build(element, index, index === cursor.index && store.bead(index) ? 'edit' : 'read');
  paint(element, row);
  return element;
}

const rowHere = () => Math.max(0, rows.row(cursor.index));
const currentRow = () => (rows.row(cursor.index) < 0 ? null : list.element(rows.row(cursor.index)));
/** The element of a bead, if it is shown. */
const elementOf = (index) => (rows.row(index) < 0 ? null : list.element(rows.row(index)));

// Walking and typing.

function focus({ type = false, sentence = 0, caret = null } = {}) {
  list.reveal(rowHere());
  const row = currentRow();
  if (!row) return;
  if (!type) {
    row.focus({ preventScroll: true });
    return;
  }
  if (!cursor.bead) {
    // The bead is not loaded yet; typing begins when it is.
    wanted = { type, sentence, caret };
    row.focus({ preventScroll: true });
    return;
  }
  const fields = fieldsOf(row);
  const field = fields[Math.min(sentence, fields.length - 1)] ?? $('[data-action=write], [data-action=edit-long]', row);
  field?.focus({ preventScroll: true });
  if (caret !== null && field?.setSelectionRange) field.setSelectionRange(caret, caret);
}

function walk(by, options) {
  const next = rowHere() + by;
  if (next < 0 || next >= rows.length) return;
  cursor.to(rows.index(next));
  focus(options);
}

/** Goes to a row. */
function go(row) {
  if (!rows.length) return;
  cursor.to(rows.index(Math.max(0, Math.min(row, rows.length - 1))));
  focus();
}

/** Goes to a bead wherever it is, and leaves the filter if that hides it. */
async function goTo(index) {
  if (rows.row(index) < 0) await filters.choose({ filter: 'all', stage: null });
  cursor.to(index);
  list.reveal(rowHere(), { center: true });
  await store.at(index).catch(() => null);
  focus();
}

/** Inserts a text at the caret in a way that the field's own undo knows of. */
export function insert(text) {
  const row = currentRow();
  const bead = cursor.bead;
  if (!row || !bead) return;
  if (!fieldsOf(row).length) $('[data-action=write]', row)?.click();
  const fields = fieldsOf(row);
  const field = fields.includes(document.activeElement) ? document.activeElement : fields.find((one) => one === aids.lastField) ?? fields[fields.length - 1];
  if (!field) return;
  field.focus({ preventScroll: true });
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function inField(event) {
  const field = event.target.closest('textarea[data-sentence]');
  const row = field?.closest('.bead');
  const draft = row && drafts.get(row.dataset.bead);
  if (!draft || event.isComposing || event.keyCode === 229) return;
  const control = event.ctrlKey || event.metaKey;
  if (event.key === 'Enter' && control) addSentence(row, draft, Number(field.dataset.sentence));
  else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
    const fields = fieldsOf(row);
    const next = fields[fields.indexOf(field) + 1];
    if (next) next.focus({ preventScroll: true });
    else walk(1, { type: true });
  } else if (event.key === 'Escape') row.focus({ preventScroll: true });
  else if (control && event.key === 'ArrowDown') walk(1, { type: true });
  else if (control && event.key === 'ArrowUp') walk(-1, { type: true });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function left(event) {
  const row = event.target.closest('.bead');
  if (filling || !event.target.matches('textarea') || !row) return;
  const draft = drafts.get(row.dataset.bead);
  if (!draft) return;
  // The focus moved to another field or button of the same bead: it is still being worked on.
  if (event.relatedTarget !== row && row.contains(event.relatedTarget)) {
    drafts.send(draft);
    return;
  }
  // What does not belong to the list any more leaves it now.
  setTimeout(() => filters.renew());
  const kept = draft.texts.filter((text) => text.trim());
  drafts.send(draft).then(() => {
    drafts.settle(draft);
    drafts.left();
  });
  // Emptied sentences are removed when the fields are left.
  if (kept.length !== draft.texts.length && row.isConnected) {
    draft.texts = kept;
    queueMicrotask(() => {
      if (row.isConnected && row[MODE] === 'edit') fillFields(row, draft);
      list.render();
    });
  }
}

function caretAt(event, sentence) {
  const place = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (!place || !sentence.contains(place.offsetNode)) return null;
  const range = document.createRange();
  range.setStart(sentence, 0);
  range.setEnd(place.offsetNode, place.offset);
  return range.toString().length;
}

function clicked(event) {
  const row = event.target.closest('.bead');
  if (!row || event.target.closest('button, textarea, .endless') || !getSelection().isCollapsed) return;
  const index = Number(row.dataset.index);
  if (index === cursor.index) return;
  const sentence = event.target.closest('.s[data-side=target]');
  const caret = sentence ? caretAt(event, sentence) : null;
  const type = Boolean(event.target.closest('.cell.target'));
  cursor.to(index);
  focus({ type, sentence: Number(sentence?.dataset.sentence ?? 0), caret });
}

// The view.

/** Whether the fields of the current bead are typed in, or have words that were not sent. */
function isTyping() {
  const row = currentRow();
  if (!row || row[MODE] !== 'edit') return false;
  const draft = drafts.get(row.dataset.bead);
  return (document.activeElement?.matches('textarea[data-sentence]') && row.contains(document.activeElement)) || Boolean(draft && drafts.isDirty(draft));
}

let hadFocus = false;

/** Shows another list. */
function chosen() {
  const active = document.activeElement;
  hadFocus = visible && ($('#edit-list').contains(active) || active === document.body);
  $('#edit-none').hidden = rows.length > 0;
  list.reset(rows.length, rowHere());
}

function placed({ isRenewed }) {
  if (!rows.length || !visible) return;
  list.reveal(rowHere());
  if (isRenewed && hadFocus) focus();
}

export function setUp() {
  const scroller = $('#edit-list');
  list = new List(scroller, {
    key: (row) => store.bead(rows.index(row))?.id ?? `#${rows.index(row)}`,
    make,
    update: paint,
    need: (first, last) => store.need(Array.from({ length: last - first + 1 }, (_, k) => rows.index(first + k)), { scattered: rows.scattered }),
  });
  filters.bar($('#edit-bar'));
  filters.held = () => (visible && isTyping() ? cursor.index : null);
  scroller.addEventListener('keydown', inField);
  scroller.addEventListener('focusout', left);
  scroller.addEventListener('click', clicked);
  scroller.addEventListener('focusin', (event) => {
    if (event.target.matches('textarea')) aids.lastField = event.target;
  });
  filters.on('patched', ({ at, removed, added }) => list.patch(at, removed, added));
  filters.on('chosen', chosen);
  filters.on('placed', placed);
  filters.on('renewed', ({ left: gone }) => {
    $('#edit-none').hidden = rows.length > 0;
    if (!visible) return;
    const isHere = scroller.contains(document.activeElement) || document.activeElement === document.body;
    list.render();
    if (gone && isHere) focus();
  });
  density.on('changed', () => {
    list.forget();
    if (visible) list.reveal(rowHere());
  });
  store.on('state', () => visible && list.render());
  store.on('loaded', () => {
    if (!visible) return;
    list.render();
    if (wanted && cursor.bead) {
      const options = wanted;
      wanted = null;
      focus(options);
    }
  });
  cursor.on('moved', () => {
    wanted = null;
    drafts.leave(cursor.bead?.id);
    if (visible) list.render();
    filters.renew();
  });
  drafts.on('renamed', ({ from, to }) => list.rename(from, to));
  drafts.on('replaced', (draft) => {
    const row = elementOf(draft.index);
    if (row?.[MODE] === 'edit' && row.dataset.bead === draft.id) fillFields(row, draft);
    if (visible) list.render();
  });
  drafts.on('change', (draft) => {
    const row = elementOf(draft.index);
    if (row?.dataset.bead !== draft.id) return;
    if (row[MODE] === 'edit') {
      paintState(row, draft);
      // The choice that is asked for has to be visible.
      if (draft.state in TROUBLE) list.reveal(Math.max(0, rows.row(draft.index)));
    } else {
      build(row, draft.index, 'read');
      if (draft.state in TROUBLE) say(TROUBLE[draft.state], { bad: true });
    }
  });
  aids.on('loaded', () => {
    const row = currentRow();
    const { bead } = cursor;
    if (row?.[MODE] === 'edit' && bead) $('.cell.source', row)?.replaceWith(sourceCell(bead, aids.terms(bead.id)));
  });
  aids.setUp({ insert });
}

export async function show({ index, type, focus: wantFocus, stage } = {}) {
  visible = true;
  if (stage) await filters.choose({ filter: 'all', stage, byDoubt: false });
  if (index !== undefined) {
    if (rows.row(index) < 0) await filters.choose({ filter: 'all', stage: null });
    cursor.to(index);
  }
  list.reveal(rowHere(), { center: index !== undefined });
  list.render();
  aids.show();
  if (type || wantFocus) focus({ type });
}

export function hide() {
  visible = false;
  list.clear();
  aids.hide();
  drafts.leave(null);
}

export const seen = () => {
  const { first, last } = list.range;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => rows.index(first + k));
};

const isField = (event) => event.target.matches('textarea[data-sentence]');

/** While a field has unsent changes, undo is the field's own; after that, the workbench's. */
const history = (work) => (event) => {
  if (event.target.matches('input, textarea')) {
    if (!isField(event)) return false;
    const draft = drafts.get(event.target.dataset.bead);
    if (draft && drafts.isDirty(draft)) return false;
  }
  work();
};

bind('edit', t('w-view-edit'), [
  { keys: ['j', 'ArrowDown'], does: t('w-does-next'), run: () => walk(1) },
  { keys: ['k', 'ArrowUp'], does: t('w-does-previous'), run: () => walk(-1) },
  { keys: ['Enter', 'e'], does: t('w-does-type'), run: () => focus({ type: true }) },
  { keys: [], shown: ['Enter'], does: t('w-does-next-field'), run: () => false },
  { keys: [], shown: ['Ctrl+Enter'], does: t('w-does-add-sentence'), run: () => false },
  { keys: [], shown: ['Ctrl+↓', 'Ctrl+↑'], does: t('w-does-field-links'), run: () => false },
  { keys: [], shown: ['Shift+Enter'], does: t('w-does-line-break'), run: () => false },
  { keys: [], shown: ['Esc'], does: t('w-does-out-of-field'), run: () => false },
  { keys: Array.from({ length: 9 }, (_, k) => `Alt+${k + 1}`), shown: ['Alt+1', '…', 'Alt+9'], does: t('w-does-insert-term'), inFields: true, run: (event) => aids.insertTerm(Number(event.code.slice(-1)) || Number(event.key)) },
  { keys: ['f'], does: t('w-does-fix-first'), run: () => aids.fixFirst() },
  { keys: ['Home'], does: t('w-does-first'), run: () => go(0) },
  { keys: ['End'], does: t('w-does-last'), run: () => go(rows.length - 1) },
  { keys: ['PageDown'], does: t('w-does-screen-down'), run: () => go(list.page(rowHere(), true)) },
  { keys: ['PageUp'], does: t('w-does-screen-up'), run: () => go(list.page(rowHere(), false)) },
  { keys: ['g'], does: t('w-does-go'), run: () => route.go('edit', { ask: true }) },
  { keys: ['n'], does: t('w-does-note'), run: () => void note() },
  ...commentKeys,
  ...stageKeys((index) => void goTo(index)),
  ...proposalKeys(() => aids.reader()),
]);

export const historyKeys = [
  { keys: ['Ctrl+z'], does: t('w-undo'), inFields: true, run: history(undo) },
  { keys: ['Ctrl+Shift+z', 'Ctrl+y'], does: t('w-redo'), inFields: true, run: history(redo) },
];
