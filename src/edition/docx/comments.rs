//! Comments: what the glossary says, where a term first stands in a row.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::xml::{HEAD, WORD, run_text};
use crate::edition::SideName;

/// The comments made so far.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// What each says, by its id.
    tips: Vec<String>,
    /// What was said in this row.
    said: HashSet<(SideName, String)>,
}

impl Comments {
    /// A row begins.
    pub(super) fn begin_row(&mut self) {
        self.said.clear();
    }

    /// The id of a new comment; none where the row has it already.
    pub(super) fn add(&mut self, side: SideName, tip: &str) -> Option<usize> {
        if tip.trim().is_empty() || !self.said.insert((side, tip.to_owned())) {
            return None;
        }
        self.tips.push(tip.to_owned());
        Some(self.tips.len() - 1)
    }

    /// The part of the comments; none without any. Comments have no date: a file made again is the
    /// same.
    pub(super) fn part(&self) -> Option<String> {
        if self.tips.is_empty() {
            return None;
        }
        let mut part = format!("{HEAD}<w:comments xmlns:w=\"{WORD}\">\n");
        for (id, tip) in self.tips.iter().enumerate() {
            let _ = writeln!(
                part,
                "<w:comment w:id=\"{id}\" w:author=\"duizhao\" w:initials=\"dz\"><w:p>\
                 <w:pPr><w:pStyle w:val=\"CommentText\"/></w:pPr>\
                 <w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:annotationRef/></w:r>\
                 <w:r>{}</w:r></w:p></w:comment>",
                run_text(tip)
            );
        }
        Some(part + "</w:comments>\n")
    }
}

/// A comment's range begins.
pub(super) fn begin(id: usize) -> String {
    format!("<w:commentRangeStart w:id=\"{id}\"/>")
}

/// A comment's range ends; the comment hangs here.
pub(super) fn end(id: usize) -> String {
    format!(
        "<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr>\
         <w:commentReference w:id=\"{id}\"/></w:r>"
    )
}
