//! Learning: three stages for every alignment, the last one for each set of further evidence.

use std::collections::BTreeMap;
use std::error::Error;

use duizhao::align::Pair;
use duizhao::align::bead::{Edge, SHAPES};
use duizhao::align::learn::{Example, fit};
use duizhao::align::search::{measure, widths};
use duizhao::align::sparse::Sparse;
use duizhao::align::weights::{Named, Weights};
use duizhao::encoder::Encoder;

use crate::corpus::{Chapter, possible};

/// Where learning starts: only good enough that gold is among the likely beads.
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
/// Beads with a smaller share under the seed are left out of the first learning.
const SEED_SHARE: f64 = 1e-7;
/// How strongly weights are held to zero, by stage.
const PENALTY: f64 = 10.0;
pub(crate) const LAST_PENALTY: f64 = 160.0;
/// What a shape's share is smoothed with, in counts.
const SHAPE_SMOOTHING: f64 = 0.5;

/// What there is to go by besides the sentences.
#[derive(Clone, Copy, Default)]
pub(crate) struct More<'e> {
    pub(crate) translation: bool,
    pub(crate) encoder: Option<&'e dyn Encoder>,
}

/// Learns everything. Without an encoder the weights that want vectors stay what they are.
pub(crate) fn train(
    chapters: &[&Chapter],
    encoder: Option<&dyn Encoder>,
) -> Result<Weights, Box<dyn Error>> {
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
                let pair = Pair::new(&zh, &en, &weights);
                lattice_example(&pair, chapter, &weights.first)
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
                let mut pair = Pair::new(&zh, &en, &weights);
                pair.search(&weights, 1);
                lattice_example(&pair, chapter, &weights.second)
            })
            .collect();
        weights.second = learned(&examples, PENALTY);
    }
    weights.last = last(chapters, &weights, More::default())?;
    let translated: Vec<&Chapter> = chapters
        .iter()
        .copied()
        .filter(|chapter| chapter.mt.is_some())
        .collect();
    let translation = More {
        translation: true,
        encoder: None,
    };
    weights.last_translation = last(&translated, &weights, translation)?;
    if encoder.is_some() {
        let vectors = More {
            translation: false,
            encoder,
        };
        weights.last_vectors = last(chapters, &weights, vectors)?;
        let both = More {
            translation: true,
            encoder,
        };
        weights.last_both = last(&translated, &weights, both)?;
    } else {
        weights
            .last_vectors
            .clone_from(&Weights::get().last_vectors);
        weights.last_both.clone_from(&Weights::get().last_both);
    }
    Ok(weights)
}

/// The last stage with the evidence at hand.
fn last(chapters: &[&Chapter], weights: &Weights, more: More<'_>) -> Result<Named, Box<dyn Error>> {
    let examples: Vec<_> = chapters
        .iter()
        .map(|chapter| last_example(chapter, weights, true, more))
        .collect::<Result<_, _>>()?;
    let mut named = learned(&examples, LAST_PENALTY);
    // Structure is learned where there is some: the fixtures, which have no machine translation.
    if more.translation {
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
    more: More<'_>,
) -> Result<(Example, Vec<String>), Box<dyn Error>> {
    let (zh, en) = chapter.sides();
    let mut pair = Pair::new(&zh, &en, weights);
    let found = pair.search(weights, 2);
    if let (true, Some(lines)) = (more.translation, &chapter.mt) {
        pair.set_translation(lines);
    }
    if let Some(encoder) = more.encoder {
        pair.ask(encoder, &found)?;
    }
    if let Some((source, target)) = &chapter.openings {
        pair.set_structure(source.clone(), target.clone());
    }
    let mut edges = found.edges;
    if with_gold {
        edges.extend(possible(&chapter.gold));
    }
    let sparse = Sparse::new(edges, zh.len(), en.len());
    let (features, names) = pair.features(&sparse, 2);
    Ok((example(sparse, features, chapter), names))
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

fn lattice_example(pair: &Pair<'_>, chapter: &Chapter, weights: &Named) -> (Example, Vec<String>) {
    let band = pair.corridor();
    let lattice = pair.lattice(&band, weights, 2);
    let mut edges: Vec<Edge> = lattice
        .likely(SEED_SHARE, usize::MAX)
        .iter()
        .map(|&(edge, _, _)| edge)
        .collect();
    edges.extend(possible(&chapter.gold));
    let sparse = Sparse::new(edges, chapter.zh.len(), chapter.en.len());
    let lexical = pair.lexical(&band, 1);
    let evidence = pair.evidence(&lexical);
    let names: Vec<String> = evidence.iter().flat_map(|kind| kind.names()).collect();
    let widths = widths(&evidence);
    let mut features = vec![0.0; sparse.edges.len() * names.len()];
    for (&edge, features) in sparse
        .edges
        .iter()
        .zip(features.chunks_exact_mut(names.len()))
    {
        measure(&evidence, &widths, edge, features);
    }
    (example(sparse, features, chapter), names)
}

fn example(sparse: Sparse, features: Vec<f32>, chapter: &Chapter) -> Example {
    let gold = sparse
        .edges
        .iter()
        .map(|edge| chapter.gold.contains(edge))
        .collect();
    Example {
        sparse,
        features,
        gold,
    }
}

/// Weights by name from examples.
pub(crate) fn learned(examples: &[(Example, Vec<String>)], penalty: f64) -> Named {
    let names = &examples[0].1;
    let examples: Vec<&Example> = examples.iter().map(|(example, _)| example).collect();
    let weights = fit(&examples, names.len(), penalty);
    names.iter().cloned().zip(weights).collect()
}
