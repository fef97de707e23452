//! The HTTP server of the workbench: routes, headers, errors.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Query, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::assets::asset;
use super::auth::{Guard, Refusal};
use super::desk::Desk;
use super::finder::Sought;
use super::remembered::Position;
use super::replace::{Asked, SoughtSide};
use super::session::ApiError;
use super::tongue;
use super::workbench::{Answer, Workbench};
use crate::bitext::Stage;
use crate::error::{Error, Result};
use crate::words::{Locale, Words};

/// The content security policy: scripts, styles and requests from here alone, nothing inline, no
/// embedding in frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Characters of a file's name that a header has in per cents (RFC 8187 allows a little more as they are).
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
/// The size limit of a request in bytes; one text may have a very long sentence.
const MOST_BYTES: usize = 32 << 20;

#[derive(Clone)]
struct Shared {
    desk: Arc<Desk>,
    guard: Arc<Guard>,
}

/// The text that a request is about: the one that its path names, or the text alone.
struct OfText {
    desk: Arc<Desk>,
    name: Option<String>,
}

impl FromRequestParts<Shared> for OfText {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<OfText, Response> {
        let inside = RawPathParams::from_request_parts(parts, shared).await;
        let inside = inside.map_err(IntoResponse::into_response)?;
        let name = inside.iter().find(|(name, _)| *name == "text");
        Ok(OfText {
            desk: shared.desk.clone(),
            name: name.map(|(_, name)| name.to_owned()),
        })
    }
}

impl OfText {
    /// The workbench of the text, which is opened if it is not.
    fn open(&self) -> Result<Arc<Workbench>, ApiError> {
        self.desk.text(self.name.as_deref())
    }
}

/// Serves the workbench on this machine until it is interrupted, then saves. Port 0 takes any free port.
/// `ready` is called with the start address.
///
/// # Errors
/// When the port is not available, or a text could not be saved at the end.
pub fn serve(desk: &Arc<Desk>, port: u16, ready: impl FnOnce(&str)) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::usage(format!("no server can be started: {error}"), ""))?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
            Error::usage(
                format!("port {port} cannot be had: {error}"),
                "take another one with --port, or leave it out for any that is free",
            )
        })?;
        let port = listener.local_addr().map_or(port, |address| address.port());
        let guard = Arc::new(Guard::new(port)?);
        let address = guard.address();
        let shared = Shared {
            desk: desk.clone(),
            guard,
        };
        // The signals are caught before the address is known: whoever reads it may end the server at
        // once, and it has to save even then.
        let (over, hurry) = (ended(), ended());
        ready(&address);
        let serving = axum::serve(listener, router(shared)).with_graceful_shutdown(over);
        // Pages keep their connections open, so the shutdown does not wait for them longer than this.
        let _ = tokio::select! {
            served = serving => served,
            () = async { hurry.await; tokio::time::sleep(std::time::Duration::from_millis(300)).await } => Ok(()),
        };
        Ok(())
    })?;
    desk.close()
}

/// Completes when the process is interrupted, terminated or hung up. The handlers are installed by the
/// call itself, before anything is awaited.
#[cfg(unix)]
fn ended() -> impl Future<Output = ()> + Send + 'static {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ]
    .map(signal);
    async move {
        let [Ok(mut interrupted), Ok(mut terminated), Ok(mut hung_up)] = signals else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
            _ = hung_up.recv() => {}
        }
    }
}

/// Completes when the process is interrupted.
#[cfg(not(unix))]
async fn ended() {
    let _ = tokio::signal::ctrl_c().await;
}

/// What the page of a text asks.
fn of_text() -> Router<Shared> {
    Router::new()
        .route("/session", get(begin))
        .route("/beads", get(beads))
        .route("/list", get(list))
        .route("/need", get(need))
        .route("/changes", get(changes))
        .route("/findings", get(|t| call(t, Workbench::findings)))
        .route("/aids", get(aids))
        .route("/search", get(search))
        .route(
            "/terms",
            get(|t| call(t, Workbench::terms)).post(|t, b| told(t, b, Workbench::propose)),
        )
        .route("/diff", get(|t| call(t, Workbench::diff)))
        .route("/export", get(export))
        .route("/op", post(|t, b| told(t, b, |w, asked| w.perform(&asked))))
        .route("/undo", post(|t, b| told(t, b, |w, asked| w.undo(&asked))))
        .route("/redo", post(|t, b| told(t, b, |w, asked| w.redo(&asked))))
        .route("/fix", post(|t, b| told(t, b, |w, asked| w.fix(&asked))))
        .route("/fixes", get(fixes))
        .route("/find", get(find))
        .route(
            "/replace",
            post(|t, b| told(t, b, |w, asked| w.replace(&asked))),
        )
        .route(
            "/suppress",
            post(|t, b| told(t, b, |w, asked| w.suppress(&asked))),
        )
        .route(
            "/accept",
            post(|t, b| told(t, b, |w, asked| w.accept(&asked))),
        )
        .route(
            "/reject",
            post(|t, b| told(t, b, |w, asked| w.reject(&asked))),
        )
        .route("/position", post(stand))
        .route("/leave", post(|t, b| told(t, b, |w, _: Value| w.leave())))
        .route(
            "/preview",
            post(|t, b| told(t, b, |w, asked| w.preview(&asked))),
        )
        .route("/lost", get(|t| call(t, Workbench::lost)))
        .route("/save", post(|t, b| told(t, b, |w, _: Value| w.save())))
        .route(
            "/resolve",
            post(|t, b| told(t, b, |w, asked| w.settle(&asked))),
        )
}

