//! The workbench's server, driven as its page drives it.
#![allow(clippy::needless_pass_by_value)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::workbench::{self, Project, Server, duizhao};
use serde_json::{Value, json};

fn bead(server: &Server, at: usize) -> Value {
    server.get(&format!("beads?from={at}&count=1"))["beads"][0].clone()
}

fn op(server: &Server, op: Value) -> Value {
    let version = server.version();
    server.post("op", json!({"version": version, "op": op}))
}

fn texts(side: &Value) -> Vec<&str> {
    let all = side.as_array().unwrap().iter();
    all.map(|sentence| sentence["text"].as_str().unwrap())
        .collect()
}

/// Waits until the file on disk has the expected content.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn only_the_person_who_started_it_gets_in() {
    let project = Project::new();
    let server = project.review(&[]);
    let status = |name: &str, headers: &[(&str, &str)]| server.raw("GET", name, headers, "").0;
    let cookie = server.cookie.as_str();
    let host = server.host.as_str();
    let known = [("host", host), ("cookie", cookie)];
    assert_eq!(status("/api/session", &known), 200);
    assert_eq!(status("/api/session", &[("host", host)]), 403);
    assert_eq!(status("/", &[("host", host)]), 403);
    assert_eq!(status("/?token=0123", &[("host", host)]), 403);
    assert_eq!(status("/assets/nothing.js", &known), 404);
    // A foreign host name that resolves to this machine, another site, a form.
    assert_eq!(
        status(
            "/api/session",
            &[("host", "evil.example"), ("cookie", cookie)]
        ),
        403
    );
    let origin = format!("http://{host}");
    let kind = ("content-type", "application/json");
    let body = r#"{"version":1}"#;
    let post = |headers: &[(&str, &str)]| server.raw("POST", "/api/undo", headers, body).0;
    let own = [known[0], known[1], ("origin", origin.as_str()), kind];
    assert_eq!(post(&own), 404, "nothing to undo");
    let other = ("origin", "http://evil.example");
    assert_eq!(post(&[known[0], known[1], other, kind]), 403);
    assert_eq!(post(&[known[0], known[1], kind]), 403);
    let form = ("content-type", "text/plain");
    assert_eq!(post(&[known[0], known[1], ("origin", &origin), form]), 403);
    // The headers of every answer.
    let (_, head, _) = server.raw("GET", "/", &known, "");
    let policy = head
        .iter()
        .find(|(name, _)| name == "content-security-policy")
        .map(|(_, value)| value.clone())
        .unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(
        !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
}

#[test]
fn links_and_english_are_changed_and_taken_back() {
    let project = Project::new();
    let server = project.review(&[]);
    let before = fs::read(project.path("book.bitext.jsonl")).unwrap();
    let first = bead(&server, 10);
    let second = bead(&server, 11);
    let merged = op(
        &server,
        json!({"do": "merge", "first": first["id"], "last": second["id"]}),
    );
    assert_eq!(merged["said"], "merged 2 links");
    assert_eq!(merged["undo"], "merged 2 links");
    let patch = &merged["patches"][0];
    let is = &patch["beads"].as_array().unwrap();
    let joint = is.iter().find(|bead| bead["index"] == 10).unwrap();
    assert_eq!(joint["status"], "locked");
    assert_eq!(
        texts(&joint["target"]).concat(),
        [texts(&first["target"]), texts(&second["target"])]
            .concat()
            .concat()
    );
    let edited = op(
        &server,
        json!({"do": "translate", "bead": joint["id"], "texts": ["Anew.", "And 17 more."]}),
    );
    assert_eq!(edited["said"], "edited");
    // The changed bead is checked at once.
    let findings = bead(&server, 10)["findings"].to_string();
    assert!(findings.contains("\"number\""), "{findings}");
    // The file that all other commands read.
    until("saved", || server.get("session")["saved"] == true);
    let saved = fs::read_to_string(project.path("book.bitext.jsonl")).unwrap();
    assert!(saved.contains("And 17 more."));
    let report = duizhao(
        &project,
        &["check", "book.bitext.jsonl", "--only", "number"],
    );
    assert!(report.contains("六 is not in the English"), "{report}");
    for _ in 0..2 {
        server.post("undo", json!({"version": server.version()}));
    }
    server.post("save", json!({}));
    let now = fs::read(project.path("book.bitext.jsonl")).unwrap();
    let (now, before) = (
        String::from_utf8(now).unwrap(),
        String::from_utf8(before).unwrap(),
    );
    assert_eq!(now.lines().count(), before.lines().count());
    // The header says with which settings the sentences were cut.
    for (now, before) in now.lines().zip(before.lines()).skip(1) {
        assert_eq!(now, before);
    }
    let (status, said) = server.try_post("undo", json!({"version": server.version()}));
    assert_eq!((status, said["code"].as_str()), (404, Some("unknown")));
    server.post("redo", json!({"version": server.version()}));
    assert_eq!(bead(&server, 10)["id"], joint["id"]);
    let (status, said) = server.try_post(
        "op",
        json!({"version": server.version(), "op": {"do": "split", "bead": joint["id"], "source": 9, "target": 0}}),
    );
    assert_eq!((status, said["code"].as_str()), (400, Some("refused")));
}

