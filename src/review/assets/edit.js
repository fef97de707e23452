// The Edit view: the beads in order; the English of the current bead is in fields to type in.

import { $, button, debounce, h, number } from './dom.js';
import { aids } from './aids.js';
import { bind } from './keys.js';
import { cursor } from './cursor.js';
import { drafts } from './drafts.js';
import { List } from './list.js';
import { grade, inWords } from './links.js';
import { route } from './route.js';
import { say } from './status.js';
import { redo, undo } from './acts.js';
import { boundary, markup, said, under } from './text.js';
import { post } from './api.js';
import { stateBadges, states } from './pending.js';
import { store } from './store.js';

// The length in characters from which a field is opened only on request, because the browser lays it
// out anew with every key.
const LONG = 20_000;
const PART = 10_000;

let list = null;
let visible = false;
let wanted = null;
let filling = false;

const BEAD = Symbol('bead');
const MODE = Symbol('mode');
const DRAFT = Symbol('draft');

const marksOf = (bead, side, k) =>
  bead.findings.filter(({ state }) => state !== 'suppressed').flatMap(({ places, severity, message }) =>
    places.filter((place) => place.side === side && place.sentence === k).map(({ from, to }) => ({ from, to, kind: severity, title: message })));

const TROUBLE = {
  stale: 'Not saved: this link was changed elsewhere. Open it to choose.',
  refused: 'Not saved: this was not accepted. Open it to see why.',
};

function sourceCell(bead, terms) {
  const language = store.language('source');
  const box = h('div', { class: 'cell source' });
  if (!bead.source.length) box.append(h('p', { class: 'missing' }, 'not in the Chinese'));
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
  if (!bead.target.length) box.append(h('p', { class: 'missing' }, 'not translated'));
  bead.target.forEach((sentence, k) => {
    const { text, kind, opens } = sentence;
    box.append(h('div', { class: `s ${opens ? 'opens' : ''}`, 'data-side': 'target', 'data-sentence': k, 'data-kind': kind }, said('span', text, language, {}, [...marksOf(bead, 'target', k), ...markup(sentence)])));
  });
  return box;
}

// Fields.

const NAMES = { strong: 'bold', emphasis: 'italic', strike: 'struck out', link: 'link', code: 'code', note: 'note sign', image: 'image', other: 'markup' };

/** The line under a field: the markup that its sentence has, and what the present words would drop. */
function markupLine(draft, k) {
  const sentence = store.bead(draft.index)?.target[k];
  if (!sentence?.marks?.length && !sentence?.marked) return null;
  const line = h('p', { class: 'field-marks', role: 'status' });
  const paint = (marks, dropped, why) => line.replaceChildren(
    `Has ${marks.map(({ kind, markup: written }) => `${NAMES[kind] ?? kind} ${written}`).join(', ')}.`,
    ...(dropped.length ? [' ', h('span', { class: 'dropped' }, `These words would leave out: ${dropped.join(', ')}.`)] : []),
    ...(why ? [' ', h('span', { class: 'dropped' }, `Not to be written: ${why}.`)] : []));
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

/** Paints the marks of findings; they hold only for the server's own text. */
function paintMarks(element, bead) {
  if (!bead) return;
  for (const field of fieldsOf(element)) {
    // Empty fields are not sent, so they do not count.
    const k = element[DRAFT].texts.slice(0, Number(field.dataset.sentence)).filter((text) => text.trim()).length;
    mirror(field, bead.target[k]?.text === field.value ? marksOf(bead, 'target', k) : []);
  }
}

function fieldFor(draft, k, value, oninput) {
  return h('textarea', {
    'data-bead': draft.id, 'data-side': 'target', 'data-sentence': k, lang: store.language('target'), dir: 'auto', rows: '1', spellcheck: 'true',
    'aria-label': `English of link ${number(draft.index + 1)}, sentence ${k + 1} of ${draft.texts.length}`, value, oninput,
  });
}

function makeField(draft, k) {
  const text = draft.texts[k];
  if (text.length > LONG) return longField(draft, k);
  const marks = markupLine(draft, k);
  const field = fieldFor(draft, k, text, () => {
    draft.texts[k] = field.value;
    drafts.change(draft, draft.texts);
    mirror(field, []);
    marks?.ask();
  });
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
        button('part-before', 'Part before', () => part > 0 && turn(part - 1), { class: 'small', 'aria-disabled': String(part === 0) }),
        h('span', { class: 'soft', role: 'status' }, `Part ${number(part + 1)} of ${number(parts.length)}`),
        button('part-behind', 'Next part', () => part + 1 < parts.length && turn(part + 1), { class: 'small', 'aria-disabled': String(part + 1 === parts.length) })), field);
      field.focus({ preventScroll: true });
    };
    turn(0);
  };
  box.append(said('div', draft.texts[k], store.language('target')), button('edit-long', 'Edit this long sentence', open, { class: 'small' }));
  return box;
}

