//! Requests for JSON over HTTP: which addresses are allowed, which failures are tried again, and how
//! long is waited.
//!
//! A key goes into one header of requests to one address and nowhere else: it is not sent over a network
//! without encryption unless the settings allow it, redirections are not followed, and it is removed
//! from every message of the server before that is shown.

mod body;
mod exchange;
mod failure;
mod pace;
mod proxy;
mod quota;
mod runtime;
mod secret;
#[cfg(test)]
pub(crate) mod testing;
mod tls;
mod transport;
mod workers;

use std::fs::File;
use std::io::Seek;
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};

use body::Content;
pub(crate) use body::Part;
use exchange::{Call, Connection, Patience};
pub(crate) use failure::{Failure, is_of_filter};
pub(crate) use pace::Pace;
pub(crate) use quota::Quota;
pub(crate) use runtime::finish;
pub use secret::Secret;
use tls::OwnCertificates;
pub(crate) use workers::with_workers;

use crate::error::{Error, Result};

/// The most bytes of an answer; a request with a longer one should have been smaller.
const LONGEST_ANSWER: u64 = 16 << 20;
/// The factor by which a request that fails for a passing reason is tried more often while the server answers
/// others: the server is there, so the failures are chance, or due to the request.
const WHILE_OTHERS_ARE_ANSWERED: u32 = 2;
/// The longest pause of a server that is waited for; for a longer one the request fails, and the user is
/// told.
const LONGEST_HOLD: Duration = Duration::from_secs(120);

/// A client for one server, whose address stands before all paths.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    url: Url,
    base: String,
    key: Option<Secret>,
    key_place: KeyPlace,
    /// Headers of every request, besides that of the key.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The longest time until an answer begins.
    timeout: Duration,
    certificates: OwnCertificates,
    /// Made for the first request: a run that asks nothing needs neither certificates nor proxy.
    connection: Arc<OnceLock<std::result::Result<Connection, Failure>>>,
}

/// The settings of a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access<'a> {
    /// The server's address.
    pub(crate) url: &'a str,
    /// The longest time until an answer begins.
    pub(crate) timeout: Duration,
    /// Whether a key may be sent over a network without encryption.
    pub(crate) plain_http: bool,
    /// A PEM file of certificates to trust besides those of the system.
    pub(crate) ca_file: Option<&'a Path>,
}

/// The place of the key in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    /// In this header, behind this prefix.
    Header(&'static str, &'static str),
    /// As this member of the request, which is a JSON object.
    Member(&'static str),
}

impl Client {
    /// A client for a server.
    ///
    /// # Errors
    /// [`Error::Usage`] when `url` is no address of a server, contains secrets, or would carry the key
    /// over a network without encryption, and when `ca_file` has no certificates.
    pub(crate) fn new(access: Access<'_>, key: Option<Secret>) -> Result<Client> {
        let url = checked(access.url, key.is_some() && !access.plain_http)?;
        let certificates = access.ca_file.map(OwnCertificates::from_file);
        Ok(Client {
            url,
            base: access.url.trim_end_matches('/').to_owned(),
            key,
            key_place: KeyPlace::Header("authorization", "Bearer "),
            headers: Vec::new(),
            timeout: access.timeout,
            certificates: certificates.transpose()?.unwrap_or_default(),
            connection: Arc::default(),
        })
    }

