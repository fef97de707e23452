// The Findings view: the findings of the checks by rule, the most severe first.

import { $, button, debounce, h } from './dom.js';
import { bind } from './keys.js';
import { Cards } from './cards.js';
import { fix, suppress } from './acts.js';
import { complain, say, tellPlace } from './status.js';
import { filters } from './filters.js';
import { fixAll } from './fixall.js';
import { get } from './api.js';
import { goOn, hasOthers } from './others.js';
import { jump } from './jump.js';
import { fixDiff, said } from './text.js';
import { SEVERITY } from './findings-words.js';
import { store } from './store.js';
import { number, t } from './words.js';

const AT_ONCE = 50;
const SEVERITIES = [['error', t('w-errors')], ['warning', t('w-warnings')], ['note', t('w-notes-all')]];

let visible = false;
let answer = null;
let stale = true;
let severity = 'all';
let all = false;
let cards = null;
// The first finding is to have the focus as soon as there is one.
let awaited = false;
const closed = new Set();
const opened = new Map();

const FINDING = Symbol('finding');

const shown = (finding) => (severity === 'all' || finding.severity === severity) && (all || finding.state === 'new') && (!filters.stage || finding.stage === filters.stage);

/**
 * The texts of a finding. Its places are given by sentence, so a bead of several sentences is shown
 * from the loaded beads.
 */
function texts(finding) {
  const box = h('div', { class: 'pair' });
  const paint = () => {
    const bead = store.bead(finding.index)?.id === finding.bead ? store.bead(finding.index) : null;
    box.replaceChildren(...['source', 'target'].map((side) => {
      const language = store.language(side);
      const places = finding.places.filter((place) => place.side === side);
      const marks = (k) => places.filter((place) => place.sentence === k).map(({ from, to }) => ({ from, to, kind: finding.severity }));
      const cell = h('div', { class: `cell ${side}` });
      if (bead) cell.append(...bead[side].map(({ text }, k) => said('p', text, language, {}, marks(k))));
      else if (finding[side].text) cell.append(said('p', finding[side].text, language, {}, marks(0)));
      if (!cell.firstChild) cell.append(h('p', { class: 'missing' }, side === 'target' ? t('w-not-translated') : t('w-not-in-chinese')));
      return cell;
    }));
  };
  paint();
  if (finding.places.some(({ sentence }) => sentence > 0)) {
    new IntersectionObserver((entries, observer) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      store.at(finding.index).then(paint, () => {});
    }).observe(box);
  }
  return box;
}

function card(finding) {
  const { state } = finding;
  const element = h('li', { class: `card finding ${finding.severity}`, tabindex: '-1', 'data-key': finding.fingerprint, 'data-fingerprint': finding.fingerprint, 'data-state': state, 'data-index': finding.index },
    h('p', { class: 'card-head' },
      h('span', { class: `badge ${finding.severity}` }, SEVERITY[finding.severity]), ' ',
      state === 'new' ? null : h('span', { class: 'badge' }, t(state === 'known' ? 'w-state-known' : 'w-state-suppressed')), ' ',
      h('strong', { class: 'message' }, finding.message)),
    finding.reason ? h('p', { class: 'soft' }, t('w-suppressed-why', { reason: finding.reason })) : null,
    texts(finding),
    finding.replacement ? fixDiff(finding, store.language('target')) : null,
    h('div', { class: 'buttons' },
      button('jump', t('w-edit-link', { index: finding.index + 1 }), () => jump('edit', finding, { type: true })),
      finding.replacement ? button('fix', [t('w-fix'), ' ', said('span', finding.replacement.text || t('w-take-out'), store.language('target'), { class: 'text fix-text' }), finding.replacement.safe ? null : h('span', { class: 'soft' }, ' ', t('w-fix-look'))], () => fix(finding)) : null,
      state === 'suppressed' ? null : button('suppress', t('w-suppress'), () => suppress(finding))));
  element[FINDING] = finding;
  return element;
}

