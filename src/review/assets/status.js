// The line at the bottom: what happened, said aloud as well, and the mode one is in.

import { $ } from './dom.js';

let quiet = 0;

export function say(text, { bad = false, undo = false } = {}) {
  const line = $('#status');
  line.textContent = text;
  line.classList.toggle('bad', bad);
  $('#status-undo').hidden = !undo;
  clearTimeout(quiet);
  if (!bad) quiet = setTimeout(() => ($('#status-undo').hidden = true), 20_000);
}

/** An answer that was not what one wanted. */
export function complain(error) {
  say(error.help ? `${error.message} ${error.help}` : error.message, { bad: true });
}

let leave = null;

/** A mode that lasts until it is done or left; `onleave` is called in both cases. */
export function enterMode(text, onleave) {
  leaveMode();
  leave = onleave;
  $('#mode-text').textContent = text;
  $('#mode').hidden = false;
}

export function leaveMode() {
  if (!leave) return false;
  const left = leave;
  leave = null;
  $('#mode').hidden = true;
  left();
  return true;
}

export const tellMode = (text) => {
  $('#mode-text').textContent = text;
};
