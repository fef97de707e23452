//! The protocols of translation servers: one file each, one line in [`PROTOCOLS`].

mod anthropic;
mod anthropic_batch;
mod azure;
pub(super) mod batch_service;
mod deepl;
mod google;
mod libretranslate;
mod ollama;
mod openai;
mod openai_batch;
mod template;

use serde_json::Value;

use self::batch_service::BatchService;
use super::Usage;
use super::limits::Limits;
use super::options::ProviderConfig;
use super::prompt::Prompt;
use super::refusal::first_words;
use crate::error::Result;
use crate::http::KeyPlace;
use crate::text::named::Named;
use crate::text::spaces;

/// A protocol, by the name that it has in the settings.
#[derive(Clone, Copy)]
pub struct ProtocolInfo {
    /// Its value of `protocol` in a `[provider.NAME]` table.
    pub id: &'static str,
    /// The servers that speak it, for people.
    pub about: &'static str,
    /// The address of the service, where there is only one.
    pub url: Option<&'static str>,
    pub(super) protocol: &'static dyn Protocol,
}

/// Every protocol.
pub const PROTOCOLS: &[ProtocolInfo] = &[
    ProtocolInfo {
        id: "openai",
        about: "chat completions: OpenAI, DeepSeek, Qwen, OpenRouter, vLLM, llama.cpp, LM Studio...",
        url: None,
        protocol: &openai::OpenAi { azure: false },
    },
    ProtocolInfo {
        id: "azure-openai",
        about: "chat completions of Azure OpenAI; url ends in /openai/deployments/NAME",
        url: None,
        protocol: &openai::OpenAi { azure: true },
    },
    ProtocolInfo {
        id: "anthropic",
        about: "messages of Anthropic",
        url: Some("https://api.anthropic.com"),
        protocol: &anthropic::Anthropic,
    },
    ProtocolInfo {
        id: "ollama",
        about: "Ollama's own chat",
        url: Some("http://127.0.0.1:11434"),
        protocol: &ollama::Ollama,
    },
    ProtocolInfo {
        id: "deepl",
        about: "DeepL, version 2; keys that end in :fx belong to https://api-free.deepl.com",
        url: Some("https://api.deepl.com"),
        protocol: &deepl::DeepL,
    },
    ProtocolInfo {
        id: "libretranslate",
        about: "LibreTranslate",
        url: None,
        protocol: &libretranslate::LibreTranslate,
    },
    ProtocolInfo {
        id: "google-v2",
        about: "Google Cloud Translation, basic",
        url: Some("https://translation.googleapis.com"),
        protocol: &google::Basic,
    },
    ProtocolInfo {
        id: "google-v3",
        about: "Google Cloud Translation, advanced; url ends in /v3/projects/P/locations/L",
        url: None,
        protocol: &google::Advanced,
    },
    ProtocolInfo {
        id: "azure",
        about: "Azure Translator, version 3",
        url: Some("https://api.cognitive.microsofttranslator.com"),
        protocol: &azure::Azure,
    },
    ProtocolInfo {
        id: "template",
        about: "any other service that takes and returns JSON, by a template",
        url: None,
        protocol: &template::Template,
    },
];

impl Named for ProtocolInfo {
    const KIND: &'static str = "protocol";

    fn table() -> &'static [ProtocolInfo] {
        PROTOCOLS
    }

    fn id(&self) -> &'static str {
        self.id
    }
}

/// The means by which a chat server is told the structure of its answer, the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Structure {
    /// A schema with exactly the keys that are asked for.
    Schema,
    /// A request for any JSON object.
    Json,
    /// The prompt alone.
    Prompt,
}

/// The content of one request, in the forms that protocols need.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    /// The sentences.
    pub(super) texts: &'a [&'a str],
    /// The same sentences as a conversation, for chat servers.
    pub(super) prompt: &'a Prompt,
    /// The means by which the answer is structured.
    pub(super) structure: Structure,
    /// The sentences around them, for servers that take context without translating it.
    pub(super) context: &'a str,
    /// Whether the answer gets room for thoughts although the settings do not ask for any.
    pub(super) room: bool,
}

