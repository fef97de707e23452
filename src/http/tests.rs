use std::io::{Read, Write};
use std::sync::mpsc::{Sender, TryRecvError, channel};

use super::testing::{Answer, Server};
use super::*;

fn client(url: &str, key: Option<&str>) -> Result<Client> {
    client_within(url, key, Duration::from_secs(20))
}

fn client_within(url: &str, key: Option<&str>, timeout: Duration) -> Result<Client> {
    let key = key.and_then(|key| Secret::new(key, "here").unwrap());
    let access = Access {
        url,
        timeout,
        plain_http: false,
        ca_file: None,
    };
    Client::new(access, key)
}

/// Asks for whatever answer there is.
fn ask_once(client: &Client, pace: &Pace) -> std::result::Result<(), Failure> {
    finish(|| client.ask("/thing", "{}", pace, |_| Ok(()))).unwrap()
}

/// Asks a server that answers by `script`, each answer once and the last one for ever; returns the
/// result and the number of requests.
fn ask(script: Vec<(u16, &'static str, &'static str)>) -> (Result<String>, usize) {
    let server = Server::new(move |number, _| {
        let (status, headers, body) = script[number.min(script.len() - 1)];
        Answer::with_headers(status, headers, body)
    });
    let client = client(&server.url(), Some("sk-canary-1234")).unwrap();
    let pace = Pace::starting_with(Duration::from_millis(1));
    let read = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok("nonsense") => Err("it is nonsense".to_owned()),
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    };
    let answer = finish(|| client.ask("/thing", "{}", &pace, read))
        .unwrap()
        .map_err(|failure| client.error(failure));
    (answer, server.asked().len())
}

#[test]
fn what_passes_is_tried_again() {
    for script in [
        vec![(429, "Retry-After: 0\r\n", ""), (200, "", "yes")],
        vec![(500, "", "<html>"), (503, "", ""), (200, "", "yes")],
        vec![(200, "", "nonsense"), (200, "", "yes")],
    ] {
        let tries = script.len();
        let (answer, asked) = ask(script);
        assert_eq!(answer.unwrap(), "yes");
        assert_eq!(asked, tries);
    }
}

