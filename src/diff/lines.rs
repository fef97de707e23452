//! One version of a text as the matching sees it: its sentences, and the Chinese passages that each of
//! them translates.

use std::ops::Range;

use crate::text::spaces::hash_of_words;

/// The sentences of one version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines<'a> {
    /// The texts of the sentences.
    pub(crate) texts: Vec<&'a str>,
    /// The numbers of the Chinese passages that the sentences translate. A passage has one number in
    /// both versions, changed or not.
    passages: Vec<u32>,
    of: Vec<Range<u32>>,
}

impl<'a> Lines<'a> {
    /// A version without its Chinese.
    pub(crate) fn new(texts: Vec<&'a str>) -> Lines<'a> {
        Lines {
            texts,
            passages: Vec::new(),
            of: Vec::new(),
        }
    }

    /// A version with the passages of each run of sentences. Sentences in no run translate nothing.
    pub(crate) fn with_passages<P: IntoIterator<Item = u32>>(
        mut self,
        runs: impl IntoIterator<Item = (Range<usize>, P)>,
    ) -> Lines<'a> {
        self.of = vec![0..0; self.texts.len()];
        for (sentences, passages) in runs {
            let start = short(self.passages.len());
            self.passages.extend(passages);
            let end = short(self.passages.len());
            self.of[sentences].fill(start..end);
        }
        self
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The passages that a sentence translates.
    pub(crate) fn passages(&self, sentence: usize) -> &[u32] {
        self.of.get(sentence).map_or(&[], |range| {
            &self.passages[range.start as usize..range.end as usize]
        })
    }

    /// The hash of each sentence's text with white space folded: equal for sentences that say the same.
    pub(crate) fn hashes(&self) -> Vec<u64> {
        self.texts
            .iter()
            .map(|text| hash_of_words(text).value())
            .collect()
    }
}

/// A number of sentences as 32 bits: no text has more.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
