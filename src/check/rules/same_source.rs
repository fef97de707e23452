//! `same-source`: the same Chinese sentence, translated differently in two places.

use std::collections::HashMap;

use super::{Context, Whole, bare, shown, weight};
use crate::check::checked_bead::CheckedBead;
use crate::check::finding::{BeadFinding, Severity};

/// Least weight of a sentence: shorter ones (对。是的。) have many translations.
const LEAST: usize = 6;

struct Sources {
    severity: Severity,
    /// The bead in which a sentence stood first, by a hash of its text.
    first: HashMap<u64, usize>,
}

pub(super) fn begin<'a>(_: &Context<'a>, severity: Severity) -> Box<dyn Whole + 'a> {
    Box::new(Sources {
        severity,
        first: HashMap::new(),
    })
}

impl Whole for Sources {
    fn see(&mut self, pair: &CheckedBead<'_>, context: &Context<'_>, found: &mut Vec<BeadFinding>) {
        if !pair.is_linked() || weight(&pair.source) < LEAST {
            return;
        }
        let source = bare(&pair.source);
        let hash = crate::text::hash::of(&source);
        let first = *self.first.entry(hash).or_insert(pair.index);
        if first == pair.index {
            return;
        }
        let first = &context.bitext.beads[first];
        let other = context.bitext.target_text(first);
        if bare(&context.bitext.source_text(first)) == source && bare(&other) != bare(&pair.target)
        {
            let message = format!("the same Chinese is elsewhere \"{}\"", shown(&other));
            found.push(BeadFinding::new(
                "same-source",
                self.severity,
                pair.index,
                source,
                message,
            ));
        }
    }
}
