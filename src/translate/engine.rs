//! One server with its settings, and asking it.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::options::ProviderConfig;
use super::prompt::{self, Around, Prompt};
use super::protocol::{Ask, Ending, Protocol, ProtocolInfo, Reply, Structure};
use super::{Item, Usage, reply};
use crate::error::{Error, Result};
use crate::http::{Client, Failure, Pace, Secret};
use crate::text::named::Named;
use crate::text::spaces;

/// What a server takes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Texts.
    pub texts: usize,
    /// Characters of all texts.
    pub characters: usize,
    /// Bytes of all texts.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            texts: usize::MAX,
            characters: usize::MAX,
            bytes: usize::MAX,
        }
    }
}

/// A server that translates.
pub struct Engine {
    client: Client,
    config: ProviderConfig,
    info: &'static ProtocolInfo,
    /// What the text is about.
    summary: String,
    /// How strictly it lets itself be told what to answer: found out by asking.
    structure: AtomicU8,
    /// Tests do not wait long.
    pub(super) first_pause: Option<Duration>,
    /// When the next request may begin, where they are counted by the minute.
    next: Mutex<Option<Instant>>,
}

/// What was asked in one request.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) items: &'a [&'a Item],
    pub(super) around: Around<'a>,
    /// What was wrong with the answer before.
    pub(super) reason: Option<&'a str>,
    /// One sentence, to be answered as plain text.
    pub(super) plain: bool,
}

/// The answer to each sentence, nothing where there is none, and what it used.
pub(super) type Answered = (Vec<Option<String>>, Usage);

impl Engine {
    /// The server that `config` names, with its key if it has one.
    ///
    /// # Errors
    /// [`Error::Usage`] for a protocol that is not known, a missing address or model, or an address
    /// that is refused as [`crate::encoder::Endpoint::new`] says.
    pub fn new(config: &ProviderConfig, key: Option<Secret>) -> Result<Engine> {
        let info = ProtocolInfo::by_id(&config.protocol)?;
        let Some(url) = config.url.as_deref().or(info.url) else {
            return Err(Error::usage(
                format!("a provider with protocol \"{}\" needs a url", info.id),
                "add url = \"https://...\" to its table in duizhao.toml",
            ));
        };
        let timeout = Duration::from_secs(config.timeout_seconds.get().into());
        let mut headers = info.protocol.headers(config);
        headers.retain(|(name, _)| !config.headers.contains_key(name));
        headers.extend(config.headers.clone());
        let client = Client::open(url, key, timeout, config.plain_http)?
            .dressed(info.protocol.key_place(), headers)?;
        let engine = Engine {
            client,
            config: config.clone(),
            info,
            summary: String::new(),
            structure: AtomicU8::new(0),
            first_pause: None,
            next: Mutex::new(None),
        };
        // What is wrong with the settings is said before anything is asked.
        info.protocol.path(config)?;
        let nothing = Ask {
            texts: &[],
            prompt: &Prompt::default(),
            structure: Structure::Schema,
            context: "",
        };
        info.protocol.body(config, &nothing)?;
        Ok(engine)
    }

    /// The same server, told what the text is about: a chat by its prompt, others by the context that
    /// they look at.
    #[must_use]
    pub fn about(mut self, summary: &str) -> Engine {
        self.summary = spaces::fold(summary);
        self
    }

    /// Everything that a translation depends on, as text: settings that change no answer are left
    /// out, secrets are in none of it.
    #[must_use]
    pub fn key(&self) -> String {
        serde_json::json!({
            "protocol": self.info.id,
            "url": self.client.url(),
            "model": self.config.model,
            "body": self.config.body,
            "instructions": self.config.instructions,
            "summary": self.summary,
            "prompt": prompt::VERSION,
        })
        .to_string()
    }

    /// Its settings.
    #[must_use]
    pub fn config(&self) -> &ProviderConfig {
        &self.config
    }

