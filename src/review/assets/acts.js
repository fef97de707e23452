// The actions on a finding, wherever it is shown.

import { ask } from './dialogs.js';
import { drafts } from './drafts.js';
import { post } from './api.js';
import { complain, say } from './status.js';
import { store } from './store.js';
import { t } from './words.js';

export async function change(path, body) {
  try {
    await drafts.flush();
    const answer = await store.change(path, body);
    say(answer.said, { undo: true });
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export const fix = (finding) => change('fix', { fingerprint: finding.fingerprint });

export async function suppress(finding) {
  const reason = await ask({
    title: t('w-suppress-title'), label: t('w-suppress-why'), lines: 3, confirm: t('w-suppress-do'), about: finding.message,
    refuse: (text) => (text.trim() ? '' : t('w-suppress-reason-needed')),
  });
  if (reason === null) return false;
  try {
    const { where } = await post('suppress', { fingerprint: finding.fingerprint, reason: reason.trim() });
    say(t('w-suppressed', { where }));
    store.emit('checked');
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

const walk = (which) => async () => {
  if (which === 'undo') await drafts.flush();
  try {
    const answer = await store.change(which, {});
    say(which === 'undo' ? t('w-undone', { what: answer.said }) : t('w-redone', { what: answer.said }));
  } catch (error) {
    complain(error);
  }
};

export const undo = walk('undo');
export const redo = walk('redo');
