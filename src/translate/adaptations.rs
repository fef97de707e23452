//! What a server has shown that it wants otherwise: members of a request that it refuses, and room for thoughts.
//! It is found out once and then kept for the run.

use serde_json::{Map, Value, json};

/// Settings of `body` that a model may lack, and that an answer does not need. Where two of them exclude each
/// other, the first is left out.
const DISPENSABLE: &[&str] = &[
    "top_p",
    "top_k",
    "min_p",
    "temperature",
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "repetition_penalty",
    "logit_bias",
    "think",
    "response_format",
];

/// The two names of the limit on an answer's tokens: models that think take the second, many servers the first.
const LIMITS: [&str; 2] = ["max_tokens", "max_completion_tokens"];

/// The member of Qwen's requests that says whether the model thinks.
const THINKS: &str = "enable_thinking";

/// Words of a message that a member of a request is not taken at all, whatever its value.
const NOT_TAKEN: &[&str] = &[
    "unsupported",
    "not support",
    "unrecognized",
    "unknown",
    "not permitted",
    "not allowed",
    "extra inputs",
    "unexpected",
    "deprecated",
    "only the default",
    "may only be set",
    "must be unset",
    "cannot both",
    "cannot be specified",
    "not available",
    "unavailable",
];

/// Words of a message that a limit is higher than the server allows.
const TOO_HIGH: &[&str] = &["too large", "at most", "exceeds", "maximum", "less than"];

/// How requests to a server differ from what the settings say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Adaptations {
    renamed: Option<(&'static str, &'static str)>,
    left_out: Vec<&'static str>,
    /// Whether the instructions are put before the question, for models that are given no others.
    one_message: bool,
    /// Whether a model that thinks only when its answer is streamed is told not to.
    without_thoughts: bool,
    /// Whether an answer gets room for thoughts that the settings say nothing of.
    pub(super) room: bool,
}

impl Adaptations {
    /// Changes a request.
    pub(super) fn apply(&self, body: &mut Map<String, Value>) {
        for name in &self.left_out {
            body.remove(*name);
        }
        if let Some((old, new)) = self.renamed
            && let Some(value) = body.remove(old)
        {
            body.insert(new.to_owned(), value);
        }
        if self.without_thoughts {
            body.insert(THINKS.to_owned(), Value::Bool(false));
        }
        if self.one_message
            && let Some(Value::Array(messages)) = body.get_mut("messages")
            && let [first, second] = messages.as_slice()
            && let (Some(system), Some(user)) =
                (first["content"].as_str(), second["content"].as_str())
        {
            let content = format!("{system}\n\n{user}");
            *messages = vec![json!({"role": "user", "content": content})];
        }
    }

    /// Learns from the message of a server that refused a request with the members `own` of the settings; returns
    /// what is done otherwise from now on, for people. `None` where it would not help.
    pub(super) fn learn(&mut self, message: &str, own: &toml::Table) -> Option<String> {
        let message = message.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
        let sent = |name: &str| own.contains_key(name);
        if !self.without_thoughts && message.contains("enable_thinking must be set to false") {
            self.without_thoughts = true;
            return Some(format!("it is asked with {THINKS} = false"));
        }
        let is_about_system = names(&message, "system") && names(&message, "role");
        if !self.one_message && is_about_system && says(NOT_TAKEN) {
            self.one_message = true;
            return Some(
                "it takes no system message; the instructions stand before the question".into(),
            );
        }
        if let Some(&limit) = LIMITS.iter().find(|limit| sent(limit)) {
            let other = LIMITS[usize::from(limit == LIMITS[0])];
            let current = self.renamed.map_or(limit, |(_, new)| new);
            if !self.left_out.contains(&limit) && names(&message, current) {
                if self.renamed.is_none() && says(NOT_TAKEN) {
                    self.renamed = Some((limit, other));
                    return Some(format!("it takes {other} instead of {limit}"));
                }
                if says(NOT_TAKEN) || says(TOO_HIGH) {
                    self.left_out.push(limit);
                    return Some(format!("it does not take {limit}, which is left out"));
                }
            }
        }
        let refused = DISPENSABLE
            .iter()
            .find(|name| sent(name) && !self.left_out.contains(name) && is_named(&message, name))?;
        says(NOT_TAKEN).then(|| {
            self.left_out.push(refused);
            format!("it does not take {refused}, which is left out")
        })
    }
}

/// Whether a message is about a member, which for `think` need not have its name.
fn is_named(message: &str, name: &str) -> bool {
    names(message, name) || (name == "think" && message.contains("thinking"))
}

/// Whether `name` is a word of a message, and not a part of a longer one.
fn names(message: &str, name: &str) -> bool {
    message.match_indices(name).any(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        !message[..at].ends_with(is_part) && !message[at + name.len()..].starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_learned_from_once() {
        for (own, message, after) in [
            (
                "max_tokens = 5\ntemperature = 0",
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
                Some("{\"max_completion_tokens\":5,\"temperature\":0}"),
            ),
            (
                "max_completion_tokens = 5",
                "Unrecognized request argument supplied: max_completion_tokens",
                Some("{\"max_tokens\":5}"),
            ),
            (
                "max_tokens = 500000",
                "max_tokens is too large: 500000. This model supports at most 16384 completion tokens",
                Some("{}"),
            ),
            (
                "temperature = 0.5\ntop_p = 1",
                "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
                Some("{\"top_p\":1}"),
            ),
            (
                "temperature = 0.5\ntop_p = 1",
                "`temperature` and `top_p` cannot both be specified for this model.",
                Some("{\"temperature\":0.5}"),
            ),
            (
                "think = true",
                "\"llama3\" does not support thinking",
                Some("{}"),
            ),
            (
                "seed = 1",
                "parameter.enable_thinking must be set to false for non-streaming calls",
                Some("{\"enable_thinking\":false,\"seed\":1}"),
            ),
            (
                "messages = [{ role = \"system\", content = \"a\" }, { role = \"user\", content = \"b\" }]",
                "System role not supported",
                Some("{\"messages\":[{\"content\":\"a\\n\\nb\",\"role\":\"user\"}]}"),
            ),
            // A wrong value, a member that the user should know of, one that is not sent.
            (
                "temperature = 9",
                "temperature must be between 0 and 2",
                None,
            ),
            (
                "reasoning_effort = \"low\"",
                "Unknown parameter: reasoning_effort",
                None,
            ),
            ("seed = 1", "Unsupported parameter: temperature", None),
            ("seed = 1", "Unsupported parameter: seed_words", None),
        ] {
            let own: toml::Table = toml::from_str(own).unwrap();
            let mut adaptations = Adaptations::default();
            let told = adaptations.learn(message, &own);
            assert_eq!(told.is_some(), after.is_some(), "{message}: {told:?}");
            let Value::Object(mut body) = serde_json::to_value(&own).unwrap() else {
                panic!("{own}");
            };
            adaptations.apply(&mut body);
            if let Some(after) = after {
                assert_eq!(Value::Object(body).to_string(), after);
                assert_ne!(adaptations.learn(message, &own), told, "{message}");
            }
        }
    }
}