/// What goes over all texts.
fn of_all() -> Router<Shared> {
    Router::new()
        .route("/texts", get(texts))
        .route("/words", get(words))
        .route("/next", get(next))
        .route("/search", get(search_all))
        .route("/find", get(find_all))
        .route(
            "/replace",
            post(|s, b| told_all(s, b, |d, asked| d.replace(&asked))),
        )
        .route(
            "/takeback",
            post(|s, b| told_all(s, b, |d, asked| d.take_back(&asked))),
        )
        .route("/uses", get(uses))
        .route("/terms", get(|s| over(s, Desk::terms)))
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/assets/{name}", get(file))
        .route("/t/{text}", get(page))
        .nest("/api", of_text())
        .nest("/api/project", of_all())
        .nest("/t/{text}/api", of_text())
        .fallback(|| async {
            refused(
                StatusCode::NOT_FOUND,
                "unknown",
                "there is nothing here",
                "",
            )
        })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(shared.clone(), told_in))
        .layer(from_fn_with_state(shared.clone(), guarded))
        .with_state(shared)
}

/// Middleware: refuses requests that the guard refuses, and sets the headers of every answer.
async fn guarded(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match admit(&shared.guard, &request) {
        Ok(None) => next.run(request).await,
        Ok(Some(answer)) => answer,
        Err(refusal) => turned_away(refusal),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Middleware: says what the program says in the language that the page asks for.
async fn told_in(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let words = tongue::asked(request.headers(), shared.desk.common.words);
    let is_catalogue = request.uri().path().ends_with("/words");
    let response = next.run(request).await;
    let json = HeaderValue::from_static("application/json");
    let is_json = response.headers().get(header::CONTENT_TYPE) == Some(&json);
    if words.locale() == Locale::English || is_catalogue || !is_json {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return turned_away(Refusal::Kind);
    };
    let told = aside(move || {
        let mut answer: Value = serde_json::from_slice(&bytes).ok()?;
        tongue::tell(words, &mut answer);
        serde_json::to_vec(&answer).ok()
    });
    match told.await {
        Ok(Some(told)) => {
            head.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(head, Body::from(told))
        }
        Ok(None) => turned_away(Refusal::Kind),
        Err(failed) => failed,
    }
}

/// The answer to the start address itself, which sets the cookie.
fn admit(guard: &Guard, request: &Request) -> Result<Option<Response>, Refusal> {
    let headers = request.headers();
    guard.place(headers)?;
    let uri = request.uri();
    if uri.path() == "/"
        && let Some(token) = uri.query().and_then(|query| query.strip_prefix("token="))
    {
        if !guard.is_token(token) {
            return Err(Refusal::Cookie);
        }
        let mut answer = StatusCode::SEE_OTHER.into_response();
        answer
            .headers_mut()
            .insert(header::LOCATION, HeaderValue::from_static("/"));
        if let Ok(cookie) = HeaderValue::from_str(&guard.cookie()) {
            answer.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        return Ok(Some(answer));
    }
    guard.person(request.method(), headers)?;
    Ok(None)
}

fn turned_away(refusal: Refusal) -> Response {
    let (what, help) = match refusal {
        Refusal::Host => (
            "this is not the name of the workbench",
            "open the address that the terminal shows",
        ),
        Refusal::Origin => (
            "another site sent this",
            "open the address that the terminal shows",
        ),
        Refusal::Cookie => (
            "this browser has not been let in",
            "open the address that the terminal shows",
        ),
        Refusal::Kind => ("this is no JSON", ""),
    };
    refused(StatusCode::FORBIDDEN, "forbidden", what, help)
}

fn refused(status: StatusCode, code: &str, what: &str, help: &str) -> Response {
    (
        status,
        axum::Json(json!({"error": what, "help": help, "code": code})),
    )
        .into_response()
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            ApiError::Stale => refused(
                StatusCode::CONFLICT,
                "stale",
                "this has changed since you saw it",
                "look at it as it is now, and do it again",
            ),
            ApiError::Conflict(what) => refused(
                StatusCode::CONFLICT,
                "conflict",
                &what,
                "merge both, keep what is here, or take what the file holds",
            ),
            ApiError::Unknown(what) => refused(StatusCode::NOT_FOUND, "unknown", &what, ""),
            ApiError::Refused(error) => {
                let (status, code) = match error {
                    Error::Usage { .. } | Error::Input { .. } => {
                        (StatusCode::BAD_REQUEST, "refused")
                    }
                    _ => (StatusCode::INTERNAL_SERVER_ERROR, "failed"),
                };
                let (what, help) = match &error {
                    Error::Usage { what, help } => (what.clone(), help.clone()),
                    Error::Input { place, what, help } => {
                        (format!("{place}: {what}"), help.clone())
                    }
                    other => (other.to_string(), String::new()),
                };
                refused(status, code, &what, &help)
            }
        }
    }
}

/// Runs slow work on a thread of its own, so that it does not delay other requests.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Response> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            "that did not work",
            "",
        )
    })
}

