//! A second reader: another chat server reads pairs of Chinese and English, and says of each whether it doubts the
//! English, why, and what it would write instead. What it says of a pair is kept (`reviews`) and never asked again;
//! it changes no text.

mod judge;
mod plan;
mod prompt;
mod reply;
mod reviews;
mod run;

use std::ops::Range;
use std::sync::Arc;

pub use plan::ReadingPlan;
pub use run::{ReadingOutcome, ReadingProgress};

use self::reviews::Reviews;
use super::engine::Engine;
use crate::bitext::PairKey;
use crate::cache::Cache;
use crate::check::Doubts;
use crate::error::{Error, Result};

/// A pair to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Its Chinese sentences, as indices into those of its text.
    pub at: Range<usize>,
    /// The visible words of the Chinese.
    pub source: String,
    /// The visible words of the English.
    pub target: String,
    /// Terms of the glossary in it, each with its rendering.
    pub terms: Vec<(String, String)>,
}

impl Pair {
    fn key(&self) -> PairKey {
        crate::bitext::pair_key(&self.source, &self.target)
    }
}

/// A text with the pairs to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadText {
    /// All of its Chinese sentences, which are shown around the pairs.
    pub sentences: Vec<String>,
    /// The pairs, in the order of the text.
    pub pairs: Vec<Pair>,
}

/// A server that reads translations.
pub struct SecondReader {
    engine: Engine,
    /// The name that people know it by.
    name: String,
    reviews: Reviews,
}

impl SecondReader {
    /// The server `engine`, called `name`, whose readings are kept in `cache`.
    ///
    /// # Errors
    /// [`Error::Usage`] for a server that only translates.
    pub fn new(engine: Engine, name: &str, cache: Arc<Cache>) -> Result<SecondReader> {
        if !engine.is_chat() {
            return Err(Error::usage(
                format!(
                    "\"{name}\" cannot read translations: protocol \"{}\" only translates",
                    engine.config().protocol
                ),
                "name a provider with a chat model (openai, azure-openai, anthropic, ollama) under review in [translate]",
            ));
        }
        let reviews = Reviews::new(cache, &prompt::key(&engine));
        Ok(SecondReader {
            name: name.to_owned(),
            engine,
            reviews,
        })
    }

    /// The server.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The name that people know it by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The doubts that are kept in entries of the cache's table [`REVIEWS`].
#[must_use]
pub fn doubts(entries: &[crate::cache::Entry]) -> Doubts {
    reviews::doubts(entries)
}

/// The table of the cache that readings are in.
pub const REVIEWS: &str = reviews::TABLE;