#[test]
fn what_does_not_pass_ends_it() {
    for (script, tries, says) in [
        (
            vec![(500, "", "down")],
            6,
            "500 Internal Server Error: down (asked 6 times)",
        ),
        (
            vec![(200, "", "nonsense")],
            3,
            "it is nonsense (asked 3 times)",
        ),
        (
            vec![(401, "", r#"{"error":{"message":"bad key sk-canary-1234"}}"#)],
            1,
            "401 Unauthorized: bad key [key]\n  help: check the key",
        ),
        (
            vec![(429, "Retry-After: 3600\r\n", "")],
            1,
            "not to be asked for 3600 seconds",
        ),
        (
            vec![(429, "", "insufficient_quota")],
            1,
            "check the account",
        ),
        (
            vec![(307, "Location: http://127.0.0.1:1/\r\n", "")],
            1,
            "307",
        ),
    ] {
        let (answer, asked) = ask(script);
        let said = answer.unwrap_err().to_string();
        assert!(said.contains(says), "{said:?} does not say {says:?}");
        assert!(!said.contains("canary"), "{said}");
        assert_eq!(asked, tries, "{said}");
    }
}

/// Asks a server that is busy `failures` times, and answers somebody else between them.
fn ask_beside_others(failures: usize) -> (std::result::Result<(), Failure>, usize) {
    let pace = Arc::new(Pace::starting_with(Duration::from_millis(1)));
    let others = pace.clone();
    let server = Server::new(move |number, _| {
        others.answered();
        let status = if number < failures { 503 } else { 200 };
        Answer::new(status, "yes")
    });
    let client = client(&server.url(), None).unwrap();
    let answer = ask_once(&client, &pace);
    (answer, server.asked().len())
}

#[test]
fn who_fails_while_others_are_answered_is_more_patient() {
    let (answer, asked) = ask_beside_others(8);
    assert_eq!((answer, asked), (Ok(()), 9));
    let (answer, asked) = ask_beside_others(usize::MAX);
    let Err(Failure::Final { what, .. }) = answer else {
        panic!("{answer:?}");
    };
    assert!(
        what.contains("503") && what.contains("(asked 12 times)"),
        "{what}"
    );
    assert_eq!(asked, 12);
}

#[test]
fn the_key_is_sent_and_only_when_there_is_one() {
    let server = Server::new(|_, _| Answer::new(200, "yes"));
    for (key, header) in [(Some("sk-canary-1234"), true), (None, false)] {
        let client = client(&server.url(), key).unwrap();
        let pace = Pace::default();
        ask_once(&client, &pace).unwrap();
        assert!(!format!("{client:?}").contains("canary"));
        let head = server.asked().pop().unwrap().head.to_lowercase();
        assert!(head.starts_with("post /v1/thing http/1.1"), "{head}");
        assert_eq!(
            head.contains("authorization: bearer sk-canary-1234"),
            header
        );
    }
}

#[test]
fn a_server_that_is_not_there() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let client = client(&gone, None).unwrap();
    let pace = Pace::starting_with(Duration::from_millis(1));
    let failure = ask_once(&client, &pace).unwrap_err();
    let said = client.error(failure).to_string();
    assert!(said.starts_with(&gone), "{said}");
    assert!(said.contains("check that the server is running"), "{said}");
}

#[test]
fn a_server_that_does_not_answer() {
    // The system accepts the connection, and no one answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let client = client_within(&url, None, Duration::from_millis(20)).unwrap();
    let pace = Pace::starting_with(Duration::from_millis(1));
    let failure = ask_once(&client, &pace).unwrap_err();
    let said = client.error(failure).to_string();
    assert!(said.contains("no answer in time (asked 6 times)"), "{said}");
}

#[test]
fn an_answer_without_end_is_not_read() {
    let server = Server::new(|_, _| Answer::new(200, &" ".repeat(LONGEST_ANSWER as usize + 1)));
    let client = client(&server.url(), None).unwrap();
    let pace = Pace::default();
    let failure = ask_once(&client, &pace).unwrap_err();
    assert!(matches!(failure, Failure::TooLarge { .. }), "{failure:?}");
}

/// A gzip file of `text` without compression.
fn zipped(text: &[u8]) -> Vec<u8> {
    let mut check = u32::MAX;
    for &byte in text {
        check ^= u32::from(byte);
        for _ in 0..8 {
            let odd = check & 1;
            check >>= 1;
            check ^= 0xedb8_8320 * odd;
        }
    }
    let length = text.len() as u16;
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(text);
    bytes.extend((!check).to_le_bytes());
    bytes.extend(u32::from(length).to_le_bytes());
    bytes
}

#[test]
fn a_compressed_answer_is_read_and_a_broken_one_is_asked_for_again() {
    let text = "海上有灯。".repeat(40);
    let whole = zipped(text.as_bytes());
    let server = Server::new(move |number, asked| {
        assert!(asked.head.to_lowercase().contains("accept-encoding: gzip"));
        let mut bytes = whole.clone();
        match number {
            0 => bytes[30] ^= 0xff,
            1 => bytes[0] = 0,
            _ => {}
        }
        let answer = Answer::of_bytes(200, "Content-Encoding: gzip\r\n", &bytes);
        if number == 2 {
            answer.without_last(20)
        } else {
            answer
        }
    });
    let client = client(&server.url(), None).unwrap();
    let pace = Pace::starting_with(Duration::from_millis(1));
    let read = |bytes: &[u8]| Ok(String::from_utf8_lossy(bytes).into_owned());
    let answer = finish(|| client.ask("/thing", "{}", &pace, read)).unwrap();
    assert_eq!(answer.unwrap(), "海上有灯。".repeat(40));
    assert_eq!(server.asked().len(), 4);
}

/// The address of a server that begins an answer and sends `blanks` blanks, as some do while they think, with
/// pauses between them; then it is silent until the sender is dropped.
fn thinking(blanks: usize) -> (String, Sender<()>) {
    let (tell, told) = channel::<()>();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
        let _ = stream.write_all(head);
        for _ in 0..blanks {
            if told.try_recv() != Err(TryRecvError::Empty) || stream.write_all(b" ").is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = told.recv();
    });
    (url, tell)
}

