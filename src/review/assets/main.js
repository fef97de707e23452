// The page as a whole: the header, the banners, the views, and the regular question to the server for
// changes.

import { $, button, debounce, h } from './dom.js';
import { ask, help, sure } from './dialogs.js';
import { density } from './density.js';
import { bind, listen } from './keys.js';
import { complain, explained, leaveMode, paintPlace, say, sentence } from './status.js';
import { filters } from './filters.js';
import { language, listed, number, parts, t } from './words.js';
import { setUpLanguages } from './languages.js';
import { replaceDialog } from './replace.js';
import { cursor } from './cursor.js';
import { drafts } from './drafts.js';
import { historyKeys } from './edit.js';
import { addressOf, isGone, line, pageOf, post, textName } from './api.js';
import { arrival, hasOthers, leaveFor, nextText, paintOthers, previousText, setUpOthers, toList } from './others.js';
import { jump } from './jump.js';
import { redo, undo } from './acts.js';
import { route } from './route.js';
import { said } from './text.js';
import { inNeed } from './stages.js';
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
    const wrong = (text) => (Number.isInteger(Number(text)) && Number(text) >= 1 && Number(text) <= store.total ? '' : t('w-go-wrong', { total: store.total }));
    const to = await ask({ title: t('w-go-title'), label: t('w-go-label', { total: store.total }), value: String(cursor.index + 1), type: 'number', confirm: t('w-go'), refuse: wrong });
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
  paintPlace();
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

const UNDO_KEYS = 'Ctrl+Z';
const REDO_KEYS = 'Ctrl+Shift+Z';
const COMMAND = 'duizhao review';

function paintSaved() {
  const box = $('#saved');
  const unsent = drafts.unsent;
  const sending = unsent.some(({ state }) => state === 'sending');
  const kept = store.held && !unsent.length && !store.conflict;
  const saved = (store.saved || store.held) && !unsent.length && !store.conflict;
  const text = isGone() ? t(unsent.length ? 'w-save-unsent' : 'w-save-gone')
    : store.conflict ? t('w-save-conflict')
      : store.failure ? t('w-save-failed')
        : unsent.length && !sending ? t('w-save-not-yet')
          : t(kept ? 'w-save-kept' : saved ? 'w-save-saved' : 'w-save-saving');
  if (box.textContent !== text) box.textContent = text;
  box.title = store.failure ?? (kept ? t('w-save-kept-about') : '');
  box.dataset.saved = String(saved && !isGone());
  box.classList.toggle('bad', Boolean(isGone() || store.conflict || store.failure));
}

function paintHistory() {
  for (const [name, what, none, keys] of [['undo', 'w-undo-what', 'w-undo-nothing', UNDO_KEYS], ['redo', 'w-redo-what', 'w-redo-nothing', REDO_KEYS]]) {
    const one = $(`.app-bar [data-action=${name}]`);
    const step = store[name];
    one.setAttribute('aria-disabled', String(!step));
    const label = step ? t(what, { what: step }) : t(none);
    one.title = t('w-tool-key', { does: label, key: keys });
    one.setAttribute('aria-label', label);
    $('.what', one).textContent = step ?? '';
  }
}

function paintHeader() {
  const { session } = store;
  $('#title').textContent = session.title;
  $('#title').lang = session.source.language;
  $('#file').textContent = session.file;
  document.title = t('w-page-title', { title: session.title });
  paintOthers();
  $('#exports').replaceChildren(...session.exports.map(({ id, name, about, loses }) => h('li', null,
    h('a', { href: addressOf(`export?format=${encodeURIComponent(id)}`), download: '', 'data-action': 'export', 'data-format': id }, name),
    about ? h('p', { class: 'soft' }, about) : null,
    loses?.length ? h('p', { class: 'soft' }, t('w-cannot-hold', { what: listed(loses) })) : null)));
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
  ['merge', t('w-how-merge'), t('w-how-merge-does')],
  ['mine', t('w-how-mine'), t('w-how-mine-does')],
  ['theirs', t('w-how-theirs'), t('w-how-theirs-does')],
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
  banner('conflict', h('h2', null, t('w-changed-title')), h('p', null, sentence(conflict.what), ' ', t('w-changed-kept')),
    h('div', { class: 'choices' }, HOW.map(([how, label, does]) => h('div', null,
      button(`resolve-${how}`, label, async () => {
        if (how === 'merge' || await sure({ title: t('w-how-sure', { label }), about: does, confirm: label })) resolve(how);
      }, { class: how === 'merge' ? 'main' : null, 'aria-describedby': `how-${how}` }),
      h('p', { id: `how-${how}` }, does)))));
}

function paintGone() {
  if (!isGone()) {
    banner('gone');
    return;
  }
  const unsent = drafts.unsent.length;
  banner('gone', h('p', null, h('strong', null, t('w-gone')), ' ', t(unsent ? 'w-gone-unsent' : 'w-gone-sent'), ' ',
    parts('w-gone-start', { command: h('code', null, COMMAND) }), ' ', t('w-gone-trying')));
}

function paintForbidden() {
  banner('forbidden', h('p', null, h('strong', null, t('w-forbidden')), ' ', t('w-forbidden-open'), ' ', t(drafts.unsent.length ? 'w-forbidden-unsent' : 'w-forbidden-here')));
}

