//! One version of a text as it is compared: its sentences, and which Chinese each of them translates.

use std::ops::Range;

use crate::text::spaces::hash_of_words;

/// The sentences of one version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines<'a> {
    /// What they say.
    pub(crate) texts: Vec<&'a str>,
    /// Names of the Chinese passages that they translate: the same name on both versions is the same
    /// passage, changed or not.
    passages: Vec<u32>,
    of: Vec<Range<u32>>,
}

impl<'a> Lines<'a> {
    /// Sentences that translate nothing.
    pub(crate) fn new(texts: Vec<&'a str>) -> Lines<'a> {
        Lines {
            texts,
            passages: Vec::new(),
            of: Vec::new(),
        }
    }

    /// The same with the Chinese of each run of sentences. Sentences that no run names translate nothing.
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

    /// What tells a sentence from others: its text, the length of white space left aside.
    pub(crate) fn hashes(&self) -> Vec<u64> {
        self.texts
            .iter()
            .map(|text| hash_of_words(text).value())
            .collect()
    }
}

/// Texts have fewer sentences than that.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
