// A column of cards for the keyboard: findings, changes, search results. One card at a time is in the
// Tab order.

export class Cards {
  #box;
  #selector;

  #marked;

  /** `marked` is called when another card is the current one. */
  constructor(box, selector, marked = () => {}) {
    this.#marked = marked;
    this.#box = box;
    this.#selector = selector;
    box.addEventListener('focusin', (event) => {
      const card = event.target.closest(selector);
      if (card) this.#mark(card);
    });
    box.addEventListener('click', (event) => {
      const card = event.target.closest(selector);
      if (card && !event.target.closest('button, a, summary') && getSelection().isCollapsed) card.focus({ preventScroll: true });
    });
  }

  get all() {
    return [...this.#box.querySelectorAll(this.#selector)].filter((card) => card.offsetParent);
  }

  get current() {
    return this.#box.querySelector(`${this.#selector}.current`);
  }

  #mark(card) {
    const was = this.current;
    if (was === card) return;
    was?.classList.remove('current');
    if (was) was.tabIndex = -1;
    card.classList.add('current');
    card.tabIndex = 0;
    this.#marked();
  }

  /** Makes the card with this key the current one, or the card that now has its place. */
  restore(key, place, focus) {
    const { all } = this;
    const card = all.find((one) => one.dataset.key === key) ?? all[Math.min(Math.max(0, place), all.length - 1)];
    if (!card) return;
    this.#mark(card);
    if (focus) this.focus(card);
  }

  focus(card) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest' });
  }

  /** Moves the current card. `more(card, next)` may insert further cards in between. */
  walk(by, more = () => false) {
    let { all } = this;
    const at = all.indexOf(this.current);
    const focused = this.current?.contains(document.activeElement);
    if (at < 0 || (!focused && document.activeElement === document.body)) {
      const card = all[Math.max(0, at)];
      if (card) this.focus(card);
      return;
    }
    if (by > 0 && more(all[at], all[at + by])) ({ all } = this);
    const card = all[at + by];
    if (card) this.focus(card);
  }

  get place() {
    return this.all.indexOf(this.current);
  }
}
