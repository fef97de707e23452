//! Ollama's own chat protocol. Ollama silently cuts a prompt that is too long, at its front, where the
//! instructions are: so the context window is always set, and large enough for the prompt.

use serde_json::{Value, json};

use super::{Ask, Ending, Protocol, Reply, Structure, arguments, has_words, tokens};
use crate::error::Result;
use crate::translate::Usage;
use crate::translate::options::ProviderConfig;

pub(super) struct Ollama;

/// The smallest context window that is asked for, in tokens.
const LEAST_WINDOW: u64 = 4096;

/// Room for thoughts, in tokens.
const ROOM: u64 = 8192;

impl Protocol for Ollama {
    fn is_chat(&self) -> bool {
        true
    }

    fn more_room(&self) -> &'static str {
        "think = false, or a higher num_predict in options"
    }

    fn sets_longest_answer(&self, config: &ProviderConfig) -> bool {
        let options = config.body.get("options");
        options.is_none_or(|options| options.get("num_predict").is_none())
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok("/api/chat".to_owned())
    }

    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let most = ask.prompt.most_tokens + if thinks(config) || ask.room { ROOM } else { 0 };
        let need = ask.prompt.tokens + most;
        let mut body = json!({
            "model": config.model()?,
            "messages": [
                {"role": "system", "content": ask.prompt.system},
                {"role": "user", "content": ask.prompt.user},
            ],
            "stream": false,
            "options": {
                "num_ctx": need.next_power_of_two().max(LEAST_WINDOW),
                "num_predict": most,
            },
        });
        match (&ask.prompt.schema, ask.structure) {
            (Some(schema), Structure::Schema) => body["format"] = schema.clone(),
            (Some(_), Structure::Json) => body["format"] = json!("json"),
            _ => {}
        }
        Ok(body)
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        let usage = tokens(answer, "/prompt_eval_count", "/eval_count");
        let Some(message) = answer.get("message").filter(|message| message.is_object()) else {
            return Err("the answer has no message".to_owned());
        };
        let said = message.get("content").and_then(Value::as_str);
        let mut said = said.unwrap_or("").to_owned();
        if said.trim().is_empty() {
            said = arguments(message, "/tool_calls");
        }
        let ending = if answer.get("done_reason").and_then(Value::as_str) == Some("length") {
            Ending::Cut
        } else if said.trim().is_empty() && has_words(message, &["/thinking"]) {
            Ending::OnlyThoughts
        } else {
            Ending::Whole
        };
        Ok((Reply::Said(said, ending), usage))
    }
}

/// Whether the settings ask for thoughts: `think` is yes or no, or how much.
fn thinks(config: &ProviderConfig) -> bool {
    match config.body.get("think") {
        Some(toml::Value::Boolean(thinks)) => *thinks,
        other => other.is_some(),
    }
}
