// The note on a link, for whoever works on it next.

import { ask } from './dialogs.js';
import { cursor } from './cursor.js';
import { decide } from './pending.js';
import { h } from './dom.js';
import { t } from './words.js';

/** Asks for the note on the current link. */
export async function note() {
  const { bead } = cursor;
  if (!bead) return;
  const text = await ask({
    title: t('w-note-title', { index: cursor.index + 1 }), label: t('w-note'), value: bead.note ?? '', lines: 4, about: t('w-note-about'),
  });
  if (text !== null && text.trim() !== (bead.note ?? '')) await decide({ do: 'note', bead: bead.id, note: text.trim() });
}

export const noteLine = (bead) => (bead.note ? h('p', { class: 'note' }, h('span', { class: 'note-label' }, t('w-note')), ' ', bead.note) : null);
