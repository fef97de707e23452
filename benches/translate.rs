//! Time and memory of a translation at a server on this machine that answers in 200 ms and allows eight
//! requests at once (a ninth gets 429); and of looking a text up in a large translation memory.
//!
//! `cargo bench --bench translate`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use duizhao::translate::{FuzzyIndex, Unit};
use serde_json::{Value, json};

const BATCHES: usize = 400;
const SENTENCES: usize = 5;
const AT_ONCE: usize = 8;
const ANSWER_AFTER: Duration = Duration::from_millis(200);

fn main() {
    translate();
    look_up();
}

fn translate() {
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
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "[provider.x]\nprotocol = \"openai\"\nurl = \"{url}\"\nmodel = \"m\"\nbatch = {SENTENCES}\nconcurrency = {AT_ONCE}\n"
    );
    std::fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    let text: String = (0..BATCHES * SENTENCES)
        .map(|n| format!("第{n}句说的是海上的灯。\n\n"))
        .collect();
    std::fs::write(folder.path().join("zh.txt"), text).unwrap();
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_duizhao"))
        .current_dir(folder.path())
        .args(["-q", "translate", "zh.txt", "-o", "en.txt"])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let most = watch(&mut child);
    let took = start.elapsed().as_secs_f64();
    let ideal = ANSWER_AFTER.as_secs_f64() * BATCHES as f64 / AT_ONCE as f64;
    println!(
        "{BATCHES} batches: {took:.2} s, {:.3} times the ideal {ideal} s; {} refused; {} MB at most",
        took / ideal,
        refusals.load(Ordering::SeqCst),
        most / 1024
    );
}

/// Waits for the end of a process; gives back the most memory that it had, in KiB, where the system
/// tells.
fn watch(child: &mut Child) -> u64 {
    let mut most = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let peak = status.ok().and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
            line.split_whitespace().nth(1)?.parse().ok()
        });
        most = most.max(peak.unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return most;
        }
        std::thread::sleep(Duration::from_millis(20));
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

fn answer(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let user: Value = serde_json::from_str(body["messages"][1]["content"].as_str()?).ok()?;
    let mut english = json!({});
    for (key, text) in user["segments"].as_object()? {
        let number: String = text
            .as_str()?
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        english[key] = json!(format!("Sentence {number} is about the light at sea."));
    }
    let message = json!({"content": english.to_string()});
    Some(json!({"choices": [{"message": message, "finish_reason": "stop"}]}).to_string())
}

/// A text of 1,000 sentences in a memory of 100,000.
fn look_up() {
    let mut random = fastrand::Rng::with_seed(7);
    // As uneven as characters of a language are.
    let mut sentence = || -> String {
        let length = random.usize(8..40);
        (0..length)
            .filter_map(|_| {
                let rank = (random.f64().powi(4) * 3000.0) as u32;
                char::from_u32(0x4e00 + rank)
            })
            .collect()
    };
    let units: Vec<Unit> = (0..100_000)
        .map(|n| Unit {
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
        "memory of {} units: index in {built:.2} s, {:.2} ms a sentence, {found} of 1000 found",
        units.len(),
        start.elapsed().as_secs_f64()
    );
}
