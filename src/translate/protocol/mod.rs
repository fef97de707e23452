//! The kinds of servers: one file each, one line in [`PROTOCOLS`].

mod anthropic;
mod azure;
mod deepl;
mod google;
mod libretranslate;
mod ollama;
mod openai;
mod template;

use serde_json::Value;

use super::Usage;
use super::engine::Limits;
use super::options::ProviderConfig;
use super::prompt::Prompt;
use crate::error::Result;
use crate::http::KeyPlace;
use crate::text::named::Named;

/// A protocol by name.
#[derive(Clone, Copy)]
pub struct ProtocolInfo {
    /// What `protocol` in a `[provider.NAME]` table calls it.
    pub id: &'static str,
    /// Who speaks it.
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
        about: "any other service that takes and gives JSON, by a template",
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

/// How strictly a chat server is told what its answer looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Structure {
    /// By a schema with exactly the keys that are asked for.
    Schema,
    /// By asking for any JSON object.
    Json,
    /// By the prompt alone.
    Prompt,
}

/// What is asked.
pub(super) struct Ask<'a> {
    /// The sentences.
    pub(super) texts: &'a [&'a str],
    /// For chat servers: the same as a conversation.
    pub(super) prompt: &'a Prompt,
    /// How the answer is to be structured.
    pub(super) structure: Structure,
    /// The sentences around them, for servers that look at them without translating them.
    pub(super) context: &'a str,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// By itself.
    Whole,
    /// It became too long.
    Cut,
    /// The server would not.
    Refused,
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    /// What a chat server said.
    Said(String, Ending),
    /// A text for each that was asked, in order.
    Texts(Vec<String>),
}

/// How a kind of server is spoken to.
pub(super) trait Protocol: Sync {
    /// Whether it is a chat, which is told what to do; else it is made for translating.
    fn is_chat(&self) -> bool {
        false
    }

    /// Whether the user's `body` is the whole request; else it is what is added to it.
    fn is_template(&self) -> bool {
        false
    }

    /// What it takes at once.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// Where the key goes.
    fn key_place(&self) -> KeyPlace {
        KeyPlace::Header("authorization", "Bearer ")
    }

    /// Further headers.
    fn headers(&self, _: &ProviderConfig) -> Vec<(String, String)> {
        Vec::new()
    }

    /// What is put behind the address.
    fn path(&self, config: &ProviderConfig) -> Result<String>;

    /// The request.
    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value>;

    /// The answer, or what is wrong with it; and the tokens it used.
    fn read(
        &self,
        config: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String>;
}

/// The tokens that an answer says were read and written; 0 where it says nothing.
fn tokens(answer: &Value, read: &str, written: &str) -> Usage {
    let count = |place| answer.pointer(place).and_then(Value::as_u64).unwrap_or(0);
    Usage {
        input_tokens: count(read),
        output_tokens: count(written),
        ..Usage::default()
    }
}

/// The texts at a place inside each element of an array.
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
