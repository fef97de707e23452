//! The vectors of all texts, put together from batches.

use super::Encoder;
use crate::error::{Error, Result};

/// [`Encoder::encode`] by way of [`Encoder::encode_each`]: blank texts left out and given the zero
/// vector, the others put into their order.
pub(super) fn gather<E: Encoder>(encoder: &E, texts: &[String]) -> Result<Vec<Vec<f32>>> {
    let places: Vec<usize> = (0..texts.len())
        .filter(|&place| !texts[place].trim().is_empty())
        .collect();
    let mut vectors = vec![Vec::new(); texts.len()];
    if places.is_empty() {
        return Ok(vectors);
    }
    let asked: Vec<String> = places.iter().map(|&place| texts[place].clone()).collect();
    encoder.encode_each(&asked, &mut |batch| {
        for (index, vector) in batch {
            vectors[places[index]] = vector;
        }
        Ok(())
    })?;
    let dimensions = vectors[places[0]].len();
    for place in places {
        if vectors[place].len() != dimensions {
            return Err(changed_model(encoder, dimensions, vectors[place].len()));
        }
    }
    for vector in vectors.iter_mut().filter(|vector| vector.is_empty()) {
        vector.resize(dimensions, 0.0);
    }
    Ok(vectors)
}

/// Vectors of two lengths have been made by two models.
fn changed_model<E: Encoder>(encoder: &E, one: usize, other: usize) -> Error {
    Error::usage(
        format!(
            "the encoder {} gave vectors of {one} and of {other} dimensions",
            encoder.key()
        ),
        "the model behind the name has changed: delete the cache, or name the model anew",
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Stub, texts};
    use super::*;
    use crate::encoder::similarity;

    #[test]
    fn blank_texts_are_not_asked_for() {
        let stub = Stub::new("stub");
        let vectors = gather(&stub, &texts(&["", "ab", " \u{3000}\n", "c"])).unwrap();
        let zero = vec![0.0; 3];
        assert_eq!(
            vectors,
            [zero.clone(), Stub::vector("ab"), zero, Stub::vector("c")]
        );
        assert_eq!(stub.asked(), ["ab", "c"]);
        assert!(similarity(&vectors[0], &vectors[1]).abs() < f32::EPSILON);
    }

    #[test]
    fn only_blank_texts() {
        let stub = Stub::new("stub");
        let vectors = gather(&stub, &texts(&["", " "])).unwrap();
        assert_eq!(vectors, [Vec::<f32>::new(), Vec::new()]);
        assert!(gather(&stub, &[]).unwrap().is_empty());
        assert!(stub.asked().is_empty());
    }

    #[test]
    fn similarities() {
        for (a, b, wanted) in [
            ([1.0, 0.0], [1.0, 0.0], 1.0),
            ([1.0, 0.0], [0.0, 1.0], 0.0),
            ([0.6, 0.8], [-0.6, -0.8], -1.0),
        ] {
            assert!((similarity(&a, &b) - wanted).abs() < 1e-6, "{a:?} {b:?}");
        }
    }
}
