//! One request and its answer.

use std::io::Write;
use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout_at};

use super::body::Content;
use super::proxy::Proxy;
use super::tls::OwnCertificates;
use super::{Client, Failure, KeyPlace, Pace, Quota, is_this_machine};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest time between two pieces of an answer that has begun.
const IDLE: Duration = Duration::from_secs(60);
/// The most bytes that are read of an answer with an error.
const LONGEST_COMPLAINT: usize = 64 << 10;
/// The bytes a second that a slow line carries at least.
const SLOW_LINE: usize = 50_000;

/// A request.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: &'a str,
    pub(super) content: Content<'a>,
    /// The most bytes of an answer.
    pub(super) most: u64,
    pub(super) patience: Patience,
}

/// The time that an exchange may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Until the first byte of the answer's content has come.
    pub(super) first: Duration,
    /// Between two pieces of it.
    pub(super) between: Duration,
    /// Until the last one has; some servers send blanks while they think, so that there is always something
    /// coming.
    pub(super) whole: Option<Duration>,
}

impl Patience {
    /// For an answer that is made while it is waited for.
    pub(super) fn of_an_answer(timeout: Duration) -> Patience {
        Patience {
            first: timeout,
            between: IDLE,
            whole: Some(timeout * 2),
        }
    }

    /// For a file of any length.
    pub(super) fn of_a_file(timeout: Duration) -> Patience {
        Patience {
            first: timeout,
            between: IDLE,
            whole: None,
        }
    }

    /// For the answer to so many bytes.
    pub(super) fn of_an_upload(timeout: Duration, bytes: usize) -> Patience {
        let sending = Duration::from_secs((bytes / SLOW_LINE) as u64);
        Patience::of_an_answer(timeout + sending)
    }
}

/// The connections to a server, and what is between.
#[derive(Debug)]
pub(super) struct Connection {
    http: reqwest::Client,
    proxy: Option<Proxy>,
}

impl Connection {
    fn open(url: &Url, certificates: &OwnCertificates) -> Result<Connection, Failure> {
        // A request to this machine does not go through a proxy.
        let proxy = match url.host_str() {
            Some(host) if is_this_machine(host) => None,
            _ => Proxy::towards(url)?,
        };
        let encrypted = url.scheme() == "https" || proxy.as_ref().is_some_and(|p| p.is_encrypted);
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(certificates.settings(encrypted)?)
            // A redirection would send the key to another server.
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(concat!("duizhao/", env!("CARGO_PKG_VERSION")));
        if proxy.is_none() {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| Failure::of_transport(&error, proxy.as_ref()))?;
        Ok(Connection { http, proxy })
    }

    /// Whether requests go through a proxy.
    pub(super) fn is_proxied(&self) -> bool {
        self.proxy.is_some()
    }

    /// `text` without the proxy's password.
    pub(super) fn redact(&self, text: &str) -> String {
        match &self.proxy {
            Some(proxy) => proxy.redact(text),
            None => text.to_owned(),
        }
    }
}

impl Client {
    fn connection(&self) -> Result<&Connection, Failure> {
        self.connection
            .get_or_init(|| Connection::open(&self.url, &self.certificates))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Sends a request once and writes its answer to `to`.
    pub(super) async fn exchange(
        &self,
        call: &Call<'_>,
        pace: &Pace,
        to: &mut impl Write,
    ) -> Result<(), Failure> {
        let connection = self.connection()?;
        let proxy = connection.proxy.as_ref();
        let now = Instant::now();
        let first = now + call.patience.first;
        let last = call.patience.whole.map(|whole| now + whole);
        let request = self.request(connection, call)?;
        let sent = timeout_at(first, request.send())
            .await
            .map_err(|_| late())?;
        let answer = sent.map_err(|error| Failure::of_transport(&error, proxy))?;
        pace.learn(Quota::of(answer.headers(), SystemTime::now()));
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut pieces = Pieces {
            answer,
            next: first,
            between: call.patience.between,
            last,
            proxy,
        };
        if status.is_success() {
            let mut room = call.most;
            while let Some(piece) = pieces.next().await? {
                room = room
                    .checked_sub(piece.len() as u64)
                    .ok_or_else(|| Failure::TooLarge {
                        what: "the answer is too long".to_owned(),
                    })?;
                to.write_all(&piece).map_err(|error| Failure::Final {
                    what: format!("the answer cannot be written: {error}"),
                    help: String::new(),
                })?;
            }
            pace.answered();
            return Ok(());
        }
        if let (407, Some(proxy)) = (status.as_u16(), proxy) {
            return Err(proxy.wants_a_password());
        }
        // When the rest cannot be read, the status alone has to do.
        let mut complaint = Vec::new();
        while complaint.len() < LONGEST_COMPLAINT
            && let Ok(Some(piece)) = pieces.next().await
        {
            complaint.extend_from_slice(&piece);
        }
        complaint.truncate(LONGEST_COMPLAINT);
        Err(Failure::of_status(status, &headers, &complaint))
    }

    fn request(&self, connection: &Connection, call: &Call<'_>) -> Result<RequestBuilder, Failure> {
        let url = format!("{}{}", self.base, call.path);
        let mut request = connection.http.request(call.method.clone(), url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut with_key: Option<SecretString> = None;
        match (&self.key, self.key_place, &call.content) {
            (Some(key), KeyPlace::Header(name, prefix), _) => {
                let value = HeaderValue::from_str(key.header(prefix).expose_secret());
                let mut value = value.map_err(|error| Failure::Final {
                    what: error.to_string(),
                    help: String::new(),
                })?;
                value.set_sensitive(true);
                request = request.header(name, value);
            }
            (Some(key), KeyPlace::Member(name), Content::Json(body)) => {
                with_key = key.in_object(body, name);
            }
            (Some(_), KeyPlace::Member(_), _) | (None, ..) => {}
        }
        Ok(match &call.content {
            Content::Nothing => request,
            Content::Json(body) => {
                let body = with_key.as_ref().map_or(*body, ExposeSecret::expose_secret);
                request
                    .header(CONTENT_TYPE, "application/json")
                    .body(body.to_owned())
            }
            Content::Form { boundary, bytes } => request
                .header(
                    CONTENT_TYPE,
                    format!("multipart/form-data; boundary={boundary}"),
                )
                .body(bytes.clone()),
        })
    }
}

/// The pieces in which an answer comes.
struct Pieces<'a> {
    answer: Response,
    /// When the next one has to be there.
    next: Instant,
    between: Duration,
    /// When all have.
    last: Option<Instant>,
    proxy: Option<&'a Proxy>,
}

impl Pieces<'_> {
    async fn next(&mut self) -> Result<Option<bytes::Bytes>, Failure> {
        let until = self.last.map_or(self.next, |last| self.next.min(last));
        let piece = timeout_at(until, self.answer.chunk())
            .await
            .map_err(|_| late())?;
        self.next = Instant::now() + self.between;
        piece.map_err(|error| Failure::of_transport(&error, self.proxy))
    }
}

fn late() -> Failure {
    Failure::Passing {
        what: "no answer in time".to_owned(),
        hold: None,
    }
}
