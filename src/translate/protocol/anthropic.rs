//! The Messages protocol of Anthropic.

use serde_json::{Value, json};

use super::anthropic_batch::AnthropicBatches;
use super::batch_service::BatchService;
use super::{Ask, Ending, Protocol, Reply, Structure, tokens};
use crate::error::Result;
use crate::http::KeyPlace;
use crate::translate::Usage;
use crate::translate::options::ProviderConfig;
use crate::translate::prompt::Prompt;

pub(super) struct Anthropic;

/// The version of the protocol that every gateway knows.
const VERSION: &str = "2023-06-01";

/// The fewest characters that can be as many tokens as a server keeps at all, 1,024 for the largest models.
const SHORTEST_KEPT: usize = 1_500;

/// Room for thoughts that have no budget of their own, in tokens.
const ROOM: u64 = 16_384;

impl Protocol for Anthropic {
    fn is_chat(&self) -> bool {
        true
    }

    fn more_room(&self) -> &'static str {
        "a higher max_tokens, or a lower budget_tokens in thinking"
    }

    fn sets_longest_answer(&self, config: &ProviderConfig) -> bool {
        !config.body.contains_key("max_tokens")
    }

    fn batches(&self) -> Option<&'static dyn BatchService> {
        Some(&AnthropicBatches)
    }

    fn key_place(&self) -> KeyPlace {
        KeyPlace::Header("x-api-key", "")
    }

    fn headers(&self, _: &ProviderConfig) -> Vec<(String, String)> {
        vec![("anthropic-version".to_owned(), VERSION.to_owned())]
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok("/v1/messages".to_owned())
    }

    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let mut body = json!({
            "model": config.model()?,
            // A request without `max_tokens` is refused.
            "max_tokens": ask.prompt.most_tokens + thoughts(config, ask.room),
            "system": system(ask.prompt),
            "messages": [{"role": "user", "content": ask.prompt.user}],
        });
        if let (Some(schema), Structure::Schema) = (&ask.prompt.schema, ask.structure) {
            body["output_config"] = json!({"format": {"type": "json_schema", "schema": schema}});
        }
        Ok(body)
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        let mut usage = tokens(answer, "/usage/input_tokens", "/usage/output_tokens");
        // What has to do with the cache is counted beside the other tokens.
        let count = |name: &str| {
            let place = format!("/usage/{name}");
            answer.pointer(&place).and_then(Value::as_u64).unwrap_or(0)
        };
        usage.cached_tokens = count("cache_read_input_tokens");
        usage.cache_written_tokens = count("cache_creation_input_tokens");
        usage.input_tokens += usage.cached_tokens + usage.cache_written_tokens;
        let Some(parts) = answer.get("content").and_then(Value::as_array) else {
            return Err("the answer has no content".to_owned());
        };
        let of_type = |name: &'static str| {
            let parts = parts.iter();
            parts.filter(move |part| part.get("type").and_then(Value::as_str) == Some(name))
        };
        let mut said: String = of_type("text")
            .filter_map(|part| part.get("text").and_then(Value::as_str))
            .collect();
        if said.trim().is_empty() {
            // Gateways may hold to a schema by having a tool called.
            let inputs = of_type("tool_use").filter_map(|part| part.get("input"));
            said = inputs.map(Value::to_string).collect();
        }
        let thinks = ["thinking", "redacted_thinking"];
        let thinks = thinks.iter().any(|name| of_type(name).next().is_some());
        let reason = answer.get("stop_reason").and_then(Value::as_str);
        let ending = match reason.unwrap_or("") {
            "max_tokens" | "model_context_window_exceeded" => Ending::Cut,
            "refusal" => Ending::declined(&said),
            "content_filter" => Ending::filtered("content_filter"),
            _ if thinks && said.trim().is_empty() => Ending::OnlyThoughts,
            _ => Ending::Whole,
        };
        Ok((Reply::Said(said, ending), usage))
    }
}

/// The instructions. A beginning that is the same in all requests is marked, so that the server keeps it in its
/// cache, if it is long enough for that: the mark would be in vain.
fn system(prompt: &Prompt) -> Value {
    match prompt.system.split_at_checked(prompt.stable) {
        Some((stable, rest)) if stable.chars().count() >= SHORTEST_KEPT => {
            let kept =
                json!({"type": "text", "text": stable, "cache_control": {"type": "ephemeral"}});
            match rest {
                "" => json!([kept]),
                rest => json!([kept, {"type": "text", "text": rest}]),
            }
        }
        _ => json!(prompt.system),
    }
}

/// The tokens that the model may think with, by the settings. `max_tokens` holds for thoughts and answer together.
fn thoughts(config: &ProviderConfig, room: bool) -> u64 {
    let thinking = config.body.get("thinking");
    let of = |name| thinking.and_then(|thinking| thinking.get(name));
    let budget = of("budget_tokens").and_then(toml::Value::as_integer);
    match (of("type").and_then(toml::Value::as_str), budget) {
        (Some("enabled"), Some(budget)) => {
            let budget = u64::try_from(budget).unwrap_or(0);
            budget + if room { ROOM } else { 0 }
        }
        (Some("enabled" | "adaptive"), _) => ROOM,
        _ if room => ROOM,
        _ => 0,
    }
}