async fn answered(work: impl FnOnce() -> Answer + Send + 'static) -> Response {
    match aside(work).await {
        Ok(Ok(value)) => axum::Json(value).into_response(),
        Ok(Err(trouble)) => trouble.into_response(),
        Err(failed) => failed,
    }
}

async fn call(text: OfText, ask: fn(&Workbench) -> Answer) -> Response {
    answered(move || ask(&*text.open()?)).await
}

/// The content of a request.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        ApiError::Refused(Error::usage(format!("this cannot be read: {error}"), ""))
    })
}

async fn told<T: DeserializeOwned + Send + 'static>(
    text: OfText,
    body: axum::body::Bytes,
    tell: fn(&Workbench, T) -> Answer,
) -> Response {
    answered(move || {
        let asked = read(&body)?;
        tell(&*text.open()?, asked)
    })
    .await
}

async fn begin(text: OfText) -> Response {
    answered(move || text.desk.begin(text.name.as_deref())).await
}

async fn stand(text: OfText, body: axum::body::Bytes) -> Response {
    answered(move || {
        let position: Position = read(&body)?;
        text.desk.stand(text.name.as_deref(), position)
    })
    .await
}

#[derive(Deserialize)]
struct Window {
    #[serde(default)]
    from: usize,
    count: Option<usize>,
}

async fn beads(text: OfText, Query(window): Query<Window>) -> Response {
    answered(move || {
        let count = window.count.unwrap_or(200);
        text.open()?.beads(window.from, count)
    })
    .await
}

#[derive(Deserialize)]
struct Filter {
    filter: String,
    stage: Option<Stage>,
}

async fn list(text: OfText, Query(asked): Query<Filter>) -> Response {
    answered(move || text.open()?.list(&asked.filter, asked.stage)).await
}

#[derive(Deserialize)]
struct FromBead {
    from: usize,
}

