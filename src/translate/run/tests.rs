mod healing;
mod thinking;

use serde_json::{Value, json};

use super::*;
use crate::cache::Cache;
use crate::http::Secret;
use crate::http::testing::{Answer, Asked as Request, Server};
use crate::translate::ProviderConfig;

/// Sentences that differ from one another.
fn job(count: usize) -> (Vec<Item>, Vec<Masked>) {
    (0..count)
        .map(|n| {
            let text = format!("第{n}句说的是海上的灯。");
            let masked = Masked::of(&Coded::plain(text.as_str()));
            let item = Item {
                text,
                ..Item::default()
            };
            (item, masked)
        })
        .unzip()
}

fn config(protocol: &str, url: &str) -> ProviderConfig {
    let text = format!(
        "protocol = \"{protocol}\"\nurl = \"{}\"\nmodel = \"m\"\nbatch = 8\ncontext = 1\nconcurrency = 1\n",
        match protocol {
            "google-v3" => url,
            _ => url.trim_end_matches("/v1"),
        }
    );
    toml::from_str(&text).unwrap()
}

fn engine(config: &ProviderConfig, key: Option<Secret>) -> Engine {
    let mut engine = Engine::new(config, key).unwrap();
    engine.first_pause = Some(std::time::Duration::from_millis(1));
    engine
}

struct World {
    _folder: tempfile::TempDir,
    cache: Arc<Cache>,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let cache = Arc::new(Cache::open(&Cache::path_in(folder.path())).unwrap());
        World {
            _folder: folder,
            cache,
        }
    }

    fn run(&self, engine: &Engine, count: usize, caps: Caps) -> Outcome {
        let (items, masked) = job(count);
        let memory = AnswerCache::new(self.cache.clone(), engine.key());
        let job = Job {
            items: &items,
            masked: &masked,
            refresh: &[],
            offline: false,
            caps,
        };
        translate(engine, &memory, job, &Stop::default(), &mut |_| {}).unwrap()
    }
}

/// The answer of a good model to a sentence.
fn english(chinese: &str) -> String {
    let number: String = chinese.chars().filter(char::is_ascii_digit).collect();
    format!("Sentence {number} is about the light at sea.")
}

/// The sentences of a request to a chat server; one that is no JSON is a single one.
fn asked(request: &Request) -> Vec<(String, String)> {
    let content = request.body["messages"].as_array().unwrap().last().unwrap()["content"]
        .as_str()
        .unwrap()
        .to_owned();
    match serde_json::from_str::<Value>(&content) {
        Ok(user) => user["segments"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, text)| (key.clone(), text.as_str().unwrap().to_owned()))
            .collect(),
        Err(_) => vec![(String::new(), content)],
    }
}

