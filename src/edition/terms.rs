//! Glossary terms at their places in an edition, with their explanations.

use std::collections::HashSet;

use super::model::TermMark;
use crate::bitext::Bitext;
use crate::bitext::SideName;
use crate::glossary::{Concept, Rendering, TermHit, TermMatcher, Termbase, longest};

/// Marks each term and, in the English it is linked with, its rendering.
#[must_use]
pub fn term_marks(bitext: &Bitext, termbase: &Termbase) -> Vec<TermMark> {
    if termbase.concepts.is_empty() {
        return Vec::new();
    }
    let matcher = TermMatcher::new(termbase);
    let mut marks = Vec::new();
    for bead in &bitext.beads {
        let mut present = Vec::new();
        for segment in bead.source.clone() {
            for hit in matcher.in_source(&bitext.source.sentences[segment].text) {
                present.push(hit.concept);
                marks.push(TermMark {
                    side: SideName::Source,
                    segment,
                    over: hit.span,
                    tip: source_tip(&termbase.concepts[hit.concept]),
                });
            }
        }
        for segment in bead.target.clone() {
            let hits: Vec<TermHit> = matcher
                .in_target(&bitext.target.sentences[segment].text)
                .into_iter()
                .filter(|hit| present.contains(&hit.concept))
                .collect();
            for hit in longest(hits) {
                let concept = &termbase.concepts[hit.concept];
                let tip = match hit.rendering {
                    Rendering::Forbidden(_) => {
                        format!("{}: not to be used, but {}", concept.source, concept.target)
                    }
                    _ => concept.source.clone(),
                };
                marks.push(TermMark {
                    side: SideName::Target,
                    segment,
                    over: hit.span,
                    tip,
                });
            }
        }
    }
    marks
}

/// Of each explanation in each text, the first place.
#[must_use]
pub fn first_places(mut marks: Vec<TermMark>) -> Vec<TermMark> {
    marks.sort_by_key(|mark| (mark.side != SideName::Source, mark.segment, mark.over.start));
    let mut seen = HashSet::new();
    marks.retain(|mark| seen.insert((mark.side, mark.tip.clone())));
    marks
}

fn source_tip(concept: &Concept) -> String {
    if concept.note.is_empty() {
        concept.target.clone()
    } else {
        format!(
            "{} ({})",
            concept.target,
            concept.note.trim_end_matches('.')
        )
    }
}
