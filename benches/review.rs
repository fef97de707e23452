//! The workbench on a long text: time until it is open, and until it answers.
//!
//! `cargo bench --bench review`

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod shared;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use shared::Table;

const BEADS: usize = 100_000;
const RUNS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = String::from("source\ttarget\tconfidence\n");
    for n in 0..BEADS {
        let source = format!(
            "第{n}天，他在海边的灯塔上看见了{}只海鸥飞过学校的屋顶。",
            n % 90
        );
        let target = format!(
            "On day {n}, from the lighthouse by the sea, he saw {} gulls fly over the school.",
            n % 90
        );
        table.push_str(&format!("{source}\t{target}\t0.{}\n", n % 10));
    }
    fs::write(folder.path().join("big.tsv"), table).unwrap();
    let duizhao = |arguments: &[&str]| {
        let mut command = shared::duizhao();
        command.args(arguments).current_dir(folder.path());
        command
    };
    assert!(
        duizhao(&["convert", "big.tsv", "big.bitext.jsonl"])
            .stderr(Stdio::null())
            .status()
            .unwrap()
            .success()
    );
    fs::remove_file(folder.path().join("big.tsv")).unwrap();

    let mut figures: Vec<(&str, Vec<Duration>)> = [
        "open: from the command to the address",
        "the first 200 beads, while everything is being checked",
        "an edit, with the check of its bead and those near it",
        "a search in both languages",
        "the diff with the file as it was opened",
        "the places of a word that every link has, the first 200 of them given",
        "the places of whole words in other letters, of which there are none",
        "1,111 places of a word replaced as one step",
    ]
    .map(|name| (name, Vec::new()))
    .into();
    let mut peak = 0;
    for run in 0..RUNS {
        let start = Instant::now();
        let mut server = duizhao(&["review", "big.bitext.jsonl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        figures[0].1.push(start.elapsed());
        let page = Page::new(address.trim());
        let mut timed = |at: usize, work: &dyn Fn()| {
            let start = Instant::now();
            work();
            figures[at].1.push(start.elapsed());
        };
        timed(1, &|| drop(page.get("/api/beads?from=0&count=200")));
        // The whole text is checked first, in the background.
        std::thread::sleep(Duration::from_secs(6));
        let bead = page.get("/api/beads?from=50000&count=1");
        let id = bead
            .split("\"id\":\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let edit = format!(
            "{{\"version\":99999,\"op\":{{\"do\":\"translate\",\"bead\":\"{id}\",\"texts\":[\"Anew.\"]}}}}"
        );
        timed(2, &|| drop(page.post("/api/op", &edit)));
        timed(3, &|| drop(page.get("/api/search?q=gulls")));
        timed(4, &|| drop(page.get("/api/diff")));
        timed(5, &|| drop(page.get("/api/find?q=gulls&most=200")));
        timed(6, &|| {
            drop(page.get("/api/find?q=GULLIVER&words=true&most=200"));
        });
        let version = page.get("/api/find?q=lighthouse&most=1");
        let version = version.split("\"version\":").nth(1).unwrap();
        let version: String = version.chars().take_while(char::is_ascii_digit).collect();
        // Each run has numbers of its own: what the one before wrote is saved.
        let number = 71 + run;
        let replace = format!(
            "{{\"version\":{version},\"q\":\"day {number}\",\"with\":\"night {number}\",\"words\":false,\"except\":[\"none\"]}}"
        );
        timed(7, &|| drop(page.post("/api/replace", &replace)));
        peak = peak.max(shared::peak(&server.id().to_string()));
        let _ = server.kill();
        let _ = server.wait();
    }
    let mut table = Table::new(["what", "ms, the median"]);
    for (name, mut times) in figures {
        times.sort();
        let median = times[RUNS / 2].as_secs_f64() * 1000.0;
        table.row([name.to_owned(), format!("{median:.0}")]);
    }
    println!("{table}");
    println!("It takes {} MB at most.", peak / 1024);
}

/// A client that sends the requests of the page.
struct Page {
    host: String,
    cookie: String,
}

impl Page {
    fn new(address: &str) -> Page {
        let (host, path) = address
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let mut page = Page {
            host: host.to_owned(),
            cookie: String::new(),
        };
        let answer = page.send("GET", &format!("/{path}"), "");
        let cookie = answer.split("set-cookie: ").nth(1).unwrap();
        page.cookie = cookie.split(';').next().unwrap().to_owned();
        page
    }

    fn send(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let (host, cookie) = (&self.host, &self.cookie);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\norigin: http://{host}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let answer = self.send("GET", path, "");
        assert!(answer.contains(" 200 "), "{path}");
        answer
    }

    fn post(&self, path: &str, body: &str) -> String {
        let answer = self.send("POST", path, body);
        assert!(answer.contains(" 200 "), "{answer}");
        answer
    }
}
