//! Finding and replacing in the workbench, in one text and in all of a project.
#![allow(clippy::needless_pass_by_value)]

use std::fs;

use crate::workbench::{Project, Server};
use serde_json::{Value, json};

fn english(server: &Server) -> Vec<String> {
    let beads = server.get("beads?from=0&count=1000")["beads"].clone();
    let beads = beads.as_array().unwrap().iter();
    let sentences = beads.flat_map(|bead| bead["target"].as_array().unwrap().clone());
    sentences
        .map(|sentence| sentence["text"].as_str().unwrap().to_owned())
        .collect()
}

fn hits(found: &Value) -> &Vec<Value> {
    found["hits"].as_array().unwrap()
}

#[test]
fn words_are_replaced_where_they_are_meant_and_nowhere_else() {
    let project = Project::new();
    let server = project.review(&[]);
    let text = fs::read_to_string(project.path("en.md")).unwrap();
    let before = english(&server);
    let found = server.get("find?q=bridge&side=both&most=3");
    let total = found["target"].as_u64().unwrap();
    assert_eq!(hits(&found).len(), 3);
    assert!(total > 10, "{found}");
    assert_eq!(found["total"], total);
    let count = |q: &str| -> usize {
        let of = |text: &String| text.to_lowercase().matches(q).count();
        before.iter().map(of).sum()
    };
    assert_eq!(total, count("bridge") as u64);
    // Case and whole words.
    let cased = server.get("find?q=Bridge&case=true&most=500");
    assert!(hits(&cased).iter().all(|hit| {
        let (from, to) = (hit["from"].as_u64().unwrap(), hit["to"].as_u64().unwrap());
        let units: Vec<u16> = hit["text"].as_str().unwrap().encode_utf16().collect();
        let range = usize::try_from(from).unwrap()..usize::try_from(to).unwrap();
        String::from_utf16(&units[range]).unwrap() == "Bridge"
    }));
    let whole = server.get("find?q=bridge&words=true&most=500");
    assert!(whole["total"].as_u64() < found["total"].as_u64());
    // The Chinese is found, and what is beyond the first ones comes after.
    let chinese = server.get("find?q=%E6%A1%A5&most=500");
    assert_eq!(chinese["source"], chinese["total"]);
    assert!(chinese["source"].as_u64().unwrap() > 10);
    let rest = server.get("find?q=bridge&from=3&most=500");
    assert_eq!(hits(&rest).len() as u64, total - 3);
    // One is left out; the rest is one step.
    let left = hits(&found)[1]["key"].clone();
    let asked = json!({
        "version": found["version"], "q": "bridge", "with": "viaduct", "except": [left],
    });
    let done = server.post("replace", asked);
    let said = done["said"].as_str().unwrap();
    assert!(
        said.starts_with(&format!("replaced {} places in ", total - 1)),
        "{said}"
    );
    let after = english(&server);
    let mut kept = 0;
    for (before, after) in before.iter().zip(&after) {
        let all = before
            .replace("bridge", "viaduct")
            .replace("Bridge", "viaduct");
        if *after != all {
            kept += 1;
            assert!(after.to_lowercase().contains("bridge"), "{after}");
        }
    }
    assert_eq!(kept, 1);
    server.post("undo", json!({"version": server.version()}));
    assert_eq!(english(&server), before);
    server.post("save", json!({}));
    assert_eq!(fs::read_to_string(project.path("en.md")).unwrap(), text);
}

#[test]
fn what_was_changed_since_it_was_seen_is_not_replaced() {
    let project = Project::new();
    let server = project.review(&[]);
    let found = server.get("find?q=bridge&most=1");
    let bead = hits(&found)[0]["bead"].clone();
    let op = json!({"do": "translate", "bead": bead, "texts": ["A bridge, and a bridge."]});
    server.post("op", json!({"version": server.version(), "op": op}));
    let asked = json!({"version": found["version"], "q": "bridge", "with": "viaduct"});
    let (status, said) = server.try_post("replace", asked);
    assert_eq!((status, &said["code"]), (409, &json!("stale")));
    assert!(!english(&server).concat().contains("viaduct"));
    // Nothing to look for, nothing to replace, words that are the same.
    assert_eq!(server.try_get("/api/find?q=").0, 400);
    for (q, with) in [("no such words", "x"), ("bridge", "bridge")] {
        let asked = json!({"version": server.version(), "q": q, "case": true, "with": with});
        assert_eq!(server.try_post("replace", asked).0, 404, "{q}");
    }
    let none = json!({"version": server.version(), "q": "bridge", "with": "x", "only": []});
    assert_eq!(server.try_post("replace", none).0, 404);
}

