//! `markup`: addresses, placeholders and code of the visible text, and links where the documents are
//! at hand. What stands in the Chinese stands in the English, letter by letter, in any order.

use super::Context;
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};
use crate::document::MarkKind;
use crate::segment::SegmentedDocument;
use crate::text::literal::literals;

pub(super) fn check(
    pair: &CheckedBead<'_>,
    context: &Context<'_>,
    severity: Severity,
    found: &mut Vec<BeadFinding>,
) {
    if !pair.is_linked() {
        return;
    }
    let mut source = visible(&pair.source);
    let mut target = visible(&pair.target);
    if let Some((chinese, english)) = context.texts {
        source.extend(marked(chinese, pair.bead.source.clone()));
        target.extend(marked(english, pair.bead.target.clone()));
    }
    if source.is_empty() && target.is_empty() {
        return;
    }
    // The number of times does not matter: English says once what Chinese says twice.
    let differs = |some: &[Item], others: &[Item]| -> Vec<Item> {
        let mut missing: Vec<Item> = some
            .iter()
            .filter(|item| !others.iter().any(|other| other.what == item.what))
            .cloned()
            .collect();
        missing.dedup_by(|one, two| one.what == two.what);
        missing
    };
    let missing = differs(&source, &target);
    let added = differs(&target, &source);
    for item in &missing {
        let mut message = format!("{} is not in the English", item.what);
        let changed = added.iter().find(|other| other.kind == item.kind);
        if let Some(other) = changed {
            message = format!("{} has become {}", item.what, other.what);
        }
        let mut finding =
            BeadFinding::new("markup", severity, pair.index, item.what.as_str(), message)
                .at_source(item.place.clone());
        if let Some(other) = changed.filter(|other| !other.place.is_empty()) {
            finding = finding
                .at_target(other.place.clone())
                .fixed(item.what.as_str(), false);
        }
        found.push(finding);
    }
    for item in added {
        if !missing.iter().any(|other| other.kind == item.kind) {
            let message = format!("{} is not in the Chinese", item.what);
            let finding =
                BeadFinding::new("markup", severity, pair.index, item.what.as_str(), message);
            found.push(finding.at_target(item.place));
        }
    }
}

#[derive(Clone)]
struct Item {
    kind: &'static str,
    what: String,
    /// Its bytes in the bead's text; none for what is not visible.
    place: std::ops::Range<usize>,
}

/// The items of the visible text.
fn visible(text: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    if !text
        .bytes()
        .any(|b| matches!(b, b':' | b'@' | b'{' | b'%' | b'`' | b'w'))
    {
        return items;
    }
    let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
    for two in ticks.chunks_exact(2) {
        items.push(Item {
            kind: "code",
            what: text[two[0]..=two[1]].to_owned(),
            place: two[0]..two[1] + 1,
        });
    }
    for literal in literals(text) {
        let place = literal.span.range();
        if items.iter().any(|code| code.place.contains(&place.start)) {
            continue;
        }
        let what = text[place.clone()].trim_end_matches('/').to_owned();
        items.push(Item {
            kind: match literal.kind {
                crate::text::literal::LiteralKind::Placeholder => "placeholder",
                _ => "address",
            },
            what,
            place,
        });
    }
    items
}

/// Links to other sites and code of these sentences.
fn marked(text: &SegmentedDocument, sentences: std::ops::Range<usize>) -> Vec<Item> {
    let mut items = Vec::new();
    for segment in text.segments.get(sentences).unwrap_or_default() {
        let block = &text.document.blocks[segment.block];
        let inside = |mark: &&crate::document::Mark| {
            segment.place.contains(&mark.over) && !mark.over.is_empty()
        };
        for mark in block.marks.iter().filter(inside) {
            let (kind, what) = match &mark.kind {
                MarkKind::Link(url) if url.contains("://") => {
                    ("address", url.trim_end_matches('/').to_owned())
                }
                MarkKind::Code => ("code", format!("`{}`", mark.over.of(&block.text))),
                _ => continue,
            };
            let place = 0..0;
            items.push(Item { kind, what, place });
        }
    }
    items
}