function addSentence(element, draft, after) {
  draft.texts = [...draft.texts.slice(0, after + 1), '', ...draft.texts.slice(after + 1)];
  fillFields(element, draft);
  list.render();
  fieldsOf(element)[after + 1]?.focus({ preventScroll: true });
  list.reveal(cursor.index);
}

const STATES = { clean: '', dirty: 'not saved yet', sending: 'saving…', saved: 'saved', refused: 'not accepted', stale: 'changed elsewhere', lost: 'the link is gone' };

function paintState(element, draft) {
  const line = $('.draft-state', element);
  if (!line) return;
  line.dataset.state = draft.state;
  line.textContent = STATES[draft.state];
  const box = $('.draft-trouble', element);
  if (draft.state === 'stale') {
    const language = store.language('target');
    box.replaceChildren(h('div', { class: 'versions', role: 'alert' },
      h('p', null, 'This link was changed in another place while you were typing. Which English is to stand?'),
      h('div', { class: 'version' }, h('h3', null, 'Yours'), said('p', draft.texts.join(' '), language), button('keep-mine', 'Keep mine', () => drafts.resolve(draft, true), { class: 'main' })),
      h('div', { class: 'version' }, h('h3', null, 'The other'), said('p', draft.theirs.join(' '), language), button('take-theirs', 'Take the other', () => drafts.resolve(draft, false)))));
  } else if (draft.state === 'refused') {
    box.replaceChildren(h('div', { class: 'versions', role: 'alert' }, h('p', null, `${draft.why} What you typed is kept here.`),
      button('retry', 'Send again', () => drafts.send(draft))));
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
        ? button('add-sentence', 'Add a sentence', () => addSentence(element, draft, draft.texts.length - 1), { class: 'small', title: 'Ctrl+Enter' })
        : button('write', 'Write the translation', () => addSentence(element, draft, -1)),
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
    bead && bead.status !== 'auto' ? h('span', { class: `badge ${bead.status}` }, bead.status) : null,
    bead ? stateBadges(bead) : null,
    bead && grade(bead) === 'low' ? h('span', { class: 'badge low', title: inWords(bead) }, 'doubtful') : null);
}

