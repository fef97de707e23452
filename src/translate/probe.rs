//! A test whether a chat server holds its answers to a schema. Many accept one and ignore it: so one is
//! sent with a prompt that asks for something else.

use serde_json::json;

use super::engine::Engine;
use super::prompt::Prompt;
use super::protocol::{Reply, Structure};
use super::reply;
use crate::error::Result;
use crate::http::{Failure, Pace, finish};

/// A chat server's treatment of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Answers are held to the schema.
    Enforced,
    /// The schema is accepted, and the answer is free.
    Ignored,
    /// The schema is refused, with this message; the server is then asked without one.
    Refused(String),
}

/// The one answer that the schema allows.
const ALLOWED: &str = "schema_ok";

impl Engine {
    /// Sends one tiny request with a schema; `None` for servers that are no chats.
    ///
    /// # Errors
    /// [`crate::Error::Endpoint`] when the server fails for another reason.
    pub fn probe(&self) -> Result<Option<Schema>> {
        if !self.is_chat() {
            return Ok(None);
        }
        let prompt = Prompt {
            system: "Reply with the single word: ignored. Do not output JSON.".to_owned(),
            stable: 0,
            user: "Reply.".to_owned(),
            schema: Some(json!({
                "type": "object",
                "properties": {"s1": {"type": "string", "enum": [ALLOWED]}},
                "required": ["s1"],
                "additionalProperties": false,
            })),
            tokens: 100,
            most_tokens: 200,
        };
        let pace = Pace::default();
        let answer = finish(|| self.exchange(&[], &prompt, "", Structure::Schema, &pace));
        Ok(Some(match answer.and_then(|answer| answer) {
            Ok((Reply::Said(said, _), _)) => {
                let answer = reply::keyed(&said, &[""]).remove(0);
                if answer.as_deref() == Some(ALLOWED) {
                    Schema::Enforced
                } else {
                    Schema::Ignored
                }
            }
            Ok(_) => Schema::Ignored,
            Err(Failure::Final { what, .. }) if super::engine::is_about_structure(&what) => {
                Schema::Refused(what)
            }
            Err(failure) => return Err(self.error(failure)),
        }))
    }
}
