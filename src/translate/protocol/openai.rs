//! Chat completions of OpenAI and of the many compatible servers.

use serde_json::{Value, json};

use super::batch_service::BatchService;
use super::openai_batch::OpenAiBatches;
use super::{Ask, Ending, Protocol, Reply, Structure, arguments, has_words, tokens};
use crate::error::Result;
use crate::http::{KeyPlace, is_of_filter};
use crate::translate::Usage;
use crate::translate::options::ProviderConfig;

pub(super) struct OpenAi {
    /// Whether it is Azure's form: the key in a header of its own, the version in the address.
    pub(super) azure: bool,
}

/// The version of Azure's interface.
const AZURE_VERSION: &str = "2024-10-21";

impl Protocol for OpenAi {
    fn is_chat(&self) -> bool {
        true
    }

    fn more_room(&self) -> &'static str {
        "reasoning_effort = \"low\", or a higher max_completion_tokens"
    }

    fn batches(&self) -> Option<&'static dyn BatchService> {
        // Azure has it under another address: its `/openai/v1` speaks `openai`.
        (!self.azure).then_some(&OpenAiBatches as &dyn BatchService)
    }

    fn key_place(&self) -> KeyPlace {
        if self.azure {
            KeyPlace::Header("api-key", "")
        } else {
            KeyPlace::Header("authorization", "Bearer ")
        }
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok(if self.azure {
            format!("/chat/completions?api-version={AZURE_VERSION}")
        } else {
            "/chat/completions".to_owned()
        })
    }

    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        // Temperature, length limit and seed are not set: each of them is refused by some server. They
        // can be set in `body`.
        let mut body = json!({
            "model": config.model()?,
            "messages": [
                {"role": "system", "content": ask.prompt.system},
                {"role": "user", "content": ask.prompt.user},
            ],
        });
        match (&ask.prompt.schema, ask.structure) {
            (Some(schema), Structure::Schema) => {
                body["response_format"] = json!({
                    "type": "json_schema",
                    "json_schema": {"name": "translations", "strict": true, "schema": schema},
                });
            }
            (Some(_), Structure::Json) => {
                body["response_format"] = json!({"type": "json_object"});
            }
            _ => {}
        }
        Ok(body)
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        let mut usage = tokens(answer, "/usage/prompt_tokens", "/usage/completion_tokens");
        let all = tokens(answer, "/usage/total_tokens", "").input_tokens;
        if usage.input_tokens > 0 {
            // Some servers count the tokens of thoughts in the sum only.
            usage.output_tokens = usage
                .output_tokens
                .max(all.saturating_sub(usage.input_tokens));
        }
        // The latter is DeepSeek's name for it.
        let cached = [
            "prompt_tokens_details/cached_tokens",
            "prompt_cache_hit_tokens",
        ];
        usage.cached_tokens = cached
            .iter()
            .find_map(|place| answer.pointer(&format!("/usage/{place}"))?.as_u64())
            .unwrap_or(0);
        if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
            if is_of_filter(error) {
                let message = error.get("message").and_then(Value::as_str);
                let ending = Ending::filtered(message.unwrap_or("error"));
                return Ok((Reply::Said(String::new(), ending), usage));
            }
            return Err(format!("the answer is an error: {error}"));
        }
        let Some(choice) = answer.pointer("/choices/0") else {
            // A question that Gemini's filter does not let through has no answer at all.
            let blocked = [
                "/promptFeedback/blockReason",
                "/prompt_feedback/block_reason",
            ];
            let blocked = blocked
                .iter()
                .find_map(|place| answer.pointer(place)?.as_str());
            return match blocked {
                Some(reason) => Ok((Reply::Said(String::new(), Ending::filtered(reason)), usage)),
                None => Err("the answer has no choices".to_owned()),
            };
        };
        if let Some(error) = choice.get("error").filter(|error| !error.is_null()) {
            return Err(format!("the answer broke off: {error}"));
        }
        let message = choice.get("message").unwrap_or(&Value::Null);
        let (mut said, refusal) = words(message);
        if said.trim().is_empty() {
            said = arguments(message, "/tool_calls");
        }
        if said.trim().is_empty() {
            let call = message.pointer("/function_call/arguments");
            said = call.and_then(Value::as_str).unwrap_or("").to_owned();
        }
        let reason = choice.get("finish_reason").and_then(Value::as_str);
        let reason = reason.unwrap_or("");
        let is_one_of = |names: &[&str]| names.iter().any(|name| reason.eq_ignore_ascii_case(name));
        let ending = if is_one_of(FILTERED) {
            Ending::filtered(reason)
        } else if !refusal.is_empty() {
            Ending::declined(&refusal)
        } else if is_one_of(&["refusal"]) {
            Ending::declined(&said)
        } else if is_one_of(BROKEN) {
            return Err(format!("the answer broke off: {reason}"));
        } else if is_one_of(CUT) {
            Ending::Cut
        } else if said.trim().is_empty() && has_words(message, THOUGHTS) {
            Ending::OnlyThoughts
        } else {
            Ending::Whole
        };
        Ok((Reply::Said(said, ending), usage))
    }
}

/// The words of a message and those of a refusal in it. They are a string or a list of parts, and parts that are
/// thoughts are none of them.
fn words(message: &Value) -> (String, String) {
    let refusal = message.get("refusal").and_then(Value::as_str).unwrap_or("");
    let mut refusal = refusal.trim().to_owned();
    let parts = match message.get("content") {
        Some(Value::String(said)) => return (said.clone(), refusal),
        Some(Value::Array(parts)) => parts.as_slice(),
        _ => &[],
    };
    let mut said = String::new();
    for part in parts {
        match part.get("type").and_then(Value::as_str) {
            Some("text" | "output_text") | None => {
                let text = part.as_str().or_else(|| part.get("text")?.as_str());
                said.push_str(text.unwrap_or(""));
            }
            Some("refusal") => {
                let text = part.get("refusal").and_then(Value::as_str);
                refusal.push_str(text.unwrap_or("refused"));
            }
            Some(_) => {}
        }
    }
    (said, refusal)
}

/// Reasons for the end of an answer that are a filter's: of OpenAI and DeepSeek, Zhipu, Gemini, and Bedrock.
const FILTERED: &[&str] = &[
    "content_filter",
    "content-filter",
    "content_filtered",
    "sensitive",
    "safety",
    "prohibited_content",
    "blocklist",
    "spii",
    "recitation",
    "guardrail_intervened",
];
/// Reasons that are a failure of the server.
const BROKEN: &[&str] = &[
    "error",
    "abort",
    "aborted",
    "network_error",
    "insufficient_system_resource",
    "malformed_function_call",
];
/// Reasons that are the length of the answer.
const CUT: &[&str] = &[
    "length",
    "max_tokens",
    "model_length",
    "model_context_window_exceeded",
];
/// Where servers put the thoughts of a model.
const THOUGHTS: &[&str] = &[
    "/reasoning_content",
    "/reasoning",
    "/reasoning_details",
    "/thinking",
    "/content",
];
