//! The workbench over a project of several texts: its server, driven as its page drives it.
#![allow(clippy::needless_pass_by_value)]

use std::fs;
use std::time::{Duration, Instant};

use crate::common::git;
use crate::workbench::{self, Project, Server};
use serde_json::{Value, json};

fn until<T>(what: &str, mut is: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = is() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(40), "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn review(project: &Project) -> Server {
    Server::start(project, &["review"])
}

/// A call of a text, named as the list has it.
fn of(name: &str, what: &str) -> String {
    format!("/t/{}/api/{what}", name.replace('/', "%2F"))
}

fn get(server: &Server, name: &str, what: &str) -> Value {
    let (status, answer) = server.try_get(&of(name, what));
    assert_eq!(status, 200, "{name} {what}: {answer}");
    answer
}

fn post(server: &Server, name: &str, what: &str, body: Value) -> Value {
    let (status, answer) = server.try_post_to(&of(name, what), body);
    assert_eq!(status, 200, "{name} {what}: {answer}");
    answer
}

/// The index and the id of the bead of a text whose words contain these.
fn with(server: &Server, name: &str, words: &str) -> (u64, String) {
    let beads = get(server, name, "beads?from=0&count=100");
    let beads = beads["beads"].as_array().unwrap();
    let found = beads.iter().find(|bead| {
        let sides = [&bead["source"], &bead["target"]];
        sides.iter().any(|side| side.to_string().contains(words))
    });
    let found = found.unwrap_or_else(|| panic!("no bead of {name} says {words}: {beads:?}"));
    (
        found["index"].as_u64().unwrap(),
        found["id"].as_str().unwrap().to_owned(),
    )
}

/// Changes the English of the bead that contains some words.
fn translate(server: &Server, name: &str, words: &str, text: &str, typing: bool) {
    let (_, id) = with(server, name, words);
    let version = get(server, name, "session")["version"].clone();
    let op = json!({"do": "translate", "bead": id, "texts": [text]});
    post(
        server,
        name,
        "op",
        json!({"version": version, "op": op, "typing": typing}),
    );
}

/// The list, once all texts have been read.
fn listed(server: &Server) -> Value {
    until("all texts are read", || {
        let list = server.get("project/texts");
        (list["unread"] == 0).then_some(list)
    })
}

fn row(list: &Value, name: &str) -> Value {
    let texts = list["texts"].as_array().unwrap();
    texts
        .iter()
        .find(|row| row["name"] == name)
        .unwrap()
        .clone()
}

#[test]
fn the_list_shows_what_is_to_be_done_in_each_text() {
    let project = Project::book();
    let server = review(&project);
    // All texts are there at once, whether anything is known of them or not.
    let first = server.get("project/texts");
    let names: Vec<&str> = first["texts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["zh/01.md", "zh/02.md", "zh/03.md", "zh/04.md", "zh/05.md"]
    );
    let list = listed(&server);
    let shown = |name: &str| {
        let row = row(&list, name);
        let counts = &row["counts"];
        let findings = &counts["findings"];
        format!(
            "{} {} {}: {} links, {} doubtful, {} locked, {} {} {}",
            row["part"].as_str().unwrap(),
            row["title"].as_str().unwrap(),
            row["state"].as_str().unwrap(),
            counts["links"],
            counts["doubtful"],
            counts["locked"],
            findings["error"],
            findings["warning"],
            findings["note"],
        )
    };
    assert_eq!(
        shown("zh/01.md"),
        "上游 清晨 known: 4 links, 0 doubtful, 0 locked, 0 0 0"
    );
    assert_eq!(
        shown("zh/02.md"),
        "上游 账本 known: 5 links, 1 doubtful, 0 locked, 2 0 0"
    );
    assert_eq!(
        shown("zh/04.md"),
        "下游 钟声 known: 5 links, 1 doubtful, 0 locked, 1 1 0"
    );
    // One that cannot be opened is in the list with the reason, and does not stop the rest.
    let missing = row(&list, "zh/03.md");
    assert_eq!(missing["state"], "failed");
    let why = missing["error"].as_str().unwrap();
    assert!(
        why.contains("en/03.md") && why.contains("not there"),
        "{why}"
    );
    assert!(missing["counts"].is_null());
    let (status, said) = server.try_get(&of("zh/03.md", "session"));
    assert_eq!(
        (status, said["code"].as_str()),
        (400, Some("refused")),
        "{said}"
    );
    // Looking at them has written nothing.
    assert!(!project.path("bitext/02.md.bitext.jsonl").exists());
    // The same state again is not told again.
    let state = list["state"].as_str().unwrap();
    let again = server.get(&format!("project/texts?since={state}"));
    assert_eq!(
        (again["state"].as_str(), &again["texts"]),
        (Some(state), &json!(null)),
        "{again}"
    );
    // What another program changes is followed.
    let text = fs::read_to_string(project.path("en/02.md")).unwrap();
    fs::write(project.path("en/02.md"), text.replace("324", "342")).unwrap();
    fs::write(
        project.path("en/03.md"),
        "# Thick Fog\n\nThe fog came, and nothing could be seen.\n",
    )
    .unwrap();
    until("the list follows", || {
        let list = server.get("project/texts");
        let is_now = row(&list, "zh/02.md")["counts"]["findings"]["error"] == 1
            && row(&list, "zh/03.md")["state"] == "known";
        is_now.then_some(())
    });
    assert_eq!(get(&server, "zh/03.md", "session")["total"], 2);
}

