// English that is not in its text yet, or is in conflict with it, or whose Chinese has changed: what the
// rows of the views show of it, and the decisions on it.

import { $, button, h, plural } from './dom.js';
import { complain, say } from './status.js';
import { drafts } from './drafts.js';
import { get } from './api.js';
import { said } from './text.js';
import { store } from './store.js';

export async function decide(op) {
  try {
    await drafts.flush();
    const answer = await store.op(op);
    say(answer.said, { undo: true });
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export function stateBadges(bead) {
  const all = [];
  const { pending } = bead;
  if (pending?.conflict) all.push(h('span', { class: 'badge error', title: 'The text says something else: open it in the Edit view to choose' }, 'conflict'));
  else if (pending) all.push(h('span', { class: 'badge warning', title: pending.why || 'Not in the text yet' }, 'to be written'));
  if (bead.was !== null && bead.was !== undefined) all.push(h('span', { class: 'badge warning', title: `The Chinese was: ${bead.was}` }, 'stale'));
  if (bead.changed) all.push(h('span', { class: 'badge warning', title: 'It was locked, and reworded since' }, 'changed'));
  return all;
}

const version = (title, texts, language, ...buttons) =>
  h('div', { class: 'version' }, h('h3', null, title), texts.length ? said('p', texts.join(' '), language) : h('p', { class: 'missing' }, 'nothing'), ...buttons);

/** What the person should know of a bead's English, with the decisions on it; null if there is nothing. */
export function states(bead) {
  const parts = [];
  const { pending } = bead;
  const language = store.language('target');
  if (pending?.conflict) {
    parts.push(h('div', { class: 'versions conflict', role: 'group', 'aria-label': 'Conflict with the text' },
      h('p', null, 'This sentence was changed here and in the text. Which English is to stand?'),
      version('The edit', bead.target.map(({ text }) => text), language, button('keep-edit', 'Keep the edit', () => decide({ do: 'resolve', bead: bead.id, take: 'edit' }), { class: 'main' })),
      version('The text', pending.file, language, button('take-file', 'Take the text’s', () => decide({ do: 'resolve', bead: bead.id, take: 'file' })))));
  } else if (pending) {
    parts.push(h('p', { class: 'waits' }, `Not in the text yet${pending.why ? `: ${pending.why}` : ''}. The text says: `,
      pending.base.length ? said('span', pending.base.join(' '), language) : 'nothing'));
  }
  if (bead.was !== null && bead.was !== undefined) {
    parts.push(h('div', { class: 'stale' }, h('p', null, 'The Chinese has changed since this was translated. It was: ', said('span', bead.was, store.language('source'))),
      button('holds', 'The English holds', () => decide({ do: 'holds', bead: bead.id }), { class: 'small' })));
  }
  if (bead.changed) parts.push(h('p', { class: 'waits' }, 'This link was locked, and a sentence of it was reworded since: lock it again if it is right.'));
  return parts;
}

/** A list of the decisions whose sentences are gone; it loads itself when it is opened. */
export function lostList() {
  const list = h('ul', { class: 'lost-list' });
  const count = h('summary');
  const box = h('details', { id: 'lost-decisions', class: 'menu', hidden: true }, count, list);
  const load = async () => {
    try {
      const { lost } = await get('lost');
      list.replaceChildren(...lost.map((one) => h('li', null,
        said('p', one.source, store.language('source')), said('p', one.target, store.language('target')),
        h('p', { class: 'soft' }, `${one.status}: ${one.why}`),
        one.note ? h('p', { class: 'note' }, h('span', { class: 'note-label' }, 'Note '), one.note) : null,
        button('dismiss-lost', 'Dismiss', async () => {
          if (await decide({ do: 'dismiss', lost: one.id })) load();
        }, { class: 'small' }))));
    } catch (error) {
      complain(error);
    }
  };
  let known = 0;
  box.addEventListener('toggle', () => box.open && load());
  store.on('state', () => {
    const number = store.counts.lost ?? 0;
    if (number === known) return;
    known = number;
    box.hidden = !number;
    $('summary', box).textContent = `${plural(number, 'lost decision')}`;
    if (box.open) load();
  });
  return box;
}
