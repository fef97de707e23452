// Dialogs that ask a question. They are native, so that they keep the focus and give it back.

import { $, button, h } from './dom.js';
import { keyTables, shownKey } from './keys.js';
import { t } from './words.js';

export function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove(), { once: true });
  dialog.showModal();
}

/**
 * Asks for a text. `refuse(value)` gives the error of a value, or nothing. Resolves with the text, or
 * with null when the dialog was cancelled.
 */
export function ask({ title, label, value = '', about = '', lines = 1, type = 'text', confirm = t('w-save'), refuse = () => '' }) {
  return new Promise((resolve) => {
    const field = lines > 1
      ? h('textarea', { id: 'ask-field', rows: lines, value, 'aria-describedby': 'ask-wrong' })
      : h('input', { id: 'ask-field', type, value, inputmode: type === 'number' ? 'numeric' : null, autocomplete: 'off', 'aria-describedby': 'ask-wrong' });
    const wrong = h('p', { id: 'ask-wrong', class: 'wrong', role: 'alert' });
    let answer = null;
    const submit = (event) => {
      event.preventDefault();
      const problem = refuse(field.value);
      wrong.textContent = problem;
      if (problem) {
        field.setAttribute('aria-invalid', 'true');
        field.focus();
        return;
      }
      answer = field.value;
      dialog.close();
    };
    const dialog = h('dialog', { 'aria-labelledby': 'ask-title', class: 'ask' },
      h('form', { onsubmit: submit },
        h('h2', { id: 'ask-title' }, title),
        about ? h('p', { class: 'about' }, about) : null,
        h('label', { for: 'ask-field' }, label), field, wrong,
        h('div', { class: 'buttons' },
          button('cancel', t('w-cancel'), () => dialog.close()),
          h('button', { type: 'submit', class: 'main', 'data-action': 'confirm' }, confirm))));
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
    });
    dialog.addEventListener('close', () => resolve(answer), { once: true });
    open(dialog);
    field.focus();
    field.select();
  });
}

/** Asks for a confirmation. */
export function sure({ title, about, confirm }) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = h('dialog', { 'aria-labelledby': 'sure-title', class: 'ask' },
      h('h2', { id: 'sure-title' }, title),
      h('p', { class: 'about' }, about),
      h('div', { class: 'buttons' },
        button('cancel', t('w-cancel'), () => dialog.close()),
        button('confirm', confirm, () => {
          answer = true;
          dialog.close();
        }, { class: 'main' })));
    dialog.addEventListener('close', () => resolve(answer), { once: true });
    open(dialog);
  });
}

export function help(view) {
  if ($('#help-dialog')) return;
  const dialog = h('dialog', { id: 'help-dialog', class: 'help', 'aria-labelledby': 'help-title' },
    h('div', { class: 'dialog-head' }, h('h2', { id: 'help-title' }, t('w-keys')), button('close', t('w-close'), () => dialog.close())));
  const groups = h('div', { class: 'key-groups' });
  const order = [view, ...[...keyTables().keys()].filter((name) => name !== view)];
  for (const name of order) {
    const { title, entries } = keyTables().get(name) ?? {};
    if (!title) continue;
    const list = h('dl');
    for (const { keys, shown, does } of entries) {
      if (!does) continue;
      const names = (shown ?? keys.map(shownKey)).flatMap((key, k) => [k ? ' ' : null, h('kbd', null, key)]);
      list.append(h('div', null, h('dt', null, names), h('dd', null, does)));
    }
    groups.append(h('section', null, h('h3', null, title), list));
  }
  dialog.append(groups);
  open(dialog);
}
