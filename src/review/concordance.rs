//! Concordance: the places of words in a text, and how the terms of the glossary are rendered in it.

use serde::Serialize;

use super::finder::fold;
use crate::bitext::{Bead, Bitext, SideName};
use crate::glossary::{Concept, Rendering, TermMatcher, Termbase, longest};

/// A place of the wanted words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Hit {
    /// The index of the bead.
    pub(super) index: usize,
    pub(super) bead: String,
    pub(super) side: SideName,
    /// Counted within the bead.
    pub(super) sentence: usize,
    pub(super) text: String,
    /// In UTF-16 units of the sentence.
    pub(super) from: usize,
    pub(super) to: usize,
    /// The text of the other side.
    pub(super) other: String,
}

/// The places of words in either language: all are counted, and the first `most` given. Case does not
/// matter.
pub(super) fn search(bitext: &Bitext, wanted: &str, most: usize) -> (usize, Vec<Hit>) {
    let wanted: Vec<char> = fold(wanted.trim()).collect();
    let mut hits = Vec::new();
    let mut total = 0;
    if wanted.is_empty() {
        return (total, hits);
    }
    for (index, bead) in bitext.beads.iter().enumerate() {
        for (side, range, sentences) in [
            (SideName::Source, &bead.source, &bitext.source),
            (SideName::Target, &bead.target, &bitext.target),
        ] {
            for (sentence, one) in sentences.slice(range).iter().enumerate() {
                let Some((from, to)) = stands(&one.text, &wanted) else {
                    continue;
                };
                total += 1;
                if hits.len() < most {
                    hits.push(Hit {
                        index,
                        bead: bead.id.0.to_string(),
                        side,
                        sentence,
                        text: one.text.to_string(),
                        from,
                        to,
                        other: match side {
                            SideName::Source => bitext.target_text(bead),
                            SideName::Target => bitext.source_text(bead),
                        },
                    });
                }
            }
        }
    }
    (total, hits)
}

/// The first place of the wanted text, in UTF-16 units.
fn stands(text: &str, wanted: &[char]) -> Option<(usize, usize)> {
    let folded: Vec<char> = fold(text).collect();
    let first = folded
        .windows(wanted.len())
        .position(|window| window == wanted)?;
    let units = |count: usize| -> usize { text.chars().take(count).map(char::len_utf16).sum() };
    Some((units(first), units(first + wanted.len())))
}

/// How a term is rendered at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RenderingKind {
    /// As the glossary prefers it.
    Preferred,
    /// In another way that the glossary allows.
    Variant,
    /// In a way that the glossary forbids.
    Forbidden,
    /// Left in Chinese.
    Chinese,
    /// In no way that the glossary has.
    Other,
    /// The link has no English.
    Untranslated,
}

/// A use of a term: a bead that has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Use {
    pub(super) index: usize,
    pub(super) bead: String,
    pub(super) source: String,
    pub(super) target: String,
    #[serde(skip)]
    pub(super) kind: RenderingKind,
    /// The rendering as the glossary has it; empty for one that it has not.
    #[serde(skip)]
    pub(super) english: String,
}

/// The beads whose Chinese has a term of the glossary, each with how its English renders it.
pub(super) fn uses(
    bitext: &Bitext,
    term: &str,
    termbase: &Termbase,
    matcher: &TermMatcher,
) -> Vec<Use> {
    let files = (bitext.source.file.as_str(), bitext.target.file.as_str());
    let is_meant: Vec<bool> = termbase
        .concepts
        .iter()
        .map(|concept| concept.source == term && concept.applies_to(files))
        .collect();
    if !is_meant.contains(&true) {
        return Vec::new();
    }
    let mut uses = Vec::new();
    for (index, bead) in bitext.beads.iter().enumerate() {
        let source = bitext.source_text(bead);
        let has = matcher
            .in_source(&source)
            .iter()
            .any(|hit| is_meant[hit.concept]);
        if has {
            uses.push(one_use(
                bitext,
                (index, bead),
                (term, source),
                &is_meant,
                (termbase, matcher),
            ));
        }
    }
    uses
}

fn one_use(
    bitext: &Bitext,
    (index, bead): (usize, &Bead),
    (term, source): (&str, String),
    is_meant: &[bool],
    (termbase, matcher): (&Termbase, &TermMatcher),
) -> Use {
    let target = bitext.target_text(bead);
    let mut hits = matcher.in_target(&target);
    hits.retain(|hit| is_meant[hit.concept]);
    let best = longest(hits)
        .into_iter()
        .min_by_key(|hit| rank(hit.rendering));
    let (kind, english) = match best {
        Some(hit) => named(&termbase.concepts[hit.concept], hit.rendering),
        None if target.is_empty() => (RenderingKind::Untranslated, String::new()),
        None if target.contains(term) => (RenderingKind::Chinese, term.to_owned()),
        None => (RenderingKind::Other, String::new()),
    };
    Use {
        index,
        bead: bead.id.0.to_string(),
        source,
        target,
        kind,
        english,
    }
}

/// Where one English has several renderings, the one that the glossary likes best is told.
fn rank(rendering: Rendering) -> usize {
    match rendering {
        Rendering::Preferred => 0,
        Rendering::Variant(at) => 1 + at,
        Rendering::Related { to, .. } => 500 + to,
        Rendering::Forbidden(at) => 1_000 + at,
        Rendering::Source => usize::MAX,
    }
}

fn named(concept: &Concept, rendering: Rendering) -> (RenderingKind, String) {
    let of = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
    match rendering {
        Rendering::Preferred => (RenderingKind::Preferred, concept.target.clone()),
        Rendering::Variant(at) => (RenderingKind::Variant, of(&concept.variants, at)),
        Rendering::Related { to: 0, .. } => (RenderingKind::Preferred, concept.target.clone()),
        Rendering::Related { to, .. } => (RenderingKind::Variant, of(&concept.variants, to - 1)),
        Rendering::Forbidden(at) => (RenderingKind::Forbidden, of(&concept.forbidden, at)),
        Rendering::Source => (RenderingKind::Chinese, concept.source.clone()),
    }
}