#[test]
fn an_answer_that_has_begun_has_more_time_but_not_for_ever() {
    let second = Duration::from_secs(1);
    let hour = second * 3600;
    let patience = |first, between, whole| Patience {
        first,
        between,
        whole,
    };
    for (blanks, patience, at_least) in [
        // Nothing comes behind the head.
        (0, patience(second / 2, hour, None), second / 2),
        // Something does, and then no more.
        (30, patience(hour, second / 2, Some(hour)), second),
        // There is always something coming.
        (
            100_000,
            patience(second / 2, second / 2, Some(second)),
            second,
        ),
    ] {
        let (url, over) = thinking(blanks);
        let client = client_within(&url, None, hour).unwrap();
        let call = Call {
            method: Method::POST,
            path: "/thing",
            content: Content::Json("{}"),
            most: LONGEST_ANSWER,
            patience,
        };
        let pace = Pace::default();
        let start = std::time::Instant::now();
        let mut answer = Vec::new();
        let failure = finish(|| client.exchange(&call, &pace, &mut answer))
            .unwrap()
            .unwrap_err();
        let took = start.elapsed();
        assert!(took >= at_least, "{blanks}: {took:?}");
        let said = client.error(failure).to_string();
        assert!(said.contains("no answer in time"), "{said}");
        drop(over);
    }
}

#[test]
fn files_are_fetched_and_sent() {
    let content = "a line\n".repeat(5000);
    let sent = content.clone();
    let server = Server::new(move |number, _| {
        let answer = Answer::new(200, &content);
        // The first one breaks off, so the file is begun anew.
        if number == 0 {
            answer.without_last(9)
        } else {
            answer
        }
    });
    let with_key = client(&server.url(), Some("sk-canary-1234")).unwrap();
    let pace = Pace::starting_with(Duration::from_millis(1));
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"of an earlier time").unwrap();
    finish(|| with_key.download("/files/1", 1 << 20, &mut file, &pace))
        .unwrap()
        .unwrap();
    let mut found = String::new();
    file.read_to_string(&mut found).unwrap();
    assert_eq!(found, sent);
    let failure = finish(|| with_key.download("/files/1", 1000, &mut file, &pace)).unwrap();
    assert!(
        matches!(failure, Err(Failure::TooLarge { .. })),
        "{failure:?}"
    );
    let got = finish(|| with_key.get("/files", &pace, |bytes| Ok(bytes.len()))).unwrap();
    assert_eq!(got, Ok(sent.len()));
    let purpose = Part {
        name: "purpose",
        file: None,
        bytes: b"batch",
    };
    let batch = Part {
        name: "file",
        file: Some("batch.jsonl"),
        bytes: b"{\"a\":1}\n",
    };
    let parts = [purpose, batch];
    finish(|| with_key.post_form("/files", &parts, &pace, |_| Ok(())))
        .unwrap()
        .unwrap();
    let asked = server.asked();
    assert_eq!(asked.len(), 5);
    for asked in &asked {
        let head = asked.head.to_lowercase();
        assert!(
            head.contains("authorization: bearer sk-canary-1234"),
            "{head}"
        );
    }
    let (head, form) = (&asked[4].head, String::from_utf8_lossy(&asked[4].bytes));
    let boundary = head
        .split_once("boundary=")
        .unwrap()
        .1
        .lines()
        .next()
        .unwrap();
    let parts: Vec<&str> = form.split(&format!("--{boundary}")).collect();
    assert_eq!(
        parts,
        [
            "",
            "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n",
            "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"batch.jsonl\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{\"a\":1}\n\r\n",
            "--\r\n",
        ]
    );
    assert!(
        asked[3].head.starts_with("GET /v1/files "),
        "{}",
        asked[3].head
    );
}

