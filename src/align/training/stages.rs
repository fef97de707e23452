//! Learning: three stages for every alignment, the last one for each set of further evidence.

use std::collections::BTreeMap;

use super::corpus::{Chapter, possible};
use super::learn::{Example, fit};
use crate::align::bead::{Edge, SHAPES};
use crate::align::decode::{Aligned, decode};
use crate::align::evidence::lexical::LexicalEvidence;
use crate::align::passes::{LARGEST, Passes};
use crate::align::pruned::PrunedLattice;
use crate::align::search::{measure, widths};
use crate::align::terms::Terms;
use crate::align::weights::{Named, WeightVector, Weights};
use crate::encoder::Encoder;
use crate::error::Result;

/// The weights that learning starts from: only good enough that gold is among the likely beads.
const SEED: [(&str, f32); 12] = [
    ("lexical.function", 0.3),
    ("lexical.content", 0.5),
    ("lexical.name", 0.5),
    ("lexical.mark", 0.1),
    ("length.tail", 0.8),
    ("shape.share", 1.0),
    ("shape.more-sources", -0.5),
    ("shape.more-targets", -0.3),
    ("marks.same-end", 0.5),
    ("marks.closing-quote", -0.5),
    ("shape.omission", -5.0),
    ("shape.addition", -6.0),
];
/// Beads with a smaller posterior under the seed are left out of the first learning.
const SEED_POSTERIOR: f64 = 1e-7;
/// Strength of the penalty that holds weights to zero, by stage.
const PENALTY: f64 = 10.0;
pub(crate) const LAST_PENALTY: f64 = 160.0;
/// Smoothing of a shape's share, in counts.
const SHAPE_SMOOTHING: f64 = 0.5;

/// Further evidence, besides the sentences.
#[derive(Clone, Copy, Default)]
pub(crate) struct Further<'e> {
    pub(crate) translation: bool,
    pub(crate) encoder: Option<&'e dyn Encoder>,
}

impl<'e> Further<'e> {
    /// Every kind that can be had, with its name.
    pub(crate) fn kinds(encoder: Option<&'e dyn Encoder>) -> Vec<(&'static str, Further<'e>)> {
        let kind = |translation, encoder| Further {
            translation,
            encoder,
        };
        let mut kinds = vec![
            ("sentences alone", kind(false, None)),
            ("with machine translation", kind(true, None)),
        ];
        if encoder.is_some() {
            kinds.push(("with vectors", kind(false, encoder)));
            kinds.push(("with both", kind(true, encoder)));
        }
        kinds
    }
}

/// Learns everything. Without an encoder the weights that want vectors stay what they are.
pub(crate) fn train(chapters: &[&Chapter], encoder: Option<&dyn Encoder>) -> Result<Weights> {
    let mut weights = Weights {
        shapes: shapes(chapters),
        first: SEED.iter().map(|&(name, w)| (name.to_owned(), w)).collect(),
        ..Weights::default()
    };
    // First pass, twice: the second time its own weights say what is likely.
    for _ in 0..2 {
        let examples: Vec<_> = chapters
            .iter()
            .map(|chapter| {
                let (zh, en) = chapter.sides();
                let passes = Passes::new(&zh, &en, &<(Terms, Terms)>::default(), &weights, 2);
                lattice_example(&passes, chapter, &weights.first)
            })
            .collect();
        weights.first = learned(&examples, PENALTY);
    }
    // Second pass: on what the documents have taught.
    weights.second = weights.first.clone();
    weights.second.insert("lexical.coverage".to_owned(), 1.0);
    for _ in 0..2 {
        let examples: Vec<_> = chapters
            .iter()
            .map(|chapter| {
                let (zh, en) = chapter.sides();
                let mut passes = Passes::new(&zh, &en, &<(Terms, Terms)>::default(), &weights, 2);
                passes.search(&weights, 1);
                lattice_example(&passes, chapter, &weights.second)
            })
            .collect();
        weights.second = learned(&examples, PENALTY);
    }
    weights.last = last(chapters, &weights, Further::default())?;
    let translated: Vec<&Chapter> = chapters
        .iter()
        .copied()
        .filter(|chapter| chapter.mt.is_some())
        .collect();
    let translation = Further {
        translation: true,
        encoder: None,
    };
    weights.last_translation = last(&translated, &weights, translation)?;
    if encoder.is_some() {
        let vectors = Further {
            translation: false,
            encoder,
        };
        weights.last_vectors = last(chapters, &weights, vectors)?;
        let both = Further {
            translation: true,
            encoder,
        };
        weights.last_both = last(&translated, &weights, both)?;
    } else {
        weights
            .last_vectors
            .clone_from(&Weights::get()?.last_vectors);
        weights.last_both.clone_from(&Weights::get()?.last_both);
    }
    Ok(weights)
}

