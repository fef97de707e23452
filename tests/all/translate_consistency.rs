//! What makes a translation of one piece: each request is shown the pairs before it, the style guide and the names,
//! within a budget, and what stale English was.

use std::fs;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::common::web::read_request;
use crate::common::{duizhao, folder_with, stderr};
use crate::translate::tale::TALE;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A request: what the system said, and the object of the user (a string for a single sentence).
type Request = (String, Value);

/// A project with a chat server that keeps its requests.
struct Book {
    folder: TempDir,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Book {
    /// `english` translates a sentence, given the number of the request.
    fn new(
        files: &[(&str, &str)],
        (project, translate, provider): (&str, &str, &str),
        english: impl Fn(&str, usize) -> String + Send + Sync + 'static,
    ) -> Book {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let kept = requests.clone();
        let english = Arc::new(english);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, english) = (kept.clone(), english.clone());
                std::thread::spawn(move || serve(stream, &kept, &*english));
            }
        });
        let folder = folder_with(files);
        let settings = format!(
            "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{{path}}\"\nbitext = \"bitext/{{path}}.bitext.jsonl\"\n{project}\n[translate]\n{translate}\n[provider.local]\nprotocol = \"openai\"\nurl = \"{url}\"\nmodel = \"m\"\n{provider}\n"
        );
        fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
        Book { folder, requests }
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

    fn said(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = duizhao(self.path(), &[&["translate"], arguments].concat());
        (output.status.code(), stderr(&output))
    }

    /// Runs to a good end; what was said, and the requests of this run.
    #[track_caller]
    fn done(&self, arguments: &[&str]) -> (String, Vec<Request>) {
        let before = self.requests.lock().unwrap().len();
        let (code, said) = self.said(arguments);
        assert_eq!(code, Some(0), "{said}");
        (said, self.requests.lock().unwrap()[before..].to_vec())
    }
}

fn serve(
    stream: TcpStream,
    kept: &Mutex<Vec<Request>>,
    english: &dyn Fn(&str, usize) -> String,
) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let body = read_request(&mut reader)?;
        let said = |at: usize| body["messages"][at]["content"].as_str().map(str::to_owned);
        let (system, user) = (said(0)?, said(1)?);
        let parsed = serde_json::from_str::<Value>(&user).unwrap_or(Value::String(user));
        let number = {
            let mut kept = kept.lock().unwrap();
            kept.push((system, parsed.clone()));
            kept.len() - 1
        };
        let content = match parsed["segments"].as_object() {
            Some(segments) => {
                let all = segments.iter();
                let all = all.map(|(key, text)| {
                    (key.clone(), json!(english(text.as_str().unwrap(), number)))
                });
                Value::Object(all.collect()).to_string()
            }
            None => english(parsed.as_str()?, number),
        };
        let body = json!({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]});
        let body = body.to_string();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        reader.get_mut().write_all(answer.as_bytes()).ok()?;
    }
}

fn told(chinese: &str) -> String {
    let known = TALE.iter().find(|(zh, _)| *zh == chinese);
    let (_, english) = known.unwrap_or_else(|| panic!("nobody knows {chinese}"));
    (*english).to_owned()
}

fn chinese(range: std::ops::Range<usize>) -> String {
    TALE[range].iter().map(|(zh, _)| *zh).collect::<String>() + "\n"
}

/// The pairs of sentences of the tale, as a request shows them.
fn pairs(range: std::ops::Range<usize>) -> Value {
    let pairs = TALE[range].iter();
    Value::from_iter(pairs.map(|(zh, en)| json!({"chinese": zh, "english": en})))
}

#[test]
fn a_request_goes_on_from_the_answers_before() {
    // In order however many may be asked at once, and by itself where it is one at a time.
    for (translate, provider) in [
        ("in-order = true", "batch = 2\nconcurrency = 4"),
        ("", "batch = 2\nconcurrency = 1"),
    ] {
        let text = chinese(0..8);
        let book = Book::new(&[("zh/a.md", &text)], ("", translate, provider), |zh, _| {
            told(zh)
        });
        let (_, requests) = book.done(&[]);
        assert_eq!(requests.len(), 4, "{translate}");
        for (n, (_, user)) in requests.iter().enumerate() {
            assert_eq!(user["context_before"], pairs(0..2 * n), "{translate}");
            let after: Vec<&str> = TALE[..8]
                .iter()
                .skip(2 * n + 2)
                .take(2)
                .map(|one| one.0)
                .collect();
            assert_eq!(user["context_after"], json!(after), "{translate}");
        }
        // What was cached, and what stands in the files, goes along as well.
        book.write(
            "zh/a.md",
            &text.replace(TALE[4].0, &format!("{}{}", TALE[8].0, TALE[4].0)),
        );
        let (_, requests) = book.done(&[]);
        let [(_, user)] = requests.as_slice() else {
            panic!("{requests:?}")
        };
        assert_eq!(user["segments"], json!({"s1": TALE[8].0}));
        assert_eq!(user["context_before"], pairs(0..4));
    }
}

