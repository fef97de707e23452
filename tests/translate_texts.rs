//! `duizhao translate` on the texts of a project: an edit of what is not translated, whole files only where there
//! is no English, nothing asked for twice, nothing of a person overwritten.

#![allow(clippy::unwrap_used)]

#[path = "translate/chat.rs"]
mod chat;
mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chat::{Asked, completion, http, server};
use common::{command, done, duizhao, folder_with, stderr, stdout};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the server knows.
const KNOWN: &[(&str, &str)] = &[
    ("灯塔", "The lighthouse"),
    ("船", "The ship"),
    ("人物", "People"),
    ("地点", "Places"),
    ("灯塔在岛的东边。", "The lighthouse stands in the east of the island."),
    ("看守人每天晚上点灯。", "The keeper lights the lamp every evening."),
    ("早上他再把它熄掉。", "In the morning he puts it out again."),
    ("没有人知道船什么时候回来。", "Nobody knows when the ship comes back."),
    ("渔夫在码头上等了一夜。", "The fisherman waited on the quay all night."),
    ("暴风雨从北方来。", "The storm comes from the north."),
    ("孩子们在沙滩上找贝壳。", "The children look for shells on the beach."),
    ("老师给学生讲星星的故事。", "The teacher tells the students stories about the stars."),
    ("面包房在广场旁边。", "The bakery is next to the square."),
    ("冬天河水结冰。", "In winter the river freezes."),
    ("两只猫睡在屋顶上。", "Two cats sleep on the roof."),
    ("邮局下午五点关门。", "The post office closes at five in the afternoon."),
    ("邮局下午六点关门。", "The post office closes at six in the afternoon."),
    (
        "码头的灯很⟦1⟧重要⟦/1⟧，见⟦2⟧潮汐表⟦/2⟧。",
        "The light on the quay is very ⟦1⟧important⟦/1⟧, see the ⟦2⟧tide table⟦/2⟧.",
    ),
];

/// The translation of a Chinese sentence.
fn english(chinese: &str) -> String {
    let known = KNOWN.iter().find(|(zh, _)| *zh == chinese);
    let (_, english) = known.unwrap_or_else(|| panic!("nobody knows {chinese}"));
    (*english).to_owned()
}

/// A text with the translation of what stands in `{…}`.
fn filled(text: &str) -> String {
    let mut out = String::new();
    for (number, part) in text.split('{').enumerate() {
        match part.split_once('}') {
            Some((chinese, rest)) if number > 0 => {
                out += &english(chinese);
                out += rest;
            }
            _ => out += part,
        }
    }
    out
}

/// The right answer to all sentences of a request.
fn right(segments: &Value) -> Value {
    let all = segments.as_object().unwrap().iter();
    let all = all.map(|(key, text)| (key.clone(), json!(english(text.as_str().unwrap()))));
    Value::Object(all.collect())
}

const SETTINGS: &str = "source = \"zh/**/*.md\"\ntarget = \"en/{path}\"\nbitext = \"bitext/{path}.bitext.jsonl\"\n";

/// A project in a folder, with a server that knows the right answers.
struct Book {
    folder: TempDir,
    asked: Asked,
}

impl Book {
    fn new(files: &[(&str, &str)]) -> Book {
        Book::with(files, SETTINGS, |_, segments| completion(&right(segments)))
    }

    fn with(
        files: &[(&str, &str)],
        settings: &str,
        say: impl Fn(usize, &Value) -> Vec<u8> + Send + Sync + 'static,
    ) -> Book {
        let (url, asked) = server(move |number, segments, _| say(number, segments));
        let folder = folder_with(files);
        let settings = format!(
            "[project]\n{settings}\n[provider.local]\nprotocol = \"openai\"\nurl = \"{url}\"\nmodel = \"m\"\nconcurrency = 2\nbatch = 4\n"
        );
        fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
        Book { folder, asked }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        self.write(name, &text.replace(from, to));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        duizhao(self.path(), &[&["translate"], arguments].concat())
    }

    /// Runs, and gives the exit code and what was said.
    fn said(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.run(arguments);
        (output.status.code(), stderr(&output))
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let (code, said) = self.said(arguments);
        assert_eq!(code, Some(0), "{said}");
        said
    }

    /// How many sentences were asked for.
    fn count(&self) -> usize {
        self.asked.lock().unwrap().values().sum()
    }

    /// The sentences that were asked for since `before`.
    fn asked_since(&self, before: &BTreeMap<String, usize>) -> Vec<String> {
        let mut now: Vec<String> = self.all_asked().into_keys().collect();
        now.retain(|sentence| !before.contains_key(sentence));
        now
    }

    fn all_asked(&self) -> BTreeMap<String, usize> {
        self.asked.lock().unwrap().clone().into_iter().collect()
    }

    /// Text and bitext belong together, and nothing waits.
    #[track_caller]
    fn is_locked(&self, name: &str) {
        let bitext = format!("bitext/{name}.bitext.jsonl");
        let status = duizhao(self.path(), &["status", &bitext, "--locked"]);
        assert!(status.status.success(), "{}{}", stdout(&status), stderr(&status));
    }

