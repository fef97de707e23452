// The loaded beads: a sparse array, so that a patch is a splice. Its pages are dropped when they have
// not been used for long. After patches the pages no longer match exactly those that were requested; a
// bead dropped too early is simply loaded again.

export const PAGE = 200;
const KEPT_PAGES = 60;

export class Beads {
  #slots = [];
  #used = new Map();
  #tick = 0;

  reset(total) {
    this.#slots = new Array(total);
    this.#used.clear();
  }

  get total() {
    return this.#slots.length;
  }

  get(index) {
    const bead = this.#slots[index];
    if (bead) this.#used.set(Math.floor(index / PAGE), ++this.#tick);
    return bead;
  }

  put(from, beads) {
    beads.forEach((bead, k) => {
      // An unchanged bead stays the same object, so that its row is not rebuilt while a person works in
      // it.
      const known = this.#slots[from + k];
      if (!known || JSON.stringify(known) !== JSON.stringify(bead)) this.#slots[from + k] = bead;
    });
    for (let page = Math.floor(from / PAGE); page * PAGE < from + beads.length; page++) this.#used.set(page, ++this.#tick);
    this.#trim();
  }

  patch({ at, removed, beads }) {
    if (removed === beads.length) beads.forEach((bead, k) => (this.#slots[at + k] = bead));
    else {
      const behind = this.#slots.slice(at + removed);
      this.#slots.length = at;
      this.#slots = this.#slots.concat(beads, behind);
    }
  }

  /** Renumbers what loaded beads say of others. */
  renumber(number) {
    this.#slots.forEach((bead, k) => {
      const after = bead?.from?.after;
      if (after === null || after === undefined || number(after) === after) return;
      this.#slots[k] = { ...bead, from: { ...bead.from, after: number(after) } };
    });
  }

  /** The index of a loaded bead, or -1. */
  find(id) {
    return this.#slots.findIndex((bead) => bead?.id === id);
  }

  #trim() {
    if (this.#used.size <= KEPT_PAGES) return;
    const old = [...this.#used].sort((a, b) => a[1] - b[1]).slice(0, this.#used.size - KEPT_PAGES);
    for (const [page] of old) {
      this.#used.delete(page);
      const end = Math.min((page + 1) * PAGE, this.#slots.length);
      for (let k = page * PAGE; k < end; k++) delete this.#slots[k];
    }
  }
}
