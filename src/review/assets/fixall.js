// All safe fixes of a rule, or of all rules: what they would change is shown first, and can be left out.

import { button, h } from './dom.js';
import { change } from './acts.js';
import { complain } from './status.js';
import { get } from './api.js';
import { jump } from './jump.js';
import { open } from './dialogs.js';
import { store } from './store.js';
import { t } from './words.js';
import { Ticks } from './ticks.js';

const MOST = 200;

/** Shows the safe fixes of a rule (`*`: of all), and makes those that are ticked as one step. */
export async function fixAll(rule) {
  const ask = async (from) => {
    const answer = await get(`fixes?rule=${encodeURIComponent(rule)}&from=${from}&most=${MOST}`);
    const items = answer.fixes.map((fix) => ({
      key: fix.key, index: fix.index, pieces: fix.pieces, fixed: fix.why !== null,
      about: fix.why === null ? t('w-fix-about', { rule: fix.rule, message: fix.message }) : t('w-fix-not', { why: fix.why }),
      open: () => {
        dialog.close();
        jump('edit', fix, { type: true });
      },
    }));
    return { total: answer.total, items };
  };
  const done = button('fix-ticked', '', async () => {
    if (!ticks.count(ticks.total)) return;
    dialog.close();
    await change('fix', { rule, ...ticks.chosen() });
  }, { class: 'main' });
  const paint = () => {
    const count = ticks.count(ticks.total);
    done.textContent = t('w-fix-ticked', { count });
    done.setAttribute('aria-disabled', String(!count));
  };
  const ticks = new Ticks({ more: ask, language: store.language('target'), changed: paint });
  const dialog = h('dialog', { id: 'fix-dialog', class: 'wide', 'aria-labelledby': 'fix-title' },
    h('div', { class: 'dialog-head' }, h('h2', { id: 'fix-title' }, rule === '*' ? t('w-fix-title') : t('w-fix-title-rule', { rule })),
      button('close', t('w-close'), () => dialog.close())),
    h('p', { class: 'soft' }, t('w-fix-explained')),
    h('div', { class: 'buttons' }, button('tick-all', t('w-tick-all'), () => ticks.all(true), { class: 'small' }), button('tick-none', t('w-tick-none'), () => ticks.all(false), { class: 'small' })),
    h('div', { class: 'ticks-scroll', tabindex: '-1' }, ticks.box, ticks.foot),
    h('div', { class: 'buttons dialog-foot' }, button('cancel', t('w-cancel'), () => dialog.close()), done));
  try {
    const { total, items } = await ask(0);
    ticks.reset(total, items);
  } catch (error) {
    complain(error);
    return;
  }
  paint();
  open(dialog);
  done.focus();
}
