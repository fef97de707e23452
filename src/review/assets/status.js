// The status line: the last message, also announced to screen readers, and the current mode.

import { $ } from './dom.js';
import { route } from './route.js';
import { t } from './words.js';

let quiet = 0;

export function say(text, { bad = false, undo = false } = {}) {
  const line = $('#status');
  line.textContent = text && text[0].toUpperCase() + text.slice(1);
  line.classList.toggle('bad', bad);
  $('#status-undo').hidden = !undo;
  clearTimeout(quiet);
  if (!bad) quiet = setTimeout(() => ($('#status-undo').hidden = true), 20_000);
}

export const sentence = (text) => {
  const whole = text.trim();
  if (!whole) return '';
  if (/[.!?…。！？]$/.test(whole)) return whole[0].toUpperCase() + whole.slice(1);
  return t('w-sentence', { words: whole[0].toUpperCase() + whole.slice(1) });
};

/** The error and its help as sentences. */
export const explained = (error) => `${sentence(error.message)} ${sentence(error.help ?? '')}`.trim();

/** Shows the error of a request. */
export function complain(error) {
  say(explained(error), { bad: true });
}

let leave = null;

/** Enters a mode that lasts until it is finished or left; `onleave` is called in both cases. */
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

const places = new Map();

/** Shows at the end of the line where one stands in a view. */
export function tellPlace(view, text) {
  places.set(view, text);
  if (route.view === view) paintPlace();
}

export function paintPlace() {
  $('#place').textContent = places.get(route.view) ?? '';
}
