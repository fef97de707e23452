// The heights of many rows, most of them not measured yet. Sums are kept by blocks, so that a position
// in 100,000 rows is found in a few hundred steps and a patch costs one copy.

const BLOCK = 256;

export class Heights {
  #rows = new Float32Array(0);
  #known = new Float64Array(0);
  #unknown = new Int32Array(0);
  #guess;

  constructor(guess) {
    this.#guess = guess;
  }

  get length() {
    return this.#rows.length;
  }

  reset(length) {
    this.#rows = new Float32Array(length);
    this.#sum();
  }

  /** Forgets all measurements, for example after a change of width. */
  forget() {
    this.guessAnew();
    this.reset(this.length);
  }

  /**
   * Estimates the unmeasured rows anew from the measured ones. This is not part of `set`, because it
   * moves everything.
   */
  guessAnew() {
    let sum = 0;
    let count = 0;
    for (let b = 0; b < this.#known.length; b++) {
      sum += this.#known[b];
      count += Math.min(BLOCK, this.length - b * BLOCK) - this.#unknown[b];
    }
    if (count >= 8) this.#guess = sum / count;
  }

  get(row) {
    return this.#rows[row] || this.#guess;
  }

  set(row, height) {
    const block = Math.floor(row / BLOCK);
    const rounded = Math.fround(Math.max(1, height));
    if (!this.#rows[row]) this.#unknown[block]--;
    this.#known[block] += rounded - this.#rows[row];
    this.#rows[row] = rounded;
  }

  splice(at, removed, added) {
    const next = new Float32Array(this.length - removed + added);
    next.set(this.#rows.subarray(0, at));
    // A changed row is assumed to keep its height.
    next.set(this.#rows.subarray(at, at + Math.min(removed, added)), at);
    next.set(this.#rows.subarray(at + removed), at + added);
    this.#rows = next;
    this.#sum();
  }

  before(row) {
    const block = Math.floor(row / BLOCK);
    let sum = 0;
    for (let b = 0; b < block; b++) sum += this.#block(b);
    for (let k = block * BLOCK; k < row; k++) sum += this.get(k);
    return sum;
  }

  total() {
    let sum = 0;
    for (let b = 0; b < this.#known.length; b++) sum += this.#block(b);
    return sum;
  }

  /** The row at a vertical position, and the position of its top. */
  find(y) {
    let top = 0;
    let b = 0;
    while (b < this.#known.length - 1 && top + this.#block(b) <= y) top += this.#block(b++);
    let row = b * BLOCK;
    while (row < this.length - 1 && top + this.get(row) <= y) top += this.get(row++);
    return { row, top };
  }

  #block(b) {
    return this.#known[b] + this.#unknown[b] * this.#guess;
  }

  #sum() {
    const blocks = Math.ceil(this.length / BLOCK);
    this.#known = new Float64Array(blocks);
    this.#unknown = new Int32Array(blocks);
    for (let k = 0; k < this.length; k++) {
      const b = Math.floor(k / BLOCK);
      if (this.#rows[k]) this.#known[b] += this.#rows[k];
      else this.#unknown[b]++;
    }
  }
}
