//! White space: folded to single spaces, with the way back, and put between sentences that are joined.
//!
//! The ideographic space (U+3000) is a character that is seen, as between a name and what follows it
//! (`张三　灯塔`): folding leaves it where it stands and takes it away only at the ends of a text, as the
//! segmenter does. All other white space, however long, is one space.

use std::ops::Range;

use super::hash::Fnv;
use super::script::is_cjk_wide;

/// White space that folding makes one space of.
fn is_folded(c: char) -> bool {
    c.is_whitespace() && c != '\u{3000}'
}

/// Each run of white space as one space, none at the ends.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let words = text.trim().split(is_folded);
    for word in words.filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The hash of a text's words with a space between them. All white space is left aside, the ideographic too:
/// ids and names that are kept in files were made of this hash.
pub(crate) fn hash_of_words(text: &str) -> Fnv {
    let mut hash = Fnv::default();
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            hash.add(b" ");
        }
        hash.add(word.as_bytes());
    }
    hash
}

/// Leads from bytes of a folded text back to bytes of the text that it was folded from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// Ends of the runs of white space that are not as long on both sides: in the folded text, and in
    /// the original.
    ends: Vec<(usize, usize)>,
}

impl OffsetMap {
    /// The way back from `folded` to `original`; none where one is not the other but for the length and
    /// kind of its white space.
    #[must_use]
    pub fn between(original: &str, folded: &str) -> Option<OffsetMap> {
        let mut map = OffsetMap::default();
        let (mut rest, mut left) = (original, folded);
        while let Some(c) = left.chars().next() {
            let d = rest.chars().next()?;
            let (seen, come) = if is_folded(c) {
                // Texts from elsewhere may have folded an ideographic space, too.
                let run = run(rest).max(if d.is_whitespace() { d.len_utf8() } else { 0 });
                (run, self::run(left))
            } else if c == d {
                (c.len_utf8(), c.len_utf8())
            } else {
                return None;
            };
            if seen == 0 {
                return None;
            }
            (rest, left) = (&rest[seen..], &left[come..]);
            if seen != come {
                let ends = (folded.len() - left.len(), original.len() - rest.len());
                map.ends.push(ends);
            }
        }
        Some(map)
    }

    /// The byte of the original that a byte of the folded text stands for. That of a folded space is the
    /// first of its run, the one behind it the first behind the run.
    #[must_use]
    pub fn original(&self, offset: usize) -> usize {
        let after = self.ends.partition_point(|&(folded, _)| folded <= offset);
        match after.checked_sub(1).map(|last| self.ends[last]) {
            Some((folded, original)) => original + (offset - folded),
            None => offset,
        }
    }

    /// The byte of the folded text that stands for a byte of the original; for one inside folded white space the
    /// byte behind the space.
    #[must_use]
    pub fn folded(&self, offset: usize) -> usize {
        let after = self
            .ends
            .partition_point(|&(_, original)| original <= offset);
        let folded = match after.checked_sub(1).map(|last| self.ends[last]) {
            Some((folded, original)) => folded + (offset - original),
            None => offset,
        };
        let most = self.ends.get(after).map_or(folded, |&(next, _)| next);
        folded.min(most)
    }

    /// [`OffsetMap::original`] of both ends.
    #[must_use]
    pub fn originals(&self, of: &Range<usize>) -> Range<usize> {
        self.original(of.start)..self.original(of.end)
    }
}

/// The number of bytes of folded white space that a text begins with.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_folded).len()
}

/// The text without any white space, so that it does not matter how pieces of it were joined.
pub(crate) fn without(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The separator of two sentences that become one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Between English ones: a space.
    English,
    /// Between Chinese ones: nothing, but a space where Latin letters or digits would otherwise run
    /// together (`…by IBM.` `AI…`).
    Chinese,
    /// Between sentences of either language, to be read: a space unless wide type meets wide type.
    Either,
    /// Between stretches that keep their own white space: a space unless there is some, or wide type,
    /// on either side.
    Written,
}

