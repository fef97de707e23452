//! Reasoning models, and servers that refuse: the text is right, or the sentence is given up with its reason, and
//! no draft is kept.

use super::*;

/// The three forms in which chat servers answer.
const PROTOCOLS: [&str; 3] = ["openai", "anthropic", "ollama"];

/// What a stand-in says: its thoughts in a field of their own, its words, and how they end.
struct Said {
    thoughts: Option<String>,
    words: String,
    ending: Ends,
}

#[derive(Clone, Copy, PartialEq)]
enum Ends {
    Whole,
    Cut,
    Refused,
}

/// An answer in the form of `protocol`.
fn answer(protocol: &str, said: &Said) -> Answer {
    let Said {
        thoughts,
        words,
        ending,
    } = said;
    let body = match protocol {
        "anthropic" => {
            let mut content = Vec::new();
            if let Some(thoughts) = thoughts {
                content.push(json!({"type": "thinking", "thinking": thoughts, "signature": "x"}));
                content.push(json!({"type": "redacted_thinking", "data": thoughts}));
            }
            if !words.is_empty() {
                content.push(json!({"type": "text", "text": words}));
            }
            let reason = match ending {
                Ends::Whole => "end_turn",
                Ends::Cut => "max_tokens",
                Ends::Refused => "refusal",
            };
            json!({"content": content, "stop_reason": reason,
                   "usage": {"input_tokens": 10, "output_tokens": 5}})
        }
        "ollama" => json!({
            "message": {"content": words, "thinking": thoughts},
            "done_reason": if *ending == Ends::Cut { "length" } else { "stop" },
            "prompt_eval_count": 10, "eval_count": 5,
        }),
        _ => json!({
            "choices": [{
                "message": {"content": words, "reasoning_content": thoughts},
                "finish_reason": match ending {
                    Ends::Whole => "stop",
                    Ends::Cut => "length",
                    Ends::Refused => "content_filter",
                },
            }],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5},
        }),
    };
    Answer::new(200, &body.to_string())
}

/// The right answer to a request and a draft that looks like one, each as an object, or as one plain sentence.
fn right_and_draft(request: &Request) -> (String, String) {
    let sentences = asked(request);
    if let [(key, text)] = sentences.as_slice()
        && key.is_empty()
    {
        return (english(text), draft(text));
    }
    let object = |say: &dyn Fn(&str) -> String| {
        let members = sentences.iter();
        let members = members.map(|(key, text)| (key.clone(), json!(say(text))));
        Value::Object(members.collect()).to_string()
    };
    (object(&|text| english(text)), object(&|text| draft(text)))
}

fn draft(chinese: &str) -> String {
    english(chinese).replace("is about the light", "tells roughly of a lamp")
}

/// A way of answering.
type Way = fn(right: &str, draft: &str) -> Said;

fn plainly(words: String) -> Said {
    Said {
        thoughts: None,
        words,
        ending: Ends::Whole,
    }
}

/// Ways of thinking that leave an answer.
const ANSWERED: &[(&str, Way)] = &[
    ("closed", |right, draft| {
        plainly(format!(
            "<think>\nFirst {draft}\nNo.\n</think>\n\n```json\n{right}\n```"
        ))
    }),
    ("stripped", |right, draft| {
        plainly(format!("Okay. {draft}\n</think>\n\n{right}"))
    }),
    ("nested", |right, draft| {
        plainly(format!(
            "<think>a <think>{draft}</think> {draft}</think>{right}"
        ))
    }),
    ("two blocks", |right, draft| {
        plainly(format!(
            "<thinking>{draft}</thinking>{draft}<reflection>No.</reflection>{right}"
        ))
    }),
    ("brackets", |right, draft| {
        plainly(format!("[THINK]{draft}[/THINK]{right}"))
    }),
    ("channels", |right, draft| {
        plainly(format!(
            "<|channel|>analysis<|message|>{draft}<|end|><|start|>assistant<|channel|>final<|message|>{right}<|return|>"
        ))
    }),
    ("a field", |right, draft| Said {
        thoughts: Some(draft.to_owned()),
        ..plainly(right.to_owned())
    }),
    ("a field and tags", |right, draft| Said {
        thoughts: Some(draft.to_owned()),
        ..plainly(format!("{draft}</think>{right}"))
    }),
];

