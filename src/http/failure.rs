//! Failures of a request, and which of them are worth another try.

use crate::text::spaces;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The most characters of a server's message that are shown.
const LONGEST_MESSAGE: usize = 300;
/// The number of tries in all for a failure that may pass.
const PASSING_TRIES: u32 = 6;
/// The number of tries in all for an answer that makes no sense.
const SENSELESS_TRIES: u32 = 3;

/// The failure of a request. Its texts may still contain the key, where the server quotes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// A failure that may pass: no connection, too many requests, a server that is down.
    Passing {
        what: String,
        /// The pause that the server wants from all requests.
        hold: Option<Duration>,
    },
    /// An answer that is not what was asked for.
    Senseless { what: String },
    /// More was asked than the server takes at once.
    TooLarge { what: String },
    /// The server or the model refuses to answer this, whatever the reason.
    Refused { what: String },
    /// A model had no tokens left for an answer when it had thought, or gave none.
    OnlyThoughts { what: String },
    /// A failure that would come again.
    Final { what: String, help: String },
    /// The run was stopped by a failure of another request, or by the user.
    Stopped,
}

impl Failure {
    /// The number of tries in all after which this failure is final.
    pub(super) fn tries(&self) -> u32 {
        match self {
            Failure::Passing { .. } => PASSING_TRIES,
            Failure::Senseless { .. } => SENSELESS_TRIES,
            _ => 1,
        }
    }

    /// The message.
    pub(crate) fn what(&self) -> &str {
        match self {
            Failure::Passing { what, .. }
            | Failure::Senseless { what }
            | Failure::TooLarge { what }
            | Failure::Refused { what }
            | Failure::OnlyThoughts { what }
            | Failure::Final { what, .. } => what,
            Failure::Stopped => "stopped",
        }
    }

    /// The same failure with its message changed by `words`.
    pub(crate) fn saying(self, words: impl FnOnce(String) -> String) -> Failure {
        match self {
            Failure::Passing { what, hold } => Failure::Passing {
                what: words(what),
                hold,
            },
            Failure::Senseless { what } => Failure::Senseless { what: words(what) },
            Failure::TooLarge { what } => Failure::TooLarge { what: words(what) },
            Failure::Refused { what } => Failure::Refused { what: words(what) },
            Failure::OnlyThoughts { what } => Failure::OnlyThoughts { what: words(what) },
            Failure::Final { what, help } => Failure::Final {
                what: words(what),
                help,
            },
            Failure::Stopped => Failure::Stopped,
        }
    }

    /// The failure of an answer with a status other than success.
    pub(super) fn of_status(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failure {
        let message = Message::of(body);
        let what = if message.text.is_empty() {
            format!("the server says {status}")
        } else {
            format!("the server says {status}: {}", message.text)
        };
        let end = |what, help: &str| Failure::Final {
            what,
            help: help.into(),
        };
        match status.as_u16() {
            402 | 456 => end(what, OUT_OF_MONEY),
            400 | 403 | 422 if message.is_about(FILTER) => Failure::Refused {
                what: format!("the server refused it: content filter ({})", message.text),
            },
            // Google has this status both for "slow down" and for "no more today".
            403 if message.is_about(RATE) => Failure::Passing {
                what,
                hold: hold(headers, SystemTime::now()),
            },
            403 if message.is_about(MONEY) => end(what, OUT_OF_MONEY),
            429 if message.is_about(MONEY) => end(what, OUT_OF_MONEY),
            // Without a time it still counts as a wish of the server, and our own pause is used.
            429 => Failure::Passing {
                what,
                hold: hold(headers, SystemTime::now()).or(Some(Duration::ZERO)),
            },
            408 | 409 | 425 | 500..=599 => Failure::Passing {
                what,
                hold: hold(headers, SystemTime::now()),
            },
            413 => Failure::TooLarge { what },
            400 | 422 if message.is_about(SIZE) => Failure::TooLarge { what },
            300..=399 => end(what, "write the address that it redirects to"),
            401 | 403 => end(what, "check the key: key-env or key-file"),
            404 => end(what, "check url and model"),
            _ => end(what, ""),
        }
    }
}

const OUT_OF_MONEY: &str = "check the account, then run again: what was received is kept";

/// Words of messages about the account (budget, billing) and not about the pace of requests.
const MONEY: &[&str] = &[
    "dailylimitexceeded",
    "403001",
    "insufficient_quota",
    "exceeded your current quota",
    "billing",
    "credit",
    "spend",
];

/// Words of a refusal that passes.
const RATE: &[&str] = &["userratelimitexceeded", "ratelimitexceeded"];

/// Words of messages of a filter that looks at what is asked or answered: of OpenAI and Azure, Anthropic, DeepSeek,
/// Qwen, Zhipu, Moonshot, Gemini and OpenRouter.
const FILTER: &[&str] = &[
    "content_filter",
    "content_policy",
    "contentpolicyviolation",
    "responsibleaipolicy",
    "content management policy",
    "content filtering policy",
    "content exists risk",
    "data_inspection_failed",
    "datainspectionfailed",
    "inappropriate content",
    "\"1301\"",
    "considered high risk",
    "prohibited_content",
    "input was flagged",
    "flagged_input",
];

/// Words of messages that a request is too large, from servers without a status for it.
const SIZE: &[&str] = &[
    "400050",
    "400072",
    "400077",
    "request_too_large",
    "context_length",
    "context length",
    "exceed_context",
    "too long",
    "too large",
    "too many",
    "batch size",
    "array length",
    "maximum allowed",
];

/// Whether an error that a server tells is one of a filter that looks at what is asked or answered.
pub(crate) fn is_of_filter(error: &Value) -> bool {
    let error = error.to_string().to_lowercase();
    FILTER.iter().any(|words| error.contains(words))
}

/// A server's message about its failure.
struct Message {
    /// The message for people, in one line.
    text: String,
    /// The whole body in lower case.
    all: String,
}

impl Message {
    fn of(body: &[u8]) -> Message {
        let body = String::from_utf8_lossy(body);
        let parsed: Option<Value> = serde_json::from_str(&body).ok();
        let text = match &parsed {
            Some(value) => ["/error/message", "/error", "/message", "/detail"]
                .iter()
                .find_map(|place| value.pointer(place)?.as_str())
                .map_or_else(|| value.to_string(), str::to_owned),
            // The HTML page of a gateway adds nothing to its status.
            None if body.trim_start().starts_with('<') => String::new(),
            None => body.to_string(),
        };
        Message {
            text: spaces::fold(&text),
            all: body.to_lowercase(),
        }
    }