#[test]
fn two_tabs_do_not_overwrite_each_other() {
    let project = Project::new();
    let server = project.review(&[]);
    until("checked", || server.get("session")["checked"] == true);
    let seen = server.version();
    let (one, other) = (bead(&server, 20), bead(&server, 40));
    op(
        &server,
        json!({"do": "translate", "bead": one["id"], "texts": ["Mine."]}),
    );
    // The other tab has seen neither that change nor any later one.
    let translate = |bead: &Value, text: &str| json!({"version": seen, "op": {"do": "translate", "bead": bead["id"], "texts": [text]}});
    let (status, said) = server.try_post("op", translate(&one, "Theirs."));
    assert_eq!((status, said["code"].as_str()), (409, Some("stale")));
    let (status, _) = server.try_post("op", translate(&other, "Elsewhere."));
    assert_eq!(status, 200);
    assert_eq!(texts(&bead(&server, 20)["target"]), ["Mine."]);
    assert_eq!(texts(&bead(&server, 40)["target"]), ["Elsewhere."]);
    let changes = server.get(&format!("changes?since={seen}"));
    let told = changes["patches"].to_string();
    assert!(told.contains("Mine.") && told.contains("Elsewhere."));
    assert_eq!(server.get("changes?since=999999")["reload"], true);
}

/// A pair of eight paragraphs, two sentences each, with some markup.
fn small() -> Project {
    let project = Project::new();
    let mut zh = String::from("# 灯塔\n");
    let mut en = String::from("# The Lighthouse\n");
    for (number, (left, right)) in SMALL.iter().enumerate() {
        zh.push_str(&format!("\n{left}第{}天，他在海边等了很久。\n", number + 1));
        en.push_str(&format!(
            "\n{right} On day {} he waited by the sea for a long time.\n",
            number + 1
        ));
    }
    fs::write(project.path("zh.md"), zh).unwrap();
    fs::write(project.path("en.md"), en).unwrap();
    fs::remove_file(project.path("book.bitext.jsonl")).unwrap();
    duizhao(
        &project,
        &["align", "zh.md", "en.md", "-o", "book.bitext.jsonl"],
    );
    project
}

const SMALL: [(&str, &str); 8] = [
    (
        "船长昨天晚上很晚才回来。",
        "The captain came back **very late** last night.",
    ),
    (
        "潮水慢慢地退下去了。",
        "The tide went out [slowly](tide.html \"Tide\").",
    ),
    ("信号灯整夜都亮着。", "The signal lamp burned all night."),
    ("看守人点了一支蜡烛。", "The keeper lit a candle."),
    ("暴风雨在早上停了。", "The storm stopped in the morning."),
    (
        "渔民们开始修补渔网。",
        "The fishermen began to mend their nets.",
    ),
    ("孩子们跑到码头上去。", "The children ran to the pier."),
    ("钥匙挂在门后面。", "The key hangs behind the door."),
];

