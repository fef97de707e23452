//! The door of the aligner: two texts and hints in, a bitext out.

use super::bead::Edge;
use super::crossings;
use super::decode::Aligned;
use super::evidence::structure::{self, Opening};
use super::free::FreeSentences;
use super::input::Input;
use super::moves;
use super::passes::Passes;
use super::tables::{self, Places};
use super::terms::{self, Terms};
use super::times;
use super::weights::Weights;
use crate::bitext::{Bead, BeadSpan, Bitext, Carried};
use crate::encoder::Encoder;
use crate::error::{Error, Result};
use crate::glossary::TermMatcher;
use crate::segment::SegmentedDocument;

/// Hints for an alignment, besides the sentences. Sentences are counted from 0, blank ones included, the
/// Chinese as the source.
#[derive(Clone, Copy, Default)]
pub struct Hints<'a> {
    /// A machine translation of each Chinese sentence, empty where there is none.
    pub translation: Option<&'a [String]>,
    /// The terms of a glossary: a term and its rendering speak for a link.
    pub terms: Option<&'a TermMatcher>,
    /// The source of sentence vectors.
    pub encoder: Option<&'a dyn Encoder>,
    /// Sentences that stand in one bead, in order on both sides; see [`fits_a_bead`].
    pub anchors: &'a [BeadSpan],
    /// Beads that stay as they are, with status and remark, in the order of the source; those that are
    /// not moved are in the order of the target, too. What [`Bitext::carry`] gives.
    pub locked: &'a [Carried],
}

/// Whether one bead can hold as many sentences of both sides: at least one of each, and no more than the
/// search considers.
#[must_use]
pub fn fits_a_bead(span: &BeadSpan) -> bool {
    span.is_linked() && Edge::from(span).has_shape()
}

/// The two sides as they were given.
enum Sides<'a> {
    Texts(&'a SegmentedDocument, &'a SegmentedDocument),
    Lists,
}

/// Aligns a Chinese text with its English translation.
///
/// ```
/// use duizhao::align::Aligner;
///
/// let zh = ["桥断了。", "镇上的人等了六年！"];
/// let en = ["The bridge broke.", "For six years the town waited!"];
/// let bitext = Aligner::of_sentences(&zh, &en).run()?;
/// assert_eq!(bitext.beads.len(), 2);
/// assert_eq!(bitext.target_text(&bitext.beads[1]), "For six years the town waited!");
/// # Ok::<(), duizhao::Error>(())
/// ```
pub struct Aligner<'a> {
    sides: Sides<'a>,
    chinese: Vec<&'a str>,
    english: Vec<&'a str>,
    languages: (&'a str, &'a str),
    hints: Hints<'a>,
    jobs: usize,
}

