//! `duizhao translate` on the texts of a project: an edit of what is not translated, whole files only where there
//! is no English, nothing asked for twice, nothing of a person overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::{self, command, done, duizhao, folder_with, stderr, stdout};
use crate::translate::chat::{Asked, completion, http, server};
use crate::translate::tale;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the server knows besides the tale.
const KNOWN: &[(&str, &str)] = &[
    ("灯塔", "The lighthouse"),
    ("船", "The ship"),
    ("人物", "People"),
    ("地点", "Places"),
    (
        "老师给学生讲星星的故事。",
        "The teacher tells the students stories about the stars.",
    ),
    ("面包房在广场旁边。", "The bakery is next to the square."),
    ("冬天河水结冰。", "In winter the river freezes."),
    (
        "码头的灯很⟦1⟧旧⟦/1⟧，见⟦2⟧地图⟦/2⟧。",
        "The light on the quay is very ⟦1⟧old⟦/1⟧, see the ⟦2⟧map⟦/2⟧.",
    ),
    (
        "码头的灯很⟦1⟧重要⟦/1⟧，见⟦2⟧潮汐表⟦/2⟧。",
        "The light on the quay is very ⟦1⟧important⟦/1⟧, see the ⟦2⟧tide table⟦/2⟧.",
    ),
];

