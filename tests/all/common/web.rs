//! Single requests to servers on this machine, and as such servers read them.

use std::io::{BufRead, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// The longest time for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads a request whose body is JSON, for a server of a test; `None` at the end of the connection.
pub(crate) fn read_request(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// Sends a request, with JSON if there is any; returns the status and the body of the answer.
pub(crate) fn ask(method: &str, url: &str, json: Option<&str>) -> Result<(u16, String)> {
    let rest = url.strip_prefix("http://").unwrap_or(url);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = json.unwrap_or_default();
    // ChromeDriver answers nothing to version 1.0.
    write!(
        stream,
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    let mut piece = [0; 8192];
    loop {
        match stream.read(&mut piece)? {
            0 => break,
            read => answer.extend_from_slice(&piece[..read]),
        }
        if is_whole(&answer) {
            break;
        }
    }
    let answer = String::from_utf8_lossy(&answer);
    let broken = || Error::new(ErrorKind::InvalidData, "no answer of a server");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let body = if is_in_chunks(head) {
        joined(body).ok_or_else(broken)?
    } else {
        body.to_owned()
    };
    Ok((status.ok_or_else(broken)?, body))
}

/// Whether an answer has as many bytes as it says; not every server closes the connection.
fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    head.lines().any(|line| {
        let length = line.strip_prefix("content-length:").map(str::trim);
        length.and_then(|length| length.parse().ok()) == Some(answer.len() - end - 4)
    })
}

fn is_in_chunks(head: &str) -> bool {
    let head = head.to_lowercase();
    head.lines()
        .any(|line| line.starts_with("transfer-encoding:") && line.ends_with("chunked"))
}

/// The body that chunks make, whose lengths count bytes.
fn joined(mut chunks: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (length, rest) = chunks.split_once("\r\n")?;
        let length = usize::from_str_radix(length.trim(), 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.push_str(rest.get(..length)?);
        chunks = rest.get(length..)?.strip_prefix("\r\n")?;
    }
}
