// Drafts: texts that were typed, until the server has them. A draft is kept here and not in its field,
// so that it survives the removal of the field, a refusal, and a server that cannot be reached.

import { debounce } from './dom.js';
import { Gone, isGone, post } from './api.js';
import { Emitter } from './emitter.js';
import { explained } from './status.js';
import { shifted, store } from './store.js';

const PAUSE = 600;

const filled = (texts) => texts.filter((text) => text.trim());
const same = (a, b) => a.length === b.length && a.every((text, k) => text === b[k]);
const english = (bead) => bead.target.map(({ text }) => text);

const AFTER = 150;

/**
 * A draft. `base` is the text that the server has, `texts` the text in the fields, `mine` the text that
 * was last sent or taken over (the server may tidy it). `state`: clean, dirty, sending, saved; stale
 * (the bead was changed elsewhere, to `theirs`), refused (`why`), lost (the bead no longer exists).
 */
class Drafts extends Emitter {
  #all = new Map();

  /** Tells the server that the sentence was left, so that it is written into the text. */
  left = debounce(AFTER, () => {
    if (!isGone()) post('leave', {}).catch(() => {});
  });

  constructor() {
    super();
    store.on('patch', (patch) => this.#patched(patch));
    store.on('reset', () => this.#reset());
  }

  get(id) {
    return this.#all.get(id) ?? null;
  }

  get all() {
    return [...this.#all.values()];
  }

  open(index, bead) {
    const known = this.#all.get(bead.id);
    if (known) {
      known.open = true;
      return known;
    }
    const texts = english(bead);
    const draft = { id: bead.id, index, base: texts, mine: texts, texts: [...texts], state: 'clean', open: true, timer: 0, sending: null, seen: null, theirs: null, why: '' };
    this.#all.set(bead.id, draft);
    return draft;
  }

  isDirty(draft) {
    return !same(filled(draft.texts), draft.mine);
  }

  get unsent() {
    return this.all.filter((draft) => this.isDirty(draft));
  }

  change(draft, texts) {
    draft.texts = texts;
    if (draft.state === 'stale' || draft.state === 'lost') return;
    if (!draft.sending) this.#state(draft, this.isDirty(draft) ? 'dirty' : 'clean');
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => this.send(draft), PAUSE);
  }

  /**
   * Called when all drafts but this one have left the page: sends them, and forgets them when they are
   * sent.
   */
  leave(except) {
    for (const draft of this.all) {
      if (draft.id === except) continue;
      draft.open = false;
      if (this.isDirty(draft)) this.send(draft).then(() => this.left());
      else this.#forget(draft);
    }
  }

  /** Called when the fields were left: takes over the server's version of the texts. */
  settle(draft) {
    if (this.isDirty(draft) || same(draft.texts, draft.base)) return;
    draft.texts = [...draft.base];
    draft.mine = draft.base;
    this.emit('replaced', draft);
  }

  flush(options) {
    return Promise.all(this.unsent.map((draft) => this.send(draft, options)));
  }

  async send(draft, { keepalive = false } = {}) {
    clearTimeout(draft.timer);
    if (draft.sending) {
      await draft.sending;
      if (draft.state === 'dirty' && !isGone()) await this.send(draft);
      return;
    }
    if (draft.state === 'stale' || draft.state === 'lost' || !this.#all.has(draft.id)) return;
    if (!this.isDirty(draft)) return;
    draft.sending = this.#send(draft, keepalive);
    await draft.sending;
  }

  async #send(draft, keepalive) {
    const texts = filled(draft.texts);
    draft.seen = null;
    this.#state(draft, 'sending');
    try {
      await store.op({ do: 'translate', bead: draft.id, texts }, { typing: true, keepalive });
      draft.sending = null;
      draft.base = draft.seen ?? texts;
      draft.mine = texts;
      const more = this.isDirty(draft);
      this.#state(draft, more ? 'dirty' : 'saved');
      if (more) draft.timer = setTimeout(() => this.send(draft), PAUSE);
      else if (!draft.open) this.#forget(draft);
    } catch (error) {
      draft.sending = null;
      if (error instanceof Gone) this.#state(draft, 'dirty');
      else if (error.status === 409 && error.code === 'stale') await this.#stale(draft);
      else if (error.status === 404) this.#state(draft, 'lost');
      else {
        draft.why = explained(error);
        this.#state(draft, 'refused');
      }
    }
  }

  async #stale(draft) {
    const index = await store.find(draft.id, draft.index).catch(() => -1);
    const bead = store.bead(index);
    if (!bead) {
      this.#state(draft, 'lost');
      return;
    }
    draft.index = index;
    draft.theirs = english(bead);
    // The bead changed, but not its English: there is no conflict.
    if (same(draft.theirs, draft.base)) {
      this.#state(draft, 'dirty');
      draft.timer = setTimeout(() => this.send(draft), 0);
    } else this.#state(draft, 'stale');
  }

  /** Resolves a conflict: keeps the person's own version, or the other one. */
  resolve(draft, mine) {
    draft.base = draft.theirs;
    draft.mine = draft.theirs;
    if (!mine) draft.texts = [...draft.theirs];
    draft.theirs = null;
    this.#state(draft, mine ? 'dirty' : 'clean');
    this.emit('replaced', draft);
    if (mine) this.send(draft);
    else if (!draft.open) this.#forget(draft);
  }

  discard(draft) {
    this.#forget(draft);
  }

  #forget(draft) {
    clearTimeout(draft.timer);
    this.#all.delete(draft.id);
    this.emit('change', draft);
  }

