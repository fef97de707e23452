//! The JSON that the page receives; docs/review-api.md describes it.

use serde::Serialize;
use serde_json::{Value, json};

use super::counts::is_doubtful;
use super::findings::{Found, Place};
use super::marks::marks;
use super::session::Session;
use crate::bitext::edit::Patch;
use crate::bitext::{Bead, Bitext, Sentence, Stage, Status};
use crate::check::{RULES, Severity};
use crate::document::{BlockKind, Level};
use crate::report::FindingRecord;
use crate::segment::SegmentedDocument;

/// The largest number of findings of a rule in one answer.
const MOST_FINDINGS: usize = 500;
/// The number of missing beads above which a page has to load everything anew.
const MOST_TOLD: usize = 2_000;

pub(super) fn bead(session: &Session, at: usize) -> Value {
    let bitext = &session.bitext;
    let bead = &bitext.beads[at];
    let side = |all: &[Sentence], range: &std::ops::Range<usize>| -> Vec<Value> {
        range
            .clone()
            .map(|number| {
                let sentence = &all[number];
                let opens = number == 0 || all[number - 1].block != sentence.block;
                json!({"id": sentence.id.0, "text": sentence.text, "kind": sentence.kind.name(), "opens": opens})
            })
            .collect()
    };
    let mut target = side(&bitext.target.sentences, &bead.target);
    if let Some(text) = session.base.english_file() {
        for (shown, number) in target.iter_mut().zip(bead.target.clone()) {
            let (marks, is_now) = marks(text, &bitext.target.sentences[number]);
            if is_now && !marks.is_empty() {
                shown["marks"] = json!(marks);
            } else if !marks.is_empty() {
                shown["marked"] = json!(true);
            }
        }
    }
    let pending = bead.pending().map(|pending| {
        json!({
            "conflict": pending.is_conflict(), "base": pending.base, "file": pending.in_file(),
            "why": pending.why,
        })
    });
    let findings: Vec<Value> = session
        .findings
        .of(at)
        .iter()
        .map(|found| finding(session, at, found))
        .collect();
    json!({
        "index": at,
        "id": bead.id.0,
        "status": bead.status,
        "confidence": (f64::from(bead.confidence) * 1000.0).round() / 1000.0,
        "moved": bead.moved,
        "from": bead.moved.and_then(|_| origin(bitext, at)),
        "note": bead.note,
        "source": side(&bitext.source.sentences, &bead.source),
        "target": target,
        "changed": bead.is_changed(),
        "was": bead.was(),
        "pending": pending,
        "stage": stage(bead),
        "comments": bead.comments(),
        "proposals": bead.proposals(),
        "findings": findings,
    })
}

/// How far the translation of a bead is, and who said so; nobody where `by` is null.
fn stage(bead: &Bead) -> Value {
    let signed = bead.staged().map(|staged| &staged.signed);
    json!({"is": bead.stage(), "by": signed.map(|signed| &signed.by), "at": signed.map(|signed| &signed.at)})
}

/// Where the English of a moved bead stands: behind that of the bead `after`, which is null at the beginning of the
/// text. `up` says that the English stands further down than its Chinese, and was moved up to it.
fn origin(bitext: &Bitext, at: usize) -> Option<Value> {
    let bead = &bitext.beads[at];
    if bead.target.is_empty() {
        return None;
    }
    // What moved together stands together: the neighbour is that of all of it.
    let mut group: Vec<&std::ops::Range<usize>> = bitext
        .beads
        .iter()
        .filter(|one| one.moved == bead.moved && !one.target.is_empty())
        .map(|one| &one.target)
        .collect();
    group.sort_unstable_by_key(|target| std::cmp::Reverse(target.start));
    let mut start = bead.target.start;
    for target in group {
        if target.end == start {
            start = target.start;
        }
    }
    let after = start.checked_sub(1).and_then(|last| {
        let mut beads = bitext.beads.iter();
        beads.position(|one| one.target.contains(&last))
    });
    Some(json!({
        "after": after, "bead": after.map(|after| bitext.beads[after].id.0.as_str()),
        "up": after.is_some_and(|after| after > at),
    }))
}