    /// The same client with its key in another place and with more headers.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name or value that cannot be a header.
    pub(crate) fn with_headers(
        mut self,
        place: KeyPlace,
        headers: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Client> {
        self.key_place = place;
        for (name, value) in headers {
            let (Ok(header), Ok(value)) = (
                name.parse::<HeaderName>(),
                HeaderValue::from_str(value.as_str()),
            ) else {
                return Err(Error::usage(
                    format!("\"{name}\" and its value are no header"),
                    "a header is a word of letters and hyphens, and a line of ASCII",
                ));
            };
            self.headers.push((header, value));
        }
        Ok(self)
    }

    /// The address, without a slash at its end. There is no secret in it.
    pub(crate) fn url(&self) -> &str {
        &self.base
    }

    /// Posts the JSON text `body` to `path`, again where that may help, until `read` accepts an answer.
    /// `read` returns a message for an answer that it cannot use.
    ///
    /// # Errors
    /// The [`Failure`] after the last try, its message without the key.
    pub(crate) async fn ask<T>(
        &self,
        path: &str,
        body: &str,
        pace: &Pace,
        read: impl Fn(&[u8]) -> std::result::Result<T, String>,
    ) -> std::result::Result<T, Failure> {
        let call = Call {
            method: Method::POST,
            path,
            content: Content::Json(body),
            most: LONGEST_ANSWER,
            patience: Patience::of_an_answer(self.timeout),
        };
        self.ask_again(&call, pace, read).await
    }

    /// Posts the JSON text `body` to `path` once: after a failure that may pass it is unknown whether the server
    /// has acted on it. The time that the answer may take grows with the length of `body`.
    ///
    /// # Errors
    /// The [`Failure`], its message without the key.
    pub(crate) async fn post_once(
        &self,
        path: &str,
        body: &str,
        pace: &Pace,
    ) -> std::result::Result<Vec<u8>, Failure> {
        let call = Call {
            method: Method::POST,
            path,
            content: Content::Json(body),
            most: LONGEST_ANSWER,
            patience: Patience::of_an_upload(self.timeout, body.len()),
        };
        if !pace.wait(Duration::ZERO).await {
            return Err(Failure::Stopped);
        }
        let mut answer = Vec::new();
        self.exchange(&call, pace, &mut answer)
            .await
            .map_err(|failure| failure.saying(|what| self.clean(&what)))?;
        Ok(answer)
    }

    /// Gets what is at `path`: an answer of up to 16 MiB, asked for again where that may help.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub(crate) async fn get<T>(
        &self,
        path: &str,
        pace: &Pace,
        read: impl Fn(&[u8]) -> std::result::Result<T, String>,
    ) -> std::result::Result<T, Failure> {
        let call = Call {
            method: Method::GET,
            path,
            content: Content::Nothing,
            most: LONGEST_ANSWER,
            patience: Patience::of_an_answer(self.timeout),
        };
        self.ask_again(&call, pace, read).await
    }

    /// Gets what is at `path` into `file`, whatever was in it, and rewinds that. At most `most` bytes; the
    /// time is limited between any two pieces only.
    ///
    /// # Errors
    /// As [`Client::ask`], and [`Failure::Final`] when the file cannot be written.
    pub(crate) async fn download(
        &self,
        path: &str,
        most: u64,
        file: &mut File,
        pace: &Pace,
    ) -> std::result::Result<(), Failure> {
        let call = Call {
            method: Method::GET,
            path,
            content: Content::Nothing,
            most,
            patience: Patience::of_a_file(self.timeout),
        };
        let unwritten = |error: std::io::Error| Failure::Final {
            what: format!("the answer cannot be written: {error}"),
            help: String::new(),
        };
        self.again(&call, pace, async || {
            let mut file = &*file;
            file.set_len(0).map_err(unwritten)?;
            file.rewind().map_err(unwritten)?;
            self.exchange(&call, pace, &mut file).await?;
            file.rewind().map_err(unwritten)
        })
        .await
    }

    /// Posts a form of named parts to `path`, one of which may be a file, as `multipart/form-data`.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub(crate) async fn post_form<T>(
        &self,
        path: &str,
        parts: &[Part<'_>],
        pace: &Pace,
        read: impl Fn(&[u8]) -> std::result::Result<T, String>,
    ) -> std::result::Result<T, Failure> {
        let content = Content::form(parts);
        let patience = Patience::of_an_upload(self.timeout, content.length());
        let call = Call {
            method: Method::POST,
            path,
            content,
            most: LONGEST_ANSWER,
            patience,
        };
        self.ask_again(&call, pace, read).await
    }

    /// A message as it may be shown: first key and password are removed and then the text shortened, as
    /// half a key is a secret, too.
    pub(crate) fn clean(&self, what: &str) -> String {
        failure::presentable(&self.redact(what))
    }

    /// A text without the key and without passwords of proxies, in its whole length.
    pub(crate) fn redact(&self, what: &str) -> String {
        let mut what = what.to_owned();
        if let Some(key) = &self.key {
            what = key.redact(&what);
        }
        if let Some(Ok(connection)) = self.connection.get() {
            what = connection.redact(&what);
        }
        what
    }

    /// Makes a call until `read` accepts an answer to it.
    async fn ask_again<T>(
        &self,
        call: &Call<'_>,
        pace: &Pace,
        read: impl Fn(&[u8]) -> std::result::Result<T, String>,
    ) -> std::result::Result<T, Failure> {
        self.again(call, pace, async || {
            let mut answer = Vec::new();
            self.exchange(call, pace, &mut answer).await?;
            read(&answer).map_err(|what| Failure::Senseless { what })
        })
        .await
    }

    /// Tries `once` until it succeeds or fails for good.
    async fn again<T>(
        &self,
        call: &Call<'_>,
        pace: &Pace,
        once: impl AsyncFn() -> std::result::Result<T, Failure>,
    ) -> std::result::Result<T, Failure> {
        self.tried(call, pace, once)
            .await
            .map_err(|failure| failure.saying(|what| self.clean(&what)))
    }