/// The bitext says what its texts say, and nothing waits.
fn agree(project: &Project) {
    let output = workbench::command(project, &["check", "--fail-on", "off"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("since") && !said.contains("wait"), "{said}");
}

fn english(project: &Project) -> String {
    fs::read_to_string(project.path("en.md")).unwrap()
}

/// The index of the bead whose English contains this.
fn with(server: &Server, words: &str) -> usize {
    let beads = server.get("beads?from=0&count=100");
    let beads = beads["beads"].as_array().unwrap();
    let at = beads.iter().position(|bead| {
        let texts = texts(&bead["target"]).join(" ");
        texts.contains(words)
    });
    at.unwrap_or_else(|| panic!("no bead says {words}: {beads:?}"))
}

fn type_in(server: &Server, at: usize, text: &str) -> Value {
    let id = bead(server, at)["id"].clone();
    let version = server.version();
    let op = json!({"do": "translate", "bead": id, "texts": [text]});
    server.post("op", json!({"version": version, "op": op, "typing": true}))
}

#[test]
fn an_edit_is_written_into_text_and_bitext_and_only_its_bytes() {
    let project = small();
    let before = english(&project);
    let server = project.review(&[]);
    let at = with(&server, "very late");
    let shown = bead(&server, at);
    assert_eq!(
        shown["target"][0]["marks"],
        json!([{"from": 22, "to": 31, "kind": "strong", "markup": "**"}])
    );
    type_in(&server, at, "The captain came back very late last.");
    type_in(&server, at, "The captain came home very late last night.");
    // It is in the journal; the text is written when the person leaves the sentence.
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(english(&project), before);
    server.post("leave", json!({}));
    until("written", || english(&project) != before);
    let after = before.replace("came back **very late**", "came home **very late**");
    assert_eq!(english(&project), after);
    until("saved", || server.get("session")["saved"] == true);
    let copy = fs::read_to_string(project.path("book.bitext.jsonl")).unwrap();
    assert!(copy.contains("came home very late"));
    let at = with(&server, "slowly");
    op(
        &server,
        json!({"do": "translate", "bead": bead(&server, at)["id"], "texts": ["The tide went out."]}),
    );
    let preview = server.post(
        "preview",
        json!({"bead": bead(&server, at)["id"], "sentence": 0, "text": "The tide went out."}),
    );
    assert_eq!(preview["marks"][0]["kind"], "link");
    assert_eq!(preview["dropped"].as_array().unwrap().len(), 1, "{preview}");
    until("written", || english(&project).contains("went out. On"));
    // Undo brings back the bytes.
    server.post("undo", json!({"version": server.version()}));
    server.post("save", json!({}));
    assert_eq!(english(&project), after);
    server.post("undo", json!({"version": server.version()}));
    server.post("save", json!({}));
    assert_eq!(english(&project), before);
    server.end();
    agree(&project);
}

#[test]
fn what_another_program_writes_is_taken_over() {
    let project = small();
    let server = project.review(&[]);
    let (mine, theirs) = (with(&server, "candle"), with(&server, "storm"));
    type_in(&server, mine, "The keeper lit a lamp.");
    server.post("leave", json!({}));
    until("written", || english(&project).contains("lit a lamp"));
    let seen = server.version();
    let old = fs::read(project.path("book.bitext.jsonl")).unwrap();
    fs::write(
        project.path("en.md"),
        english(&project).replace("storm stopped", "gale died down"),
    )
    .unwrap();
    until("taken over", || {
        texts(&bead(&server, theirs)["target"])[0].contains("gale")
    });
    let changes = server.get(&format!("changes?since={seen}"));
    assert_eq!(changes["reload"], false);
    assert!(changes["conflict"].is_null());
    assert!(changes["patches"].to_string().contains("gale"));
    assert_eq!(changes["told"]["number"], 1);
    // That alone writes nothing.
    assert_eq!(fs::read(project.path("book.bitext.jsonl")).unwrap(), old);
    // The history goes on: what was done before is undone beside it.
    server.post("undo", json!({"version": server.version()}));
    server.post("save", json!({}));
    assert!(english(&project).contains("lit a candle") && english(&project).contains("gale"));
    server.post("redo", json!({"version": server.version()}));
    server.post("save", json!({}));
    // What was changed outside since cannot be undone; what was done before it can.
    fs::write(
        project.path("en.md"),
        english(&project).replace("lit a lamp", "lit two lamps"),
    )
    .unwrap();
    until("taken over", || {
        texts(&bead(&server, mine)["target"])[0].contains("two lamps")
    });
    let (status, said) = server.try_post("undo", json!({"version": server.version()}));
    assert_eq!(status, 400, "{said}");
    assert!(
        said["error"]
            .as_str()
            .unwrap()
            .contains("changed outside since")
    );
    let (status, _) = server.try_post("undo", json!({"version": server.version()}));
    assert_eq!(status, 404, "there is nothing before it");
    assert!(english(&project).contains("two lamps"));
}

#[test]
fn a_sentence_that_both_changed_is_a_conflict() {
    for (take, stands) in [("edit", "mine"), ("file", "theirs")] {
        let project = small();
        let server = project.review(&[]);
        let at = with(&server, "candle");
        let id = bead(&server, at)["id"].clone();
        type_in(&server, at, "The keeper lit a candle of mine.");
        fs::write(
            project.path("en.md"),
            english(&project).replace("lit a candle", "lit a candle of theirs"),
        )
        .unwrap();
        until("conflict", || {
            bead(&server, at)["pending"]["conflict"] == true
        });
        let shown = bead(&server, at);
        assert_eq!(
            texts(&shown["target"]),
            ["The keeper lit a candle of mine."]
        );
        assert_eq!(
            shown["pending"]["file"],
            json!(["The keeper lit a candle of theirs."])
        );
        assert_eq!(server.get("session")["counts"]["conflicts"], 1);
        assert_eq!(server.get("list?filter=conflicts")["indices"], json!([at]));
        server.post("save", json!({}));
        assert!(english(&project).contains("of theirs"));
        op(&server, json!({"do": "resolve", "bead": id, "take": take}));
        server.post("save", json!({}));
        assert!(english(&project).contains(&format!("a candle of {stands}.")));
        assert!(bead(&server, at)["pending"].is_null());
        server.end();
        agree(&project);
    }
}

#[test]
fn a_bitext_of_an_earlier_version_asks_which_words_stand() {
    let project = small();
    let path = project.path("book.bitext.jsonl");
    let copy = fs::read_to_string(&path).unwrap();
    let (_, beads) = copy.split_once('\n').unwrap();
    let header = json!({
        "duizhao": "bitext", "version": 1,
        "source": {"language": "zh-CN", "file": "zh.md"},
        "target": {"language": "en-US", "file": "en.md"},
    });
    fs::write(&path, format!("{header}\n{beads}")).unwrap();
    let text = english(&project).replace("lit a candle", "lit a torch");
    fs::write(project.path("en.md"), &text).unwrap();
    let server = project.review(&[]);
    let at = with(&server, "candle");
    let shown = bead(&server, at);
    assert_eq!(shown["pending"]["conflict"], true, "{shown}");
    assert_eq!(shown["pending"]["file"], json!(["The keeper lit a torch."]));
    assert_eq!(server.get("session")["counts"]["conflicts"], 1);
    op(
        &server,
        json!({"do": "resolve", "bead": shown["id"], "take": "edit"}),
    );
    server.post("save", json!({}));
    assert_eq!(english(&project), text.replace("a torch", "a candle"));
    server.end();
    agree(&project);
}

#[test]
fn many_changes_outside_wait_for_an_answer() {
    let project = small();
    let server = project.review(&[]);
    let rewritten = |project: &Project, what: &str| {
        fs::write(
            project.path("en.md"),
            english(project).replace("for a long time", what),
        )
        .unwrap();
    };
    let conflict = || {
        until("conflict", || {
            !server.get("changes?since=1")["conflict"].is_null()
        });
    };
    let at = with(&server, "candle");
    type_in(&server, at, "The keeper lit a lamp.");
    rewritten(&project, "for an hour");
    conflict();
    // Work goes on; the files stay as they are.
    let note = json!({"do": "note", "bead": bead(&server, at)["id"], "note": "mine"});
    op(&server, note);
    assert!(!english(&project).contains("lamp."));
    let (status, said) = server.try_post("save", json!({}));
    assert_eq!((status, said["code"].as_str()), (409, Some("conflict")));
    assert_eq!(
        server.post("resolve", json!({"how": "merge"}))["said"],
        "merged both"
    );
    let text = english(&project);
    assert!(
        text.contains("lit a lamp") && text.contains("for an hour"),
        "{text}"
    );

    type_in(&server, at, "The keeper lit two lamps.");
    fs::write(
        project.path("en.md"),
        english(&project)
            .replace("for an hour", "for a day")
            .replace("lit a lamp", "lit a torch"),
    )
    .unwrap();
    conflict();
    let said = server.post("resolve", json!({"how": "theirs"}));
    assert!(said["said"].as_str().unwrap().contains("mine.bitext.jsonl"));
    assert_eq!(
        texts(&bead(&server, at)["target"]),
        ["The keeper lit a torch."]
    );
    let aside = project.path(".duizhao/review/book.bitext.jsonl.mine.bitext.jsonl");
    assert!(fs::read_to_string(aside).unwrap().contains("two lamps"));

    type_in(&server, at, "The keeper lit three lamps.");
    fs::write(
        project.path("en.md"),
        english(&project).replace("for a day", "for a week"),
    )
    .unwrap();
    conflict();
    server.post("resolve", json!({"how": "mine"}));
    let text = english(&project);
    assert!(
        text.contains("three lamps") && text.contains("for a day"),
        "{text}"
    );
}

#[test]
fn what_was_typed_before_a_kill_meets_a_changed_text() {
    let project = small();
    let server = project.review(&[]);
    let (same, other) = (with(&server, "candle"), with(&server, "pier"));
    let ids = [same, other].map(|at| bead(&server, at)["id"].clone());
    type_in(&server, other, "The children ran to the harbour.");
    type_in(&server, same, "The keeper lit a");
    type_in(&server, same, "The keeper lit a lamp.");
    server.kill();
    // The first sentence was saved when the second was begun, the second was not.
    let text = english(&project);
    assert!(
        text.contains("harbour") && text.contains("lit a candle"),
        "{text}"
    );
    let changed = text
        .replace("lit a candle", "lit a torch")
        .replace("storm stopped", "gale died down");
    fs::write(project.path("en.md"), &changed).unwrap();
    let server = project.review(&[]);
    let notices = server.get("session")["notices"].to_string();
    assert!(notices.contains("are back"), "{notices}");
    let shown = bead(&server, same);
    assert_eq!(shown["id"], ids[0]);
    assert_eq!(texts(&shown["target"]), ["The keeper lit a lamp."]);
    assert_eq!(shown["pending"]["conflict"], true);
    assert_eq!(shown["pending"]["file"], json!(["The keeper lit a torch."]));
    server.post("save", json!({}));
    assert_eq!(english(&project), changed);
    op(
        &server,
        json!({"do": "resolve", "bead": ids[0], "take": "edit"}),
    );
    server.end();
    assert_eq!(english(&project), changed.replace("a torch", "a lamp"));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_waits_with_the_reason() {
    use std::os::unix::fs::PermissionsExt;
    let project = small();
    let mode = |mode| {
        fs::set_permissions(project.path("en.md"), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(0o444);
    let server = project.review(&[]);
    let at = with(&server, "candle");
    let id = bead(&server, at)["id"].clone();
    op(
        &server,
        json!({"do": "translate", "bead": id, "texts": ["The keeper lit a lamp."]}),
    );
    server.post("save", json!({}));
    assert!(english(&project).contains("lit a candle"));
    let shown = bead(&server, at);
    let why = shown["pending"]["why"].as_str().unwrap();
    assert!(why.contains("must not be written"), "{why}");
    assert_eq!(server.get("session")["counts"]["pending"], 1);
    mode(0o644);
    until("written", || english(&project).contains("lit a lamp"));
    until("known", || bead(&server, at)["pending"].is_null());
}

#[test]
fn a_killed_workbench_has_lost_nothing() {
    let project = Project::new();
    let mut expected = Vec::new();
    for round in 0..6 {
        let server = project.review(&[]);
        for (at, text) in &expected {
            assert_eq!(
                texts(&bead(&server, *at)["target"]),
                [text as &str],
                "round {round}"
            );
        }
        for step in 0..=round {
            let at = 3 + round * 7 + step;
            let text = format!("Round {round}, step {step}.");
            let id = bead(&server, at)["id"].clone();
            op(
                &server,
                json!({"do": "translate", "bead": id, "texts": [text]}),
            );
            expected.push((at, text));
        }
        if round % 2 == 1 {
            server.post("undo", json!({"version": server.version()}));
            expected.pop();
        }
        std::thread::sleep(Duration::from_millis(170 * round as u64));
        server.kill();
    }
    // The lock is free, and the file is whole.
    let server = project.review(&[]);
    for (at, text) in &expected {
        assert_eq!(texts(&bead(&server, *at)["target"]), [text as &str]);
    }
    // A second workbench is refused with a message.
    let second = workbench::command(&project, &["review", "book.bitext.jsonl"])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(
        said.contains("another workbench has this file open"),
        "{said}"
    );
    server.end();
    duizhao(
        &project,
        &["check", "book.bitext.jsonl", "--fail-on", "off"],
    );
}

#[test]
fn findings_are_fixed_and_suppressed() {
    let project = Project::new();
    let server = project.review(&[]);
    let id = bead(&server, 7)["id"].clone();
    let slip = "A full-width mark， and  two spaces.";
    op(
        &server,
        json!({"do": "translate", "bead": id, "texts": [slip]}),
    );
    let rules = |rule: &str| -> Vec<Value> {
        let findings = server.get("findings");
        let all = findings["rules"].as_array().unwrap();
        let one = all.iter().find(|group| group["id"] == rule);
        one.map_or(Vec::new(), |group| {
            group["findings"].as_array().unwrap().clone()
        })
    };
    let found = rules("full-width");
    assert_eq!(found.len(), 1, "{found:?}");
    // The shape of the JSON report, with the bead as the page knows it.
    let now = bead(&server, 7);
    assert_eq!(found[0]["bead"], now["id"]);
    assert_eq!(found[0]["index"], 7);
    assert_eq!(
        found[0]["target"]["text"],
        "A full-width mark， and two spaces."
    );
    assert_eq!(found[0]["target"]["span"], json!([17, 18]));
    assert_eq!(found[0]["replacement"], json!({"text": ",", "safe": true}));
    assert_eq!(now["findings"][0]["rule"], found[0]["rule"]);
    let place = &found[0]["places"][0];
    assert_eq!(
        (place["side"].as_str(), place["from"].as_u64()),
        (Some("target"), Some(17))
    );
    let version = server.version();
    let fixed = server.post(
        "fix",
        json!({"version": version, "fingerprint": found[0]["fingerprint"]}),
    );
    assert_eq!(fixed["said"], "fixed");
    assert!(rules("full-width").is_empty());
    assert!(texts(&bead(&server, 7)["target"])[0].starts_with("A full-width mark, and"));

    until("checked", || server.get("session")["checked"] == true);
    let found = rules("term-missing");
    let one = &found[0]["fingerprint"];
    let (status, _) = server.try_post("suppress", json!({"fingerprint": one, "reason": " "}));
    assert_eq!(status, 400);
    server.post(
        "suppress",
        json!({"fingerprint": one, "reason": "said in the \"headline\""}),
    );
    until("suppressed", || {
        rules("term-missing")
            .iter()
            .any(|f| f["fingerprint"] == *one && f["state"] == "suppressed")
    });
    let settings = fs::read_to_string(project.path("duizhao.toml")).unwrap();
    assert!(settings.contains("said in the"), "{settings}");
    server.end();
    // The command line uses the changed bitext, too.
    let report = duizhao(&project, &["check", "--format", "json", "--fail-on", "off"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    let all = report["findings"].as_array().unwrap();
    let same = all
        .iter()
        .find(|finding| finding["fingerprint"] == *one)
        .unwrap();
    assert!(same.to_string().contains("suppressed"), "{same}");
}

#[test]
fn terms_are_found_and_proposed() {
    let project = Project::new();
    let server = project.review(&[]);
    let hits = server.get("search?q=BRIDGE&most=3");
    assert!(hits["total"].as_u64().unwrap() > 3);
    assert_eq!(hits["hits"].as_array().unwrap().len(), 3);
    let hit = &hits["hits"][0];
    let text: Vec<u16> = hit["text"].as_str().unwrap().encode_utf16().collect();
    let at = |key: &str| usize::try_from(hit[key].as_u64().unwrap()).unwrap();
    let found = String::from_utf16(&text[at("from")..at("to")]).unwrap();
    assert_eq!(found.to_lowercase(), "bridge");
    assert!(server.get("search?q=%E6%A1%A5")["total"].as_u64().unwrap() > 3);
    assert_eq!(server.get("search?q=%20")["total"], 0);

    let at = hit["index"].as_u64().unwrap();
    let id = bead(&server, usize::try_from(at).unwrap())["id"].clone();
    let aids = server.get(&format!("aids?bead={}", id.as_str().unwrap()));
    assert!(aids["terms"].is_array() && aids["memory"].is_array());

    let term = json!({"source": "桥洞", "target": "arch opening", "forbidden": ["bridge hole"], "note": ""});
    server.post("terms", term);
    let glossary = fs::read_to_string(project.path("glossary/terms.csv")).unwrap();
    assert!(
        glossary.contains("桥洞,arch opening,,bridge hole"),
        "{glossary}"
    );
    let terms = server.get("terms");
    assert!(terms["terms"].to_string().contains("arch opening"));
    let (status, said) = server.try_post("terms", json!({"source": "桥", "target": ""}));
    assert_eq!(status, 400, "{said}");
}

#[test]
fn a_revision_is_accepted_or_put_back() {
    let project = Project::new();
    fs::copy(
        project.path("book.bitext.jsonl"),
        project.path("old.bitext.jsonl"),
    )
    .unwrap();
    let server = project.review(&["--against", "old.bitext.jsonl"]);
    assert!(server.get("diff")["changes"].as_array().unwrap().is_empty());
    let before: Vec<Value> = (0..67).map(|at| bead(&server, at)).collect();
    let id = |at: usize| before[at]["id"].clone();
    let translate = |at: usize, texts: &[&str]| {
        op(
            &server,
            json!({"do": "translate", "bead": id(at), "texts": texts}),
        );
    };
    let words = |at: usize| texts(&before[at]["target"])[0].to_owned();
    translate(8, &[&words(8).replacen(' ', " really ", 1)]);
    translate(12, &[]);
    translate(21, &[&words(21), "An added remark about nothing."]);
    translate(31, &[]);
    translate(46, &[&words(46), &words(31)]);
    let diff = server.get("diff");
    assert_eq!(diff["against"], "old.bitext.jsonl");
    let changes = diff["changes"].as_array().unwrap().clone();
    let kinds: Vec<&str> = changes
        .iter()
        .map(|c| c["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["edited", "removed", "added", "moved"]);
    assert_eq!(changes[0]["index"], 8);
    let pieces = changes[0]["pieces"].to_string();
    assert!(
        pieces.contains("[\"come\",\" really\"]") || pieces.contains("really"),
        "{pieces}"
    );

    server.post(
        "accept",
        json!({"key": changes[0]["key"], "accepted": true}),
    );
    assert_eq!(server.get("diff")["changes"][0]["accepted"], true);
    for change in &changes {
        let version = server.version();
        server.post("reject", json!({"version": version, "key": change["key"]}));
    }
    assert!(server.get("diff")["changes"].as_array().unwrap().is_empty());
    for (at, before) in before.iter().enumerate() {
        assert_eq!(
            texts(&bead(&server, at)["target"]),
            texts(&before["target"])
        );
    }
}

#[test]
fn everything_can_be_exported_and_built() {
    let project = Project::new();
    let server = project.review(&[]);
    let id = bead(&server, 9)["id"].clone();
    let words = "A sentence that only the bitext has.";
    op(
        &server,
        json!({"do": "translate", "bead": id, "texts": [words]}),
    );
    let exports = server.get("session")["exports"].as_array().unwrap().clone();
    for export in exports {
        let id = export["id"].as_str().unwrap();
        let known = [
            ("host", server.host.as_str()),
            ("cookie", server.cookie.as_str()),
        ];
        let (status, head, body) =
            server.raw("GET", &format!("/api/export?format={id}"), &known, "");
        assert_eq!(status, 200, "{id}: {}", String::from_utf8_lossy(&body));
        let name = head.iter().find(|(name, _)| name == "content-disposition");
        assert!(name.unwrap().1.contains("book."), "{name:?}");
        if ["html", "md", "jsonl", "tsv", "tmx"].contains(&id) {
            assert!(String::from_utf8_lossy(&body).contains(words), "{id}");
        }
    }
    server.post("position", json!({"view": "edit", "bead": id}));
    server.end();
    duizhao(&project, &["build", "--to", "html,md"]);
    let page = fs::read_to_string(project.path("edition/edition.html")).unwrap();
    assert!(page.contains(words));
    let server = project.review(&[]);
    assert_eq!(server.get("session")["position"]["bead"], id);
}

#[test]
fn a_project_is_taken_up_and_nonsense_refused() {
    let project = Project::new();
    fs::remove_file(project.path("book.bitext.jsonl")).unwrap();
    // Without an argument the project's texts are aligned first.
    let server = Server::start(&project, &["review"]);
    assert_eq!(server.get("session")["total"], 67);
    server.end();
    assert!(project.path("book.bitext.jsonl").is_file());
    let refused = |arguments: &[&str], what: &str| {
        let output = workbench::command(&project, arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(what), "{said}");
    };
    refused(&["review", "nothing.bitext.jsonl"], "nothing.bitext.jsonl");
    fs::write(project.path("a.tsv"), "source\ttarget\n一\tOne\n").unwrap();
    refused(&["review", "a.tsv"], "convert");
    fs::write(
        project.path("ops.jsonl"),
        "{\"do\":\"unlink\",\"bead\":\"x\"}\n{",
    )
    .unwrap();
    refused(&["edit", "book.bitext.jsonl", "ops.jsonl"], "ops.jsonl:1:1");
    fs::write(project.path("ops.jsonl"), "\n{\"do\":\"dance\"}\n").unwrap();
    refused(&["edit", "book.bitext.jsonl", "ops.jsonl"], "ops.jsonl:2:");
    assert!(Path::new(&project.path("zh.md")).is_file());
}
