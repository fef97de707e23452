// English that is not in its text yet, or is in conflict with it, or whose Chinese has changed: what the
// rows of the views show of it, and the decisions on it.

import { $, button, h } from './dom.js';
import { complain, say } from './status.js';
import { drafts } from './drafts.js';
import { get } from './api.js';
import { said } from './text.js';
import { store } from './store.js';
import { t } from './words.js';

/** Makes an operation; `words` say what was done, else the server does. */
export async function decide(op, words = null) {
  try {
    await drafts.flush();
    const answer = await store.op(op);
    say(words ?? answer.said, { undo: true });
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** The names of what a person decided on a link. */
export const STATUS = { auto: t('w-status-auto'), locked: t('w-status-locked'), rejected: t('w-status-rejected') };

export function stateBadges(bead) {
  const all = [];
  const { pending } = bead;
  if (pending?.conflict) all.push(h('span', { class: 'badge error', title: t('w-badge-conflict-about') }, t('w-badge-conflict')));
  else if (pending) all.push(h('span', { class: 'badge warning', title: pending.why || t('w-badge-pending-about') }, t('w-badge-pending')));
  if (bead.was !== null && bead.was !== undefined) all.push(h('span', { class: 'badge warning', title: t('w-badge-stale-about', { was: bead.was }) }, t('w-badge-stale')));
  if (bead.changed) all.push(h('span', { class: 'badge warning', title: t('w-badge-changed-about') }, t('w-badge-changed')));
  return all;
}

const version = (title, texts, language, ...buttons) =>
  h('div', { class: 'version' }, h('h3', null, title), texts.length ? said('p', texts.join(' '), language) : h('p', { class: 'missing' }, t('w-nothing')), ...buttons);

/** What the person should know of a bead's English, with the decisions on it; null if there is nothing. */
export function states(bead) {
  const parts = [];
  const { pending } = bead;
  const language = store.language('target');
  if (pending?.conflict) {
    parts.push(h('div', { class: 'versions conflict', role: 'group', 'aria-label': t('w-conflict-group') },
      h('p', null, t('w-conflict-ask')),
      version(t('w-conflict-edit'), bead.target.map(({ text }) => text), language, button('keep-edit', t('w-conflict-keep'), () => decide({ do: 'resolve', bead: bead.id, take: 'edit' }), { class: 'main' })),
      version(t('w-conflict-text'), pending.file, language, button('take-file', t('w-conflict-take'), () => decide({ do: 'resolve', bead: bead.id, take: 'file' })))));
  } else if (pending) {
    parts.push(h('p', { class: 'waits' }, pending.why ? t('w-waits-because', { why: pending.why }) : t('w-waits'), ' ', t('w-text-says'), ' ',
      pending.base.length ? said('span', pending.base.join(' '), language) : t('w-nothing')));
  }
  if (bead.was !== null && bead.was !== undefined) {
    parts.push(h('div', { class: 'stale' }, h('p', null, t('w-stale-was'), ' ', said('span', bead.was, store.language('source'))),
      button('holds', t('w-stale-holds'), () => decide({ do: 'holds', bead: bead.id }), { class: 'small' })));
  }
  if (bead.changed) parts.push(h('p', { class: 'waits' }, t('w-changed-since')));
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
        h('p', { class: 'soft' }, t('w-lost-why', { status: STATUS[one.status] ?? one.status, why: one.why })),
        one.note ? h('p', { class: 'note' }, h('span', { class: 'note-label' }, t('w-note')), ' ', one.note) : null,
        button('dismiss-lost', t('w-dismiss'), async () => {
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
    $('summary', box).textContent = t('w-lost-count', { count: number });
    if (box.open) load();
  });
  return box;
}