/// What a run of 8 sentences comes to with a stand-in: the outcome, its requests, and what the user was told.
fn run(
    protocol: &str,
    more: &str,
    say: impl Fn(&Request) -> Answer + Send + 'static,
) -> (Outcome, Vec<Request>, Vec<String>) {
    let server = Server::new(move |_, request| say(request));
    let mut config = config(protocol, &server.url());
    config.body = toml::from_str(more).unwrap();
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let hears = told.clone();
    let engine = engine(&config, None).telling(Arc::new(move |what: &str| {
        hears.lock().unwrap().push(what.to_owned());
    }));
    let world = World::new();
    let outcome = world.run(&engine, 8, Caps::default());
    for unit in AnswerCache::answers(&world.cache).unwrap() {
        assert_eq!(unit.target, english(&unit.source), "{protocol}: kept");
    }
    let told = told.lock().unwrap().clone();
    (outcome, server.asked(), told)
}

/// Every sentence but these has its translation; these have a reason in which `why` stands.
fn all_but(missing: &[usize], why: &str, outcome: &Outcome, what: &str) {
    assert!(outcome.ended_by.is_none(), "{what}: {:?}", outcome.ended_by);
    let (items, _) = job(8);
    for (at, text) in outcome.texts.iter().enumerate() {
        match text {
            Ok(text) if !missing.contains(&at) => {
                assert_eq!(text.text, english(&items[at].text), "{what}");
            }
            Err(reason) if missing.contains(&at) => {
                assert!(reason.contains(why), "{what}, {at}: {reason}");
            }
            other => panic!("{what}, {at}: {other:?}"),
        }
    }
}

const ALL: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

#[test]
fn a_draft_is_never_taken() {
    for protocol in PROTOCOLS {
        for (name, way) in ANSWERED {
            let what = format!("{protocol}, {name}");
            let (outcome, requests, _) = run(protocol, "", move |request| {
                let (right, draft) = right_and_draft(request);
                answer(protocol, &way(&right, &draft))
            });
            all_but(&[], "", &outcome, &what);
            assert_eq!(requests.len(), 1, "{what}");
            // The same from a model that never answers with keys.
            let (outcome, ..) = run(protocol, "", move |request| {
                let sentences = asked(request);
                let lines = |say: &dyn Fn(&str) -> String| {
                    let lines = sentences.iter().map(|(_, text)| say(text));
                    lines.collect::<Vec<_>>().join("\n")
                };
                let said = way(&lines(&|text| english(text)), &lines(&|text| draft(text)));
                answer(protocol, &said)
            });
            all_but(&[], "", &outcome, &format!("{what}, plain"));
        }
    }
}

#[test]
fn thoughts_without_an_answer_are_given_up_with_what_to_set() {
    let ways: [(&str, Way); 4] = [
        ("unclosed", |_, draft| {
            plainly(format!("<think>First {draft}"))
        }),
        ("nothing behind", |_, draft| {
            plainly(format!("<think>First {draft}</think>\n"))
        }),
        ("only a field", |_, draft| Said {
            thoughts: Some(draft.to_owned()),
            ..plainly(String::new())
        }),
        ("cut off", |_, draft| Said {
            ending: Ends::Cut,
            ..plainly(format!("<think>First {draft}"))
        }),
    ];
    for protocol in PROTOCOLS {
        for (name, way) in ways {
            let what = format!("{protocol}, {name}");
            let (outcome, requests, told) = run(protocol, "", move |request| {
                let (right, draft) = right_and_draft(request);
                answer(protocol, &way(&right, &draft))
            });
            all_but(&ALL, "in body, set ", &outcome, &what);
            // Thinking costs most: so it is not gone on with for long.
            assert!(requests.len() <= 12, "{what}: {} requests", requests.len());
            assert!(!told.is_empty(), "{what}");
            assert_eq!(outcome.usage.requests as usize, requests.len(), "{what}");
        }
    }
}

