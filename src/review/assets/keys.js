// All keys in one table, which the help shows as well: entries `{keys, does, run, inFields}` by view,
// `*` for all views.

import { t } from './words.js';

const tables = new Map();
let current = () => '*';

export function bind(view, title, entries) {
  tables.set(view, { title, entries });
}

const NAMES = { ' ': t('w-key-space'), ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/**
 * The name of a key combination: `Ctrl+Shift+z`, `Alt+ArrowUp`, `?`. Shift is named only where the
 * character does not show it.
 */
export function combination(event) {
  const letter = event.key.length === 1;
  const shift = event.shiftKey && (!letter || event.ctrlKey || event.metaKey || event.altKey);
  // With Alt some layouts produce another character; the digit is what was meant.
  const digit = event.altKey && /^Digit\d$/.test(event.code) ? event.code.slice(5) : null;
  const key = digit ?? (letter && (event.ctrlKey || event.metaKey || !event.shiftKey) ? event.key.toLowerCase() : event.key);
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

export const shownKey = (key) => key.split('+').map((part) => NAMES[part] ?? (part.length === 1 && key.includes('Ctrl') ? part.toUpperCase() : part)).join('+');

const typing = (element) => element.matches?.('input:not([type=checkbox], [type=radio]), textarea, select') ?? false;

function pressed(event) {
  // Keys belong to an input method while it composes a word, and to a dialog while it is open.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (document.querySelector('dialog[open]')) return;
  const field = typing(event.target);
  const pressedKey = combination(event);
  for (const name of [current(), '*']) {
    for (const entry of tables.get(name)?.entries ?? []) {
      if (!entry.keys.includes(pressedKey)) continue;
      if (field && !entry.inFields) continue;
      // Space and Enter activate the focused button.
      if ((event.key === 'Enter' || event.key === ' ') && event.target.closest?.('button, a, summary, [role=tab]')) return;
      if (entry.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  }
}

/** Listens for keys; `view` returns the name of the current view. */
export function listen(view) {
  current = view;
  document.addEventListener('keydown', pressed);
}

export const keyTables = () => tables;
