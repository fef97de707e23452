//! Google Cloud Translation, basic (v2) and advanced (v3). Both take texts for HTML unless told
//! otherwise.

use serde_json::{Value, json};

use super::{Ask, Protocol, Reply, texts};
use crate::error::Result;
use crate::http::KeyPlace;
use crate::translate::Usage;
use crate::translate::limits::Limits;
use crate::translate::options::ProviderConfig;

pub(super) struct Basic;
pub(super) struct Advanced;

impl Protocol for Basic {
    fn limits(&self) -> Limits {
        Limits {
            texts: 128,
            characters: 5000,
            bytes: 90 << 10,
        }
    }

    fn key_place(&self) -> KeyPlace {
        KeyPlace::Header("x-goog-api-key", "")
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok("/language/translate/v2".to_owned())
    }

    fn body(&self, _: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        Ok(json!({"q": ask.texts, "source": "zh-CN", "target": "en", "format": "text"}))
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        let texts = texts(answer, "/data/translations", "/translatedText")?;
        Ok((Reply::Texts(texts), Usage::default()))
    }
}

impl Protocol for Advanced {
    fn limits(&self) -> Limits {
        Limits {
            texts: 1024,
            characters: 28_000,
            bytes: usize::MAX,
        }
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok(":translateText".to_owned())
    }

    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let mut body = json!({
            "contents": ask.texts,
            "mimeType": "text/plain",
            "sourceLanguageCode": "zh-CN",
            "targetLanguageCode": "en",
        });
        if let Some(model) = &config.model {
            body["model"] = json!(model);
        }
        Ok(body)
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        // An answer to a request with a glossary has both lists; the one under `glossaryTranslations`
        // keeps to it.
        let place = if answer.get("glossaryTranslations").is_some() {
            "/glossaryTranslations"
        } else {
            "/translations"
        };
        Ok((
            Reply::Texts(texts(answer, place, "/translatedText")?),
            Usage::default(),
        ))
    }
}
