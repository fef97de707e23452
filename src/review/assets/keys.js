// All keys in one table, which the help shows as well: `{keys, does, run, inFields}` by view, `*` for all.

const tables = new Map();
let current = () => '*';

export function bind(view, title, entries) {
  tables.set(view, { title, entries });
}

const NAMES = { ' ': 'Space', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/** `Ctrl+Shift+z`, `Alt+ArrowUp`, `?`. Shift is told only where it is not in the character already. */
export function combination(event) {
  const letter = event.key.length === 1;
  const shift = event.shiftKey && (!letter || event.ctrlKey || event.metaKey || event.altKey);
  // With Alt some layouts make another character; the digit is meant.
  const digit = event.altKey && /^Digit\d$/.test(event.code) ? event.code.slice(5) : null;
  const key = digit ?? (letter && (event.ctrlKey || event.metaKey || !event.shiftKey) ? event.key.toLowerCase() : event.key);
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

export const shownKey = (key) => key.split('+').map((part) => NAMES[part] ?? (part.length === 1 && key.includes('Ctrl') ? part.toUpperCase() : part)).join('+');

const typing = (element) => element.matches?.('input:not([type=checkbox], [type=radio]), textarea, select') ?? false;

function pressed(event) {
  // A word is being put together by an input method, or a dialog is open: its keys are its own.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (document.querySelector('dialog[open]')) return;
  const field = typing(event.target);
  const pressedKey = combination(event);
  for (const name of [current(), '*']) {
    for (const entry of tables.get(name)?.entries ?? []) {
      if (!entry.keys.includes(pressedKey)) continue;
      if (field && !entry.inFields) continue;
      // Space and Enter belong to the button that has the focus.
      if ((event.key === 'Enter' || event.key === ' ') && event.target.closest?.('button, a, summary, [role=tab]')) return;
      if (entry.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  }
}

/** `view` says which view's keys count now. */
export function listen(view) {
  current = view;
  document.addEventListener('keydown', pressed);
}

export const keyTables = () => tables;
