//! Likeness of two sentences by the words they share, in any order, so that moved, split and merged
//! sentences stay alike. The measure is symmetric.

use crate::text::english::{is_function_stem, stem, words};
use crate::text::hash;
use crate::text::numeral::english_numbers;
use crate::text::script::is_han;

/// The weight of a function word; a content word weighs 1.
const FUNCTION: f32 = 0.4;
/// The weight of a Chinese character by itself; a pair of neighbouring characters weighs 1.
const CHARACTER: f32 = 0.5;

/// The words of a sentence with their weights, sorted by their hashes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signature {
    features: Vec<(u32, f32)>,
    /// The sum of all weights.
    pub(crate) weight: f32,
}

impl Signature {
    /// The words of a text, Chinese characters and pairs of them among them.
    pub(crate) fn of(text: &str) -> Signature {
        let mut features: Vec<(u32, f32)> = Vec::new();
        for word in words(text) {
            let stem = stem(&word.lower);
            let weight = if is_function_stem(&stem) {
                FUNCTION
            } else {
                1.0
            };
            features.push((name(&stem), weight));
        }
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            for number in english_numbers(text) {
                features.push((name(&format!("#{}", number.value)), 1.0));
            }
        }
        let mut before = None;
        let mut buffer = [0; 8];
        for c in text.chars() {
            if !is_han(c) {
                before = None;
                continue;
            }
            features.push((name(c.encode_utf8(&mut buffer)), CHARACTER));
            if let Some(before) = before {
                let pair: String = [before, c].iter().collect();
                features.push((name(&pair), 1.0));
            }
            before = Some(c);
        }
        Signature::new(features)
    }

    fn new(mut features: Vec<(u32, f32)>) -> Signature {
        features.sort_unstable_by_key(|&(name, _)| name);
        let weight = features.iter().map(|&(_, weight)| weight).sum();
        Signature { features, weight }
    }

    /// The signature of several sentences together.
    pub(crate) fn of_all(all: &[Signature]) -> Signature {
        match all {
            [one] => one.clone(),
            _ => Signature::new(
                all.iter()
                    .flat_map(|s| s.features.iter().copied())
                    .collect(),
            ),
        }
    }

    /// The hashes of the content words, for an index.
    pub(crate) fn telling(&self) -> impl Iterator<Item = u32> + '_ {
        let mut last = None;
        self.features.iter().filter_map(move |&(name, weight)| {
            let new = last.replace(name) != Some(name);
            (new && weight >= 1.0).then_some(name)
        })
    }

    /// The weight of the words that both signatures have.
    pub(crate) fn shared(&self, other: &Signature) -> f32 {
        let (mut i, mut j, mut shared) = (0, 0, 0.0);
        while let (Some(&(a, weight)), Some(&(b, _))) =
            (self.features.get(i), other.features.get(j))
        {
            match a.cmp(&b) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    shared += weight;
                    i += 1;
                    j += 1;
                }
            }
        }
        shared
    }

    /// Dice's coefficient of the weights, 0 to 1; 0 where neither has a word.
    pub(crate) fn likeness(&self, other: &Signature) -> f32 {
        let both = self.weight + other.weight;
        if both > 0.0 {
            2.0 * self.shared(other) / both
        } else {
            0.0
        }
    }
}

fn name(word: &str) -> u32 {
    let hash = hash::of(word);
    #[allow(clippy::cast_possible_truncation)] // Both halves are in it.
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> f32 {
        let (one, other) = (Signature::of(one), Signature::of(other));
        let there = one.likeness(&other);
        assert_eq!(there, other.likeness(&one));
        there
    }

    #[test]
    fn the_same_words_are_alike_in_any_order() {
        assert!((likeness("The tide went out.", "Out went the tide!") - 1.0).abs() < 1e-6);
        assert!((likeness("潮水退了。", "潮水退了！") - 1.0).abs() < 1e-6);
        assert!(likeness("潮水退了。", "他上楼去了。") < 0.3);
        assert!(likeness("The tide went out.", "He climbed the stairs.") < 0.3);
        assert!(likeness("1.75 trillion", "17.5 trillion") < 0.8);
        assert_eq!(likeness("……", "!"), 0.0);
    }
}
