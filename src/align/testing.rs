//! Small texts for tests, of words that no lexicon knows.

use super::association::{Association, Link, saturated};
use super::bead::Edge;
use super::token::{self, Tokens};
use crate::lexicon::Lexicon;

pub(crate) const fn edge(i0: usize, i1: usize, j0: usize, j1: usize) -> Edge {
    Edge { i0, i1, j0, j1 }
}

/// The tokens of both sides; made-up Latin words stand for themselves in either.
pub(crate) fn tokens(source: &[&str], target: &[&str]) -> (Tokens, Tokens) {
    let lexicon = Lexicon::get();
    let english = token::english(target, lexicon, 1);
    let chinese = token::chinese(source, &english, lexicon, 1);
    (chinese, english)
}

/// Equal words are associated, with this ratio and as much the other way round; every word weighs 1.
pub(crate) fn equal_words(source: &Tokens, target: &Tokens, ratio: f32) -> Association {
    let rows = source.types.iter().map(|kind| {
        let same = |other: &token::Type| other.kind == kind.kind;
        let to = target.types.iter().position(same);
        to.map(|to| Link {
            to: to as u32,
            t: 1.0,
            ratio,
            back_ratio: ratio,
            strength: saturated(ratio),
        })
    });
    Association::of_links(
        rows.map(|link| link.into_iter().collect()),
        target.types.len(),
    )
}