    /// What goes into one request: what the server takes, and no more than the user wants.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let server = self.info.protocol.limits();
        let one_at_a_time = !self.is_chat() && mentions(&self.config.body, "$text");
        Limits {
            texts: if one_at_a_time {
                1
            } else {
                server.texts.min(self.config.batch.get())
            },
            characters: server.characters.min(self.config.batch_characters.get()),
            bytes: server.bytes,
        }
    }

    /// Whether it is a chat, which is told what to do.
    #[must_use]
    pub fn is_chat(&self) -> bool {
        self.info.protocol.is_chat()
    }

    /// An error about a request that failed.
    pub(super) fn error(&self, failure: Failure) -> Error {
        self.client.error(failure)
    }

    /// The prompt for a question, as a chat server would be given it.
    pub(super) fn prompt(&self, question: Question<'_>) -> Prompt {
        match question.items {
            [item] if question.plain => prompt::single(item, self.brief()),
            items => prompt::batch(items, question.around, self.brief(), question.reason),
        }
    }

    fn brief(&self) -> prompt::Brief<'_> {
        prompt::Brief {
            instructions: &self.config.instructions,
            summary: &self.summary,
        }
    }

    fn structure(&self) -> Structure {
        match self.structure.load(Ordering::Relaxed) {
            0 => Structure::Schema,
            1 => Structure::Json,
            _ => Structure::Prompt,
        }
    }

    /// Sends texts once, with all that `pace` says about waiting and trying again.
    pub(super) fn exchange(
        &self,
        texts: &[&str],
        prompt: &Prompt,
        context: &str,
        structure: Structure,
        pace: &Pace,
    ) -> std::result::Result<(Reply, Usage), Failure> {
        let protocol = self.info.protocol;
        let wrong = |error: Error| Failure::Final {
            what: error.to_string(),
            help: String::new(),
        };
        let ask = Ask {
            texts,
            prompt,
            structure,
            context,
        };
        let mut body = protocol.body(&self.config, &ask).map_err(wrong)?;
        self.add_own(&mut body);
        let path = protocol.path(&self.config).map_err(wrong)?;
        if !self.wait_for_turn(prompt, pace) {
            return Err(Failure::Stopped);
        }
        self.client.ask(&path, &body.to_string(), pace, |bytes| {
            read_body(protocol, &self.config, bytes)
        })
    }

    /// Asks a question.
    pub(super) fn ask(
        &self,
        question: Question<'_>,
        pace: &Pace,
    ) -> std::result::Result<Answered, Failure> {
        let texts: Vec<&str> = question
            .items
            .iter()
            .map(|item| item.text.as_str())
            .collect();
        let prompt = self.prompt(question);
        let mut context = [question.around.before, question.around.after]
            .concat()
            .join("");
        if !self.summary.is_empty() {
            context = format!("{}\n{context}", self.summary);
        }
        loop {
            let rung = self.structure.load(Ordering::Relaxed);
            let answer = self.exchange(&texts, &prompt, &context, self.structure(), pace);
            return match answer {
                Ok((reply, mut usage)) => {
                    usage.requests = 1;
                    usage.characters = texts.iter().map(|text| text.chars().count() as u64).sum();
                    read_reply(reply, question.items.len(), question.plain, usage)
                }
                Err(Failure::Final { what, .. })
                    if self.is_chat() && rung < 2 && is_about_structure(&what) =>
                {
                    // Whoever came here first takes the step for all.
                    let _ = self.structure.compare_exchange(
                        rung,
                        rung + 1,
                        Ordering::Relaxed,
                        Ordering::Relaxed,
                    );
                    continue;
                }
                Err(failure) => Err(failure),
            };
        }
    }

    /// The members that the user wants in every request.
    fn add_own(&self, body: &mut Value) {
        if self.info.protocol.is_template() {
            return;
        }
        if let (Value::Object(body), Ok(Value::Object(own))) =
            (body, serde_json::to_value(&self.config.body))
        {
            body.extend(own);
        }
    }

    /// Waits until another request may begin; `false` when it is all over.
    fn wait_for_turn(&self, prompt: &Prompt, pace: &Pace) -> bool {
        let minute = Duration::from_secs(60);
        let by_request = self
            .config
            .requests_per_minute
            .map(|most| minute / most.get());
        let by_token = self.config.tokens_per_minute.map(|most| {
            // An answer has about as many as the text.
            let tokens = prompt.tokens + prompt.most_tokens / 3;
            minute.mul_f64(tokens as f64 / f64::from(most.get()))
        });
        let Some(apart) = by_request.max(by_token) else {
            return true;
        };
        let now = Instant::now();
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = next.map_or(now, |next| next.max(now));
            *next = Some(turn + apart);
            turn
        };
        pace.wait(turn.saturating_duration_since(now))
    }
}

