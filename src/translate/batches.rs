//! Sentences grouped into requests.

use std::collections::VecDeque;

use super::Item;
use super::engine::Engine;
use super::limits::Size;

/// Consecutive sentences of `wanted`, grouped into requests within the engine's limits. A request holds sentences of
/// one text. Only of texts that fit into one request as a whole several share one, so that many small texts take no
/// more requests than a large one.
pub(super) fn batches(engine: &Engine, items: &[Item], wanted: &[usize]) -> VecDeque<Vec<usize>> {
    let limits = engine.limits();
    let mut batches: VecDeque<Vec<usize>> = VecDeque::new();
    // What the last request holds, if all of its texts are whole.
    let mut last: Option<Size> = None;
    for text in wanted.chunk_by(|&one, &next| is_same_text(&items[one], &items[next])) {
        let whole = size(items, text);
        if whole.fits(&limits) {
            let both = last.map(|last| last.with(whole));
            match (both.filter(|both| both.fits(&limits)), batches.back_mut()) {
                (Some(both), Some(batch)) => {
                    batch.extend(text);
                    last = Some(both);
                }
                _ => {
                    batches.push_back(text.to_vec());
                    last = Some(whole);
                }
            }
            continue;
        }
        last = None;
        let mut held: Option<Size> = None;
        for &at in text {
            let one = size(items, &[at]);
            let both = held.map(|held| held.with(one));
            match (both.filter(|both| both.fits(&limits)), batches.back_mut()) {
                (Some(both), Some(batch)) => {
                    batch.push(at);
                    held = Some(both);
                }
                _ => {
                    batches.push_back(vec![at]);
                    held = Some(one);
                }
            }
        }
    }
    batches
}

/// Whether two sentences of the run stand in one text; those of which no text is given all do.
pub(super) fn is_same_text(one: &Item, other: &Item) -> bool {
    match (&one.around, &other.around) {
        (Some(one), Some(other)) => one.is_beside(other),
        (None, None) => true,
        _ => false,
    }
}

/// What the sentences of a batch come to.
fn size(items: &[Item], batch: &[usize]) -> Size {
    let texts = || batch.iter().map(|&at| items[at].text.as_str());
    Size {
        texts: batch.len(),
        characters: texts().map(|text| text.chars().count()).sum(),
        bytes: texts().map(str::len).sum(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::translate::{ProviderConfig, Surroundings, TextSoFar};

    #[test]
    fn a_request_holds_one_text_or_whole_ones() {
        let config: ProviderConfig = toml::from_str(
            "protocol = \"openai\"\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\"\nbatch = 4\nbatch-characters = 12",
        )
        .unwrap();
        let engine = Engine::new(&config, None).unwrap();
        // For each text the lengths of its sentences; the sizes of the requests.
        let cases: [(&[&[usize]], &[usize]); 9] = [
            (&[], &[]),
            (&[&[1, 1, 1, 1, 1, 1]], &[4, 2]),
            (&[&[1], &[1], &[1, 1], &[1]], &[4, 1]),
            (&[&[1, 1, 1], &[1, 1]], &[3, 2]),
            (&[&[1, 1, 1, 1, 1], &[1], &[1]], &[4, 1, 2]),
            (&[&[1], &[1, 1, 1, 1, 1], &[1]], &[1, 4, 1, 1]),
            (&[&[5, 5, 5]], &[2, 1]),
            (&[&[5], &[5], &[5]], &[2, 1]),
            (&[&[30], &[5]], &[1, 1]),
        ];
        for (texts, sizes) in cases {
            let mut items = Vec::new();
            for lengths in texts {
                let words = lengths.iter().map(|&n| "海".repeat(n));
                let text = Arc::new(TextSoFar::new("", words.collect()));
                for (at, &length) in lengths.iter().enumerate() {
                    let text = text.clone();
                    items.push(Item {
                        text: "海".repeat(length),
                        around: Some(Surroundings { text, at }),
                        ..Item::default()
                    });
                }
            }
            let wanted: Vec<usize> = (0..items.len()).collect();
            let batches = batches(&engine, &items, &wanted);
            let got: Vec<usize> = batches.iter().map(Vec::len).collect();
            assert_eq!(got, sizes, "{texts:?}");
            assert!(batches.iter().flatten().copied().eq(wanted), "{texts:?}");
        }
    }
}
