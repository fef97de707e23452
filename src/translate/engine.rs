//! One server with its settings, and the requests to it.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::adaptations::Adaptations;
use super::guide::Guide;
use super::limits::Limits;
use super::names::Names;
use super::options::ProviderConfig;
use super::prompt::{self, Before, Prompt, Shown};
use super::protocol::batch_service::BatchService;
use super::protocol::{Ask, Ending, Protocol, ProtocolInfo, Reply, Structure};
use super::refusal::refusal;
use super::{Item, Usage, reply, thoughts};
use crate::document::codes::Coded;
use crate::error::{Error, Result};
use crate::http::{Access, Client, Failure, Pace, Secret};
use crate::text::digest;
use crate::text::named::Named;
use crate::text::spaces;

/// The most retries of a run unless the settings say otherwise: a fixed number, and a number for each
/// batch. A server that fails more often is better left alone.
const MOST_RETRIES: (u64, u64) = (100, 3);

/// A server that translates.
pub struct Engine {
    client: Client,
    config: ProviderConfig,
    info: &'static ProtocolInfo,
    /// What the project tells it.
    guide: Guide,
    /// The structure of answers (see [`Structure`]): 0 by a schema, 1 as any JSON, 2 by the
    /// prompt alone. It goes up when the server refuses.
    structure: AtomicU8,
    /// What else the server wants otherwise.
    adaptations: Mutex<Adaptations>,
    /// Who hears of what the server wants otherwise.
    listener: Option<Arc<Listener>>,
    /// The longest first pause after a failure; tests set a short one.
    pub(super) first_pause: Option<Duration>,
    /// The earliest time of the next request, where the settings count requests or tokens by the minute.
    next: Mutex<Option<Instant>>,
}

/// Hears of what a user should know of a server.
pub type Listener = dyn Fn(&str) + Send + Sync;

/// The lesson of an answer that was cut off among thoughts.
pub(super) const ONLY_THOUGHTS: &str = "only thoughts";

/// The content of one request.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    /// Its sentences, and what is shown besides.
    pub(super) shown: &'a Shown<'a>,
    /// The fault of the earlier answer to the same sentences.
    pub(super) reason: Option<&'a str>,
    /// Whether it is one sentence, to be answered as plain text.
    pub(super) plain: bool,
}

