//! Conflicts between the concepts of a glossary.

use super::agree::is_verb_of;
use super::matcher::TermMatcher;
use super::rendering::Rendering;
use super::termbase::{Remark, Termbase};

/// A remark for each rendering that one concept allows and another forbids: for the same term, or, when
/// the term of one is part of the longer term of the other, within the longer one's rendering. Where the
/// longer term occurs, a check would look for both at once.
#[must_use]
pub fn conflicts(termbase: &Termbase) -> Vec<Remark> {
    let forbids = termbase
        .concepts
        .iter()
        .any(|concept| !concept.forbidden.is_empty());
    if !forbids {
        return Vec::new();
    }
    let matcher = TermMatcher::new(termbase);
    let mut remarks = Vec::new();
    for (at, concept) in termbase.concepts.iter().enumerate() {
        for allowed in concept.variants.iter().chain([&concept.target]) {
            for hit in matcher.in_target(allowed) {
                let other = &termbase.concepts[hit.concept];
                let Rendering::Forbidden(which) = hit.rendering else {
                    continue;
                };
                let related = concept.source.contains(&other.source);
                // As a verb it may be another word.
                let is_verb = is_verb_of(&other.forbidden[which], &allowed[hit.span.clone()]);
                if hit.concept == at || !related || is_verb {
                    continue;
                }
                let what = if concept.source == other.source {
                    format!(
                        "\"{allowed}\" is allowed for {}, and forbidden in line {}",
                        concept.source, other.line
                    )
                } else {
                    format!(
                        "\"{allowed}\" for {} holds \"{}\", which line {} forbids for {}",
                        concept.source, other.forbidden[which], other.line, other.source
                    )
                };
                remarks.push(Remark::new(concept.line, what));
            }
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::Concept;

    #[test]
    fn contradictions_are_remarked() {
        let concept = |line: usize, source: &str, target: &str, forbidden: &str| Concept {
            source: source.to_owned(),
            target: target.to_owned(),
            forbidden: vec![forbidden.to_owned()],
            line,
            ..Concept::default()
        };
        let termbase = Termbase {
            concepts: vec![
                concept(2, "灯塔", "lighthouse", "beacon"),
                concept(3, "灯塔", "beacon", "torch"),
                concept(4, "灯塔守", "beacon keeper", "guard"),
                concept(5, "火", "beacon", "flame"),
            ],
        };
        let said: Vec<String> = conflicts(&termbase)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            said,
            [
                "line 3: \"beacon\" is allowed for 灯塔, and forbidden in line 2",
                "line 4: \"beacon keeper\" for 灯塔守 holds \"beacon\", which line 2 forbids for 灯塔",
            ]
        );
    }
}
