//! `duizhao translate` against a local server: the structure is kept, nothing is lost by server faults
//! or a killed process, and nothing that a person wrote is overwritten.

pub(crate) mod batch_service;
pub(crate) mod chat;
pub(crate) mod second;
pub(crate) mod tale;

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use crate::common::{self, done as out, stderr as said};
use chat::{completion, english, http, project, server};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    common::command(folder, &[&["translate"], arguments].concat())
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn sentences(count: usize) -> String {
    (0..count)
        .map(|n| format!("第{n}句说的是海上的灯。\n\n"))
        .collect()
}

#[test]
fn the_structure_of_the_chinese_stays() {
    let (url, asked) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    let zh = "---\na: 1\n---\n# 灯塔\n\n石磊：见[潮汐表](t.html)，很**重要**。[^1] 海上有灯。\n\n| 甲 |\n|---|\n| 乙 |\n\n```\n码\n```\n\n[^1]: 注。\n";
    std::fs::write(folder.path().join("zh.md"), zh).unwrap();
    let plan = run(folder.path(), &["zh.md", "--dry-run"]);
    assert!(
        String::from_utf8_lossy(&plan.stdout).contains("requests"),
        "{}",
        said(&plan)
    );
    assert!(asked.lock().unwrap().is_empty());
    let done = run(folder.path(), &["zh.md", "-o", "en.md"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let en = std::fs::read_to_string(folder.path().join("en.md")).unwrap();
    for part in [
        "---\na: 1\n---\n# sea sea\n\n",
        "[sea sea sea](t.html)",
        "**sea sea**",
        ".[^1] sea sea sea sea.",
        "|---|\n| sea |\n\n```\n码\n```\n\n[^1]: sea.",
    ] {
        assert!(en.contains(part), "{part:?} is not in\n{en}");
    }
    // No sentence is requested twice, and nothing that a person changed is replaced.
    let before = asked.lock().unwrap().clone();
    assert_eq!(
        run(folder.path(), &["zh.md", "-o", "en.md", "--offline"])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(*asked.lock().unwrap(), before);
    std::fs::write(
        folder.path().join("en.md"),
        en.replace("# sea sea", "# Lighthouse"),
    )
    .unwrap();
    let refused = run(folder.path(), &["zh.md", "-o", "en.md"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("somebody has changed"),
        "{}",
        said(&refused)
    );
    assert_eq!(
        run(folder.path(), &["zh.md", "-o", "en.md", "--force"])
            .status
            .code(),
        Some(0)
    );
}

#[test]
fn what_a_person_wrote_in_a_bitext_stays() {
    let (url, asked) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    std::fs::write(folder.path().join("zh.txt"), "海上有灯。灯下有人。\n").unwrap();
    let arguments = ["zh.txt", "-o", "book.bitext.jsonl"];
    assert_eq!(run(folder.path(), &arguments).status.code(), Some(0));
    let path = folder.path().join("book.bitext.jsonl");
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("\"sea sea sea sea.\""), "{written}");
    let edited = written.replacen("sea sea sea sea.", "A light at sea.", 1);
    std::fs::write(&path, edited).unwrap();
    std::fs::write(
        folder.path().join("zh.txt"),
        "海上有灯。灯下有人。人在等船。\n",
    )
    .unwrap();
    let before = asked.lock().unwrap().len();
    let again = run(folder.path(), &arguments);
    assert!(
        said(&again).contains("1 sentences are kept"),
        "{}",
        said(&again)
    );
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("A light at sea."), "{written}");
    assert_eq!(asked.lock().unwrap().len(), before + 1);
}

/// The faults of a bad server, one for a request. The request and the number of times it was sent decide which,
/// not the time when it arrives: so a run goes alike however busy the machine is.
const FAULTS: [&str; 11] = [
    "right",
    "slow down",
    "busy",
    "nothing",
    "cut off",
    "without the first",
    "a page",
    "the first twice",
    "the first empty",
    "no choices",
    "right, or nothing for long",
];

/// The sentence whose request hangs once.
const HANGS: usize = 120;

#[test]
fn a_storm_loses_nothing() {
    const COUNT: usize = 1000;
    let met: Arc<Mutex<HashMap<&str, usize>>> = Arc::default();
    let times: Mutex<HashMap<String, usize>> = Mutex::default();
    let seen = met.clone();
    let (url, asked) = server(move |_, segments, mut right| {
        let segments = segments.as_object().unwrap();
        let (first, text) = segments.iter().next().unwrap();
        let first = first.clone();
        let number: String = text
            .as_str()
            .unwrap()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let number: usize = number.parse().unwrap();
        let time = {
            let mut times = times.lock().unwrap();
            let times = times
                .entry(format!("{} from {number}", segments.len()))
                .or_default();
            *times += 1;
            *times - 1
        };
        let fault = FAULTS[(number + time) % FAULTS.len()];
        *seen.lock().unwrap().entry(fault).or_default() += 1;
        match fault {
            "slow down" => http(
                429,
                "Retry-After-Ms: 20\r\n",
                "{\"error\":{\"message\":\"slow down\"}}",
            ),
            "busy" => http(503, "", "<html>busy</html>"),
            "nothing" => Vec::new(),
            "cut off" => completion(&right)[..80].to_vec(),
            "without the first" => {
                right.as_object_mut().unwrap().remove(&first);
                completion(&right)
            }
            "a page" => http(200, "", "<html>hello</html>"),
            "the first twice" => {
                let content =
                    right
                        .to_string()
                        .replacen('{', &format!("{{\"{first}\":\"twice\","), 1);
                completion(&json!({"": content}))
            }
            "the first empty" => {
                right[first] = json!("");
                completion(&right)
            }
            "no choices" => http(200, "", "{\"choices\":[]}"),
            "right, or nothing for long" if number == HANGS && segments.len() > 1 => {
                *seen.lock().unwrap().entry("hangs").or_default() += 1;
                std::thread::sleep(Duration::from_secs(5));
                Vec::new()
            }
            _ => completion(&right),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "concurrency = 8\ntimeout-seconds = 4");
    std::fs::write(folder.path().join("zh.txt"), sentences(COUNT)).unwrap();
    let wanted: Vec<String> = sentences(COUNT)
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let mut unfinished = 0;
    // Every sentence is translated, or stays Chinese and is named; a later run finishes those.
    for round in 0.. {
        let done = run(folder.path(), &["zh.txt", "-o", "en.txt"]);
        let en = std::fs::read_to_string(folder.path().join("en.txt")).unwrap();
        let lines: Vec<&str> = en.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), COUNT);
        let mut left = 0;
        for (line, chinese) in lines.into_iter().zip(&wanted) {
            if line == chinese {
                left += 1;
                assert!(
                    left > 20 || said(&done).contains(chinese),
                    "{}",
                    said(&done)
                );
            } else {
                assert_eq!(line, english(chinese));
            }
        }
        assert_eq!(
            done.status.code(),
            Some(i32::from(left > 0)),
            "{}",
            said(&done)
        );
        if left == 0 {
            break;
        }
        assert!(round < 5 && left < 40, "{left} in round {round}");
        unfinished += 1;
    }
    assert!(
        unfinished > 0,
        "every sentence had its turn in the first run"
    );
    assert_eq!(asked.lock().unwrap().len(), COUNT);
    let met = met.lock().unwrap();
    for fault in FAULTS.iter().chain(&["hangs"]) {
        assert!(met.contains_key(fault), "{fault} is not among {met:?}");
    }
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    const COUNT: usize = 400;
    const KILLS: usize = 20;
    let (url, asked) = server(|_, _, right| {
        std::thread::sleep(Duration::from_millis(15));
        completion(&right)
    });
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "concurrency = 2\nbatch = 5");
    std::fs::write(folder.path().join("zh.txt"), sentences(COUNT)).unwrap();
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..KILLS {
        let mut child = command(folder.path(), &["zh.txt", "-o", "en.txt"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(random.u64(20..120)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let done = run(folder.path(), &["zh.txt", "-o", "en.txt"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let en = std::fs::read_to_string(folder.path().join("en.txt")).unwrap();
    let wanted: Vec<String> = sentences(COUNT)
        .lines()
        .filter(|line| !line.is_empty())
        .map(english)
        .collect();
    let lines: Vec<&str> = en.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, wanted);
    // Only the sentences that were under way when the process ended are requested again: two batches of
    // five, and two whose answers were about to be stored.
    let asked: usize = asked.lock().unwrap().values().sum();
    assert!(asked <= COUNT + KILLS * 4 * 5, "{asked}");
}

#[test]
fn a_wrong_key_ends_at_once_and_is_not_shown() {
    let (url, asked) = server(|_, _, _| {
        http(
            401,
            "",
            "{\"error\":{\"message\":\"bad key sk-canary-4711\"}}",
        )
    });
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "key-env = \"DUIZHAO_TEST_KEY\"");
    std::fs::write(folder.path().join("zh.txt"), "海上有灯。\n").unwrap();
    let done = command(folder.path(), &["zh.txt", "-v"])
        .env("DUIZHAO_TEST_KEY", "sk-canary-4711")
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(3), "{}", said(&done));
    assert!(said(&done).contains("bad key [key]"), "{}", said(&done));
    assert!(!said(&done).contains("canary"));
    assert_eq!(asked.lock().unwrap().values().sum::<usize>(), 1);
    let unset = run(folder.path(), &["zh.txt"]);
    assert!(
        said(&unset).contains("DUIZHAO_TEST_KEY is not set"),
        "{}",
        said(&unset)
    );
}

#[test]
fn a_translation_memory_is_used_before_anybody_is_asked() {
    let (url, asked) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    let tsv = "source\ttarget\n海上有灯。\tA light at sea.\n灯下有两个人。\tTwo people sit under the lamp.\n";
    std::fs::write(folder.path().join("old.tsv"), tsv).unwrap();
    out(folder.path(), &["tm", "import", "old.tsv"]);
    let found = out(folder.path(), &["tm", "find", "灯下有三个人。"]);
    assert!(found.starts_with(" 85%  灯下有两个人。\n"), "{found}");
    let zh = "海上有灯。灯下有三个人。潮水退了。\n";
    std::fs::write(folder.path().join("zh.txt"), zh).unwrap();
    let plan = out(folder.path(), &["translate", "zh.txt", "--dry-run", "--tm"]);
    for row in [
        "translation memory               1",
        "like one by 85-94%             1",
    ] {
        assert!(plan.contains(row), "{plan}");
    }
    // Offline, similar units of the translation memory are shown beside the missing sentences.
    let arguments = ["zh.txt", "-o", "b.bitext.jsonl", "--tm", "--offline"];
    let offline = run(folder.path(), &arguments);
    assert_eq!(offline.status.code(), Some(1), "{}", said(&offline));
    assert!(
        said(&offline).contains("85% like 灯下有两个人。 → Two people"),
        "{}",
        said(&offline)
    );
    let bitext = std::fs::read_to_string(folder.path().join("b.bitext.jsonl")).unwrap();
    assert!(bitext.contains("85% like"), "{bitext}");
    let done = run(folder.path(), &["zh.txt", "-o", "en.txt", "--tm"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let english = std::fs::read_to_string(folder.path().join("en.txt")).unwrap();
    assert!(english.starts_with("A light at sea. sea sea"), "{english}");
    assert!(!asked.lock().unwrap().contains_key("海上有灯。"));
    out(folder.path(), &["tm", "export", "all.tmx"]);
    let tmx = std::fs::read_to_string(folder.path().join("all.tmx")).unwrap();
    assert!(tmx.contains("Two people sit under the lamp."), "{tmx}");
}

/// Pairs of the memory whose English is another pair's are told, as text and as JSON, and nothing is changed.
#[test]
fn doubtful_pairs_of_the_memory_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = [
        (
            "木匠说修桥要花两个星期。",
            "The carpenter says it will take two weeks to repair the bridge.",
        ),
        (
            "孩子们坐小船去河对岸的学校。",
            "The children go by boat to the school across the river.",
        ),
        (
            "中午邮差送来一封没有名字的信。",
            "At noon the postman brought a letter without a name.",
        ),
        (
            "昨天夜里一场大风吹断了旧桥。",
            "Last night a gale broke the old bridge.",
        ),
        ("好。", "Fine."),
    ];
    let rows = |swapped: bool| {
        let rows = pairs
            .iter()
            .enumerate()
            .map(|(n, (zh, en))| match (n, swapped) {
                (0, true) => format!("{zh}\t{}\n", pairs[1].1),
                (1, true) => format!("{zh}\t{}\n", pairs[0].1),
                _ => format!("{zh}\t{en}\n"),
            });
        format!("source\ttarget\n{}", rows.collect::<String>())
    };
    let check = |arguments: &[&str]| {
        let output = common::command(folder.path(), &[&["tm", "check"], arguments].concat())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), text)
    };
    std::fs::write(folder.path().join("good.tsv"), rows(false)).unwrap();
    out(folder.path(), &["tm", "import", "good.tsv"]);
    let (code, told) = check(&[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("5 units: 0 doubtful"), "{told}");
    std::fs::write(folder.path().join("bad.tsv"), rows(true)).unwrap();
    out(folder.path(), &["tm", "import", "bad.tsv"]);
    for arguments in [&["--format", "json"][..], &["--format", "json", "--forget"]] {
        let (code, told) = check(arguments);
        assert_eq!(code, Some(1), "{told}");
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["units"], 7);
        let doubtful = told["doubtful_units"].as_array().unwrap();
        let sources: Vec<&str> = doubtful
            .iter()
            .map(|one| one["source"].as_str().unwrap())
            .collect();
        assert_eq!(sources.len(), 2, "{told}");
        assert!(
            sources.contains(&pairs[0].0) && sources.contains(&pairs[1].0),
            "{told}"
        );
        for one in doubtful {
            assert_eq!(one["origin"], "bad.tsv");
            assert!(
                one["why"].as_str().unwrap().contains("another sentence"),
                "{told}"
            );
        }
    }
}

#[test]
fn what_a_person_wrote_for_a_sentence_that_is_gone_is_kept_in_the_memory() {
    let (url, _) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    std::fs::write(folder.path().join("zh.txt"), "海上有灯。灯下有人。\n").unwrap();
    let arguments = ["zh.txt", "-o", "book.bitext.jsonl"];
    assert_eq!(run(folder.path(), &arguments).status.code(), Some(0));
    let path = folder.path().join("book.bitext.jsonl");
    let written = std::fs::read_to_string(&path).unwrap();
    let edited = written.replacen("sea sea sea sea.", "A light at sea.", 1);
    std::fs::write(&path, edited).unwrap();
    std::fs::write(folder.path().join("zh.txt"), "海上有一盏灯。\n").unwrap();
    let again = run(folder.path(), &arguments);
    assert!(
        said(&again).contains("1 sentences that a person"),
        "{}",
        said(&again)
    );
    let found = out(folder.path(), &["tm", "find", "海上有灯。"]);
    assert!(
        found.starts_with("100%  海上有灯。\n      A light at sea."),
        "{found}"
    );
}

#[test]
fn another_provider_does_what_the_first_cannot() {
    let (first, first_asked) = server(|_, segments, mut right| {
        for (key, text) in segments.as_object().unwrap() {
            if text.as_str().unwrap().contains("人") {
                right[key] = text.clone();
            }
        }
        completion(&right)
    });
    let (second, second_asked) = server(|_, _, right| completion(&right));
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "[translate]\nprovider = \"one\"\n[provider.one]\nprotocol = \"openai\"\nurl = \"{first}\"\nmodel = \"m\"\nfallback = \"two\"\n\
         [provider.two]\nprotocol = \"openai\"\nurl = \"{second}\"\nmodel = \"n\"\n"
    );
    std::fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    std::fs::write(
        folder.path().join("zh.txt"),
        "海上有灯。灯下有人。潮水退了。\n",
    )
    .unwrap();
    for _ in 0..2 {
        let done = run(folder.path(), &["zh.txt", "-o", "en.txt"]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let english = std::fs::read_to_string(folder.path().join("en.txt")).unwrap();
        assert_eq!(english.matches("sea sea sea sea.").count(), 3, "{english}");
        // The second run asks neither server.
        assert_eq!(first_asked.lock().unwrap()["海上有灯。"], 1);
        let asked = second_asked.lock().unwrap().clone();
        assert_eq!(asked, HashMap::from([("灯下有人。".to_owned(), 1)]));
    }
}

#[test]
fn a_redirection_is_not_followed() {
    let (elsewhere, asked) = server(|_, _, right| completion(&right));
    let (url, _) = server(move |_, _, _| {
        http(
            307,
            &format!("Location: {elsewhere}/chat/completions\r\n"),
            "",
        )
    });
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &url, "");
    std::fs::write(folder.path().join("zh.txt"), "海上有灯。\n").unwrap();
    let done = run(folder.path(), &["zh.txt"]);
    assert_eq!(done.status.code(), Some(3), "{}", said(&done));
    assert!(said(&done).contains("307"), "{}", said(&done));
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn a_key_does_not_go_over_a_network_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    project(
        folder.path(),
        "http://translate.example/v1",
        "key-env = \"DUIZHAO_TEST_KEY\"",
    );
    std::fs::write(folder.path().join("zh.txt"), "海上有灯。\n").unwrap();
    let done = command(folder.path(), &["zh.txt"])
        .env("DUIZHAO_TEST_KEY", "sk-canary-4711")
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    assert!(said(&done).contains("in the clear"), "{}", said(&done));
}
