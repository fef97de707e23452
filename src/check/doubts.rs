//! What a second reader doubts: pairs of Chinese and English, with the reason and a proposal.

use std::collections::HashMap;

use crate::bitext::{PairKey, pair_key};
use crate::text::digest;

/// A doubt about the English of a pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// The name of the reader.
    pub reader: String,
    /// The reason, in the reader's words.
    pub reason: String,
    /// English to write instead; none where the reader has no better one.
    pub proposal: Option<String>,
}

/// The doubts of a project, by the words of the pairs: another wording of either side is not doubted.
#[derive(Clone, Debug, Default)]
pub struct Doubts(HashMap<PairKey, Doubt>);

impl Doubts {
    /// The doubt about this pair.
    #[must_use]
    pub fn about(&self, source: &str, target: &str) -> Option<&Doubt> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&pair_key(source, target))
    }

    /// Whether nothing is doubted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A hash of all doubts.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut all: Vec<(&PairKey, &Doubt)> = self.0.iter().collect();
        all.sort_by_key(|(key, _)| **key);
        digest::of_parts(all.into_iter().flat_map(|(key, doubt)| {
            let proposal = doubt.proposal.as_deref().unwrap_or_default();
            let texts = [&doubt.reader, &doubt.reason, proposal].map(str::as_bytes);
            [key.as_slice()].into_iter().chain(texts)
        }))
    }
}

impl FromIterator<(PairKey, Doubt)> for Doubts {
    fn from_iter<I: IntoIterator<Item = (PairKey, Doubt)>>(doubts: I) -> Doubts {
        Doubts(doubts.into_iter().collect())
    }
}
