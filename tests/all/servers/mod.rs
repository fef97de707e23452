//! `duizhao translate` against independent servers, which check the requests. If one is not installed,
//! its test says so and is skipped: `DUIZHAO_LLMOCK`, `DUIZHAO_PRISM` and `DUIZHAO_AIMOCK` name their
//! commands, `DUIZHAO_LLAMA` a Python that has xllamacpp and gguf, and `DUIZHAO_LIBRETRANSLATE` the
//! address of a LibreTranslate that has Chinese and English.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::{self, command, root, shared};

const KEY: &str = "sk-test-4711";

/// A server that is stopped at the end of the test.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts `command` with the arguments for a port, and waits until it listens.
    fn start(program: &Path, arguments: impl Fn(&str) -> Vec<String>) -> Server {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let child = Command::new(program)
            .args(arguments(&port.to_string()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server { child, port };
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                Instant::now() < deadline,
                "{} does not start",
                program.display()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn installed(variable: &str) -> Option<PathBuf> {
    common::installed(variable, "what the test needs of that server")
}

fn translate(folder: &Path, settings: &str, sentences: usize) -> Output {
    std::fs::write(folder.join("duizhao.toml"), settings).unwrap();
    let text: String = (0..sentences)
        .map(|n| format!("第{n}句说的是海上的灯。\n\n"))
        .collect();
    std::fs::write(folder.join("zh.txt"), text).unwrap();
    duizhao(
        folder,
        &["translate", "zh.txt", "-o", "en.txt", "--allow-partial"],
    )
}

fn duizhao(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .env("DUIZHAO_TEST_KEY", KEY)
        .output()
        .unwrap()
}

/// The settings of a provider that is a chat server.
fn chat(protocol: &str, url: &str, more: &str) -> String {
    format!(
        "[provider.x]\nprotocol = \"{protocol}\"\nurl = \"{url}\"\nmodel = \"gpt-4o-mini\"\nkey-env = \"DUIZHAO_TEST_KEY\"\n{more}\n"
    )
}

#[test]
fn a_judge_of_clients_finds_no_fault() {
    let Some(llmock) = installed("DUIZHAO_LLMOCK") else {
        return;
    };
    let server = Server::start(&llmock, |port| {
        ["serve", "--port", port].map(str::to_owned).to_vec()
    });
    let scenario = r#"{"behaviors":[{"type":"fail","status":429,"retry_after":1,"times":2},{"type":"fail","status":503,"times":1}]}"#;
    let address = format!("{}/_llmock/scenario", server.url());
    let (status, _) = common::web::ask("POST", &address, Some(scenario)).unwrap();
    assert!((200..300).contains(&status), "{status}");
    for protocol in ["openai", "anthropic"] {
        let folder = tempfile::tempdir().unwrap();
        let base = if protocol == "openai" {
            "/v1"
        } else {
            "/anthropic"
        };
        let url = format!("{}{base}", server.url());
        let settings = chat(protocol, &url, "batch = 5");
        let done = translate(folder.path(), &settings, 20);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(0), "{protocol}: {said}");
    }
    let report = Command::new(&llmock)
        .args(["report", "--strict", "--url", &server.url()])
        .output()
        .unwrap();
    let verdict = String::from_utf8_lossy(&report.stdout);
    assert!(
        report.status.success() && verdict.contains("PASS"),
        "{verdict}"
    );
}

#[test]
fn every_request_is_as_deepl_describes_it() {
    let Some(prism) = installed("DUIZHAO_PRISM") else {
        return;
    };
    let Some(description) = shared("specs/deepl-openapi.yaml") else {
        return;
    };
    let server = Server::start(&prism, |port| {
        let description = description.display().to_string();
        let arguments = ["mock", "--errors", "-h", "127.0.0.1", "-p", port];
        let mut arguments = arguments.map(str::to_owned).to_vec();
        arguments.push(description);
        arguments
    });
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "[provider.d]\nprotocol = \"deepl\"\nurl = \"{}\"\nkey-env = \"DUIZHAO_TEST_KEY\"\n",
        server.url()
    );
    // The server returns one text however many were requested, so the sentences are requested again one
    // by one. A request that is not valid is refused, and ends the run.
    let done = translate(folder.path(), &settings, 3);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("requests in"), "{said}");
}

