// Requests to the server. Two errors are possible: the server refuses (Refusal), or it cannot be
// reached (Gone). A page is about one text, which its address names where there are several.

import { Emitter } from './emitter.js';
import { t } from './words.js';

const PATIENCE = 60_000;

export class Refusal extends Error {
  constructor(status, body) {
    super(body?.error || t('w-error-status', { status: String(status) }));
    this.status = status;
    this.code = body?.code ?? '';
    this.help = body?.help ?? '';
  }
}

export class Gone extends Error {
  constructor() {
    super(t('w-error-no-answer'));
    this.help = '';
  }
}

/** Emits `gone`, `back` and `forbidden`. */
export const line = new Emitter();

const named = /^\/t\/([^/]+)$/.exec(location.pathname);

/** The name of the text that the page is about; null where there is one alone, and on the list of texts. */
export const textName = named ? decodeURIComponent(named[1]) : null;

const ofText = named ? `${location.pathname}/api` : '/api';

/** The address of the page of a text, at a place such as `{view: 'edit', bead: ID}`. */
export function pageOf(name, place = {}) {
  const asked = new URLSearchParams(place).toString();
  return `/t/${encodeURIComponent(name)}${asked ? `#${asked}` : ''}`;
}

/** The address of a request about the text. */
export const addressOf = (path) => `${ofText}/${path}`;

let gone = false;

export const isGone = () => gone;

async function call(address, init) {
  let response;
  let body;
  try {
    response = await fetch(address, {
      ...init,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
    });
    body = await response.text();
  } catch {
    if (!gone) {
      gone = true;
      line.emit('gone');
    }
    throw new Gone();
  }
  if (gone) {
    gone = false;
    line.emit('back');
  }
  let answer = null;
  try {
    answer = JSON.parse(body);
  } catch {
    // An answer without JSON has no message; its status counts all the same.
  }
  if (!response.ok) {
    const refusal = new Refusal(response.status, answer);
    if (response.status === 403) line.emit('forbidden', refusal);
    throw refusal;
  }
  return answer ?? {};
}

export const get = (path) => call(addressOf(path), {});

/** Asks something about all texts. */
export const getOfAll = (path) => call(`/api/project/${path}`, {});

const sent = (body, keepalive) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
  keepalive,
});

export const post = (path, body, { keepalive = false } = {}) => call(addressOf(path), sent(body, keepalive));

/** Has something done in all texts. */
export const postToAll = (path, body) => call(`/api/project/${path}`, sent(body, false));
