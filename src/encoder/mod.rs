//! Sentence vectors: the meaning of a sentence as a point on a sphere, near to that of its translation.
//!
//! An [`Endpoint`] is any server that speaks the embeddings protocol of OpenAI; a [`CachedEncoder`]
//! keeps its answers, so that nothing is asked twice. Similarities are comparable among the texts of one
//! model only, and as ranks rather than as amounts: with some models even unrelated sentences have a
//! similarity of 0.8.
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use duizhao::cache::Cache;
//! use duizhao::config::Config;
//! use duizhao::encoder::{CachedEncoder, Encoder, Endpoint, similarity};
//!
//! let config = Config::load("duizhao.toml".as_ref())?;
//! let settings = config.encoder("local")?;
//! let key = settings.key(|name| std::env::var(name).ok())?;
//! let cache = Arc::new(Cache::open(&Cache::path_in(&config.folder))?);
//! let encoder = CachedEncoder::new(Endpoint::new(settings, key)?, cache);
//! let vectors = encoder.encode(&["桥断了。".into(), "The bridge broke.".into()])?;
//! assert!(similarity(&vectors[0], &vectors[1]) <= 1.0);
//! # Ok::<(), duizhao::Error>(())
//! ```

mod cache;
mod endpoint;
mod options;
mod reply;

pub use cache::CachedEncoder;
pub use endpoint::Endpoint;
pub use options::EncoderConfig;
#[doc(hidden)]
pub use reply::read as read_vectors;

use crate::error::{Error, Result};

/// Some of the vectors of an answer, each with the index of its text.
pub type Batch = Vec<(usize, Vec<f32>)>;

/// Makes vectors of texts.
pub trait Encoder {
    /// The part of a cache key that names the encoder, in one line: everything that the vectors depend
    /// on besides the texts, as the server, the model and the prefix. There is no secret in it.
    fn key(&self) -> String;

    /// A vector of unit length for each text, in their order, all of the same dimension.
    ///
    /// An empty or blank text is not sent. It has the zero vector, whose similarity to everything is 0:
    /// of the same dimension as the others, or of dimension 0 where all texts are blank.
    ///
    /// # Errors
    /// The error of the server or the cache; with [`Encoder::encode_each`] the batches before it are not
    /// lost.
    fn encode(&self, texts: &[String]) -> Result<Vec<Vec<f32>>>;

    /// As [`Encoder::encode`], but every batch is handed to `accept` as soon as it arrives: in any
    /// order, each index once in all. None of `texts` may be blank.
    ///
    /// # Errors
    /// The error of the server or the cache, or the first error of `accept`. Batches that had arrived
    /// were accepted.
    fn encode_each(
        &self,
        texts: &[String],
        accept: &mut dyn FnMut(Batch) -> Result<()>,
    ) -> Result<()> {
        accept(self.encode(texts)?.into_iter().enumerate().collect())
    }
}

/// The cosine of the angle between two vectors of unit length, from -1 to 1; 0 where one of them is the
/// zero vector.
#[must_use]
pub fn similarity(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// [`Encoder::encode`] made of [`Encoder::encode_each`]: blank texts are left out and given the zero
/// vector, the others put in order.
fn gather<E: Encoder>(encoder: &E, texts: &[String]) -> Result<Vec<Vec<f32>>> {
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

/// The error for vectors of two dimensions, which two models must have made.
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
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::{Stub, texts};
    use super::*;

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
