//! A real browser, driven over WebDriver.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::common::{skipped, web};
use crate::workbench::Server;

/// The longest time that a step may take; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(40);

pub(crate) const CONTROL: char = '\u{E009}';
pub(crate) const SHIFT: char = '\u{E008}';
pub(crate) const ALT: char = '\u{E00A}';
pub(crate) const ENTER: char = '\u{E007}';
pub(crate) const ESCAPE: char = '\u{E00C}';
pub(crate) const DOWN: char = '\u{E015}';
pub(crate) const TAB: char = '\u{E004}';
/// The WebDriver key that releases Control, Shift and Alt.
pub(crate) const UP_ALL: char = '\u{E000}';

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The display settings of the browser.
#[derive(Clone, Copy)]
pub(crate) struct Looks {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dark: bool,
}

pub(crate) const WIDE: Looks = Looks {
    width: 1280,
    height: 900,
    dark: false,
};

pub(crate) struct Browser {
    pub(crate) client: Client,
    driver: Child,
    address: String,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser; `None`, with a message, if there is no Chromium or no ChromeDriver.
    pub(crate) async fn open(looks: Looks) -> Option<Browser> {
        let (Some(chromium), Some(driver)) = (program("chromium"), program("chromedriver")) else {
            skipped("chromium and chromedriver are not on the PATH");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let address = format!("http://127.0.0.1:{port}");
        let profile = tempfile::tempdir().unwrap();
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!("--window-size={},{}", looks.width, looks.height));
        let mut capabilities = serde_json::Map::new();
        capabilities.insert(
            "goog:chromeOptions".into(),
            json!({"binary": chromium, "args": arguments, "perfLoggingPrefs": {"enableNetwork": true}}),
        );
        capabilities.insert(
            "goog:loggingPrefs".into(),
            json!({"browser": "ALL", "performance": "ALL"}),
        );
        let start = Instant::now();
        let client = loop {
            let tried = ClientBuilder::new(fantoccini_connector())
                .capabilities(capabilities.clone())
                .connect(&address)
                .await;
            match tried {
                Ok(client) => break client,
                Err(error) if start.elapsed() > PATIENCE => panic!("no browser: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        };
        let session = client.session_id().await.unwrap().unwrap();
        let browser = Browser {
            client,
            driver,
            address,
            session,
            _profile: profile,
        };
        browser.look(looks);
        Some(browser)
    }

    /// Sends a command that only ChromeDriver has.
    fn ask(&self, what: &str, body: Value) -> Value {
        let url = format!("{}/session/{}/{what}", self.address, self.session);
        let (_, text) = web::ask("POST", &url, Some(&body.to_string())).unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        answer["value"].clone()
    }

    pub(crate) fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.ask(
            "goog/cdp/execute",
            json!({"cmd": command, "params": parameters}),
        )
    }

    /// Prints the page to PDF, on paper of such a width and height in centimetres.
    pub(crate) fn print(&self, width: f64, height: f64) -> Vec<u8> {
        let printed = self.ask("print", json!({"page": {"width": width, "height": height}}));
        let printed = printed.as_str().unwrap_or_else(|| panic!("{printed}"));
        STANDARD.decode(printed).unwrap()
    }

    /// The roles and names of all nodes of the browser's accessibility tree.
    pub(crate) fn accessible(&self) -> Vec<(String, String)> {
        let tree = self.cdp("Accessibility.getFullAXTree", json!({}));
        let told = |node: &Value, what: &str| {
            node[what]["value"]
                .as_str()
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let nodes = tree["nodes"].as_array().unwrap().iter();
        nodes
            .filter(|node| node["ignored"] != json!(true))
            .map(|node| (told(node, "role"), told(node, "name")))
            .collect()
    }

    /// Changes the size of the page and the colours that it is asked for.
    pub(crate) fn look(&self, looks: Looks) {
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": looks.width, "height": looks.height, "deviceScaleFactor": 1, "mobile": looks.width < 600}),
        );
        let scheme = if looks.dark { "dark" } else { "light" };
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        );
    }

    pub(crate) async fn goto(&self, server: &Server) {
        self.client.goto(&server.address).await.unwrap();
        // The page opens at the last position.
        self.until(
            "the page is there",
            "return document.querySelector('#title').textContent !== '…'",
        )
        .await;
        self.click("[role=tab][data-view=align]").await;
        self.until(
            "the beads are there",
            "return document.querySelectorAll('[data-view=align] [data-index]').length > 1",
        )
        .await;
    }

    pub(crate) async fn js(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Waits until a script returns true.
    pub(crate) async fn until(&self, what: &str, script: &str) {
        let start = Instant::now();
        loop {
            let is = self.client.execute(script, Vec::new()).await;
            if is.is_ok_and(|is| is == json!(true)) {
                return;
            }
            if start.elapsed() > PATIENCE {
                self.picture("failed").await;
                let page = self
                    .js("return document.body.innerText.slice(0, 3000)")
                    .await;
                panic!("never: {what}\n{script}\n{page}");
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    /// Presses keys in the focused element.
    pub(crate) async fn keys(&self, keys: impl AsRef<str>) {
        // The focused element may be replaced between two commands of the driver.
        let start = Instant::now();
        loop {
            let sent = match self.client.active_element().await {
                Ok(active) => active.send_keys(keys.as_ref()).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(()) => return,
                Err(error) if start.elapsed() > PATIENCE => {
                    panic!("nothing takes the keys: {error}")
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Clicks on an element; rows may be replaced between finding one and clicking on it.
    pub(crate) async fn click(&self, selector: &str) {
        let start = Instant::now();
        loop {
            self.until(
                &format!("{selector} is there"),
                &format!("return !!document.querySelector(`{selector}`)"),
            )
            .await;
            let found = self.client.find(fantoccini::Locator::Css(selector)).await;
            let clicked = match found {
                Ok(found) => found.click().await,
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return,
                Err(error) if start.elapsed() > PATIENCE => panic!("{selector}: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Saves a screenshot to the folder that `DUIZHAO_SCREENSHOTS` names.
    pub(crate) async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("DUIZHAO_SCREENSHOTS") {
            let png = self.client.screenshot().await.unwrap();
            std::fs::write(Path::new(&folder).join(format!("{name}.png")), png).unwrap();
        }
    }

    /// Asserts that the page logged no error, and sent no request but to the workbench.
    pub(crate) fn is_clean(&self, server: &Server) {
        let said = self.ask("se/log", json!({"type": "browser"}));
        let bad: Vec<&Value> = said
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| {
                // The browser itself logs each refused request; the page's handling of them is tested
                // elsewhere.
                let message = entry["message"].as_str().unwrap_or("");
                !(entry["source"] == "network" && message.contains("409"))
            })
            .collect();
        assert!(bad.is_empty(), "{bad:?}");
        let log = self.ask("se/log", json!({"type": "performance"}));
        for entry in log.as_array().unwrap() {
            let message: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            let message = &message["message"];
            if message["method"] == "Network.requestWillBeSent" {
                let url = message["params"]["request"]["url"].as_str().unwrap();
                let ours = url.starts_with(&format!("http://{}/", server.host));
                let own = url.starts_with("data:") || url.starts_with("chrome:");
                assert!(ours || own, "asked {url}");
            }
        }
    }

    /// Asserts that the pages logged nothing, and asked for nothing but files of a folder.
    pub(crate) fn is_quiet(&self, folder: &str) {
        let said = self.ask("se/log", json!({"type": "browser"}));
        assert_eq!(said, json!([]));
        let log = self.ask("se/log", json!({"type": "performance"}));
        for entry in log.as_array().unwrap() {
            let message: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            let message = &message["message"];
            if message["method"] == "Network.requestWillBeSent" {
                let url = message["params"]["request"]["url"].as_str().unwrap();
                let own = ["data:", "chrome:", "about:"]
                    .iter()
                    .any(|own| url.starts_with(own));
                assert!(own || url.starts_with(folder), "asked {url}");
            }
        }
    }

    pub(crate) async fn close(mut self) {
        let _ = self.client.clone().close().await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A killed driver leaves its browser running; a driver that is asked to quit does not.
        let url = format!("{}/session/{}", self.address, self.session);
        let _ = web::ask("DELETE", &url, None);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn fantoccini_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}