/** The note of a bead and what is to be decided on it. */
function paintFoot(element, bead) {
  for (const old of element.querySelectorAll(':scope > .foot')) old.remove();
  const parts = states(bead);
  if (bead.note) parts.unshift(h('p', { class: 'note' }, h('span', { class: 'note-label' }, 'Note '), bead.note));
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

function paint(element, index) {
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
  element.setAttribute('aria-posinset', index + 1);
  element.setAttribute('aria-setsize', store.total);
  element.classList.toggle('current', here);
  if (here) element.setAttribute('aria-current', 'true');
  else element.removeAttribute('aria-current');
  element.tabIndex = here ? 0 : -1;
}

function make(index) {
  const element = h('div', { class: 'bead', role: 'listitem', tabindex: '-1', 'data-index': index });
  build(element, index, index === cursor.index && store.bead(index) ? 'edit' : 'read');
  paint(element, index);
  return element;
}

const currentRow = () => list.element(cursor.index);

// Walking and typing.

function focus({ type = false, sentence = 0, caret = null } = {}) {
  list.reveal(cursor.index);
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
  const next = cursor.index + by;
  if (next < 0 || next >= store.total) return;
  cursor.to(next);
  focus(options);
}

function go(index) {
  cursor.to(index);
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

export function setUp() {
  const scroller = $('#edit-list');
  list = new List(scroller, {
    key: (index) => store.bead(index)?.id ?? `#${index}`,
    make,
    update: paint,
    need: (first, last) => store.need(Array.from({ length: last - first + 1 }, (_, k) => first + k)),
  });
  scroller.addEventListener('keydown', inField);
  scroller.addEventListener('focusout', left);
  scroller.addEventListener('click', clicked);
  scroller.addEventListener('focusin', (event) => {
    if (event.target.matches('textarea')) aids.lastField = event.target;
  });
  store.on('patch', ({ at, removed, beads }) => list.patch(at, removed, beads.length));
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
  store.on('reset', () => list.reset(store.total, cursor.index));
  cursor.on('moved', () => {
    wanted = null;
    drafts.leave(cursor.bead?.id);
    if (visible) list.render();
  });
  drafts.on('renamed', ({ from, to }) => list.rename(from, to));
  drafts.on('replaced', (draft) => {
    const row = list.element(draft.index);
    if (row?.[MODE] === 'edit' && row.dataset.bead === draft.id) fillFields(row, draft);
    if (visible) list.render();
  });
  drafts.on('change', (draft) => {
    const row = list.element(draft.index);
    if (row?.dataset.bead !== draft.id) return;
    if (row[MODE] === 'edit') {
      paintState(row, draft);
      // The choice that is asked for has to be visible.
      if (draft.state in TROUBLE) list.reveal(draft.index);
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

export function show({ index, type, focus: wantFocus } = {}) {
  visible = true;
  if (index !== undefined) cursor.to(index);
  list.reveal(cursor.index, { center: index !== undefined });
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
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => first + k);
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

bind('edit', 'Edit', [
  { keys: ['j', 'ArrowDown'], does: 'Next link', run: () => walk(1) },
  { keys: ['k', 'ArrowUp'], does: 'Previous link', run: () => walk(-1) },
  { keys: ['Enter', 'e'], does: 'Type in this link', run: () => focus({ type: true }) },
  { keys: [], shown: ['Enter'], does: 'In a field: to the next field', run: () => false },
  { keys: [], shown: ['Ctrl+Enter'], does: 'In a field: add a sentence after it', run: () => false },
  { keys: [], shown: ['Ctrl+↓', 'Ctrl+↑'], does: 'In a field: next link, previous link', run: () => false },
  { keys: [], shown: ['Shift+Enter'], does: 'In a field: a line break', run: () => false },
  { keys: [], shown: ['Esc'], does: 'Out of the field', run: () => false },
  { keys: Array.from({ length: 9 }, (_, k) => `Alt+${k + 1}`), shown: ['Alt+1', '…', 'Alt+9'], does: 'Put in the term of that number', inFields: true, run: (event) => aids.insertTerm(Number(event.code.slice(-1)) || Number(event.key)) },
  { keys: ['f'], does: 'Put in the first fix of this link', run: () => aids.fixFirst() },
  { keys: ['Home'], does: 'First link', run: () => go(0) },
  { keys: ['End'], does: 'Last link', run: () => go(store.total - 1) },
  { keys: ['PageDown'], does: 'A screen down', run: () => go(list.page(cursor.index, true)) },
  { keys: ['PageUp'], does: 'A screen up', run: () => go(list.page(cursor.index, false)) },
  { keys: ['g'], does: 'Go to a link by its number', run: () => route.go('edit', { ask: true }) },
]);

export const historyKeys = [
  { keys: ['Ctrl+z'], does: 'Undo', inFields: true, run: history(undo) },
  { keys: ['Ctrl+Shift+z', 'Ctrl+y'], does: 'Do again', inFields: true, run: history(redo) },
];
