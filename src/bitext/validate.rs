//! The invariants of a bitext, checked.

use std::collections::HashMap;
use std::fmt;

use super::model::{Bitext, Side};

/// A violated invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The index of the bead, from 0; `None` when the fault lies in the sentences.
    pub bead: Option<usize>,
    /// A description of the fault.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(bead) = self.bead {
            // Messages count from one.
            write!(f, "bead {}: ", bead + 1)?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Broken {}

impl Bitext {
    /// Checks that every sentence of both sides is in exactly one bead, that beads stand in source
    /// order, that targets do, too, except in moved beads, that no two sentences of a side share
    /// an id, that no bead is empty on both sides and that confidences lie in 0..=1.
    ///
    /// The empty side of a bead may be at any place in the text.
    ///
    /// # Errors
    /// The first invariant that is violated.
    pub fn validate(&self) -> Result<(), Broken> {
        unique_ids("source", &self.source)?;
        unique_ids("target", &self.target)?;
        let mut next_source = 0;
        let mut next_target = 0;
        let mut owner: Vec<Option<usize>> = vec![None; self.target.sentences.len()];
        for (at, bead) in self.beads.iter().enumerate() {
            let broken = |what: String| {
                Err(Broken {
                    bead: Some(at),
                    what,
                })
            };
            if !(0.0..=1.0).contains(&bead.confidence) {
                return broken(format!(
                    "its confidence is {} and not in 0..=1",
                    bead.confidence
                ));
            }
            for (name, range, side) in [
                ("source", &bead.source, &self.source),
                ("target", &bead.target, &self.target),
            ] {
                if range.start > range.end || range.end > side.sentences.len() {
                    return broken(format!(
                        "its {name} is {range:?}, but that side has {} sentences",
                        side.sentences.len()
                    ));
                }
            }
            if bead.source.is_empty() && bead.target.is_empty() {
                return broken("it holds no sentence of either side".into());
            }
            if !bead.source.is_empty() {
                if bead.source.start != next_source {
                    return broken(format!(
                        "its source starts with sentence {}, but sentence {next_source} is next",
                        bead.source.start
                    ));
                }
                next_source = bead.source.end;
            }
            if bead.target.is_empty() {
                continue;
            }
            for sentence in bead.target.clone() {
                if let Some(other) = owner[sentence].replace(at) {
                    return broken(format!(
                        "target sentence {sentence} is in bead {}, too",
                        other + 1
                    ));
                }
            }
            if bead.moved.is_none() {
                if bead.target.start < next_target {
                    return broken(format!(
                        "its target starts with sentence {}, before the end of a bead above it at {next_target}, and it is not marked as moved",
                        bead.target.start
                    ));
                }
                next_target = bead.target.end;
            }
        }
        let loose = |name: &str, sentence: usize| Broken {
            bead: None,
            what: format!("{name} sentence {sentence} is in no bead"),
        };
        if next_source < self.source.sentences.len() {
            return Err(loose("source", next_source));
        }
        match owner.iter().position(Option::is_none) {
            Some(sentence) => Err(loose("target", sentence)),
            None => Ok(()),
        }
    }
}

fn unique_ids(name: &str, side: &Side) -> Result<(), Broken> {
    let mut seen = HashMap::with_capacity(side.sentences.len());
    for (at, sentence) in side.sentences.iter().enumerate() {
        if let Some(other) = seen.insert(&sentence.id, at) {
            return Err(Broken {
                bead: None,
                what: format!(
                    "{name} sentences {other} and {at} have the same id \"{}\"",
                    sentence.id.0
                ),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::model::Bead;
    use crate::bitext::testing::{bead, side};

    fn check(beads: Vec<Bead>) -> Result<(), String> {
        Bitext {
            source: side("zh-CN", &["一。", "二。", "三。"]),
            target: side("en-US", &["One.", "Two.", "Three."]),
            beads,
            ..Bitext::default()
        }
        .validate()
        .map_err(|broken| broken.to_string())
    }

    #[test]
    fn whole_bitexts_pass() {
        check(vec![bead(0..1, 0..1), bead(1..3, 1..3)]).unwrap();
        check(vec![bead(0..3, 0..0), bead(3..3, 0..3)]).unwrap();
        let mut moved = bead(0..1, 2..3);
        moved.moved = Some(1);
        check(vec![moved, bead(1..2, 0..1), bead(2..3, 1..2)]).unwrap();
        Bitext::default().validate().unwrap();
    }

    #[test]
    fn each_fault_is_named() {
        let mut sure = bead(0..3, 0..3);
        sure.confidence = f32::NAN;
        for (beads, says) in [
            (
                vec![bead(0..1, 0..1), bead(1..3, 1..2)],
                "target sentence 2 is in no bead",
            ),
            (
                vec![bead(0..1, 0..1), bead(1..2, 1..3)],
                "source sentence 2 is in no bead",
            ),
            (
                vec![bead(0..1, 0..1), bead(2..3, 1..3)],
                "bead 2: its source starts with sentence 2",
            ),
            (
                vec![bead(0..1, 0..2), bead(1..3, 1..3)],
                "bead 2: target sentence 1 is in bead 1",
            ),
            (
                vec![bead(0..1, 1..3), bead(1..3, 0..1)],
                "not marked as moved",
            ),
            (
                vec![bead(0..1, 0..1), bead(1..1, 1..1)],
                "bead 2: it holds no sentence",
            ),
            (vec![bead(0..4, 0..3)], "that side has 3 sentences"),
            (vec![sure], "bead 1: its confidence is NaN"),
        ] {
            let said = check(beads).unwrap_err();
            assert!(said.contains(says), "{said:?} does not say {says:?}");
        }
    }

    #[test]
    fn ids_are_unique_on_their_side() {
        let mut bitext = Bitext {
            source: side("zh-CN", &["一。", "二。"]),
            target: side("en-US", &["One."]),
            beads: vec![bead(0..2, 0..1)],
            ..Bitext::default()
        };
        bitext.source.sentences[1].id = bitext.source.sentences[0].id.clone();
        let said = bitext.validate().unwrap_err().to_string();
        assert!(said.contains("source sentences 0 and 1"), "{said}");
    }
}
