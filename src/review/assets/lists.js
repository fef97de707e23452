// The beads that a list shows, and their order: all of them, or those that a filter selects.

import { get } from './api.js';
import { store } from './store.js';

async function indices(filter) {
  for (let again = 0; again < 4; again++) {
    const answer = await get(`list?filter=${filter}`);
    if (answer.version === store.version) return answer.indices;
    await store.sync();
  }
  return [];
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

  async choose(filter, byDoubt) {
    if (filter === 'all' && !byDoubt) {
      this.#indices = null;
      return;
    }
    const doubtful = byDoubt || filter === 'doubtful' ? await indices('doubtful') : [];
    let chosen = filter === 'doubtful' ? doubtful : filter === 'all' ? null : await indices(filter);
    if (byDoubt) {
      chosen ??= Array.from({ length: store.total }, (_, k) => k);
      const has = new Set(chosen);
      const first = doubtful.filter((index) => has.has(index));
      const taken = new Set(first);
      chosen = [...first, ...chosen.filter((index) => !taken.has(index)).sort((a, b) => a - b)];
    } else chosen = [...chosen].sort((a, b) => a - b);
    this.#indices = chosen;
  }

  /**
   * Applies a patch. A bead in the list stays in it even if the filter no longer selects it, so that
   * nothing vanishes while it is worked on.
   */
  patch({ at, removed, beads }, change) {
    if (!this.#indices) {
      change(at, removed, beads.length);
      return;
    }
    const next = [];
    const gone = [];
    let first = -1;
    this.#indices.forEach((index, row) => {
      if (index < at) next.push(index);
      else if (index >= at + removed) next.push(index + beads.length - removed);
      else if (first < 0) {
        first = row;
        beads.forEach((_, k) => next.push(at + k));
      } else gone.push(row);
    });
    this.#indices = next;
    for (const row of gone.reverse()) change(row, 1, 0);
    if (first >= 0) change(first, 1, beads.length);
  }
}
