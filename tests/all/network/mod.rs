//! `duizhao translate` behind proxies and certificates of a company's own: which way the requests go, and
//! that neither the key nor the proxy's password shows anywhere.

mod authority;
mod proxy;
mod secure;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Output;

use crate::common::{self, stderr};
use crate::translate::chat::{completion, http, server};
use authority::Authority;
use proxy::{HttpProxy, SocksProxy};
use secure::Secure;

const KEY: &str = "sk-canary-4711";
const PASSWORD: &str = "pass-canary-word";
/// A name that nobody but the proxies of these tests can look up.
const HOST: &str = "translate.test";

/// Translates three sentences in a new folder; returns what was written and said.
fn translate(folder: &Path, url: &str, more: &str, variables: &[(&str, &str)]) -> Output {
    let settings = format!(
        "[provider.x]\nprotocol = \"openai\"\nurl = \"{url}\"\nmodel = \"m\"\nkey-env = \"THE_KEY\"\n{more}\n"
    );
    std::fs::write(folder.join("duizhao.toml"), settings).unwrap();
    std::fs::write(
        folder.join("zh.txt"),
        "海上有灯。\n\n船来了。\n\n天亮了。\n",
    )
    .unwrap();
    let mut command = common::command(folder, &["translate", "zh.txt", "-o", "en.txt", "-v"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env("THE_KEY", KEY).envs(variables.iter().copied());
    let done = command.output().unwrap();
    let all = format!("{}{}", stderr(&done), String::from_utf8_lossy(&done.stdout));
    assert!(!all.contains("canary"), "{all}");
    done
}

fn is_translated(folder: &Path, done: &Output) {
    assert_eq!(done.status.code(), Some(0), "{}", stderr(done));
    let english = std::fs::read_to_string(folder.join("en.txt")).unwrap();
    assert_eq!(
        english,
        "sea sea sea sea.\n\nsea sea sea.\n\nsea sea sea.\n"
    );
}

/// It fails, and says these words.
fn fails(done: &Output, says: &[&str]) {
    let said = stderr(done);
    assert_eq!(done.status.code(), Some(3), "{said}");
    for words in says {
        assert!(said.contains(words), "{said:?} does not say {words:?}");
    }
}

fn address(url: &str) -> SocketAddr {
    let place = url.strip_prefix("http://").unwrap();
    place.trim_end_matches("/v1").parse().unwrap()
}

fn chat() -> SocketAddr {
    address(&server(|_, _, right| completion(&right)).0)
}

/// An address where nobody listens.
fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

#[test]
fn a_plain_request_goes_through_the_proxy_that_the_environment_names() {
    let url = format!("http://{HOST}/v1");
    for (name, user) in [("HTTP_PROXY", None), ("all_proxy", Some(("me", PASSWORD)))] {
        let folder = tempfile::tempdir().unwrap();
        let proxy = HttpProxy::start(chat(), user);
        let named = proxy.url(user);
        let done = translate(folder.path(), &url, "plain-http = true", &[(name, &named)]);
        is_translated(folder.path(), &done);
        let lines = proxy.lines();
        assert_eq!(
            lines,
            [format!("POST http://{HOST}/v1/chat/completions HTTP/1.1")]
        );
    }
}

#[test]
fn who_is_exempt_and_this_machine_need_no_proxy() {
    let proxy = HttpProxy::start(chat(), None);
    let named = proxy.url(None);
    let variables = [
        ("ALL_PROXY", named.as_str()),
        ("NO_PROXY", "10.0.0.0/8,.test"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{HOST}/v1");
    let done = translate(folder.path(), &url, "plain-http = true", &variables);
    fails(&done, &["there is no such host"]);
    for variables in [&variables[..1], &[("ALL_PROXY", "socks://127.0.0.1:1080")]] {
        let folder = tempfile::tempdir().unwrap();
        let (url, _) = server(|_, _, right| completion(&right));
        let done = translate(folder.path(), &url, "", variables);
        is_translated(folder.path(), &done);
    }
    assert!(proxy.lines().is_empty());
}

#[test]
fn an_encrypted_request_goes_through_a_tunnel() {
    let authority = Authority::new();
    let server = Secure::start(&authority, HOST, chat(), &["h2", "http/1.1"]);
    let url = format!("https://{HOST}/v1");
    let user = Some(("me", PASSWORD));
    let http = HttpProxy::start(server.address, user);
    let socks = SocksProxy::start(server.address, user);
    let free = SocksProxy::start(server.address, None);
    for (name, proxy) in [
        ("HTTPS_PROXY", http.url(user)),
        ("ALL_PROXY", socks.url(user)),
        ("https_proxy", free.url(None)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        authority.write(&folder.path().join("own.pem"));
        let done = translate(
            folder.path(),
            &url,
            "ca-file = \"own.pem\"",
            &[(name, &proxy)],
        );
        is_translated(folder.path(), &done);
        // Nobody trusts the authority without being told to.
        let folder = tempfile::tempdir().unwrap();
        let done = translate(folder.path(), &url, "", &[(name, &proxy)]);
        fails(&done, &["UnknownIssuer", "ca-file"]);
    }
    assert_eq!(
        http.lines(),
        [
            format!("CONNECT {HOST}:443 HTTP/1.1"),
            format!("CONNECT {HOST}:443 HTTP/1.1")
        ]
    );
    assert_eq!(socks.hosts(), [HOST, HOST]);
    assert_eq!(free.hosts(), [HOST, HOST]);
}

#[test]
fn a_proxy_that_does_not_let_through_is_named_and_its_password_is_not() {
    let wrong = Some(("me", "wrong-canary"));
    let right = Some(("me", PASSWORD));
    let http = HttpProxy::start(nobody(), right);
    let socks = SocksProxy::start(nobody(), right);
    let (http_at, socks_at) = (http.address.to_string(), socks.address.to_string());
    let gone = nobody().to_string();
    let (plain, secure) = (format!("http://{HOST}/v1"), format!("https://{HOST}/v1"));
    for (url, proxy, says) in [
        (
            &plain,
            http.url(None),
            ["wants a user and a password", http_at.as_str()],
        ),
        (
            &secure,
            http.url(None),
            ["wants a user and a password", &http_at],
        ),
        (
            &plain,
            http.url(wrong),
            ["refuses the user or the password", &http_at],
        ),
        (
            &secure,
            http.url(wrong),
            ["refuses the user or the password", &http_at],
        ),
        (
            &secure,
            socks.url(None),
            ["wants a user and a password", &socks_at],
        ),
        (
            &secure,
            socks.url(wrong),
            ["refuses the user or the password", &socks_at],
        ),
        // The way behind the proxy.
        (&secure, http.url(right), ["makes no connection", &http_at]),
        (
            &secure,
            socks.url(right),
            ["makes no connection", &socks_at],
        ),
        (&plain, http.url(right), ["502", "Bad Gateway"]),
        // No proxy at all.
        (
            &secure,
            format!("http://me:{PASSWORD}@{gone}"),
            ["is not there", &gone],
        ),
        (
            &secure,
            format!("socks5h://me:{PASSWORD}@{gone}"),
            ["is not there", &gone],
        ),
        (
            &plain,
            format!("http://me:{PASSWORD}@{gone}"),
            ["refused", &gone],
        ),
        (
            &plain,
            format!("socks://me:{PASSWORD}@{gone}"),
            ["ALL_PROXY names no proxy", "socks5h://"],
        ),
        (
            &plain,
            format!("http://me:{PASSWORD}@:80"),
            ["ALL_PROXY names no proxy", "NO_PROXY"],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let more = "plain-http = true\nmax-retries = 1";
        let done = translate(folder.path(), url, more, &[("ALL_PROXY", &proxy)]);
        fails(&done, &says);
    }
}

/// What a proxy or a server behind it repeats of a request is not shown.
#[test]
fn what_a_proxy_repeats_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{HOST}/v1");
    let proxy = HttpProxy::repeating();
    let named = proxy.url(Some(("me", PASSWORD)));
    let more = "plain-http = true\nmax-retries = 1";
    let done = translate(folder.path(), &url, more, &[("HTTP_PROXY", &named)]);
    fails(
        &done,
        &[
            "400",
            "proxy-authorization: Basic [password]",
            "Bearer [key]",
        ],
    );
}

#[test]
fn servers_are_spoken_to_in_the_newest_version_that_they_know() {
    let authority = Authority::new();
    for (offered, version) in [
        (&["h2", "http/1.1"][..], "HTTP/2.0"),
        (&["http/1.1"], "HTTP/1.1"),
        (&[], "HTTP/1.1"),
    ] {
        let server = Secure::start(&authority, "localhost", chat(), offered);
        let folder = tempfile::tempdir().unwrap();
        authority.write(&folder.path().join("own.pem"));
        let url = format!("https://localhost:{}/v1", server.address.port());
        let done = translate(
            folder.path(),
            &url,
            "ca-file = \"own.pem\"\nbatch = 1\nconcurrency = 1",
            &[],
        );
        is_translated(folder.path(), &done);
        let versions = server.versions();
        assert_eq!(versions, [version; 3]);
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn a_server_with_a_bad_certificate_or_none_is_not_asked() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = Secure::start(&authority, "other.test", chat(), &["h2"]);
    // As web servers do, it says that it wants no encryption, without any.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let plain_port = plain.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in plain.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&http(400, "", "speak plainly"));
        }
    });
    let port = server.address.port();
    for (port, own, says) in [
        (port, &authority, "not valid for name"),
        (port, &other, "invalid peer certificate"),
        (plain_port, &authority, "InvalidContentType"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        own.write(&folder.path().join("own.pem"));
        let url = format!("https://localhost:{port}/v1");
        let done = translate(folder.path(), &url, "ca-file = \"own.pem\"", &[]);
        fails(&done, &[says, "check url"]);
    }
    assert!(server.versions().is_empty());
}

#[test]
fn a_file_of_certificates_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let url = "https://localhost:1/v1";
    let done = translate(folder.path(), url, "ca-file = \"none.pem\"", &[]);
    assert_eq!(done.status.code(), Some(2), "{}", stderr(&done));
    assert!(
        stderr(&done).contains("none.pem cannot be read"),
        "{}",
        stderr(&done)
    );
    // The encoder has the same setting.
    let settings =
        "[encoder.e]\nurl = \"https://localhost:1/v1\"\nmodel = \"m\"\nca-file = \"zh.txt\"\n";
    std::fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
    std::fs::write(folder.path().join("en.txt"), "A light.\n").unwrap();
    let arguments = [
        "align",
        "zh.txt",
        "en.txt",
        "--encoder",
        "e",
        "-o",
        "out.bitext.jsonl",
    ];
    let done = common::command(folder.path(), &arguments).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", stderr(&done));
    assert!(
        stderr(&done).contains("has no certificate in it"),
        "{}",
        stderr(&done)
    );
}

#[test]
fn a_server_that_wants_a_proxys_password_is_no_proxy() {
    let (url, _) = server(|_, _, _| http(407, "", KEY));
    let folder = tempfile::tempdir().unwrap();
    let done = translate(folder.path(), &url, "", &[]);
    fails(&done, &["407", "[key]"]);
}
