// Display of texts: marks in their places, invisible characters made visible, and very long sentences
// cut to a readable length.

import { button, h } from './dom.js';
import { t } from './words.js';

const CLIP = 2000;
const CHUNK = 8000;
const BEFORE = 400;

const CONTROLS = {
  '\u061c': 'ALM', '\u200e': 'LRM', '\u200f': 'RLM',
  '\u202a': 'LRE', '\u202b': 'RLE', '\u202c': 'PDF', '\u202d': 'LRO', '\u202e': 'RLO',
  '\u2066': 'LRI', '\u2067': 'RLI', '\u2068': 'FSI', '\u2069': 'PDI',
};
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function control(character) {
  const code = character.codePointAt(0);
  const name = CONTROLS[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return h('span', { class: 'control', title: t('w-control', { code: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` }) }, name);
}

/** Text nodes, with elements that show invisible characters. */
export function nodes(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(control(match[0]));
    end = match.index + 1;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The nearest position that is not between the halves of a surrogate pair. */
export function boundary(text, at) {
  const code = text.charCodeAt(at);
  return at > 0 && at < text.length && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function marked(text, from, to, marks, inside = nodes) {
  const cuts = new Set([from, to]);
  for (const mark of marks) {
    if (mark.sign && (mark.to < from || mark.from > to)) continue;
    if (mark.from > from && mark.from < to) cuts.add(mark.from);
    if (mark.to > from && mark.to < to) cuts.add(mark.to);
  }
  const places = [...cuts].sort((a, b) => a - b);
  const parts = [];
  for (let k = 0; k + 1 < places.length; k++) {
    const piece = text.slice(places[k], places[k + 1]);
    const here = marks.filter((mark) => mark.from <= places[k] && mark.to >= places[k + 1] && mark.to > mark.from);
    if (here.length) {
      const title = here.map((mark) => mark.title).filter(Boolean).join('; ');
      parts.push(h('mark', { class: here.map((mark) => mark.kind).join(' '), title: title || null }, inside(piece)));
    } else parts.push(...inside(piece));
    parts.push(...pointsAt(marks, places[k + 1]));
  }
  return [...pointsAt(marks, from), ...parts];
}

/** Markup without words of its own: its sign is drawn by the style sheet, so that it is no text. */
const pointsAt = (marks, at) =>
  marks.filter((mark) => mark.from === at && mark.to === at && mark.sign)
    .map((mark) => h('span', { class: `point ${mark.kind}`, title: mark.title, role: 'img', 'aria-label': mark.title, 'data-sign': mark.sign }));

const SIGNS = { 'm-note': '†', 'm-image': '▣', 'm-other': '◦' };

/** The markup of a sentence as marks to be shown. */
export const markup = (sentence) => (sentence.marks ?? []).map(({ from, to, kind, markup: written }) => {
  const mark = { from, to, kind: `m-${kind}`, title: written };
  return from === to ? { ...mark, sign: SIGNS[mark.kind] ?? '◦' } : mark;
});

/**
 * The text under a field with its marks, characters unchanged, so that its lines break as those of the
 * field.
 */
export const under = (text, marks) => marked(text, 0, text.length, marks, (piece) => [piece]);

/** A very long text in parts that the browser lays out only when they become visible. */
function endless(text) {
  const box = h('div', { class: 'endless', tabindex: '0', role: 'region', 'aria-label': t('w-whole-text', { count: text.length }) });
  for (let from = 0; from < text.length; ) {
    const to = boundary(text, Math.min(text.length, from + CHUNK));
    box.append(h('div', { class: 'chunk' }, nodes(text.slice(from, to))));
    from = to;
  }
  return box;
}

/** Writes a text into an element; `marks` are `{from, to, kind, title}`. */
export function write(element, text, marks = []) {
  if (text.length <= CLIP) {
    element.replaceChildren(...marked(text, 0, text.length, marks));
    return element;
  }
  const place = marks.length ? Math.min(...marks.map((mark) => mark.from)) : 0;
  const from = place > CLIP - BEFORE ? boundary(text, place - BEFORE) : 0;
  const to = boundary(text, Math.min(text.length, from + CLIP));
  const all = button('show-all', t('w-show-all', { count: text.length }), (event) => {
    event.stopPropagation();
    element.replaceChildren(endless(text));
    element.firstElementChild.focus({ preventScroll: true });
  }, { class: 'small' });
  element.replaceChildren(from ? '… ' : '', ...marked(text, from, to, marks), to < text.length ? ' … ' : '', all);
  return element;
}

/** A text in an element of its own, with its language and writing direction. */
export const said = (tag, text, language, props = {}, marks = []) => write(h(tag, { lang: language, dir: 'auto', class: 'text', ...props }), text, marks);

/** What is taken out and put in, as elements with words for those who do not see them. */
export const gone = (text) => h('del', null, h('span', { class: 'vh' }, t('w-taken-out'), ' '), nodes(seen(text)));
export const come = (text) => h('ins', null, h('span', { class: 'vh' }, t('w-put-in'), ' '), nodes(seen(text)));

// White space alone would not be seen.
const seen = (words) => (words.trim() ? words : words.replace(/\s/g, '␣'));

const AROUND = 40;

/**
 * The fix of a finding as it would change its sentence: the words that it takes out and those that it puts in, with
 * some of the text around.
 */
export function fixDiff(finding, language) {
  const { text, span } = finding.target;
  const characters = [...text];
  const [from, to] = span ?? [0, characters.length];
  const part = (start, end) => characters.slice(start, end).join('');
  const [was, becomes] = [part(from, to), finding.replacement.text];
  return h('p', { class: 'text fix-diff', lang: language, dir: 'auto', 'aria-label': t('w-fix-instead', { was, becomes }) },
    from > AROUND ? '… ' : null, nodes(part(Math.max(0, from - AROUND), from)),
    was ? h('del', null, nodes(seen(was))) : null, becomes ? h('ins', null, nodes(seen(becomes))) : null,
    nodes(part(to, to + AROUND)), to + AROUND < characters.length ? ' …' : null);
}

const KINDS = { 'list-item': t('w-kind-list-item'), quotation: t('w-kind-quotation'), 'verse-line': t('w-kind-verse-line'), 'table-cell': t('w-kind-table-cell'), caption: t('w-kind-caption') };

export const kindName = (kind) => (/^h\d$/.test(kind) ? t('w-kind-heading', { level: kind.slice(1) }) : KINDS[kind] ?? kind.replace('-', ' '));
