//! Views of a bitext: the sentences and joined texts of a bead, and its shape.

use std::ops::Range;

use super::model::{Bead, BeadId, Bitext, Sentence, Side, SideName};
use crate::text::spaces::Joint;

impl Bead {
    /// The shape of a bead, as `1-1`, `2-1`, `1-0`: the number of source and of target sentences.
    #[must_use]
    pub fn kind_label(&self) -> String {
        format!("{}-{}", self.source.len(), self.target.len())
    }

    /// Whether both sides have a sentence.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }
}

impl Bead {
    /// Its sentences of a side, as indices.
    #[must_use]
    pub const fn side(&self, side: SideName) -> &Range<usize> {
        match side {
            SideName::Source => &self.source,
            SideName::Target => &self.target,
        }
    }
}

impl Side {
    /// The sentences of a range of indices; none when the range does not lie in the side.
    #[must_use]
    pub fn slice(&self, range: &Range<usize>) -> &[Sentence] {
        self.sentences.get(range.clone()).unwrap_or_default()
    }
}

impl Side {
    /// The texts of the sentences, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        texts(&self.sentences).collect()
    }
}

impl Bitext {
    /// One of its sides.
    #[must_use]
    pub const fn side(&self, side: SideName) -> &Side {
        match side {
            SideName::Source => &self.source,
            SideName::Target => &self.target,
        }
    }

    /// The index of the bead that each sentence of a side is in; none for a sentence that no bead holds.
    #[must_use]
    pub fn bead_of(&self, side: SideName) -> Vec<Option<usize>> {
        let mut of = vec![None; self.side(side).sentences.len()];
        for (number, bead) in self.beads.iter().enumerate() {
            for sentence in bead.side(side).clone() {
                if let Some(slot) = of.get_mut(sentence) {
                    *slot = Some(number);
                }
            }
        }
        of
    }

    /// The source sentences of a bead; none when its range does not lie in the text.
    #[must_use]
    pub fn bead_source(&self, bead: &Bead) -> &[Sentence] {
        self.source.slice(&bead.source)
    }

    /// The target sentences of a bead; none when its range does not lie in the text.
    #[must_use]
    pub fn bead_target(&self, bead: &Bead) -> &[Sentence] {
        self.target.slice(&bead.target)
    }

    /// The words of a bead's target sentences.
    #[must_use]
    pub fn target_words(&self, bead: &Bead) -> Vec<String> {
        let sentences = self.bead_target(bead).iter();
        sentences
            .map(|sentence| sentence.text.to_string())
            .collect()
    }

    /// The beads whose English waits to be written into its text, those in conflict with it among them.
    pub fn waiting(&self) -> impl Iterator<Item = &Bead> {
        self.beads.iter().filter(|bead| bead.pending().is_some())
    }

    /// The source text of a bead: see [`join_source`].
    #[must_use]
    pub fn source_text(&self, bead: &Bead) -> String {
        join_source(self.bead_source(bead))
    }

    /// The target text of a bead: see [`join_target`].
    #[must_use]
    pub fn target_text(&self, bead: &Bead) -> String {
        join_target(self.bead_target(bead))
    }

    /// The id that a bead should have: see [`BeadId::derive`].
    #[must_use]
    pub fn derive_id(&self, bead: &Bead) -> BeadId {
        BeadId::derive(
            self.bead_source(bead).iter().map(|sentence| &sentence.id),
            self.bead_target(bead).iter().map(|sentence| &sentence.id),
        )
    }

    /// Gives every bead the id that follows from its sentences.
    pub fn name_beads(&mut self) {
        for at in 0..self.beads.len() {
            self.beads[at].id = self.derive_id(&self.beads[at]);
        }
    }
}

/// Chinese sentences as running text: nothing between them, but a space where Latin letters or
/// digits would otherwise run together (`…by IBM.` `AI…`).
#[must_use]
pub fn join_source(sentences: &[Sentence]) -> String {
    Joint::Chinese.join(texts(sentences))
}

/// English sentences as running text: a space between them.
#[must_use]
pub fn join_target(sentences: &[Sentence]) -> String {
    Joint::English.join(texts(sentences))
}

fn texts(sentences: &[Sentence]) -> impl Iterator<Item = &str> {
    sentences.iter().map(|sentence| sentence.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, sentence, side};

    #[test]
    fn chinese_joins_without_and_english_with_a_space() {
        let zh = [sentence("a", "他来了。"), sentence("b", "我走了。")];
        assert_eq!(join_source(&zh), "他来了。我走了。");
        let latin = [
            sentence("a", "用的是 AI"),
            sentence("b", "2.0 版"),
            sentence("c", "OK"),
        ];
        assert_eq!(join_source(&latin), "用的是 AI 2.0 版OK");
        let ascii = [sentence("a", "See IBM."), sentence("b", "Then go.")];
        assert_eq!(join_source(&ascii), "See IBM. Then go.");
        let en = [sentence("a", "He came."), sentence("b", "I left.")];
        assert_eq!(join_target(&en), "He came. I left.");
        assert_eq!(join_target(&[]), "");
    }

    #[test]
    fn ranges_outside_the_text_are_empty() {
        let bitext = Bitext {
            source: side("zh-CN", &["一。"]),
            target: side("en-US", &[]),
            beads: vec![bead(0..7, 3..5)],
            ..Bitext::default()
        };
        assert!(bitext.bead_source(&bitext.beads[0]).is_empty());
        assert!(bitext.bead_target(&bitext.beads[0]).is_empty());
    }

    #[test]
    fn sentences_know_their_beads() {
        let bitext = Bitext {
            source: side("zh-CN", &["一。", "二。", "三。"]),
            target: side("en-US", &["One.", "Two.", "And more.", "Three."]),
            beads: vec![bead(0..1, 0..1), bead(1..2, 1..3), bead(2..3, 3..3)],
            ..Bitext::default()
        };
        let target = bitext.bead_of(SideName::Target);
        assert_eq!(target, [Some(0), Some(1), Some(1), None]);
        let source = bitext.bead_of(SideName::Source);
        assert_eq!(source, [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn kinds() {
        assert_eq!(bead(0..1, 0..1).kind_label(), "1-1");
        assert_eq!(bead(2..4, 0..1).kind_label(), "2-1");
        assert_eq!(bead(2..3, 1..1).kind_label(), "1-0");
        assert!(!bead(2..3, 1..1).is_linked());
    }
}