/// Whatever happens on the way, neither message nor debug form has the key in it.
#[test]
fn a_key_shows_nowhere_whatever_happens_on_the_way() {
    const KEY: &str = "sk-canary-4711";
    let answers: Vec<fn() -> Answer> = vec![
        || Answer::of_bytes(200, "", b"").without_last(1000),
        || Answer::new(200, &format!("{KEY} {KEY}")).without_last(3),
        || Answer::of_bytes(200, "Content-Encoding: gzip\r\n", KEY.as_bytes()),
        || Answer::raw(format!("{KEY}\r\n\r\n").as_bytes()),
        || Answer::raw(format!("HTTP/1.1 999999 {KEY}\r\n\r\n").as_bytes()),
        || Answer::raw(format!("HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n").as_bytes()),
        || Answer::with_headers(407, &format!("Proxy-Authenticate: {KEY}\r\n"), KEY),
        || Answer::with_headers(302, &format!("Location: http://{KEY}.example/\r\n"), KEY),
        || Answer::new(400, &format!("{}{KEY}", " ".repeat((64 << 10) - 7))),
        || Answer::new(400, &format!("{}{KEY}", "x".repeat(290))),
        || Answer::new(503, KEY),
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        let server = Server::new(move |_, _| answer());
        let client = client(&server.url(), Some(KEY)).unwrap();
        let pace = Pace::starting_with(Duration::from_millis(1));
        let read = |bytes: &[u8]| -> std::result::Result<(), String> {
            Err(format!("senseless: {}", String::from_utf8_lossy(bytes)))
        };
        let failure = finish(|| client.ask("/thing", "{}", &pace, read))
            .unwrap()
            .unwrap_err();
        let all = format!("{failure:?} {client:?} {}", client.error(failure.clone()));
        assert!(!all.contains("canary"), "{number}: {all}");
        assert!(!server.asked().is_empty(), "{number}");
    }
}

#[test]
fn nobody_is_asked_once_it_is_over() {
    let server = Server::new(|_, _| Answer::new(200, "yes"));
    let client = client(&server.url(), None).unwrap();
    let pace = Pace::default();
    pace.stop();
    let failure = ask_once(&client, &pace).unwrap_err();
    assert_eq!(failure, Failure::Stopped);
    assert!(server.asked().is_empty());
}

#[test]
fn addresses() {
    for (url, with_key, fine) in [
        ("http://127.0.0.1:8000/v1/", true, true),
        ("http://127.9.9.9", true, true),
        ("http://[::1]:8000/v1", true, true),
        ("http://LocalHost/v1", true, true),
        ("https://api.example.org/v1", true, true),
        ("http://api.example.org/v1", false, true),
        ("http://api.example.org/v1", true, false),
        ("http://localhost.example.org/v1", true, false),
        ("http://127.0.0.1.example.org/v1", true, false),
        // These are forgiven by browsers, and lead elsewhere than they seem to.
        ("http:/127.0.0.1/v1", false, false),
        ("http:example.org", false, false),
        ("http://127.0.0.1\\.example.org/v1", true, false),
        ("http://127.0.0.1\t.example.org/v1", true, false),
        ("http:\\\\example.org/v1", false, false),
        ("https://me:sk-canary@example.org/v1", false, false),
        ("https://example.org/v1?key=sk-canary", false, false),
        ("ftp://example.org", false, false),
        ("example.org/v1", false, false),
        ("http://", false, false),
        ("", false, false),
    ] {
        let client = client(url, with_key.then_some("sk-canary-1234"));
        assert_eq!(client.is_ok(), fine, "{url}");
        if let Err(error) = client {
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
