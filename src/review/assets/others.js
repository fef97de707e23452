// The other texts of the project: going to one of them, and coming from one.

import { $ } from './dom.js';
import { complain, say } from './status.js';
import { cursor } from './cursor.js';
import { drafts } from './drafts.js';
import { getOfAll, isGone, pageOf, post, textName } from './api.js';
import { route } from './route.js';
import { store } from './store.js';
import { t } from './words.js';

/** Whether there are other texts. */
export const hasOthers = () => textName !== null;

/** Sends what was typed and where one stands, and goes to another page. */
export async function leaveFor(address) {
  await drafts.flush();
  if (drafts.unsent.length) {
    say(t('w-unsent-stays'), { bad: true });
    return;
  }
  const bead = cursor.bead?.id;
  if (!isGone() && store.session) {
    await Promise.allSettled([bead ? post('position', { view: route.view, bead }) : null, post('leave', {})]);
  }
  location.assign(address);
}

/** Goes to the next text that has a place of a kind; false where no other text has one. */
export async function goOn(kind) {
  if (!hasOthers()) return false;
  say(t('w-looking'));
  try {
    const { text, wrapped } = await getOfAll(`next?after=${encodeURIComponent(textName)}&kind=${kind}`);
    if (!text) return false;
    await leaveFor(pageOf(text, wrapped ? { next: kind, wrapped: '1' } : { next: kind }));
  } catch (error) {
    complain(error);
  }
  return true;
}

/** The place that the page was opened for, once: `{view, bead, index, filter, next, wrapped, query}`. */
export function arrival() {
  const place = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (location.hash) history.replaceState(null, '', location.pathname);
  return place;
}

export const toList = () => (hasOthers() ? void leaveFor('/') : false);

/** Goes to the text before or behind this one, also from one that cannot be opened. */
async function goBeside(by) {
  try {
    const { texts } = await getOfAll('texts');
    const name = texts[texts.findIndex((text) => text.name === textName) + by]?.name;
    if (name) await leaveFor(pageOf(name));
    else say(t(by > 0 ? 'w-last-text' : 'w-first-text'));
  } catch (error) {
    complain(error);
  }
}

export const previousText = () => void goBeside(-1);
export const nextText = () => void goBeside(1);

function setLink(id, name) {
  const link = $(`#${id}`);
  if (name) {
    link.href = pageOf(name);
    link.title = name;
  } else link.removeAttribute('href');
  link.setAttribute('aria-disabled', String(!name));
}

/** Shows the way to the list and to the texts beside this one. */
export function paintOthers() {
  $('#others').hidden = !hasOthers();
  const { text } = store.session ?? {};
  if (!text) return;
  setLink('text-before', text.previous);
  setLink('text-after', text.next);
  $('#text-place').textContent = t('w-text-place', { number: text.number, of: text.of });
}

export function setUpOthers() {
  $('#others').hidden = !hasOthers();
  $('#others').addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    // A click that opens another tab leaves this page where it is.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leaveFor(link.getAttribute('href'));
  });
}
