//! Limits that servers announce with their answers: the `x-ratelimit-*` headers of OpenAI and compatible
//! servers, and the `anthropic-ratelimit-*` headers.

use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;

use crate::text::time::parse_rfc3339;

/// The rest of an amount, and the time until the whole amount is available again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Remaining {
    pub(crate) amount: u64,
    pub(crate) renewed_in: Duration,
}

/// The requests and tokens that a server will still take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) requests: Option<Remaining>,
    pub(crate) tokens: Option<Remaining>,
}

impl Quota {
    pub(super) fn of(headers: &HeaderMap, now: SystemTime) -> Quota {
        let header = |name: String| headers.get(name)?.to_str().ok().map(str::trim);
        let left = |what: &str| {
            let openai = || {
                let amount = header(format!("x-ratelimit-remaining-{what}"))?;
                let renewed = header(format!("x-ratelimit-reset-{what}"))?;
                Some((amount, pause(renewed)?))
            };
            let anthropic = || {
                let amount = header(format!("anthropic-ratelimit-{what}-remaining"))?;
                let renewed = header(format!("anthropic-ratelimit-{what}-reset"))?;
                let until = parse_rfc3339(renewed)?
                    .duration_since(now)
                    .unwrap_or_default();
                Some((amount, until))
            };
            let (amount, renewed_in) = openai().or_else(anthropic)?;
            Some(Remaining {
                amount: amount.parse().ok()?,
                renewed_in,
            })
        };
        Quota {
            requests: left("requests"),
            tokens: left("tokens").or_else(|| left("input-tokens")),
        }
    }
}

/// A duration such as `6m0s`, `1h2m3.5s`, `20ms`, or plain seconds.
fn pause(text: &str) -> Option<Duration> {
    let mut seconds = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        let number: f64 = rest[..length].parse().ok()?;
        rest = &rest[length..];
        let units = [
            ("ms", 0.001),
            ("s", 1.0),
            ("m", 60.0),
            ("h", 3600.0),
            ("d", 86400.0),
        ];
        if rest.is_empty() {
            seconds += number;
            break;
        }
        let (unit, worth) = units.iter().find(|(unit, _)| rest.starts_with(unit))?;
        seconds += number * worth;
        rest = &rest[unit.len()..];
    }
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|_| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        for (text, milliseconds) in [
            ("1s", Some(1000)),
            ("6m0s", Some(360_000)),
            ("20ms", Some(20)),
            ("1h2m3.5s", Some(3_723_500)),
            ("7", Some(7000)),
            ("", None),
            ("soon", None),
            ("1x", None),
        ] {
            assert_eq!(pause(text).map(|d| d.as_millis()), milliseconds, "{text}");
        }
    }

    #[test]
    fn both_ways_of_saying_it_are_understood() {
        let headers = |pairs: &[(&'static str, &str)]| -> HeaderMap {
            let pairs = pairs.iter();
            pairs
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect()
        };
        let now = UNIX_EPOCH + Duration::from_secs(951_827_690);
        let openai = headers(&[
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-reset-requests", "2s"),
            ("x-ratelimit-remaining-tokens", "many"),
        ]);
        let left = |amount, seconds| {
            let renewed_in = Duration::from_secs(seconds);
            Some(Remaining { amount, renewed_in })
        };
        let quota = Quota::of(&openai, now);
        assert_eq!((quota.requests, quota.tokens), (left(0, 2), None));
        let anthropic = headers(&[
            ("anthropic-ratelimit-input-tokens-remaining", "900"),
            (
                "anthropic-ratelimit-input-tokens-reset",
                "2000-02-29T12:34:56Z",
            ),
        ]);
        let quota = Quota::of(&anthropic, now);
        assert_eq!((quota.requests, quota.tokens), (None, left(900, 6)));
    }
}