/// The end of a chat answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The answer is complete.
    Whole,
    /// The answer was cut off for its length.
    Cut,
    /// There are thoughts, in a field of their own, and no answer.
    OnlyThoughts,
    /// The server, or the model, refused to answer; who did and why, in a few words.
    Refused(String),
}

impl Ending {
    /// A refusal by a filter of the server, whose name for it is `reason`.
    fn filtered(reason: &str) -> Ending {
        Ending::Refused(format!("the server refused it: content filter ({reason})"))
    }

    /// A refusal by the model, in its `words`, which may be missing.
    fn declined(words: &str) -> Ending {
        let words = spaces::fold(words);
        Ending::Refused(match first_words(&words) {
            "" => "the model refused it".to_owned(),
            words => format!("the model refused it: \"{words}\""),
        })
    }
}

/// An answer of a server.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    /// The words of a chat server, and how they ended.
    Said(String, Ending),
    /// One text for each sentence, in order.
    Texts(Vec<String>),
}

/// A protocol: how requests to a kind of server look, and how its answers are read.
pub(super) trait Protocol: Sync {
    /// Whether the server is a chat, which needs instructions; else it is made for translating.
    fn is_chat(&self) -> bool {
        false
    }

    /// Whether the user's `body` is the whole request; else it is added to the request.
    fn is_template(&self) -> bool {
        false
    }

    /// What to set when a model thinks until no tokens are left for its answer, behind "set" or "raise".
    fn more_room(&self) -> &'static str {
        ""
    }

    /// Whether the longest answer is set by the protocol, and not by the settings or the server: then it can be
    /// raised for a model that thinks.
    fn sets_longest_answer(&self, _: &ProviderConfig) -> bool {
        false
    }

    /// The service that takes many requests at once for a lower price, where the protocol has one.
    fn batches(&self) -> Option<&'static dyn BatchService> {
        None
    }

    /// The limits of one request.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// The place of the key.
    fn key_place(&self) -> KeyPlace {
        KeyPlace::Header("authorization", "Bearer ")
    }

    /// Headers besides that of the key.
    fn headers(&self, _: &ProviderConfig) -> Vec<(String, String)> {
        Vec::new()
    }

    /// The path behind the address of the server.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] when a setting that the path needs is missing.
    fn path(&self, config: &ProviderConfig) -> Result<String>;

    /// The body of a request.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] when a setting that the body needs is missing or wrong.
    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value>;

    /// The content of an answer and the tokens it used, or a message about what is wrong with it.
    fn read(
        &self,
        config: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String>;
}

/// The tokens of an answer by the JSON pointers `read` and `written`; 0 where there is none.
fn tokens(answer: &Value, read: &str, written: &str) -> Usage {
    let count = |place| answer.pointer(place).and_then(Value::as_u64).unwrap_or(0);
    Usage {
        input_tokens: count(read),
        output_tokens: count(written),
        ..Usage::default()
    }
}

/// The arguments of the calls in the list at the JSON pointer `place`, one after another: some servers hold to a
/// schema by having a tool called.
fn arguments(message: &Value, place: &str) -> String {
    let calls = message.pointer(place).and_then(Value::as_array);
    let arguments = calls.into_iter().flatten().filter_map(|call| {
        match call.pointer("/function/arguments")? {
            Value::String(text) => Some(text.clone()),
            object => Some(object.to_string()),
        }
    });
    arguments.collect::<Vec<_>>().join("\n")
}

/// Whether there are words at one of these JSON pointers.
fn has_words(value: &Value, places: &[&str]) -> bool {
    places.iter().any(|place| match value.pointer(place) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        _ => false,
    })
}

/// The texts at the JSON pointer `place` inside each element of the array at `array`.
fn texts(answer: &Value, array: &str, place: &str) -> std::result::Result<Vec<String>, String> {
    let Some(items) = answer.pointer(array).and_then(Value::as_array) else {
        return Err(format!("the answer has no list at \"{array}\""));
    };
    items
        .iter()
        .map(|item| {
            let text = item.pointer(place).and_then(Value::as_str);
            text.map(str::to_owned)
                .ok_or_else(|| format!("an element of the answer has no text at \"{place}\""))
        })
        .collect()
}
