// Which links the Align and the Edit view show: those of a filter and of a stage. The choice holds in all views, and is
// made anew with every change, so that a list never shows what does not belong to it any more.

import { h } from './dom.js';
import { complain, say, tellPlace } from './status.js';
import { cursor } from './cursor.js';
import { Emitter } from './emitter.js';
import { number, t } from './words.js';
import { Rows } from './lists.js';
import { STAGES } from './stages.js';
import { store } from './store.js';

const FILTERS = [
  ['all', t('w-filter-all')], ['doubtful', t('w-filter-doubtful')], ['unlinked', t('w-filter-unlinked')], ['moved', t('w-filter-moved')],
  ['locked', t('w-filter-locked')], ['rejected', t('w-filter-rejected')], ['noted', t('w-filter-noted')], ['commented', t('w-filter-commented')],
  ['proposed', t('w-filter-proposed')], ['findings', t('w-filter-findings')],
  ['conflicts', t('w-filter-conflicts')], ['pending', t('w-filter-pending')], ['stale', t('w-filter-stale')], ['changed', t('w-filter-changed')],
];
/** What the place in a filtered list is told of. */
const OF = {
  doubtful: t('w-of-doubtful'), unlinked: t('w-of-unlinked'), moved: t('w-of-moved'), locked: t('w-of-locked'), rejected: t('w-of-rejected'),
  noted: t('w-of-noted'), commented: t('w-of-commented'), proposed: t('w-of-proposed'), findings: t('w-of-findings'),
  conflicts: t('w-of-conflicts'), pending: t('w-of-pending'), stale: t('w-of-stale'), changed: t('w-of-changed'),
};
// What most texts have none of is shown only where there is some.
const SELDOM = new Set(['commented', 'proposed', 'conflicts', 'pending', 'stale', 'changed']);

/**
 * Emits `chosen` when there is another list and `placed` when the cursor is in it, `patched` with `{at, removed, added}` for rows that come and go, `renewed`
 * when these are over, and `stage`. A view that types in a bead says so by `held`.
 */
class Filters extends Emitter {
  filter = 'all';
  stage = null;
  byDoubt = false;
  rows = new Rows();
  /** The index of a bead that stays in the list while it is typed in, or null. */
  held = () => null;
  #bars = [];
  #running = false;
  #again = false;
  #seen = '';

  setUp() {
    store.on('patch', (patch) => this.rows.patch(patch, (at, removed, added) => this.emit('patched', { at, removed, added })));
    store.on('state', () => {
      const now = `${store.version} ${store.checked}`;
      this.#paint();
      if (now === this.#seen) return;
      this.#seen = now;
      this.renew();
    });
    store.on('reset', () => this.#begin());
    cursor.on('moved', () => this.#tell());
  }

  get #wanted() {
    return { filter: this.filter, stage: this.stage, byDoubt: this.byDoubt };
  }

  /** Whether every link is shown, in the order of the text. */
  get isAll() {
    return this.filter === 'all' && !this.stage && !this.byDoubt;
  }

  #begin() {
    this.#seen = `${store.version} ${store.checked}`;
    this.choose({});
  }

  /** Chooses what is shown; what is not named stays as it is. */
  async choose(wanted) {
    const before = this.#wanted;
    Object.assign(this, wanted);
    try {
      await this.rows.choose(this.#wanted);
    } catch (error) {
      Object.assign(this, before);
      complain(error);
      this.#paint();
      return false;
    }
    if (before.stage !== this.stage) this.emit('stage');
    this.#show(false);
    this.#paint();
    return true;
  }

  /** Has the views show another list. The cursor is placed when all of them have it. */
  #show(isRenewed) {
    const fromTop = this.byDoubt && !isRenewed;
    this.emit('chosen', { isRenewed, fromTop });
    if (this.rows.length) {
      if (fromTop || this.rows.row(cursor.index) < 0) cursor.to(this.rows.index(0));
      else cursor.start = cursor.index;
    }
    this.emit('placed', { isRenewed });
  }

  /** Chooses as a person does, who is told how many links there are. */
  async press(wanted) {
    if (await this.choose(wanted)) say(this.isAll ? t('w-all-links', { count: this.rows.length }) : t('w-links-shown', { count: this.rows.length }));
  }

  /** Makes the list anew after a change. The cursor goes on to the next bead when its own does not belong any more. */
  async renew() {
    if (!this.rows.scattered) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    do {
      this.#again = false;
      await this.#renewed().catch(() => {});
    } while (this.#again);
    this.#running = false;
  }

  async #renewed() {
    const was = this.rows.row(cursor.index);
    const gone = [];
    const isOther = await this.rows.refresh(this.#wanted, this.held(), (at, removed, added) => {
      if (removed) gone.push(at);
      this.emit('patched', { at, removed, added });
    });
    if (isOther) this.#show(true);
    else {
      const left = was >= 0 && this.rows.row(cursor.index) < 0 && this.rows.length > 0;
      if (left) {
        const before = gone.filter((row) => row < was).length;
        cursor.to(this.rows.index(Math.min(was - before, this.rows.length - 1)));
      }
      this.emit('renewed', { left });
    }
    this.#paint();
  }