#[test]
fn texts_are_not_mixed_unless_they_are_whole() {
    let (long, short) = (chinese(0..6), chinese(6..7));
    let other = chinese(7..9);
    let files = [
        ("zh/a.md", long.as_str()),
        ("zh/b.md", &short),
        ("zh/c.md", &other),
    ];
    let book = Book::new(&files, ("", "", "batch = 4\nconcurrency = 1"), |zh, _| {
        told(zh)
    });
    let (_, requests) = book.done(&[]);
    let mut asked: Vec<Vec<String>> = requests
        .iter()
        .map(|(_, user)| {
            let segments = user["segments"].as_object().unwrap();
            segments
                .values()
                .map(|zh| zh.as_str().unwrap().to_owned())
                .collect()
        })
        .collect();
    asked.sort_by_key(|texts| TALE.iter().position(|(zh, _)| *zh == texts[0]));
    let of = |range: std::ops::Range<usize>| -> Vec<String> {
        TALE[range].iter().map(|(zh, _)| (*zh).to_owned()).collect()
    };
    assert_eq!(asked, [of(0..4), of(4..6), of(6..9)]);
    let both = requests
        .iter()
        .find(|(system, _)| system.contains("different texts"));
    assert!(both.unwrap().0.ends_with("texts: s1; s2 to s3"), "{both:?}");
}

