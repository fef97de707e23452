//! Settings of a translation server: a `[provider.NAME]` table of `duizhao.toml`.

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
    /// The protocol of the server: an id of [`super::PROTOCOLS`].
    pub protocol: String,
    /// The server's address; when left out, the protocol's own, where it has one.
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
    /// A PEM file of certificates to trust besides those of the system.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Whether the key may be sent over a network without encryption.
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
    /// The most sentences in one request.
    #[serde(default = "batch")]
    pub batch: NonZeroUsize,
    /// The most characters of Chinese in one request; a longer sentence is sent alone.
    #[serde(default = "batch_characters")]
    pub batch_characters: NonZeroUsize,
    /// The most requests under way at once.
    #[serde(default = "concurrency")]
    pub concurrency: NonZeroU8,
    /// The most requests begun in a minute.
    #[serde(default)]
    pub requests_per_minute: Option<NonZeroU32>,
    /// The most tokens sent and received in a minute, by estimate.
    #[serde(default)]
    pub tokens_per_minute: Option<NonZeroU32>,
    /// The most retries of a run.
    #[serde(default)]
    pub max_retries: Option<u64>,
    /// The provider that is asked for sentences that this one could not translate.
    #[serde(default)]
    pub fallback: Option<String>,
    /// The longest time until an answer begins, in seconds; the whole of it may take twice as long.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: NonZeroU32,
    /// The number of sentences before and after a batch that are shown with it.
    #[serde(default = "context")]
    pub context: u8,
    /// Instructions for a chat model in the user's words: style, audience, summary of the text.
    #[serde(default)]
    pub instructions: String,
    /// The price of one million input tokens, in the user's currency.
    #[serde(default)]
    pub price_input: f64,
    /// The price of one million output tokens.
    #[serde(default)]
    pub price_output: f64,
    /// The price of one million characters of Chinese.
    #[serde(default)]
    pub price_characters: f64,
    /// The price of one million input tokens that the server has in its cache; `price_input` when left out.
    #[serde(default)]
    pub price_cached: Option<f64>,
    /// The price of one million input tokens that the server takes into its cache; `price_input` and a
    /// quarter when left out.
    #[serde(default)]
    pub price_cache_write: Option<f64>,
    /// The part of all prices that is taken off in a batch.
    #[serde(default = "batch_discount")]
    pub batch_discount: f64,
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

const fn batch_discount() -> f64 {
    0.5
}

const fn context() -> u8 {
    2
}

impl ProviderConfig {
    /// The key, from the environment variable or the file that the settings name; `None` when they name
    /// neither, or when its value is empty. `variable` looks an environment variable up.
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

    /// The model that the settings name.
    ///
    /// # Errors
    /// [`Error::Usage`] when they name none.
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
