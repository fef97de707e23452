//! Any other service that takes and returns JSON. The request is what the user writes into `body`, in
//! which `"$texts"` stands for the list of texts, `"$text"` for the one text of services that take one
//! at a time, and `"$context"` for the sentences around; `answer` is the place of the texts in the
//! answer.

use serde_json::{Value, json};

use super::{Ask, Protocol, Reply, texts};
use crate::error::{Error, Result};
use crate::translate::Usage;
use crate::translate::options::ProviderConfig;

pub(super) struct Template;

impl Protocol for Template {
    fn is_template(&self) -> bool {
        true
    }

    fn path(&self, _: &ProviderConfig) -> Result<String> {
        Ok(String::new())
    }

    fn body(&self, config: &ProviderConfig, ask: &Ask<'_>) -> Result<Value> {
        let mut body = serde_json::to_value(&config.body)
            .map_err(|error| Error::usage(error.to_string(), "see body in duizhao.toml"))?;
        let mut filled = 0;
        fill(&mut body, ask, &mut filled);
        if filled == 0 {
            return Err(Error::usage(
                "the template has no place for the texts",
                "write \"$texts\" (a list) or \"$text\" (one at a time) where body wants them",
            ));
        }
        Ok(body)
    }

    fn read(
        &self,
        config: &ProviderConfig,
        answer: &Value,
    ) -> std::result::Result<(Reply, Usage), String> {
        let place = config.answer.as_deref().unwrap_or("/translations/*/text");
        let texts = match place.split_once("/*") {
            Some((array, inside)) => texts(answer, array, inside)?,
            None => match answer.pointer(place).and_then(Value::as_str) {
                Some(text) => vec![text.to_owned()],
                None => return Err(format!("the answer has no text at \"{place}\"")),
            },
        };
        Ok((Reply::Texts(texts), Usage::default()))
    }
}

/// Replaces `$texts`, `$text` and `$context` in a template; counts in `filled` how often a text was put
/// in.
fn fill(value: &mut Value, ask: &Ask<'_>, filled: &mut usize) {
    match value {
        Value::String(text) => match text.as_str() {
            "$texts" => {
                *value = json!(ask.texts);
                *filled += 1;
            }
            "$text" => {
                *value = json!(ask.texts.join("\n"));
                *filled += 1;
            }
            "$context" => *value = json!(ask.context),
            _ => {}
        },
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, ask, filled)),
        Value::Object(members) => {
            members
                .values_mut()
                .for_each(|item| fill(item, ask, filled));
        }
        _ => {}
    }
}
