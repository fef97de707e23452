// Drawing of the links of a bead: a stroke along each sentence, curves to a hub between them, and in
// the hub the confidence, by shape as well as by colour.

import { svg } from './dom.js';
import { store } from './store.js';
import { t } from './words.js';

const HIGH = 0.85;
const HUB = 8;
// The height up to which a stroke starts at the middle of its sentence; the middle of a taller one may
// be off the screen.
const TALL = 120;

/** The confidence of a link as a word that is also a class name. */
export function grade(bead) {
  if (!bead.source.length || !bead.target.length) return 'unlinked';
  if (bead.status !== 'auto') return bead.status;
  const low = store.session.low;
  if (bead.confidence < low) return 'low';
  return bead.confidence < Math.max(HIGH, low) ? 'fair' : 'high';
}

const percent = (bead) => `${Math.round(bead.confidence * 100)} %`;

/** The confidence of a link in words, for people. */
export function inWords(bead) {
  const values = { source: bead.source.length, target: bead.target.length, percent: percent(bead) };
  const words = {
    unlinked: () => t(bead.source.length ? 'w-link-no-english' : 'w-link-no-chinese'),
    locked: () => t('w-link-locked', values),
    rejected: () => t('w-link-rejected', values),
    low: () => t('w-link-doubtful', values),
    fair: () => t('w-link-fair', values),
    high: () => t('w-link-certain', values),
  }[grade(bead)]();
  return bead.moved === null ? words : t('w-link-and-moved', { words, moved: movedInWords(bead) });
}

/** Where the English of a moved link comes from, in words. */
export function movedInWords({ from }) {
  if (!from) return t('w-moved');
  if (from.after === null) return t('w-moved-from-beginning');
  return t(from.up ? 'w-moved-up' : 'w-moved-down', { after: from.after + 1 });
}

function hub(kind, x, y) {
  const at = `translate(${x} ${y})`;
  const ring = svg('circle', { r: HUB, class: 'hub-ground' });
  switch (kind) {
    case 'high': return svg('g', { transform: at }, ring, svg('circle', { r: HUB - 3, class: 'hub-full' }));
    case 'fair': return svg('g', { transform: at }, ring, svg('path', { d: `M0 ${-HUB + 2} A${HUB - 2} ${HUB - 2} 0 0 0 0 ${HUB - 2} Z`, class: 'hub-full' }));
    case 'locked': return svg('g', { transform: at }, ring,
      svg('rect', { x: -4, y: -1, width: 8, height: 6, rx: 1, class: 'hub-full' }),
      svg('path', { d: 'M-2.5 -1 V-3 A2.5 2.5 0 0 1 2.5 -3 V-1', class: 'hub-line' }));
    case 'rejected': return svg('g', { transform: at }, ring, svg('path', { d: 'M-3.5 -3.5 L3.5 3.5 M3.5 -3.5 L-3.5 3.5', class: 'hub-line' }));
    default: return svg('g', { transform: at }, svg('path', { d: `M0 ${-HUB - 2} L${HUB + 2} 0 L0 ${HUB + 2} L${-HUB - 2} 0 Z`, class: 'hub-ground' }),
      svg('text', { y: 4, class: 'hub-text' }, '?'));
  }
}

/** Measures a row. Nothing is written here, so that measuring many rows costs one layout. */
export function measure(row) {
  const gutter = row.querySelector('.link');
  if (!gutter) return null;
  const box = gutter.getBoundingClientRect();
  const sides = {};
  for (const side of ['source', 'target']) {
    sides[side] = [...row.querySelectorAll(`.s[data-side=${side}]`)].map((sentence) => {
      const { top, bottom } = sentence.getBoundingClientRect();
      return { top: top - box.top, bottom: bottom - box.top, middle: top - box.top + Math.min((bottom - top) / 2, TALL) };
    });
  }
  return { gutter, width: box.width, height: box.height, stacked: getComputedStyle(row).getPropertyValue('--stacked').trim() === '1', sides };
}

export function draw(bead, { gutter, width, height, stacked, sides }) {
  const kind = grade(bead);
  const { source, target } = sides;
  const left = stacked ? width : 0;
  const middle = stacked ? HUB + 4 : width / 2;
  const all = [...source.map((s) => ({ ...s, x: left })), ...target.map((s) => ({ ...s, x: width }))];
  const drawing = svg('svg', { width, height, 'aria-hidden': 'true', focusable: 'false' });
  gutter.querySelector('svg')?.remove();
  gutter.append(drawing);
  if (!all.length) return;
  for (const { top, bottom, x } of all) {
    const inside = x === 0 ? 1.5 : width - 1.5;
    drawing.append(svg('path', { d: `M${inside} ${top + 5} V${Math.max(top + 5, bottom - 5)}`, class: 'bracket' }));
  }
  const y = all.reduce((sum, { middle: at }) => sum + at, 0) / all.length;
  if (kind === 'unlinked') {
    const inside = all[0].x === 0;
    const end = stacked ? middle : inside ? width * 0.36 : width * 0.64;
    for (const { middle: at, x } of all) drawing.append(svg('path', { d: `M${x} ${at} C${(x + end) / 2} ${at} ${(x + end) / 2} ${y} ${end} ${y}`, class: 'wire' }));
    drawing.append(svg('circle', { cx: end, cy: y, r: 4.5, class: 'loose' }));
    if (!stacked) drawing.append(svg('text', { x: width / 2, y: y + 22, class: 'wire-text' }, inside ? t('w-wire-no-english') : t('w-wire-no-chinese')));
    return;
  }
  for (const { middle: at, x } of all) {
    const bend = (x + middle) / 2;
    drawing.append(svg('path', { d: `M${x} ${at} C${bend} ${at} ${bend} ${y} ${middle} ${y}`, class: 'wire' }));
  }
  drawing.append(hub(kind, middle, y));
  if (stacked) return;
  if (bead.moved !== null) {
    const at = y + 38;
    // The arrow goes from where the English stands to its Chinese.
    const arrow = bead.from?.up ? `M${middle - 8} ${at + 6} V${at - 6} M${middle - 12} ${at - 2} L${middle - 8} ${at - 6} L${middle - 4} ${at - 2}`
      : `M${middle - 8} ${at - 6} V${at + 6} M${middle - 12} ${at + 2} L${middle - 8} ${at + 6} L${middle - 4} ${at + 2}`;
    drawing.append(svg('path', { d: arrow, class: 'moved-arrow' }), svg('text', { x: middle + 7, y: at + 4, class: 'wire-text moved-text' }, bead.moved));
  }
  drawing.append(svg('text', { x: middle, y: y + 23, class: 'wire-text' }, bead.status === 'auto' ? percent(bead) : t(bead.status === 'locked' ? 'w-status-locked' : 'w-status-rejected')));
}
