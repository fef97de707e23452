//! Proxies that lead every host to one server, and record what they are asked.

use std::io::{BufRead, BufReader, Read, Write, copy};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

type User = Option<(&'static str, &'static str)>;

/// A proxy that speaks HTTP: it takes whole addresses, and `CONNECT`.
pub(crate) struct HttpProxy {
    pub(crate) address: SocketAddr,
    lines: Arc<Mutex<Vec<String>>>,
}

/// Serves each connection on a thread of its own.
fn listen(serve: impl Fn(TcpStream) -> Option<()> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = serve.clone();
            std::thread::spawn(move || serve(stream));
        }
    });
    address
}

fn named(scheme: &str, user: User, address: SocketAddr) -> String {
    match user {
        Some((name, password)) => format!("{scheme}://{name}:{password}@{address}"),
        None => format!("{scheme}://{address}"),
    }
}

/// Carries the bytes of both directions until both have ended.
fn join(one: TcpStream, other: TcpStream) -> Option<()> {
    let (mut from, mut to) = (one.try_clone().ok()?, other.try_clone().ok()?);
    let there = std::thread::spawn(move || {
        let _ = copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (other, one);
    let _ = copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
    there.join().ok()
}

fn head(reader: &mut impl BufRead) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    Some(head)
}

impl HttpProxy {
    /// A proxy that leads everything to `to`, and wants this user.
    pub(crate) fn start(to: SocketAddr, user: User) -> HttpProxy {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = lines.clone();
        let wanted = user.map(|(name, password)| {
            let coded = BASE64_STANDARD.encode(format!("{name}:{password}"));
            format!("proxy-authorization: basic {}", coded.to_lowercase())
        });
        let address = listen(move |mut stream| {
            let mut reader = BufReader::new(stream.try_clone().ok()?);
            let head = head(&mut reader)?;
            if let Some(wanted) = &wanted
                && !head.to_lowercase().contains(wanted)
            {
                // As some do, it shows in its answer what it was sent.
                let said = format!("not so: {head}");
                let answer = format!(
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\
                     Connection: close\r\nContent-Length: {}\r\n\r\n{said}",
                    said.len()
                );
                return stream.write_all(answer.as_bytes()).ok();
            }
            let line = head.lines().next()?.to_owned();
            log.lock().unwrap().push(line.clone());
            let Ok(mut server) = TcpStream::connect(to) else {
                let answer =
                    "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
                return stream.write_all(answer.as_bytes()).ok();
            };
            if line.starts_with("CONNECT ") {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
            } else {
                server.write_all(head.as_bytes()).ok()?;
                server.write_all(reader.buffer()).ok()?;
            }
            join(stream, server)
        });
        HttpProxy { address, lines }
    }

    /// A proxy that answers every request with a fault and what it was sent.
    pub(crate) fn repeating() -> HttpProxy {
        let address = listen(|mut stream| {
            let head = head(&mut BufReader::new(stream.try_clone().ok()?))?;
            let headers = head.lines().filter(|line| line.contains("uthorization:"));
            let said: String = headers.collect::<Vec<_>>().join("; ");
            let answer = format!(
                "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{said}",
                said.len()
            );
            stream.write_all(answer.as_bytes()).ok()
        });
        HttpProxy {
            address,
            lines: Arc::default(),
        }
    }

    pub(crate) fn url(&self, user: User) -> String {
        named("http", user, self.address)
    }

    /// The first lines of the requests that were let through.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

/// A proxy that speaks SOCKS 5 and looks host names up itself.
pub(crate) struct SocksProxy {
    pub(crate) address: SocketAddr,
    hosts: Arc<Mutex<Vec<String>>>,
}

impl SocksProxy {
    /// A proxy that leads everything to `to`, and wants this user.
    pub(crate) fn start(to: SocketAddr, user: User) -> SocksProxy {
        let hosts: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = hosts.clone();
        let address = listen(move |mut stream| {
            let methods = counted(&mut stream, 1)?;
            let method = if user.is_some() { 2 } else { 0 };
            if !methods.contains(&method) {
                return stream.write_all(&[5, 0xff]).ok();
            }
            stream.write_all(&[5, method]).ok()?;
            if let Some((name, password)) = user {
                let given = (counted(&mut stream, 1)?, counted(&mut stream, 0)?);
                let is_right = given == (name.into(), password.into());
                stream.write_all(&[1, u8::from(!is_right)]).ok()?;
                if !is_right {
                    return None;
                }
            }
            // Version, command, reserved, and the kind of address: a name.
            let mut start = [0; 4];
            stream.read_exact(&mut start).ok()?;
            if start != [5, 1, 0, 3] {
                return stream.write_all(&[5, 8, 0, 1, 0, 0, 0, 0, 0, 0]).ok();
            }
            let host = String::from_utf8(counted(&mut stream, 0)?).ok()?;
            stream.read_exact(&mut [0; 2]).ok()?;
            log.lock().unwrap().push(host);
            match TcpStream::connect(to) {
                Ok(server) => {
                    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).ok()?;
                    join(stream, server)
                }
                Err(_) => stream.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).ok(),
            }
        });
        SocksProxy { address, hosts }
    }

    pub(crate) fn url(&self, user: User) -> String {
        named("socks5h", user, self.address)
    }

    /// The names of the hosts that were asked for.
    pub(crate) fn hosts(&self) -> Vec<String> {
        self.hosts.lock().unwrap().clone()
    }
}

/// Bytes behind their number, which stands behind `skipped` others.
fn counted(stream: &mut TcpStream, skipped: usize) -> Option<Vec<u8>> {
    let mut start = vec![0; skipped + 1];
    stream.read_exact(&mut start).ok()?;
    let mut bytes = vec![0; usize::from(*start.last()?)];
    stream.read_exact(&mut bytes).ok()?;
    Some(bytes)
}