    fn is_about(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.all.contains(word))
    }
}

/// `text` as it may be shown: without control characters, which a terminal would obey, and at most
/// [`LONGEST_MESSAGE`] long.
pub(super) fn presentable(text: &str) -> String {
    let mut characters = text.chars().filter(|c| !c.is_control());
    let mut text: String = characters.by_ref().take(LONGEST_MESSAGE).collect();
    if characters.next().is_some() {
        text.push('…');
    }
    text
}

/// The pause that the server wants (`retry-after-ms`, or `retry-after` in seconds or as a date).
fn hold(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let header = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let seconds = |text: &str| Duration::try_from_secs_f64(text.parse().ok()?).ok();
    if let Some(pause) = header("retry-after-ms").and_then(seconds) {
        return Some(pause / 1000);
    }
    let after = header("retry-after")?;
    seconds(after).or_else(|| {
        let date = httpdate::parse_http_date(after).ok()?;
        Some(date.duration_since(now).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Failure {
        let status = StatusCode::from_u16(status).unwrap();
        Failure::of_status(status, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn each_status_has_its_class() {
        let quota = r#"{"error":{"message":"You are out of it.","code":"insufficient_quota"}}"#;
        let context = r#"{"error":{"message":"Too much","code":"context_length_exceeded"}}"#;
        for (status, body, class) in [
            (408, "", "passing"),
            (425, "", "passing"),
            (429, r#"{"error":{"message":"Slow down"}}"#, "passing"),
            (429, quota, "final"),
            (402, "", "final"),
            (456, "", "final"),
            (
                403,
                r#"{"error":{"errors":[{"reason":"userRateLimitExceeded"}]}}"#,
                "passing",
            ),
            (
                403,
                r#"{"error":{"errors":[{"reason":"dailyLimitExceeded"}]}}"#,
                "final",
            ),
            (500, "", "passing"),
            (529, "<html>", "passing"),
            (413, "<html>", "large"),
            (400, context, "large"),
            (
                422,
                r#"{"error":"batch size 64 > maximum allowed batch size 32"}"#,
                "large",
            ),
            (400, r#"{"error":"no model"}"#, "final"),
            (
                400,
                r#"{"error":{"code":"data_inspection_failed","message":"Input data may be bad."}}"#,
                "refused",
            ),
            (
                400,
                r#"{"error":{"code":"content_filter","message":"Filtered.","innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#,
                "refused",
            ),
            (
                400,
                r#"{"error":{"message":"Content Exists Risk"}}"#,
                "refused",
            ),
            (401, "", "final"),
            (302, "", "final"),
            (404, "", "final"),
        ] {
            let is = match of(status, body) {
                Failure::Passing { .. } => "passing",
                Failure::TooLarge { .. } => "large",
                Failure::Refused { .. } => "refused",
                Failure::Final { .. } => "final",
                other => panic!("{other:?}"),
            };
            assert_eq!(is, class, "{status} {body}");
        }
    }

    #[test]
    fn the_message_is_found_wherever_it_stands() {
        for (body, says) in [
            (
                r#"{"error":{"message":"no\nsuch model"}}"#,
                ": no such model",
            ),
            (r#"{"error":"gone"}"#, ": gone"),
            (r#"{"detail":"Not here"}"#, ": Not here"),
            (r#"{"odd":1}"#, r#": {"odd":1}"#),
            ("plain words", ": plain words"),
            ("  <!doctype html><h1>Oh", " Not Found"),
            ("", " Not Found"),
        ] {
            let Failure::Final { what, .. } = of(404, body) else {
                panic!("{body}");
            };
            assert!(what.ends_with(says), "{what:?} does not end with {says:?}");
        }
    }

    #[test]
    fn what_is_shown_is_short_and_harmless() {
        assert_eq!(presentable("a\u{1b}[31mb"), "a[31mb");
        assert_eq!(presentable(&"长".repeat(400)).chars().count(), 301);
    }

    #[test]
    fn the_pause_wanted_is_read_in_all_its_forms() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        for (name, value, millis) in [
            ("retry-after", "3", Some(3000)),
            ("retry-after", "0.25", Some(250)),
            ("retry-after-ms", "20", Some(20)),
            ("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT", Some(10_000)),
            ("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT", Some(0)),
            ("retry-after", "-1", None),
            ("retry-after", "1e99", None),
            ("retry-after", "NaN", None),
            ("retry-after", "soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            let wanted = millis.map(Duration::from_millis);
            assert_eq!(hold(&headers, now), wanted, "{name}: {value}");
        }
    }
}
