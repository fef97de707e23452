//! Chat completions of OpenAI and of the many compatible servers.

use serde_json::{Value, json};

use super::batch_service::BatchService;
use super::openai_batch::OpenAiBatches;
use super::{Ask, Ending, Protocol, Reply, Structure, tokens};
use crate::error::Result;
use crate::http::KeyPlace;
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
            return Err(format!("the answer is an error: {error}"));
        }
        let Some(choice) = answer.pointer("/choices/0") else {
            return Err("the answer has no choices".to_owned());
        };
        let said = |place: &str| choice.pointer(place).and_then(Value::as_str).unwrap_or("");
        let ending = match said("/finish_reason") {
            "length" => Ending::Cut,
            "content_filter" => Ending::Refused,
            _ if !said("/message/refusal").is_empty() => Ending::Refused,
            _ => Ending::Whole,
        };
        let content = said("/message/content");
        if content.trim().is_empty() && ending == Ending::Cut {
            return Err("the answer is empty: the model used all its tokens for thinking".into());
        }
        Ok((Reply::Said(content.to_owned(), ending), usage))
    }
}
