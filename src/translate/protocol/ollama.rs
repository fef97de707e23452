//! Ollama's own chat protocol. Ollama silently cuts a prompt that is too long, at its front, where the
//! instructions are: so the context window is always set, and large enough for the prompt.

use serde_json::{Value, json};

use super::{Ask, Ending, Protocol, Reply, Structure, tokens};
use crate::error::Result;
use crate::translate::Usage;
use crate::translate::options::ProviderConfig;

pub(super) struct Ollama;

/// The smallest context window that is asked for, in tokens.
const LEAST_WINDOW: u64 = 4096;

impl Protocol for Ollama {
    fn is_chat(&self) -> bool {
        true
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok("/api/chat".to_owned())
    }

    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let need = ask.prompt.tokens + ask.prompt.most_tokens;
        let mut body = json!({
            "model": config.model()?,
            "messages": [
                {"role": "system", "content": ask.prompt.system},
                {"role": "user", "content": ask.prompt.user},
            ],
            "stream": false,
            "options": {
                "num_ctx": need.next_power_of_two().max(LEAST_WINDOW),
                "num_predict": ask.prompt.most_tokens,
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
        let Some(said) = answer.pointer("/message/content").and_then(Value::as_str) else {
            return Err("the answer has no message".to_owned());
        };
        let cut = answer.get("done_reason").and_then(Value::as_str) == Some("length");
        if said.trim().is_empty() && answer.pointer("/message/thinking").is_some() {
            return Err(
                "the answer is empty: the model only thought; body = { think = false } may help"
                    .to_owned(),
            );
        }
        let ending = if cut { Ending::Cut } else { Ending::Whole };
        Ok((Reply::Said(said.to_owned(), ending), usage))
    }
}
