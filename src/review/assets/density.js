// How close the links stand: as they are read, or as many as fit. The choice is remembered in this browser.

import { Emitter } from './emitter.js';
import { say } from './status.js';
import { t } from './words.js';

const KEPT = 'duizhao-density';

function kept() {
  try {
    return localStorage.getItem(KEPT) === 'compact';
  } catch {
    return false;
  }
}

/** Emits `changed`. */
class Density extends Emitter {
  #isCompact = kept();

  get isCompact() {
    return this.#isCompact;
  }

  paint() {
    document.body.dataset.density = this.#isCompact ? 'compact' : 'normal';
    for (const one of document.querySelectorAll('[data-action=density]')) one.setAttribute('aria-pressed', String(this.#isCompact));
  }

  turn() {
    this.#isCompact = !this.#isCompact;
    try {
      localStorage.setItem(KEPT, this.#isCompact ? 'compact' : 'normal');
    } catch {
      // Without storage it holds as long as the page.
    }
    this.paint();
    say(t(this.#isCompact ? 'w-density-is-compact' : 'w-density-is-normal'));
    this.emit('changed');
  }
}

export const density = new Density();
