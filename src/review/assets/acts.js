// The actions on a finding, wherever it is shown.

import { ask } from './dialogs.js';
import { drafts } from './drafts.js';
import { post } from './api.js';
import { complain, say } from './status.js';
import { store } from './store.js';

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
    title: 'Suppress a finding', label: 'Why is this right as it is?', lines: 3, confirm: 'Suppress', about: finding.message,
    refuse: (text) => (text.trim() ? '' : 'A reason is needed: the next person will want to know.'),
  });
  if (reason === null) return false;
  try {
    const { where } = await post('suppress', { fingerprint: finding.fingerprint, reason: reason.trim() });
    say(`Suppressed. The reason is in ${where}.`);
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
    say(`${which === 'undo' ? 'Undone' : 'Done again'}: ${answer.said}.`);
  } catch (error) {
    complain(error);
  }
};

export const undo = walk('undo');
export const redo = walk('redo');
