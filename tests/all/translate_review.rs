//! The second reader: what it says of translations is kept, told by `check` and offered in the workbench, and changes
//! no text; whatever it does wrong, the translation is there.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::common::{self, duizhao, folder_with, stderr, stdout};
use crate::translate::chat::{Asked, completion, english, http, server};
use crate::translate::second::{AskedPairs, reader};
use crate::workbench;
use duizhao::cache::Cache;
use serde_json::{Value, json};
use tempfile::TempDir;

const ZH: &str = "灯塔亮了。看守人回家。\n\n船来了。冬天很冷。孩子睡觉。\n\n没有人知道。\n";
/// The Chinese of the pair that is doubted, and what is proposed for its English.
const DOUBTED: &str = "冬天很冷。";
const PROPOSAL: &str = "Winter is cold.";

/// What the reader does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Nothing,
    Doubt,
    Thoughts,
    /// The last key of a request of several is left out.
    Missing,
    Junk,
    Refused,
    Fails(u16),
    /// The key is in what it says.
    Quotes(&'static str),
}

fn say(mode: Mode, pairs: &Value, mut right: Value) -> Vec<u8> {
    if mode == Mode::Nothing {
        return completion(&right);
    }
    for (key, pair) in pairs.as_object().unwrap() {
        if pair["chinese"] == DOUBTED {
            right[key] = json!({"doubt": "no sea is meant", "proposal": PROPOSAL});
        }
    }
    match mode {
        Mode::Nothing | Mode::Doubt => completion(&right),
        Mode::Quotes(key) => {
            let said = right.to_string();
            let said = said.replace("no sea", key);
            let said = said.replace(PROPOSAL, &format!("Winter {key}."));
            completion(&json!({"": said}))
        }
        Mode::Thoughts => {
            let draft = right.to_string().replace("no sea", "draft");
            let said = format!("<think>Say {draft}?</think>\n```json\n{right}\n```");
            completion(&json!({"": said}))
        }
        Mode::Missing => {
            let all = right.as_object_mut().unwrap();
            if all.len() > 1 {
                all.remove(&format!("s{}", all.len()));
            }
            completion(&right)
        }
        Mode::Junk => completion(&json!({"": "All of this reads well."})),
        Mode::Refused => {
            let message = json!({"content": null, "refusal": "I can't read this."});
            let body = json!({"choices": [{"message": message, "finish_reason": "stop"}]});
            http(200, "", &body.to_string())
        }
        Mode::Fails(status) => http(status, "", "{\"error\":{\"message\":\"no\"}}"),
    }
}

/// A project with a server that translates and one that reads.
struct Book {
    folder: TempDir,
    asked: Asked,
    pairs: AskedPairs,
    mode: Arc<Mutex<Mode>>,
}

