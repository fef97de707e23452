// The page as a whole: the header, the banners, the views, and the regular question to the server for
// changes.

import { $, button, debounce, h, number } from './dom.js';
import { ask, help, sure } from './dialogs.js';
import { bind, listen } from './keys.js';
import { complain, explained, leaveMode, say, sentence } from './status.js';
import { cursor } from './cursor.js';
import { drafts } from './drafts.js';
import { historyKeys } from './edit.js';
import { addressOf, isGone, line, post, textName } from './api.js';
import { arrival, hasOthers, nextText, paintOthers, previousText, setUpOthers, toList } from './others.js';
import { jump } from './jump.js';
import { redo, undo } from './acts.js';
import { route } from './route.js';
import { said } from './text.js';
import { store } from './store.js';
import * as align from './align.js';
import * as diff from './diff.js';
import * as edit from './edit.js';
import * as findings from './findings.js';
import * as terms from './terms.js';

const BEAT = 2000;
const views = { align, edit, findings, diff, terms };
const names = Object.keys(views);

// Views.

const tab = (name) => $(`[role=tab][data-view=${name}]`);
const panel = (name) => $(`[role=tabpanel][data-view=${name}]`);

async function go(name, options = {}) {
  if (options.ask) {
    const wrong = (text) => (Number.isInteger(Number(text)) && Number(text) >= 1 && Number(text) <= store.total ? '' : `A number from 1 to ${store.total} is needed.`);
    const to = await ask({ title: 'Go to a link', label: `Number, 1 to ${store.total}`, value: String(cursor.index + 1), type: 'number', confirm: 'Go', refuse: wrong });
    if (to !== null) go(name, { index: Number(to) - 1, focus: true });
    return;
  }
  const was = route.view;
  route.view = name;
  for (const one of names) {
    const here = one === name;
    tab(one).setAttribute('aria-selected', String(here));
    tab(one).tabIndex = here ? 0 : -1;
    panel(one).hidden = !here;
  }
  document.body.dataset.view = name;
  if (was !== name) views[was].hide();
  views[name].show(options);
  keepPlace();
}

route.handle(go);

/** Tells the server the current position, which it remembers for the next session. */
const keepPlace = debounce(800, () => {
  const bead = cursor.bead?.id;
  if (!bead || isGone()) return;
  post('position', { view: route.view, bead }).catch(() => {});
});

// The header.

function paintSaved() {
  const box = $('#saved');
  const unsent = drafts.unsent;
  const sending = unsent.some(({ state }) => state === 'sending');
  const kept = store.held && !unsent.length && !store.conflict;
  const saved = (store.saved || store.held) && !unsent.length && !store.conflict;
  const text = isGone() ? (unsent.length ? 'Not sent: kept here' : 'No connection')
    : store.conflict ? 'Not saved: conflict'
      : store.failure ? 'Could not be saved'
        : unsent.length && !sending ? 'Not saved yet'
          : kept ? 'Kept' : saved ? 'Saved' : 'Saving…';
  if (box.textContent !== text) box.textContent = text;
  box.title = store.failure ?? (kept ? 'What you type is kept; it is written into the text when you leave the sentence' : '');
  box.dataset.saved = String(saved && !isGone());
  box.classList.toggle('bad', Boolean(isGone() || store.conflict || store.failure));
}

function paintHistory() {
  for (const [name, word] of [['undo', 'Undo'], ['redo', 'Redo']]) {
    const one = $(`.app-bar [data-action=${name}]`);
    const what = store[name];
    one.setAttribute('aria-disabled', String(!what));
    const label = what ? `${word}: ${what}` : `Nothing to ${word.toLowerCase()}`;
    one.title = `${label} (${name === 'undo' ? 'Ctrl+Z' : 'Ctrl+Shift+Z'})`;
    one.setAttribute('aria-label', label);
    $('.what', one).textContent = what ?? '';
  }
}

function paintHeader() {
  const { session } = store;
  $('#title').textContent = session.title;
  $('#title').lang = session.source.language;
  $('#file').textContent = session.file;
  document.title = `${session.title} · duizhao review`;
  paintOthers();
  $('#exports').replaceChildren(...session.exports.map(({ id, name, about, loses }) => h('li', null,
    h('a', { href: addressOf(`export?format=${encodeURIComponent(id)}`), download: '', 'data-action': 'export', 'data-format': id }, name),
    about ? h('p', { class: 'soft' }, about) : null,
    loses?.length ? h('p', { class: 'soft' }, `Cannot hold ${loses.join('; ')}`) : null)));
}

