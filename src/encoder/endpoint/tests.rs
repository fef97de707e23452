use std::num::{NonZeroU8, NonZeroUsize};
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::testing::texts;
use super::*;
use crate::cache::Cache;
use crate::encoder::CachedEncoder;
use crate::http::testing::{Answer, Asked, Server};

/// The input texts of a request.
fn input(asked: &Asked) -> Vec<String> {
    serde_json::from_value(asked.body["input"].clone()).unwrap()
}

/// Vectors from a server that looks only at the length of a text; in reverse order.
fn vectors(input: &[String]) -> Value {
    let data: Vec<_> = input
        .iter()
        .enumerate()
        .rev()
        .map(|(index, text)| json!({"index": index, "embedding": [text.len(), 1]}))
        .collect();
    json!({"data": data, "model": "another name"})
}

fn answer(asked: &Asked) -> Answer {
    Answer::new(200, &vectors(&input(asked)).to_string())
}

fn vector(text: &str) -> Vec<f32> {
    let length = text.len() as f32;
    let norm = (length * length + 1.0).sqrt();
    vec![length / norm, 1.0 / norm]
}

/// An endpoint at the server, with one request at a time and nearly no pauses.
fn endpoint(server: &Server, change: impl FnOnce(&mut EncoderConfig)) -> Endpoint {
    let mut config = EncoderConfig::new(server.url(), "m");
    config.concurrency = NonZeroU8::MIN;
    change(&mut config);
    let key = Secret::new("sk-canary-1234", "here").unwrap();
    let mut endpoint = Endpoint::new(&config, key).unwrap();
    endpoint.first_pause = Some(Duration::from_millis(1));
    endpoint
}

