//! LibreTranslate. The key is a member of the request.

use serde_json::{Value, json};

use super::{Ask, Protocol, Reply};
use crate::error::Result;
use crate::http::KeyPlace;
use crate::translate::Usage;
use crate::translate::limits::Limits;
use crate::translate::options::ProviderConfig;

pub(super) struct LibreTranslate;

impl Protocol for LibreTranslate {
    fn limits(&self) -> Limits {
        Limits {
            texts: 50,
            ..Limits::default()
        }
    }

    fn key_place(&self) -> KeyPlace {
        KeyPlace::Member("api_key")
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok("/translate".to_owned())
    }

    fn body(&self, _: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        Ok(json!({"q": ask.texts, "source": "zh", "target": "en", "format": "text"}))
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        // When the server takes the client for a robot, the answer is one string instead of a list.
        let texts = answer
            .get("translatedText")
            .and_then(Value::as_array)
            .and_then(|items| {
                items
                    .iter()
                    .map(|item| item.as_str().map(str::to_owned))
                    .collect::<Option<Vec<String>>>()
            })
            .ok_or("the answer has no list of texts")?;
        Ok((Reply::Texts(texts), Usage::default()))
    }
}
