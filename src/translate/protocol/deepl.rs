//! DeepL, version 2.

use serde_json::{Value, json};

use super::{Ask, Protocol, Reply, texts};
use crate::error::Result;
use crate::http::KeyPlace;
use crate::translate::Usage;
use crate::translate::engine::Limits;
use crate::translate::options::ProviderConfig;

pub(super) struct DeepL;

impl Protocol for DeepL {
    fn limits(&self) -> Limits {
        Limits {
            texts: 50,
            characters: usize::MAX,
            // 128 KiB with everything around the texts.
            bytes: 100 << 10,
        }
    }

    fn key_place(&self) -> KeyPlace {
        KeyPlace::Header("authorization", "DeepL-Auth-Key ")
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok("/v2/translate".to_owned())
    }

    fn body(&self, _: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let mut body = json!({
            "text": ask.texts,
            "source_lang": "ZH",
            "target_lang": "EN-US",
            "split_sentences": "0",
            "preserve_formatting": true,
        });
        if !ask.context.is_empty() {
            body["context"] = json!(ask.context);
        }
        Ok(body)
    }

    fn read(
        &self,
        _: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        let texts = texts(answer, "/translations", "/text")?;
        Ok((Reply::Texts(texts), Usage::default()))
    }
}
