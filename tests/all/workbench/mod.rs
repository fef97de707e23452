//! A project in a folder of its own, and a running workbench over it.
// What is sent is written where it is sent.
#![allow(clippy::needless_pass_by_value)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::{self, fixture, root, stderr, stdout};
use serde_json::{Value, json};

/// The files of [`Project::book`].
const BOOK: &[(&str, &str)] = &[
    (
        "duizhao.toml",
        "[project]\nsource = \"zh/*.md\"\ntarget = \"en/{path}\"\nbitext = \"bitext/{path}.bitext.jsonl\"\norder = \"zh/SUMMARY.md\"\nglossary = [\"glossary/terms.csv\"]\n",
    ),
    (
        "glossary/terms.csv",
        "source,target,variants,forbidden,note\n渡口,ferry landing,landing,pier,\n",
    ),
    (
        "zh/SUMMARY.md",
        "# 河\n\n# 上游\n\n- [清晨](01.md)\n- [账本](02.md)\n- [大雾](03.md)\n\n# 下游\n\n- [钟声](04.md)\n- [归来](05.md)\n",
    ),
    (
        "zh/01.md",
        "# 清晨\n\n老人每天早上都到渡口去等船。\n\n河水在石头之间慢慢地流。\n\n没有人知道他在等谁。\n",
    ),
    (
        "en/01.md",
        "# Early Morning\n\nEvery morning the old man went to the ferry landing to wait for the boat.\n\nThe river flowed slowly between the stones.\n\nNobody knew for whom he was waiting.\n",
    ),
    (
        "zh/02.md",
        "# 账本\n\n店主把账本放在柜台上。\n\n去年他一共卖出了三百四十二双鞋子。\n\n下雨的日子里谁也不愿意出门买东西，街上空空荡荡的，只有猫还在屋檐下面走来走去。\n\n他在渡口旁边还有一间仓库。\n",
    ),
    (
        "en/02.md",
        "# The Ledger\n\nThe shopkeeper laid the ledger on the counter.\n\nLast year he had sold 324 pairs of shoes in all.\n\nHe also had a warehouse beside the landing.\n",
    ),
    ("zh/03.md", "# 大雾\n\n雾来了，什么也看不见。\n"),
    (
        "zh/04.md",
        "# 钟声\n\n晚上钟声从渡口那边传过来。\n\n孩子们停下来听了一会儿。\n\n妈妈在门口叫他们回家吃饭。\n",
    ),
    (
        "en/04.md",
        "# The Bell\n\nIn the evening the sound of the bell came over from the crossing.\n\nThe children stopped and listened for a while.\n\nA translator once added this long remark about bells in general, which nobody had asked for and which is not in the original at all.\n\nTheir mother stood at the door and called them home for supper.\n",
    ),
    (
        "zh/05.md",
        "# 归来\n\n船终于靠岸了。\n\n他把灯笼挂在船头，一个人慢慢走回村子里去。\n",
    ),
    (
        "en/05.md",
        "# The Return\n\nAt last the boat came to the shore.\n\nHe hung the lantern on the bow and walked slowly back to the village alone.\n",
    ),
];

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

    /// A book of five chapters in two parts. 01 has a bitext and nothing to do; 02 has a sentence without
    /// English, a wrong number and no bitext; 03 is not translated; 04 has an English sentence more, and
    /// renders a term otherwise; 05 has nothing to do.
    pub(crate) fn book() -> Project {
        let project = Project {
            folder: tempfile::tempdir().unwrap(),
        };
        for folder in ["zh", "en", "glossary", "bitext"] {
            fs::create_dir(project.path(folder)).unwrap();
        }
        for (name, text) in BOOK {
            fs::write(project.path(name), text).unwrap();
        }
        duizhao(
            &project,
            &[
                "align",
                "zh/01.md",
                "en/01.md",
                "-o",
                "bitext/01.md.bitext.jsonl",
            ],
        );
        project
    }

    /// The project that is in this folder.
    pub(crate) fn of(folder: tempfile::TempDir) -> Project {
        Project { folder }
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
        let (status, answer) = self.try_get(&format!("/api/{what}"));
        assert_eq!(status, 200, "{what}: {answer}");
        answer
    }

    /// Asks for a path of the server.
    pub(crate) fn try_get(&self, path: &str) -> (u16, Value) {
        let headers = [
            ("host", self.host.as_str()),
            ("cookie", self.cookie.as_str()),
        ];
        let (status, _, body) = self.raw("GET", path, &headers, "");
        let answer = serde_json::from_slice(&body).unwrap_or(json!(null));
        (status, answer)
    }

    pub(crate) fn try_post(&self, what: &str, body: Value) -> (u16, Value) {
        self.try_post_to(&format!("/api/{what}"), body)
    }

    pub(crate) fn try_post_to(&self, path: &str, body: Value) -> (u16, Value) {
        let origin = format!("http://{}", self.host);
        let headers = [
            ("host", self.host.as_str()),
            ("cookie", self.cookie.as_str()),
            ("origin", origin.as_str()),
            ("content-type", "application/json"),
        ];
        let (status, _, answer) = self.raw("POST", path, &headers, &body.to_string());
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

    /// The bead whose side consists of this one sentence.
    pub(crate) fn bead_of(&self, words: &str, side: &str) -> Value {
        let beads = self.get("beads?from=0&count=1000")["beads"].clone();
        let mut beads = beads.as_array().unwrap().iter();
        let found = beads.find(|bead| {
            let sentences = bead[side].as_array().unwrap();
            sentences.len() == 1 && sentences[0]["text"] == words
        });
        found
            .unwrap_or_else(|| panic!("no bead says {words}"))
            .clone()
    }

    /// Takes all links apart, whatever the aligner made of the texts, and links these sentences.
    pub(crate) fn relink(&self, pairs: &[(&str, &str)]) {
        let op = |op: Value| {
            self.post("op", json!({"version": self.version(), "op": op}));
        };
        let is_there = |side: &Value| !side.as_array().unwrap().is_empty();
        loop {
            let beads = self.get("beads?from=0&count=1000")["beads"].clone();
            let mut beads = beads.as_array().unwrap().iter();
            let both = beads.find(|bead| is_there(&bead["source"]) && is_there(&bead["target"]));
            let Some(both) = both else { break };
            op(json!({"do": "unlink", "bead": both["id"]}));
        }
        for (chinese, english) in pairs {
            let source = self.bead_of(chinese, "source")["id"].clone();
            let target = self.bead_of(english, "target")["id"].clone();
            op(json!({"do": "link", "source": source, "target": target}));
        }
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