/// A finding as the page reads it: the record, its bead as it is now, and its places by sentence.
#[derive(Serialize)]
struct PageFinding<'a> {
    #[serde(flatten)]
    record: FindingRecord,
    places: &'a [Place],
    stage: Stage,
}

pub(super) fn finding(session: &Session, at: usize, found: &Found) -> Value {
    let bead = &session.bitext.beads[at];
    let mut record = found.record.clone();
    record.bead = Some(bead.id.clone());
    record.index = Some(at);
    record.source.text = session.bitext.source_text(bead);
    record.target.text = session.bitext.target_text(bead);
    json!(PageFinding {
        record,
        places: &found.places,
        stage: bead.stage(),
    })
}

pub(super) fn beads(session: &Session, from: usize, count: usize) -> Value {
    let total = session.bitext.beads.len();
    let range = from.min(total)..from.saturating_add(count).min(total);
    json!({
        "version": session.version(),
        "total": total,
        "beads": range.map(|at| bead(session, at)).collect::<Vec<_>>(),
    })
}

/// The beads that a filter selects, of one stage or of any.
pub(super) fn list(session: &Session, filter: &str, stage: Option<Stage>) -> Option<Value> {
    let beads = &session.bitext.beads;
    let mut indices: Vec<usize> = match filter {
        "all" => (0..beads.len()).collect(),
        "doubtful" => (0..beads.len())
            .filter(|&at| is_doubtful(&beads[at], session.low))
            .collect(),
        "findings" => {
            let shown = |found: &Found| found.record.state == "new";
            (0..beads.len())
                .filter(|&at| session.findings.of(at).iter().any(shown))
                .collect()
        }
        _ => {
            let keep: fn(&Bead) -> bool = match filter {
                "unlinked" => |bead| !bead.is_linked(),
                "locked" => |bead| bead.status == Status::Locked,
                "rejected" => |bead| bead.status == Status::Rejected,
                "noted" => |bead| bead.note.is_some(),
                "moved" => |bead| bead.moved.is_some(),
                "pending" => |bead| bead.pending().is_some() && !bead.is_conflict(),
                "conflicts" => Bead::is_conflict,
                "stale" => |bead| bead.was().is_some(),
                "changed" => Bead::is_changed,
                "commented" => |bead| !bead.comments().is_empty(),
                "proposed" => |bead| !bead.proposals().is_empty(),
                _ => return None,
            };
            (0..beads.len()).filter(|&at| keep(&beads[at])).collect()
        }
    };
    if let Some(stage) = stage {
        indices.retain(|&at| beads[at].stage() == stage);
    }
    if filter == "doubtful" {
        indices.sort_by(|&one, &two| beads[one].confidence.total_cmp(&beads[two].confidence));
    }
    Some(json!({"version": session.version(), "indices": indices}))
}

/// The bead that wants work next behind this one, the open questions first; those before it come at the end.
pub(super) fn in_need(session: &Session, from: usize) -> Value {
    let beads = &session.bitext.beads;
    for stage in Stage::ALL {
        if stage == Stage::Approved {
            break;
        }
        let is_such = |&at: &usize| beads[at].stage() == stage;
        let behind = (from.saturating_add(1)..beads.len()).find(is_such);
        let found = behind.or_else(|| (0..from.min(beads.len())).find(is_such));
        if let Some(index) = found {
            return json!({"index": index, "stage": stage, "wrapped": index < from});
        }
    }
    json!({"index": null, "stage": null, "wrapped": false})
}

