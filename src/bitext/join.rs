//! Several bitexts as one: their sentences and beads behind one another, for what looks at all of them at once.

use super::model::Bitext;

impl Bitext {
    /// The sentences and beads of all bitexts, in their order. Ids, blocks and files are those of each: the result
    /// is to be looked at, not to be written.
    #[must_use]
    pub fn joined(bitexts: impl IntoIterator<Item = Bitext>) -> Bitext {
        let mut all = Bitext::default();
        for bitext in bitexts {
            let (source, target) = (all.source.sentences.len(), all.target.sentences.len());
            if all.beads.is_empty() {
                all.source.language.clone_from(&bitext.source.language);
                all.target.language.clone_from(&bitext.target.language);
            }
            all.source.sentences.extend(bitext.source.sentences);
            all.target.sentences.extend(bitext.target.sentences);
            all.beads.extend(bitext.beads.into_iter().map(|mut bead| {
                bead.source = bead.source.start + source..bead.source.end + source;
                bead.target = bead.target.start + target..bead.target.end + target;
                bead.moved = None;
                bead
            }));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{Bead, BeadSpan};

    #[test]
    fn the_beads_of_all_cover_the_sentences_of_all() {
        let bitext = |zh: &[&str], en: &[&str]| {
            let span = BeadSpan::new(0..zh.len(), 0..en.len());
            Bitext::of_sentences(
                zh,
                en,
                ("zh-CN", "en-US"),
                [Bead::automatic(span, 1.0, Some(1))],
            )
        };
        let all = Bitext::joined([
            bitext(&["一。", "二。"], &["One two."]),
            bitext(&["三。"], &[]),
        ]);
        assert_eq!(all.source_text(&all.beads[0]), "一。二。");
        assert_eq!(all.target_text(&all.beads[0]), "One two.");
        assert_eq!(all.source_text(&all.beads[1]), "三。");
        assert_eq!(all.target_text(&all.beads[1]), "");
        assert_eq!(all.source.language, "zh-CN");
        assert!(all.validate().is_ok());
    }
}