fn texts_of(found: &Value) -> Value {
    let texts = found["texts"].as_array().unwrap().iter();
    let texts = texts.map(|text| {
        let name = text["name"].as_str().unwrap().to_owned();
        (name, text["state"].clone())
    });
    Value::Object(texts.collect())
}

/// Finds words in all texts, when all that can be read have been.
fn find_in_all(server: &Server, q: &str, texts: usize) -> Value {
    let start = std::time::Instant::now();
    loop {
        let found = server.get(&format!("project/find?q={q}"));
        if found["texts"].as_array().unwrap().len() == texts {
            return found;
        }
        assert!(start.elapsed().as_secs() < 30, "{found}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

fn file(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path(name)).unwrap()
}

#[test]
fn all_texts_are_replaced_together_and_taken_back_together() {
    let project = Project::book();
    let server = Server::start(&project, &["review"]);
    let names = ["en/01.md", "en/02.md", "en/04.md", "en/05.md"];
    let before: Vec<String> = names.iter().map(|name| file(&project, name)).collect();
    let found = find_in_all(&server, "the%20boat", 2);
    assert_eq!(found["target"], 2, "{found}");
    assert_eq!(found["replaced"], json!(null));
    let asked = json!({"q": "the boat", "with": "the ferry", "texts": texts_of(&found)});
    let done = server.post("project/replace", asked.clone());
    assert_eq!(done["said"], "replaced 2 places in 2 sentences of 2 texts");
    for name in ["zh%2F01.md", "zh%2F05.md"] {
        let (status, _) = server.try_post_to(&format!("/t/{name}/api/save"), json!({}));
        assert_eq!(status, 200);
        let (_, session) = server.try_get(&format!("/t/{name}/api/session"));
        assert_eq!(session["undo"], "edited", "one step in {name}");
    }
    assert!(file(&project, "en/01.md").contains("to wait for the ferry."));
    assert!(file(&project, "en/05.md").contains("At last the ferry came"));
    // What was seen before is not what is there.
    let (status, said) = server.try_post("project/replace", asked);
    assert_eq!((status, &said["code"]), (409, &json!("stale")));
    // In one text something else was done since; the other is undone.
    let (_, beads) = server.try_get("/t/zh%2F01.md/api/beads?from=2&count=1");
    let (_, session) = server.try_get("/t/zh%2F01.md/api/session");
    let op = json!({"do": "note", "bead": beads["beads"][0]["id"], "note": "which river?"});
    let (status, _) = server.try_post_to(
        "/t/zh%2F01.md/api/op",
        json!({"version": session["version"], "op": op}),
    );
    assert_eq!(status, 200);
    let again = server.get("project/find?q=");
    assert_eq!(again["replaced"]["batch"], done["batch"]);
    let back = server.post("project/takeback", json!({"batch": done["batch"]}));
    assert_eq!(back["left"], 0);
    for name in ["zh%2F01.md", "zh%2F05.md"] {
        let (status, _) = server.try_post_to(&format!("/t/{name}/api/save"), json!({}));
        assert_eq!(status, 200);
    }
    for (name, before) in names.iter().zip(before) {
        assert_eq!(file(&project, name), before, "{name}");
    }
    let (_, beads) = server.try_get("/t/zh%2F01.md/api/beads?from=2&count=1");
    assert_eq!(beads["beads"][0]["note"], "which river?");
    let (status, _) = server.try_post("project/takeback", json!({"batch": done["batch"]}));
    assert_eq!(status, 404, "once is enough");
}

#[test]
fn a_place_is_left_out_in_the_text_that_has_it() {
    let project = Project::book();
    let server = Server::start(&project, &["review"]);
    let found = find_in_all(&server, "the%20boat", 2);
    let first = hits(&found)[0].clone();
    let name = first["in"].as_str().unwrap();
    let asked = json!({
        "q": "the boat", "with": "the ferry", "texts": texts_of(&found),
        "except_in": {name: [first["key"]]},
    });
    let done = server.post("project/replace", asked);
    assert_eq!(done["texts"].as_array().unwrap().len(), 1);
    assert_ne!(done["texts"][0]["name"], name);
    let asked = json!({
        "q": "the boat", "with": "the ferry", "texts": texts_of(&find_in_all(&server, "the%20boat", 1)),
        "only_in": {},
    });
    assert_eq!(server.try_post("project/replace", asked).0, 404);
}