impl Joint {
    /// Whether a space belongs between what was written and what follows.
    #[must_use]
    pub fn is_space(self, before: &str, behind: &str) -> bool {
        let (Some(last), first) = (before.chars().next_back(), behind.chars().next()) else {
            return false;
        };
        match self {
            Joint::English => true,
            Joint::Chinese => ends_latin(last) && first.is_some_and(is_latin),
            Joint::Either => !is_cjk_wide(last) || first.is_some_and(|c| !is_cjk_wide(c)),
            Joint::Written => {
                let apart = |c: char| is_cjk_wide(c) || c.is_whitespace();
                !apart(last) && first.is_some_and(|c| !apart(c))
            }
        }
    }

    /// The sentences as one text.
    #[must_use]
    pub fn join<'t>(self, sentences: impl IntoIterator<Item = &'t str>) -> String {
        let mut joined = String::new();
        for sentence in sentences {
            if self.is_space(&joined, sentence) {
                joined.push(' ');
            }
            joined.push_str(sentence);
        }
        joined
    }
}

/// A letter or digit that wants a space before its like: anything alphanumeric but wide type.
fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk_wide(c)
}

/// The same at the end of a sentence, where ASCII punctuation may follow.
fn ends_latin(c: char) -> bool {
    is_latin(c) || matches!(c, '.' | '!' | '?' | ',' | ';' | ':' | ')' | ']' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_single_spaces_but_for_the_ideographic() {
        for (text, folded) in [
            (" a \n\t b\u{a0}c ", "a b c"),
            ("张三\u{3000}灯塔", "张三\u{3000}灯塔"),
            (
                "\u{3000}\u{3000}张三 \u{3000} 灯塔\u{3000}",
                "张三 \u{3000} 灯塔",
            ),
            (" \n ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn offsets_lead_back_behind_every_kind_of_white_space() {
        for original in [
            "a  b\n\t c",
            "张三\u{3000}灯塔  亮了",
            "张三 \u{3000}  灯塔\u{a0}亮",
            "x\u{2003}y",
            "plain",
        ] {
            let folded = fold(original);
            let map = OffsetMap::between(original, &folded).expect("its own folding");
            for (at, c) in folded.char_indices().filter(|(_, c)| !is_folded(*c)) {
                let back = &original[map.original(at)..];
                assert_eq!(back.chars().next(), Some(c), "{original:?} at {at}");
            }
            assert_eq!(map.original(folded.len()), original.len());
            for (at, c) in original.char_indices().filter(|(_, c)| !is_folded(*c)) {
                let there = &folded[map.folded(at)..];
                assert_eq!(there.chars().next(), Some(c), "{original:?} at {at}");
            }
            assert_eq!(map.folded(original.len()), folded.len());
        }
    }

    #[test]
    fn a_folded_space_is_all_of_its_run() {
        let map = OffsetMap::between("a \n b", "a b").expect("its folding");
        assert_eq!(map.originals(&(1..2)), 1..4);
        assert_eq!(map.originals(&(0..1)), 0..1);
        assert_eq!(map.originals(&(2..3)), 4..5);
    }

    #[test]
    fn other_words_have_no_way_back() {
        assert_eq!(OffsetMap::between("a b", "a c"), None);
        assert_eq!(OffsetMap::between("ab", "a b"), None);
        assert_eq!(OffsetMap::between("a", "a b"), None);
        // Folded by another rule, and not folded at all.
        let map = OffsetMap::between("张\u{3000}三", "张 三").expect("only white space differs");
        assert_eq!(map.original(4), 6);
        let map = OffsetMap::between("a b", "a  b").expect("only white space differs");
        assert_eq!(map.original(3), 2);
    }

    #[test]
    fn each_joint_has_its_rule() {
        for (before, behind, spaces) in [
            // English, Chinese, either, written.
            ("He came.", "I left.", [true, true, true, true]),
            ("他来了。", "我走了。", [true, false, false, false]),
            ("用的是 AI", "2.0 版", [true, true, true, true]),
            ("2.0 版", "OK", [true, false, true, false]),
            ("(He", "[left]", [true, false, true, true]),
            ("He ", "left", [true, false, true, false]),
            ("", "He", [false; 4]),
        ] {
            let joints = [
                Joint::English,
                Joint::Chinese,
                Joint::Either,
                Joint::Written,
            ];
            let said = joints.map(|joint| joint.is_space(before, behind));
            assert_eq!(said, spaces, "{before:?} {behind:?}");
        }
        assert_eq!(Joint::English.join(["One.", "Two."]), "One. Two.");
        assert_eq!(Joint::English.join([]), "");
    }
}
