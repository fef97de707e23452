//! Conflicts that git left in a text: their marker lines.

use super::model::{BlockKind, Document};
use crate::text::SourceSpan;

/// What a line is to a conflict.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Ours,
    Base,
    Middle,
    Theirs,
}

/// The line (from 1) at which git's first conflict in a text begins: `<<<<<<<`, perhaps `|||||||`, `=======`
/// and `>>>>>>>`, in this order and each at the beginning of a line. A conflict that lies in one fenced block of
/// code is an example and does not count.
#[must_use]
pub fn conflict_marker(document: &Document) -> Option<usize> {
    let text = &document.source.text;
    // Members of an archive are no files that git merges.
    if !has_marker(text) || !document.source.parts.is_empty() {
        return None;
    }
    let fences: Vec<SourceSpan> = document
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Opaque)
        .map(|block| block.span)
        .filter(|span| {
            let code = span.range();
            let code = text.get(code).unwrap_or_default().trim_start();
            code.starts_with("```") || code.starts_with("~~~")
        })
        .collect();
    let is_example = |from: usize, to: usize| {
        fences
            .iter()
            .any(|fence| fence.start < from && to <= fence.end)
    };
    // The conflict that is open: its line, its first byte, and the marker seen last.
    let mut open: Option<(usize, usize, Marker)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let here = at;
        at += line.len();
        let Some(marker) = marker(line) else {
            continue;
        };
        open = match (open, marker) {
            (_, Marker::Ours) => Some((number + 1, here, marker)),
            (Some((first, from, Marker::Ours)), Marker::Base)
            | (Some((first, from, Marker::Ours | Marker::Base)), Marker::Middle) => {
                Some((first, from, marker))
            }
            (Some((first, from, Marker::Middle)), Marker::Theirs) => {
                if !is_example(from, at) {
                    return Some(first);
                }
                None
            }
            // A line of equal signs inside a version underlines a heading.
            (open, Marker::Middle) => open,
            _ => None,
        };
    }
    None
}

/// The line (from 1) of the first `<<<<<<<` in a text, wherever it stands and whatever follows.
#[must_use]
pub fn first_marker(text: &str) -> Option<usize> {
    text.split_inclusive('\n')
        .position(|line| marker(line) == Some(Marker::Ours))
        .map(|line| line + 1)
}

/// Whether a line begins a conflict, for a quick look.
fn has_marker(text: &str) -> bool {
    text.contains("<<<<<<<")
}

fn marker(line: &str) -> Option<Marker> {
    let line = line.trim_end_matches(['\n', '\r']);
    let (marker, label) = line.split_at_checked(7)?;
    let labelled = label.is_empty() || label.starts_with(' ');
    match marker {
        "<<<<<<<" if labelled => Some(Marker::Ours),
        "|||||||" if labelled => Some(Marker::Base),
        "=======" if label.is_empty() => Some(Marker::Middle),
        ">>>>>>>" if labelled => Some(Marker::Theirs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::read_bytes;

    fn found(name: &str, text: &str) -> Option<usize> {
        conflict_marker(&read_bytes(text.into(), Path::new(name), None).unwrap())
    }

    #[test]
    fn a_conflict_is_found_by_its_first_line() {
        let text = "One.\n\n<<<<<<< HEAD\nTwo.\n=======\nThree.\n>>>>>>> other\n";
        assert_eq!(found("en.md", text), Some(3));
        assert_eq!(found("en.txt", text), Some(3));
        assert_eq!(found("en.md", &text.replace('\n', "\r\n")), Some(3));
        let with_base = text.replace("=======", "||||||| 1a2b3c\nOld.\n=======");
        assert_eq!(found("en.md", &with_base), Some(3));
        let heading = text.replace("Two.\n", "Two\n=======\n\nMore.\n");
        assert_eq!(found("en.md", &heading), Some(3));
    }

    #[test]
    fn what_is_no_conflict_passes() {
        for text in [
            "A heading\n=======\n\nOne.\n",
            "<<<<<<< HEAD\n\nOne.\n",
            ">>>>>>> a\n=======\n<<<<<<< b\n",
            "An arrow <<<<<<< here.\n=======\n>>>>>>> there\n",
            "<<<<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> b\n",
        ] {
            assert_eq!(found("en.md", text), None, "{text}");
        }
    }

    #[test]
    fn an_example_in_a_fenced_block_passes() {
        let conflict = "<<<<<<< ours\nOne.\n=======\nTwo.\n>>>>>>> theirs\n";
        for fence in ["```", "~~~"] {
            let text = format!("Git writes:\n\n{fence}text\n{conflict}{fence}\n\nThat is all.\n");
            assert_eq!(found("en.md", &text), None, "{text}");
            let both = format!("{text}\n{conflict}");
            assert_eq!(found("en.md", &both), Some(13), "{both}");
        }
        // A fence that one of the versions opened does not hide the conflict.
        let text = "<<<<<<< ours\n```\na\n=======\n```\nb\n>>>>>>> theirs\n```\n";
        assert_eq!(found("en.md", text), Some(1));
    }

    #[test]
    fn a_conflict_in_front_matter_counts() {
        let text =
            "---\n<<<<<<< ours\nauthor: A\n=======\nauthor: B\n>>>>>>> theirs\n---\n\nOne.\n";
        assert_eq!(found("en.md", text), Some(2));
    }
}
