// The beads that a list shows, and their order: all of them, or those that a filter selects.

import { get } from './api.js';
import { shifted, store } from './store.js';

async function indices(filter, stage) {
  const asked = `list?filter=${filter}${stage ? `&stage=${stage}` : ''}`;
  for (let again = 0; again < 4; again++) {
    const answer = await get(asked);
    if (answer.version === store.version) return answer.indices;
    await store.sync();
  }
  return [];
}

/** What is to be shown: a filter, a stage or null for any, and whether the least certain links come first. */
async function chosen({ filter, stage, byDoubt }) {
  if (filter === 'all' && !stage && !byDoubt) return null;
  const doubtful = byDoubt || filter === 'doubtful' ? await indices('doubtful', stage) : [];
  let all = filter === 'doubtful' ? doubtful : await indices(filter, stage);
  if (byDoubt) {
    const has = new Set(all);
    const first = doubtful.filter((index) => has.has(index));
    const taken = new Set(first);
    all = [...first, ...all.filter((index) => !taken.has(index)).sort((a, b) => a - b)];
  } else all = [...all].sort((a, b) => a - b);
  return all;
}

export class Rows {
  #indices = null;

  get length() {
    return this.#indices ? this.#indices.length : store.total;
  }

  get scattered() {
    return this.#indices !== null;
  }

  index(row) {
    return this.#indices ? this.#indices[row] : row;
  }

  row(index) {
    return this.#indices ? this.#indices.indexOf(index) : index;
  }

  async choose(wanted) {
    this.#indices = await chosen(wanted);
  }

  /** Applies a patch: a bead in the list stays in it until the list is chosen anew. */
  patch(patch, change) {
    const { at, removed, beads } = patch;
    if (!this.#indices) {
      change(at, removed, beads.length);
      return;
    }
    const seen = new Set();
    const gone = [];
    this.#indices = this.#indices.map((index) => shifted(index, patch)).filter((index, row) => {
      const isTwice = seen.has(index);
      seen.add(index);
      if (isTwice) gone.push(row);
      return !isTwice;
    });
    for (const row of gone.reverse()) change(row, 1, 0);
  }

  /**
   * Chooses anew, and tells what changes row by row; `kept` is the index of a bead that stays in any case. Returns
   * whether the order of the rest is another one, so that the list has to begin anew.
   */
  async refresh(wanted, kept, change) {
    const next = await chosen(wanted);
    if (!this.#indices || !next) {
      this.#indices = next;
      return true;
    }
    const now = this.#indices;
    if (kept !== null && now.includes(kept) && !next.includes(kept)) {
      const before = now.slice(0, now.indexOf(kept));
      const has = new Set(next);
      const place = before.filter((index) => has.has(index)).length;
      next.splice(place, 0, kept);
    }
    const [had, has] = [new Set(now), new Set(next)];
    const stay = now.filter((index) => has.has(index));
    const old = next.filter((index) => had.has(index));
    this.#indices = next;
    if (!stay.every((index, k) => index === old[k])) return true;
    for (let row = now.length - 1; row >= 0; row--) if (!has.has(now[row])) change(row, 1, 0);
    next.forEach((index, row) => had.has(index) || change(row, 0, 1));
    return false;
  }
}