#[test]
fn thoughts_get_room_where_the_room_is_ours() {
    for (protocol, place, body, requests) in [
        ("anthropic", "/max_tokens", "", 2),
        (
            "anthropic",
            "/max_tokens",
            "thinking = { type = \"enabled\", budget_tokens = 6000 }",
            1,
        ),
        (
            "anthropic",
            "/max_tokens",
            "thinking = { type = \"adaptive\" }",
            1,
        ),
        ("ollama", "/options/num_predict", "", 2),
        (
            "ollama",
            "/options/num_predict",
            "think = true\noptions = { temperature = 0 }",
            1,
        ),
    ] {
        let what = format!("{protocol}, {body}");
        let (outcome, asked, told) = run(protocol, body, move |request| {
            let (right, draft) = right_and_draft(request);
            let room = request.body.pointer(place).unwrap().as_u64().unwrap();
            let is_cut = room < 6000;
            let said = Said {
                thoughts: Some(draft),
                words: if is_cut { String::new() } else { right },
                ending: if is_cut { Ends::Cut } else { Ends::Whole },
            };
            answer(protocol, &said)
        });
        all_but(&[], "", &outcome, &what);
        assert_eq!(asked.len(), requests, "{what}");
        assert_eq!(told.len(), requests - 1, "{what}: {told:?}");
        if let Some(window) = asked[requests - 1].body.pointer("/options/num_ctx") {
            assert!(window.as_u64().unwrap() >= 8192, "{what}: {window}");
        }
    }
}

/// What is found out for one batch holds for the run.
#[test]
fn less_is_asked_for_at_once_of_a_model_that_thinks_long() {
    let server = Server::new(|_, request| {
        let (right, draft) = right_and_draft(request);
        let is_cut = asked(request).len() > 2;
        let said = Said {
            thoughts: Some(draft),
            words: if is_cut { String::new() } else { right },
            ending: if is_cut { Ends::Cut } else { Ends::Whole },
        };
        answer("openai", &said)
    });
    let engine = engine(&config("openai", &server.url()), None);
    all_right(&World::new().run(&engine, 40, Caps::default()), 40);
    // Eight and four are too many, once; then two by two.
    let sizes: Vec<usize> = server.asked().iter().map(|one| asked(one).len()).collect();
    assert_eq!(
        sizes.iter().filter(|&&size| size > 2).count(),
        2,
        "{sizes:?}"
    );
    assert_eq!(sizes.len(), 22, "{sizes:?}");
}

#[test]
fn the_sentence_that_is_refused_is_found() {
    let sorry = "I'm sorry, but I can't assist with that request.";
    for protocol in PROTOCOLS {
        for ending in [Ends::Refused, Ends::Whole] {
            // Ollama has no word for a refusal.
            if protocol == "ollama" && ending == Ends::Refused {
                continue;
            }
            let (outcome, requests, _) = run(protocol, "", move |request| {
                let (right, _) = right_and_draft(request);
                let shown = request.body.to_string();
                let said = if shown.contains("第3句") {
                    Said {
                        ending,
                        ..plainly(sorry.to_owned())
                    }
                } else {
                    plainly(right)
                };
                answer(protocol, &said)
            });
            all_but(&[3], "refused it", &outcome, protocol);
            assert!(requests.len() <= 8, "{protocol}: {}", requests.len());
        }
    }
}

