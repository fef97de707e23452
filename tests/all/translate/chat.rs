//! A local chat server that translates every Chinese character to a word.

use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::common::web::read_request;

/// The number of requests for each sentence.
pub(crate) type Asked = Arc<Mutex<HashMap<String, usize>>>;

/// The server's reaction to a request: from its number, its sentences by key, and the correct answer,
/// to the bytes sent.
type Say = dyn Fn(usize, &Value, Value) -> Vec<u8> + Send + Sync;

/// Starts a chat server; returns its address and the requests it got.
pub(crate) fn server(
    say: impl Fn(usize, &Value, Value) -> Vec<u8> + Send + Sync + 'static,
) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let asked: Asked = Arc::default();
    let (log, say): (Asked, Arc<Say>) = (asked.clone(), Arc::new(say));
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            let (log, say) = (log.clone(), say.clone());
            std::thread::spawn(move || serve(number, stream, &log, &*say));
        }
    });
    (url, asked)
}

fn serve(number: usize, stream: TcpStream, log: &Asked, say: &Say) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let body = read_request(&mut reader)?;
    let content = body["messages"][1]["content"].as_str()?;
    let user = serde_json::from_str::<Value>(content)
        .ok()
        .filter(Value::is_object)
        .unwrap_or_else(|| json!({"segments": {"": content}}));
    let segments = &user["segments"];
    let mut right = json!({});
    for (key, text) in segments.as_object()? {
        let text = text.as_str()?;
        *log.lock().unwrap().entry(text.to_owned()).or_default() += 1;
        right[key] = json!(english(text));
    }
    let answer = say(number, segments, right);
    reader.into_inner().write_all(&answer).ok()
}

/// A word for every Chinese character; marks and digits stay.
pub(crate) fn english(chinese: &str) -> String {
    let mut out = String::new();
    for c in chinese.chars() {
        match c {
            '一'..='鿿' => out.push_str("sea "),
            '。' => {
                out.truncate(out.trim_end().len());
                out.push('.');
            }
            '，' => {
                out.truncate(out.trim_end().len());
                out.push_str(", ");
            }
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

pub(crate) fn http(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}")
        .into_bytes()
}

pub(crate) fn completion(content: &Value) -> Vec<u8> {
    let content = match content.get("") {
        Some(Value::String(plain)) => plain.clone(),
        _ => content.to_string(),
    };
    let body = json!({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]});
    http(200, "", &body.to_string())
}

pub(crate) fn project(folder: &Path, url: &str, more: &str) {
    let settings = format!(
        "[provider.local]\nprotocol = \"openai\"\nurl = \"{url}\"\nmodel = \"m\"\n{more}\n"
    );
    std::fs::write(folder.join("duizhao.toml"), settings).unwrap();
}