impl<'a> Aligner<'a> {
    /// An aligner of two texts, whose paragraphs, headings and speakers are soft anchors.
    #[must_use]
    pub fn new(chinese: &'a SegmentedDocument, english: &'a SegmentedDocument) -> Aligner<'a> {
        let texts =
            |text: &'a SegmentedDocument| text.segments.iter().map(|s| s.text.as_str()).collect();
        Aligner {
            chinese: texts(chinese),
            english: texts(english),
            ..Aligner::of(Sides::Texts(chinese, english))
        }
    }

    /// An aligner of two lists of sentences without structure.
    #[must_use]
    pub fn of_sentences<C: AsRef<str>, E: AsRef<str>>(
        chinese: &'a [C],
        english: &'a [E],
    ) -> Aligner<'a> {
        Aligner {
            chinese: chinese.iter().map(AsRef::as_ref).collect(),
            english: english.iter().map(AsRef::as_ref).collect(),
            ..Aligner::of(Sides::Lists)
        }
    }

    const fn of(sides: Sides<'a>) -> Aligner<'a> {
        Aligner {
            sides,
            chinese: Vec::new(),
            english: Vec::new(),
            languages: ("zh-CN", "en-US"),
            hints: Hints {
                translation: None,
                terms: None,
                encoder: None,
                anchors: &[],
                locked: &[],
            },
            jobs: 1,
        }
    }

    /// Sets the language tags of the bitext's sides; `zh-CN` and `en-US` without it.
    #[must_use]
    pub const fn languages(mut self, chinese: &'a str, english: &'a str) -> Aligner<'a> {
        self.languages = (chinese, english);
        self
    }

    /// Sets the hints; without it there are none.
    #[must_use]
    pub const fn hints(mut self, hints: Hints<'a>) -> Aligner<'a> {
        self.hints = hints;
        self
    }

    /// Sets the number of threads, 1 without it. The result does not depend on it.
    #[must_use]
    pub const fn jobs(mut self, jobs: usize) -> Aligner<'a> {
        self.jobs = jobs;
        self
    }

    /// Aligns. The bitext has the Chinese as its source; every sentence is in exactly one of its beads.
    ///
    /// # Errors
    /// The encoder's, where there is one; [`Error::Usage`] for hints that do not fit the sentences.
    pub fn run(self) -> Result<Bitext> {
        self.check_hints()?;
        let hints = &self.hints;
        let aligned = align(&Input {
            source: &self.chinese,
            target: &self.english,
            openings: self.openings(),
            places: self.places(),
            times: self.times(),
            terms: self.terms(),
            translation: hints.translation,
            encoder: hints.encoder,
            anchors: hints.anchors.iter().map(Edge::from).collect(),
            locked: hints
                .locked
                .iter()
                .map(|bead| Aligned {
                    edge: Edge::from(&bead.span),
                    confidence: bead.confidence,
                    moved: bead.moved,
                })
                .collect(),
            weights: Weights::get()?,
            jobs: self.jobs,
        })?;
        let beads = aligned
            .into_iter()
            .map(|bead| Bead::automatic(bead.edge.into(), bead.confidence, bead.moved));
        let mut bitext = match self.sides {
            Sides::Texts(source, target) => Bitext::assemble(source, target, self.languages, beads),
            Sides::Lists => {
                Bitext::of_sentences(&self.chinese, &self.english, self.languages, beads)
            }
        };
        bitext.restore(hints.locked);
        Ok(bitext)
    }

    /// The terms of the glossary in both sides.
    fn terms(&self) -> (Terms, Terms) {
        (self.hints.terms)
            .map(|matcher| terms::find(matcher, &self.chinese, &self.english))
            .unwrap_or_default()
    }

    /// The units that the sentences of both sides open. Lines as they stand have no structure.
    fn openings(&self) -> Option<(Vec<Opening>, Vec<Opening>)> {
        let structured = |text: &SegmentedDocument| text.document.format != "lines";
        match self.sides {
            Sides::Texts(source, target) if structured(source) && structured(target) => {
                Some((structure::openings(source), structure::openings(target)))
            }
            _ => None,
        }
    }

    /// Where the sentences of both sides stand in tables, where both have some.
    fn places(&self) -> Option<(Places, Places)> {
        match self.sides {
            Sides::Texts(source, target) => {
                Some((tables::places(source)?, tables::places(target)?))
            }
            Sides::Lists => None,
        }
    }

    /// The places between sentences of both sides that come at the same time, where both are subtitles.
    fn times(&self) -> Vec<(usize, usize)> {
        match self.sides {
            Sides::Texts(source, target) => times::nodes(source, target).unwrap_or_default(),
            Sides::Lists => Vec::new(),
        }
    }

    fn check_hints(&self) -> Result<()> {
        let (n, m) = (self.chinese.len(), self.english.len());
        if let Some(lines) = self.hints.translation
            && lines.len() != n
        {
            return Err(Error::usage(
                format!("{} translations for {n} sentences", lines.len()),
                "it takes one for each Chinese sentence, empty where there is none",
            ));
        }
        let within = |span: &BeadSpan| span.source.end <= n && span.target.end <= m;
        let refused = |what: &str, span: &BeadSpan| {
            Err(Error::usage(
                format!("{what}: {:?} and {:?}", span.source, span.target),
                "sentences are counted from 0, those of both sides in order",
            ))
        };
        let mut reached = (0, 0);
        for anchor in self.hints.anchors {
            if !fits_a_bead(anchor)
                || !within(anchor)
                || anchor.source.start < reached.0
                || anchor.target.start < reached.1
            {
                return refused("no bead can keep this anchor", anchor);
            }
            reached = (anchor.source.end, anchor.target.end);
        }
        match self.hints.locked.iter().find(|bead| !within(&bead.span)) {
            Some(bead) => refused("a locked bead lies outside the texts", &bead.span),
            None => Ok(()),
        }
    }
}