  #state(draft, state) {
    draft.state = state;
    this.emit('change', draft);
  }

  #patched(patch) {
    const { at, removed, beads } = patch;
    for (const draft of this.all) {
      const { index } = draft;
      draft.index = shifted(index, patch);
      if (index < at || index >= at + removed) continue;
      let k = beads.findIndex(({ id }) => id === draft.id);
      // A bead without Chinese has an id derived from its English, so typing changes the id.
      if (k < 0 && draft.sending && removed === 1 && beads.length === 1) {
        k = 0;
        this.#all.delete(draft.id);
        const from = draft.id;
        draft.id = beads[0].id;
        this.#all.set(draft.id, draft);
        this.emit('renamed', { from, to: draft.id });
      }
      if (k < 0) {
        if (this.isDirty(draft) && !draft.sending) this.#state(draft, 'lost');
        else if (!draft.sending) this.#forget(draft);
        continue;
      }
      draft.index = at + k;
      const theirs = english(beads[k]);
      if (draft.sending) draft.seen = theirs;
      else this.#others(draft, theirs);
    }
  }

  #others(draft, theirs) {
    if (same(theirs, draft.base)) return;
    if (!this.isDirty(draft)) {
      draft.base = theirs;
      draft.mine = theirs;
      draft.texts = [...theirs];
      this.#state(draft, 'clean');
      this.emit('replaced', draft);
    } else {
      clearTimeout(draft.timer);
      draft.theirs = theirs;
      this.#state(draft, 'stale');
    }
  }

  /** Called when everything is loaded anew: checks for each draft whether its bead still exists unchanged. */
  async #reset() {
    for (const draft of this.all) {
      if (!this.isDirty(draft)) {
        this.#forget(draft);
        continue;
      }
      // For a draft that is being sent, the server's answer will tell.
      if (draft.sending) continue;
      const index = await store.find(draft.id, draft.index).catch(() => -1);
      const bead = store.bead(index);
      if (!bead) {
        this.#state(draft, 'lost');
        continue;
      }
      draft.index = index;
      if (draft.state !== 'stale' && same(english(bead), draft.base)) this.send(draft);
      else this.#others(draft, english(bead));
    }
  }
}

export const drafts = new Drafts();
