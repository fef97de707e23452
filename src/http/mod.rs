//! Requests for JSON over HTTP: which addresses are allowed, which failures are tried again, and how
//! long is waited.
//!
//! A key goes into one header of requests to one address and nowhere else: it is not sent over a network
//! without encryption unless the settings allow it, redirections are not followed, and it is removed
//! from every message of the server before that is shown.

mod failure;
mod pace;
mod quota;
mod secret;
#[cfg(test)]
pub(crate) mod testing;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};
use ureq::http::header::CONTENT_TYPE;
use ureq::http::{HeaderName, HeaderValue, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

pub(crate) use failure::Failure;
pub(crate) use pace::Pace;
pub(crate) use quota::Quota;
pub use secret::Secret;

use crate::error::{Error, Result};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of an answer; a request with a longer one should have been smaller.
const LONGEST_ANSWER: u64 = 16 << 20;
/// The most bytes that are read of an answer with an error.
const LONGEST_COMPLAINT: u64 = 64 << 10;
/// The factor by which a request that fails for a passing reason is tried more often while the server answers
/// others: the server is there, so the failures are chance, or due to the request.
const WHILE_OTHERS_ARE_ANSWERED: u32 = 2;
/// The longest pause of a server that is waited for; for a longer one the request fails, and the user is
/// told.
const LONGEST_HOLD: Duration = Duration::from_secs(120);

/// A client for one server, whose address stands before all paths.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    agent: Agent,
    base: String,
    key: Option<Secret>,
    key_place: KeyPlace,
    /// Headers of every request, besides that of the key.
    headers: Vec<(HeaderName, HeaderValue)>,
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
    /// A client for the server at `url`; `timeout` is the longest time for each answer.
    ///
    /// # Errors
    /// [`Error::Usage`] when `url` is no address of a server, contains secrets, or would carry the key
    /// over a network without encryption.
    pub(crate) fn new(url: &str, key: Option<Secret>, timeout: Duration) -> Result<Client> {
        Client::open(url, key, timeout, false)
    }

    /// As [`Client::new`]; with `plain`, a key may be sent over a network without encryption.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub(crate) fn open(
        url: &str,
        key: Option<Secret>,
        timeout: Duration,
        plain: bool,
    ) -> Result<Client> {
        let host = checked_host(url, key.is_some() && !plain)?;
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            // A redirection would send the key to another server.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(timeout))
            .user_agent(concat!("duizhao/", env!("CARGO_PKG_VERSION")));
        let config = if is_this_machine(&host) {
            // A request to this machine does not go through a proxy.
            config.proxy(None)
        } else {
            config
        };
        Ok(Client {
            agent: config.build().new_agent(),
            base: url.trim_end_matches('/').to_owned(),
            key,
            key_place: KeyPlace::Header("authorization", "Bearer "),
            headers: Vec::new(),
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
    pub(crate) fn ask<T>(
        &self,
        path: &str,
        body: &str,
        pace: &Pace,
        read: impl Fn(&[u8]) -> std::result::Result<T, String>,
    ) -> std::result::Result<T, Failure> {
        self.ask_again(path, body, pace, read)
            .map_err(|failure| failure.saying(|what| self.clean(&what)))
    }

    /// A server's message as it may be shown: first the key is removed and then the text shortened, as
    /// half a key is a secret, too.
    pub(crate) fn clean(&self, what: &str) -> String {
        let what = match &self.key {
            Some(key) => key.redact(what),
            None => what.to_owned(),
        };
        failure::presentable(&what)
    }

    fn ask_again<T>(
        &self,
        path: &str,
        body: &str,
        pace: &Pace,
        read: impl Fn(&[u8]) -> std::result::Result<T, String>,
    ) -> std::result::Result<T, Failure> {
        let mut tries = 0;
        // The number of tries in a row without an answer to any request between them.
        let mut in_vain = 0;
        let mut answers = pace.answers();
        let mut pause = Duration::ZERO;
        loop {
            if !pace.wait(pause) {
                return Err(Failure::Stopped);
            }
            // Tokens are estimated as one for each Chinese character, which has three bytes.
            if !pace.take(body.len() as u64 / 3) {
                return Err(Failure::Stopped);
            }
            let failure = match self.post(path, body, pace) {
                Ok(answer) => match read(&answer) {
                    Ok(answer) => return Ok(answer),
                    Err(what) => Failure::Senseless { what },
                },
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
                return Err(exhausted(failure, tries));
            }
            let most = if passes {
                failure.tries() * WHILE_OTHERS_ARE_ANSWERED
            } else {
                failure.tries()
            };
            if tries >= most || (passes && in_vain >= failure.tries()) {
                return Err(exhausted(failure, tries));
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

    /// The error for a failure of this server, without the key.
    pub(crate) fn error(&self, failure: Failure) -> Error {
        let (what, help) = match failure {
            Failure::Final { what, help } => (what, help),
            Failure::Passing { what, .. }
            | Failure::Senseless { what }
            | Failure::TooLarge { what } => (what, String::new()),
            Failure::Stopped => ("stopped".into(), String::new()),
        };
        Error::Endpoint {
            url: self.base.clone(),
            what: self.clean(&what),
            help,
        }
    }

    fn post(&self, path: &str, body: &str, pace: &Pace) -> std::result::Result<Vec<u8>, Failure> {
        let of_transport = |error| Failure::of_transport(&error);
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, "application/json");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut with_key: Option<SecretString> = None;
        match (&self.key, self.key_place) {
            (Some(key), KeyPlace::Header(name, prefix)) => {
                let value = HeaderValue::from_str(key.header(prefix).expose_secret());
                let mut value =
                    value.map_err(|error| of_transport(ureq::Error::Http(error.into())))?;
                value.set_sensitive(true);
                request = request.header(name, value);
            }
            (Some(key), KeyPlace::Member(name)) => with_key = key.in_object(body, name),
            (None, _) => {}
        }
        let body = with_key.as_ref().map_or(body, ExposeSecret::expose_secret);
        let (parts, mut answer) = request.send(body).map_err(of_transport)?.into_parts();
        pace.learn(Quota::of(&parts.headers, SystemTime::now()));
        let mut read = |most| Body::with_config(&mut answer).limit(most).read_to_vec();
        if parts.status.is_success() {
            let answer = read(LONGEST_ANSWER).map_err(of_transport)?;
            pace.answered();
            return Ok(answer);
        }
        // When the rest cannot be read, the status alone has to do.
        let complaint = read(LONGEST_COMPLAINT).unwrap_or_default();
        Err(Failure::of_status(parts.status, &parts.headers, &complaint))
    }
}

/// The final failure after the last try.
fn exhausted(failure: Failure, tries: u32) -> Failure {
    match failure {
        Failure::Passing { what, .. } => Failure::Final {
            what: format!("{what} (asked {tries} times)"),
            help: "check that the server is running, then run again: what was received is kept"
                .into(),
        },
        Failure::Senseless { what } => Failure::Senseless {
            what: format!("{what} (asked {tries} times)"),
        },
        other => other,
    }
}

/// The host of an address that may be asked.
fn checked_host(url: &str, with_key: bool) -> Result<String> {
    // Messages leave the address out, as it may contain secrets.
    let refused = |what: &str, help: &str| Err(Error::usage(what, help));
    if url.contains(['?', '#', '@']) {
        return refused(
            "a server's url has a user, a query or a fragment in it",
            "write only scheme, host and path; keys are named by key-env or key-file",
        );
    }
    let parsed = url.parse::<Uri>().ok();
    let parsed = parsed.as_ref().and_then(|uri| {
        let scheme = uri.scheme_str().filter(|s| ["http", "https"].contains(s))?;
        Some((scheme, uri.host().filter(|host| !host.is_empty())?))
    });
    let Some((scheme, host)) = parsed else {
        return refused(
            &format!("\"{url}\" is no address of a server"),
            "it is like http://127.0.0.1:8000/v1 or https://api.example.org/v1",
        );
    };
    if with_key && scheme == "http" && !is_this_machine(host) {
        return refused(
            &format!("{url} would carry the key over the network in the clear"),
            "use https, or give no key",
        );
    }
    Ok(host.to_owned())
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