async fn need(text: OfText, Query(asked): Query<FromBead>) -> Response {
    answered(move || text.open()?.in_need(asked.from)).await
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

async fn changes(text: OfText, Query(asked): Query<Since>) -> Response {
    answered(move || text.open()?.changes(asked.since)).await
}

#[derive(Deserialize)]
struct OfBead {
    bead: String,
}

async fn aids(text: OfText, Query(asked): Query<OfBead>) -> Response {
    answered(move || text.open()?.aids(&asked.bead)).await
}

#[derive(Deserialize)]
struct Wanted {
    q: String,
    most: Option<usize>,
}

impl Wanted {
    /// How many hits are given at most.
    fn most(&self) -> usize {
        self.most.unwrap_or(200).min(2000)
    }
}

async fn search(text: OfText, Query(asked): Query<Wanted>) -> Response {
    answered(move || text.open()?.search(&asked.q, asked.most())).await
}

#[derive(Deserialize)]
struct WantedPlaces {
    q: String,
    #[serde(default)]
    side: SoughtSide,
    #[serde(default)]
    case: bool,
    #[serde(default)]
    words: bool,
    #[serde(default)]
    from: usize,
    most: Option<usize>,
}

impl WantedPlaces {
    /// What is looked for, and which of the places are given.
    fn parted(self) -> (Asked, (usize, usize)) {
        let window = (self.from, self.most.unwrap_or(200).min(2000));
        let sought = Sought {
            q: self.q,
            case: self.case,
            words: self.words,
        };
        let side = self.side;
        (Asked { sought, side }, window)
    }
}

async fn find(text: OfText, Query(asked): Query<WantedPlaces>) -> Response {
    answered(move || {
        let (asked, window) = asked.parted();
        text.open()?.find(&asked, window)
    })
    .await
}

async fn find_all(State(shared): State<Shared>, Query(asked): Query<WantedPlaces>) -> Response {
    answered(move || {
        let (asked, window) = asked.parted();
        shared.desk.find(&asked, window)
    })
    .await
}

#[derive(Deserialize)]
struct OfRule {
    rule: String,
    #[serde(default)]
    from: usize,
    most: Option<usize>,
}

async fn fixes(text: OfText, Query(asked): Query<OfRule>) -> Response {
    answered(move || {
        let window = (asked.from, asked.most.unwrap_or(200).min(2000));
        text.open()?.fixes(&asked.rule, window)
    })
    .await
}

/// Tells something about all texts.
async fn told_all<T: DeserializeOwned + Send + 'static>(
    State(shared): State<Shared>,
    body: axum::body::Bytes,
    tell: fn(&Desk, T) -> Answer,
) -> Response {
    answered(move || tell(&shared.desk, read(&body)?)).await
}

/// Asks something about all texts.
async fn over(State(shared): State<Shared>, ask: fn(&Desk) -> Answer) -> Response {
    answered(move || ask(&shared.desk)).await
}

#[derive(Deserialize)]
struct OfState {
    since: Option<String>,
}

async fn texts(State(shared): State<Shared>, Query(asked): Query<OfState>) -> Response {
    answered(move || shared.desk.list(asked.since.as_deref())).await
}

#[derive(Deserialize)]
struct After {
    after: String,
    kind: String,
}

async fn next(State(shared): State<Shared>, Query(asked): Query<After>) -> Response {
    answered(move || shared.desk.next(&asked.kind, &asked.after)).await
}

async fn search_all(State(shared): State<Shared>, Query(asked): Query<Wanted>) -> Response {
    answered(move || shared.desk.search(&asked.q, asked.most())).await
}

#[derive(Deserialize)]
struct OfTerm {
    term: String,
}

async fn uses(State(shared): State<Shared>, Query(asked): Query<OfTerm>) -> Response {
    answered(move || shared.desk.uses(&asked.term)).await
}

#[derive(Deserialize)]
struct Format {
    format: String,
}

async fn export(text: OfText, Query(asked): Query<Format>) -> Response {
    let export = match aside(move || text.open()?.export(&asked.format)).await {
        Ok(Ok(export)) => export,
        Ok(Err(trouble)) => return trouble.into_response(),
        Err(failed) => return failed,
    };
    let plain: String = export
        .name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded = utf8_percent_encode(&export.name, NAME);
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, export.bytes).into_response()
}

/// The list of texts, or the text alone.
async fn index(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let name = if shared.desk.is_single() {
        "index.html"
    } else {
        "texts.html"
    };
    document(name, tongue::asked(&headers, shared.desk.common.words))
}

/// A document in a language.
fn document(name: &str, words: &Words) -> Response {
    let html = asset(name).and_then(|asset| std::str::from_utf8(asset.bytes).ok());
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let filled = tongue::filled(html.unwrap_or_default(), words);
    ([(header::CONTENT_TYPE, kind)], filled).into_response()
}

/// What the script of the page says.
async fn words(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let words = tongue::asked(&headers, shared.desk.common.words);
    axum::Json(tongue::patterns(words)).into_response()
}

/// The page of a text.
async fn page(text: OfText, headers: HeaderMap) -> Response {
    if text.name.is_some_and(|name| text.desk.has(&name)) {
        return document(
            "index.html",
            tongue::asked(&headers, text.desk.common.words),
        );
    }
    refused(
        StatusCode::NOT_FOUND,
        "unknown",
        "there is no such text",
        "go to the list of texts: /",
    )
}

async fn file(axum::extract::Path(name): axum::extract::Path<String>) -> Response {
    sent(&name)
}

fn sent(name: &str) -> Response {
    match asset(name) {
        Some(asset) => (
            [(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind))],
            Body::from(asset.bytes),
        )
            .into_response(),
        None => refused(
            StatusCode::NOT_FOUND,
            "unknown",
            "there is nothing here",
            "",
        ),
    }
}
