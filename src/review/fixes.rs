//! The fixes of findings: what they would change, told before they are made, and made as one step.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::findings::{Found, from_sentence};
use super::session::{ApiError, Outcome, Session};
use crate::bitext::Bitext;
use crate::check::fixes::{self, SentenceEdit};

/// What of a sentence is shown around the words that change.
const AROUND: usize = 60;

/// Which fixes are to be made.
#[derive(Deserialize)]
pub(super) struct Fixed {
    pub(super) version: u64,
    /// One finding.
    fingerprint: Option<String>,
    /// The safe ones of a rule, of all with `*`.
    rule: Option<String>,
    /// The findings of the rule that are left as they are.
    #[serde(default)]
    except: HashSet<String>,
    /// The findings of the rule that are meant; without it all are.
    only: Option<HashSet<String>>,
}

/// A fix that may be made, with the index of its bead.
struct Proposed<'a> {
    bead: usize,
    found: &'a Found,
    edits: Vec<SentenceEdit>,
}

fn proposed<'a>(session: &'a Session, wanted: impl Fn(&Found, bool) -> bool) -> Vec<Proposed<'a>> {
    let all = session.findings.all();
    let proposed = all.filter_map(|(at, found)| {
        let safe = found.record.replacement.as_ref()?.safe;
        let edits = found.fix.clone()?;
        let bead = session.bitext.beads.get(at)?;
        wanted(found, safe).then(|| Proposed {
            bead: at,
            found,
            edits: from_sentence(edits, |number| bead.target.start + number),
        })
    });
    proposed.collect()
}

/// Whether the fix of a finding is safe and of a rule, of any with `*`.
fn is_of(found: &Found, safe: bool, rule: &str) -> bool {
    safe && found.record.state == "new" && (rule == "*" || rule == found.record.rule)
}

fn edits_of(proposed: &[Proposed<'_>]) -> Vec<Vec<SentenceEdit>> {
    proposed.iter().map(|one| one.edits.clone()).collect()
}

/// Makes fixes as one step.
///
/// # Errors
/// Nothing to fix; what [`Session::perform`] refuses.
pub(super) fn fix(session: &mut Session, asked: &Fixed) -> Result<Outcome, ApiError> {
    let wanted = |found: &Found, safe: bool| {
        let key = found.record.fingerprint.to_string();
        match (&asked.fingerprint, &asked.rule) {
            (Some(one), _) => *one == key,
            (None, Some(rule)) => {
                let is_chosen = match &asked.only {
                    Some(only) => only.contains(&key),
                    None => !asked.except.contains(&key),
                };
                is_of(found, safe, rule) && is_chosen
            }
            (None, None) => false,
        }
    };
    let edits = edits_of(&proposed(session, wanted));
    let fixes = fixes::in_bitext(&session.bitext, &edits);
    let (number, operations) = (fixes.made(), fixes.operations);
    if operations.is_empty() {
        return Err(ApiError::Unknown("there is nothing to fix any more".into()));
    }
    let mut outcome = session.perform(asked.version, &operations, false)?;
    outcome.said = match number {
        1 => "fixed".to_owned(),
        more => format!("fixed {more} places"),
    };
    Ok(outcome)
}

/// The safe fixes of a rule (of all with `*`), each with what it changes: `most` of them, without the first `from`.
pub(super) fn list(session: &Session, rule: &str, (from, most): (usize, usize)) -> Value {
    let proposed = proposed(session, |found, safe| is_of(found, safe, rule));
    let edits = edits_of(&proposed);
    let outcomes = fixes::in_bitext(&session.bitext, &edits).outcomes;
    let shown = proposed.iter().zip(&outcomes).skip(from).take(most);
    let shown: Vec<Value> = shown
        .map(|(one, outcome)| {
            let record = &one.found.record;
            json!({
                "key": record.fingerprint, "rule": record.rule, "severity": record.severity,
                "message": record.message, "index": one.bead,
                "bead": session.bitext.beads[one.bead].id.0.as_str(),
                "pieces": pieces(&session.bitext, &one.edits),
                "why": outcome.map(|why| why.to_string()),
            })
        })
        .collect();
    json!({"version": session.version(), "total": proposed.len(), "fixes": shown})
}

/// The sentences of a fix with the words that it takes out and those that it puts in.
fn pieces(bitext: &Bitext, edits: &[SentenceEdit]) -> Vec<(&'static str, String)> {
    let mut edits: Vec<&SentenceEdit> = edits.iter().collect();
    edits.sort_by_key(|one| (one.sentence, one.edit.place.start));
    let mut pieces: Vec<(&'static str, String)> = Vec::new();
    for of_one in edits.chunk_by(|one, two| one.sentence == two.sentence) {
        let Some(sentence) = bitext.target.sentences.get(of_one[0].sentence) else {
            continue;
        };
        let text = sentence.text.as_str();
        if !pieces.is_empty() {
            pieces.push(("common", " … ".into()));
        }
        let mut end = 0;
        for one in of_one {
            let common = text.get(end..one.edit.place.start).unwrap_or_default();
            pieces.push(("common", around(common, end > 0, true)));
            pieces.push(("gone", one.edit.was.clone()));
            pieces.push(("come", one.edit.with.clone()));
            end = one.edit.place.end;
        }
        let rest = text.get(end..).unwrap_or_default();
        pieces.push(("common", around(rest, true, false)));
    }
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// A stretch that does not change, without what is far from the words on its left and on its right that do.
fn around(text: &str, has_left: bool, has_right: bool) -> String {
    let characters = text.chars().count();
    let kept = AROUND * (usize::from(has_left) + usize::from(has_right));
    if characters <= kept {
        return text.to_owned();
    }
    let left: String = text
        .chars()
        .take(if has_left { AROUND } else { 0 })
        .collect();
    let right = characters - if has_right { AROUND } else { 0 };
    let right: String = text.chars().skip(right).collect();
    format!("{left}…{right}")
}