fn of(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

fn assert_near(found: &[Vec<f32>], texts: &[String]) {
    assert_eq!(found.len(), texts.len());
    for (found, text) in found.iter().zip(texts) {
        let wanted = vector(text);
        let near = found.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(
            near && found.len() == 2,
            "{text}: {found:?}, not {wanted:?}"
        );
    }
}

#[test]
fn a_request_has_what_the_settings_say() {
    let server = Server::new(|_, asked| answer(asked));
    let plain = endpoint(&server, |_| {});
    let full = endpoint(&server, |config| {
        config.prefix = "query: ".into();
        config.dimensions = NonZeroUsize::new(2).and_then(|n| n.try_into().ok());
    });
    let asked = texts(&["桥断了。"]);
    plain.encode(&asked).unwrap();
    full.encode(&asked).unwrap();
    let bodies: Vec<_> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!(
        bodies,
        [
            json!({"model": "m", "input": ["桥断了。"], "encoding_format": "float"}),
            json!({"model": "m", "input": ["query: 桥断了。"], "encoding_format": "float",
                   "dimensions": 2}),
        ]
    );
    assert!(server.asked()[0].head.starts_with("POST /v1/embeddings "));
    assert_ne!(plain.key(), full.key());
    assert!(!full.key().contains("canary"));
    assert!(!format!("{full:?}").contains("canary"));
}

#[test]
fn many_batches_come_back_in_order() {
    let all: Vec<String> = (1..=50).map(|n| "长".repeat(n)).collect();
    for concurrency in [1, 4] {
        let server = Server::new(|_, asked| answer(asked));
        let endpoint = endpoint(&server, |config| {
            config.batch = of(3);
            config.concurrency = NonZeroU8::new(concurrency).unwrap();
        });
        assert_near(&endpoint.encode(&all).unwrap(), &all);
        assert_eq!(server.asked().len(), 17);
    }
}

#[test]
fn batches_end_by_number_and_by_characters() {
    let server = Server::new(|_, asked| answer(asked));
    let endpoint = endpoint(&server, |config| {
        config.batch = of(3);
        config.batch_characters = of(10);
        config.prefix = "> ".into();
    });
    for (lengths, batches) in [
        (vec![], vec![]),
        (vec![1, 1, 1, 1], vec![0..3, 3..4]),
        (vec![3, 3, 3], vec![0..2, 2..3]),
        (vec![90, 1, 90], vec![0..1, 1..2, 2..3]),
    ] {
        let texts: Vec<String> = lengths.iter().map(|&n| "长".repeat(n)).collect();
        assert_eq!(endpoint.batches(&texts), batches, "{lengths:?}");
    }
}

#[test]
fn what_is_too_large_is_halved_and_the_limit_remembered() {
    let too_large = r#"{"error":{"message":"batch size is at most 3: too large"}}"#;
    for status in [413, 400] {
        let server = Server::new(move |_, asked| match input(asked).len() {
            0..=3 => answer(asked),
            _ => Answer::new(status, too_large),
        });
        let endpoint = endpoint(&server, |config| config.batch = of(8));
        let all: Vec<String> = (1..=16).map(|n| "a".repeat(n)).collect();
        assert_near(&endpoint.encode(&all).unwrap(), &all);
        let sizes: Vec<_> = server.asked().iter().map(|a| input(a).len()).collect();
        assert_eq!(sizes, [8, 4, 2, 2, 2, 2, 2, 2, 2, 2], "{status}");
    }
}

#[test]
fn a_single_text_that_is_too_large_is_named() {
    let server = Server::new(|_, _| Answer::new(413, ""));
    let endpoint = endpoint(&server, |_| {});
    let said = endpoint.encode(&texts(&["桥断了。", "b"])).unwrap_err();
    assert!(said.to_string().contains("桥断了。"), "{said}");
    assert!(matches!(said, Error::Endpoint { .. }), "{said:?}");
}

#[test]
fn troubles_that_pass() {
    let all = texts(&["a", "bb", "ccc"]);
    type Trouble = fn(&Asked) -> Answer;
    let troubles: [(&str, Trouble); 7] = [
        ("rate", |_| {
            Answer::with_headers(429, "Retry-After: 0\r\n", "")
        }),
        ("down", |_| Answer::new(500, "")),
        ("cut off", |asked| answer(asked).without_last(20)),
        ("nothing", |asked| answer(asked).without_last(usize::MAX)),
        ("missing index", |asked| {
            let mut reply = vectors(&input(asked));
            reply["data"].as_array_mut().unwrap().pop();
            Answer::new(200, &reply.to_string())
        }),
        ("NaN", |asked| {
            let reply = vectors(&input(asked)).to_string();
            Answer::new(200, &reply.replacen("[1,", "[NaN,", 1))
        }),
        ("an error in a success", |_| {
            Answer::new(200, r#"{"error":{"message":"busy"}}"#)
        }),
    ];
    for (name, trouble) in troubles {
        let server = Server::new(move |number, asked| match number {
            0 => trouble(asked),
            _ => answer(asked),
        });
        let found = endpoint(&server, |_| {}).encode(&all);
        assert_near(
            &found.unwrap_or_else(|error| panic!("{name}: {error}")),
            &all,
        );
        assert_eq!(server.asked().len(), 2, "{name}");
    }
}

#[test]
fn a_refusal_ends_everything_at_once_and_shows_no_key() {
    let body = r#"{"error":{"message":"Incorrect API key: sk-canary-1234"}}"#;
    let server = Server::new(move |_, _| Answer::new(401, body));
    let endpoint = endpoint(&server, |config| config.batch = of(1));
    let said = endpoint.encode(&texts(&["a", "b", "c"])).unwrap_err();
    assert!(
        said.to_string().contains("Incorrect API key: [key]"),
        "{said}"
    );
    assert!(!format!("{said:?}").contains("canary"), "{said:?}");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn what_arrived_before_a_failure_is_not_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap());
    let server = Server::new(|number, asked| match number {
        2 => Answer::new(403, "not now"),
        _ => answer(asked),
    });
    let one_each = |config: &mut EncoderConfig| config.batch = of(1);
    let encoder = CachedEncoder::new(endpoint(&server, one_each), cache.clone());
    let all = texts(&["a", "bb", "ccc", "dddd"]);
    assert!(encoder.encode(&all).is_err());
    assert_near(&encoder.encode(&all).unwrap(), &all);
    let asked: Vec<_> = server.asked().iter().flat_map(input).collect();
    assert_eq!(asked, ["a", "bb", "ccc", "ccc", "dddd"]);

    // Another prefix makes other vectors, so they are asked for.
    let prefixed = endpoint(&server, |config| config.prefix = "query: ".into());
    let encoder = CachedEncoder::new(prefixed, cache);
    encoder.encode(&texts(&["a"])).unwrap();
    assert_eq!(input(server.asked().last().unwrap()), ["query: a"]);
}