    async fn tried<T>(
        &self,
        call: &Call<'_>,
        pace: &Pace,
        once: impl AsyncFn() -> std::result::Result<T, Failure>,
    ) -> std::result::Result<T, Failure> {
        let mut tries = 0;
        // The number of tries in a row without an answer to any request between them.
        let mut in_vain = 0;
        let mut answers = pace.answers();
        let mut pause = Duration::ZERO;
        loop {
            if !pace.wait(pause).await {
                return Err(Failure::Stopped);
            }
            if !pace.take(call.content.tokens()).await {
                return Err(Failure::Stopped);
            }
            let failure = match once().await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            tries += 1;
            in_vain += 1;
            let passes = matches!(failure, Failure::Passing { .. });
            if passes && pace.answers() > answers {
                in_vain = 1;
            }
            answers = pace.answers();
            if !matches!(failure, Failure::Passing { hold: Some(_), .. }) && !pace.may_try_again() {
                return Err(self.exhausted(failure, tries));
            }
            let most = if passes {
                failure.tries() * WHILE_OTHERS_ARE_ANSWERED
            } else {
                failure.tries()
            };
            if tries >= most || (passes && in_vain >= failure.tries()) {
                return Err(self.exhausted(failure, tries));
            }
            if let Failure::Passing {
                what,
                hold: Some(hold),
            } = failure
            {
                if hold > LONGEST_HOLD {
                    return Err(Failure::Final {
                        what: format!("{what}; not to be asked for {} seconds", hold.as_secs()),
                        help: "run again then: what was received is kept".into(),
                    });
                }
                // Up to a tenth longer than asked for, since clocks differ.
                pace.hold_all(hold.mul_f64(1.0 + fastrand::f64() / 10.0));
            }
            pause = pace.pause_after(tries);
        }
    }

    /// The final failure after the last try.
    fn exhausted(&self, failure: Failure, tries: u32) -> Failure {
        let proxied = matches!(self.connection.get(), Some(Ok(way)) if way.is_proxied());
        match failure {
            Failure::Passing { what, .. } => Failure::Final {
                what: format!("{what} (asked {tries} times)"),
                help: if proxied {
                    "check that the server is running and the proxy lets you through, then run again: \
                     what was received is kept"
                } else {
                    "check that the server is running, then run again: what was received is kept"
                }
                .to_owned(),
            },
            Failure::Senseless { what } => Failure::Senseless {
                what: format!("{what} (asked {tries} times)"),
            },
            other => other,
        }
    }

    /// The error for a failure of this server, without the key.
    pub(crate) fn error(&self, failure: Failure) -> Error {
        let (what, help) = match failure {
            Failure::Final { what, help } => (what, help),
            Failure::Passing { what, .. }
            | Failure::Senseless { what }
            | Failure::TooLarge { what }
            | Failure::Refused { what }
            | Failure::OnlyThoughts { what } => (what, String::new()),
            Failure::Stopped => ("stopped".into(), String::new()),
        };
        Error::Endpoint {
            url: self.base.clone(),
            what: self.clean(&what),
            help,
        }
    }
}

/// An address that may be asked.
fn checked(url: &str, with_key: bool) -> Result<Url> {
    // Messages leave the address out, as it may contain secrets.
    let refused = |what: &str, help: &str| Err(Error::usage(what, help));
    if url.contains(['?', '#', '@']) {
        return refused(
            "a server's url has a user, a query or a fragment in it",
            "write only scheme, host and path; keys are named by key-env or key-file",
        );
    }
    // The same parser as that of the requests, so that what is checked is what is asked. It forgives much:
    // `http:/host`, back slashes, blanks.
    let scheme = url
        .split_once("://")
        .map(|(scheme, _)| scheme.to_lowercase());
    let strange = url.contains(|c: char| c == '\\' || c.is_whitespace() || c.is_control());
    let parsed = url.parse::<Url>().ok().filter(|parsed| {
        let scheme = scheme.as_deref();
        !strange && ["http", "https"].contains(&parsed.scheme()) && scheme == Some(parsed.scheme())
    });
    let Some((parsed, host)) = parsed.as_ref().and_then(|url| Some((url, url.host_str()?))) else {
        return refused(
            &format!("\"{url}\" is no address of a server"),
            "it is like http://127.0.0.1:8000/v1 or https://api.example.org/v1",
        );
    };
    if with_key && parsed.scheme() == "http" && !is_this_machine(host) {
        return refused(
            &format!("{url} would carry the key over the network in the clear"),
            "use https, or give no key",
        );
    }
    Ok(parsed.clone())
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
