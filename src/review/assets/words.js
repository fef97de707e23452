// What the page says, in the language of the person: patterns of the catalogue, filled here. Nothing else is imported
// before they are there, so that texts may be said anywhere.

const COOKIE = 'duizhao_lang';
const YEAR = 31_536_000;

const answer = await fetch('/api/project/words', { cache: 'no-store', credentials: 'same-origin' }).then((response) => response.json());

/** The tag of the language that the page speaks, and all that it can speak, as `{tag, name}`. */
export const { language, languages } = answer;

const patterns = answer.words;

/** Shows a number as the language does. */
export const number = (n) => n.toLocaleString(language);

const shown = (value) => (typeof value === 'number' ? number(value) : value);

function pattern(id, values) {
  const found = patterns[id] ?? id;
  if (typeof found === 'string') return found;
  return values[found.by] === 1 ? found.one : found.other;
}

/** The text with this id. A number chooses between one and many, and is shown as the language does. */
export const t = (id, values = {}) => pattern(id, values).replace(/\{([\w-]+)\}/g, (_, name) => shown(values[name] ?? ''));

/** The text with this id as a list of texts and elements, where elements are put into it. */
export const parts = (id, values = {}) =>
  pattern(id, values).split(/(\{[\w-]+\})/).filter(Boolean).map((part) => {
    const name = /^\{([\w-]+)\}$/.exec(part)?.[1];
    return name ? shown(values[name] ?? '') : part;
  });

/** Names put one behind the other as the language does. */
export const listed = (names) => names.reduce((before, name) => (before ? t('w-list', { before, name }) : name), '');

/** Loads the page again in another language, which is remembered. */
export function speak(tag) {
  document.cookie = `${COOKIE}=${tag}; path=/; max-age=${YEAR}; samesite=strict`;
  location.reload();
}
