//! The HTTP server of the workbench: routes, headers, errors.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
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
use super::session::ApiError;
use super::workbench::{Answer, Workbench};
use crate::error::{Error, Result};

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
    workbench: Arc<Workbench>,
    guard: Arc<Guard>,
}

/// Serves a workbench on this machine until it is interrupted, then saves. Port 0 takes any free port.
/// `ready` is called with the start address.
///
/// # Errors
/// When the port is not available, or the file could not be saved at the end.
pub fn serve(workbench: &Arc<Workbench>, port: u16, ready: impl FnOnce(&str)) -> Result<()> {
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
            workbench: workbench.clone(),
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
    workbench.close()
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

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/assets/{name}", get(file))
        .route("/api/session", get(|s| call(s, Workbench::begin)))
        .route("/api/beads", get(beads))
        .route("/api/list", get(list))
        .route("/api/changes", get(changes))
        .route("/api/findings", get(|s| call(s, Workbench::findings)))
        .route("/api/aids", get(aids))
        .route("/api/search", get(search))
        .route(
            "/api/terms",
            get(|s| call(s, Workbench::terms)).post(|s, b| told(s, b, Workbench::propose)),
        )
        .route("/api/diff", get(|s| call(s, Workbench::diff)))
        .route("/api/export", get(export))
        .route(
            "/api/op",
            post(|s, b| told(s, b, |w, asked| w.perform(&asked))),
        )
        .route(
            "/api/undo",
            post(|s, b| told(s, b, |w, asked| w.undo(&asked))),
        )
        .route(
            "/api/redo",
            post(|s, b| told(s, b, |w, asked| w.redo(&asked))),
        )
        .route(
            "/api/fix",
            post(|s, b| told(s, b, |w, asked| w.fix(&asked))),
        )
        .route(
            "/api/suppress",
            post(|s, b| told(s, b, |w, asked| w.suppress(&asked))),
        )
        .route(
            "/api/accept",
            post(|s, b| told(s, b, |w, asked| w.accept(&asked))),
        )
        .route(
            "/api/reject",
            post(|s, b| told(s, b, |w, asked| w.reject(&asked))),
        )
        .route("/api/position", post(|s, b| told(s, b, Workbench::stand)))
        .route(
            "/api/leave",
            post(|s, b| told(s, b, |w, _: Value| w.leave())),
        )
        .route(
            "/api/preview",
            post(|s, b| told(s, b, |w, asked| w.preview(&asked))),
        )
        .route("/api/lost", get(|s| call(s, Workbench::lost)))
        .route("/api/save", post(|s, b| told(s, b, |w, _: Value| w.save())))
        .route(
            "/api/resolve",
            post(|s, b| told(s, b, |w, asked| w.settle(&asked))),
        )
        .fallback(|| async {
            refused(
                StatusCode::NOT_FOUND,
                "unknown",
                "there is nothing here",
                "",
            )
        })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
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

async fn call(State(shared): State<Shared>, ask: fn(&Workbench) -> Answer) -> Response {
    answered(move || ask(&shared.workbench)).await
}

async fn told<T: DeserializeOwned + Send + 'static>(
    State(shared): State<Shared>,
    body: axum::body::Bytes,
    tell: fn(&Workbench, T) -> Answer,
) -> Response {
    answered(move || {
        let asked = serde_json::from_slice(&body).map_err(|error| {
            ApiError::Refused(Error::usage(format!("this cannot be read: {error}"), ""))
        })?;
        tell(&shared.workbench, asked)
    })
    .await
}

#[derive(Deserialize)]
struct Window {
    #[serde(default)]
    from: usize,
    count: Option<usize>,
}

async fn beads(State(shared): State<Shared>, Query(window): Query<Window>) -> Response {
    answered(move || {
        shared
            .workbench
            .beads(window.from, window.count.unwrap_or(200))
    })
    .await
}

#[derive(Deserialize)]
struct Filter {
    filter: String,
}

async fn list(State(shared): State<Shared>, Query(asked): Query<Filter>) -> Response {
    answered(move || shared.workbench.list(&asked.filter)).await
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

async fn changes(State(shared): State<Shared>, Query(asked): Query<Since>) -> Response {
    answered(move || shared.workbench.changes(asked.since)).await
}

#[derive(Deserialize)]
struct OfBead {
    bead: String,
}

async fn aids(State(shared): State<Shared>, Query(asked): Query<OfBead>) -> Response {
    answered(move || shared.workbench.aids(&asked.bead)).await
}

#[derive(Deserialize)]
struct Wanted {
    q: String,
    most: Option<usize>,
}

async fn search(State(shared): State<Shared>, Query(asked): Query<Wanted>) -> Response {
    answered(move || {
        let most = asked.most.unwrap_or(200).min(2000);
        shared.workbench.search(&asked.q, most)
    })
    .await
}

#[derive(Deserialize)]
struct Format {
    format: String,
}

async fn export(State(shared): State<Shared>, Query(asked): Query<Format>) -> Response {
    let export = match aside(move || shared.workbench.export(&asked.format)).await {
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

async fn index() -> Response {
    sent("index.html")
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
