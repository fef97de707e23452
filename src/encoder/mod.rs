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

#[cfg(feature = "net")]
mod cache;
#[cfg(feature = "net")]
mod endpoint;
#[cfg(feature = "net")]
mod gather;
#[cfg(feature = "net")]
mod options;
#[cfg(feature = "net")]
mod reply;

#[cfg(feature = "net")]
pub use cache::CachedEncoder;
#[cfg(feature = "net")]
pub use endpoint::Endpoint;
#[cfg(feature = "net")]
pub use options::EncoderConfig;
#[cfg(feature = "net")]
#[doc(hidden)]
pub use reply::read as read_vectors;

use crate::error::Result;

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

#[cfg(all(test, feature = "net"))]
mod testing;
