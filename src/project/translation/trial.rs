//! Trying a provider: a sentence is translated, and a schema is asked for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::providers::Server;
use crate::cache::Cache;
use crate::document::codes::Coded;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::translate::{Caps, Item, Job, Masked, Schema, Stop, Usage, translate};

/// The sentence that a provider is asked for.
pub const TRIAL_SENTENCE: &str = "灯塔在海边。";

/// What came of a trial.
#[derive(Debug)]
pub struct Trial {
    /// The translation of [`TRIAL_SENTENCE`], or what is wrong with the answer.
    pub answer: std::result::Result<String, String>,
    /// What the server makes of a schema; `None` for one that takes none.
    pub schema: Option<Schema>,
    /// Whether a key was sent.
    pub with_key: bool,
    /// What the sentence used.
    pub usage: Usage,
    /// The time until the sentence was answered.
    pub time: Duration,
}

impl Project {
    /// Tries a provider of the settings with two tiny requests. Nothing is kept: the answer shall come from
    /// the server each time.
    ///
    /// # Errors
    /// A provider that is not in the settings or lacks its key; the server's failure.
    pub fn try_provider(&self, name: &str) -> Result<Trial> {
        let settings = self.config.provider(Some(name))?;
        let key = settings.key(|variable| self.variable(variable))?;
        let with_key = key.is_some();
        let folder = tempfile::tempdir().map_err(|source| Error::Write {
            path: std::env::temp_dir(),
            source,
        })?;
        let cache = Cache::open(&Cache::path_in(folder.path()))?;
        let server = Server::new(self.engine(settings, key)?, Arc::new(cache));
        let items = [Item {
            text: TRIAL_SENTENCE.to_owned(),
            ..Item::default()
        }];
        let masked = [Masked::of(&Coded::plain(TRIAL_SENTENCE))];
        let job = Job {
            items: &items,
            masked: &masked,
            refresh: &[],
            offline: false,
            caps: Caps::default(),
        };
        let started = Instant::now();
        let stop = Stop::default();
        let mut outcome = translate(&server.engine, &server.answers, job, &stop, &mut |_| {})?;
        if let Some(error) = outcome.ended_by {
            return Err(error);
        }
        let time = started.elapsed();
        Ok(Trial {
            answer: outcome.texts.swap_remove(0).map(|coded| coded.text),
            schema: server.engine.probe()?,
            with_key,
            usage: outcome.usage,
            time,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;
    use crate::http::testing::{Answer, Server as TestServer};

    fn project(server: &TestServer) -> Project {
        let settings = format!(
            "[provider.local]\nprotocol = \"libretranslate\"\nurl = \"{}\"\nkey-env = \"KEY\"\n",
            server.url()
        );
        let config = Config::parse(&settings, Path::new("duizhao.toml")).unwrap();
        let variable = |name: &str| (name == "KEY").then(|| "secret".to_owned());
        Project::new(config, 1).with_variables(Arc::new(variable))
    }

    #[test]
    fn each_trial_asks_the_server() {
        let server = TestServer::new(|_, _| {
            Answer::new(
                200,
                r#"{"translatedText": ["The lighthouse is by the sea."]}"#,
            )
        });
        let project = project(&server);
        for number in 1..=2 {
            let trial = project.try_provider("local").unwrap();
            assert_eq!(trial.answer.unwrap(), "The lighthouse is by the sea.");
            assert_eq!((trial.schema, trial.with_key), (None, true));
            assert_eq!(trial.usage.requests, 1);
            assert_eq!(server.asked().len(), number);
        }
    }

    #[test]
    fn a_refusal_and_an_unknown_name_are_errors() {
        let server = TestServer::new(|_, _| Answer::new(403, r#"{"error": "a wrong key"}"#));
        let project = project(&server);
        let refused = project.try_provider("local").unwrap_err();
        assert!(matches!(refused, Error::Endpoint { .. }), "{refused}");
        assert!(project.try_provider("other").is_err());
        assert_eq!(server.asked().len(), 1);
    }
}