#[test]
fn the_style_guide_goes_along_and_decides() {
    let text = chinese(0..4);
    let files = [
        ("zh/a.md", text.as_str()),
        ("STYLE.md", "Write in the past tense.\n"),
    ];
    let settings = ("", "style = \"STYLE.md\"", "batch = 2\nconcurrency = 1");
    let book = Book::new(&files, settings, |zh, _| told(zh));
    let (_, requests) = book.done(&[]);
    assert_eq!(requests.len(), 2);
    assert!(
        requests
            .iter()
            .all(|(system, _)| system.contains("Write in the past tense."))
    );
    // Of one text everything is asked anew when it changes, and nothing when it is the same.
    let again = |style: &str, asked: usize| {
        fs::remove_dir_all(book.path().join("en")).unwrap();
        fs::remove_dir_all(book.path().join("bitext")).unwrap();
        book.write("STYLE.md", style);
        assert_eq!(book.done(&[]).1.len(), asked, "{style}");
    };
    again("Write in the past tense.\n\n", 0);
    again("Write in the present tense.\n", 2);
    for (style, says) in [
        (
            Some("Write well. ".repeat(1000)),
            "STYLE.md has about 4000 tokens, and 1500 may",
        ),
        (
            None,
            "STYLE.md: the style guide of [translate] is not there",
        ),
    ] {
        match style {
            Some(style) => book.write("STYLE.md", &style),
            None => fs::remove_file(book.path().join("STYLE.md")).unwrap(),
        }
        let (code, said) = book.said(&[]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn what_goes_along_is_bounded() {
    let text = chinese(0..8);
    let files = [
        ("zh/a.md", text.as_str()),
        ("g.csv", "source,target\n屋顶,roof\n暴风雨,storm\n"),
    ];
    let project = "glossary = [\"g.csv\"]";
    for (tokens, most) in [(0, 0), (60, 1), (90, 2), (1500, 6)] {
        let translate = format!("context-tokens = {tokens}");
        let settings = (project, translate.as_str(), "batch = 2\nconcurrency = 1");
        let book = Book::new(&files, settings, |zh, _| told(zh));
        let (_, requests) = book.done(&[]);
        let (system, user) = &requests[3];
        // Terms are decided, and always said; the nearest pairs come first, and the two nearest sentences anyway.
        assert!(system.contains("屋顶 => roof"), "{system}");
        let before = user["context_before"].as_array().unwrap();
        let pairs = before.iter().filter(|one| one.is_object()).count();
        assert_eq!(
            (pairs, before.len()),
            (most, most.max(2)),
            "{tokens}: {user}"
        );
    }
}

#[test]
fn names_are_kept_in_a_list_that_people_edit() {
    let text = chinese(10..13);
    let book = Book::new(
        &[("zh/a.md", &text)],
        ("", "", "batch = 1\nconcurrency = 1"),
        |zh, _| told(zh),
    );
    let (said, requests) = book.done(&[]);
    assert!(
        said.contains("1 name was found and added to names.tsv: 林小安 Lin Xiao'an"),
        "{said}"
    );
    let list = book.read("names.tsv");
    assert!(list.ends_with("\n林小安\tLin Xiao'an\tzh/a.md\n"), "{list}");
    let shown = |system: &str, name: &str| system.contains(&format!("\n林小安 => {name}"));
    let with: Vec<bool> = requests
        .iter()
        .map(|(s, _)| shown(s, "Lin Xiao'an"))
        .collect();
    assert_eq!(with, [false, true, true]);
    // What the program found is no reason to ask again.
    fs::remove_dir_all(book.path().join("en")).unwrap();
    fs::remove_dir_all(book.path().join("bitext")).unwrap();
    assert_eq!(book.done(&[]).1, []);
    // What a person decides is, and the line stays.
    let edited = list.replace("Lin Xiao'an", "Ann Lin") + "# mine\n";
    book.write("names.tsv", &edited);
    book.write("zh/b.md", &chinese(12..14));
    let (said, requests) = book.done(&[]);
    assert!(!said.contains("found"), "{said}");
    // Each is asked for once more, because the server does not keep to it.
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|(system, _)| shown(system, "Ann Lin")));
    assert_eq!(book.read("names.tsv"), edited);
    // Something that is no name is left alone; a broken list is named with its line.
    book.write("names.tsv", "林小安\t-\n");
    book.write("zh/c.md", &chinese(10..12));
    let (_, requests) = book.done(&[]);
    assert_eq!(requests, [], "as the first time");
    assert_eq!(book.read("names.tsv"), "林小安\t-\n");
    book.write("names.tsv", "林小安\n");
    let (code, said) = book.said(&[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("names.tsv:1:1"), "{said}");
}

/// An answer with another name is asked for once more, with the name; a pronoun is no other name.
#[test]
fn another_name_is_asked_for_again() {
    let text = chinese(10..14);
    let book = Book::new(
        &[("zh/a.md", &text)],
        ("", "", "batch = 1\nconcurrency = 1"),
        |zh, number| match (zh, number) {
            ("渔夫问林小安天气怎么样。", 1) => {
                "The fisherman asks Little Ann about the weather.".to_owned()
            }
            ("晚上林小安回家。", _) => "In the evening he goes home.".to_owned(),
            (zh, _) => told(zh),
        },
    );
    let (_, requests) = book.done(&[]);
    assert_eq!(requests.len(), 5);
    let again = &requests[2].0;
    assert!(
        again.contains("wrong: s1: 林小安 is \"Lin Xiao'an\""),
        "{again}"
    );
    let english = "Lin Xiao'an stands on the quay. The fisherman asks Lin Xiao'an about the weather. In the evening he goes home. Lin Xiao'an did not sleep.\n";
    assert_eq!(book.read("en/a.md"), english);
}

/// Names are for projects, and can be left out; the glossary decides before them.
#[test]
fn there_is_no_list_where_none_is_wanted() {
    let text = chinese(10..13);
    let glossary = ("g.csv", "source,target\n林小安,Lin Xiao'an\n");
    for (project, translate) in [("", "names = \"\""), ("glossary = [\"g.csv\"]", "")] {
        let settings = (project, translate, "batch = 1\nconcurrency = 1");
        let book = Book::new(&[("zh/a.md", &text), glossary], settings, |zh, _| told(zh));
        let (said, requests) = book.done(&[]);
        assert_eq!(requests.len(), 3);
        assert!(!said.contains("names.tsv"), "{said}");
        assert!(
            !requests
                .iter()
                .any(|(system, _)| system.contains("These names"))
        );
        assert!(!book.path().join("names.tsv").exists());
    }
}

#[test]
fn stale_english_is_shown_what_it_was() {
    let text = format!("{}\n{}", TALE[8].0, chinese(0..2));
    let book = Book::new(
        &[("zh/a.md", &text)],
        ("", "", "concurrency = 1"),
        |zh, _| told(zh),
    );
    book.done(&[]);
    book.write("zh/a.md", &text.replace("五点", "六点"));
    assert_eq!(book.done(&[]).1, []);
    let (_, requests) = book.done(&["--stale"]);
    let [(system, user)] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(user["segments"], json!({"s1": TALE[9].0}));
    let was = format!("\n{} => {}", TALE[8].0, TALE[8].1);
    assert!(
        system.contains("s1 was translated before") && system.ends_with(&was),
        "{system}"
    );
    assert!(book.read("en/a.md").starts_with(TALE[9].1));
    assert_eq!(book.done(&["--stale"]).1, []);
    // The answer belongs to what it was: elsewhere the sentence is asked for by itself.
    book.write("zh/b.md", &chinese(9..10));
    let (_, requests) = book.done(&[]);
    assert_eq!(requests.len(), 1);
    assert!(!requests[0].0.contains("translated before"));
}