/// The translation of a Chinese sentence.
fn english(chinese: &str) -> String {
    let mut known = KNOWN.iter().chain(tale::TALE);
    let known = known.find(|(zh, _)| *zh == chinese);
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

const SETTINGS: &str =
    "source = \"zh/**/*.md\"\ntarget = \"en/{path}\"\nbitext = \"bitext/{path}.bitext.jsonl\"\n";

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

    /// Text and bitext belong together, and nothing waits.
    #[track_caller]
    fn is_locked(&self, name: &str) {
        let bitext = format!("bitext/{name}.bitext.jsonl");
        let status = duizhao(self.path(), &["status", &bitext, "--locked"]);
        assert!(
            status.status.success(),
            "{}{}",
            stdout(&status),
            stderr(&status)
        );
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

#[test]
fn stale_english_is_offered_and_translated_anew_on_request() {
    let zh = "邮局下午五点关门。\n\n灯塔在岛的东边。\n";
    let book = Book::new(&[("zh/a.md", zh)]);
    book.done(&[]);
    book.replace("zh/a.md", "五点", "六点");
    let files = book.files();
    let said = book.done(&[]);
    assert!(said.contains("--stale translates them anew"), "{said}");
    assert_eq!(book.files(), files);
    let plan = stdout(&book.run(&["--dry-run", "--stale"]));
    assert!(plan.contains("stale                          1"), "{plan}");
    book.done(&["--stale"]);
    let en = filled("{邮局下午六点关门。}\n\n{灯塔在岛的东边。}\n");
    assert_eq!(book.read("en/a.md"), en);
    book.is_locked("a.md");
    assert!(!book.read("bitext/a.md.bitext.jsonl").contains("\"was\""));
    assert!(!book.done(&[]).contains("--stale"));
}

/// New words in the same markup have it; the English's own markup is not replaced by that of the Chinese.
#[test]
fn stale_english_keeps_its_markup() {
    let zh = "灯塔在岛的东边。码头的灯很**旧**，见[地图](t.html)。\n";
    let now = zh.replace('旧', "重要").replace("地图", "潮汐表");
    let mut of_address = Vec::new();
    for address in ["t.html", "t.en.html"] {
        let book = Book::new(&[("zh/a.md", zh)]);
        book.done(&[]);
        if address != "t.html" {
            book.replace("en/a.md", "t.html", address);
        }
        book.write("zh/a.md", &now);
        let said = book.done(&["--stale"]);
        book.is_locked("a.md");
        of_address.push((book.read("en/a.md"), said));
    }
    let same = "The light on the quay is very **important**, see the [tide table](t.html).";
    assert!(of_address[0].0.contains(same), "{}", of_address[0].0);
    // The address of the Chinese does not come into the English; one that goes with its words is told.
    let (en, said) = &of_address[1];
    let is_told = said.contains("t.en.html") && said.contains("left out");
    assert!(
        !en.contains("(t.html)") && en.contains("tide table"),
        "{en}"
    );
    assert!(en.contains("](t.en.html)") || is_told, "{en}\n{said}");
}

/// A page without words is a page of the edition, too.
#[test]
fn a_text_without_words_is_taken_over() {
    let code = "```\nmake light\n```\n";
    let book = Book::new(&[("zh/a.md", code), ("zh/b.md", "冬天河水结冰。\n")]);
    book.done(&[]);
    assert_eq!(book.read("en/a.md"), code);
    book.is_locked("a.md");
    assert!(book.done(&[]).contains("nothing is left"));
}

#[test]
fn what_a_person_decided_stays() {
    let zh = "灯塔在岛的东边。\n\n两只猫睡在屋顶上。\n\n冬天河水结冰。\n";
    let book = Book::new(&[("zh/a.md", zh)]);
    book.done(&[]);
    // Both are left out on purpose; one of them is locked so.
    book.write("en/a.md", &filled("{灯塔在岛的东边。}\n"));
    let bitext = "bitext/a.md.bitext.jsonl";
    done(book.path(), &["align", "zh/a.md", "en/a.md", "-o", bitext]);
    let text = book.read(bitext);
    let link = text.lines().find(|line| line.contains("两只猫")).unwrap();
    let link: Value = serde_json::from_str(link).unwrap();
    assert_eq!(link["target"], json!([]));
    let lock = json!({"do": "status", "bead": link["id"], "status": "locked"});
    book.write("edits.jsonl", &lock.to_string());
    done(book.path(), &["edit", bitext, "edits.jsonl"]);
    book.done(&[]);
    let en = filled("{灯塔在岛的东边。}\n\n{冬天河水结冰。}\n");
    assert_eq!(book.read("en/a.md"), en);
    book.is_locked("a.md");
}

#[test]
fn what_has_no_place_waits_with_its_reason() {
    let zh = "| 人物 | 地点 |\n|---|---|\n| 船 | 灯塔 |\n";
    let book = Book::new(&[("zh/a.md", zh)]);
    book.done(&[]);
    let en = book.read("en/a.md");
    book.write("zh/a.md", &format!("{zh}| 面包房在广场旁边。 | 船 |\n"));
    let (code, said) = book.said(&[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("is not written yet: there is no place"),
        "{said}"
    );
    assert_eq!(book.read("en/a.md"), en);
    // It is kept, and not asked for again.
    let count = book.count();
    book.said(&[]);
    assert_eq!(book.count(), count);
    let bitext = book.read("bitext/a.md.bitext.jsonl");
    assert!(
        bitext.contains("The bakery is next to the square."),
        "{bitext}"
    );
}

/// A server that does not translate what has these characters.
fn without(unknown: &'static str) -> impl Fn(usize, &Value) -> Vec<u8> + Send + Sync + 'static {
    move |_, segments| {
        let mut right = json!({});
        for (key, text) in segments.as_object().unwrap() {
            let text = text.as_str().unwrap();
            right[key] = match text.contains(unknown) {
                true => json!(text),
                false => json!(english(text)),
            };
        }
        completion(&right)
    }
}

#[test]
fn what_fails_stays_chinese_is_untranslated_everywhere_and_asked_for_again() {
    let zh = "灯塔在岛的东边。两只猫睡在屋顶上。冬天河水结冰。\n\n- 面包房在广场旁边。\n- 两只猫睡在屋顶上。\n";
    let book = Book::with(&[("zh/a.md", zh)], SETTINGS, without("猫"));
    let (code, said) = book.said(&[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("zh/a.md:1:9: untranslated"), "{said}");
    let cat = "两只猫睡在屋顶上。";
    let en = format!(
        "{{灯塔在岛的东边。}} {cat} {{冬天河水结冰。}}\n\n- {{面包房在广场旁边。}}\n- {cat}\n"
    );
    assert_eq!(book.read("en/a.md"), filled(&en));
    book.is_locked("a.md");
    let check = duizhao(book.path(), &["check", "zh/a.md", "--only", "untranslated"]);
    assert_eq!(check.status.code(), Some(1), "{}", stderr(&check));
    let found = stdout(&check);
    assert_eq!(
        found.matches("the sentence is still Chinese").count(),
        2,
        "{found}"
    );
    // With a better server, only these are asked for.
    let (url, asked) = server(|_, segments, _| completion(&right(segments)));
    let settings = book.read("duizhao.toml");
    let old = settings
        .lines()
        .find(|line| line.starts_with("url"))
        .unwrap();
    book.write(
        "duizhao.toml",
        &settings.replace(old, &format!("url = \"{url}\"")),
    );
    // The other answers are those of another server: nobody asks for what stands there.
    book.done(&[]);
    assert_eq!(
        book.read("en/a.md"),
        filled(&en.replace(cat, &format!("{{{cat}}}")))
    );
    assert_eq!(asked.lock().unwrap().keys().collect::<Vec<_>>(), [cat]);
    book.is_locked("a.md");
}

#[test]
fn what_a_person_does_meanwhile_stays() {
    // While the server is asked, somebody mends a sentence, and translates one that was asked for.
    let folder: Arc<Mutex<Option<std::path::PathBuf>>> = Arc::default();
    let shared = folder.clone();
    let zh = "灯塔在岛的东边。\n\n两只猫睡在屋顶上。\n";
    let book = Book::with(&[("zh/a.md", zh)], SETTINGS, move |_, segments| {
        if let Some(folder) = shared.lock().unwrap().take() {
            let path = folder.join("en/a.md");
            let text = fs::read_to_string(&path).unwrap();
            let text = text.replace("Two cats sleep", "Two old cats sleep");
            let text = text.replace("island.\n", "island. Winter freezes the river.\n");
            fs::write(path, text).unwrap();
        }
        completion(&right(segments))
    });
    book.done(&[]);
    let zh = zh.replace("东边。", "东边。冬天河水结冰。");
    book.write("zh/a.md", &format!("{zh}\n面包房在广场旁边。\n"));
    *folder.lock().unwrap() = Some(book.path().to_owned());
    book.done(&[]);
    let en = "The lighthouse stands in the east of the island. Winter freezes the river.\n\nTwo old cats sleep on the roof.\n\n{面包房在广场旁边。}\n";
    assert_eq!(book.read("en/a.md"), filled(en));
    book.is_locked("a.md");
}

#[test]
fn a_new_text_that_somebody_wrote_meanwhile_is_edited() {
    let folder: Arc<Mutex<Option<std::path::PathBuf>>> = Arc::default();
    let shared = folder.clone();
    let book = Book::with(
        &[("zh/a.md", "灯塔在岛的东边。\n\n两只猫睡在屋顶上。\n")],
        SETTINGS,
        move |_, segments| {
            if let Some(folder) = shared.lock().unwrap().take() {
                fs::create_dir_all(folder.join("en")).unwrap();
                let text = "The lighthouse is in the island's east.\n";
                fs::write(folder.join("en/a.md"), text).unwrap();
            }
            completion(&right(segments))
        },
    );
    *folder.lock().unwrap() = Some(book.path().to_owned());
    book.done(&[]);
    let en = "The lighthouse is in the island's east.\n\n{两只猫睡在屋顶上。}\n";
    assert_eq!(book.read("en/a.md"), filled(en));
    book.is_locked("a.md");
}

#[test]
fn two_files_and_a_text_without_bitext() {
    // The two files that are a text of the project are that text.
    let zh = "灯塔在岛的东边。\n\n两只猫睡在屋顶上。\n";
    let book = Book::new(&[("zh/a.md", zh), ("zh/b.md", "冬天河水结冰。\n")]);
    book.done(&["zh/a.md", "-o", "en/a.md"]);
    book.is_locked("a.md");
    assert!(!book.path().join("en/b.md").exists());
    let refused = book.said(&["zh/a.md", "--force"]);
    assert_eq!(refused.0, Some(2), "{}", refused.1);
    // Elsewhere the file is written as without a project.
    book.done(&["zh/b.md", "-o", "other.md"]);
    assert_eq!(book.read("other.md"), filled("{冬天河水结冰。}\n"));
    assert!(!book.path().join("bitext/b.md.bitext.jsonl").exists());

    let settings = "source = \"zh/*.md\"\ntarget = \"en/{path}\"\n";
    let book = Book::with(&[("zh/a.md", zh)], settings, |_, segments| {
        completion(&right(segments))
    });
    book.done(&[]);
    book.write("zh/a.md", &zh.replace("东边。", "东边。冬天河水结冰。"));
    book.done(&[]);
    let en = "{灯塔在岛的东边。} {冬天河水结冰。}\n\n{两只猫睡在屋顶上。}\n";
    assert_eq!(book.read("en/a.md"), filled(en));
    assert!(book.done(&[]).contains("nothing is left"));
}

/// A text with English whose bitext is not there yet gets one with its first edit.
#[test]
fn the_first_edit_of_a_text_makes_its_bitext() {
    let zh = "灯塔在岛的东边。\n\n两只猫睡在屋顶上。\n";
    let en = filled("{灯塔在岛的东边。}\n");
    let book = Book::new(&[("zh/a.md", zh), ("en/a.md", &en)]);
    book.done(&[]);
    let wanted = filled("{灯塔在岛的东边。}\n\n{两只猫睡在屋顶上。}\n");
    assert_eq!(book.read("en/a.md"), wanted);
    book.is_locked("a.md");
    // English that is gone while its bitext is there is not paid for again.
    fs::remove_file(book.path().join("en/a.md")).unwrap();
    let (code, said) = book.said(&[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("holds its words"), "{said}");
}

const CHAPTERS: [(&str, &str); 4] = [
    ("zh/one/a.md", ZH),
    (
        "zh/one/b.md",
        "# 船\n\n没有人知道船什么时候回来。\n\n两只猫睡在屋顶上。\n",
    ),
    (
        "zh/two/c.md",
        "# 人物\n\n老师给学生讲星星的故事。孩子们在沙滩上找贝壳。\n",
    ),
    (
        "zh/two/d.md",
        "# 地点\n\n面包房在广场旁边。邮局下午五点关门。\n",
    ),
];

#[test]
fn some_or_all_texts_are_translated_and_one_that_fails_stops_nobody() {
    let book = Book::new(&CHAPTERS);
    book.write(
        "zh/two/d.md",
        "# 地点\n\n<<<<<<< a\n船\n=======\n灯塔\n>>>>>>> b\n",
    );
    let plan = book.run(&["--dry-run"]);
    assert_eq!(plan.status.code(), Some(2));
    let shown = stdout(&plan);
    for row in [
        "texts                            4",
        "  to be translated               3",
    ] {
        assert!(shown.contains(row), "{shown}");
    }
    assert!(stderr(&plan).contains("zh/two/d.md"), "{}", stderr(&plan));
    assert_eq!(book.count(), 0);
    // One by its name, some by a pattern, all.
    book.done(&["zh/one/b.md"]);
    assert_eq!(
        book.files()
            .keys()
            .filter(|name| name.starts_with("en"))
            .count(),
        1
    );
    let (code, said) = book.said(&["zh/two/*.md"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("git left a conflict"), "{said}");
    assert!(book.path().join("en/two/c.md").exists());
    assert!(!book.path().join("en/one/a.md").exists());
    let (code, said) = book.said(&[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(book.path().join("en/one/a.md").exists());
    assert!(said.contains("1 of them known before"), "{said}");
    let (code, said) = book.said(&["zh/on/a.md"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("zh/on"), "{said}");
    // Nothing was asked for twice, in whichever text it stands.
    book.write("zh/two/d.md", CHAPTERS[3].1);
    book.done(&[]);
    assert!(book.asked.lock().unwrap().values().all(|&times| times == 1));
    for (name, _) in CHAPTERS {
        book.is_locked(name.strip_prefix("zh/").unwrap());
    }
}

#[test]
fn a_server_that_fails_leaves_texts_whole_or_as_they_were() {
    let book = Book::with(&CHAPTERS, SETTINGS, |number, segments| match number {
        0..=2 => completion(&right(segments)),
        3 => http(401, "", "{\"error\":{\"message\":\"no more money\"}}"),
        _ => completion(&right(segments)),
    });
    let (code, said) = book.said(&[]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("as before"), "{said}");
    let files = book.files();
    let texts = files.keys().filter(|name| name.starts_with("en"));
    let bitexts = files.keys().filter(|name| name.starts_with("bitext"));
    let (texts, bitexts) = (texts.count(), bitexts.count());
    assert_eq!(texts, bitexts);
    assert!(texts < CHAPTERS.len());
    book.done(&[]);
    let undisturbed = Book::new(&CHAPTERS);
    undisturbed.done(&[]);
    assert_eq!(book.files(), undisturbed.files());
}

#[test]
fn a_text_that_was_renamed_is_not_translated_again() {
    let book = Book::new(&CHAPTERS);
    book.done(&[]);
    let path = book.path();
    fs::rename(path.join("zh/one/b.md"), path.join("zh/one/boat.md")).unwrap();
    book.write("zh/one/e.md", "冬天河水结冰。\n");
    let count = book.count();
    let (code, said) = book.said(&[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("git mv en/one/b.md en/one/boat.md"), "{said}");
    assert!(!path.join("en/one/boat.md").exists());
    // The others are done.
    assert!(path.join("en/one/e.md").exists());
    assert_eq!(book.count(), count);
}

/// Two texts that are named are two texts, and `--changed` and `--staged` choose among all.
#[test]
fn texts_that_changed_are_chosen_by_git() {
    let book = Book::new(&CHAPTERS);
    let path = book.path();
    common::git::git_done(path, &["init", "-q", "-b", "main"]);
    book.done(&["zh/one/a.md", "zh/one/b.md"]);
    book.is_locked("one/a.md");
    book.is_locked("one/b.md");
    common::git::commit(path, "first");
    for name in ["zh/one/a.md", "zh/one/b.md"] {
        book.write(name, &format!("{}\n面包房在广场旁边。\n", book.read(name)));
    }
    common::git::git_done(path, &["add", "zh/one/b.md"]);
    let has_bakery = |name: &str| book.read(name).contains("bakery");
    book.done(&["--staged"]);
    assert!(has_bakery("en/one/b.md") && !has_bakery("en/one/a.md"));
    book.done(&["--changed", "HEAD"]);
    assert!(has_bakery("en/one/a.md"));
    // Texts that nobody changed are as they were, though they are not translated.
    assert!(!path.join("en/two").exists());
    let (code, said) = book.said(&["zh/one/a.md", "-o", "en/one/a.md", "--changed", "HEAD"]);
    assert_eq!(code, Some(2), "{said}");
}

/// A bitext that is named alone is edited in its texts, also without a project.
#[test]
fn a_bitext_is_edited_in_its_texts() {
    let book = Book::new(&[("zh/a.md", "灯塔在岛的东边。\n")]);
    book.done(&[]);
    let settings = book.read("duizhao.toml");
    let (_, provider) = settings.split_once("[provider").unwrap();
    book.write("duizhao.toml", &format!("[provider{provider}"));
    book.write("zh/a.md", "灯塔在岛的东边。\n\n冬天河水结冰。\n");
    book.done(&["bitext/a.md.bitext.jsonl"]);
    let en = filled("{灯塔在岛的东边。}\n\n{冬天河水结冰。}\n");
    assert_eq!(book.read("en/a.md"), en);
    book.is_locked("a.md");
}

/// The run is ended at many moments: every file is whole or as before, and the last run ends with the bytes of
/// one that nobody disturbed.
#[cfg(unix)]
#[test]
fn a_run_that_is_ended_anywhere_is_finished_by_the_next() {
    const MOMENTS: usize = 30;
    let slow = |_: usize, segments: &Value| {
        std::thread::sleep(Duration::from_millis(30));
        completion(&right(segments))
    };
    let prepare = |book: &Book| {
        book.done(&["zh/one/a.md"]);
        book.replace(
            "zh/one/a.md",
            "看守人每天晚上点灯。",
            "看守人每天晚上点灯。老师给学生讲星星的故事。",
        );
        book.write(
            "zh/one/a.md",
            &format!(
                "{}\n## 船\n\n邮局下午六点关门。\n",
                book.read("zh/one/a.md")
            ),
        );
    };
    let undisturbed = Book::with(&CHAPTERS, SETTINGS, slow);
    prepare(&undisturbed);
    let before = undisturbed.files();
    let started = std::time::Instant::now();
    undisturbed.done(&[]);
    let whole = u64::try_from(started.elapsed().as_millis()).unwrap();
    let after = undisturbed.files();
    let mut random = fastrand::Rng::with_seed(19);
    let mut book = Book::with(&CHAPTERS, SETTINGS, slow);
    prepare(&book);
    let (mut ended, mut rounds) = (0, 0);
    for moment in 0..MOMENTS {
        let mut child = command(book.path(), &["translate"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The first run of a round is ended at once.
        let latest = if moment % 6 == 0 { 1 } else { whole };
        std::thread::sleep(Duration::from_millis(random.u64(0..latest)));
        if moment % 3 == 2 {
            let id = child.id().to_string();
            let sent = std::process::Command::new("kill")
                .args(["-INT", &id])
                .status();
            assert!(sent.unwrap().success());
        } else {
            child.kill().unwrap();
        }
        let status = child.wait().unwrap();
        ended += usize::from(!status.success());
        for (name, bytes) in book.files() {
            let known = [before.get(&name), after.get(&name)];
            assert!(
                known.contains(&Some(&bytes)),
                "{name} is neither old nor new:\n{}",
                String::from_utf8_lossy(&bytes)
            );
        }
        if moment % 6 == 5 {
            book.done(&[]);
            assert_eq!(book.files(), after);
            book = Book::with(&CHAPTERS, SETTINGS, slow);
            prepare(&book);
            rounds += 1;
        }
    }
    assert!(ended > 0, "no run was ended");
    assert_eq!(rounds, MOMENTS / 6);
}