/** Shows texts whose bead no longer exists, so that they can be copied. */
function paintLost() {
  const lost = drafts.all.filter(({ state }) => state === 'lost');
  banner('lost', ...lost.map((draft) => {
    const text = draft.texts.join('\n');
    return h('div', { class: 'lost' }, h('p', null, t('w-lost-typed')),
      h('textarea', { readonly: true, rows: '3', value: text, lang: store.language('target'), 'aria-label': t('w-your-text') }),
      button('discard', t('w-discard'), () => drafts.discard(draft)));
  }));
}

/** Shows why the text cannot be opened, and the way to the others. */
function paintUnopened(error) {
  $('#title').textContent = textName ?? '';
  banner('unopened', h('h2', null, t('w-unopened')), h('p', null, explained(error)),
    hasOthers() ? h('p', null, h('a', { href: '/' }, t('w-all-texts'))) : null);
  $('#unopened a')?.focus();
}

function addNotice(text) {
  const box = $('#notices');
  const one = h('div', { class: 'notice' }, said('p', text, language), button('dismiss', t('w-dismiss'), () => {
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
  $('[data-action=find-replace]').addEventListener('click', findAndReplace);
  $('[data-action=density]').addEventListener('click', () => density.turn());
  density.paint();
  setUpLanguages(drafts);
  $('[data-action=leave-mode]').addEventListener('click', leaveMode);
  for (const menu of document.querySelectorAll('details.menu')) setUpMenu(menu);
}

function setUpMenu(menu) {
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

/** Opens the dialog that finds and replaces, with the words that are selected. */
function findAndReplace() {
  const query = selected().replace(/\s+/g, ' ').trim().slice(0, 200);
  drafts.flush().then(() => replaceDialog({
    one: { change: (path, body) => store.changeAs(path, body), undo },
    hasOthers: hasOthers(),
    language: (side) => store.language(side),
    open: (hit) => {
      if (hit.in && hit.in !== textName) leaveFor(pageOf(hit.in, { view: 'edit', bead: hit.bead, index: String(hit.index) }));
      else jump('edit', hit);
    },
    after: () => store.sync(),
    query,
  }));
}

const selected = () => {
  const { activeElement: field } = document;
  if (field?.matches('textarea, input')) return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  return getSelection().toString();
};

function setUpKeys() {
  bind('*', t('w-everywhere'), [
    ...names.map((name, k) => ({ keys: [String(k + 1)], does: t('w-does-view', { view: tab(name).dataset.name }), run: () => go(name, { focus: true }) })),
    ...historyKeys,
    { keys: ['Ctrl+h'], does: t('w-replace-title'), inFields: true, run: findAndReplace },
    { keys: ['v'], does: t('w-does-density'), run: () => density.turn() },
    { keys: ['/'], does: t('w-does-search'), run: () => go('terms', { focus: true }) },
    { keys: ['t'], does: t('w-does-search-selected'), run: () => {
      const text = selected().replace(/\s+/g, ' ').trim().slice(0, 200);
      go('terms', text ? { query: text } : { focus: true });
    } },
    ...(hasOthers() ? [
      { keys: ['0'], does: t('w-all-texts'), run: toList },
      { keys: [']'], does: t('w-does-next-text'), run: nextText },
      { keys: ['['], does: t('w-does-text-before'), run: previousText },
    ] : []),
    { keys: ['Escape'], does: t('w-does-leave-mode'), inFields: true, run: (event) => {
      if (leaveMode()) return;
      if (event.target.matches('input, textarea')) event.target.blur();
      else return false;
    } },
    { keys: ['?'], does: t('w-does-keys'), run: () => help(route.view) },
  ]);
  listen(() => route.view);
}

/** Goes where the page was opened for, else where the person was last. */
async function arrive(place, view) {
  if (place.next === 'findings' || place.view === 'findings') await go('findings', { focus: true });
  else if (place.stage) await go('edit', { stage: place.stage, focus: true });
  else if (place.next === 'need') {
    await go('edit', {});
    const index = await inNeed(store.total);
    if (index !== null) await go('edit', { index, focus: true });
  } else if (place.next) await go('align', { filter: place.next === 'doubtful' ? undefined : place.next, first: place.next });
  else if (place.filter) await go('align', { filter: place.filter, first: place.filter });
  else if (place.view === 'terms') await go('terms', place.query ? { query: place.query } : { focus: true });
  else if (place.bead) {
    await go(view, {});
    await jump(names.includes(place.view) ? place.view : 'edit', { bead: place.bead, index: Number(place.index) || 0 });
  } else await go(view, { focus: true });
  if (place.wrapped) say(t('w-from-first-text'));
}

async function start() {
  setUpHeader();
  setUpOthers();
  setUpKeys();
  // The cursor is patched before the views, which read it.
  store.on('patch', (patch) => cursor.patch(patch));
  filters.setUp();
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
    say(t('w-back'));
    // A draft must not overwrite a bead that was changed meanwhile, so changes are fetched first.
    if (store.session) store.sync().then(() => drafts.flush()).catch(() => {});
  });
  line.on('forbidden', paintForbidden);
  store.on('state', paintState);
  store.on('reset', () => {
    banner('forbidden');
    cursor.to(cursor.index);
    paintHeader();
  });
  store.on('checked', () => store.refresh(views[route.view].seen()));
  cursor.on('moved', keepPlace);
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
