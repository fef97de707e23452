//! A local chat server that reads translations.

use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::common::web::read_request;

/// The number of requests for each pair, by its English.
pub(crate) type AskedPairs = Arc<Mutex<HashMap<String, usize>>>;

/// The server's reaction to a request: from its number, its pairs by key, and a reading without doubts, to the bytes
/// sent.
type Say = dyn Fn(usize, &Value, Value) -> Vec<u8> + Send + Sync;

/// Starts the server; returns its address and the pairs it got.
pub(crate) fn reader(
    say: impl Fn(usize, &Value, Value) -> Vec<u8> + Send + Sync + 'static,
) -> (String, AskedPairs) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let asked = AskedPairs::default();
    let (log, say): (AskedPairs, Arc<Say>) = (asked.clone(), Arc::new(say));
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            let (log, say) = (log.clone(), say.clone());
            std::thread::spawn(move || serve(number, stream, &log, &*say));
        }
    });
    (url, asked)
}

fn serve(number: usize, stream: TcpStream, log: &AskedPairs, say: &Say) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let body = read_request(&mut reader)?;
    let user: Value = serde_json::from_str(body["messages"][1]["content"].as_str()?).ok()?;
    let mut right = json!({});
    for (key, pair) in user["pairs"].as_object()? {
        let english = pair["english"].as_str()?.to_owned();
        *log.lock().unwrap().entry(english).or_default() += 1;
        right[key] = json!({"doubt": "", "proposal": ""});
    }
    let answer = say(number, &user["pairs"], right);
    reader.into_inner().write_all(&answer).ok()
}