#[test]
fn several_texts_are_worked_on_each_in_its_own_files() {
    let project = Project::book();
    let server = review(&project);
    let session = get(&server, "zh/02.md", "session");
    assert_eq!(session["title"], "账本");
    assert_eq!(
        session["text"],
        json!({
            "name": "zh/02.md", "part": "上游", "number": 2, "of": 5,
            "previous": "zh/01.md", "next": "zh/03.md",
        })
    );
    // Opened, it has its bitext, where the settings put it.
    assert!(project.path("bitext/02.md.bitext.jsonl").is_file());
    let english = |name: &str| fs::read_to_string(project.path(name)).unwrap();
    let before = (english("en/01.md"), english("en/04.md"));
    translate(
        &server,
        "zh/02.md",
        "324",
        "Last year he had sold 342 pairs of shoes in all.",
        false,
    );
    until("written", || {
        english("en/02.md").contains("342").then_some(())
    });
    assert_eq!((english("en/01.md"), english("en/04.md")), before);
    // The list knows it from the open text.
    let list = server.get("project/texts");
    assert_eq!(row(&list, "zh/02.md")["state"], "open");
    assert_eq!(list["last"], "zh/02.md");
    // Undo in one text does not reach another.
    let version = get(&server, "zh/01.md", "session")["version"].clone();
    let (status, _) = server.try_post_to(&of("zh/01.md", "undo"), json!({"version": version}));
    assert_eq!(status, 404, "nothing to undo there");
    // What is being typed in two texts is saved at the end.
    translate(
        &server,
        "zh/01.md",
        "Nobody knew",
        "Nobody knew whom he was waiting for.",
        true,
    );
    translate(
        &server,
        "zh/04.md",
        "for a while",
        "The children stopped to listen.",
        true,
    );
    assert_eq!((english("en/01.md"), english("en/04.md")), before);
    server.end();
    assert!(english("en/01.md").contains("Nobody knew whom he was waiting for."));
    assert!(english("en/04.md").contains("The children stopped to listen."));
}

