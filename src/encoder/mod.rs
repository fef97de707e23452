//! Sentence vectors: what a sentence says as a point on a sphere, near to its translation's.
//!
//! Any server that speaks the embeddings protocol of OpenAI is an [`Endpoint`]; what it answered is
//! kept by a [`CachedEncoder`], so that nothing is asked twice. Similarities are comparable among the
//! texts of one model only, and as ranks rather than as amounts: with some models even sentences that
//! have nothing in common are at 0.8.
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

/// Some vectors of an answer, each with the index of its text.
pub type Batch = Vec<(usize, Vec<f32>)>;

/// Makes vectors of texts.
pub trait Encoder {
    /// Everything that the vectors depend on besides the texts, in one line: the server, the model,
    /// the prefix. There is nothing secret in it.
    fn key(&self) -> String;

    /// A vector of unit length for each text, in their order, all of as many dimensions.
    ///
    /// A text that is empty or blank is not asked for. It has the zero vector, whose similarity to
    /// everything is 0: as long as the others, and of no length where all texts are blank.
    ///
    /// # Errors
    /// What stopped it; with [`Encoder::encode_each`] nothing is lost by that.
    fn encode(&self, texts: &[String]) -> Result<Vec<Vec<f32>>>;

    /// The same, but every batch is handed to `accept` as soon as it is there: in any order, each
    /// index once in all. None of `texts` may be blank.
    ///
    /// # Errors
    /// What stopped it, or the first error of `accept`. What had arrived was accepted.
    fn encode_each(
        &self,
        texts: &[String],
        accept: &mut dyn FnMut(Batch) -> Result<()>,
    ) -> Result<()> {
        accept(self.encode(texts)?.into_iter().enumerate().collect())
    }
}

/// The cosine of the angle between two vectors of unit length, from -1 to 1; 0 where one of them is
/// of a blank text.
#[must_use]
pub fn similarity(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(all(test, feature = "net"))]
mod testing;