/// What came of a conversation, and the usage of all its answers.
pub(super) type Conversed<T> = (std::result::Result<T, Failure>, Usage);

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
        let access = Access {
            url,
            timeout,
            plain_http: config.plain_http,
            ca_file: config.ca_file.as_deref(),
        };
        let client = Client::new(access, key)?.with_headers(info.protocol.key_place(), headers)?;
        let engine = Engine {
            client,
            config: config.clone(),
            info,
            guide: Guide::default(),
            structure: AtomicU8::new(0),
            adaptations: Mutex::default(),
            listener: None,
            first_pause: None,
            next: Mutex::new(None),
        };
        // Faults of the settings are reported here, before anything is asked.
        info.protocol.path(config)?;
        let nothing = Ask {
            texts: &[],
            prompt: &Prompt::default(),
            structure: Structure::Schema,
            context: "",
            room: false,
        };
        info.protocol.body(config, &nothing)?;
        Ok(engine)
    }

    /// The same server with what a project tells it about its texts. A chat server gets all of it in its prompt;
    /// others get the summary in the context that they look at.
    ///
    /// # Errors
    /// [`Error::Usage`] for a style guide that is too long.
    pub fn guided(mut self, guide: Guide) -> Result<Engine> {
        if self.is_chat() {
            guide.check(&self.config.instructions)?;
        }
        self.guide = Guide {
            summary: spaces::fold(&guide.summary),
            style: guide.style.trim().to_owned(),
            ..guide
        };
        Ok(self)
    }

    /// The same server, with someone who is told, once, what it wants otherwise than the settings say, and what to
    /// set in them.
    #[must_use]
    pub fn telling(mut self, listener: Arc<Listener>) -> Engine {
        self.listener = Some(listener);
        self
    }

    /// Tells the user something about this server.
    pub(super) fn tell(&self, what: &str) {
        if let Some(listener) = &self.listener {
            let model = self.config.model.as_deref();
            listener(&format!("{}: {what}", model.unwrap_or(self.info.id)));
        }
    }

    /// What a user may set for a model that thinks too long, for a message.
    pub(super) fn more_room(&self) -> String {
        format!("in body, set {}", self.info.protocol.more_room())
    }

    fn adaptations(&self) -> MutexGuard<'_, Adaptations> {
        self.adaptations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The part of a cache key that names this engine: everything in its settings that an answer depends
    /// on, as JSON. Settings that change no answer are left out, and no secret is in it.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = serde_json::json!({
            "protocol": self.info.id,
            "url": self.client.url(),
            "model": self.config.model,
            "body": self.config.body,
            "instructions": self.config.instructions,
            "summary": self.guide.summary,
            "prompt": prompt::VERSION,
        });
        // Left out where there is none, so that answers from before there were style guides keep their key.
        if self.is_chat() && !self.guide.style.is_empty() {
            key["style"] = digest::hex(&digest::sha256(self.guide.style.as_bytes())).into();
        }
        key.to_string()
    }

    /// The engine's settings.
    #[must_use]
    pub fn config(&self) -> &ProviderConfig {
        &self.config
    }

    /// The limits of one request: the server's own, lowered to those of the settings.
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

    /// Whether the server is a chat, which needs instructions.
    #[must_use]
    pub fn is_chat(&self) -> bool {
        self.info.protocol.is_chat()
    }

    /// The address of the server; there is no secret in it.
    #[must_use]
    pub fn url(&self) -> &str {
        self.client.url()
    }

    /// The client that asks the server.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// A message of the server as it may be shown: short, and without the key.
    pub(super) fn shown(&self, what: &str) -> String {
        self.client.clean(what)
    }

    /// Whether the protocol has a batch service.
    #[must_use]
    pub fn has_batches(&self) -> bool {
        self.info.protocol.batches().is_some()
    }

    /// The batch service of the protocol.
    ///
    /// # Errors
    /// [`Error::Usage`] for a protocol without one.
    pub(super) fn batch_service(&self) -> Result<&'static dyn BatchService> {
        self.info.protocol.batches().ok_or_else(|| {
            Error::usage(
                format!("protocol \"{}\" has no batch service", self.info.id),
                "leave --batch out; \"openai\" and \"anthropic\" have one, and Azure under protocol = \"openai\" with a url that ends in /openai/v1",
            )
        })
    }

    /// The body of a request for a question to a chat server.
    ///
    /// # Errors
    /// [`Error::Usage`] when a setting that the body needs is missing.
    pub(super) fn request_for(&self, question: Question<'_>) -> Result<Value> {
        let items = question.shown.items.iter();
        let texts: Vec<&str> = items.map(|item| item.text.as_str()).collect();
        self.request(Ask {
            texts: &texts,
            prompt: &self.prompt(question),
            structure: self.structure(),
            context: "",
            room: false,
        })
    }

    /// The answers to `sources` in a body that a batch service has brought, and what they used.
    pub(super) fn answers_in(
        &self,
        body: &Value,
        sources: &[&str],
    ) -> (std::result::Result<Vec<Option<String>>, Failure>, Usage) {
        match self.info.protocol.read(&self.config, body) {
            Ok((reply, usage)) => (read_reply(reply, sources, false), usage),
            Err(what) => (Err(Failure::Senseless { what }), Usage::default()),
        }
    }

    /// An error about a request that failed.
    pub(super) fn error(&self, failure: Failure) -> Error {
        self.client.error(failure)
    }

    /// The prompt for a question, as a chat server would be given it.
    pub(super) fn prompt(&self, question: Question<'_>) -> Prompt {
        if question.plain {
            prompt::single(question.shown, self.brief())
        } else {
            prompt::batch(question.shown, self.brief(), question.reason)
        }
    }

    /// The tokens, by estimate, that are left for what belongs to a batch.
    pub(super) fn tokens_left(&self) -> u64 {
        let fixed = self.guide.fixed_tokens(&self.config.instructions);
        u64::from(self.guide.context_tokens).saturating_sub(fixed)
    }

    /// The names that chat servers are held to.
    pub(super) fn names(&self) -> Option<&Names> {
        self.guide.names.as_deref().filter(|_| self.is_chat())
    }

    /// Takes the English of a sentence over for the requests that follow: into its text, and its names.
    pub(crate) fn is_said(&self, item: &Item, english: &Coded) {
        let Some(around) = &item.around else {
            return;
        };
        around.set(&english.text);
        if let (Some(names), [chinese]) =
            (self.names(), around.text.chinese(around.at..around.at + 1))
        {
            names.learn(chinese, &english.text, around.text.name());
        }
    }

    /// Whether the requests of a text are made one after another.
    pub(super) fn is_in_order(&self) -> bool {
        self.guide.in_order
    }

    pub(super) fn brief(&self) -> prompt::Brief<'_> {
        prompt::Brief {
            instructions: &self.config.instructions,
            style: &self.guide.style,
            summary: &self.guide.summary,
        }
    }

    fn structure(&self) -> Structure {
        match self.structure.load(Ordering::Relaxed) {
            0 => Structure::Schema,
            1 => Structure::Json,
            _ => Structure::Prompt,
        }
    }

    /// The body of a request: the protocol's, the members of the settings, and what the server wants otherwise.
    pub(super) fn request(&self, ask: Ask<'_>) -> Result<Value> {
        let adaptations = self.adaptations().clone();
        let room = adaptations.room;
        let mut body = self
            .info
            .protocol
            .body(&self.config, &Ask { room, ..ask })?;
        self.add_own(&mut body);
        if let Value::Object(body) = &mut body {
            adaptations.apply(body);
        }
        Ok(body)
    }

    /// Sends one request; `pace` decides how long to wait and how often to try again.
    pub(super) async fn exchange(
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
            room: false,
        };
        let body = self.request(ask).map_err(wrong)?;
        let path = protocol.path(&self.config).map_err(wrong)?;
        if !self.wait_for_turn(prompt, pace).await {
            return Err(Failure::Stopped);
        }
        let read = |bytes: &[u8]| read_body(protocol, &self.config, bytes);
        self.client.ask(&path, &body.to_string(), pace, read).await
    }

    /// A text of the server without secrets, in its whole length.
    pub(super) fn redact(&self, what: &str) -> String {
        self.client.redact(what)
    }

    /// The pace of a run with so many requests.
    pub(super) fn pace(&self, requests: usize) -> Pace {
        let retries = MOST_RETRIES.0 + MOST_RETRIES.1 * requests as u64;
        self.first_pause
            .map_or_else(Pace::default, Pace::starting_with)
            .with_retries(self.config.max_retries.unwrap_or(retries))
    }

    /// Asks a question: the answer to each sentence, `None` where it is missing. See [`Engine::converse`].
    pub(super) async fn ask(
        &self,
        question: Question<'_>,
        pace: &Pace,
    ) -> Conversed<Vec<Option<String>>> {
        let items = question.shown.items.iter();
        let texts: Vec<&str> = items.map(|item| item.text.as_str()).collect();
        let prompt = self.prompt(question);
        let context = self.context(question.shown);
        let read = |reply| read_reply(reply, &texts, question.plain);
        self.converse((&texts, &prompt, &context), read, pace).await
    }

    /// Has a conversation about `texts`, whose answer `read` reads. A chat server that refuses the structure of the
    /// answer, or a member of the request, is asked again otherwise. The usage is that of all answers, those of no use
    /// among them.
    pub(super) async fn converse<T>(
        &self,
        (texts, prompt, context): (&[&str], &Prompt, &str),
        read: impl Fn(Reply) -> std::result::Result<T, Failure>,
        pace: &Pace,
    ) -> Conversed<T> {
        let mut used = Usage::default();
        loop {
            let rung = self.structure.load(Ordering::Relaxed);
            let adapted = self.adaptations().clone();
            let structure = self.structure();
            let answer = self.exchange(texts, prompt, context, structure, pace).await;
            let failure = match answer {
                Ok((reply, mut usage)) => {
                    usage.requests = 1;
                    usage.characters = texts.iter().map(|text| text.chars().count() as u64).sum();
                    used += usage;
                    let is_cut = matches!(reply, Reply::Said(_, Ending::Cut));
                    match read(reply) {
                        Ok(found) => return (Ok(found), used),
                        Err(Failure::OnlyThoughts { .. }) if is_cut && self.give_room(&adapted) => {
                            continue;
                        }
                        Err(Failure::OnlyThoughts { what }) => Failure::OnlyThoughts {
                            what: format!("{what}; {}", self.more_room()),
                        },
                        // The words of a model are as little to be trusted as those of a server.
                        Err(failure) => failure.saying(|what| self.client.clean(&what)),
                    }
                }
                Err(failure) => failure,
            };
            match failure {
                Failure::Final { ref what, .. } | Failure::TooLarge { ref what }
                    if self.is_chat() && self.adapt(what, &adapted) => {}
                Failure::Final { ref what, .. }
                    if self.is_chat() && rung < 2 && is_about_structure(what) =>
                {
                    // Several requests may be refused at once: only the first of them changes the shared
                    // value.
                    let _ = self.structure.compare_exchange(
                        rung,
                        rung + 1,
                        Ordering::Relaxed,
                        Ordering::Relaxed,
                    );
                }
                failure => return (Err(failure), used),
            }
        }
    }

    /// The sentences around a batch, for servers that look at them without translating them.
    fn context(&self, shown: &Shown<'_>) -> String {
        let before = shown.before.iter().filter_map(|before| match before {
            Before::Chinese(text) => Some(*text),
            Before::Pair(..) | Before::Gap => None,
        });
        let around: String = before.chain(shown.after.iter().copied()).collect();
        match self.guide.summary.as_str() {
            "" => around,
            summary => format!("{summary}\n{around}"),
        }
    }

    /// Learns from a refusal of a request that was sent as `sent` says; whether the next one will be another.
    fn adapt(&self, what: &str, sent: &Adaptations) -> bool {
        if !(what.contains("says 400") || what.contains("says 422")) {
            return false;
        }
        let mut adaptations = self.adaptations();
        // Of several requests that are refused at once, the first is learned from.
        if *adaptations != *sent {
            return true;
        }
        let is_structured = self.structure.load(Ordering::Relaxed) < 2;
        let mut own = self.config.body.clone();
        if is_structured {
            // It may be our own that is refused.
            own.remove("response_format");
        }
        let told = adaptations.learn(what, &own);
        drop(adaptations);
        if let Some(told) = &told {
            self.tell(told);
        }
        told.is_some()
    }

    /// Gives answers room for thoughts, where their longest length is ours; whether the next request will be another
    /// than that which was sent as `sent` says.
    fn give_room(&self, sent: &Adaptations) -> bool {
        if sent.room || !self.info.protocol.sets_longest_answer(&self.config) {
            return false;
        }
        let known = std::mem::replace(&mut self.adaptations().room, true);
        if !known {
            self.tell(&format!(
                "it thinks before it answers, and gets room for that; to have it otherwise, {}",
                self.more_room()
            ));
        }
        true
    }

    /// Learns from what a batch was answered with: a refusal, or [`ONLY_THOUGHTS`]; whether the next request will be
    /// another.
    pub(super) fn learns(&self, lesson: &str) -> bool {
        let sent = self.adaptations().clone();
        if lesson == ONLY_THOUGHTS {
            return self.give_room(&sent);
        }
        if self.adapt(lesson, &sent) {
            return true;
        }
        let rung = self.structure.load(Ordering::Relaxed);
        let is_looser = rung < 2 && is_about_structure(lesson);
        if is_looser {
            self.structure.store(rung + 1, Ordering::Relaxed);
        }
        is_looser
    }

    /// Adds the `body` members of the settings to a request; a template holds them already.
    fn add_own(&self, body: &mut Value) {
        if self.info.protocol.is_template() {
            return;
        }
        if let (Value::Object(body), Ok(Value::Object(own))) =
            (body, serde_json::to_value(&self.config.body))
        {
            for (name, value) in own {
                match (body.get_mut(&name), value) {
                    // These hold what we need, too: the context window, the schema.
                    (Some(Value::Object(ours)), Value::Object(value))
                        if matches!(name.as_str(), "options" | "output_config") =>
                    {
                        ours.extend(value);
                    }
                    (_, value) => {
                        body.insert(name, value);
                    }
                }
            }
        }
    }

    /// Waits for this request's turn under the limits by the minute; `false` when the run was stopped.
    async fn wait_for_turn(&self, prompt: &Prompt, pace: &Pace) -> bool {
        let minute = Duration::from_secs(60);
        let by_request = self
            .config
            .requests_per_minute
            .map(|most| minute / most.get());
        let by_token = self.config.tokens_per_minute.map(|most| {
            // An answer is estimated at a third of its most tokens, which is about the tokens of the
            // Chinese.
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
        pace.wait(turn.saturating_duration_since(now)).await
    }
}

fn read_body(
    protocol: &dyn Protocol,
    config: &ProviderConfig,
    bytes: &[u8],
) -> std::result::Result<(Reply, Usage), String> {
    let answer: Value =
        serde_json::from_slice(bytes).map_err(|_| "the answer is not JSON".to_owned())?;
    protocol.read(config, &answer)
}

/// The translations in an answer to `count` sentences, or to one as plain text; public for fuzzing.
///
/// # Errors
/// A sentence that tells what is wrong with the answer.
#[doc(hidden)]
pub fn read_answer(
    config: &ProviderConfig,
    bytes: &[u8],
    count: usize,
    plain: bool,
) -> std::result::Result<Vec<Option<String>>, String> {
    let info = ProtocolInfo::find(&config.protocol);
    let info = info.ok_or_else(|| "no such protocol".to_owned())?;
    let (reply, _) = read_body(info.protocol, config, bytes)?;
    read_reply(reply, &vec![""; count], plain).map_err(|failure| format!("{failure:?}"))
}

/// The translations of `sources` in an answer.
///
/// # Errors
/// Why there is none: refused, cut off, nothing but thoughts.
pub(super) fn read_reply(
    reply: Reply,
    sources: &[&str],
    plain: bool,
) -> std::result::Result<Vec<Option<String>>, Failure> {
    let nothing = || vec![None; sources.len()];
    let (said, ending) = match reply {
        Reply::Texts(texts) if texts.len() == sources.len() => {
            return Ok(texts.into_iter().map(Some).collect());
        }
        // With another number of texts it is unknown which text belongs to which sentence.
        Reply::Texts(_) => return Ok(nothing()),
        Reply::Said(_, Ending::Refused(what)) => return Err(Failure::Refused { what }),
        Reply::Said(said, ending) => (said, ending),
    };
    let mut found = reply::keyed(&said, sources);
    // Behind a whole object nothing of worth can be cut off.
    if found.iter().all(Option::is_some) {
        return Ok(found);
    }
    if ending == Ending::Cut && found.iter().any(Option::is_some) {
        return Err(cut_off(false));
    }
    if found.iter().any(Option::is_some) {
        return Ok(found);
    }
    let source = sources.concat();
    // Tags of the sentences themselves say nothing of the model.
    let has_tags = !thoughts::tags(&source).is_empty();
    let answer = match thoughts::behind(&said, &source) {
        None if has_tags => said.as_str(),
        answer => answer.unwrap_or(""),
    };
    let is_empty = answer.trim().is_empty();
    match ending {
        Ending::Cut => return Err(cut_off(is_empty)),
        Ending::OnlyThoughts => return Err(not_answered()),
        _ if is_empty && !said.trim().is_empty() => return Err(not_answered()),
        _ => {}
    }
    if let Some(words) = refusal(&source, answer) {
        return Err(Failure::Refused {
            what: format!("the model refused it: \"{words}\""),
        });
    }
    if let ([source], true) = (sources, plain) {
        found = vec![reply::plain(&said, source)];
    }
    Ok(found)
}

/// The failure of an answer that was cut off, behind nothing but thoughts or in the middle of its words.
pub(super) fn cut_off(is_only_thought: bool) -> Failure {
    if is_only_thought {
        Failure::OnlyThoughts {
            what: "the model used all its tokens for thinking".to_owned(),
        }
    } else {
        Failure::TooLarge {
            what: "the answer was cut off".to_owned(),
        }
    }
}

/// The failure of an answer that ended behind its thoughts.
pub(super) fn not_answered() -> Failure {
    Failure::OnlyThoughts {
        what: "the model thought and did not answer".to_owned(),
    }
}

/// Whether a refusal is about the structure that was asked for, and not about anything else.
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

/// Whether a template has `word` as one of its values.
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
