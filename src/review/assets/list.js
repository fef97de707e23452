// A virtual list: of any number of rows only the visible ones are in the document.
//
// The anchor holds everything in place: the first visible row, and the distance of its top from the top
// of the pane. When heights become known, the layer moves around the anchor, never the rows that are
// being read. The scrollbar is corrected when nobody scrolls, together with the layer, so that the
// correction is not visible. Browsers limit the height of boxes; above LIMIT the scrollbar's track
// stands for more than its length.

import { h } from './dom.js';
import { Heights } from './heights.js';

const LIMIT = 4_000_000;
const OVERSCAN = 500;
const JUMP = 3;
const IDLE = 160;
const MARGIN = 24;

export class List {
  #scroller;
  #rows;
  #heights;
  #length = 0;
  #spacer = h('div', { class: 'spacer', role: 'presentation' });
  #layer = h('div', { class: 'layer', role: 'presentation' });
  #shown = new Map();
  #first = 0;
  #anchor = { row: 0, y: 0 };
  #lastTop = 0;
  #width = 0;
  #idle = 0;
  #frame = 0;
  #resized;

  /**
   * `rows` has `key(row)`, `make(row)`, `update(element, row)`, and optionally `drawn(elements)`,
   * called for new elements or sizes, and `need(first, last)`. `parent` gets the role of the list.
   */
  constructor(scroller, rows, { guess = 110, parent = scroller } = {}) {
    this.#scroller = scroller;
    this.#rows = rows;
    this.#heights = new Heights(guess);
    this.#spacer.append(this.#layer);
    parent.append(this.#spacer);
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#resized = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        if (target === scroller && scroller.clientWidth !== this.#width) this.#widened();
        else this.#later();
        if (target === scroller) this.#keepFocused();
      }
    });
    this.#resized.observe(scroller);
  }

  get length() {
    return this.#length;
  }

  /** Replaces all rows by another list. */
  reset(length, row = 0) {
    this.#length = length;
    this.#heights.reset(length);
    this.#anchor = { row: Math.max(0, Math.min(row, length - 1)), y: 0 };
    this.clear();
    this.render();
    this.#settle();
  }

  /** Applies a patch. `render` has to follow, once everything that belongs together is patched. */
  patch(at, removed, added) {
    this.#heights.splice(at, removed, added);
    this.#length += added - removed;
    const { row } = this.#anchor;
    if (row >= at + removed) this.#anchor.row += added - removed;
    else if (row >= at + added) this.#anchor.row = Math.max(0, at + added - 1);
    this.#idleSoon();
  }

  /** Gives a row another key. */
  rename(from, to) {
    const element = this.#shown.get(from);
    if (!element) return;
    this.#shown.delete(from);
    this.#shown.set(to, element);
  }

  /** Forgets how high the rows are, because they are shown otherwise. */
  forget() {
    this.#heights.forget();
  }

  /** Empties the document while the list is hidden; the scroll position is remembered. */
  clear() {
    clearTimeout(this.#idle);
    for (const element of this.#shown.values()) this.#drop(element);
    this.#shown.clear();
  }

  /** The range of rows in the document. */
  get range() {
    return { first: this.#first, last: this.#first + this.#shown.size - 1 };
  }

  element(row) {
    return this.#shown.get(this.#rows.key(row)) ?? null;
  }

  /** The first and the last visible row. */
  get seen() {
    const height = this.#scroller.clientHeight;
    let { row, y } = this.#anchor;
    const first = row;
    while (row < this.#length - 1 && y + this.#heights.get(row) < height) y += this.#heights.get(row++);
    return { first, last: row };
  }

  /** Scrolls as little as needed to show a row whole. */
  reveal(row, { center = false } = {}) {
    const height = this.#scroller.clientHeight;
    if (!this.#length || !height) {
      this.#anchor = { row: Math.max(0, Math.min(row, this.#length - 1)), y: MARGIN };
      return;
    }
    const { first, last } = this.range;
    const far = row < first || row > last;
    if (far || center) {
      this.#anchor = { row, y: far && !center && row < first ? MARGIN : Math.round(height / 3) };
      this.render();
    }
    for (let again = 0; again < 2; again++) {
      const y = this.#y(row);
      const bottom = y + this.#heights.get(row);
      let move = 0;
      if (y < MARGIN) move = MARGIN - y;
      else if (bottom > height - MARGIN) move = -Math.min(bottom - height + MARGIN, y - MARGIN);
      if (move) {
        this.#anchor.y += move;
        this.render();
      }
    }
    this.#settle();
  }

  /** Scrolls by about a screen. Returns the row that is now where the given one was. */
  page(row, down) {
    const step = Math.max(100, this.#scroller.clientHeight - 2 * MARGIN);
    let left = step;
    let to = row;
    while (left > 0 && (down ? to < this.#length - 1 : to > 0)) {
      left -= this.#heights.get(to);
      to += down ? 1 : -1;
    }
    return to;
  }

  /** Renders the visible rows, measured and in their places. */
  render() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const height = this.#scroller.clientHeight;
    if (!height) return;
    this.#width ||= this.#scroller.clientWidth;
    if (!this.#length) {
      this.clear();
      this.#spacer.style.height = '0px';
      return;
    }
    let edge = false;
    for (let again = 0; again < 4; again++) {
      this.#normalise();
      this.#fill(height);
      const changed = this.#measure();
      const clamped = this.#clamp(height);
      edge ||= clamped;
      if (!changed && !clamped) break;
    }
    this.#place();
    this.#rows.drawn?.([...this.#shown.values()]);
    this.#rows.need?.(this.#first, this.#first + this.#shown.size - 1);
    const top = this.#scroller.scrollTop;
    const end = top + height >= this.#scroller.scrollHeight - 1;
    if (edge || (top <= 0 && this.#first > 0) || (end && this.range.last < this.#length - 1)) this.#settle();
  }

  #later() {
    this.#frame ||= requestAnimationFrame(() => this.render());
  }

  /** Keeps the focused field visible when a banner or an on-screen keyboard appears. */
  #keepFocused() {
    const active = document.activeElement;
    const at = [...this.#shown.values()].findIndex((element) => element.contains(active));
    if (at >= 0) this.reveal(this.#first + at);
  }

  #widened() {
    this.#width = this.#scroller.clientWidth;
    if (!this.#width) return;
    this.#heights.forget();
    this.#later();
    this.#idleSoon();
  }

  #scrolled() {
    const top = this.#scroller.scrollTop;
    const moved = top - this.#lastTop;
    if (!moved) return;
    this.#lastTop = top;
    const height = this.#scroller.clientHeight;
    if (Math.abs(moved) > JUMP * height) {
      const { row, top: y } = this.#heights.find(this.#virtual(top));
      this.#anchor = { row, y: y - this.#virtual(top) };
    } else this.#anchor.y -= moved;
    this.render();
    this.#idleSoon();
  }

  #idleSoon() {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#settle(), IDLE);
  }

  /** Sets the scrollbar to the position of the anchor, and moves the layer with it. */
  #settle() {
    clearTimeout(this.#idle);
    const height = this.#scroller.clientHeight;
    if (!height || !this.#length) return;
    this.#heights.guessAnew();
    const total = this.#heights.total();
    const spacer = Math.max(Math.min(total, LIMIT), 1);
    this.#spacer.style.height = `${Math.round(spacer)}px`;
    const virtual = this.#heights.before(this.#anchor.row) - this.#anchor.y;
    const room = Math.max(1, total - height);
    const top = Math.max(0, Math.min(virtual, room)) * (Math.max(0, spacer - height) / room);
    if (Math.abs(this.#scroller.scrollTop - top) >= 1) this.#scroller.scrollTop = top;
    this.#lastTop = this.#scroller.scrollTop;
    this.#place();
  }

  #virtual(top) {
    const height = this.#scroller.clientHeight;
    const room = Math.max(1, this.#scroller.scrollHeight - height);
    return (top / room) * Math.max(0, this.#heights.total() - height);
  }

  /** The vertical position of a row in the pane. */
  #y(row) {
    let { row: at, y } = this.#anchor;
    while (at < row) y += this.#heights.get(at++);
    while (at > row) y -= this.#heights.get(--at);
    return y;
  }

  #normalise() {
    const anchor = this.#anchor;
    anchor.row = Math.max(0, Math.min(anchor.row, this.#length - 1));
    while (anchor.row < this.#length - 1 && anchor.y + this.#heights.get(anchor.row) <= 0) anchor.y += this.#heights.get(anchor.row++);
    while (anchor.row > 0 && anchor.y > 0) anchor.y -= this.#heights.get(--anchor.row);
  }

  /** Leaves no empty space above the first row or below the last. */
  #clamp(height) {
    const total = this.#y(this.#first + this.#shown.size);
    if (this.#first + this.#shown.size === this.#length && total < height - 0.5) {
      const top = this.#first === 0 ? this.#y(0) : -Infinity;
      const room = Math.min(height - total, Math.max(0, -top));
      if (room > 0.5) {
        this.#anchor.y += room;
        return true;
      }
    }
    if (this.#first === 0 && this.#y(0) > 0.5) {
      this.#anchor = { row: 0, y: 0 };
      return true;
    }
    return false;
  }

  #fill(height) {
    let { row: first, y } = this.#anchor;
    let last = first;
    let bottom = y + this.#heights.get(first);
    while (first > 0 && y > -OVERSCAN) y -= this.#heights.get(--first);
    while (last < this.#length - 1 && bottom < height + OVERSCAN) bottom += this.#heights.get(++last);
    const keys = [];
    for (let row = first; row <= last; row++) keys.push(this.#rows.key(row));
    const wanted = new Set(keys);
    for (const [key, element] of this.#shown) if (!wanted.has(key)) this.#drop(element);
    const shown = new Map();
    let next = this.#layer.firstElementChild;
    keys.forEach((key, k) => {
      let element = this.#shown.get(key);
      if (element) this.#rows.update(element, first + k);
      else {
        element = this.#rows.make(first + k);
        this.#resized.observe(element);
      }
      if (element === next) next = next.nextElementSibling;
      else this.#layer.insertBefore(element, next);
      shown.set(key, element);
    });
    this.#shown = shown;
    this.#first = first;
  }

  #drop(element) {
    this.#resized.unobserve(element);
    // If the focused row is removed, the pane gets the focus, so that the keyboard goes on working.
    if (element.contains(document.activeElement)) this.#scroller.focus({ preventScroll: true });
    element.remove();
  }

  #measure() {
    let changed = false;
    let row = this.#first;
    for (const element of this.#shown.values()) {
      const height = element.getBoundingClientRect().height;
      if (Math.abs(height - this.#heights.get(row)) > 0.5) changed = true;
      this.#heights.set(row++, height);
    }
    return changed;
  }

  #place() {
    this.#layer.style.top = `${Math.round(this.#scroller.scrollTop + this.#y(this.#first))}px`;
  }
}
