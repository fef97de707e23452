// The cursor: the current bead, the range that is selected up to it, and a sentence on each side.

import { Emitter } from './emitter.js';
import { shifted, store } from './store.js';

class Cursor extends Emitter {
  index = 0;
  start = 0;
  side = 'source';
  sentence = { source: 0, target: 0 };

  get bead() {
    return store.bead(this.index);
  }

  /** Moves to a bead; `extend` keeps the other end of the range where it is. */
  to(index, { extend = false } = {}) {
    const next = Math.max(0, Math.min(index, store.total - 1));
    const same = next === this.index && (extend || this.start === next);
    this.index = next;
    if (!extend) this.start = next;
    if (same) return;
    this.side = 'source';
    this.sentence = { source: 0, target: 0 };
    this.emit('moved');
  }

  get range() {
    return { first: Math.min(this.start, this.index), last: Math.max(this.start, this.index) };
  }

  /** Moves to the next sentence of the bead, the Chinese ones first; false at its ends. */
  step(by) {
    const bead = this.bead;
    if (!bead) return false;
    const all = ['source', 'target'].flatMap((side) => bead[side].map((_, k) => [side, k]));
    const now = all.findIndex(([side, k]) => side === this.side && k === this.sentence[side]);
    const next = all[now < 0 ? 0 : now + by];
    if (!next) return false;
    this.place(...next);
    return true;
  }

  place(side, sentence) {
    this.side = side;
    this.sentence[side] = sentence;
    this.emit('sentence');
  }

  /** Limits the cursor to sentences that exist, as a patch may have removed some. */
  fit() {
    const bead = this.bead;
    if (!bead) return;
    for (const side of ['source', 'target']) this.sentence[side] = Math.max(0, Math.min(this.sentence[side], bead[side].length - 1));
    if (!bead[this.side].length) this.side = this.side === 'source' ? 'target' : 'source';
  }

  patch(patch) {
    this.index = Math.max(0, shifted(this.index, patch));
    this.start = Math.max(0, shifted(this.start, patch));
    this.fit();
  }
}

export const cursor = new Cursor();