function group({ id, about, findings, untold }) {
  const list = h('ul', { class: 'cards' });
  const count = () => opened.get(id) ?? AT_ONCE;
  const more = button('more', '', () => {
    opened.set(id, count() + AT_ONCE);
    fill();
  });
  const fill = () => {
    const here = list.children.length;
    list.append(...findings.slice(here, count()).map(card));
    const left = findings.length - list.children.length;
    more.textContent = t('w-show-more', { count: Math.min(left, AT_ONCE), left });
    more.hidden = left <= 0;
  };
  const safe = findings.filter((finding) => finding.replacement?.safe && finding.state === 'new').length;
  const counts = SEVERITIES.map(([name]) => [name, findings.filter((finding) => finding.severity === name).length]).filter(([, n]) => n);
  const box = h('details', { class: 'rule', 'data-rule': id, open: !closed.has(id) },
    h('summary', null, h('h2', null, id), h('span', { class: 'soft' }, about), counts.map(([name, count]) => h('span', { class: `badge ${name}` }, COUNTED[name](count)))),
    safe ? h('p', { class: 'buttons' }, button('fix-all', untold ? t('w-fix-rule') : t('w-fix-rule-count', { count: safe }), () => void fixAll(id))) : null,
    list, more,
    untold ? h('p', { class: 'soft untold' }, t('w-untold', { count: untold })) : null);
  box.addEventListener('toggle', () => {
    if (box.open) closed.delete(id);
    else closed.add(id);
    if (box.open) fill();
  });
  if (!closed.has(id)) fill();
  return box;
}

function merged() {
  const rules = new Map();
  for (const { id, about, total, findings } of answer.rules) {
    const kept = findings.filter(shown);
    const untold = total - findings.length;
    if (!kept.length) continue;
    // A rule may occur once for each severity.
    const known = rules.get(id);
    if (known) {
      known.findings.push(...kept);
      known.untold += untold;
    } else rules.set(id, { id, about, findings: kept, untold });
  }
  return [...rules.values()];
}

function paint() {
  const focused = $('#findings-list').contains(document.activeElement);
  const key = cards.current?.dataset.key;
  const { place } = cards;
  const rules = merged();
  const scroller = $('#findings-scroll');
  const top = scroller.scrollTop;
  $('#findings-list').replaceChildren(...rules.map(group));
  const every = answer.rules.flatMap(({ findings }) => findings);
  const now = every.filter((finding) => all || finding.state === 'new');
  for (const one of document.querySelectorAll('#findings-bar [data-severity]')) {
    const name = one.dataset.severity;
    $('.count', one).textContent = number(name === 'all' ? now.length : now.filter((finding) => finding.severity === name).length);
    one.setAttribute('aria-pressed', String(name === severity));
  }
  const hidden = every.filter((finding) => finding.state !== 'new').length;
  $('#findings-hidden').textContent = t('w-findings-hidden-count', { count: hidden });
  const safe = every.filter((finding) => finding.replacement?.safe && finding.state === 'new').length;
  const everything = $('#findings-bar [data-action=fix-everything]');
  everything.hidden = !safe;
  everything.textContent = rules.some(({ untold }) => untold) ? t('w-fix-all') : t('w-fix-all-count', { count: safe });
  const none = $('#findings-none');
  none.hidden = rules.length > 0;
  none.textContent = t(!answer.checked ? 'w-checks-running' : every.length ? 'w-findings-none-here' : 'w-findings-none');
  $('#findings-state').textContent = answer.checked ? '' : t('w-checking');
  cards.restore(key, place, focused || awaited);
  if (cards.current) awaited = false;
  scroller.scrollTop = top;
  tell();
}

const COUNTED = { error: (count) => t('w-errors-count', { count }), warning: (count) => t('w-warnings-count', { count }), note: (count) => t('w-notes', { count }) };

/** Tells which of the shown findings is the current one. */
function tell() {
  if (!answer) return;
  const total = merged().reduce((sum, { findings }) => sum + findings.length, 0);
  const before = cards.current ? current() : null;
  const row = before ? merged().flatMap(({ findings }) => findings).findIndex(({ fingerprint }) => fingerprint === before.fingerprint) : -1;
  const what = severity === 'all' ? t('w-of-all-findings') : SEVERITY[severity];
  tellPlace('findings', row < 0 ? t('w-place-none', { total, what }) : t('w-place-of', { row: row + 1, total, what }));
}