#[test]
fn a_filter_does_not_end_the_run() {
    for body in [
        r#"{"error":{"code":"content_filter","message":"The prompt was filtered.","status":400}}"#,
        r#"{"error":{"code":"data_inspection_failed","message":"Input data may be unfit."}}"#,
        r#"{"error":{"message":"Content Exists Risk","type":"invalid_request_error"}}"#,
    ] {
        let (outcome, ..) = run("openai", "", move |request| {
            if request.body.to_string().contains("第3句") {
                return Answer::new(400, body);
            }
            good(request)
        });
        all_but(&[3], "content filter", &outcome, body);
    }
    let (outcome, ..) = run("openai", "", |request| {
        if request.body.to_string().contains("第3句") {
            let body = r#"{"error":{"code":403,"message":"Your input was flagged for reasons."}}"#;
            return Answer::new(200, body);
        }
        good(request)
    });
    all_but(&[3], "content filter", &outcome, "an error in an answer");
    let blocked = json!({"choices": [], "prompt_feedback": {"block_reason": "PROHIBITED_CONTENT"}});
    let (outcome, requests, _) = run("openai", "", move |_| {
        Answer::new(200, &blocked.to_string())
    });
    all_but(&ALL, "PROHIBITED_CONTENT", &outcome, "blocked");
    assert!(requests.len() <= 24, "{}", requests.len());
}

#[test]
fn content_in_parts_and_calls_of_tools_are_read() {
    for message in [
        |right: &str, draft: &str| {
            json!({"content": [
                {"type": "thinking", "thinking": [{"type": "text", "text": draft}]},
                {"type": "text", "text": right},
            ]})
        },
        |right: &str, draft: &str| {
            json!({"content": null, "reasoning": draft, "tool_calls": [
                {"type": "function", "function": {"name": "translations", "arguments": right}},
            ]})
        },
        |right: &str, _: &str| json!({"function_call": {"name": "t", "arguments": right}}),
    ] {
        let (outcome, ..) = run("openai", "", move |request| {
            let (right, draft) = right_and_draft(request);
            let body =
                json!({"choices": [{"message": message(&right, &draft), "finish_reason": "odd"}]});
            Answer::new(200, &body.to_string())
        });
        all_but(&[], "", &outcome, "parts");
    }
}

/// A request with a member that the model does not take is sent otherwise, and the user is told once.
#[test]
fn members_that_a_model_does_not_take_are_left_out() {
    let (outcome, requests, told) = run(
        "openai",
        "max_tokens = 900\ntemperature = 0.2\ntop_p = 0.9",
        |request| {
            let refused = |name: &str, more: &str| {
                let message = format!(
                    "Unsupported parameter: '{name}' is not supported with this model.{more}"
                );
                Answer::new(400, &json!({"error": {"message": message}}).to_string())
            };
            let has = |name: &str| request.body.get(name).is_some();
            if has("max_tokens") {
                return refused("max_tokens", " Use 'max_completion_tokens' instead.");
            }
            if has("temperature") {
                return refused("temperature", "");
            }
            assert_eq!(request.body["max_completion_tokens"], json!(900));
            good(request)
        },
    );
    all_but(&[], "", &outcome, "left out");
    assert_eq!(requests.len(), 3);
    assert_eq!(
        told,
        [
            "m: it takes max_completion_tokens instead of max_tokens",
            "m: it does not take temperature, which is left out",
        ]
    );
    assert_eq!(requests[2].body["top_p"], json!(0.9));
}

/// Tokens of thoughts that a server counts in its sum only are paid for, too.
#[test]
fn tokens_of_thoughts_are_counted() {
    let (outcome, ..) = run("openai", "", |request| {
        let (right, _) = right_and_draft(request);
        let body = json!({
            "choices": [{"message": {"content": right}}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 115},
        });
        Answer::new(200, &body.to_string())
    });
    assert_eq!(outcome.usage.input_tokens, 10);
    assert_eq!(outcome.usage.output_tokens, 105);
}
