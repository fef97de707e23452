//! Stand-ins of the batch services of OpenAI and Anthropic, as their descriptions have them: files, batches
//! that are done after some looks, results in another order, errors, and whatever else a test wants to go wrong.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// The key that the stand-ins want.
pub(crate) const KEY: &str = "canary-7f3a-not-to-be-seen";

/// What the stand-ins can translate.
pub(crate) const PAIRS: [(&str, &str); 7] = [
    ("灯塔在海边。", "The lighthouse stands by the sea."),
    (
        "守塔人爬上一百级台阶。",
        "The keeper climbs a hundred steps.",
    ),
    ("海上有很多船。", "There are many ships at sea."),
    ("夜里风很大。", "At night the wind is strong."),
    ("天亮了他把灯熄掉。", "At dawn he puts the lamp out."),
    ("船都回来了。", "The ships have all come back."),
    ("海上有三条船。", "There are three ships at sea."),
];

/// The English of a sentence; nothing where it is none of [`PAIRS`].
pub(crate) fn english(chinese: &str) -> String {
    let mut pairs = PAIRS.iter();
    let found = pairs.find(|(source, _)| *source == chinese);
    found.map_or_else(String::new, |(_, target)| (*target).to_owned())
}

/// What becomes of a request of a batch.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    /// Its sentences come back in English.
    Right,
    /// The model says this.
    Says(String),
    /// It is refused.
    Refused(u16, String),
    /// Its time is over.
    Expired,
    /// There is no line for it.
    Missing,
    /// Its line comes twice.
    Twice,
}

/// What goes wrong with a request to the service.
pub(crate) enum Trouble {
    /// Nothing is done, and these bytes are sent.
    Before(Vec<u8>),
    /// It is done, and these bytes are sent in the place of the answer.
    After(Vec<u8>),
    /// It is done, and the connection stays open without an answer.
    Silence,
    /// Of the answer this much is missing.
    Short(usize),
}

type Say = dyn Fn(usize, &Value) -> Line + Send + Sync;
type Fail = dyn Fn(usize, &str) -> Option<Trouble> + Send + Sync;

/// A batch at the service.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) id: String,
    pub(crate) requests: Vec<(String, Value)>,
    metadata: Value,
    input_file: String,
    created: u64,
    looks: usize,
    is_cancelled: bool,
}

/// What the service knows.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) batches: Vec<Batch>,
    /// Each request: method, path, and its number among those to the same path.
    pub(crate) asked: Vec<String>,
    /// The sentences that were asked for at once, and not in a batch.
    pub(crate) asked_at_once: Vec<String>,
    /// Requests that broke the description.
    pub(crate) wrong: Vec<String>,
}

/// A service.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) url: String,
    pub(crate) state: Arc<Mutex<State>>,
    is_anthropic: bool,
    /// How many looks at a batch find it under way.
    looks: usize,
    /// The number of batches that fail as a whole, the message they fail with.
    fails_with: Option<String>,
    expires: bool,
    say: Arc<Say>,
    fail: Arc<Fail>,
}

impl Service {
    pub(crate) fn new(is_anthropic: bool) -> Service {
        Service {
            url: String::new(),
            state: Arc::default(),
            is_anthropic,
            looks: 1,
            fails_with: None,
            expires: false,
            say: Arc::new(|_, _| Line::Right),
            fail: Arc::new(|_, _| None),
        }
    }

    pub(crate) fn saying(
        mut self,
        say: impl Fn(usize, &Value) -> Line + Send + Sync + 'static,
    ) -> Service {
        self.say = Arc::new(say);
        self
    }

    /// `fail(n, what)` is asked for every request; `n` counts those with the same `METHOD path`, from 0.
    pub(crate) fn failing(
        mut self,
        fail: impl Fn(usize, &str) -> Option<Trouble> + Send + Sync + 'static,
    ) -> Service {
        self.fail = Arc::new(fail);
        self
    }

    pub(crate) fn failing_with(mut self, message: &str) -> Service {
        self.fails_with = Some(message.to_owned());
        self
    }

    pub(crate) fn expiring(mut self) -> Service {
        self.expires = true;
        self
    }

    /// Done after so many looks that find it under way.
    pub(crate) fn after(mut self, looks: usize) -> Service {
        self.looks = looks;
        self
    }

