//! Evidence of the lexicon on two texts: how much of the Chinese the English has.

use std::collections::HashSet;

use crate::lexicon::Lexicon;
use crate::text::english::{is_function_stem, stem, words};

/// The stems of an English text.
pub(crate) fn stems(english: &str) -> HashSet<String> {
    words(english)
        .iter()
        .map(|word| stem(&word.lower))
        .collect()
}

/// The number of words of a Chinese text that say something, and the number of those that the English has.
pub(crate) fn coverage(chinese: &str, english: &HashSet<String>) -> (usize, usize) {
    let lexicon = Lexicon::get();
    let characters: Vec<char> = chinese.chars().map(|c| lexicon.simplify(c)).collect();
    let (mut words, mut rendered) = (0, 0);
    for span in lexicon.segment(&characters) {
        let Some(id) = span.word else { continue };
        let mut stems = lexicon
            .renderings(id)
            .map(|(stem, _)| lexicon.stem(stem))
            .peekable();
        if stems.peek().is_none() {
            continue;
        }
        words += 1;
        rendered +=
            usize::from(stems.any(|stem| english.contains(stem) && !is_function_stem(stem)));
    }
    (words, rendered)
}
