//! The checked bead: a bead as rules look at it, with its texts joined and its terms found once.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::language::Opaque;
use super::quantity::{self, Figures, Quantities};
use super::weight::weight;
use crate::bitext::{Bead, Bitext, Sentence};
use crate::glossary::{TermHit, TermMatcher};
use crate::segment::SegmentedDocument;

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
    /// The terms in the source that count as words.
    pub terms: Vec<TermHit>,
    /// Renderings of these terms in the target, and words akin to them
    /// ([`Rendering::Related`](crate::glossary::Rendering::Related)); of those that overlap the longest.
    pub renderings: Vec<TermHit>,
    /// The texts that the bitext was made of, where they are at hand.
    texts: Option<(&'a SegmentedDocument, &'a SegmentedDocument)>,
    language: [OnceCell<Side>; 2],
    rows_differ: OnceCell<bool>,
    quantities: OnceCell<Quantities>,
    figures: OnceCell<Figures>,
    source_weight: OnceCell<usize>,
    target_length: OnceCell<usize>,
}

/// What of a side is language, from when a rule first asks.
#[derive(Clone, Debug)]
struct Side {
    opaque: Opaque,
    /// The text with everything else blanked; none where nothing is.
    words: Option<String>,
}

/// How often a term stands in a bead's source, and how often the target renders it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Places of the term.
    pub terms: usize,
    /// Renderings that the glossary allows.
    pub agreed: usize,
    /// Words that say the same: an abbreviation, a part of a compound, a coordinated part.
    pub akin: usize,
    /// Words that are only derived from an allowed rendering.
    pub derived: usize,
    /// Renderings that the glossary forbids.
    pub forbidden: usize,
}

impl<'a> CheckedBead<'a> {
    /// The bead of that index.
    pub(crate) fn new(
        bitext: &'a Bitext,
        index: usize,
        texts: Option<(&'a SegmentedDocument, &'a SegmentedDocument)>,
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
            texts,
            language: [OnceCell::new(), OnceCell::new()],
            rows_differ: OnceCell::new(),
            quantities: OnceCell::new(),
            figures: OnceCell::new(),
            source_weight: OnceCell::new(),
            target_length: OnceCell::new(),
        };
        if let Some(matcher) = matcher
            && pair.is_linked()
        {
            pair.terms = matcher.in_source(&pair.source);
            pair.terms.retain(|hit| applies(hit.concept));
            if !pair.terms.is_empty() {
                pair.renderings = matcher.renderings(&pair.terms, &pair.target);
            }
        }
        pair
    }

    /// The source text as rules about language read it: each byte of code, formulas, placeholders and addresses is
    /// a blank. Places in it are places in [`CheckedBead::source`].
    #[must_use]
    pub fn source_words(&self) -> &str {
        let side = self.source_side();
        side.words.as_deref().unwrap_or(&self.source)
    }

    /// The target text, the same way.
    #[must_use]
    pub fn target_words(&self) -> &str {
        let side = self.target_side();
        side.words.as_deref().unwrap_or(&self.target)
    }

    /// The weight of the source, in Han characters.
    pub(crate) fn source_weight(&self) -> usize {
        *self.source_weight.get_or_init(|| weight(&self.source))
    }

    /// The weight of what of the source is language.
    pub(crate) fn source_words_weight(&self) -> usize {
        match &self.source_side().words {
            Some(words) => weight(words),
            None => self.source_weight(),
        }
    }

    /// The number of characters of the target.
    pub(crate) fn target_length(&self) -> usize {
        let length = || self.target.chars().count();
        *self.target_length.get_or_init(length)
    }

    /// The stretches of the source text that are no language.
    pub(crate) fn source_opaque(&self) -> &Opaque {
        &self.source_side().opaque
    }

    /// The stretches of the target text that are no language.
    pub(crate) fn target_opaque(&self) -> &Opaque {
        &self.target_side().opaque
    }

    /// The numbers of the source.
    pub(crate) fn quantities(&self) -> &Quantities {
        self.quantities
            .get_or_init(|| quantity::chinese::read(self.source_words()))
    }

    /// The numbers of the target.
    pub(crate) fn figures(&self) -> &Figures {
        self.figures
            .get_or_init(|| quantity::english::read(self.target_words()))
    }

    fn source_side(&self) -> &Side {
        self.language[0].get_or_init(|| {
            let document = self.texts.map(|(text, _)| (text, self.bead.source.start));
            let opaque = Opaque::of(&self.source, self.sources, document);
            let words = opaque.blanked(&self.source);
            Side { opaque, words }
        })
    }

    fn target_side(&self) -> &Side {
        self.language[1].get_or_init(|| {
            let document = self.texts.map(|(_, text)| (text, self.bead.target.start));
            let opaque = Opaque::of(&self.target, self.targets, document);
            let words = opaque.blanked(&self.target);
            Side { opaque, words }
        })
    }

    /// Whether both sides are cells of tables, in rows about different things: the editions list them in another
    /// order, and what one cell says is not what the other should.
    #[must_use]
    pub fn rows_differ(&self) -> bool {
        let differ = || {
            self.texts
                .is_some_and(|texts| super::rows::differ(self.bead, texts))
        };
        *self.rows_differ.get_or_init(differ)
    }

    /// How often one of these concepts (those with the same source term) stands in the source, and how often
    /// the target renders it.
    #[must_use]
    pub fn rendered(&self, concepts: &[usize]) -> Rendered {
        let mut places: Vec<_> = self
            .terms
            .iter()
            .filter(|hit| concepts.contains(&hit.concept))
            .map(|hit| &hit.span)
            .collect();
        places.sort_unstable_by_key(|span| span.start);
        places.dedup();
        let mut rendered = Rendered {
            terms: places.len(),
            ..Rendered::default()
        };
        let mut last = None;
        for hit in self
            .renderings
            .iter()
            .filter(|hit| concepts.contains(&hit.concept))
        {
            // Two concepts may agree on one rendering.
            if last.replace(&hit.span) == Some(&hit.span) {
                continue;
            }
            match hit.rendering {
                rendering if rendering.is_agreed() => rendered.agreed += 1,
                rendering if rendering.counts() => rendered.akin += 1,
                rendering if rendering.is_forbidden() => rendered.forbidden += 1,
                _ => rendered.derived += 1,
            }
        }
        rendered
    }

    /// Whether both sides say something.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        says_something(&self.source) && says_something(&self.target)
    }
}

/// Whether a text has anything but white space; mostly its first character says so.
pub(crate) fn says_something(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace())
}
