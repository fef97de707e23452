//! `duizhao translate` against servers that others wrote, which judge how they are asked. Where one is
//! not installed its test says so and is skipped: `DUIZHAO_LLMOCK` and `DUIZHAO_PRISM` name their
//! commands.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::ffi::OsString;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts `command` with the arguments for a port, and waits until it listens.
    fn start(command: &OsString, arguments: impl Fn(&str) -> Vec<String>) -> Server {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let child = Command::new(command)
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
                command.display()
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

fn installed(variable: &str) -> Option<OsString> {
    let command = std::env::var_os(variable).filter(|command| !command.is_empty());
    if command.is_none() {
        eprintln!("skipped: {variable} does not name the server's command");
    }
    command
}

fn translate(folder: &Path, settings: &str, sentences: usize) -> Output {
    std::fs::write(folder.join("duizhao.toml"), settings).unwrap();
    let text: String = (0..sentences)
        .map(|n| format!("第{n}句说的是海上的灯。\n\n"))
        .collect();
    std::fs::write(folder.join("zh.txt"), text).unwrap();
    Command::new(env!("CARGO_BIN_EXE_duizhao"))
        .current_dir(folder)
        .args(["translate", "zh.txt", "-o", "en.txt", "--allow-partial"])
        .env("DUIZHAO_TEST_KEY", "sk-test-4711")
        .output()
        .unwrap()
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
    let set = ureq::post(format!("{}/_llmock/scenario", server.url()))
        .header("content-type", "application/json")
        .send(scenario)
        .unwrap();
    assert!(set.status().is_success());
    for protocol in ["openai", "anthropic"] {
        let folder = tempfile::tempdir().unwrap();
        let base = if protocol == "openai" {
            "/v1"
        } else {
            "/anthropic"
        };
        let settings = format!(
            "[provider.l]\nprotocol = \"{protocol}\"\nurl = \"{}{base}\"\nmodel = \"gpt-4o-mini\"\nbatch = 5\nkey-env = \"DUIZHAO_TEST_KEY\"\n",
            server.url()
        );
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
    let description =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/specs/deepl-openapi.yaml");
    if !description.exists() {
        eprintln!("skipped: {} is not there", description.display());
        return;
    }
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
    // It gives one text however many were asked for: so they are asked for again, one by one. A request
    // that is not as described is refused, and ends the run.
    let done = translate(folder.path(), &settings, 3);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("requests in"), "{said}");
}
