// Dragging a sentence by its grip onto another bead. Pointer events are used because they work by touch
// as well and leave the text free to be selected.

const EDGE = 48;

/**
 * Calls `drop(from, onto)` with the elements of both rows and of the sentence; `fits` says where a
 * sentence may be dropped.
 */
export function dragging(scroller, { fits, drop }) {
  let held = null;
  let over = null;
  let timer = 0;

  const mark = (row) => {
    if (over === row) return;
    over?.classList.remove('drop');
    over = row;
    over?.classList.add('drop');
  };

  const release = () => {
    clearInterval(timer);
    held?.sentence.classList.remove('dragged');
    mark(null);
    held = null;
  };

  scroller.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest?.('.grip');
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    held = { sentence: grip.closest('.s'), row: grip.closest('.bead'), y: event.clientY };
    held.sentence.classList.add('dragged');
    timer = setInterval(() => {
      const box = scroller.getBoundingClientRect();
      if (held.y < box.top + EDGE) scroller.scrollTop -= 12;
      else if (held.y > box.bottom - EDGE) scroller.scrollTop += 12;
    }, 30);
  });

  scroller.addEventListener('pointermove', (event) => {
    if (!held) return;
    held.y = event.clientY;
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest('.bead') ?? null;
    mark(row && row !== held.row && fits(held, row) ? row : null);
  });

  scroller.addEventListener('pointerup', () => {
    if (!held) return;
    const { sentence, row } = held;
    const onto = over;
    release();
    if (onto) drop({ sentence, row }, onto);
  });

  scroller.addEventListener('pointercancel', release);
}
