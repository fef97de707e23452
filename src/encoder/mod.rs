//! Sentence vectors: further evidence for the aligner, from a model that the user has.

use crate::error::Result;

/// Turns texts into vectors that lie close together when the texts mean the same.
pub trait Encoder: Sync {
    /// What the vectors depend on besides the text: the key of a cache.
    fn key(&self) -> String;

    /// Vectors of unit length, one a text, in order.
    ///
    /// # Errors
    /// When the model cannot be reached or does not answer as it should.
    fn encode(&self, texts: &[String]) -> Result<Vec<Vec<f32>>>;
}