async function load() {
  if (!visible) return;
  stale = false;
  try {
    answer = await get('findings');
  } catch (error) {
    stale = true;
    complain(error);
    return;
  }
  paint();
}

const soon = debounce(300, load);

function changed() {
  stale = true;
  if (visible) soon();
}

/** Loads the remaining findings of a rule before going to the next one. */
const more = (card, next) => {
  const rule = card.closest('.rule');
  const rest = rule.contains(next ?? null) ? null : rule.querySelector('[data-action=more]:not([hidden])');
  rest?.click();
  return Boolean(rest);
};

const current = () => cards.current?.[FINDING];

/** Goes to the next finding; behind the last one to the next text that has one, if that is asked for. */
async function next({ on }) {
  const { current: before } = cards;
  const wasThere = !before || before.contains(document.activeElement);
  cards.walk(1, more);
  if (!hasOthers() || !wasThere || before !== cards.current) return;
  if (!on) say(t('w-finding-last'));
  else if (!(await goOn('findings'))) say(t('w-findings-nowhere'));
}

export function setUp() {
  cards = new Cards($('#findings-list'), '.card', tell);
  const choose = (name, label) => h('button', { type: 'button', 'data-action': 'severity', 'data-severity': name, 'aria-pressed': String(name === 'all'), onclick: () => {
    severity = name;
    if (answer) paint();
  } }, label, ' ', h('span', { class: 'count' }, '0'));
  const box = h('input', { type: 'checkbox', id: 'findings-all', onchange: () => {
    all = box.checked;
    if (answer) paint();
  } });
  $('#findings-bar').append(
    h('div', { class: 'filters', role: 'group', 'aria-label': t('w-show') }, choose('all', t('w-filter-all')), SEVERITIES.map(([name, label]) => choose(name, label))),
    h('label', { class: 'check' }, box, h('span', { id: 'findings-hidden' }, t('w-findings-hidden'))),
    button('fix-everything', t('w-fix-all'), () => void fixAll('*'), { hidden: true }),
    h('span', { id: 'findings-state', class: 'soft' }));
  filters.stages($('#findings-bar'));
  filters.on('stage', () => answer && paint());
  let version = 0;
  let checked = false;
  store.on('state', () => {
    if (store.version === version && store.checked === checked) return;
    ({ version, checked } = store);
    changed();
  });
  store.on('checked', changed);
}

export function show({ focus } = {}) {
  visible = true;
  const ready = stale ? load() : Promise.resolve();
  if (!focus) return;
  awaited = true;
  ready.then(() => {
    if (!visible || !answer) return;
    cards.restore(cards.current?.dataset.key, cards.place, true);
    if (cards.current) awaited = false;
  });
}

export function hide() {
  visible = false;
  awaited = false;
}

export const seen = () => [];

bind('findings', t('w-view-findings'), [
  { keys: ['j', 'ArrowDown'], does: t('w-does-next-finding'), run: () => void next({ on: false }) },
  { keys: ['d'], does: t('w-does-next-finding-on'), run: () => void next({ on: true }) },
  { keys: ['k', 'ArrowUp'], does: t('w-does-previous-finding'), run: () => cards.walk(-1) },
  { keys: ['Enter', 'e'], does: t('w-does-edit-link'), run: () => current() && void jump('edit', current(), { type: true }) },
  { keys: ['f'], does: t('w-does-fix'), run: () => {
    if (current()?.replacement) fix(current());
    else say(t('w-no-fix'), { bad: true });
  } },
  { keys: ['h'], does: t('w-does-suppress'), run: () => current() && current().state !== 'suppressed' && void suppress(current()) },
  { keys: ['F'], shown: ['Shift+F'], does: t('w-does-fix-all'), run: () => void fixAll('*') },
]);