    pub(crate) fn start(mut self) -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let path = if self.is_anthropic { "" } else { "/v1" };
        self.url = format!("http://{address}{path}");
        let service = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let service = service.clone();
                std::thread::spawn(move || service.serve(stream));
            }
        });
        self
    }

    /// The settings of a project that uses it.
    pub(crate) fn settings(&self, more: &str) -> String {
        let protocol = if self.is_anthropic {
            "anthropic"
        } else {
            "openai"
        };
        format!(
            "[provider.cheap]\nprotocol = \"{protocol}\"\nurl = \"{}\"\nmodel = \"m-1\"\nkey-env = \"BATCH_KEY\"\nbatch = 2\ncontext = 1\n{more}\n",
            self.url
        )
    }

    pub(crate) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The Chinese sentences in all batches, in order.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let state = self.state();
        let requests = state.batches.iter().flat_map(|batch| &batch.requests);
        requests.flat_map(|(_, body)| segments(body)).collect()
    }

    fn serve(&self, stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        loop {
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                if reader.read_line(&mut head).ok()? == 0 {
                    return None;
                }
            }
            let header = |wanted: &str| {
                head.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case(wanted)
                        .then(|| value.trim().to_owned())
                })
            };
            let length = header("content-length").and_then(|length| length.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            reader.read_exact(&mut body).ok()?;
            let mut words = head.split(' ');
            let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
            let path = target.strip_prefix("/v1").unwrap_or(&target).to_owned();
            let what = format!("{method} {path}");
            let number = {
                let mut state = self.state();
                state.asked.push(what.clone());
                state.asked.iter().filter(|one| **one == what).count() - 1
            };
            let key = match self.is_anthropic {
                true => header("x-api-key"),
                false => header("authorization"),
            };
            let wanted = match self.is_anthropic {
                true => KEY.to_owned(),
                false => format!("Bearer {KEY}"),
            };
            let trouble = (self.fail)(number, &what);
            if let Some(Trouble::Before(bytes)) = trouble {
                let _ = reader.get_mut().write_all(&bytes);
                return None;
            }
            let (status, mut said) = if key.as_deref() != Some(&wanted) {
                // Servers quote the key back.
                let key = key.unwrap_or_default();
                let message = format!("wrong key: {key}");
                (401, json!({"error": {"message": message}}).to_string())
            } else {
                let kind = header("content-type").unwrap_or_default();
                self.act(&method, &path, &kind, &body)
            };
            let mut missing = 0;
            match trouble {
                Some(Trouble::After(bytes)) => {
                    let _ = reader.get_mut().write_all(&bytes);
                    return None;
                }
                Some(Trouble::Silence) => {
                    std::thread::sleep(Duration::from_secs(60));
                    return None;
                }
                Some(Trouble::Short(by)) => missing = by,
                _ => {}
            }
            let length = said.len();
            said.truncate(length - missing.min(length));
            let answer = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{said}"
            );
            reader.get_mut().write_all(answer.as_bytes()).ok()?;
            if missing > 0 {
                return None;
            }
        }
    }

    fn act(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> (u16, String) {
        let done = match self.is_anthropic {
            true => self.anthropic(method, path, body),
            false => self.openai(method, path, kind, body),
        };
        match done {
            Ok(answer) => (200, answer),
            Err((status, message)) => {
                if status == 400 {
                    self.state()
                        .wrong
                        .push(format!("{method} {path}: {message}"));
                }
                let error = json!({"error": {"type": "invalid_request_error", "message": message}});
                (status, error.to_string())
            }
        }
    }

    fn openai(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Done {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("POST", ["chat", "completions"]) => {
                let body = parsed(body)?;
                let words = segments(&body);
                self.state().asked_at_once.extend(words);
                Ok(self.answer(&Line::Right, &body).to_string())
            }
            ("POST", ["files"]) => {
                let (fields, file) = form(kind, body).ok_or((400, "no form".to_owned()))?;
                if fields.get("purpose").map(String::as_str) != Some("batch") {
                    return Err((400, "the purpose is not batch".to_owned()));
                }
                let mut state = self.state();
                let id = format!("file-in-{}", state.files.len());
                let bytes = file.len();
                state.files.insert(id.clone(), file);
                Ok(
                    json!({"id": id, "object": "file", "purpose": "batch", "bytes": bytes})
                        .to_string(),
                )
            }
            ("POST", ["batches"]) => {
                let body = parsed(body)?;
                let file = body["input_file_id"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                if body["endpoint"] != "/v1/chat/completions" || body["completion_window"] != "24h"
                {
                    return Err((400, "a wrong endpoint or window".to_owned()));
                }
                let mut state = self.state();
                let Some(content) = state.files.get(&file) else {
                    return Err((400, format!("no such file: {file}")));
                };
                let requests = lines(content).map_err(|why| (400, why))?;
                let id = format!("batch_{}", state.batches.len() + 1);
                let batch = Batch {
                    id,
                    requests,
                    metadata: body["metadata"].clone(),
                    input_file: file,
                    created: now(),
                    looks: 0,
                    is_cancelled: false,
                };
                let said = self.openai_batch(&batch).to_string();
                state.batches.push(batch);
                Ok(said)
            }
            ("GET", ["batches"]) => Ok(self.page(query, "after", |batch| self.openai_batch(batch))),
            ("GET", ["batches", id]) => self.looked(id, |batch| self.openai_batch(batch)),
            ("POST", ["batches", id, "cancel"]) => {
                self.cancelled(id, |batch| self.openai_batch(batch))
            }
            ("GET", ["files", id, "content"]) => {
                let state = self.state();
                let (kind, number) = id.split_once('-').unwrap_or_default();
                let batch = number
                    .parse()
                    .ok()
                    .and_then(|n: usize| state.batches.get(n));
                let batch = batch.ok_or((404, "no such file".to_owned()))?;
                let lines = self.results(batch);
                let is_error = |line: &Value| {
                    !line["error"].is_null() || line["response"]["status_code"] != 200
                };
                let wanted = lines
                    .iter()
                    .filter(|line| is_error(line) == (kind == "err"));
                Ok(wanted.map(|line| format!("{line}\n")).collect())
            }
            _ => Err((404, "no such page".to_owned())),
        }
    }

    fn openai_batch(&self, batch: &Batch) -> Value {
        let number = batch.id.trim_start_matches("batch_").parse().unwrap_or(1) - 1;
        let is_over = batch.looks > self.looks || batch.is_cancelled;
        let lines = self.results(batch);
        let answered = lines.iter().filter(|line| line["error"].is_null());
        let answered = answered.filter(|line| line["response"]["status_code"] == 200);
        let answered: HashSet<&str> = answered
            .filter_map(|line| line["custom_id"].as_str())
            .collect();
        let has_errors = lines
            .iter()
            .any(|line| !line["error"].is_null() || line["response"]["status_code"] != 200);
        let status = match &self.fails_with {
            Some(_) => "failed",
            None if batch.is_cancelled => "cancelled",
            None if is_over && self.expires => "expired",
            None if is_over => "completed",
            None if batch.looks < 2 => "validating",
            None => "in_progress",
        };
        let mut said = json!({
            "id": batch.id, "object": "batch", "endpoint": "/v1/chat/completions",
            "input_file_id": batch.input_file, "completion_window": "24h", "status": status,
            "created_at": batch.created, "metadata": batch.metadata,
            "output_file_id": null, "error_file_id": null, "errors": null,
            "request_counts": {"total": batch.requests.len(), "completed": 0, "failed": 0},
        });
        if let Some(message) = &self.fails_with {
            said["errors"] =
                json!({"object": "list", "data": [{"code": "x", "message": message, "line": 1}]});
        } else if is_over {
            said["request_counts"]["completed"] = json!(answered.len());
            said["request_counts"]["failed"] = json!(batch.requests.len() - answered.len());
            if !answered.is_empty() {
                said["output_file_id"] = json!(format!("out-{number}"));
            }
            if has_errors {
                said["error_file_id"] = json!(format!("err-{number}"));
            }
        }
        said
    }

    fn anthropic(&self, method: &str, path: &str, body: &[u8]) -> Done {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("POST", ["messages"]) => {
                let body = parsed(body)?;
                self.state().asked_at_once.extend(segments(&body));
                Ok(self.answer(&Line::Right, &body).to_string())
            }
            ("POST", ["messages", "batches"]) => {
                let body = parsed(body)?;
                let mut requests = Vec::new();
                for request in body["requests"].as_array().into_iter().flatten() {
                    let params = &request["params"];
                    for member in ["model", "max_tokens", "messages"] {
                        if params.get(member).is_none() {
                            return Err((400, format!("no {member}")));
                        }
                    }
                    let id = request["custom_id"].as_str().unwrap_or_default();
                    requests.push((id.to_owned(), params.clone()));
                }
                check_ids(&requests).map_err(|why| (400, why))?;
                let mut state = self.state();
                let batch = Batch {
                    id: format!("msgbatch_{}", state.batches.len() + 1),
                    requests,
                    metadata: Value::Null,
                    input_file: String::new(),
                    created: now(),
                    looks: 0,
                    is_cancelled: false,
                };
                let said = self.anthropic_batch(&batch).to_string();
                state.batches.push(batch);
                Ok(said)
            }
            ("GET", ["messages", "batches"]) => {
                Ok(self.page(query, "after_id", |batch| self.anthropic_batch(batch)))
            }
            ("GET", ["messages", "batches", id]) => {
                self.looked(id, |batch| self.anthropic_batch(batch))
            }
            ("POST", ["messages", "batches", id, "cancel"]) => {
                self.cancelled(id, |batch| self.anthropic_batch(batch))
            }
            ("GET", ["messages", "batches", id, "results"]) => {
                let state = self.state();
                let batch = state.batches.iter().find(|batch| batch.id == *id);
                let batch = batch.ok_or((404, "no such batch".to_owned()))?;
                let lines = self.results(batch);
                Ok(lines.iter().map(|line| format!("{line}\n")).collect())
            }
            _ => Err((404, "no such page".to_owned())),
        }
    }

    fn anthropic_batch(&self, batch: &Batch) -> Value {
        let is_over = batch.looks > self.looks || batch.is_cancelled;
        let created = humantime::format_rfc3339_seconds(
            std::time::UNIX_EPOCH + Duration::from_secs(batch.created),
        );
        let all = batch.requests.len();
        let lines = if is_over {
            self.results(batch)
        } else {
            Vec::new()
        };
        let count = |kind: &str| {
            let of_kind = lines.iter().filter(|line| line["result"]["type"] == kind);
            let ids: HashSet<&str> = of_kind
                .filter_map(|line| line["custom_id"].as_str())
                .collect();
            ids.len()
        };
        let done = ["succeeded", "errored", "expired", "canceled"].map(count);
        json!({
            "id": batch.id, "type": "message_batch",
            "processing_status": if is_over { "ended" } else { "in_progress" },
            "created_at": created.to_string(),
            // Another host, which the key must not be sent to.
            "results_url": is_over.then(|| format!("http://127.0.0.1:1/{}/results", batch.id)),
            "request_counts": {
                "processing": if is_over { 0 } else { all },
                "succeeded": done[0], "errored": done[1], "expired": done[2], "canceled": done[3],
            },
        })
    }

    /// The newest batches first, one on a page, so that clients have to turn pages.
    fn page(&self, query: &str, cursor: &str, tell: impl Fn(&Batch) -> Value) -> String {
        let state = self.state();
        let after = query
            .split('&')
            .find_map(|one| one.strip_prefix(cursor)?.strip_prefix('='));
        let all: Vec<&Batch> = state.batches.iter().rev().collect();
        let from = all
            .iter()
            .position(|batch| Some(batch.id.as_str()) == after)
            .map_or(0, |at| at + 1);
        let page: Vec<Value> = all
            .iter()
            .skip(from)
            .take(1)
            .map(|batch| tell(batch))
            .collect();
        let last = page.last().map(|batch| batch["id"].clone());
        json!({"data": page, "has_more": from + 1 < all.len(), "last_id": last}).to_string()
    }

    fn looked(&self, id: &str, tell: impl Fn(&Batch) -> Value) -> Done {
        let mut state = self.state();
        let batch = state.batches.iter_mut().find(|batch| batch.id == id);
        let batch = batch.ok_or((404, "no such batch".to_owned()))?;
        batch.looks += 1;
        Ok(tell(batch).to_string())
    }

    fn cancelled(&self, id: &str, tell: impl Fn(&Batch) -> Value) -> Done {
        let mut state = self.state();
        let batch = state.batches.iter_mut().find(|batch| batch.id == id);
        let batch = batch.ok_or((404, "no such batch".to_owned()))?;
        batch.is_cancelled = true;
        Ok(tell(batch).to_string())
    }

    /// The lines of the results, the last request first.
    fn results(&self, batch: &Batch) -> Vec<Value> {
        let mut lines = Vec::new();
        for (number, (id, body)) in batch.requests.iter().enumerate().rev() {
            // A cancelled batch has come to its first request.
            let line = match batch.is_cancelled && number > 0 {
                true => Line::Expired,
                false => (self.say)(number, body),
            };
            let mut said = match (&line, self.is_anthropic) {
                (Line::Missing, _) => continue,
                (Line::Expired, true) => {
                    let kind = if batch.is_cancelled {
                        "canceled"
                    } else {
                        "expired"
                    };
                    json!({"result": {"type": kind}})
                }
                (Line::Expired, false) => {
                    let code = if batch.is_cancelled {
                        "batch_cancelled"
                    } else {
                        "batch_expired"
                    };
                    json!({"response": null, "error": {"code": code, "message": "its time was over"}})
                }
                (Line::Refused(_, message), true) => {
                    json!({"result": {"type": "errored", "error": {
                    "type": "error", "error": {"type": "invalid_request_error", "message": message}}}})
                }
                (Line::Refused(status, message), false) => json!({"error": null, "response": {
                    "status_code": status, "request_id": "r", "body": {"error": {"message": message}}}}),
                (line, true) => {
                    json!({"result": {"type": "succeeded", "message": self.answer(line, body)}})
                }
                (line, false) => json!({"error": null, "response": {
                    "status_code": 200, "request_id": "r", "body": self.answer(line, body)}}),
            };
            said["custom_id"] = json!(id);
            lines.push(said.clone());
            if matches!(line, Line::Twice) {
                lines.push(said);
            }
        }
        lines
    }

    /// The answer that a request by itself would have got.
    fn answer(&self, line: &Line, body: &Value) -> Value {
        let content = match line {
            Line::Says(words) => words.clone(),
            _ => right(body),
        };
        match self.is_anthropic {
            true => json!({
                "type": "message", "role": "assistant", "stop_reason": "end_turn",
                "content": [{"type": "text", "text": content}],
                "usage": {"input_tokens": 100, "output_tokens": 50,
                    "cache_read_input_tokens": 800, "cache_creation_input_tokens": 100},
            }),
            false => json!({
                "choices": [{"message": {"content": content}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 1000, "completion_tokens": 50,
                    "prompt_tokens_details": {"cached_tokens": 800}},
            }),
        }
    }
}

type Done = Result<String, (u16, String)>;

/// What the user says in a request.
fn user(body: &Value) -> String {
    let messages = body["messages"].as_array().into_iter().flatten();
    let last = messages.last().map(|message| &message["content"]);
    last.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The Chinese sentences of a request.
pub(crate) fn segments(body: &Value) -> Vec<String> {
    let user = user(body);
    match serde_json::from_str::<Value>(&user) {
        Ok(Value::Object(object)) => object["segments"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(_, text)| Some(text.as_str()?.to_owned()))
            .collect(),
        _ => vec![user],
    }
}

/// The English of every sentence of a request.
pub(crate) fn right(body: &Value) -> String {
    let user = user(body);
    match serde_json::from_str::<Value>(&user) {
        Ok(Value::Object(object)) => {
            let mut said = json!({});
            for (key, text) in object["segments"].as_object().into_iter().flatten() {
                said[key] = json!(english(text.as_str().unwrap_or_default()));
            }
            said.to_string()
        }
        _ => english(&user),
    }
}

fn parsed(body: &[u8]) -> Result<Value, (u16, String)> {
    serde_json::from_slice(body).map_err(|error| (400, error.to_string()))
}

/// The requests of an uploaded file.
fn lines(file: &[u8]) -> Result<Vec<(String, Value)>, String> {
    let text = std::str::from_utf8(file).map_err(|error| error.to_string())?;
    let mut requests = Vec::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if line["method"] != "POST" || line["url"] != "/v1/chat/completions" {
            return Err("a wrong method or url".to_owned());
        }
        if line["body"]["model"] != "m-1" {
            return Err("no model".to_owned());
        }
        let id = line["custom_id"].as_str().unwrap_or_default();
        requests.push((id.to_owned(), line["body"].clone()));
    }
    check_ids(&requests)?;
    Ok(requests)
}

fn check_ids(requests: &[(String, Value)]) -> Result<(), String> {
    let mut seen = HashSet::new();
    for (id, _) in requests {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if id.is_empty() || id.len() > 64 || !id.chars().all(fits) || !seen.insert(id) {
            return Err(format!("a bad custom_id: {id}"));
        }
    }
    if requests.is_empty() {
        return Err("no requests".to_owned());
    }
    Ok(())
}

/// The fields of a form and its file.
fn form(kind: &str, body: &[u8]) -> Option<(BTreeMap<String, String>, Vec<u8>)> {
    let boundary = kind.split_once("boundary=")?.1.trim_matches('"');
    let text = std::str::from_utf8(body).ok()?;
    let mut fields = BTreeMap::new();
    let mut file = None;
    for part in text.split(&format!("--{boundary}")) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else {
            continue;
        };
        let content = content.strip_suffix("\r\n")?;
        let name = head.split_once("name=\"")?.1.split_once('"')?.0;
        if head.contains("filename=\"") {
            file = Some(content.as_bytes().to_vec());
        } else {
            fields.insert(name.to_owned(), content.to_owned());
        }
    }
    Some((fields, file?))
}

fn now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.unwrap().as_secs()
}
