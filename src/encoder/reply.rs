//! Reading a server's answer. It is checked in full: indices, order, length and values of the vectors.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, de};

#[derive(Deserialize)]
struct Reply {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: usize,
    embedding: Vector,
}

/// A vector, given as numbers or as the base64 of their bytes.
struct Vector(Vec<f32>);

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Vector;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of numbers or base64")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vector, A::Error> {
                let mut numbers = Vec::new();
                while let Some(number) = list.next_element()? {
                    numbers.push(number);
                }
                Ok(Vector(numbers))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Vector, E> {
                let bytes = STANDARD.decode(text).map_err(E::custom)?;
                let numbers = floats(&bytes);
                numbers
                    .map(Vector)
                    .ok_or_else(|| E::custom("the bytes do not divide into 32-bit numbers"))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Numbers from consecutive little-endian bytes; `None` when the bytes do not divide by four.
pub(super) fn floats(bytes: &[u8]) -> Option<Vec<f32>> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    let numbers = numbers.iter().map(|&bytes| f32::from_le_bytes(bytes));
    rest.is_empty().then(|| numbers.collect())
}

/// The vectors of an answer to `count` texts, in the order of the texts and of unit length. When
/// `dimensions` is given, every vector must have it.
///
/// # Errors
/// A sentence that tells what is wrong with the answer.
pub fn read(
    bytes: &[u8],
    count: usize,
    dimensions: Option<usize>,
) -> Result<Vec<Vec<f32>>, String> {
    let mut items = serde_json::from_slice::<Reply>(bytes)
        .map_err(|error| format!("the answer is not a list of vectors: {error}"))?
        .data;
    items.sort_by_key(|item| item.index);
    let complete = items.iter().map(|item| item.index).eq(0..count);
    if !complete {
        let got = items.len();
        return Err(format!(
            "the answer has {got} vectors for {count} texts, or not one for each"
        ));
    }
    let length = items.first().map_or(0, |item| item.embedding.0.len());
    if let Some(asked) = dimensions.filter(|&asked| asked != length) {
        return Err(format!(
            "vectors of {asked} dimensions were asked for, but these have {length}"
        ));
    }
    items
        .into_iter()
        .map(|item| {
            let vector = item.embedding.0;
            if vector.len() != length {
                return Err(format!(
                    "vectors have {length} and {} dimensions",
                    vector.len()
                ));
            }
            unit(&vector).ok_or_else(|| format!("vector {} is zero or not finite", item.index))
        })
        .collect()
}

/// A vector scaled to unit length (L2); `None` for the zero vector and for values that are not finite.
fn unit(vector: &[f32]) -> Option<Vec<f32>> {
    let norm = vector
        .iter()
        .map(|&x| f64::from(x) * f64::from(x))
        .sum::<f64>()
        .sqrt();
    if !norm.is_finite() || norm <= 0.0 {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // a quotient of at most 1
    let scaled = vector.iter().map(|&x| (f64::from(x) / norm) as f32);
    Some(scaled.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The base64 of 3 and 4, of NaN, and of three bytes.
    const THREE_FOUR: &str = "AABAQAAAgEA=";
    const NAN: &str = "AADAfw==";
    const BROKEN: &str = "AABA";

    fn reply(items: &[(usize, &str)]) -> String {
        let items: Vec<_> = items
            .iter()
            .map(|(index, vector)| format!(r#"{{"index":{index},"embedding":{vector}}}"#))
            .collect();
        format!(r#"{{"data":[{}],"model":"m"}}"#, items.join(","))
    }

    #[test]
    fn vectors_are_sorted_and_made_one_long() {
        let text = reply(&[
            (1, "[0,-5]"),
            (0, "[3,4]"),
            (2, &format!("\"{THREE_FOUR}\"")),
        ]);
        assert_eq!(
            read(text.as_bytes(), 3, Some(2)).unwrap(),
            [[0.6, 0.8], [0.0, -1.0], [0.6, 0.8]]
        );
        assert!(read(reply(&[]).as_bytes(), 0, None).unwrap().is_empty());
        let tiny = reply(&[(0, "[1e-30]")]);
        assert_eq!(read(tiny.as_bytes(), 1, None).unwrap(), [[1.0]]);
    }

    #[test]
    fn an_answer_that_is_not_one_is_refused() {
        let (nan, broken) = (format!("\"{NAN}\""), format!("\"{BROKEN}\""));
        let cut = reply(&[(0, "[1]"), (1, "[1]")]);
        for (text, says) in [
            (reply(&[(0, "[1]")]), "1 vectors for 2 texts"),
            (reply(&[(0, "[1]"), (2, "[1]")]), "or not one for each"),
            (reply(&[(0, "[1]"), (0, "[1]")]), "or not one for each"),
            (reply(&[(0, "[1]"), (1, "[1]"), (2, "[1]")]), "3 vectors"),
            (reply(&[(0, "[1]"), (1, "[1,2]")]), "1 and 2 dimensions"),
            (
                reply(&[(0, "[1]"), (1, "[0]")]),
                "vector 1 is zero or not finite",
            ),
            (
                reply(&[(0, "[]"), (1, "[]")]),
                "vector 0 is zero or not finite",
            ),
            (
                reply(&[(0, "[1]"), (1, "[1e39]")]),
                "vector 1 is zero or not finite",
            ),
            (
                reply(&[(0, "[1]"), (1, &nan)]),
                "vector 1 is zero or not finite",
            ),
            (
                reply(&[(0, "[1]"), (1, &broken)]),
                "do not divide into 32-bit numbers",
            ),
            (reply(&[(0, "[1]"), (1, "\"*\"")]), "not a list of vectors"),
            (reply(&[(0, "[1]"), (1, "[NaN]")]), "not a list of vectors"),
            (reply(&[(0, "[1]"), (1, "[null]")]), "not a list of vectors"),
            (
                reply(&[(0, "[1]"), (1, "null")]),
                "a list of numbers or base64",
            ),
            (cut[..cut.len() - 9].to_owned(), "not a list of vectors"),
            ("{}".into(), "missing field `data`"),
            ("<html>".into(), "not a list of vectors"),
        ] {
            let said = read(text.as_bytes(), 2, None).unwrap_err();
            assert!(
                said.contains(says),
                "{text}: {said:?} does not say {says:?}"
            );
        }
    }

    #[test]
    fn dimensions_asked_for_are_insisted_on() {
        let said = read(reply(&[(0, "[1,2]")]).as_bytes(), 1, Some(3)).unwrap_err();
        assert!(
            said.contains("3 dimensions were asked for, but these have 2"),
            "{said}"
        );
    }
}
