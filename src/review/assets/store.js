// The page's copy of the bitext: one version of it, kept up to date by patches of the server.
// Everything that changes the version goes through one queue, so that patches are applied in order.

import { get, post, Refusal } from './api.js';
import { Beads, PAGE } from './beads.js';
import { Emitter } from './emitter.js';

const AT_ONCE = 3;
const NEAR = 20;

/** The index, after a patch, of the bead that stood at `index` before it. */
export function shifted(index, { at, removed, beads }) {
  if (index < at) return index;
  if (index >= at + removed) return index + beads.length - removed;
  return at + Math.max(0, Math.min(index - at, beads.length - 1));
}

/** Emits `reset`, `patch`, `loaded`, `state`, and `checked` when findings may have changed. */
class Store extends Emitter {
  session = null;
  version = 0;
  checked = false;
  saved = true;
  conflict = null;
  failure = null;
  held = false;
  told = { number: 0, last: null };
  undo = null;
  redo = null;
  counts = {};
  #beads = new Beads();
  #last = Promise.resolve();
  #running = new Map();
  #wanted = [];

  get total() {
    return this.#beads.total;
  }

  language(side) {
    return this.session?.[side]?.language ?? null;
  }

  bead(index) {
    return this.#beads.get(index);
  }

  /** Runs a task after all earlier ones. */
  #inTurn(work) {
    const run = this.#last.then(work, work);
    this.#last = run.catch(() => {});
    return run;
  }

  begin() {
    return this.#inTurn(() => this.#begin());
  }

  async #begin() {
    const session = await get('session');
    this.session = session;
    this.version = session.version;
    this.#beads.reset(session.total);
    this.#running.clear();
    this.#take(session);
    this.emit('reset', session);
    this.emit('state');
  }

  #take(answer) {
    for (const key of ['saved', 'failure', 'conflict', 'checked', 'counts', 'undo', 'redo', 'held', 'told']) {
      if (key in answer) this[key] = answer[key];
    }
  }

  #apply(answer) {
    for (const patch of answer.patches ?? []) {
      this.#beads.patch(patch);
      // Where moved English stands is told by numbers, which a patch may change.
      if (patch.removed !== patch.beads.length) this.#beads.renumber((index) => shifted(index, patch));
      this.emit('patch', patch);
    }
    const wasChecked = this.checked;
    this.version = answer.version;
    this.#take(answer);
    this.emit('state');
    // The checks may have new findings in beads that were not changed.
    if (this.checked && !wasChecked) this.emit('checked');
  }

  /** Fetches the changes made since, in another tab or by the checks. */
  sync() {
    return this.#inTurn(() => this.#sync());
  }

  async #sync() {
    const answer = await get(`changes?since=${this.version}`);
    if (answer.reload || answer.version < this.version) return this.#begin();
    this.#apply(answer);
    if (answer.total !== this.total) return this.#begin();
  }

  /** Sends a change of the bitext, and applies the answer. */
  change(path, body, options) {
    return this.#inTurn(async () => {
      try {
        const answer = await post(path, { version: this.version, ...body }, options);
        if (answer.reload) await this.#begin();
        else this.#apply(answer);
        // If the totals do not match, everything is loaded anew rather than shown wrong.
        if (answer.total !== this.total) await this.#begin();
        return answer;
      } catch (error) {
        if (error instanceof Refusal && error.status === 409) await this.#sync();
        throw error;
      }
    });
  }

  /** Sends a change that was prepared with the version that `body` names, which may be older than this one. */
  changeAs(path, body) {
    const { version } = body;
    return this.#inTurn(async () => {
      try {
        return await post(path, { ...body, version });
      } finally {
        await this.#sync();
      }
    });
  }

  op(op, { typing = false, keepalive = false } = {}) {
    return this.change('op', { op, typing }, { keepalive });
  }

  /** Has these beads loaded, the latest request first; consecutive ones in whole pages. */
  need(indices, { scattered = false } = {}) {
    const missing = indices.filter((index) => index >= 0 && index < this.total && !this.#beads.get(index));
    const windows = new Map();
    if (scattered) {
      let end = -1;
      let from = -1;
      for (const index of [...missing].sort((a, b) => a - b)) {
        if (index - end > NEAR || index - from >= PAGE) from = index;
        end = index;
        windows.set(from, end - from + 1);
      }
    } else for (const index of missing) windows.set(index - (index % PAGE), PAGE);
    this.#wanted = [...windows].filter(([from, count]) => !this.#running.has(`${from} ${count}`));
    this.#pump();
  }

  #pump() {
    while (this.#running.size < AT_ONCE && this.#wanted.length) {
      const [from, count] = this.#wanted.shift();
      this.#load(from, count).catch(() => {});
    }
  }

  #load(from, count) {
    const key = `${from} ${count}`;
    const known = this.#running.get(key);
    if (known) return known;
    const run = this.#fetch(from, count);
    this.#running.set(key, run);
    const done = () => {
      if (this.#running.get(key) === run) this.#running.delete(key);
      this.#pump();
    };
    run.then(done, done);
    return run;
  }

  async #fetch(from, count) {
    for (let again = 0; again < 5; again++) {
      const answer = await get(`beads?from=${from}&count=${count}`);
      if (answer.version > this.version) await this.sync();
      if (answer.version === this.version) {
        this.#beads.put(from, answer.beads);
        this.emit('loaded', { from, count: answer.beads.length });
        return;
      }
    }
  }

  /** Loads the visible beads again, because their findings may have changed. */
  refresh(indices) {
    const pages = new Set(indices.map((index) => index - (index % PAGE)));
    return Promise.all([...pages].map((from) => this.#load(from, PAGE))).catch(() => {});
  }

  /** A bead by its index; loads it if necessary. */
  async at(index) {
    if (index < 0 || index >= this.total) return null;
    if (!this.bead(index)) await this.#load(index - (index % PAGE), PAGE);
    return this.bead(index) ?? null;
  }

  /** The index of the bead with this id, searched around `about`, or -1. The server has no request for it. */
  async find(id, about = 0) {
    const known = this.#beads.find(id);
    if (known >= 0) return known;
    const first = Math.floor(Math.min(about, Math.max(0, this.total - 1)) / PAGE);
    const pages = Math.ceil(this.total / PAGE);
    for (let step = 0, asked = 0; asked < 12 && step <= pages; step++) {
      for (const page of step ? [first + step, first - step] : [first]) {
        if (page < 0 || page >= pages) continue;
        asked++;
        await this.#load(page * PAGE, PAGE);
        const found = this.#beads.find(id);
        if (found >= 0) return found;
      }
    }
    return -1;
  }
}

export const store = new Store();