/// Scripted answers: the sentences to expect, and the answers to the first and to later requests.
fn fixtures() -> serde_json::Value {
    let english = |n: usize| format!("Sentence {n} is about the light at sea.");
    let two = serde_json::json!({"s1": english(0), "s2": english(1)}).to_string();
    let one = |n| serde_json::json!({"s1": english(n)}).to_string();
    let fenced = format!("```json\n{}\n```", one(3));
    let first =
        |n: usize| serde_json::json!({"userMessage": format!("第{n}句"), "sequenceIndex": 0});
    let any = |n: usize| serde_json::json!({"userMessage": format!("第{n}句")});
    let slow = serde_json::json!({"message": "slow down", "type": "rate_limit_error"});
    serde_json::json!({"fixtures": [
        {"match": first(0), "response": {"error": slow, "status": 429, "retryAfter": 1}},
        {"match": any(0), "response": {"content": two}},
        {"match": first(2), "response": {"content": "{\"s1\":\"Sent", "finishReason": "length"}},
        {"match": any(2), "response": {"content": one(2)}},
        {"match": any(3), "response": {"content": fenced}},
        {"match": first(4), "response": {"content": "{\"s2\":\"Sentence 5 is about the light at sea.\"}"}},
        {"match": any(4), "response": {"content": one(4)}},
    ]})
}

#[test]
fn three_protocols_against_a_script() {
    let Some(aimock) = installed("DUIZHAO_AIMOCK") else {
        return;
    };
    for (protocol, path) in [("openai", "/v1"), ("anthropic", ""), ("ollama", "")] {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("fixtures.json");
        std::fs::write(&script, fixtures().to_string()).unwrap();
        let server = Server::start(&aimock, |port| {
            let script = script.display().to_string();
            let arguments = ["-p", port, "-f", &script, "--validate-on-load", "--strict"];
            arguments.map(str::to_owned).to_vec()
        });
        let url = format!("{}{path}", server.url());
        let settings = chat(protocol, &url, "batch = 2\nconcurrency = 1\ncontext = 0");
        let done = translate(folder.path(), &settings, 6);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(0), "{protocol}: {said}");
        let english = std::fs::read_to_string(folder.path().join("en.txt")).unwrap();
        let wanted: String = (0..6)
            .map(|n| format!("Sentence {n} is about the light at sea.\n\n"))
            .collect();
        assert_eq!(english.trim_end(), wanted.trim_end(), "{protocol}: {said}");
        // Three batches, the second again in halves, the third again for the missing sentences.
        assert!(said.contains(" 6 requests"), "{protocol}: {said}");
    }
}

#[test]
fn answers_of_llama_cpp_are_held_to_the_schema() {
    let Some(python) = installed("DUIZHAO_LLAMA") else {
        return;
    };
    let script = root().join("tests/all/servers/llama.py");
    let server = Server::start(&python, |port| {
        vec![script.display().to_string(), port.to_owned()]
    });
    let url = format!("{}/v1", server.url());
    let deadline = Instant::now() + Duration::from_secs(60);
    let health = format!("{}/health", server.url());
    while !common::web::ask("GET", &health, None).is_ok_and(|(status, _)| status == 200) {
        assert!(Instant::now() < deadline, "llama.cpp does not get ready");
        std::thread::sleep(Duration::from_millis(100));
    }
    let folder = tempfile::tempdir().unwrap();
    // More text than the model's context holds goes into one batch.
    let more = "batch = 200\nbatch-characters = 3000\nbody = { temperature = 0.8, seed = 7 }";
    let done = translate(folder.path(), &chat("openai", &url, more), 150);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    // The model's answers make no sense, but no sentence is without an answer.
    assert!(!said.contains("it is missing"), "{said}");
    let english = std::fs::read_to_string(folder.path().join("en.txt")).unwrap();
    let lines = english.lines().filter(|line| !line.is_empty()).count();
    assert_eq!(lines, 150);
    let checked = duizhao(folder.path(), &["providers", "check", "x"]);
    let report = String::from_utf8_lossy(&checked.stdout);
    assert!(
        report.contains("answers are held to a schema"),
        "{report}{}",
        String::from_utf8_lossy(&checked.stderr)
    );
    // Another key is refused, and neither that key nor ours is shown.
    std::fs::remove_dir_all(folder.path().join(".duizhao")).unwrap();
    let refused = command(folder.path(), &["translate", "zh.txt", "-v"])
        .env("DUIZHAO_TEST_KEY", "sk-wrong-4711")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{said}");
    assert!(said.contains("401") && !said.contains("4711"), "{said}");
}

#[test]
fn libretranslate_translates() {
    let Some(url) = installed("DUIZHAO_LIBRETRANSLATE") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "[provider.x]\nprotocol = \"libretranslate\"\nurl = \"{}\"\n",
        url.display()
    );
    let done = translate(folder.path(), &settings, 5);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("5 of 5 sentences translated"), "{said}");
}
