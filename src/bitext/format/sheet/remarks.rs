//! Comments and findings of a row as one text, where a format has one place for all of them; and what somebody made
//! of that text.

use std::fmt::Write as _;

use super::{OURS, Row};
use crate::bitext::desk::{Comment, Signature};

/// The line between two remarks.
const BETWEEN: &str = "———";

/// The remarks of a row; empty where there are none.
pub(crate) fn told(row: &Row) -> String {
    let mut told = String::new();
    let findings = row.findings.iter().map(|one| format!("{OURS}: {one}"));
    let comments = row.comments.iter().map(|one| {
        let Signature { by, at } = &one.signed;
        match (by.as_str(), at.as_str()) {
            ("", "") => one.text.clone(),
            (by, "") => format!("{by}: {}", one.text),
            (by, at) => format!("{by} ({at}): {}", one.text),
        }
    });
    for remark in findings.chain(comments) {
        if !told.is_empty() {
            let _ = write!(told, "\n{BETWEEN}\n");
        }
        told.push_str(remark.trim());
    }
    told
}

/// The comments in such a text, without the findings. What does not say whose it is is the author's.
pub(crate) fn read(text: &str, author: &str) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut remark = String::new();
    for line in text.lines().map(str::trim_end).chain([BETWEEN]) {
        if line.trim() != BETWEEN {
            let _ = writeln!(remark, "{line}");
            continue;
        }
        let said = std::mem::take(&mut remark);
        let said = said.trim();
        if said.is_empty() {
            continue;
        }
        let comment = signed(said).unwrap_or_else(|| Comment {
            signed: Signature {
                by: author.trim().to_owned(),
                at: String::new(),
            },
            text: said.to_owned(),
        });
        let is_finding = said
            .strip_prefix(OURS)
            .is_some_and(|said| said.starts_with(": "));
        match (is_finding, said.split_once('\n')) {
            (false, _) => comments.push(comment),
            // A finding is one line; what stands below it is an answer to it.
            (true, Some((_, answer))) => comments.push(Comment {
                signed: Signature {
                    by: author.trim().to_owned(),
                    at: String::new(),
                },
                text: answer.trim().to_owned(),
            }),
            (true, None) => {}
        }
    }
    comments
}

/// A remark that says whose it is, and when it was made: `Lin (2026-03-01T09:30:00Z): …`.
fn signed(remark: &str) -> Option<Comment> {
    let (head, text) = remark.split_once("): ")?;
    let (by, at) = head.rsplit_once(" (")?;
    let is_time = at.len() >= 20
        && at.ends_with('Z')
        && at.bytes().take(4).all(|byte| byte.is_ascii_digit())
        && !by.contains('\n');
    is_time.then(|| Comment {
        signed: Signature {
            by: by.to_owned(),
            at: at.to_owned(),
        },
        text: text.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_read_as_they_were_told_and_answers_are_their_writers() {
        let comment = |by: &str, at: &str, text: &str| Comment {
            signed: Signature {
                by: by.into(),
                at: at.into(),
            },
            text: text.into(),
        };
        let row = Row {
            findings: vec!["number (error): 3 became 4".into()],
            comments: vec![comment(
                "Lin (Hai)",
                "2026-03-01T09:30:00Z",
                "The tide?\nOr: the sea?",
            )],
            ..Row::default()
        };
        let told = told(&row);
        assert_eq!(read(&told, "Ann"), row.comments);
        let answered = format!("{told}\n{BETWEEN}\nThe tide.");
        assert_eq!(
            read(&answered, "Ann"),
            [row.comments[0].clone(), comment("Ann", "", "The tide.")]
        );
        assert_eq!(
            read("duizhao: number (error): 3 became 4\nIt is four.", "Ann"),
            [comment("Ann", "", "It is four.")]
        );
        assert!(read("", "Ann").is_empty());
    }
}
