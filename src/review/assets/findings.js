// The Findings view: the findings of the checks by rule, the most severe first.

import { $, button, debounce, h, number, plural } from './dom.js';
import { bind } from './keys.js';
import { Cards } from './cards.js';
import { change, fix, suppress } from './acts.js';
import { complain, say } from './status.js';
import { get } from './api.js';
import { goOn, hasOthers } from './others.js';
import { jump } from './jump.js';
import { fixDiff, said } from './text.js';
import { store } from './store.js';

const AT_ONCE = 50;
const SEVERITIES = [['error', 'Errors'], ['warning', 'Warnings'], ['note', 'Notes']];

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

const shown = (finding) => (severity === 'all' || finding.severity === severity) && (all || finding.state === 'new');

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
      if (!cell.firstChild) cell.append(h('p', { class: 'missing' }, side === 'target' ? 'not translated' : 'not in the Chinese'));
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
      h('span', { class: `badge ${finding.severity}` }, finding.severity), ' ',
      state === 'new' ? null : h('span', { class: 'badge' }, state), ' ',
      h('strong', { class: 'message' }, finding.message)),
    finding.reason ? h('p', { class: 'soft' }, `Suppressed: ${finding.reason}`) : null,
    texts(finding),
    finding.replacement ? fixDiff(finding, store.language('target')) : null,
    h('div', { class: 'buttons' },
      button('jump', `Edit link ${number(finding.index + 1)}`, () => jump('edit', finding, { type: true })),
      finding.replacement ? button('fix', ['Fix: ', said('span', finding.replacement.text || '(take out)', store.language('target'), { class: 'text fix-text' }), finding.replacement.safe ? null : h('span', { class: 'soft' }, ' look at it')], () => fix(finding)) : null,
      state === 'suppressed' ? null : button('suppress', 'Suppress…', () => suppress(finding))));
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
    more.textContent = `Show ${number(Math.min(left, AT_ONCE))} more of ${number(left)}`;
    more.hidden = left <= 0;
  };
  const safe = findings.filter((finding) => finding.replacement?.safe && finding.state === 'new').length;
  const counts = SEVERITIES.map(([name]) => [name, findings.filter((finding) => finding.severity === name).length]).filter(([, n]) => n);
  const box = h('details', { class: 'rule', 'data-rule': id, open: !closed.has(id) },
    h('summary', null, h('h2', null, id), h('span', { class: 'soft' }, about), counts.map(([name, n]) => h('span', { class: `badge ${name}` }, plural(n, name)))),
    safe ? h('p', { class: 'buttons' }, button('fix-all', untold ? 'Fix all safe ones of this rule' : `Fix all ${number(safe)} safe ones of this rule`, () => change('fix', { rule: id }))) : null,
    list, more,
    untold ? h('p', { class: 'soft untold' }, `${number(untold)} more of this rule come when some of these are dealt with.`) : null);
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
  $('#findings-hidden').textContent = `Known and suppressed ones (${number(hidden)})`;
  const safe = every.filter((finding) => finding.replacement?.safe && finding.state === 'new').length;
  const fixAll = $('#findings-bar [data-action=fix-everything]');
  fixAll.hidden = !safe;
  fixAll.textContent = rules.some(({ untold }) => untold) ? 'Fix all safe ones' : `Fix all ${number(safe)} safe ones`;
  const none = $('#findings-none');
  none.hidden = rules.length > 0;
  none.textContent = !answer.checked ? 'The checks are still running…' : every.length ? 'Nothing of this kind. Other findings are hidden by the choice above.' : 'The checks found nothing.';
  $('#findings-state').textContent = answer.checked ? '' : 'Checking…';
  cards.restore(key, place, focused || awaited);
  if (cards.current) awaited = false;
  scroller.scrollTop = top;
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
  if (!on) say('This is the last one here. d goes on in the next text.');
  else if (!(await goOn('findings'))) say('No other text has findings.');
}

export function setUp() {
  cards = new Cards($('#findings-list'), '.card');
  const choose = (name, label) => h('button', { type: 'button', 'data-action': 'severity', 'data-severity': name, 'aria-pressed': String(name === 'all'), onclick: () => {
    severity = name;
    if (answer) paint();
  } }, label, ' ', h('span', { class: 'count' }, '0'));
  const box = h('input', { type: 'checkbox', id: 'findings-all', onchange: () => {
    all = box.checked;
    if (answer) paint();
  } });
  $('#findings-bar').append(
    h('div', { class: 'filters', role: 'group', 'aria-label': 'Show' }, choose('all', 'All'), SEVERITIES.map(([name, label]) => choose(name, label))),
    h('label', { class: 'check' }, box, h('span', { id: 'findings-hidden' }, 'Known and suppressed ones')),
    button('fix-everything', 'Fix all safe ones', () => change('fix', { rule: '*' }), { hidden: true }),
    h('span', { id: 'findings-state', class: 'soft' }));
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

bind('findings', 'Findings', [
  { keys: ['j', 'ArrowDown'], does: 'Next finding', run: () => void next({ on: false }) },
  { keys: ['d'], does: 'Next finding, at the end in the next text', run: () => void next({ on: true }) },
  { keys: ['k', 'ArrowUp'], does: 'Previous finding', run: () => cards.walk(-1) },
  { keys: ['Enter', 'e'], does: 'Edit its link', run: () => current() && void jump('edit', current(), { type: true }) },
  { keys: ['f'], does: 'Put its fix in', run: () => {
    if (current()?.replacement) fix(current());
    else say('There is no fix for this one.', { bad: true });
  } },
  { keys: ['h'], does: 'Suppress it, with a reason', run: () => current() && current().state !== 'suppressed' && void suppress(current()) },
]);
