//! The translations in the words of a chat server. Code fences around the object, words around it and an
//! echo of the schema around it are allowed; a broken object is not mended.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::prompt;

/// The translation of each of `count` sentences; `None` for a key that is missing or doubled.
pub(super) fn keyed(said: &str, count: usize) -> Vec<Option<String>> {
    let keys: Vec<String> = (0..count).map(prompt::key).collect();
    let mut at = 0;
    while let Some(found) = said[at..].find('{') {
        let start = at + found;
        let mut objects = serde_json::Deserializer::from_str(&said[start..]).into_iter::<Members>();
        match objects.next() {
            Some(Ok(members)) => {
                if let Some(members) = members.with_any(&keys) {
                    return keys.iter().map(|key| members.text(key)).collect();
                }
                at = start + objects.byte_offset();
            }
            _ => at = start + 1,
        }
    }
    vec![None; count]
}

/// The members of a JSON object in order, with doubled names kept.
struct Members(Vec<(String, Value)>);

impl Members {
    /// This object, or the first one inside it, that has one of the keys.
    fn with_any(self, keys: &[String]) -> Option<Members> {
        if self.0.iter().any(|(name, _)| keys.contains(name)) {
            return Some(self);
        }
        self.0.into_iter().find_map(|(_, value)| match value {
            Value::Object(inner) => Members(inner.into_iter().collect()).with_any(keys),
            _ => None,
        })
    }

    /// The value of the only member `key`, if it is a string.
    fn text(&self, key: &str) -> Option<String> {
        let mut all = self.0.iter().filter(|(name, _)| name == key);
        match (all.next(), all.next()) {
            (Some((_, Value::String(text))), None) => Some(text.clone()),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The answer to one sentence as plain text, without a code fence; `None` when it is empty.
pub(super) fn plain(said: &str) -> Option<String> {
    let said = said.trim();
    let said = said
        .strip_prefix("```")
        .and_then(|rest| rest.split_once('\n'))
        .and_then(|(_, rest)| rest.trim_end().strip_suffix("```"))
        .unwrap_or(said)
        .trim();
    (!said.is_empty()).then(|| said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_is_found_wherever_it_is() {
        for (said, found) in [
            (r#"{"s1":"a","s2":"b"}"#, [Some("a"), Some("b")]),
            (
                "```json\n{\"s2\":\"b\",\"s1\":\"a\"}\n```",
                [Some("a"), Some("b")],
            ),
            (
                r#"Here {it} is: {"s1":"a {x}","s9":"z"} Done."#,
                [Some("a {x}"), None],
            ),
            (
                r#"{"type":"object","properties":{"s1":"a","s2":"b"}}"#,
                [Some("a"), Some("b")],
            ),
            (
                r#"{"translations":{"s1":"a","s2":null}}"#,
                [Some("a"), None],
            ),
            (r#"{"s1":"a","s2":"b","s1":"c"}"#, [None, Some("b")]),
            (r#"{"s1":"a","s2":"b"#, [None, None]),
            (r#"{"s1":["a"],"s2":1}"#, [None, None]),
            ("很抱歉", [None, None]),
            ("", [None, None]),
        ] {
            let got = keyed(said, 2);
            let got: Vec<Option<&str>> = got.iter().map(Option::as_deref).collect();
            assert_eq!(got, found, "{said}");
        }
    }

    #[test]
    fn fences_are_taken_off_one_sentence() {
        assert_eq!(
            plain("```text\nThe sea.\n```\n").as_deref(),
            Some("The sea.")
        );
        assert_eq!(plain(" The sea. ").as_deref(), Some("The sea."));
        assert_eq!(plain(" \n"), None);
    }
}
