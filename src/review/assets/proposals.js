// English that waits for a decision: what people propose, such as a change that came back from Word, and what the
// second reader would rather have.

import { button, h } from './dom.js';
import { cursor } from './cursor.js';
import { decide } from './pending.js';
import { come, gone, nodes, said } from './text.js';
import { say } from './status.js';
import { store } from './store.js';
import { t } from './words.js';
import { timeOf } from './stages.js';

export const proposalBadge = ({ proposals }) =>
  (proposals?.length ? h('span', { class: 'badge proposal' }, t('w-proposals', { count: proposals.length })) : null);

const accept = (bead, { texts }) => decide({ do: 'accept', bead: bead.id, texts });
const refuse = (bead, { texts }) => decide({ do: 'refuse', bead: bead.id, texts });

const WORDS = /[\p{L}\p{N}\p{M}]+|\s+|[^\p{L}\p{N}\p{M}\s]/gu;
const MOST = 600;

/** Both texts in one, word by word: the longest common series of words stays. */
export function wordDiff(before, after) {
  const [a, b] = [before.match(WORDS) ?? [], after.match(WORDS) ?? []];
  if (a.length > MOST || b.length > MOST) return [['gone', before], ['come', after]];
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  const pieces = [];
  const add = (how, text) => {
    if (pieces.at(-1)?.[0] === how) pieces.at(-1)[1] += text;
    else pieces.push([how, text]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('common', a[i++]);
      j++;
    } else if (j >= b.length || (i < a.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) add('gone', a[i++]);
    else add('come', b[j++]);
  }
  return pieces;
}

/** Pieces of a text as elements: what stays, what goes and what comes. */
export const inPieces = (pieces) => pieces.map(([how, text]) => (how === 'gone' ? gone(text) : how === 'come' ? come(text) : how === 'found' ? h('mark', { class: 'hit' }, nodes(text)) : nodes(text)));

const compared = (was, texts) =>
  h('p', { class: 'text proposed', lang: store.language('target'), dir: 'auto' }, texts.length ? inPieces(wordDiff(was.join(' '), texts.join(' '))) : gone(was.join(' ')));

/** The proposals on a link, each with the decision. */
export function proposals(bead, { reader = [], insert = null } = {}) {
  const now = bead.target.map(({ text }) => text);
  const all = (bead.proposals ?? []).map((one) => h('div', { class: 'aid proposal' },
    h('p', { class: 'soft' }, t('w-proposal-by', { by: one.by || t('w-somebody') }), ' ', timeOf(one.at)),
    compared(now, one.texts),
    now.join(' ') === one.was.join(' ') ? null : h('p', { class: 'soft' }, t('w-proposal-other'), ' ', said('span', one.was.join(' '), store.language('target'))),
    h('div', { class: 'buttons' },
      button('accept-proposal', t('w-accept'), () => accept(bead, one), { class: 'small main', 'aria-keyshortcuts': 'p', title: 'p' }),
      button('refuse-proposal', t('w-refuse'), () => refuse(bead, one), { class: 'small', 'aria-keyshortcuts': 'Shift+P', title: 'Shift+P' }))));
  const read = reader.map((doubt) => h('div', { class: 'aid match reader' },
    h('p', { class: 'soft' }, t('w-reader-says', { reader: doubt.reader, reason: doubt.reason })),
    doubt.target ? [compared(now, [doubt.target]), h('div', { class: 'buttons' },
      button('accept-reader', t('w-accept'), () => decide({ do: 'translate', bead: bead.id, texts: [doubt.target] }), { class: 'small main', 'aria-keyshortcuts': 'p', title: 'p' }),
      insert ? button('insert-proposal', t('w-insert'), () => insert(doubt.target), { class: 'small' }) : null)] : null));
  return [...all, ...read];
}

/** Accepts or refuses the first proposal of the current link; `reader` gives what the second reader proposes. */
const first = (work, reader) => () => {
  const { bead } = cursor;
  const one = bead?.proposals?.[0];
  if (one) return void work(bead, one);
  const read = work === accept ? reader().find(({ target }) => target) : null;
  if (read) return void decide({ do: 'translate', bead: bead.id, texts: [read.target] });
  say(t('w-proposal-none'), { bad: true });
};

/** The keys of a view that shows links. */
export const proposalKeys = (reader = () => []) => [
  { keys: ['p'], does: t('w-does-accept'), run: first(accept, reader) },
  { keys: ['P'], does: t('w-does-refuse'), shown: ['Shift+P'], run: first(refuse, reader) },
];
