//! A project in a folder of its own, and a running workbench over it.
// Each test program uses a part; what is sent is written where it is sent.
#![allow(dead_code, clippy::needless_pass_by_value)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::{self, fixture, root, stderr, stdout};
use serde_json::{Value, json};

/// A project folder with the interview, its bitext and a glossary.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

const SETTINGS: &str = "[project]\nsource = \"zh.md\"\ntarget = \"en.md\"\nbitext = \"book.bitext.jsonl\"\nglossary = [\"glossary/terms.csv\"]\n";

impl Project {
    pub(crate) fn new() -> Project {
        let project = Project {
            folder: tempfile::tempdir().unwrap(),
        };
        for name in ["zh.md", "en.md"] {
            fs::copy(fixture("interview").join(name), project.path(name)).unwrap();
        }
        fs::create_dir(project.path("glossary")).unwrap();
        fs::copy(
            root().join("glossary/interview.csv"),
            project.path("glossary/terms.csv"),
        )
        .unwrap();
        fs::write(project.path("duizhao.toml"), SETTINGS).unwrap();
        duizhao(
            &project,
            &["align", "zh.md", "en.md", "-o", "book.bitext.jsonl"],
        );
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn review(&self, more: &[&str]) -> Server {
        let mut arguments = vec!["review", "book.bitext.jsonl"];
        arguments.extend(more);
        Server::start(self, &arguments)
    }
}

pub(crate) fn command(project: &Project, arguments: &[&str]) -> Command {
    common::command(project.folder.path(), arguments)
}

/// Runs the command, and returns its standard output.
pub(crate) fn duizhao(project: &Project, arguments: &[&str]) -> String {
    let output = command(project, arguments).output().unwrap();
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{arguments:?}: {}",
        stderr(&output)
    );
    stdout(&output)
}

/// A running workbench.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
    pub(crate) host: String,
    pub(crate) cookie: String,
}

pub(crate) type Raw = (u16, Vec<(String, String)>, Vec<u8>);

impl Server {
    pub(crate) fn start(project: &Project, arguments: &[&str]) -> Server {
        let mut process = command(project, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut address).unwrap();
        if address.trim().is_empty() {
            let mut said = String::new();
            let _ = process.stderr.take().unwrap().read_to_string(&mut said);
            panic!("the workbench did not start: {said}");
        }
        let address = address.trim().to_owned();
        let rest = address.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let mut server = Server {
            process,
            host: host.to_owned(),
            address: address.clone(),
            cookie: String::new(),
        };
        let (status, head, _) = server.raw("GET", &format!("/{path}"), &[("host", host)], "");
        assert_eq!(status, 303);
        let cookie = head.iter().find(|(name, _)| name == "set-cookie").unwrap();
        assert!(cookie.1.contains("HttpOnly") && cookie.1.contains("SameSite=Strict"));
        server.cookie = cookie.1.split(';').next().unwrap().to_owned();
        server
    }

    /// Sends exactly these headers, which a browser would not.
    pub(crate) fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Raw {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        (status, headers, answer[end + 4..].to_vec())
    }

    pub(crate) fn get(&self, what: &str) -> Value {
        let headers = [
            ("host", self.host.as_str()),
            ("cookie", self.cookie.as_str()),
        ];
        let (status, _, body) = self.raw("GET", &format!("/api/{what}"), &headers, "");
        assert_eq!(status, 200, "{what}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    pub(crate) fn try_post(&self, what: &str, body: Value) -> (u16, Value) {
        let origin = format!("http://{}", self.host);
        let headers = [
            ("host", self.host.as_str()),
            ("cookie", self.cookie.as_str()),
            ("origin", origin.as_str()),
            ("content-type", "application/json"),
        ];
        let (status, _, answer) =
            self.raw("POST", &format!("/api/{what}"), &headers, &body.to_string());
        (
            status,
            serde_json::from_slice(&answer).unwrap_or(json!(null)),
        )
    }

    pub(crate) fn post(&self, what: &str, body: Value) -> Value {
        let (status, answer) = self.try_post(what, body);
        assert_eq!(status, 200, "{what}: {answer}");
        answer
    }

    pub(crate) fn version(&self) -> u64 {
        self.get("session")["version"].as_u64().unwrap()
    }

    /// Kills the server, as in a power failure.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Interrupts the server, as Ctrl-C does.
    pub(crate) fn end(mut self) {
        let id = self.process.id().to_string();
        Command::new("kill").args(["-INT", &id]).status().unwrap();
        let status = self.process.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