fn read_body(
    protocol: &dyn Protocol,
    config: &ProviderConfig,
    bytes: &[u8],
) -> std::result::Result<(Reply, Usage), String> {
    let answer: Value =
        serde_json::from_slice(bytes).map_err(|_| "the answer is no JSON".to_owned())?;
    protocol.read(config, &answer)
}

/// The translations in an answer to `count` sentences, or to one as plain text: for whoever makes up
/// answers to see what becomes of them.
///
/// # Errors
/// What is wrong with the answer.
#[doc(hidden)]
pub fn read_answer(
    config: &ProviderConfig,
    bytes: &[u8],
    count: usize,
    plain: bool,
) -> std::result::Result<Vec<Option<String>>, String> {
    let info = ProtocolInfo::find(&config.protocol);
    let info = info.ok_or_else(|| "no such protocol".to_owned())?;
    let (reply, usage) = read_body(info.protocol, config, bytes)?;
    match read_reply(reply, count, plain, usage) {
        Ok((texts, _)) => Ok(texts),
        Err(failure) => Err(format!("{failure:?}")),
    }
}

fn read_reply(
    reply: Reply,
    count: usize,
    plain: bool,
    usage: Usage,
) -> std::result::Result<Answered, Failure> {
    match reply {
        Reply::Said(_, Ending::Cut) => Err(Failure::TooLarge {
            what: "the answer was cut off".to_owned(),
        }),
        Reply::Said(_, Ending::Refused) => Ok((vec![None; count], usage)),
        Reply::Said(said, Ending::Whole) if plain => {
            // Some models stick to the keys that they were not asked for.
            let keyed = reply::keyed(&said, 1).remove(0);
            Ok((vec![keyed.or_else(|| reply::plain(&said))], usage))
        }
        Reply::Said(said, Ending::Whole) => Ok((reply::keyed(&said, count), usage)),
        Reply::Texts(texts) if texts.len() == count => {
            Ok((texts.into_iter().map(Some).collect(), usage))
        }
        // Which is whose nobody knows.
        Reply::Texts(_) => Ok((vec![None; count], usage)),
    }
}

/// Whether a refusal is about how the answer shall be structured.
pub(super) fn is_about_structure(what: &str) -> bool {
    let what = what.to_lowercase();
    (what.contains("says 400") || what.contains("says 422"))
        && [
            "response_format",
            "json_schema",
            "schema",
            "output_config",
            "format",
        ]
        .iter()
        .any(|word| what.contains(word))
}

/// Whether a template has this word for a value.
fn mentions(table: &toml::Table, word: &str) -> bool {
    fn in_value(value: &toml::Value, word: &str) -> bool {
        match value {
            toml::Value::String(text) => text == word,
            toml::Value::Array(items) => items.iter().any(|item| in_value(item, word)),
            toml::Value::Table(table) => mentions(table, word),
            _ => false,
        }
    }
    table.values().any(|value| in_value(value, word))
}
