//! Safe replacements, put into a text.

use std::ops::Range;

/// Bytes to be replaced, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes.
    pub place: Range<usize>,
    /// What they were.
    pub was: String,
    /// What they become.
    pub with: String,
}

/// Puts edits into `text`. One that overlaps an earlier one, or whose place no longer has what it had,
/// is left out; gives back the new text and the edits that were made, in order.
#[must_use]
pub fn edits(text: &str, mut edits: Vec<Edit>) -> (String, Vec<Edit>) {
    edits.sort_by_key(|edit| (edit.place.start, std::cmp::Reverse(edit.place.end)));
    let mut out = String::with_capacity(text.len());
    let mut made: Vec<Edit> = Vec::new();
    let mut at = 0;
    for edit in edits {
        let fits = edit.place.start >= at && text.get(edit.place.clone()) == Some(&edit.was);
        if fits && edit.was != edit.with {
            out.push_str(&text[at..edit.place.start]);
            out.push_str(&edit.with);
            at = edit.place.end;
            made.push(edit);
        }
    }
    out.push_str(&text[at..]);
    (out, made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_do_not_get_in_one_anothers_way() {
        let edit = |from: usize, to: usize, was: &str, with: &str| Edit {
            place: from..to,
            was: was.to_owned(),
            with: with.to_owned(),
        };
        let (text, made) = edits(
            "the  light tower， is",
            vec![
                edit(16, 19, "，", ", "),
                edit(3, 5, "  ", " "),
                edit(5, 16, "light tower", "lighthouse"),
                edit(5, 10, "light", "dark"),
                edit(20, 22, "was", "be"),
            ],
        );
        assert_eq!(text, "the lighthouse,  is");
        assert_eq!(made.len(), 3);
    }
}