impl Book {
    fn new(mode: Mode) -> Book {
        let (url, asked) = server(|_, _, right| completion(&right));
        let mode = Arc::new(Mutex::new(mode));
        let now = mode.clone();
        let (second, pairs) =
            reader(move |_, pairs, right| say(*now.lock().unwrap(), pairs, right));
        let folder = folder_with(&[("zh/a.md", ZH), ("zh/b.md", "灯塔在东边。\n")]);
        let settings = format!(
            "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{{path}}\"\nbitext = \"bitext/{{path}}.bitext.jsonl\"\n\
             [translate]\nprovider = \"local\"\nreview = \"second\"\n\
             [provider.local]\nprotocol = \"openai\"\nurl = \"{url}\"\nmodel = \"m\"\nbatch = 4\nconcurrency = 1\n\
             [provider.second]\nprotocol = \"openai\"\nurl = \"{second}\"\nmodel = \"r\"\nbatch = 4\nconcurrency = 1\n\
             max-retries = 0\nprice-input = 1.0\n"
        );
        fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
        Book {
            folder,
            asked,
            pairs,
            mode,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    #[track_caller]
    fn translate(&self, arguments: &[&str], code: i32) -> String {
        let output = duizhao(self.path(), &[&["translate"], arguments].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        format!("{}{said}", stdout(&output))
    }

    /// The findings of the rule, of these files or of the project.
    fn findings(&self, files: &[&str]) -> Vec<Value> {
        let arguments = ["check", "--only", "review", "--format", "json"];
        let output = duizhao(self.path(), &[&arguments, files].concat());
        let report: Value = serde_json::from_str(&stdout(&output))
            .unwrap_or_else(|_| panic!("{}", stderr(&output)));
        report["findings"].as_array().unwrap().clone()
    }

    fn counts(&self) -> (usize, usize) {
        let asked = self.asked.lock().unwrap().values().sum();
        (asked, self.pairs.lock().unwrap().values().sum())
    }
}

#[test]
fn what_is_doubted_is_a_finding_until_the_words_change() {
    let book = Book::new(Mode::Doubt);
    let said = book.translate(&[], 0);
    assert!(
        said.contains(
            "second reader second: 7 pairs read, 0 of them before; 1 doubt; 3 requests besides"
        ),
        "{said}"
    );
    let before = book.read("en/a.md");
    assert!(before.contains(&english(DOUBTED)), "{before}");
    let found = book.findings(&[]);
    let [finding] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(finding["rule"], "review");
    assert_eq!(finding["severity"], "warning");
    let message = finding["message"].as_str().unwrap();
    assert_eq!(
        message,
        "the second reader second doubts this: no sea is meant"
    );
    assert!(finding.to_string().contains(PROPOSAL), "{finding}");
    // Nothing is read, or translated, twice.
    let counts = book.counts();
    assert_eq!(counts, (7, 7));
    let said = book.translate(&[], 0);
    assert!(said.contains("7 pairs read, 7 of them before"), "{said}");
    assert_eq!(book.counts(), counts);
    // It is no fix that is safe.
    duizhao(book.path(), &["check", "--fix"]);
    assert_eq!(book.read("en/a.md"), before);
    // A text that is checked again from what is kept says the same; another wording is not doubted.
    assert_eq!(book.findings(&[]).len(), 1);
    let english = before.replace(&english(DOUBTED), "The winter is cold.");
    fs::write(book.path().join("en/a.md"), english).unwrap();
    assert_eq!(book.findings(&[]), [] as [Value; 0]);
    // It is a person's, and is not read.
    book.translate(&[], 0);
    assert_eq!(book.counts(), counts);
}

#[test]
fn whatever_the_reader_does_the_translation_is_there_and_the_next_run_makes_up_for_it() {
    let (whole, failed) = (0, 3);
    for (mode, code, doubts) in [
        (Mode::Nothing, whole, 0),
        (Mode::Thoughts, whole, 1),
        (Mode::Missing, whole, 1),
        (Mode::Junk, failed, 0),
        (Mode::Refused, failed, 0),
        (Mode::Fails(401), failed, 0),
        (Mode::Fails(500), failed, 0),
    ] {
        let book = Book::new(mode);
        let said = book.translate(&[], code);
        assert!(!said.contains("draft"), "{mode:?}: {said}");
        let told = said.contains("the translation is complete, the second reading is not");
        assert_eq!(told, code == failed, "{mode:?}: {said}");
        let right = ZH.lines().filter(|line| !line.is_empty());
        for sentence in right.flat_map(|line| line.split_inclusive('。')) {
            assert!(
                book.read("en/a.md").contains(&english(sentence)),
                "{mode:?}"
            );
        }
        assert_eq!(book.findings(&[]).len(), doubts, "{mode:?}");
        let (translated, _) = book.counts();
        *book.mode.lock().unwrap() = Mode::Doubt;
        book.pairs.lock().unwrap().clear();
        book.translate(&[], 0);
        let again = if code == whole { 0 } else { 7 };
        assert_eq!(book.counts(), (translated, again), "{mode:?}");
        let doubts = if mode == Mode::Nothing { 0 } else { 1 };
        assert_eq!(book.findings(&[]).len(), doubts, "{mode:?}");
    }
}

#[test]
fn it_shares_the_limits_of_the_run() {
    let book = Book::new(Mode::Doubt);
    let plan = book.translate(&["--dry-run"], 0);
    let row = |name: &str| {
        let rows = plan.split("second reader").nth(1).unwrap().lines();
        let row = rows.filter_map(|line| line.strip_prefix(name)).next();
        row.unwrap_or_else(|| panic!("{plan}")).trim().to_owned()
    };
    assert_eq!((row("pairs"), row("read before")), ("7".into(), "0".into()));
    assert_eq!(row("requests"), "2");
    assert!(!row("cost").contains("unknown"), "{plan}");
    assert_eq!(book.counts(), (0, 0));
    // Three requests translate, one or two of each text; one is left for the reader.
    let said = book.translate(&["--max-requests", "4"], 3);
    assert!(said.contains("--max-requests is reached"), "{said}");
    assert_eq!(book.counts(), (7, 4));
    assert!(book.read("en/b.md").contains(&english("灯塔在东边。")));
    book.translate(&[], 0);
    assert_eq!(book.counts(), (7, 7));
    let plan = book.translate(&["--dry-run"], 0);
    assert!(
        plan.contains("read before                      7"),
        "{plan}"
    );
}

#[test]
fn a_text_by_itself_is_read_and_checked_with_its_files() {
    let book = Book::new(Mode::Doubt);
    let folder = book.path();
    fs::create_dir(folder.join("alone")).unwrap();
    // Each a paragraph of its own: these are all in lower case, and would be one sentence in one.
    fs::write(folder.join("alone/zh.md"), ZH.replace('。', "。\n\n")).unwrap();
    let said = book.translate(&["alone/zh.md", "-o", "alone/en.md"], 0);
    assert!(said.contains("6 pairs read"), "{said}");
    let found = book.findings(&["alone/zh.md", "alone/en.md"]);
    assert_eq!(found.len(), 1, "{found:?}");
    let said = book.translate(&["alone/zh.md", "-o", "alone/en.md"], 0);
    assert!(said.contains("6 pairs read, 6 of them before"), "{said}");
    assert_eq!(book.counts(), (6, 6));
    // Offline nobody reads.
    let said = book.translate(&["alone/zh.md", "-o", "alone/en.md", "--offline"], 0);
    assert!(!said.contains("second reader"), "{said}");
}

#[test]
fn a_reader_that_only_translates_is_refused_before_anything_is_asked() {
    let book = Book::new(Mode::Doubt);
    let settings = book.read("duizhao.toml");
    for (reader, code, says) in [
        ("machine", 2, "only translates"),
        ("nobody", 2, "there is no provider \"nobody\""),
    ] {
        let settings = settings.replace("review = \"second\"", &format!("review = \"{reader}\""))
            + "[provider.machine]\nprotocol = \"libretranslate\"\nurl = \"http://127.0.0.1:9\"\n";
        fs::write(book.path().join("duizhao.toml"), settings).unwrap();
        let said = book.translate(&[], code);
        assert!(said.contains(says), "{said}");
    }
    assert_eq!(book.counts(), (0, 0));
    let own = settings.replace("provider = \"local\"", "provider = \"second\"");
    fs::write(book.path().join("duizhao.toml"), own).unwrap();
    let said = book.translate(&["--dry-run"], 0);
    assert!(said.contains("reads its own translations"), "{said}");
}

#[test]
fn a_check_goes_on_while_another_run_has_the_cache() {
    let book = Book::new(Mode::Doubt);
    book.translate(&[], 0);
    let path = Cache::path_in(book.path());
    let held = Cache::open(&path).unwrap();
    assert_eq!(book.findings(&[]), [] as [Value; 0]);
    let output = duizhao(book.path(), &["-v", "check", "--only", "review"]);
    let said = stderr(&output);
    assert!(
        said.contains("what the second reader doubts is not told: "),
        "{said}"
    );
    drop(held);
    assert_eq!(book.findings(&[]).len(), 1);
    fs::remove_file(&path).unwrap();
    assert_eq!(book.findings(&[]), [] as [Value; 0]);
    assert!(!path.exists());
}

#[test]
fn its_key_is_shown_nowhere() {
    const KEY: &str = "canary-5d1f0c77ab";
    let book = Book::new(Mode::Quotes(KEY));
    let settings = book.read("duizhao.toml");
    let settings = settings.replace("max-retries", "key-env = \"SECOND_KEY\"\nmax-retries");
    fs::write(book.path().join("duizhao.toml"), settings).unwrap();
    let output = common::command(book.path(), &["translate"])
        .env("SECOND_KEY", KEY)
        .output()
        .unwrap();
    let said = stderr(&output);
    assert!(said.contains("1 doubt"), "{said}");
    assert!(!said.contains(KEY), "{said}");
    let found = book.findings(&[]);
    assert_eq!(found.len(), 1);
    assert!(!found[0].to_string().contains(KEY), "{found:?}");
    let cache = fs::read(Cache::path_in(book.path())).unwrap();
    assert!(
        !cache
            .windows(KEY.len())
            .any(|bytes| bytes == KEY.as_bytes())
    );
}

#[test]
fn the_workbench_offers_what_is_proposed() {
    let book = Book::new(Mode::Doubt);
    book.translate(&[], 0);
    let project = workbench::Project::of(book.folder);
    let server = workbench::Server::start(&project, &["review", "bitext/a.md.bitext.jsonl"]);
    let beads = server.get("beads?from=0&count=20");
    let beads = beads["beads"].as_array().unwrap();
    let doubted = |bead: &&Value| bead["source"].to_string().contains(DOUBTED);
    for bead in beads {
        let aids = server.get(&format!("aids?bead={}", bead["id"].as_str().unwrap()));
        let wanted = match doubted(&bead) {
            true => json!([{"reader": "second", "reason": "no sea is meant", "target": PROPOSAL}]),
            false => json!([]),
        };
        assert_eq!(aids["reader"], wanted);
    }
    assert!(beads.iter().any(|bead| doubted(&bead)));
}
