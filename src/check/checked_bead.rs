//! The checked bead: a bead as rules look at it, with its texts joined and its terms found once.

use std::borrow::Cow;

use crate::bitext::{Bead, Bitext, Sentence};
use crate::glossary::{TermHit, TermMatcher, longest};

/// A bead with its texts and terms.
#[derive(Clone, Debug)]
pub struct CheckedBead<'a> {
    /// Its index in the bitext that is checked, whose orphans are linked.
    pub index: usize,
    /// The bead.
    pub bead: &'a Bead,
    /// Its source text.
    pub source: Cow<'a, str>,
    /// Its target text.
    pub target: Cow<'a, str>,
    /// Its source sentences.
    pub sources: &'a [Sentence],
    /// Its target sentences.
    pub targets: &'a [Sentence],
    /// The terms in the source.
    pub terms: Vec<TermHit>,
    /// Renderings of these terms in the target; of those that overlap the longest.
    pub renderings: Vec<TermHit>,
}

impl<'a> CheckedBead<'a> {
    /// The bead of that index.
    pub(crate) fn new(
        bitext: &'a Bitext,
        index: usize,
        matcher: Option<&TermMatcher>,
        applies: impl Fn(usize) -> bool,
    ) -> CheckedBead<'a> {
        let bead = &bitext.beads[index];
        let (sources, targets) = (bitext.bead_source(bead), bitext.bead_target(bead));
        let source: Cow<'a, str> = match sources {
            [one] => Cow::Borrowed(one.text.as_str()),
            _ => Cow::Owned(bitext.source_text(bead)),
        };
        let target: Cow<'a, str> = match targets {
            [one] => Cow::Borrowed(one.text.as_str()),
            _ => Cow::Owned(bitext.target_text(bead)),
        };
        let mut pair = CheckedBead {
            index,
            bead,
            source,
            target,
            sources,
            targets,
            terms: Vec::new(),
            renderings: Vec::new(),
        };
        if let Some(matcher) = matcher
            && pair.is_linked()
        {
            pair.terms = matcher.in_source(&pair.source);
            pair.terms.retain(|hit| applies(hit.concept));
            if !pair.terms.is_empty() {
                let mut hits = matcher.in_target(&pair.target);
                hits.retain(|hit| pair.terms.iter().any(|term| term.concept == hit.concept));
                pair.renderings = longest(hits);
            }
        }
        pair
    }

    /// Whether both sides say something.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        !self.source.trim().is_empty() && !self.target.trim().is_empty()
    }
}
