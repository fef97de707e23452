// Finding and replacing, in one text or in all: every place is shown before it changes, and can be left out.

import { $, button, debounce, h } from './dom.js';
import { complain, explained, say } from './status.js';
import { get, getOfAll, postToAll } from './api.js';
import { open } from './dialogs.js';
import { placesInWords } from './search.js';
import { t } from './words.js';
import { Ticks } from './ticks.js';

const MOST = 200;
const AROUND = { source: 40, target: 90 };

// What was looked for last is there when the dialog is opened again.
const last = { q: '', with: '', case: false, words: false, side: 'both', all: false };

const cut = (text, from, to, wide) => {
  const left = Math.max(0, from - wide);
  const right = Math.min(text.length, to + wide);
  return [(left ? '…' : '') + text.slice(left, from), text.slice(to, right) + (right < text.length ? '…' : '')];
};

/**
 * The dialog over the page of a text, or of the list of texts where `one` is null. `one` has `change(path, body)`, which
 * changes the text, and `undo()`; `hasOthers` says whether all texts can be meant; `language(side)`; `open(hit)` goes to
 * a place; `after()` is called when other texts may have changed.
 */
export function replaceDialog({ one, hasOthers, language, open: go, after = () => {}, query = '' }) {
  if ($('#replace-dialog')) return;
  let turn = 0;
  let found = null;
  let seenVersion = 0;
  if (!one) last.all = true;
  else if (!hasOthers) last.all = false;
  if (query) last.q = query;

  const field = (id, label, value, oninput) => [h('label', { for: id }, label), h('input', { id, value, type: 'text', autocomplete: 'off', spellcheck: 'false', dir: 'auto', oninput })];
  const check = (id, label, name) => {
    const box = h('input', { type: 'checkbox', id, onchange: () => {
      last[name] = box.checked;
      search();
    } });
    box.checked = last[name];
    return h('label', { class: 'check' }, box, h('span', null, label));
  };
  const side = h('select', { id: 'replace-side', 'aria-label': t('w-replace-side'), onchange: () => {
    last.side = side.value;
    search();
  } }, [['both', t('w-side-both')], ['target', t('w-side-english')], ['source', t('w-side-chinese')]].map(([value, label]) => h('option', { value }, label)));
  side.value = last.side;
  const state = h('p', { id: 'replace-state', class: 'soft', role: 'status' });
  const wrong = h('p', { id: 'replace-wrong', class: 'wrong', role: 'alert' });

  const pieces = ({ hit }) => {
    const [before, behind] = cut(hit.text, hit.from, hit.to, AROUND[hit.side]);
    const words = hit.text.slice(hit.from, hit.to);
    if (hit.side === 'source') return [['common', before], ['found', words], ['common', behind]];
    return [['common', before], ['gone', words], ['come', last.with], ['common', behind]].filter(([, text]) => text);
  };
  const item = (hit) => {
    const one = {
      key: hit.key, in: hit.in, title: hit.in ? titles.get(hit.in) ?? hit.in : null, index: hit.index, hit, fixed: hit.side === 'source', language: language(hit.side), about: hit.side === 'source' ? null : hit.other,
      open: () => {
        dialog.close();
        go(hit);
      },
    };
    return { ...one, pieces: pieces(one) };
  };
  const titles = new Map();
  const ask = async (from) => {
    const asked = new URLSearchParams({ q: last.q, side: last.side, case: last.case, words: last.words, from, most: MOST });
    const answer = await (last.all ? getOfAll : get)(`find?${asked}`);
    for (const { name, title } of answer.texts ?? []) titles.set(name, title ?? name);
    return answer;
  };
  const ticks = new Ticks({
    more: async (from) => {
      const answer = await ask(from);
      return { total: answer.total, items: answer.hits.map(item) };
    },
    language: language('target'), changed: () => paint(),
  });

  function paint() {
    const total = found?.target ?? 0;
    const count = ticks.count(total);
    done.textContent = count === total ? t('w-replace-all', { count }) : t('w-replace-some', { count, total });
    done.setAttribute('aria-disabled', String(!count));
    ticksBar.hidden = !total;
    const parts = !last.q ? [] : found ? [placesInWords(found.total, found.total, found.texts)] : [];
    if (found?.source) parts.push(t('w-replace-chinese', { count: found.source }));
    if (found?.unread) parts.push(t('w-unread', { count: found.unread }));
    state.textContent = parts.join(' ');
    back.hidden = !found?.replaced;
    if (found?.replaced) back.textContent = t('w-take-back', { what: found.replaced.said });
  }

  async function search() {
    const now = ++turn;
    wrong.textContent = '';
    if (!last.q) {
      // What was replaced in all texts can be taken back without looking for anything.
      found = last.all ? await getOfAll('find?q=').catch(() => null) : null;
      if (now !== turn) return;
      ticks.reset(0, []);
      paint();
      return;
    }
    try {
      const answer = await ask(0);
      if (now !== turn) return;
      found = answer;
      seenVersion = answer.version ?? 0;
      ticks.reset(answer.total, answer.hits.map(item));
      paint();
    } catch (error) {
      if (now === turn) wrong.textContent = explained(error);
    }
  }
  const soon = debounce(250, search);

  async function replace() {
    if (done.getAttribute('aria-disabled') === 'true') return;
    done.setAttribute('aria-disabled', 'true');
    const what = { q: last.q, case: last.case, words: last.words, with: last.with };
    try {
      if (last.all) {
        const texts = Object.fromEntries(found.texts.filter(({ target }) => target).map(({ name, state: seen }) => [name, seen]));
        const answer = await postToAll('replace', { ...what, texts, ...ticks.chosenByText() });
        say(answer.said);
        await after();
      } else {
        const answer = await one.change('replace', { ...what, version: seenVersion, ...ticks.chosen() });
        say(answer.said, { undo: true });
      }
      await search();
      const said = $('#status').textContent;
      state.textContent = `${said} ${state.textContent}`;
      undo.hidden = last.all;
    } catch (error) {
      await search();
      wrong.textContent = explained(error);
    }
    (undo.hidden ? (back.hidden ? $('#replace-q') : back) : undo).focus();
  }

  async function takeBack() {
    try {
      const { said } = await postToAll('takeback', { batch: found.replaced.batch });
      say(said);
      await after();
      await search();
      state.textContent = `${$('#status').textContent} ${state.textContent}`;
      $('#replace-q').focus();
    } catch (error) {
      complain(error);
      wrong.textContent = explained(error);
    }
  }

  /** Enter goes on from field to field, and to the button, which replaces. */
  function onward(event) {
    if (event.key !== 'Enter' || event.isComposing || !event.target.matches('input[type=text]')) return;
    event.preventDefault();
    (event.target.id === 'replace-q' ? $('#replace-with') : done).focus();
  }

  const scope = h('select', { id: 'replace-scope', 'aria-label': t('w-replace-scope'), hidden: !one || !hasOthers, onchange: () => {
    last.all = scope.value === 'all';
    undo.hidden = true;
    search();
  } }, h('option', { value: 'one' }, t('w-scope-one')), h('option', { value: 'all' }, t('w-scope-all')));
  scope.value = last.all ? 'all' : 'one';
  const done = button('replace', '', replace, { class: 'main' });
  const undo = button('undo-replace', t('w-undo'), async () => {
    undo.hidden = true;
    await one.undo();
    await search();
    $('#replace-q').focus();
  }, { hidden: true });
  const back = button('take-back', '', takeBack, { hidden: true });
  const ticksBar = h('div', { class: 'buttons' }, button('tick-all', t('w-tick-all'), () => ticks.all(true), { class: 'small' }), button('tick-none', t('w-tick-none'), () => ticks.all(false), { class: 'small' }));
  const dialog = h('dialog', { id: 'replace-dialog', class: 'wide', 'aria-labelledby': 'replace-title' },
    h('div', { class: 'dialog-head' }, h('h2', { id: 'replace-title' }, t('w-replace-title')), button('close', t('w-close'), () => dialog.close())),
    h('form', { id: 'replace-form', class: 'replace-form', onsubmit: (event) => event.preventDefault(), onkeydown: onward },
      ...field('replace-q', t('w-replace-find'), last.q, (event) => {
        last.q = event.target.value;
        undo.hidden = true;
        soon();
      }),
      ...field('replace-with', t('w-replace-with'), last.with, (event) => {
        last.with = event.target.value;
        ticks.repaint(pieces);
      }),
      h('div', { class: 'buttons replace-options' }, check('replace-case', t('w-replace-case'), 'case'), check('replace-words', t('w-replace-words'), 'words'), side, scope)),
    state, wrong, ticksBar,
    h('div', { class: 'ticks-scroll', tabindex: '-1' }, ticks.box, ticks.foot),
    h('p', { class: 'soft' }, t('w-replace-explained')),
    h('div', { class: 'buttons dialog-foot' }, undo, back, button('cancel', t('w-close'), () => dialog.close()), done));
  open(dialog);
  const q = $('#replace-q');
  q.focus();
  q.select();
  search();
  paint();
}