fn completion(content: &str) -> Answer {
    let body = json!({
        "choices": [{"message": {"content": content}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5},
    });
    Answer::new(200, &body.to_string())
}

/// An answer with each sentence as `say` has it; without those for which it has nothing.
fn keyed(request: &Request, say: impl Fn(&str) -> Option<String>) -> Answer {
    let sentences = asked(request);
    if let [(key, text)] = sentences.as_slice()
        && key.is_empty()
    {
        return completion(&say(text).unwrap_or_default());
    }
    let object: serde_json::Map<String, Value> = sentences
        .into_iter()
        .filter_map(|(key, text)| Some((key, json!(say(&text)?))))
        .collect();
    completion(&Value::Object(object).to_string())
}

fn good(request: &Request) -> Answer {
    keyed(request, |text| Some(english(text)))
}

fn all_right(outcome: &Outcome, count: usize) {
    let (items, _) = job(count);
    assert!(outcome.ended_by.is_none(), "{:?}", outcome.ended_by);
    for (text, item) in outcome.texts.iter().zip(&items) {
        assert_eq!(text.as_ref().unwrap().text, english(&item.text));
    }
}

#[test]
fn nothing_is_asked_twice() {
    let server = Server::new(|_, request| good(request));
    let engine = engine(&config("openai", &server.url()), None);
    let world = World::new();
    let outcome = world.run(&engine, 20, Caps::default());
    all_right(&outcome, 20);
    assert_eq!((outcome.known, outcome.usage.requests), (0, 3));
    assert_eq!(outcome.usage.input_tokens, 30);
    let again = world.run(&engine, 21, Caps::default());
    all_right(&again, 21);
    assert_eq!((again.known, again.usage.requests), (20, 1));
    assert_eq!(server.asked().len(), 4);
    assert_eq!(asked(&server.asked()[3]).len(), 1);
}

#[test]
fn what_is_wrong_is_asked_for_again_and_nothing_else() {
    // At first sentence 2 is missing, 5 is empty, 6 Chinese; then only 5; then it is right.
    let server = Server::new(|number, request| {
        keyed(request, |text| match (number, text) {
            (0, text) if text.contains("第2句") => None,
            (0 | 1, text) if text.contains("第5句") => Some(" ".to_owned()),
            (0, text) if text.contains("第6句") => Some(text.to_owned()),
            _ => Some(english(text)),
        })
    });
    let engine = engine(&config("openai", &server.url()), None);
    all_right(&World::new().run(&engine, 8, Caps::default()), 8);
    let requests = server.asked();
    let sizes: Vec<usize> = requests
        .iter()
        .map(|request| asked(request).len())
        .collect();
    assert_eq!(sizes, [8, 3, 1]);
    let system = requests[1].body["messages"][0]["content"].as_str().unwrap();
    for says in [
        "s1: it is missing",
        "s2: it is empty",
        "s3: it is the Chinese",
    ] {
        assert!(system.contains(says), "{system}");
    }
}

#[test]
fn what_stays_wrong_is_named_and_never_kept() {
    let server = Server::new(|_, request| {
        keyed(request, |text| {
            (!text.contains("第3句")).then(|| english(text))
        })
    });
    let engine = engine(&config("openai", &server.url()), None);
    let world = World::new();
    let outcome = world.run(&engine, 8, Caps::default());
    assert_eq!(outcome.texts.iter().filter(|text| text.is_ok()).count(), 7);
    assert_eq!(outcome.texts[3], Err("it is missing".to_owned()));
    assert_eq!(world.run(&engine, 8, Caps::default()).known, 7);
}

#[test]
fn two_sentences_cannot_have_one_translation() {
    let server = Server::new(|number, request| {
        keyed(request, |text| {
            let text = if number == 0 {
                text.replace("第4句", "第3句")
            } else {
                text.to_owned()
            };
            Some(english(&text))
        })
    });
    let engine = engine(&config("openai", &server.url()), None);
    all_right(&World::new().run(&engine, 8, Caps::default()), 8);
    assert_eq!(asked(&server.asked()[1]).len(), 1);
}

#[test]
fn a_server_without_schemas_is_asked_without() {
    let server = Server::new(
        |_, request| match &request.body["response_format"]["type"] {
            Value::String(kind) => Answer::new(
                400,
                &format!(
                    "{{\"error\":{{\"message\":\"This response_format type {kind} is unavailable\"}}}}"
                ),
            ),
            _ => good(request),
        },
    );
    let engine = engine(&config("openai", &server.url()), None);
    all_right(&World::new().run(&engine, 20, Caps::default()), 20);
    // Two steps down, and then never again.
    assert_eq!(server.asked().len(), 5);
}

#[test]
fn what_is_too_large_is_halved() {
    let server = Server::new(|_, request| match asked(request).len() {
        0..=3 => good(request),
        _ => Answer::new(400, r#"{"error":{"code":"context_length_exceeded"}}"#),
    });
    let engine = engine(&config("openai", &server.url()), None);
    all_right(&World::new().run(&engine, 8, Caps::default()), 8);
    let cut = Server::new(|number, request| match number {
        0 => {
            let body = json!({"choices": [{"message": {"content": "{\"s1\":\"x"}, "finish_reason": "length"}]});
            Answer::new(200, &body.to_string())
        }
        _ => good(request),
    });
    let other = super::tests::engine(&config("openai", &cut.url()), None);
    all_right(&World::new().run(&other, 8, Caps::default()), 8);
    assert_eq!(cut.asked().len(), 3);
}

#[test]
fn money_ends_the_run_and_keeps_what_was_received() {
    let server = Server::new(|number, request| match number {
        0 => good(request),
        _ => Answer::new(
            429,
            r#"{"error":{"code":"insufficient_quota","message":"No."}}"#,
        ),
    });
    let engine = engine(&config("openai", &server.url()), None);
    let world = World::new();
    let outcome = world.run(&engine, 24, Caps::default());
    let error = outcome.ended_by.unwrap().to_string();
    assert!(error.contains("run again"), "{error}");
    assert_eq!(server.asked().len(), 2);
    assert_eq!(outcome.texts.iter().filter(|text| text.is_ok()).count(), 8);
    assert_eq!(world.run(&engine, 24, Caps::default()).known, 8);
}

#[test]
fn caps_hold() {
    let server = Server::new(|_, request| good(request));
    let mut config = config("openai", &server.url());
    config.price_input = 1e5;
    let engine = engine(&config, None);
    for (caps, requests) in [
        (
            Caps {
                requests: Some(1),
                ..Caps::default()
            },
            1,
        ),
        (
            Caps {
                characters: Some(200),
                ..Caps::default()
            },
            2,
        ),
        // A request costs one.
        (
            Caps {
                cost: Some(2.0),
                ..Caps::default()
            },
            2,
        ),
    ] {
        let outcome = World::new().run(&engine, 40, caps);
        assert_eq!(outcome.usage.requests, requests, "{caps:?}");
        assert!(outcome.ended_by.unwrap().to_string().contains("is reached"));
    }
}

#[test]
fn a_key_shows_nowhere_whatever_goes_wrong() {
    const KEY: &str = "sk-canary-4711";
    for (status, body) in [
        (
            401,
            format!("{{\"error\":{{\"message\":\"wrong key {KEY}\"}}}}"),
        ),
        (400, format!("no {KEY}")),
        (402, format!("{{\"error\":\"{KEY}\"}}")),
        (404, format!("{{\"detail\":\"{KEY}\"}}")),
        (200, format!("{{\"error\":\"{KEY}\"}}")),
        (200, format!("{KEY} is no JSON")),
    ] {
        let server = Server::new(move |_, _| Answer::new(status, &body));
        for protocol in [
            "openai",
            "anthropic",
            "deepl",
            "libretranslate",
            "google-v2",
            "azure",
        ] {
            let key = Secret::new(KEY, "here").unwrap();
            let engine = engine(&config(protocol, &server.url()), key);
            assert!(!engine.key().contains(KEY));
            let outcome = World::new().run(&engine, 2, Caps::default());
            assert!(!format!("{outcome:?}").contains("canary"), "{outcome:?}");
        }
    }
}

#[test]
fn every_protocol_is_spoken() {
    let texts = |request: &Request, place: &str, inside: &str| -> Vec<String> {
        let items = request.body.pointer(place).unwrap().as_array().unwrap();
        items
            .iter()
            .map(|item| english(item.pointer(inside).unwrap().as_str().unwrap()))
            .collect()
    };
    type Say = Box<dyn FnMut(usize, &Request) -> Answer + Send>;
    let list = |texts: Vec<String>, name: &str| -> Vec<Value> {
        texts
            .into_iter()
            .map(|text| json!({ (name): text }))
            .collect()
    };
    let servers: Vec<(&str, &str, Say)> = vec![
        (
            "anthropic",
            "x-api-key: sk-1",
            Box::new(|_, request| {
                let sentences = asked(request);
                let object: serde_json::Map<String, Value> = sentences
                    .into_iter()
                    .map(|(key, text)| (key, json!(english(&text))))
                    .collect();
                let text = Value::Object(object).to_string();
                assert!(request.body["output_config"]["format"]["schema"].is_object());
                let body = json!({"content": [{"type": "thinking"}, {"type": "text", "text": text}], "stop_reason": "end_turn"});
                Answer::new(200, &body.to_string())
            }),
        ),
        (
            "ollama",
            "authorization: bearer sk-1",
            Box::new(|_, request| {
                let sentences = asked(request);
                let object: serde_json::Map<String, Value> = sentences
                    .into_iter()
                    .map(|(key, text)| (key, json!(english(&text))))
                    .collect();
                assert!(request.body["options"]["num_ctx"].as_u64().unwrap() >= 4096);
                assert_eq!(request.body["stream"], json!(false));
                let body = json!({"message": {"content": Value::Object(object).to_string()}, "done_reason": "stop"});
                Answer::new(200, &body.to_string())
            }),
        ),
        (
            "deepl",
            "authorization: deepl-auth-key sk-1",
            Box::new(move |_, request| {
                let body = json!({"translations": list(texts(request, "/text", ""), "text")});
                Answer::new(200, &body.to_string())
            }),
        ),
        (
            "libretranslate",
            "content-type",
            Box::new(move |_, request| {
                assert_eq!(request.body["api_key"], json!("sk-1"));
                Answer::new(
                    200,
                    &json!({"translatedText": texts(request, "/q", "")}).to_string(),
                )
            }),
        ),
        (
            "google-v2",
            "x-goog-api-key: sk-1",
            Box::new(move |_, request| {
                let found = list(texts(request, "/q", ""), "translatedText");
                Answer::new(200, &json!({"data": {"translations": found}}).to_string())
            }),
        ),
        (
            "google-v3",
            ":translatetext",
            Box::new(move |_, request| {
                let found = list(texts(request, "/contents", ""), "translatedText");
                Answer::new(200, &json!({"translations": found}).to_string())
            }),
        ),
        (
            "azure",
            "from=zh-hans&to=en",
            Box::new(move |_, request| {
                let found: Vec<Value> = texts(request, "", "/Text")
                    .into_iter()
                    .map(|text| json!({"translations": [{"text": text}]}))
                    .collect();
                Answer::new(200, &Value::Array(found).to_string())
            }),
        ),
        (
            "template",
            "x-team: editors",
            Box::new(move |_, request| {
                Answer::new(
                    200,
                    &json!({"data": list(texts(request, "/q", ""), "t")}).to_string(),
                )
            }),
        ),
    ];
    for (protocol, head, answer) in servers {
        let server = Server::new(answer);
        let mut config = config(protocol, &server.url());
        if protocol == "template" {
            config.body = toml::from_str("q = \"$texts\"\nfrom = \"zh\"").unwrap();
            config.answer = Some("/data/*/t".to_owned());
            config
                .headers
                .insert("x-team".to_owned(), "editors".to_owned());
        }
        let key = Secret::new("sk-1", "here").unwrap();
        let engine = engine(&config, key);
        all_right(&World::new().run(&engine, 10, Caps::default()), 10);
        let request = server.asked()[0].head.to_lowercase();
        assert!(request.contains(head), "{protocol}: {request}");
    }
}

#[test]
fn a_template_can_ask_one_at_a_time() {
    let server = Server::new(|_, request| {
        let text = english(request.body["text"].as_str().unwrap());
        Answer::new(200, &json!({"result": text}).to_string())
    });
    let mut config = config("template", &server.url());
    config.body = toml::from_str("text = \"$text\"").unwrap();
    config.answer = Some("/result".to_owned());
    let engine = engine(&config, None);
    all_right(&World::new().run(&engine, 3, Caps::default()), 3);
    assert_eq!(server.asked().len(), 3);
}

/// Whoever waits for single sentences hears of each once, also of those with the words of another one, as soon as
/// its answer is kept; and a sentence with surroundings of its own is shown with those.
#[test]
fn each_translated_sentence_is_told_and_shown_in_its_surroundings() {
    let server = Server::new(|_, request| good(request));
    let engine = engine(&config("openai", &server.url()), None);
    let world = World::new();
    let memory = AnswerCache::new(world.cache.clone(), engine.key());
    let (mut items, mut masked) = job(6);
    items[5] = items[1].clone();
    masked[5] = masked[1].clone();
    let around = |n: usize| {
        let words = ["遥远的", "前面的", "这里的", "后面的"].map(|words| format!("{words}{n}。"));
        Some(crate::translate::Surroundings {
            text: Arc::new(crate::translate::TextSoFar::new("", words.to_vec())),
            at: 2,
        })
    };
    let first = around(0);
    for item in &mut items[..4] {
        item.around.clone_from(&first);
    }
    let last = around(4);
    for item in &mut items[4..] {
        item.around.clone_from(&last);
    }
    for run in 0..2 {
        let mut told = Vec::new();
        let job = Job {
            items: &items,
            masked: &masked,
            refresh: &[],
            offline: false,
            caps: Caps::default(),
        };
        translate(&engine, &memory, job, &Stop::default(), &mut |progress| {
            told.extend(progress.translated.to_vec());
        })
        .unwrap();
        told.sort_unstable();
        assert_eq!(told, [0, 1, 2, 3, 4, 5], "run {run}");
    }
    let requests = server.asked();
    assert_eq!(requests.len(), 1);
    let shown = requests[0].body["messages"][1]["content"].as_str().unwrap();
    // One sentence on either side, as the settings say.
    for (words, is_shown) in [("前面的0", true), ("遥远的0", false), ("后面的4", true)] {
        assert_eq!(shown.contains(words), is_shown, "{words}: {shown}");
    }
}