#[test]
fn a_killed_workbench_gives_each_text_its_own_back() {
    let project = Project::book();
    let server = review(&project);
    translate(
        &server,
        "zh/01.md",
        "Nobody knew",
        "Nobody could say.",
        true,
    );
    translate(
        &server,
        "zh/05.md",
        "At last",
        "The boat was there at last.",
        true,
    );
    server.kill();
    let server = review(&project);
    for (name, words) in [
        ("zh/01.md", "Nobody could say."),
        ("zh/05.md", "The boat was there at last."),
    ] {
        with(&server, name, words);
        let notices = get(&server, name, "session")["notices"].to_string();
        assert!(
            notices.contains("1 unsaved changes of the last session are back"),
            "{notices}"
        );
    }
    // While it is open here, another workbench may work on another text, but not on this one.
    let other = review(&project);
    get(&other, "zh/02.md", "session");
    let (status, said) = other.try_get(&of("zh/01.md", "session"));
    assert_eq!(status, 400);
    assert!(
        said["error"]
            .as_str()
            .unwrap()
            .contains("another workbench has this file open"),
        "{said}"
    );
    let refused = row(&other.get("project/texts"), "zh/01.md");
    assert_eq!(refused["state"], "failed");
    server.end();
    get(&other, "zh/01.md", "session");
    assert_eq!(
        row(&other.get("project/texts"), "zh/01.md")["state"],
        "open"
    );
}

#[test]
fn no_name_reaches_what_is_not_in_the_list() {
    let project = Project::book();
    let server = review(&project);
    for name in [
        "zh/SUMMARY.md",
        "en/01.md",
        "duizhao.toml",
        "../zh/01.md",
        "zh/../zh/01.md",
        "/etc/passwd",
        "./zh/01.md",
        "bitext/01.md.bitext.jsonl",
        "zh",
        "",
    ] {
        let path = of(name, "session");
        let (status, said) = server.try_get(&path);
        assert_eq!(status, 404, "{path}: {said}");
        let (status, _) = server.try_get(&format!("/t/{}", name.replace('/', "%2F")));
        assert_eq!(status, 404, "{name}");
    }
    assert_eq!(server.try_get("/t/zh/01.md/api/session").0, 404);
    // Without a name there is no text; with the cookie of nobody there is nothing at all.
    assert_eq!(server.try_get("/api/session").0, 404);
    let host = server.host.as_str();
    for path in [
        "/t/zh%2F01.md",
        "/t/zh%2F01.md/api/session",
        "/api/project/texts",
    ] {
        assert_eq!(
            server.raw("GET", path, &[("host", host)], "").0,
            403,
            "{path}"
        );
    }
    let page = |path: &str| {
        let headers = [("host", host), ("cookie", server.cookie.as_str())];
        let (status, _, body) = server.raw("GET", path, &headers, "");
        (status, String::from_utf8(body).unwrap())
    };
    let (status, list) = page("/");
    assert!(status == 200 && list.contains("texts.js"), "{list}");
    let (status, text) = page("/t/zh%2F01.md");
    assert!(status == 200 && text.contains("main.js"), "{text}");
}

#[test]
fn the_next_place_is_found_across_texts() {
    let project = Project::book();
    let server = review(&project);
    let next = |kind: &str, after: &str| {
        let after = after.replace('/', "%2F");
        let answer = server.get(&format!("project/next?after={after}&kind={kind}"));
        (
            answer["text"].as_str().map(str::to_owned),
            answer["wrapped"] == true,
        )
    };
    let there = |name: &str, wrapped| (Some(name.to_owned()), wrapped);
    // Asked before anything is known: the texts are read then.
    assert_eq!(next("doubtful", "zh/01.md"), there("zh/02.md", false));
    // The third one cannot be opened, and is passed over.
    assert_eq!(next("doubtful", "zh/02.md"), there("zh/04.md", false));
    assert_eq!(next("doubtful", "zh/04.md"), there("zh/02.md", true));
    assert_eq!(next("findings", "zh/02.md"), there("zh/04.md", false));
    assert_eq!(next("stale", "zh/02.md"), (None, false));
    // What is decided in an open text counts at once.
    let (_, id) = with(&server, "zh/04.md", "translator once added");
    let version = get(&server, "zh/04.md", "session")["version"].clone();
    let op = json!({"do": "status", "bead": id, "status": "locked"});
    post(
        &server,
        "zh/04.md",
        "op",
        json!({"version": version, "op": op}),
    );
    assert_eq!(next("doubtful", "zh/02.md"), (None, false));
    assert_eq!(next("locked", "zh/02.md"), there("zh/04.md", false));
    assert_eq!(
        server
            .try_get("/api/project/next?after=zh%2F02.md&kind=nonsense")
            .0,
        404
    );
    assert_eq!(
        server
            .try_get("/api/project/next?after=nowhere&kind=doubtful")
            .0,
        404
    );
}

