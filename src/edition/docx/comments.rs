//! Comments of a proof sheet: the explanation of a glossary term, at its first place in a row, and the findings
//! of the check at their sentences.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::xml::{HEAD, WORD, run_text};
use crate::bitext::SideName;
use crate::edition::FindingMark;
use crate::edition::slots::{Counted, Slot};

/// The comments made so far.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// The text of each comment, by its id.
    tips: Vec<String>,
    /// The explanations that this row has already.
    said: HashSet<(SideName, String)>,
}

impl Comments {
    /// Begins a row.
    pub(super) fn begin_row(&mut self) {
        self.said.clear();
    }

    /// The id of a comment with a finding.
    pub(super) fn finding(&mut self, finding: &FindingMark) -> usize {
        let mut tip = format!(
            "{} ({}): {}",
            finding.rule, finding.severity, finding.message
        );
        if let Some(suggestion) = finding.suggestion.as_ref().filter(|s| !s.is_empty()) {
            let _ = write!(tip, "\n→ {suggestion}");
        }
        self.tips.push(tip);
        self.tips.len() - 1
    }

    /// The id of a new comment with the explanation of a term; `None` if the row has it already.
    pub(super) fn term(&mut self, side: SideName, tip: &str) -> Option<usize> {
        if tip.trim().is_empty() || !self.said.insert((side, tip.to_owned())) {
            return None;
        }
        self.tips.push(tip.to_owned());
        Some(self.tips.len() - 1)
    }

    /// The text of each comment, by its id.
    pub(super) fn into_tips(self) -> Vec<String> {
        self.tips
    }
}

/// The comments part of comments with these texts; `None` without comments. Comments carry no date, so that
/// the same edition gives the same bytes.
pub(super) fn part(tips: &[String]) -> Option<String> {
    if tips.is_empty() {
        return None;
    }
    let mut part = format!("{HEAD}<w:comments xmlns:w=\"{WORD}\">\n");
    for (id, tip) in tips.iter().enumerate() {
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

/// The start of a comment's range.
pub(super) fn begin(id: usize) -> String {
    let id = Slot::Number(Counted::Comment, id);
    format!("<w:commentRangeStart w:id=\"{id}\"/>")
}

/// The end of a comment's range, with the reference to the comment.
pub(super) fn end(id: usize) -> String {
    let id = Slot::Number(Counted::Comment, id);
    format!(
        "<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr>\
         <w:commentReference w:id=\"{id}\"/></w:r>"
    )
}
