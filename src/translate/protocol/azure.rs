//! Azure Translator, version 3.

use serde_json::{Value, json};

use super::{Ask, Protocol, Reply, texts};
use crate::error::Result;
use crate::http::KeyPlace;
use crate::translate::Usage;
use crate::translate::limits::Limits;
use crate::translate::options::ProviderConfig;

pub(super) struct Azure;

impl Protocol for Azure {
    fn limits(&self) -> Limits {
        Limits {
            texts: 1000,
            characters: 45_000,
            bytes: usize::MAX,
        }
    }

    fn key_place(&self) -> KeyPlace {
        KeyPlace::Header("ocp-apim-subscription-key", "")
    }

    fn path(&self, config: &ProviderConfig) -> Result<String> {
        // A resource with an address of its own has the service under another path.
        let own = config
            .url
            .as_deref()
            .is_some_and(|url| url.contains(".cognitiveservices.azure.com"));
        let path = if own {
            "/translator/text/v3.0/translate"
        } else {
            "/translate"
        };
        Ok(format!(
            "{path}?api-version=3.0&from=zh-Hans&to=en&textType=plain"
        ))
    }

    fn body(&self, _: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let texts = ask.texts.iter().map(|text| json!({"Text": text}));
        Ok(Value::Array(texts.collect()))
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        Ok((
            Reply::Texts(texts(answer, "", "/translations/0/text")?),
            Usage::default(),
        ))
    }
}
