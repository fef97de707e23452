// What people say of a link: a thread of comments, questions among them.

import { ask } from './dialogs.js';
import { button, h } from './dom.js';
import { cursor } from './cursor.js';
import { decide } from './pending.js';
import { said } from './text.js';
import { store } from './store.js';
import { timeOf } from './stages.js';
import { language, t } from './words.js';

/** How many comments a link has. */
export const commentBadge = ({ comments }) =>
  (comments?.length ? h('span', { class: 'badge comments' }, t('w-comments', { count: comments.length })) : null);

/** Asks for the words of a comment on a link, else the current one, and adds it; a question makes the link a query. */
export const comment = (asks, of = null) => async () => {
  const bead = of ?? cursor.bead;
  if (!bead) return;
  const index = bead === cursor.bead ? cursor.index : await store.find(bead.id, bead.index).catch(() => bead.index);
  const last = bead.comments?.at(-1);
  const text = await ask({
    title: t(asks ? 'w-question-title' : 'w-comment-title', { index: index + 1 }), label: t(asks ? 'w-question-label' : 'w-comment-label'), lines: 4,
    confirm: t(asks ? 'w-question-do' : 'w-comment-do'), about: last ? t('w-comment-last', { by: last.by || t('w-somebody'), text: last.text }) : '',
    refuse: (words) => (words.trim() ? '' : t('w-comment-empty')),
  });
  if (text !== null) await decide({ do: 'comment', bead: bead.id, text: text.trim(), asks });
};

const withdraw = (bead, { by, at, text }) => decide({ do: 'withdraw', bead: bead.id, text, signed: { by, at } });

/** The thread of a link, with what can be done to it. */
export function thread(bead) {
  const all = bead.comments ?? [];
  const isOpen = bead.stage?.is === 'query';
  return h('div', { class: 'thread' },
    all.length ? h('ol', { class: 'comments' }, all.map((one) => h('li', { class: 'comment' },
      h('p', { class: 'soft' }, h('strong', null, one.by || t('w-somebody')), ' ', h('time', { datetime: one.at }, timeOf(one.at)),
        button('withdraw', t('w-comment-withdraw'), () => withdraw(bead, one), { class: 'small', 'aria-label': t('w-comment-withdraw-it', { text: one.text.slice(0, 60) }) })),
      said('p', one.text, language, { class: 'text comment-text' })))) : null,
    h('div', { class: 'buttons' },
      button('comment', t(all.length ? 'w-comment-answer' : 'w-comment-add'), comment(false, bead), { class: 'small', 'aria-keyshortcuts': 'o', title: 'o' }),
      button('question', t('w-question-ask'), comment(true, bead), { class: 'small', 'aria-keyshortcuts': 'q', title: 'q' }),
      isOpen ? button('resolve-question', t('w-question-resolve'), () => decide({ do: 'stage', bead: bead.id, stage: bead.target.length ? 'translated' : 'new' }, t('w-question-resolved')), { class: 'small' }) : null));
}

/** The keys of a view that shows links. */
export const commentKeys = [
  { keys: ['o'], does: t('w-does-comment'), run: () => void comment(false)() },
  { keys: ['q'], does: t('w-does-question'), run: () => void comment(true)() },
];