/// Aligns with all there is to go by. Every sentence of both sides is in exactly one bead of the result,
/// in the order of the source.
///
/// # Errors
/// The encoder's, where there is one.
pub(crate) fn align(input: &Input<'_>) -> Result<Vec<Aligned>> {
    let free = FreeSentences::new(input.source, input.target, &input.locked);
    let (from, to) = (&free.source, &free.target);
    let beads = if from.is_empty() || to.is_empty() {
        unlinked(from.len(), to.len())
    } else {
        let zh: Vec<&str> = from.iter().map(|&i| input.source[i]).collect();
        let en: Vec<&str> = to.iter().map(|&j| input.target[j]).collect();
        let part = |terms: &Terms, kept: &[usize]| -> Terms {
            let one = |&at: &usize| terms.get(at).cloned();
            kept.iter().map_while(one).collect()
        };
        let terms = (part(&input.terms.0, from), part(&input.terms.1, to));
        let mut passes = Passes::new(&zh, &en, &terms, input.weights, input.jobs);
        if let Some((source, target)) = &input.openings {
            passes.set_structure(
                from.iter().map(|&i| source[i]).collect(),
                to.iter().map(|&j| target[j]).collect(),
            );
        }
        if let Some((source, target)) = &input.places {
            let source: Places = from.iter().map(|&i| source[i]).collect();
            let target: Places = to.iter().map(|&j| target[j]).collect();
            passes.set_tables(&source, &target);
        }
        if let Some(lines) = input.translation {
            let lines: Vec<&str> = from.iter().map(|&i| lines[i].as_str()).collect();
            passes.set_translation(&lines, input.jobs);
        }
        let mut constraints = free.constraints(&input.anchors);
        constraints.pass_as_well(free.nodes(&input.times));
        passes.set_constraints(constraints);
        let beads = passes.decide(input.weights, input.encoder, input.jobs)?;
        // The order of cells is that of rows and columns, which are no running text.
        let in_table = |places: Option<&Places>, kept: &[usize]| -> Vec<bool> {
            kept.iter()
                .map(|&k| places.is_some_and(|places| places[k].is_some()))
                .collect()
        };
        let places = input.places.as_ref();
        let fixed = (
            in_table(places.map(|places| &places.0), from),
            in_table(places.map(|places| &places.1), to),
        );
        let groups = input.locked.iter().filter_map(|bead| bead.moved).max();
        crossings::find(
            &passes,
            input.weights,
            beads,
            (&fixed.0, &fixed.1),
            groups.unwrap_or(0),
            input.jobs,
        )
    };
    let beads = if free.is_all() && beads.iter().all(|bead| bead.moved.is_none()) {
        beads
    } else {
        free.restore(&beads)
    };
    moves::find(input, beads)
}

/// The beads of a pair with an empty side: there is nothing to link.
fn unlinked(sources: usize, targets: usize) -> Vec<Aligned> {
    let omitted = (0..sources).map(|i| Edge {
        i0: i,
        i1: i + 1,
        j0: 0,
        j1: 0,
    });
    let added = (0..targets).map(|j| Edge {
        i0: sources,
        i1: sources,
        j0: j,
        j1: j + 1,
    });
    omitted
        .chain(added)
        .map(|edge| Aligned {
            edge,
            confidence: 1.0,
            moved: None,
        })
        .collect()
}