  // The bars.

  /** A bar with the filters, and what else a view puts into it. */
  bar(box, ...more) {
    const buttons = new Map(FILTERS.map(([name, label]) => [name, h('button', { type: 'button', 'data-action': 'filter', 'data-filter': name, 'aria-pressed': 'false', onclick: () => {
      // The doubtful filter starts sorted by doubt; the other filters keep the order of the text.
      const byDoubt = name === 'doubtful' ? this.filter !== 'doubtful' || this.byDoubt : this.byDoubt && this.filter !== 'doubtful';
      this.press({ filter: name, byDoubt });
    } }, label, ' ', h('span', { class: 'count' }, '0'))]));
    const bar = { buttons, stages: this.#stages() };
    box.append(h('div', { class: 'filters', role: 'group', 'aria-label': t('w-show') }, [...buttons.values()]), bar.stages, ...more);
    this.#bars.push(bar);
  }

  /** The choice of a stage alone. */
  stages(box) {
    const bar = { buttons: new Map(), stages: this.#stages() };
    box.append(bar.stages);
    this.#bars.push(bar);
  }

  #stages() {
    const select = h('select', { class: 'stages', 'data-action': 'stage-filter', 'aria-label': t('w-stage-filter'), onchange: () => this.press({ stage: select.value || null }) },
      h('option', { value: '' }, t('w-stage-any')), Object.keys(STAGES).map((name) => h('option', { value: name })));
    return select;
  }

  #count(name) {
    const { counts } = store;
    if (name === 'all') return store.total;
    if (name === 'findings') return Object.values(counts.findings ?? {}).reduce((sum, n) => sum + n, 0);
    return counts[name] ?? 0;
  }

  #paint() {
    for (const { buttons, stages } of this.#bars) {
      for (const [name, one] of buttons) {
        const count = this.#count(name);
        one.querySelector('.count').textContent = number(count);
        one.setAttribute('aria-pressed', String(this.filter === name));
        one.hidden = SELDOM.has(name) && !count && this.filter !== name;
        one.classList.toggle('empty', !count && this.filter !== name && name !== 'all');
      }
      for (const option of stages.options) {
        if (option.value) option.textContent = t('w-stage-count', { stage: STAGES[option.value], count: store.counts.stages?.[option.value] ?? 0 });
      }
      stages.value = this.stage ?? '';
    }
    this.#tell();
  }

  /** Tells where the cursor is in the list. */
  #tell() {
    const { rows } = this;
    const row = rows.row(cursor.index);
    let text = store.total ? t('w-place', { index: cursor.index + 1, total: store.total }) : '';
    if (this.filter !== 'all' || this.stage) {
      const what = [OF[this.filter], this.stage ? STAGES[this.stage].toLowerCase() : null].filter(Boolean).join(', ');
      text = row < 0 ? t('w-place-none', { total: rows.length, what }) : t('w-place-of', { row: row + 1, total: rows.length, what });
    }
    for (const view of ['align', 'edit']) tellPlace(view, text);
  }
}

export const filters = new Filters();
