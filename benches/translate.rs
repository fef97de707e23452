//! Time and memory of a translation by a local server that answers in 200 ms and allows eight requests
//! at once (a ninth gets 429); and of a look-up in a large translation memory.
//!
//! `cargo bench --bench translate`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shared;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use duizhao::translate::{FuzzyIndex, TranslationUnit};
use serde_json::{Value, json};
use shared::{Table, beside_python, grouped, seconds};

const BATCHES: usize = 400;
/// The number of sentences for a peer that sends one request after the other.
const FEW: usize = 40;
const SENTENCES: usize = 5;
const AT_ONCE: usize = 8;
const ANSWER_AFTER: Duration = Duration::from_millis(200);

fn main() {
    let mut table = Table::new([
        "translator",
        "batches",
        "s",
        "times the ideal",
        "refused",
        "MB",
    ]);
    let mut row = |name: &str, batches: usize, translator: &dyn Fn(&Server, &Path) -> Command| {
        let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
        let text: String = (0..batches * SENTENCES)
            .map(|n| format!("第{n}句说的是海上的灯。\n\n"))
            .collect();
        std::fs::write(folder.path().join("zh.txt"), text).unwrap();
        let mut command = translator(&server, folder.path());
        command
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let run = shared::watched(&mut command);
        let ideal = ANSWER_AFTER.as_secs_f64() * batches as f64 / AT_ONCE as f64;
        table.row([
            name.to_owned(),
            batches.to_string(),
            seconds(run.seconds),
            format!("{:.2}", run.seconds / ideal),
            server.refused.load(Ordering::SeqCst).to_string(),
            (run.kilobytes / 1024).to_string(),
        ]);
    };
    row("duizhao", BATCHES, &duizhao);
    row("duizhao", FEW, &duizhao);
    if let Some(program) = beside_python("bbook_maker") {
        row("bilingual_book_maker", FEW, &|server, _| {
            let mut command = Command::new(&program);
            command
                .args(["--book_name", "zh.txt", "--language", "English"])
                .args(["--api_format", "openai", "--key", "k", "--model", "m"])
                .args(["--api_base", &server.url, "--parallel-workers"])
                .arg(AT_ONCE.to_string())
                .args(["--batch_size", &SENTENCES.to_string()]);
            command
        });
    }
    println!("{table}");
    look_up();
}

fn duizhao(server: &Server, folder: &Path) -> Command {
    let settings = format!(
        "[provider.x]\nprotocol = \"openai\"\nurl = \"{}\"\nmodel = \"m\"\nbatch = {SENTENCES}\nconcurrency = {AT_ONCE}\n",
        server.url
    );
    std::fs::write(folder.join("duizhao.toml"), settings).unwrap();
    let mut command = shared::duizhao();
    command.args(["-q", "translate", "zh.txt", "-o", "en.txt"]);
    command
}

/// A server with the protocol of OpenAI's chat completions.
struct Server {
    url: String,
    refused: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (under_way, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let refusals = refused.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (under_way, refused) = (under_way.clone(), refused.clone());
                std::thread::spawn(move || serve(stream, &under_way, &refused));
            }
        });
        Server {
            url,
            refused: refusals,
        }
    }
}

/// Answers the requests of one connection.
fn serve(stream: TcpStream, under_way: &AtomicUsize, refused: &AtomicUsize) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let (status, answer) = if under_way.fetch_add(1, Ordering::SeqCst) >= AT_ONCE {
            refused.fetch_add(1, Ordering::SeqCst);
            (429, String::new())
        } else {
            std::thread::sleep(ANSWER_AFTER);
            (200, answer(&body)?)
        };
        under_way.fetch_sub(1, Ordering::SeqCst);
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n",
            answer.len()
        );
        reader
            .get_mut()
            .write_all((head + &answer).as_bytes())
            .ok()?;
    }
}

/// The answer to a request: a translation for each of our keyed sentences; for a peer's prompt, as many
/// lines as it sent.
fn answer(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let user = body["messages"].as_array()?.last()?["content"].as_str()?;
    let english = |text: &str| {
        let number: String = text.chars().filter(char::is_ascii_digit).collect();
        format!("Sentence {number} is about the light at sea.")
    };
    let keyed = serde_json::from_str::<Value>(user).ok();
    let content = match keyed.as_ref().and_then(|user| user["segments"].as_object()) {
        Some(segments) => {
            let answers = segments
                .iter()
                .map(|(key, text)| (key.clone(), english(text.as_str().unwrap_or("")).into()));
            Value::Object(answers.collect()).to_string()
        }
        None => user
            .split('\n')
            .filter(|line| line.contains('第'))
            .map(english)
            .collect::<Vec<_>>()
            .join("\n\n"),
    };
    let message = json!({"role": "assistant", "content": content});
    let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
    Some(json!({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}).to_string())
}

/// Looks up a text of 1,000 sentences in a memory of 100,000.
fn look_up() {
    let mut random = fastrand::Rng::with_seed(7);
    // The distribution of characters is uneven, as in a natural language.
    let mut sentence = || -> String {
        let length = random.usize(8..40);
        (0..length)
            .filter_map(|_| {
                let rank = (random.f64().powi(4) * 3000.0) as u32;
                char::from_u32(0x4e00 + rank)
            })
            .collect()
    };
    let units: Vec<TranslationUnit> = (0..100_000)
        .map(|n| TranslationUnit {
            source: sentence(),
            target: n.to_string(),
            origin: String::new(),
        })
        .collect();
    let start = Instant::now();
    let index = FuzzyIndex::new(&units);
    let built = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut found = 0;
    for unit in units.iter().step_by(100) {
        let mut text = unit.source.clone();
        text.push('了');
        found += usize::from(!index.best(&text, 0.75, 1).is_empty());
    }
    println!(
        "In a translation memory of {} sentences, which takes {built:.1} s to index, the likest is found in {:.1} ms; {found} of 1,000 sentences that were changed a little are.",
        grouped(units.len() as u64),
        start.elapsed().as_secs_f64()
    );
}
