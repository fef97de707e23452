//! The process is interrupted while it waits for a server.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::desk::{command, done, lay_out, left_over};
use super::ended::{
    PATIENCE, SIGNALS, cache_opens, ends, interrupts_are_ignored, is_by, outputs, send,
};
use crate::translate::chat::{completion, http, project, server};

/// A server that never answers, and a channel that tells when it is asked.
fn silent() -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (tell, asked) = channel();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming().flatten() {
            held.push(stream);
            if tell.send(()).is_err() {
                return;
            }
        }
    });
    (url, asked)
}

#[test]
fn what_waits_for_a_server_can_be_ended() {
    if interrupts_are_ignored() {
        return;
    }
    let commands: [&[&str]; 3] = [
        &[
            "align",
            "zh.txt",
            "en.txt",
            "--encoder",
            "local",
            "-o",
            "a.bitext.jsonl",
        ],
        &["providers", "check", "local"],
        &["translate", "zh.txt", "-o", "a.txt"],
    ];
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_out(folder);
    let (url, asked) = silent();
    let encoder = format!("[encoder.local]\nurl = \"{url}\"\nmodel = \"m\"");
    project(folder, &url, &encoder);
    let before = outputs(folder);
    for arguments in commands {
        let name = arguments.join(" ");
        for (signal, number) in SIGNALS {
            let mut child = command(folder, arguments)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            asked.recv_timeout(PATIENCE).expect("the server is asked");
            send(&child, signal);
            if arguments[0] == "translate" && signal == "-INT" {
                // Requests under way are paid for, so they are waited for, unless that takes too long.
                let mut said = String::new();
                let mut output = BufReader::new(child.stderr.take().unwrap());
                while !said.contains("Ctrl-C again") {
                    assert_ne!(output.read_line(&mut said).unwrap(), 0, "{said}");
                }
                assert!(child.try_wait().unwrap().is_none());
                send(&child, signal);
            }
            let status = ends(&mut child, &name);
            assert!(is_by(status, number), "{name}: {status}");
            assert_eq!(outputs(folder), before, "{name}");
            cache_opens(folder);
            while asked.try_recv().is_ok() {}
        }
    }
}

const TRANSLATE: [&str; 4] = ["translate", "zh.txt", "-o", "en.txt"];

/// Starts a translation, and interrupts it when the server was asked.
fn ends_in_order(folder: &Path, begun: &Receiver<()>) {
    let mut child = command(folder, &TRANSLATE)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    begun.recv_timeout(PATIENCE).expect("the server is asked");
    send(&child, "-INT");
    let status = ends(&mut child, "translate");
    assert_eq!(status.code(), Some(130), "{status}");
}

#[test]
fn a_translation_ends_in_order_and_pays_for_nothing_twice() {
    let (tell, begun) = channel();
    let (url, asked) = server(move |_, _, right| {
        let _ = tell.send(());
        std::thread::sleep(Duration::from_millis(300));
        completion(&right)
    });
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    project(folder, &url, "concurrency = 2\nbatch = 2");
    let zh: String = (0..20)
        .map(|n| format!("第{n}句说的是海上的灯。\n\n"))
        .collect();
    fs::write(folder.join("zh.txt"), zh).unwrap();
    let before = outputs(folder);
    ends_in_order(folder, &begun);
    assert_eq!(outputs(folder), before);
    assert!(asked.lock().unwrap().len() < 20);
    done(folder, &TRANSLATE);
    let asked = asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 20);
    assert!(asked.values().all(|&often| often == 1), "{asked:?}");
    assert!(left_over(folder).is_empty());
}

#[test]
fn a_translation_that_waits_for_its_turn_ends_at_once() {
    let (tell, begun) = channel();
    let (url, _) = server(move |_, _, _| {
        let _ = tell.send(());
        http(429, "Retry-After: 60\r\n", "{}")
    });
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    project(folder, &url, "");
    fs::write(folder.join("zh.txt"), "海上有灯。\n").unwrap();
    ends_in_order(folder, &begun);
    assert!(!folder.join("en.txt").exists());
}
