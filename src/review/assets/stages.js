// How far the translation of a link is: badges, and the keys that say so.

import { complain, say } from './status.js';
import { cursor } from './cursor.js';
import { decide } from './pending.js';
import { get } from './api.js';
import { goOn } from './others.js';
import { h } from './dom.js';
import { t } from './words.js';

/** The stages in the order in which they want work. */
export const STAGES = {
  query: t('w-stage-query'), new: t('w-stage-new'), translated: t('w-stage-translated'), reviewed: t('w-stage-reviewed'), approved: t('w-stage-approved'),
};

/** A time as the person's place has it. */
export const timeOf = (at) => {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? '' : time.toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
};

/** The stage that a person gave a link; none where nobody did. */
export function stageBadge({ stage }) {
  if (!stage || (stage.by === null && stage.is !== 'query')) return null;
  const title = stage.by === null ? null : t('w-stage-by', { stage: STAGES[stage.is], by: stage.by || t('w-somebody'), at: timeOf(stage.at) });
  return h('span', { class: `badge stage ${stage.is}`, title }, STAGES[stage.is], title ? h('span', { class: 'vh' }, ` ${title}`) : null);
}

export const setStage = (stage) => async () => {
  const { bead } = cursor;
  if (bead) await decide({ do: 'stage', bead: bead.id, stage }, t('w-stage-set', { stage: STAGES[stage] }));
};

/** The index of the link that wants work next behind this one, or null; where there is none, another text may have one. */
export async function inNeed(from = cursor.index) {
  try {
    const { index, stage, wrapped } = await get(`need?from=${from}`);
    if (index === null && (await goOn('need'))) return null;
    if (index === null) say(t('w-need-none'));
    else say(t(wrapped ? 'w-need-wrapped' : 'w-need-next', { stage: STAGES[stage] }));
    return index;
  } catch (error) {
    complain(error);
    return null;
  }
}

/** The keys of a view that shows links; `go(index)` goes to one. */
export const stageKeys = (go) => [
  { keys: ['y'], does: t('w-does-approve'), run: () => void setStage('approved')() },
  { keys: ['r'], does: t('w-does-review'), run: () => void setStage('reviewed')() },
  { keys: ['w'], does: t('w-does-translated'), run: () => void setStage('translated')() },
  { keys: ['b'], does: t('w-does-new'), run: () => void setStage('new')() },
  { keys: ['i'], does: t('w-does-need'), run: async () => {
    const index = await inNeed();
    if (index !== null) go(index);
  } },
];
