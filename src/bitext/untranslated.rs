//! What is not translated: Chinese without English, and Chinese that stands in the English text because nobody
//! has translated it yet.

use super::model::{Bead, Bitext};
use crate::text::scan::may_have_wide;
use crate::text::script::{Letters, is_han};
use crate::text::spaces;

/// Whether the English of some Chinese is Chinese still: the same words, or more Han characters than Latin
/// letters. Chinese that English cites (`the character 人`) is none.
#[must_use]
pub fn is_still_chinese(source: &str, target: &str) -> bool {
    if !has_han(target) || !has_han(source) {
        return false;
    }
    let letters = Letters::of(target);
    letters.han > letters.latin || spaces::fold(source) == spaces::fold(target)
}

fn has_han(text: &str) -> bool {
    may_have_wide(text) && text.contains(is_han)
}

impl Bitext {
    /// Whether the Chinese of a bead is not translated: it has no English, or its English is Chinese still.
    /// English that waits to be written counts as English.
    #[must_use]
    pub fn is_untranslated(&self, bead: &Bead) -> bool {
        if bead.source.is_empty() {
            return false;
        }
        let mut target = self.bead_target(bead).iter();
        bead.target.is_empty()
            || target.any(|sentence| has_han(&sentence.text))
                && is_still_chinese(&self.source_text(bead), &self.target_text(bead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::testing::{bead, side};

    #[test]
    fn what_is_chinese_still() {
        let cases = [
            ("海上有灯。", "海上有灯。", true),
            ("海上有 灯。", "海上有\u{3000}灯。", true),
            // The Chinese has changed since.
            ("海上有一盏灯。", "海上有灯。", true),
            // Names and commands do not make it English.
            ("用 React 的 Components。", "用 React 的 Components。", true),
            (
                "用 React 吧，没有别的办法。",
                "用 React 好，没有别的办法。",
                true,
            ),
            ("海上有灯。", "A light at sea.", false),
            ("“人”字", "the character 人", false),
            ("灯塔", "Lighthouse (灯塔)", false),
            ("npm install", "npm install", false),
            ("海上有灯。", "", false),
            ("", "海上有灯。", false),
        ];
        for (source, target, expected) in cases {
            assert_eq!(
                is_still_chinese(source, target),
                expected,
                "{source} | {target}"
            );
        }
    }

    #[test]
    fn what_is_not_translated() {
        let bitext = Bitext {
            source: side("zh-CN", &["一。", "二。", "三。"]),
            target: side("en-US", &["One.", "二。", "And more."]),
            beads: vec![
                bead(0..1, 0..1),
                bead(1..2, 1..2),
                bead(2..3, 2..2),
                bead(3..3, 2..3),
            ],
            ..Bitext::default()
        };
        let untranslated = bitext.beads.iter().map(|bead| bitext.is_untranslated(bead));
        assert_eq!(untranslated.collect::<Vec<_>>(), [false, true, true, false]);
    }
}
