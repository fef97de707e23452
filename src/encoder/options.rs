//! Settings of a server of sentence vectors.

use std::num::{NonZeroU8, NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use serde::Deserialize;

use crate::error::Result;
use crate::http::Secret;

/// An `[encoder.NAME]` table of `duizhao.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EncoderConfig {
    /// The address in front of `/embeddings`; for most servers it ends in `/v1`.
    pub url: String,
    /// The model, as the server calls it.
    pub model: String,
    /// The environment variable that holds the key.
    #[serde(default)]
    pub key_env: Option<String>,
    /// The file that holds the key and nothing else.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// A PEM file of certificates to trust besides those of the system.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// A prefix of every text, as some models need it ("query: ").
    #[serde(default)]
    pub prefix: String,
    /// The dimension of the vectors, for servers that can shorten them.
    #[serde(default)]
    pub dimensions: Option<NonZeroU32>,
    /// The most texts in one request.
    #[serde(default = "batch")]
    pub batch: NonZeroUsize,
    /// The most characters in one request; a longer text is sent alone.
    #[serde(default = "batch_characters")]
    pub batch_characters: NonZeroUsize,
    /// The most requests under way at once.
    #[serde(default = "concurrency")]
    pub concurrency: NonZeroU8,
    /// The longest time until an answer begins, in seconds; the whole of it may take twice as long.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: NonZeroU32,
}

fn batch() -> NonZeroUsize {
    const { NonZeroUsize::new(64).unwrap() }
}

/// Far below the limit of hosted servers (300,000 tokens), and enough for 64 long sentences.
fn batch_characters() -> NonZeroUsize {
    const { NonZeroUsize::new(16_000).unwrap() }
}

/// One request is computed while the next is on its way; local servers compute no more at once.
fn concurrency() -> NonZeroU8 {
    const { NonZeroU8::new(2).unwrap() }
}

fn timeout_seconds() -> NonZeroU32 {
    const { NonZeroU32::new(60).unwrap() }
}

impl EncoderConfig {
    /// A server at `url` with `model`, and defaults for everything else.
    #[must_use]
    pub fn new(url: impl Into<String>, model: impl Into<String>) -> Self {
        EncoderConfig {
            url: url.into(),
            model: model.into(),
            key_env: None,
            key_file: None,
            ca_file: None,
            prefix: String::new(),
            dimensions: None,
            batch: batch(),
            batch_characters: batch_characters(),
            concurrency: concurrency(),
            timeout_seconds: timeout_seconds(),
        }
    }

    /// The key, from the environment variable or the file that the settings name; `None` when they name
    /// neither, or when its value is empty. `variable` looks an environment variable up.
    ///
    /// # Errors
    /// [`Error::Usage`](crate::Error::Usage) when both are named, the variable is not set, or its value
    /// is no key; for the file as [`Secret::from_file`].
    pub fn key(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Secret>> {
        Secret::named(
            self.key_env.as_deref(),
            self.key_file.as_deref(),
            variable,
            "encoder",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_key_is_from() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("none");
        let variable = |name: &str| match name {
            "SET" => Some("sk-canary-1234".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        // Value of the variable, whether a file is named, and the expected key.
        for (env, with_file, key) in [
            (None, false, Ok(false)),
            (Some("SET"), false, Ok(true)),
            (Some("EMPTY"), false, Ok(false)),
            (Some("UNSET"), false, Err("UNSET is not set")),
            (Some("SET"), true, Err("both")),
            (None, true, Err("cannot be read")),
        ] {
            let mut config = EncoderConfig::new("http://127.0.0.1", "m");
            config.key_env = env.map(str::to_owned);
            config.key_file = with_file.then(|| file.clone());
            match (config.key(variable), key) {
                (Ok(found), Ok(there)) => assert_eq!(found.is_some(), there, "{env:?}"),
                (Err(error), Err(says)) => assert!(error.to_string().contains(says), "{error}"),
                (found, _) => panic!("{env:?}: {found:?}"),
            }
        }
    }
}
