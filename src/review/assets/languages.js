// The choice of the language that the page speaks.

import { $, h } from './dom.js';
import { language, languages, speak, t } from './words.js';
import { say } from './status.js';

/** Fills the menu. What was typed and not sent keeps the page from being loaded again. */
export function setUpLanguages(drafts = null) {
  const choose = async () => {
    await drafts?.flush();
    if (!drafts?.unsent.length) speak(select.value);
    else {
      select.value = language;
      say(t('w-unsent-stays'), { bad: true });
    }
  };
  const select = h('select', { id: 'language', 'data-action': 'language', 'aria-label': t('w-language'), title: t('w-language'), onchange: choose },
    languages.map(({ tag, name }) => h('option', { value: tag, lang: tag }, name)));
  select.value = language;
  $('#languages').append(select);
}