    /// All files of the project but the settings and what is private.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for top in ["zh", "en", "bitext"] {
            collect(self.path(), &self.path().join(top), &mut files);
        }
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if name.contains(".duizhao") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

const ZH: &str = "# 灯塔\n\n灯塔在岛的东边。看守人每天晚上点灯。\n\n- 两只猫睡在屋顶上。\n- 冬天河水结冰。\n\n```\n码\n```\n\n渔夫在码头上等了一夜。\n";

#[test]
fn a_new_text_is_written_whole_with_its_bitext() {
    let book = Book::new(&[("zh/part/a.md", ZH)]);
    let said = book.done(&[]);
    assert!(said.contains("en/part/a.md is new"), "{said}");
    let en = "# {灯塔}\n\n{灯塔在岛的东边。} {看守人每天晚上点灯。}\n\n- {两只猫睡在屋顶上。}\n- {冬天河水结冰。}\n\n```\n码\n```\n\n{渔夫在码头上等了一夜。}\n";
    assert_eq!(book.read("en/part/a.md"), filled(en));
    book.is_locked("part/a.md");
    // Each sentence is linked to its own translation.
    let bitext = book.read("bitext/part/a.md.bitext.jsonl");
    let links: Vec<Value> = bitext
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(links.len(), 6);
    for link in &links {
        let texts = ["source", "target"].map(|side| {
            let sentences = link[side].as_array().unwrap();
            assert_eq!(sentences.len(), 1, "{link}");
            sentences[0]["text"].as_str().unwrap().to_owned()
        });
        assert_eq!(english(&texts[0]), texts[1]);
        assert_eq!(link["confidence"], 1.0);
    }
    // A second run has nothing to do, and says so.
    let (before, files) = (book.count(), book.files());
    let said = book.done(&[]);
    assert!(said.contains("nothing is left to translate"), "{said}");
    assert_eq!((book.count(), book.files()), (before, files));
}

/// A text that was translated, what somebody did to the Chinese, and to the English, and what becomes of the
/// English. `{…}` is translated.
struct Edited {
    name: &'static str,
    zh: &'static str,
    zh_now: &'static str,
    /// Replaced in the English.
    replaced: Option<(&'static str, &'static str)>,
    en: &'static str,
    /// How many sentences are asked for.
    asked: usize,
}