function paintCounts() {
  const total = Object.values(store.counts.findings ?? {}).reduce((sum, n) => sum + n, 0);
  $('.count', tab('findings')).textContent = total ? number(total) : '';
}

// Banners.

function banner(id, ...children) {
  const box = $(`#${id}`);
  box.replaceChildren(...children);
  box.hidden = !children.length;
}

const HOW = [
  ['merge', 'Merge both', 'brings what you did and what the other program did together, link by link.'],
  ['mine', 'Keep mine', 'writes what is here over the file. What the other program did is lost.'],
  ['theirs', 'Take the file’s', 'reads the file as it is now. What you did and was not saved is put aside in a file beside it.'],
];

async function resolve(how) {
  await drafts.flush();
  try {
    const answer = await post('resolve', { how });
    say(answer.said);
    await store.sync();
  } catch (error) {
    complain(error);
  }
}

let conflictShown = null;

function paintConflict() {
  const { conflict } = store;
  const now = conflict ? conflict.what : null;
  if (now === conflictShown) return;
  conflictShown = now;
  if (!conflict) {
    banner('conflict');
    return;
  }
  banner('conflict', h('h2', null, 'The file was changed by another program'), h('p', null, `${sentence(conflict.what)} Your work is kept, and you can go on; nothing is written to the file until you choose.`),
    h('div', { class: 'choices' }, HOW.map(([how, label, does]) => h('div', null,
      button(`resolve-${how}`, label, async () => {
        if (how === 'merge' || await sure({ title: `${label}?`, about: `This ${does}`, confirm: label })) resolve(how);
      }, { class: how === 'merge' ? 'main' : null, 'aria-describedby': `how-${how}` }),
      h('p', { id: `how-${how}` }, does[0].toUpperCase() + does.slice(1))))));
}

function paintGone() {
  if (!isGone()) {
    banner('gone');
    return;
  }
  const unsent = drafts.unsent.length;
  banner('gone', h('p', null, h('strong', null, 'The workbench was closed in the terminal, or does not answer.'),
    unsent ? ' What you typed and was not sent is kept here and will be sent when it is back.' : ' Everything you did had been sent.',
    ' Start it again with ', h('code', null, 'duizhao review'), '. This page keeps trying.'));
}

function paintForbidden() {
  banner('forbidden', h('p', null, h('strong', null, 'This browser has not been let in.'), ' Open the address that the terminal shows: it has the key. ',
    drafts.unsent.length ? 'Leave this page open meanwhile: it holds text that was not sent.' : 'It can be opened in this window.'));
}

/** Shows texts whose bead no longer exists, so that they can be copied. */
function paintLost() {
  const lost = drafts.all.filter(({ state }) => state === 'lost');
  banner('lost', ...lost.map((draft) => {
    const text = draft.texts.join('\n');
    return h('div', { class: 'lost' }, h('p', null, 'The link you were typing in is gone: it was split, merged or taken away elsewhere. This is what you had typed:'),
      h('textarea', { readonly: true, rows: '3', value: text, lang: store.language('target'), 'aria-label': 'Your text' }),
      button('discard', 'Discard it', () => drafts.discard(draft)));
  }));
}

/** Shows why the text cannot be opened, and the way to the others. */
function paintUnopened(error) {
  $('#title').textContent = textName ?? '';
  banner('unopened', h('h2', null, 'This text cannot be opened'), h('p', null, explained(error)),
    hasOthers() ? h('p', null, h('a', { href: '/' }, 'All texts')) : null);
  $('#unopened a')?.focus();
}

function addNotice(text) {
  const box = $('#notices');
  const one = h('div', { class: 'notice' }, said('p', text, 'en'), button('dismiss', 'Dismiss', () => {
    one.remove();
    box.hidden = !box.firstChild;
  }, { class: 'small' }));
  box.append(one);
  box.hidden = false;
}

let heard = null;

/** Shows what the server told since the page began. */
function paintTold() {
  const { number: told, last } = store.told;
  if (heard !== null && told > heard && last) {
    say(last);
    addNotice(last);
  }
  heard = told;
}

// The regular question for changes.

let asking = false;

async function beat() {
  if (asking || document.visibilityState !== 'visible' || !store.session) return;
  asking = true;
  try {
    await store.sync();
  } catch {
    // A banner shows the error; the next question tries again.
  }
  asking = false;
}

function paintState() {
  paintSaved();
  paintHistory();
  paintCounts();
  paintConflict();
  paintTold();
}

function paintPlace() {
  $('#place').textContent = store.total ? `Bead ${number(cursor.index + 1)} of ${number(store.total)}` : '';
}

