//! A server that is spoken to by TLS, and hands the requests on to a plain one.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hyper::body::{Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::authority::Authority;
use crate::common::web;

pub(crate) struct Secure {
    pub(crate) address: SocketAddr,
    versions: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

impl Secure {
    pub(crate) fn start(
        authority: &Authority,
        host: &str,
        behind: SocketAddr,
        protocols: &[&str],
    ) -> Secure {
        let acceptor = TlsAcceptor::from(Arc::new(authority.settings(host, protocols)));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let server = Secure {
            address: listener.local_addr().unwrap(),
            versions: Arc::default(),
            connections: Arc::default(),
        };
        let (versions, connections) = (server.versions.clone(), server.connections.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    let (acceptor, versions, connections) =
                        (acceptor.clone(), versions.clone(), connections.clone());
                    tokio::spawn(async move {
                        let Ok(stream) = acceptor.accept(stream).await else {
                            return;
                        };
                        *connections.lock().unwrap() += 1;
                        let is_new = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                        let answer = service_fn(move |request: Request<Incoming>| {
                            let version = format!("{:?}", request.version());
                            versions.lock().unwrap().push(version);
                            handed_on(request, behind)
                        });
                        let stream = TokioIo::new(stream);
                        let _ = if is_new {
                            let server = http2::Builder::new(TokioExecutor::new());
                            server.serve_connection(stream, answer).await
                        } else {
                            http1::Builder::new().serve_connection(stream, answer).await
                        };
                    });
                }
            });
        });
        server
    }

    /// The versions of HTTP of the requests so far.
    pub(crate) fn versions(&self) -> Vec<String> {
        self.versions.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

async fn handed_on(
    request: Request<Incoming>,
    behind: SocketAddr,
) -> Result<Response<http_body_util::Full<Bytes>>, Infallible> {
    use http_body_util::BodyExt;
    let url = format!("http://{behind}{}", request.uri().path());
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let asked = tokio::task::spawn_blocking(move || web::ask("POST", &url, Some(&body)));
    let (status, text) = asked.await.unwrap().unwrap();
    let answer = http_body_util::Full::new(Bytes::from(text));
    Ok(Response::builder().status(status).body(answer).unwrap())
}