#[test]
fn words_and_terms_are_found_in_all_texts() {
    let project = Project::book();
    let server = review(&project);
    listed(&server);
    translate(
        &server,
        "zh/05.md",
        "came to the shore",
        "At last the boat came to the landing.",
        false,
    );
    let found = server.get("project/search?q=LANDING");
    let places: Vec<(&str, u64)> = found["texts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| {
            (
                text["name"].as_str().unwrap(),
                text["total"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(places, [("zh/01.md", 1), ("zh/02.md", 1), ("zh/05.md", 1)]);
    assert_eq!((&found["total"], &found["unread"]), (&json!(3), &json!(0)));
    let hit = &found["hits"][1];
    assert_eq!(
        (hit["in"].as_str(), hit["side"].as_str()),
        (Some("zh/02.md"), Some("target"))
    );
    // Each hit names its place in its text.
    let (index, id) = with(&server, "zh/02.md", "warehouse");
    assert_eq!(
        (hit["index"].as_u64(), hit["bead"].as_str()),
        (Some(index), Some(id.as_str()))
    );
    assert_eq!(
        server.get("project/search?q=%E6%B8%A1%E5%8F%A3")["total"],
        3
    );
    let few = server.get("project/search?q=the&most=2");
    assert!(
        few["total"].as_u64().unwrap() > 5 && few["hits"].as_array().unwrap().len() == 2,
        "{few}"
    );

    let uses = server.get("project/uses?term=%E6%B8%A1%E5%8F%A3");
    assert_eq!((&uses["total"], &uses["in"]), (&json!(3), &json!(3)));
    let mut renderings: Vec<String> = uses["renderings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let example = &one["examples"][0];
            format!(
                "{} {} {} {}",
                one["kind"].as_str().unwrap(),
                one["english"].as_str().unwrap(),
                one["times"],
                example["in"].as_str().unwrap()
            )
        })
        .collect();
    renderings.sort();
    assert_eq!(
        renderings,
        [
            "other  1 zh/04.md",
            "preferred ferry landing 1 zh/01.md",
            "variant landing 1 zh/02.md"
        ]
    );
    assert_eq!(server.get("project/uses?term=nothing")["total"], 0);

    // A term that is added in one text counts in all, whether they are open or not.
    let findings = |name: &str| {
        row(&server.get("project/texts"), name)["counts"]["findings"]["error"].as_u64()
    };
    let before = (findings("zh/02.md"), findings("zh/01.md"));
    get(&server, "zh/02.md", "session");
    let term = json!({"source": "仓库", "target": "storehouse"});
    post(&server, "zh/05.md", "terms", term);
    let term = json!({"source": "石头", "target": "boulders"});
    post(&server, "zh/05.md", "terms", term);
    until("found in an open text and in a closed one", || {
        (findings("zh/02.md") > before.0 && findings("zh/01.md") > before.1).then_some(())
    });
    let terms = server.get("project/terms");
    assert_eq!(terms["terms"].as_array().unwrap().len(), 3);
}

#[test]
fn the_text_and_the_place_are_remembered() {
    let project = Project::book();
    let server = review(&project);
    assert_eq!(server.get("project/texts")["last"], json!(null));
    let (_, first) = with(&server, "zh/01.md", "stones");
    let (_, second) = with(&server, "zh/04.md", "supper");
    post(
        &server,
        "zh/04.md",
        "position",
        json!({"view": "findings", "bead": second}),
    );
    post(
        &server,
        "zh/01.md",
        "position",
        json!({"view": "edit", "bead": first}),
    );
    server.end();
    let server = review(&project);
    assert_eq!(server.get("project/texts")["last"], "zh/01.md");
    let position = |name: &str| get(&server, name, "session")["position"].clone();
    assert_eq!(position("zh/01.md")["bead"], first);
    assert_eq!(position("zh/01.md")["view"], "edit");
    assert_eq!(position("zh/04.md")["view"], "findings");
    server.end();
    // One text of the project is a list of one, with its page at the root.
    let server = Server::start(&project, &["review", "zh/04.md"]);
    let session = server.get("session");
    assert_eq!(session["position"]["bead"], second);
    assert!(session["text"].is_null());
    server.end();
    let several = ["review", "--against", "bitext/01.md.bitext.jsonl"];
    let refused = workbench::command(&project, &several).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let server = Server::start(&project, &["review", "zh/04.md", "zh/05.md"]);
    assert_eq!(
        server.get("project/texts")["texts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn english_that_is_older_than_its_chinese_is_offered() {
    let project = Project::book();
    let folder = project.path("");
    git::git_done(&folder, &["init", "-q", "-b", "main"]);
    git::commit(&folder, "first");
    let chinese = fs::read_to_string(project.path("zh/05.md")).unwrap();
    let changed = chinese.replace("船终于靠岸了", "船天黑以后终于靠岸了");
    fs::write(project.path("zh/05.md"), changed).unwrap();
    git::commit(&folder, "The boat comes after dark");
    let server = review(&project);
    // By git's history while the text has no bitext; the bitext keeps it when the text is opened.
    assert_eq!(row(&listed(&server), "zh/05.md")["counts"]["stale"], 1);
    let after = server.get("project/next?after=zh%2F01.md&kind=stale");
    assert_eq!(after["text"], "zh/05.md");
    let (at, id) = with(&server, "zh/05.md", "At last");
    let stale = get(&server, "zh/05.md", "list?filter=stale");
    assert_eq!(stale["indices"], json!([at]));
    let beads = get(&server, "zh/05.md", &format!("beads?from={at}&count=1"));
    assert_eq!(beads["beads"][0]["was"], "船终于靠岸了。");
    let version = beads["version"].clone();
    let op = json!({"do": "holds", "bead": id});
    post(
        &server,
        "zh/05.md",
        "op",
        json!({"version": version, "op": op}),
    );
    let list = server.get("project/texts");
    assert_eq!(row(&list, "zh/05.md")["counts"]["stale"], 0);
}

#[test]
fn four_hundred_texts_open_as_fast_as_one() {
    let project = Project::book();
    let settings = "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nbitext = \"bitext/{path}.bitext.jsonl\"\n";
    fs::write(project.path("duizhao.toml"), settings).unwrap();
    fs::remove_file(project.path("zh/SUMMARY.md")).unwrap();
    for number in 6..=400 {
        let zh = format!("# 第{number}章\n\n这一天他走了{number}里路。\n\n晚上他写了一封信。\n");
        let en = format!(
            "# Chapter {number}\n\nOn that day he walked {number} miles.\n\nIn the evening he wrote a letter.\n"
        );
        fs::write(project.path(&format!("zh/{number:02}.md")), zh).unwrap();
        fs::write(project.path(&format!("en/{number:02}.md")), en).unwrap();
    }
    let server = review(&project);
    // The list does not wait for the texts, and neither does a text for the others.
    let list = server.get("project/texts");
    assert_eq!(list["texts"].as_array().unwrap().len(), 400);
    let unread = list["unread"].as_u64().unwrap();
    assert!(unread > 200, "{unread}");
    assert_eq!(get(&server, "zh/400.md", "session")["text"]["number"], 400);
    let unread = server.get("project/texts")["unread"].as_u64().unwrap();
    assert!(
        unread > 0,
        "the last text was opened while others were read"
    );
    until("the numbers come", || {
        let now = server.get("project/texts")["unread"].as_u64().unwrap();
        (now + 5 < unread).then_some(())
    });
    // What is open is found, whatever else has not been read.
    let found = server.get("project/search?q=Chapter%20400");
    assert_eq!(
        (&found["total"], &found["hits"][0]["in"]),
        (&json!(1), &json!("zh/400.md"))
    );
    assert!(found["unread"].as_u64().unwrap() > 0, "{found}");
}
