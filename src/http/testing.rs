//! A server for tests: it answers by a script and records the requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::Value;

/// A request: its first line and headers, and its body.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) head: String,
    /// The body as JSON, or null where it is none.
    pub(crate) body: Value,
    pub(crate) bytes: Vec<u8>,
}

/// An answer, as the bytes that are sent.
pub(crate) struct Answer(Vec<u8>);

impl Answer {
    /// An answer with further headers, each with its line end.
    pub(crate) fn with_headers(status: u16, headers: &str, body: &str) -> Answer {
        Answer::of_bytes(status, headers, body.as_bytes())
    }

    /// The same with any bytes.
    pub(crate) fn of_bytes(status: u16, headers: &str, body: &[u8]) -> Answer {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Said\r\nContent-Length: {length}\r\nConnection: close\r\n\
             {headers}\r\n"
        );
        Answer([head.as_bytes(), body].concat())
    }

    /// Whatever bytes, which need be no answer.
    pub(crate) fn raw(bytes: &[u8]) -> Answer {
        Answer(bytes.to_vec())
    }

    pub(crate) fn new(status: u16, body: &str) -> Answer {
        Answer::with_headers(status, "", body)
    }

    /// The same without its last `bytes`, as when a connection breaks.
    pub(crate) fn without_last(mut self, bytes: usize) -> Answer {
        self.0.truncate(self.0.len().saturating_sub(bytes));
        self
    }
}

/// The server. It ends when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// A server that answers request number `n` (from 0) with `answer(n, asked)`.
    pub(crate) fn new(mut answer: impl FnMut(usize, &Asked) -> Answer + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (asked, ended) = (asked.clone(), ended.clone());
            move || {
                for stream in listener.incoming() {
                    if ended.load(Ordering::SeqCst) {
                        return;
                    }
                    let Some((mut stream, request)) = stream.ok().and_then(read) else {
                        continue;
                    };
                    let number = {
                        let mut asked = asked.lock().unwrap();
                        asked.push(request.clone());
                        asked.len() - 1
                    };
                    // Writing fails when a client has given up, which some tests need.
                    let _ = stream.write_all(&answer(number, &request).0);
                }
            }
        });
        Server {
            address,
            asked,
            ended,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the thread, so that it sees the end.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(stream: TcpStream) -> Option<(TcpStream, Asked)> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let mut bytes = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut bytes).ok()?;
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    Some((reader.into_inner(), Asked { head, body, bytes }))
}
