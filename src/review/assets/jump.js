// Going to a bead that another list refers to. That list may be older than the bitext, so the id
// decides, and the index only says where to look first.

import { route } from './route.js';
import { say } from './status.js';
import { store } from './store.js';
import { t } from './words.js';

export async function jump(view, { bead, index }, options = {}) {
  const at = await store.find(bead, index ?? 0).catch(() => -1);
  if (at < 0) {
    say(t('w-link-gone'), { bad: true });
    return;
  }
  route.go(view, { index: at, focus: true, ...options });
}
