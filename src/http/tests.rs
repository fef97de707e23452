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
