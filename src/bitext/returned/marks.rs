//! Quotation marks, apostrophes, ellipses and spaces: word processors change their shape while somebody types, and
//! nobody meant it.

use std::borrow::Cow;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::bitext::Bitext;

/// The most characters of a text in which marks are held against those before.
const LONGEST: usize = 20_000;

/// The shape of a mark that stands for all its shapes.
const fn alike(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' => '"',
        '‘' | '’' | '‚' | '‛' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        c => c,
    }
}

fn folded(text: &str) -> String {
    let text: String = text.chars().map(alike).collect();
    text.replace("...", "…")
}

/// Whether two texts differ in the shape of marks only.
pub(super) fn are_alike(a: &str, b: &str) -> bool {
    a != b && folded(a) == folded(b)
}

/// The shapes that a text uses throughout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    straight_quotes: bool,
    straight_apostrophes: bool,
    dots: bool,
}

impl Style {
    /// The shapes of the English: straight ones where there are no others.
    pub(super) fn of(bitext: &Bitext) -> Style {
        let mut counts = [0usize; 6];
        for sentence in &bitext.target.sentences {
            for c in sentence.text.chars() {
                match c {
                    '"' => counts[0] += 1,
                    '“' | '”' => counts[1] += 1,
                    '\'' => counts[2] += 1,
                    '‘' | '’' => counts[3] += 1,
                    '…' => counts[5] += 1,
                    _ => {}
                }
            }
            counts[4] += usize::from(sentence.text.contains("..."));
        }
        Style {
            straight_quotes: counts[0] > 0 && counts[1] == 0,
            straight_apostrophes: counts[2] > 0 && counts[3] == 0,
            dots: counts[4] > 0 && counts[5] == 0,
        }
    }

    /// A mark as the text has it.
    const fn shaped(self, c: char) -> char {
        match (alike(c), c) {
            ('"', _) if self.straight_quotes => '"',
            ('\'', _) if self.straight_apostrophes => '\'',
            (_, c) => c,
        }
    }

    /// The text with the marks that `base` has wherever it did not change, and with those of the style elsewhere.
    pub(super) fn kept(self, base: &str, text: &str) -> String {
        let text: Cow<'_, str> = if (self.dots || base.contains("...")) && !base.contains('…') {
            text.replace('…', "...").into()
        } else {
            text.into()
        };
        let (old, new): (Vec<char>, Vec<char>) = (base.chars().collect(), text.chars().collect());
        if old.len().max(new.len()) > LONGEST {
            return text.into_owned();
        }
        let of = |chars: &[char]| chars.iter().copied().map(alike).collect::<Vec<char>>();
        let mut out = String::with_capacity(text.len());
        for op in capture_diff_slices(Algorithm::Myers, &of(&old), &of(&new)) {
            match op {
                DiffOp::Equal { old_index, len, .. } => {
                    out.extend(&old[old_index..old_index + len]);
                }
                DiffOp::Insert {
                    new_index, new_len, ..
                }
                | DiffOp::Replace {
                    new_index, new_len, ..
                } => {
                    let came = new[new_index..new_index + new_len].iter();
                    out.extend(came.map(|c| self.shaped(*c)));
                }
                DiffOp::Delete { .. } => {}
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_keep_their_shape_where_nothing_changed() {
        let straight = Style {
            straight_quotes: true,
            straight_apostrophes: true,
            dots: true,
        };
        let base = "\"It's late...\" he said.";
        assert!(are_alike(base, "“It’s late…” he said."));
        assert!(!are_alike(base, base));
        assert!(!are_alike(base, "“It’s early…” he said."));
        assert_eq!(
            straight.kept(base, "“It’s early…” he said, “isn’t it?”"),
            "\"It's early...\" he said, \"isn't it?\""
        );
        let free = Style::default();
        assert_eq!(
            free.kept("It’s late.", "It’s ‘very’ late."),
            "It’s ‘very’ late."
        );
        assert_eq!(free.kept("", "It’s"), "It’s");
    }
}
