//! What a request for a batch shows besides its sentences.

use super::Item;
use super::engine::Engine;

/// The sentences of a batch and those around it in their texts.
pub(super) struct Shown<'a> {
    pub(super) items: Vec<&'a Item>,
    pub(super) before: Vec<&'a str>,
    pub(super) after: Vec<&'a str>,
}

/// The sentences of `batch` (indices of `items`) with as many around them as the settings of `engine` say:
/// those of their texts, or where no text is given their neighbours among `items`.
pub(super) fn around<'a>(engine: &Engine, items: &'a [Item], batch: &[usize]) -> Shown<'a> {
    let context = usize::from(engine.config().context);
    let (start, end) = match batch {
        [first, .., last] => (*first, last + 1),
        [one] => (*one, one + 1),
        [] => (0, 0),
    };
    let texts = |from: usize, to: usize| -> Vec<&str> {
        let items = items[from..to].iter();
        items.map(|item| item.text.as_str()).collect()
    };
    let given = |at: usize| items.get(at).and_then(|item| item.around.as_deref());
    let before = match given(start) {
        Some(around) => borrowed(&around.before[around.before.len().saturating_sub(context)..]),
        None => texts(start.saturating_sub(context), start),
    };
    let after = match end.checked_sub(1).and_then(given) {
        Some(around) => borrowed(&around.after[..around.after.len().min(context)]),
        None => texts(end, (end + context).min(items.len())),
    };
    Shown {
        items: batch.iter().map(|&at| &items[at]).collect(),
        before,
        after,
    }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
