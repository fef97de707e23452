//! The learned weights, by the names of the features they belong to.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::bead::{SHAPES, Shape};
use super::evidence::Evidence;
use crate::error::{Error, Result};

/// Weights of one stage, by feature name.
pub(crate) type Named = BTreeMap<String, f32>;

/// Everything that is learned from gold alignments. `weights.json` is written by `cargo run --release
/// --features training --example train-aligner` and compiled in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Weights {
    /// ln of the share of each shape among gold beads, `1-1` and so on.
    pub(crate) shapes: Named,
    /// Weights of the first search, before the document has taught its own words.
    pub(crate) first: Named,
    /// Weights of the searches after that.
    pub(crate) second: Named,
    /// Weights of the rescoring: for the few beads that are left in the end, with all evidence.
    pub(crate) last: Named,
    /// The same with a machine translation at hand.
    pub(crate) last_translation: Named,
    /// The same with sentence vectors at hand.
    pub(crate) last_vectors: Named,
    /// The same with both.
    pub(crate) last_both: Named,
}

static WEIGHTS: LazyLock<Result<Weights, String>> =
    LazyLock::new(|| Weights::parse(include_str!("weights.json")));

impl Weights {
    /// The compiled-in weights.
    ///
    /// # Errors
    /// [`Error::Usage`] where the program was built with weights that are none.
    pub(crate) fn get() -> Result<&'static Weights> {
        WEIGHTS.as_ref().map_err(|what| {
            Error::usage(
                format!("the compiled-in weights cannot be used: {what}"),
                "build the program again with src/align/weights.json as it was learned",
            )
        })
    }

    /// Reads weights; every stage has to have some.
    fn parse(text: &str) -> Result<Weights, String> {
        let weights: Weights = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if let Some(name) = weights.shapes.keys().find(|name| shape(name).is_none()) {
            return Err(format!("{name} is no shape"));
        }
        for (stage, named) in [
            ("shapes", &weights.shapes),
            ("first", &weights.first),
            ("second", &weights.second),
            ("last", &weights.last),
            ("last_translation", &weights.last_translation),
            ("last_vectors", &weights.last_vectors),
            ("last_both", &weights.last_both),
        ] {
            if named.is_empty() {
                return Err(format!("there are none for {stage}"));
            }
        }
        Ok(weights)
    }

    /// The last stage's weights for the evidence at hand.
    #[must_use]
    pub(crate) const fn last(&self, translation: bool, vectors: bool) -> &Named {
        match (translation, vectors) {
            (false, false) => &self.last,
            (true, false) => &self.last_translation,
            (false, true) => &self.last_vectors,
            (true, true) => &self.last_both,
        }
    }

    /// The shapes with their log shares.
    #[must_use]
    pub(crate) fn shape_shares(&self) -> Vec<(Shape, f32)> {
        self.shapes
            .iter()
            .filter_map(|(name, &share)| Some((shape(name)?, share)))
            .collect()
    }
}

/// A shape by its name, as `2-1`.
fn shape(name: &str) -> Option<Shape> {
    let (source, target) = name.split_once('-')?;
    let shape = Shape {
        source: source.parse().ok()?,
        target: target.parse().ok()?,
    };
    SHAPES.contains(&shape).then_some(shape)
}

/// Weights in the order of the features they multiply.
#[derive(Clone, Debug)]
pub(crate) struct WeightVector(Vec<f32>);

impl WeightVector {
    /// Picks the weights of the given evidence; a feature without weight counts nothing.
    #[must_use]
    pub(crate) fn new(named: &Named, evidence: &[&(dyn Evidence + Sync)]) -> WeightVector {
        let names: Vec<String> = evidence.iter().flat_map(|kind| kind.names()).collect();
        WeightVector::of(named, &names)
    }

    /// Picks the weights of the given features.
    #[must_use]
    pub(crate) fn of(named: &Named, names: &[String]) -> WeightVector {
        WeightVector(
            names
                .iter()
                .map(|name| named.get(name).copied().unwrap_or(0.0))
                .collect(),
        )
    }

    /// The number of weights.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// One weight.
    #[must_use]
    pub(crate) fn at(&self, at: usize) -> f32 {
        self.0[at]
    }

    /// The weighted sum of the features.
    #[must_use]
    pub(crate) fn dot(&self, features: &[f32]) -> f32 {
        self.0.iter().zip(features).map(|(w, f)| w * f).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_weights_are_whole() {
        let weights = Weights::get().unwrap();
        assert_eq!(weights.shape_shares().len(), weights.shapes.len());
        let total: f32 = weights.shapes.values().map(|share| share.exp()).sum();
        assert!((total - 1.0).abs() < 0.01, "{total}");
        for (translation, vectors) in [(false, false), (true, false), (false, true), (true, true)] {
            let last = weights.last(translation, vectors);
            assert_eq!(last.keys().any(|name| name.starts_with("mt.")), translation);
            assert_eq!(
                last.keys().any(|name| name.starts_with("vectors.")),
                vectors
            );
        }
    }

    #[test]
    fn weights_that_are_none_are_refused() {
        let good = include_str!("weights.json");
        let whole: serde_json::Value = serde_json::from_str(good).unwrap();
        let with = |key: &str, value: serde_json::Value| {
            let mut broken = whole.clone();
            broken[key] = value;
            broken.to_string()
        };
        for (text, why) in [
            (String::new(), "EOF"),
            ("{}".to_owned(), "missing field `shapes`"),
            (with("shapes", serde_json::json!({})), "none for shapes"),
            (
                with("shapes", serde_json::json!({"9-9": -1.0})),
                "9-9 is no shape",
            ),
            (with("second", serde_json::json!({})), "none for second"),
            (
                with("last_both", serde_json::json!({})),
                "none for last_both",
            ),
            (with("last", serde_json::json!({"a": "b"})), "invalid type"),
        ] {
            let text = text.as_str();
            let error = Weights::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn a_feature_without_weight_counts_nothing() {
        let named = Named::from([("b".to_owned(), 2.0), ("z".to_owned(), 5.0)]);
        let vector = WeightVector::of(&named, &["a".to_owned(), "b".to_owned()]);
        assert_eq!(vector.len(), 2);
        assert!((vector.dot(&[7.0, 3.0]) - 6.0).abs() < 1e-6);
    }
}
