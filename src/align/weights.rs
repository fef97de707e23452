//! The learned weights, by the names of the features they belong to.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::bead::Shape;
use super::evidence::Evidence;

/// Weights of one stage, by feature name.
pub type Named = BTreeMap<String, f32>;

/// Everything that is learned from gold alignments. `weights.json` is written by
/// `cargo run --release --example train-aligner` and compiled in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Weights {
    /// ln of the share of each shape among gold beads, `1-1` and so on.
    pub shapes: Named,
    /// Before the document has taught its own words.
    pub first: Named,
    /// After.
    pub second: Named,
    /// For the few beads that are left in the end, with all evidence.
    pub last: Named,
    /// The same with a machine translation at hand.
    #[serde(default)]
    pub last_translation: Named,
    /// The same with sentence vectors at hand.
    #[serde(default)]
    pub last_vectors: Named,
    /// The same with both.
    #[serde(default)]
    pub last_both: Named,
}

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| serde_json::from_str(include_str!("weights.json")).unwrap_or_default());

impl Weights {
    /// The compiled-in weights.
    #[must_use]
    pub fn get() -> &'static Weights {
        &WEIGHTS
    }

    /// The last stage's weights for the evidence at hand.
    #[must_use]
    pub const fn last(&self, translation: bool, vectors: bool) -> &Named {
        match (translation, vectors) {
            (false, false) => &self.last,
            (true, false) => &self.last_translation,
            (false, true) => &self.last_vectors,
            (true, true) => &self.last_both,
        }
    }

    /// The shapes with their log shares.
    #[must_use]
    pub fn shape_shares(&self) -> Vec<(Shape, f32)> {
        self.shapes
            .iter()
            .filter_map(|(name, &share)| {
                let (source, target) = name.split_once('-')?;
                Some((
                    Shape {
                        source: source.parse().ok()?,
                        target: target.parse().ok()?,
                    },
                    share,
                ))
            })
            .collect()
    }
}

/// Weights in the order of the features they multiply.
#[derive(Clone, Debug)]
pub struct WeightVector(Vec<f32>);

impl WeightVector {
    /// Picks the weights of the given evidence; a feature without weight counts nothing.
    #[must_use]
    pub fn new(named: &Named, evidence: &[&(dyn Evidence + Sync)]) -> WeightVector {
        let names: Vec<String> = evidence.iter().flat_map(|kind| kind.names()).collect();
        WeightVector::of(named, &names)
    }

    /// Picks the weights of the given features.
    #[must_use]
    pub fn of(named: &Named, names: &[String]) -> WeightVector {
        WeightVector(
            names
                .iter()
                .map(|name| named.get(name).copied().unwrap_or(0.0))
                .collect(),
        )
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The weighted sum of the features.
    #[must_use]
    pub fn dot(&self, features: &[f32]) -> f32 {
        self.0.iter().zip(features).map(|(w, f)| w * f).sum()
    }
}
