//! What reviewers say of links in the workbench: stages, comments, proposals; and the lists that follow.
#![allow(clippy::needless_pass_by_value)]

use std::fs;

use crate::workbench::{Project, Server};
use serde_json::{Value, json};

fn bead(server: &Server, at: usize) -> Value {
    server.get(&format!("beads?from={at}&count=1"))["beads"][0].clone()
}

fn op(server: &Server, op: Value) -> Value {
    let version = server.version();
    server.post("op", json!({"version": version, "op": op}))
}

fn list(server: &Server, asked: &str) -> Vec<u64> {
    let indices = server.get(&format!("list?{asked}"))["indices"].clone();
    let indices = indices.as_array().unwrap().iter();
    indices.map(|index| index.as_u64().unwrap()).collect()
}

#[test]
fn stages_and_comments_are_signed_counted_listed_and_undone() {
    let project = Project::new();
    let settings = fs::read_to_string(project.path("duizhao.toml")).unwrap();
    let settings = settings.replace("[project]\n", "[project]\nperson = \"Lin\"\n");
    fs::write(project.path("duizhao.toml"), settings).unwrap();
    let server = project.review(&[]);
    let id = |at: usize| bead(&server, at)["id"].clone();
    let counts = || server.get("session")["counts"]["stages"].clone();
    let before = counts();
    assert_eq!(
        bead(&server, 3)["stage"],
        json!({"is": "translated", "by": null, "at": null})
    );
    // Whoever asks says nothing about who they are.
    let forged = json!({"by": "Somebody Else", "at": "1999-01-01T00:00:00Z"});
    let stage = json!({"do": "stage", "bead": id(3), "stage": "approved", "signed": forged});
    op(&server, stage);
    let stage = bead(&server, 3)["stage"].clone();
    assert_eq!(
        (&stage["is"], &stage["by"]),
        (&json!("approved"), &json!("Lin"))
    );
    assert!(stage["at"].as_str().unwrap() > "2020", "{stage}");
    assert_eq!(counts()["approved"], 1);
    assert_eq!(list(&server, "filter=all&stage=approved"), [3]);
    // A question makes a query; whoever resolves it sets another stage.
    op(
        &server,
        json!({"do": "comment", "bead": id(5), "text": "Is this his name?", "asks": true}),
    );
    op(
        &server,
        json!({"do": "comment", "bead": id(5), "text": "It is."}),
    );
    let asked = bead(&server, 5);
    assert_eq!(asked["stage"]["is"], "query");
    let said: Vec<&str> = asked["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    assert_eq!(said, ["Is this his name?", "It is."]);
    assert_eq!(list(&server, "filter=commented"), [5]);
    assert_eq!(server.get("need?from=20")["index"], 5);
    let need = server.get("need?from=20");
    assert_eq!(
        (&need["stage"], &need["wrapped"]),
        (&json!("query"), &json!(true))
    );
    // From the question itself on to what is new, then to what is translated.
    assert_eq!(server.get("need?from=5")["stage"], "new");
    op(
        &server,
        json!({"do": "stage", "bead": id(5), "stage": "translated"}),
    );
    assert_eq!(list(&server, "filter=all&stage=query"), [0u64; 0]);
    // Withdrawing names a comment as it is signed.
    let comment = bead(&server, 5)["comments"][0].clone();
    let signed = json!({"by": comment["by"], "at": comment["at"]});
    op(
        &server,
        json!({"do": "withdraw", "bead": id(5), "text": comment["text"], "signed": signed}),
    );
    assert_eq!(bead(&server, 5)["comments"].as_array().unwrap().len(), 1);
    for _ in 0..5 {
        server.post("undo", json!({"version": server.version()}));
    }
    assert_eq!(counts(), before);
    assert_eq!(bead(&server, 5)["comments"], json!([]));
    assert_eq!(server.try_get("/api/list?filter=all&stage=nothing").0, 400);
}

#[test]
fn a_proposal_is_accepted_or_refused() {
    let project = Project::new();
    let server = project.review(&[]);
    let id = |at: usize| bead(&server, at)["id"].clone();
    for (at, text) in [
        (6, "Published by The Ferry."),
        (8, "Nobody agrees on that."),
    ] {
        op(
            &server,
            json!({"do": "propose", "bead": id(at), "texts": [text]}),
        );
    }
    assert_eq!(list(&server, "filter=proposed"), [6, 8]);
    let texts = bead(&server, 6)["proposals"][0]["texts"].clone();
    op(
        &server,
        json!({"do": "accept", "bead": id(6), "texts": texts}),
    );
    assert_eq!(
        bead(&server, 6)["target"][0]["text"],
        "Published by The Ferry."
    );
    let before = bead(&server, 8)["target"].clone();
    let texts = bead(&server, 8)["proposals"][0]["texts"].clone();
    op(
        &server,
        json!({"do": "refuse", "bead": id(8), "texts": texts}),
    );
    assert_eq!(bead(&server, 8)["target"], before);
    assert_eq!(list(&server, "filter=proposed"), [0u64; 0]);
}

#[test]
fn a_moved_link_tells_where_its_english_comes_from() {
    let project = Project::new();
    let text = "# 河\n\n船走了。\n\n没有人说话。\n\n天黑了。\n";
    fs::write(project.path("a.md"), text).unwrap();
    let text = "# The River\n\nNobody spoke.\n\nIt grew dark.\n\nThe boat left.\n";
    fs::write(project.path("b.md"), text).unwrap();
    let server = Server::start(&project, &["review", "a.md", "b.md"]);
    server.relink(&[
        ("河", "The River"),
        ("没有人说话。", "Nobody spoke."),
        ("天黑了。", "It grew dark."),
        ("船走了。", "The boat left."),
    ]);
    let find = |words: &str, side: &str| server.bead_of(words, side);
    let boat = find("The boat left.", "target");
    let dark = find("It grew dark.", "target");
    assert!(!boat["moved"].is_null(), "{boat}");
    assert_eq!(boat["from"]["after"], dark["index"], "{boat}");
    assert_eq!(boat["from"]["up"], true);
    assert_eq!(list(&server, "filter=moved").len(), 1);
}

#[test]
fn the_english_is_downloaded_as_its_file_stands() {
    let project = Project::new();
    let server = project.review(&[]);
    let before = fs::read(project.path("en.md")).unwrap();
    let known = [
        ("host", server.host.as_str()),
        ("cookie", server.cookie.as_str()),
    ];
    let download = || server.raw("GET", "/api/export?format=text", &known, "");
    let (status, _, body) = download();
    assert_eq!((status, body), (200, before.clone()));
    // Words that are not written yet are in it.
    let text = bead(&server, 9)["target"][0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let op_ = json!({"do": "translate", "bead": bead(&server, 9)["id"], "texts": ["Only here."]});
    server.post(
        "op",
        json!({"version": server.version(), "op": op_, "typing": true}),
    );
    assert_eq!(fs::read(project.path("en.md")).unwrap(), before);
    let (status, head, body) = download();
    assert_eq!(status, 200);
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("Only here.") && !body.contains(&text));
    let name = head.iter().find(|(name, _)| name == "content-disposition");
    assert!(name.unwrap().1.contains("book.en.md"), "{name:?}");
}

#[test]
fn fixes_are_told_before_they_are_made_and_can_be_left_out() {
    let project = Project::new();
    let server = project.review(&[]);
    for (at, text) in [(10, "One， and two."), (12, "Three， and four.")] {
        let id = bead(&server, at)["id"].clone();
        op(
            &server,
            json!({"do": "translate", "bead": id, "texts": [text]}),
        );
    }
    let start = std::time::Instant::now();
    while server.get("session")["checked"] != true {
        assert!(start.elapsed().as_secs() < 30);
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let told = server.get("fixes?rule=*");
    let fixes = told["fixes"].as_array().unwrap();
    let ours: Vec<&Value> = fixes
        .iter()
        .filter(|fix| fix["pieces"].to_string().contains("gone\",\"，"))
        .collect();
    assert_eq!(ours.len(), 2, "{told}");
    assert_eq!(ours[0]["pieces"][0], json!(["common", "One"]));
    assert_eq!(told["total"], fixes.len());
    let asked = json!({"version": server.version(), "rule": "*", "only": [ours[1]["key"]]});
    assert_eq!(server.post("fix", asked)["said"], "fixed");
    let words = |at: usize| bead(&server, at)["target"][0]["text"].clone();
    assert_eq!(words(10), "One， and two.");
    assert_eq!(words(12), "Three, and four.");
    assert_eq!(server.get("session")["undo"], "edited");
}

#[test]
fn a_change_says_what_it_changes_and_how_much() {
    let project = Project::new();
    let server = project.review(&[]);
    let edit = |at: usize, change: &dyn Fn(&str) -> String| {
        let bead = bead(&server, at);
        let target = bead["target"].as_array().unwrap().iter();
        let mut texts: Vec<String> = target
            .map(|one| one["text"].as_str().unwrap().to_owned())
            .collect();
        texts[0] = change(&texts[0]);
        op(
            &server,
            json!({"do": "translate", "bead": bead["id"], "texts": texts}),
        );
    };
    edit(8, &|text| text.replacen(' ', " really ", 1));
    edit(18, &|text| {
        text.replacen("2016", "2019", 1).replacen("3.8", "8.3", 1)
    });
    let diff = server.get("diff");
    let changes = diff["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2, "{diff}");
    assert!(
        changes[0]["weight"].as_u64() < changes[1]["weight"].as_u64(),
        "{diff}"
    );
    assert_eq!(changes[1]["signs"][0]["meaning"], "number");
    assert_eq!(changes[1]["stage"], "translated");
}

#[test]
fn the_page_speaks_the_language_of_the_person_and_the_one_that_is_chosen() {
    let project = Project::new();
    let server = Server::start(
        &project,
        &["--lang", "zh-CN", "review", "book.bitext.jsonl"],
    );
    let page = |cookie: &str| {
        let cookies = format!("{}; {cookie}", server.cookie);
        let known = [("host", server.host.as_str()), ("cookie", cookies.as_str())];
        let (_, _, body) = server.raw("GET", "/", &known, "");
        let (_, _, words) = server.raw("GET", "/api/project/words", &known, "");
        let words: Value = serde_json::from_slice(&words).unwrap();
        (String::from_utf8(body).unwrap(), words)
    };
    let (html, words) = page("other=1");
    assert!(
        html.contains("<html lang=\"zh-CN\">") && html.contains(">对齐</button>"),
        "{html}"
    );
    assert_eq!(words["language"], "zh-CN");
    assert_eq!(words["words"]["w-undo"], "撤销");
    let (html, words) = page("duizhao_lang=en");
    assert!(
        html.contains("<html lang=\"en\">") && html.contains(">Align</button>"),
        "{html}"
    );
    assert!(!html.contains("data-say"), "{html}");
    assert_eq!(words["language"], "en");
    let (html, _) = page("duizhao_lang=<script>");
    assert!(html.contains("<html lang=\"zh-CN\">"));
}

#[test]
fn what_the_server_says_is_told_in_the_language_of_the_page() {
    let project = Project::book();
    let server = Server::start(&project, &["--lang", "zh-CN", "review"]);
    let text = "/t/zh%2F02.md/api";
    let (_, session) = server.try_get(&format!("{text}/session"));
    let exports = session["exports"].as_array().unwrap();
    assert_eq!(exports[0]["about"], "译文文件的当前内容");
    assert_eq!(exports[0]["name"], "译文文本");
    let (_, beads) = server.try_get(&format!("{text}/beads?from=0&count=2"));
    let beads = beads["beads"].as_array().unwrap();
    let op = json!({"do": "merge", "first": beads[0]["id"], "last": beads[1]["id"]});
    let body = json!({"version": session["version"], "op": op});
    let (status, done) = server.try_post_to(&format!("{text}/op"), body);
    assert_eq!(status, 200);
    let is_chinese = |said: &Value| {
        let said = said.as_str().unwrap_or_default();
        said.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
            && !said.chars().any(|c| c.is_ascii_alphabetic())
    };
    assert!(is_chinese(&done["said"]), "{done}");
    assert!(is_chinese(&done["undo"]), "{done}");
    // Errors, with what to do.
    let (status, refused) = server.try_post_to(&format!("{text}/undo"), json!({"version": 1}));
    assert_eq!(status, 200, "{refused}");
    let (status, refused) = server.try_post_to(&format!("{text}/undo"), json!({"version": 1}));
    assert_eq!((status, &refused["code"]), (404, &json!("unknown")));
    assert_eq!(refused["error"], "没有可撤销的");
    let start = std::time::Instant::now();
    let error = loop {
        let error = server.get("project/texts")["texts"][2]["error"].clone();
        if let Some(error) = error.as_str() {
            break error.to_owned();
        }
        assert!(start.elapsed().as_secs() < 30);
        std::thread::sleep(std::time::Duration::from_millis(100));
    };
    assert!(
        error.starts_with("en/03.md") && error.contains('：'),
        "{error}"
    );
    assert!(!error.contains("is not there"), "{error}");
    // Texts are what they are.
    let words = beads[1]["target"][0]["text"].as_str().unwrap();
    assert_eq!(words, "The shopkeeper laid the ledger on the counter.");
}

#[test]
fn what_wants_work_is_looked_for_in_the_next_text() {
    let project = Project::book();
    let server = Server::start(&project, &["review"]);
    let next =
        |after: &str| server.get(&format!("project/next?after={after}&kind=need"))["text"].clone();
    assert_eq!(next("zh%2F01.md"), "zh/02.md");
    let text = "/t/zh%2F05.md/api";
    let (_, beads) = server.try_get(&format!("{text}/beads?from=0&count=10"));
    for bead in beads["beads"].as_array().unwrap() {
        let (_, session) = server.try_get(&format!("{text}/session"));
        let op = json!({"do": "stage", "bead": bead["id"], "stage": "approved"});
        let body = json!({"version": session["version"], "op": op});
        assert_eq!(server.try_post_to(&format!("{text}/op"), body).0, 200);
    }
    // What is approved is passed over, and the first text is next.
    assert_eq!(next("zh%2F04.md"), "zh/01.md");
    let (_, need) = server.try_get(&format!("{text}/need?from=0"));
    assert_eq!(
        need,
        json!({"index": null, "stage": null, "wrapped": false})
    );
}