const EDITED: &[Edited] = &[
    Edited {
        name: "a sentence inside a paragraph, and one at its end",
        zh: "灯塔在岛的东边。早上他再把它熄掉。\n\n没有人知道船什么时候回来。\n",
        zh_now: "灯塔在岛的东边。孩子们在沙滩上找贝壳。早上他再把它熄掉。\n\n没有人知道船什么时候回来。冬天河水结冰。\n",
        replaced: None,
        en: "{灯塔在岛的东边。} {孩子们在沙滩上找贝壳。} {早上他再把它熄掉。}\n\n{没有人知道船什么时候回来。} {冬天河水结冰。}\n",
        asked: 2,
    },
    Edited {
        name: "the first sentence of a paragraph",
        zh: "灯塔在岛的东边。\n\n没有人知道船什么时候回来。\n",
        zh_now: "灯塔在岛的东边。\n\n面包房在广场旁边。没有人知道船什么时候回来。\n",
        replaced: None,
        en: "{灯塔在岛的东边。}\n\n{面包房在广场旁边。} {没有人知道船什么时候回来。}\n",
        asked: 1,
    },
    Edited {
        name: "paragraphs, one of several sentences",
        zh: "灯塔在岛的东边。\n\n没有人知道船什么时候回来。\n",
        zh_now: "灯塔在岛的东边。\n\n老师给学生讲星星的故事。面包房在广场旁边。\n\n两只猫睡在屋顶上。\n\n没有人知道船什么时候回来。\n\n冬天河水结冰。\n",
        replaced: None,
        en: "{灯塔在岛的东边。}\n\n{老师给学生讲星星的故事。} {面包房在广场旁边。}\n\n{两只猫睡在屋顶上。}\n\n{没有人知道船什么时候回来。}\n\n{冬天河水结冰。}\n",
        asked: 4,
    },
    Edited {
        name: "a section with a heading and a list",
        zh: "# 灯塔\n\n灯塔在岛的东边。\n",
        zh_now: "# 灯塔\n\n灯塔在岛的东边。\n\n## 人物\n\n孩子们在沙滩上找贝壳。\n\n- 老师给学生讲星星的故事。\n  - 面包房在广场旁边。\n- 两只猫睡在屋顶上。\n\n> 冬天河水结冰。\n",
        replaced: None,
        en: "# {灯塔}\n\n{灯塔在岛的东边。}\n\n## {人物}\n\n{孩子们在沙滩上找贝壳。}\n\n- {老师给学生讲星星的故事。}\n  - {面包房在广场旁边。}\n- {两只猫睡在屋顶上。}\n\n> {冬天河水结冰。}\n",
        asked: 6,
    },
    Edited {
        name: "items of a list",
        zh: "- 灯塔在岛的东边。\n- 没有人知道船什么时候回来。\n",
        zh_now: "- 灯塔在岛的东边。\n- 两只猫睡在屋顶上。\n- 没有人知道船什么时候回来。\n- 面包房在广场旁边。\n",
        replaced: None,
        en: "- {灯塔在岛的东边。}\n- {两只猫睡在屋顶上。}\n- {没有人知道船什么时候回来。}\n- {面包房在广场旁边。}\n",
        asked: 2,
    },
    Edited {
        name: "behind code and behind a table",
        zh: "灯塔在岛的东边。\n\n```\n码\n```\n\n| 人物 | 地点 |\n|---|---|\n| 船 | 灯塔 |\n\n没有人知道船什么时候回来。\n",
        zh_now: "灯塔在岛的东边。\n\n```\n码\n```\n\n两只猫睡在屋顶上。\n\n| 人物 | 地点 |\n|---|---|\n| 船 | 灯塔 |\n\n面包房在广场旁边。\n\n没有人知道船什么时候回来。\n",
        replaced: None,
        en: "{灯塔在岛的东边。}\n\n```\n码\n```\n\n{两只猫睡在屋顶上。}\n\n| {人物} | {地点} |\n|---|---|\n| {船} | {灯塔} |\n\n{面包房在广场旁边。}\n\n{没有人知道船什么时候回来。}\n",
        asked: 2,
    },
    Edited {
        name: "markup of a new sentence",
        zh: "灯塔在岛的东边。\n",
        zh_now: "灯塔在岛的东边。码头的灯很**重要**，见[潮汐表](t.html)。\n",
        replaced: None,
        en: "{灯塔在岛的东边。} The light on the quay is very **important**, see the [tide table](t.html).\n",
        asked: 1,
    },
    Edited {
        name: "markup of a new paragraph",
        zh: "灯塔在岛的东边。\n",
        zh_now: "灯塔在岛的东边。\n\n码头的灯很**重要**，见[潮汐表](t.html)。\n",
        replaced: None,
        en: "{灯塔在岛的东边。}\n\nThe light on the quay is very **important**, see the [tide table](t.html).\n",
        asked: 1,
    },
    Edited {
        name: "a sentence that somebody took out of the English",
        zh: "灯塔在岛的东边。孩子们在沙滩上找贝壳。早上他再把它熄掉。\n",
        zh_now: "灯塔在岛的东边。孩子们在沙滩上找贝壳。早上他再把它熄掉。\n",
        replaced: Some((" {孩子们在沙滩上找贝壳。}", "")),
        en: "{灯塔在岛的东边。} {孩子们在沙滩上找贝壳。} {早上他再把它熄掉。}\n",
        asked: 0,
    },
    Edited {
        name: "Chinese that stands in the English",
        zh: "灯塔在岛的东边。码头的灯很**重要**，见[潮汐表](t.html)。早上他再把它熄掉。\n",
        zh_now: "灯塔在岛的东边。码头的灯很**重要**，见[潮汐表](t.html)。早上他再把它熄掉。\n",
        replaced: Some((
            "The light on the quay is very **important**, see the [tide table](t.html).",
            "码头的灯很**重要**，见[潮汐表](t.html)。",
        )),
        en: "{灯塔在岛的东边。} The light on the quay is very **important**, see the [tide table](t.html). {早上他再把它熄掉。}\n",
        asked: 0,
    },
    Edited {
        name: "a text with other words of a person",
        zh: "灯塔在岛的东边。\n\n没有人知道船什么时候回来。\n",
        zh_now: "灯塔在岛的东边。\n\n没有人知道船什么时候回来。两只猫睡在屋顶上。\n",
        replaced: Some(("The lighthouse stands", "The old lighthouse stands")),
        en: "The old lighthouse stands in the east of the island.\n\n{没有人知道船什么时候回来。} {两只猫睡在屋顶上。}\n",
        asked: 1,
    },
];

#[test]
fn what_is_missing_is_written_in_its_place_and_nothing_else() {
    let mut failed = Vec::new();
    for case in EDITED {
        let book = Book::new(&[("zh/a.md", case.zh)]);
        book.done(&[]);
        book.write("zh/a.md", case.zh_now);
        if let Some((from, to)) = case.replaced {
            book.replace("en/a.md", &filled(from), &filled(to));
        }
        let asked = book.count();
        let (code, said) = book.said(&[]);
        let en = book.read("en/a.md");
        let asked = book.count() - asked;
        if code != Some(0) || en != filled(case.en) || asked != case.asked {
            failed.push(format!(
                "{}: {code:?}, asked {asked}\n{said}\n{en}\nand not\n{}",
                case.name,
                filled(case.en)
            ));
        } else {
            book.is_locked("a.md");
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n----\n"));
}