/// The last stage with the evidence at hand.
fn last(chapters: &[&Chapter], weights: &Weights, further: Further<'_>) -> Result<Named> {
    let examples: Vec<_> = chapters
        .iter()
        .map(|chapter| last_example(chapter, weights, true, further))
        .collect::<Result<_>>()?;
    let mut named = learned(&examples, LAST_PENALTY);
    // Structure is learned where there is some: the fixtures, which have no machine translation.
    if further.translation {
        let structure = weights
            .last
            .iter()
            .filter(|(name, _)| name.starts_with("structure."));
        named.extend(structure.map(|(name, &weight)| (name.clone(), weight)));
    }
    Ok(named)
}

/// The beads left after the search with all evidence on them, and gold's where asked for.
pub(crate) fn last_example(
    chapter: &Chapter,
    weights: &Weights,
    with_gold: bool,
    further: Further<'_>,
) -> Result<(Example, Vec<String>)> {
    let (zh, en) = chapter.sides();
    let mut passes = Passes::new(&zh, &en, &<(Terms, Terms)>::default(), weights, 2);
    let found = passes.search(weights, 2);
    if let (true, Some(lines)) = (further.translation, &chapter.mt) {
        passes.set_translation(lines, 2);
    }
    if let Some(encoder) = further.encoder {
        passes.ask(encoder, &found)?;
    }
    if let Some((source, target)) = &chapter.openings {
        passes.set_structure(source.clone(), target.clone());
    }
    let mut edges = found.edges;
    if with_gold {
        edges.extend(possible(&chapter.gold));
    }
    let lattice = PrunedLattice::new(edges, zh.len(), en.len());
    let (features, names) = passes.features(&lattice, 2);
    Ok((example(lattice, features, chapter), names))
}

/// The alignment that these weights choose among the beads of an example.
pub(crate) fn decoded((example, names): &(Example, Vec<String>), weights: &Named) -> Vec<Aligned> {
    let vector = WeightVector::of(weights, names);
    let scores: Vec<f64> = example
        .features
        .chunks_exact(names.len())
        .map(|features| f64::from(vector.dot(features)))
        .collect();
    decode(&example.lattice, &scores)
}

fn shapes(chapters: &[&Chapter]) -> Named {
    let mut counts: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut total = 0.0;
    for edge in chapters.iter().flat_map(|chapter| &chapter.gold) {
        if !edge.is_null() {
            *counts.entry((edge.sources(), edge.targets())).or_default() += 1.0;
            total += 1.0;
        }
    }
    SHAPES
        .iter()
        .filter(|shape| shape.source > 0 && shape.target > 0)
        .map(|shape| {
            let key = (usize::from(shape.source), usize::from(shape.target));
            let count = counts.get(&key).copied().unwrap_or(0.0) + SHAPE_SMOOTHING;
            let share = count / (total + SHAPE_SMOOTHING * SHAPES.len() as f64);
            (format!("{}-{}", key.0, key.1), share.ln() as f32)
        })
        .collect()
}

fn lattice_example(
    passes: &Passes<'_>,
    chapter: &Chapter,
    weights: &Named,
) -> (Example, Vec<String>) {
    let band = passes.corridor(1);
    let likely = passes.search_in(&band, weights, LARGEST, 2, |lattice| {
        lattice.likely(SEED_POSTERIOR, usize::MAX).1
    });
    let mut edges: Vec<Edge> = likely.iter().map(|&(edge, _, _)| edge).collect();
    edges.extend(possible(&chapter.gold));
    let lattice = PrunedLattice::new(edges, chapter.zh.len(), chapter.en.len());
    let lexical = LexicalEvidence::new("", &passes.words(), &band, 0..chapter.zh.len() + 1);
    let evidence = passes.evidence(&lexical);
    let names: Vec<String> = evidence.iter().flat_map(|kind| kind.names()).collect();
    let widths = widths(&evidence);
    let mut features = vec![0.0; lattice.edges.len() * names.len()];
    for (&edge, features) in lattice
        .edges
        .iter()
        .zip(features.chunks_exact_mut(names.len()))
    {
        measure(&evidence, &widths, edge, features);
    }
    (example(lattice, features, chapter), names)
}

fn example(lattice: PrunedLattice, features: Vec<f32>, chapter: &Chapter) -> Example {
    let gold = lattice
        .edges
        .iter()
        .map(|edge| chapter.gold.contains(edge))
        .collect();
    Example {
        lattice,
        features,
        gold,
        held: None,
    }
}

/// Weights by name from examples.
pub(crate) fn learned(examples: &[(Example, Vec<String>)], penalty: f64) -> Named {
    let names = &examples[0].1;
    let examples: Vec<&Example> = examples.iter().map(|(example, _)| example).collect();
    let weights = fit(&examples, names.len(), penalty);
    names.iter().cloned().zip(weights).collect()
}