/// The part about the whole bitext that is in every answer to a change and to the question for changes.
fn whole(session: &Session) -> Value {
    let tally = session.tally();
    let mut counts = json!(tally.beads);
    counts["findings"] = json!(tally.findings);
    json!({
        "version": session.version(),
        "total": session.bitext.beads.len(),
        "saved": session.is_saved(),
        "failure": session.failure(),
        "checked": session.findings.is_complete,
        "conflict": session.conflict.as_ref().map(|what| json!({"what": what})),
        "undo": session.history.can_undo(),
        "redo": session.history.can_redo(),
        "counts": counts,
        "held": session.is_held(),
        "told": {"number": session.told.len(), "last": session.told.last()},
    })
}

fn patches(session: &Session, regions: &[Patch]) -> Vec<Value> {
    regions
        .iter()
        .map(|patch| {
            let beads = patch.at..patch.at + patch.inserted;
            json!({
                "at": patch.at,
                "removed": patch.removed,
                "beads": beads.map(|at| bead(session, at)).collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// The changes that a page with `version` lacks.
pub(super) fn changes(session: &Session, version: u64, said: Option<&str>) -> Value {
    let mut answer = whole(session);
    let lacking = session.since(version).filter(|regions| {
        let told: usize = regions.iter().map(|region| region.inserted).sum();
        told <= MOST_TOLD
    });
    answer["reload"] = json!(lacking.is_none());
    answer["patches"] = json!(patches(session, &lacking.unwrap_or_default()));
    if let Some(said) = said {
        answer["said"] = json!(said);
    }
    answer
}

pub(super) fn findings(session: &Session) -> Value {
    let mut rules: Vec<Value> = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for rule in RULES {
            let mut total = 0;
            let found: Vec<Value> = session
                .findings
                .all()
                .filter(|(_, found)| {
                    found.record.rule == rule.id && found.record.severity == severity
                })
                .filter_map(|(at, found)| {
                    total += 1;
                    if total > MOST_FINDINGS {
                        return None;
                    }
                    Some(finding(session, at, found))
                })
                .collect();
            if total > 0 {
                rules.push(
                    json!({"id": rule.id, "about": rule.about, "total": total, "findings": found}),
                );
            }
        }
    }
    json!({"version": session.version(), "checked": session.findings.is_complete, "rules": rules})
}

/// The title of a text in a list: that of the front matter of its Chinese, else its heading of the first
/// level. Other headings name a part of it.
pub(super) fn list_title(chinese: Option<&SegmentedDocument>, bitext: &Bitext) -> Option<String> {
    let front = chinese.and_then(|text| {
        let first = text.segments.first()?;
        let before = text.document.source.text.get(..first.source.start)?;
        let key = before.rsplit('\n').next()?.trim_start();
        let is_title = key.starts_with("title") || key.starts_with("\"title\"");
        is_title.then(|| first.text.clone())
    });
    front.or_else(|| {
        let mut sentences = bitext.source.sentences.iter();
        let heading = sentences.find(|sentence| sentence.kind == BlockKind::Heading(Level::H1))?;
        Some(heading.text.to_string())
    })
}

/// The title of a text: the first heading of the Chinese.
fn title(bitext: &Bitext) -> Option<&str> {
    let mut sentences = bitext.source.sentences.iter();
    let heading = sentences.find(|sentence| sentence.kind.is_heading())?;
    Some(&heading.text)
}

pub(super) fn session(session: &Session) -> Value {
    let side = |side: &crate::bitext::Side| json!({"language": side.language, "file": side.file, "sentences": side.sentences.len()});
    let mut answer = whole(session);
    answer["file"] = json!(session.files.path().display().to_string());
    answer["title"] = title(&session.bitext).map_or_else(|| answer["file"].clone(), Value::from);
    answer["source"] = side(&session.bitext.source);
    answer["target"] = side(&session.bitext.target);
    answer["low"] = json!(session.low);
    answer["notices"] = json!(session.notices);
    answer
}
