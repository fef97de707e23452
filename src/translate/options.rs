//! What a user says about a translation server: a `[provider.NAME]` table of `duizhao.toml`.

use std::collections::BTreeMap;
use std::num::{NonZeroU8, NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::http::Secret;

/// A `[provider.NAME]` table.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProviderConfig {
    /// How the server is spoken to: an id of [`super::PROTOCOLS`].
    pub protocol: String,
    /// The server's address; left out, the protocol's own where it has one.
    #[serde(default)]
    pub url: Option<String>,
    /// The model, as the server calls it.
    #[serde(default)]
    pub model: Option<String>,
    /// The environment variable that holds the key.
    #[serde(default)]
    pub key_env: Option<String>,
    /// The file that holds the key and nothing else.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// Whether a key may go over a network in the clear.
    #[serde(default)]
    pub plain_http: bool,
    /// Further headers of every request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Further members of every request; they replace those of the same name.
    #[serde(default)]
    pub body: toml::Table,
    /// For `template`: where in the answer the texts are, as a JSON pointer in which `*` stands for
    /// every element of a list.
    #[serde(default)]
    pub answer: Option<String>,
    /// How many sentences are sent at once, at most.
    #[serde(default = "batch")]
    pub batch: NonZeroUsize,
    /// How many characters of Chinese are sent at once, at most; a longer sentence goes alone.
    #[serde(default = "batch_characters")]
    pub batch_characters: NonZeroUsize,
    /// How many requests are under way at once, at most.
    #[serde(default = "concurrency")]
    pub concurrency: NonZeroU8,
    /// How many requests are begun in a minute, at most.
    #[serde(default)]
    pub requests_per_minute: Option<NonZeroU32>,
    /// How many tokens are sent and received in a minute, at most; counted by estimate.
    #[serde(default)]
    pub tokens_per_minute: Option<NonZeroU32>,
    /// How many requests of a run are tried again, at most.
    #[serde(default)]
    pub max_retries: Option<u64>,
    /// The provider that is asked for what this one could not translate.
    #[serde(default)]
    pub fallback: Option<String>,
    /// How long an answer may take, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: NonZeroU32,
    /// How many sentences before and after a batch are shown with it.
    #[serde(default = "context")]
    pub context: u8,
    /// What a chat model is told besides: style, audience, summary of the text.
    #[serde(default)]
    pub instructions: String,
    /// What one million tokens of input cost.
    #[serde(default)]
    pub price_input: f64,
    /// What one million tokens of output cost.
    #[serde(default)]
    pub price_output: f64,
    /// What one million characters of Chinese cost.
    #[serde(default)]
    pub price_characters: f64,
}

fn batch() -> NonZeroUsize {
    const { NonZeroUsize::new(20).unwrap() }
}

fn batch_characters() -> NonZeroUsize {
    const { NonZeroUsize::new(1500).unwrap() }
}

fn concurrency() -> NonZeroU8 {
    const { NonZeroU8::new(4).unwrap() }
}

fn timeout_seconds() -> NonZeroU32 {
    const { NonZeroU32::new(300).unwrap() }
}

const fn context() -> u8 {
    2
}

impl ProviderConfig {
    /// The key, from the environment variable or the file that the settings name; `None` when they
    /// name neither or what they name is empty. `variable` looks a variable up.
    ///
    /// # Errors
    /// As [`crate::encoder::EncoderConfig::key`].
    pub fn key(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Secret>> {
        Secret::named(
            self.key_env.as_deref(),
            self.key_file.as_deref(),
            variable,
            "provider",
        )
    }

    /// The model.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none.
    pub fn model(&self) -> Result<&str> {
        self.model.as_deref().ok_or_else(|| {
            Error::usage(
                format!(
                    "a provider with protocol \"{}\" needs a model",
                    self.protocol
                ),
                "add model = \"NAME\" to its table in duizhao.toml",
            )
        })
    }
}