function setUpHeader() {
  for (const name of names) {
    tab(name).addEventListener('click', () => go(name));
    tab(name).addEventListener('keydown', (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
      const next = names[(names.indexOf(name) + by + names.length) % names.length];
      event.preventDefault();
      event.stopPropagation();
      go(next);
      tab(next).focus();
    });
  }
  $('.app-bar [data-action=undo]').addEventListener('click', () => store.undo && undo());
  $('.app-bar [data-action=redo]').addEventListener('click', () => store.redo && redo());
  $('#status-undo').addEventListener('click', () => {
    $('#status-undo').hidden = true;
    undo();
  });
  $('[data-action=help]').addEventListener('click', () => help(route.view));
  $('[data-action=leave-mode]').addEventListener('click', leaveMode);
  const menu = $('#export-menu');
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    $('summary', menu).focus();
    event.stopPropagation();
  });
  document.addEventListener('pointerdown', (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

const selected = () => {
  const { activeElement: field } = document;
  if (field?.matches('textarea, input')) return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  return getSelection().toString();
};

function setUpKeys() {
  bind('*', 'Everywhere', [
    ...names.map((name, k) => ({ keys: [String(k + 1)], does: `${tab(name).dataset.name} view`, run: () => go(name, { focus: true }) })),
    ...historyKeys,
    { keys: ['/'], does: 'Search both languages', run: () => go('terms', { focus: true }) },
    { keys: ['t'], does: 'Search for the selected text', run: () => {
      const text = selected().replace(/\s+/g, ' ').trim().slice(0, 200);
      go('terms', text ? { query: text } : { focus: true });
    } },
    ...(hasOthers() ? [
      { keys: ['0'], does: 'All texts', run: toList },
      { keys: [']'], does: 'Next text', run: nextText },
      { keys: ['['], does: 'Text before', run: previousText },
    ] : []),
    { keys: ['Escape'], does: 'Leave a mode', inFields: true, run: (event) => {
      if (leaveMode()) return;
      if (event.target.matches('input, textarea')) event.target.blur();
      else return false;
    } },
    { keys: ['?'], does: 'These keys', run: () => help(route.view) },
  ]);
  listen(() => route.view);
}

/** Goes where the page was opened for, else where the person was last. */
async function arrive(place, view) {
  if (place.next === 'findings' || place.view === 'findings') await go('findings', { focus: true });
  else if (place.next) await go('align', { filter: place.next === 'doubtful' ? undefined : place.next, first: place.next });
  else if (place.filter) await go('align', { filter: place.filter, first: place.filter });
  else if (place.view === 'terms') await go('terms', place.query ? { query: place.query } : { focus: true });
  else if (place.bead) {
    await go(view, {});
    await jump(names.includes(place.view) ? place.view : 'edit', { bead: place.bead, index: Number(place.index) || 0 });
  } else await go(view, { focus: true });
  if (place.wrapped) say('From the first text again.');
}

async function start() {
  setUpHeader();
  setUpOthers();
  setUpKeys();
  // The cursor is patched before the views, which read it.
  store.on('patch', (patch) => cursor.patch(patch));
  align.setUp();
  edit.setUp();
  findings.setUp();
  diff.setUp();
  terms.setUp();

  line.on('gone', () => {
    paintGone();
    paintSaved();
  });
  line.on('back', () => {
    paintGone();
    say('The workbench is back.');
    // A draft must not overwrite a bead that was changed meanwhile, so changes are fetched first.
    if (store.session) store.sync().then(() => drafts.flush()).catch(() => {});
  });
  line.on('forbidden', paintForbidden);
  store.on('state', paintState);
  store.on('state', paintPlace);
  store.on('reset', () => {
    banner('forbidden');
    cursor.to(cursor.index);
    paintHeader();
  });
  store.on('checked', () => store.refresh(views[route.view].seen()));
  cursor.on('moved', () => {
    paintPlace();
    keepPlace();
  });
  drafts.on('change', () => {
    paintSaved();
    paintLost();
    if (isGone()) paintGone();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') beat();
    else drafts.flush({ keepalive: true }).then(() => drafts.left());
  });
  addEventListener('beforeunload', (event) => {
    if (drafts.unsent.length) event.preventDefault();
  });

  for (;;) {
    try {
      await store.begin();
      break;
    } catch (error) {
      if (!isGone()) {
        if (error.status !== 403) paintUnopened(error);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, BEAT));
    }
  }
  const { position, notices } = store.session;
  for (const text of notices ?? []) addNotice(text);
  if (position?.bead) {
    if (Number.isInteger(position.index)) cursor.to(position.index);
  }
  await arrive(arrival(), names.includes(position?.view) ? position.view : 'align');
  setInterval(beat, BEAT);
}

start();
