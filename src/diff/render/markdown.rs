//! The revision as Markdown for a comment on a pull request, within a limit of bytes.

use std::io::{self, Write};

use super::{Marking, View, counted, inline, place, said, shortened, title};
use crate::diff::{Change, ChangeKind, Revision};

/// Bytes kept free for the line that says how many changes are not shown.
const TAIL: usize = 200;
/// The number of characters of a moved block that are shown.
const EXCERPT: usize = 200;

pub(super) fn write(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!(
        "### {}\n\n{}; {} of {} sentences kept. chrF {:.1}, TER {:.1}, {:.1} % of the characters changed.\n\n",
        escaped(&format!(
            "{} → {}",
            revision.old.target.file, revision.new.target.file
        )),
        counted(revision),
        revision.kept,
        revision.new.target.sentences.len(),
        revision.scores.chrf,
        revision.scores.ter,
        100.0 * revision.scores.edit_rate
    );
    let mut left = 0;
    let mut add = |part: String| {
        if left > 0 || text.len() + part.len() + TAIL > view.limit.max(TAIL) {
            left += 1;
        } else {
            text += &part;
        }
    };
    for finding in &revision.new_findings {
        let place = place(&revision.new.target, &finding.sentences).unwrap_or_default();
        add(format!(
            "- **new finding** {} `{}` {}\n",
            escaped(&finding.message),
            finding.rule,
            escaped(&place)
        ));
    }
    if !view.stat {
        // Changes that may alter the meaning come first.
        let mut shown: Vec<&Change> = view.shown(revision).collect();
        shown.sort_by_key(|change| !change.is_loud());
        for change in shown {
            add(one(revision, change));
        }
    }
    if left > 0 {
        text +=
            &format!("\n…and {left} more that have no room here: `duizhao diff` shows them all.\n");
    }
    out.write_all(text.as_bytes())
}

fn one(revision: &Revision<'_>, change: &Change) -> String {
    let at = place(&revision.new.target, &change.new)
        .or_else(|| place(&revision.old.target, &change.old))
        .unwrap_or_default();
    let mut text = format!("\n**{}** {}\n", title(change), escaped(&at));
    for (loud, said) in said(change) {
        let mark = if loud { "⚠️ " } else { "" };
        text += &format!("\n{mark}{}\n", escaped(&said));
    }
    let block = change.kind == ChangeKind::Moved && change.scores.is_none() && change.old.len() > 1;
    let (old, new) = (revision.old_text(change), revision.new_text(change));
    if block {
        return text + &format!("\n> {}\n", escaped(&shortened(&new, EXCERPT)));
    }
    let (old_source, new_source) = (
        revision.old_source_text(change),
        revision.new_source_text(change),
    );
    let source = if change.source_edits.is_empty() {
        escaped(if new_source.is_empty() {
            &old_source
        } else {
            &new_source
        })
    } else {
        marked(&inline(&old_source, &new_source, &change.source_edits))
    };
    if !source.is_empty() {
        text += &format!("\n> {source}\n");
    }
    let target = if change.old.is_empty() {
        marked(&[(Marking::Come, &new)])
    } else if change.new.is_empty() {
        marked(&[(Marking::Gone, &old)])
    } else {
        marked(&inline(&old, &new, &change.edits))
    };
    if !target.is_empty() {
        text += &format!(">\n> {target}\n");
    }
    text
}

fn marked(pieces: &[(Marking, &str)]) -> String {
    pieces
        .iter()
        .map(|(piece, text)| match piece {
            Marking::Common => escaped(text),
            Marking::Gone | Marking::MovedAway => format!("<del>{}</del>", escaped(text)),
            Marking::Come => format!("<ins>{}</ins>", escaped(text)),
            Marking::MovedHere => format!("<ins><em>{}</em></ins>", escaped(text)),
        })
        .collect()
}

/// Text escaped so that Markdown shows it unchanged.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            // A name with @ would notify somebody, a # would link a ticket.
            '@' => safe += "&#64;",
            '#' => safe += "&#35;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            '\n' | '\r' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
