//! Somebody has had enough.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{command, everything, lay_out};

/// An end may take so long.
const SECONDS: u64 = 5;
const SIGNALS: [(&str, i32); 2] = [("-INT", 2), ("-TERM", 15)];

fn send(child: &Child, signal: &str) {
    let id = child.id().to_string();
    let status = Command::new("kill").args([signal, &id]).status();
    assert!(status.unwrap().success());
}

fn ends(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > Duration::from_secs(SECONDS) {
            let _ = child.kill();
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// By the signal, or with the exit code that shells give for it.
fn is_by(status: ExitStatus, signal: i32) -> bool {
    status.signal() == Some(signal) || status.code() == Some(128 + signal)
}

/// Whoever started the tests may have had them ignore Ctrl-C, and that is inherited.
fn interrupts_are_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let ignored = mask.is_some_and(|mask| mask & 2 != 0);
    if ignored {
        eprintln!("skipped: the tests run where Ctrl-C is ignored");
    }
    ignored
}

#[test]
fn a_long_alignment_can_be_ended() {
    if interrupts_are_ignored() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &dyn Fn(usize) -> String| {
        let text: String = (0..6000).map(text).collect();
        fs::write(folder.path().join(name), text).unwrap();
    };
    write("zh.txt", &|n| {
        format!("桥断了{n}次。镇上的人等了{n}年！\n\n")
    });
    write("en.txt", &|n| {
        format!("The bridge broke {n} times. The town waited for {n} years!\n\n")
    });
    let before = everything(folder.path());
    for (signal, number) in SIGNALS {
        let mut child = command(
            folder.path(),
            &["align", "zh.txt", "en.txt", "-o", "a.bitext.jsonl"],
        )
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
        std::thread::sleep(Duration::from_millis(400));
        send(&child, signal);
        let status = ends(&mut child);
        assert!(is_by(status, number), "{status}");
        assert_eq!(everything(folder.path()), before);
    }
}

#[test]
fn a_pipe_can_be_ended_while_it_waits() {
    if interrupts_are_ignored() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (signal, number) in SIGNALS {
        let mut child = command(folder.path(), &["pipe", "segment"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let line = "{\"id\":1,\"text\":\"The bridge broke. The town waited.\"}\n";
        input.write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut answer).unwrap();
        assert!(answer.ends_with("}\n"), "{answer}");
        send(&child, signal);
        let status = ends(&mut child);
        assert!(is_by(status, number), "{status}");
    }
}

#[test]
fn a_review_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    let bitext = folder.path().join("base.bitext.jsonl");
    let before = fs::read(&bitext).unwrap();
    for (signal, _) in SIGNALS {
        let mut child = command(folder.path(), &["review", "base.bitext.jsonl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut address).unwrap();
        assert!(address.starts_with("http://"), "{address}");
        send(&child, signal);
        let status = ends(&mut child);
        // It saves first, and has done what was asked.
        assert!(status.success(), "{status}");
        assert_eq!(fs::read(&bitext).unwrap(), before);
    }
}
