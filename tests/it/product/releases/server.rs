//! A web server with files in memory: what is in front of a registry or a mirror.

use std::collections::BTreeMap;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// Contents by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A server that ends with this.
pub struct Server {
    _connections: JoinSet<()>,
}

impl Server {
    /// Serves files, with TLS where there is something to do it with.
    pub fn start(listener: TcpListener, files: Files, tls: Option<TlsAcceptor>) -> Self {
        let files = Arc::new(files);
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (files, tls) = (Arc::clone(&files), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, files).await,
                        // A client that does not trust this server goes away.
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, files).await;
                            }
                        }
                    }
                });
            }
        });
        Self {
            _connections: connections,
        }
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, files: Arc<Files>) {
    let service = service_fn(|request| std::future::ready(answer(&request, &files)));
    // A client may leave when it likes.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

fn answer(
    request: &Request<Incoming>,
    files: &Files,
) -> hyper::http::Result<Response<Full<Bytes>>> {
    let path = request.uri().path();
    let found = files.get(path);
    let kind = if path.ends_with(".zip") {
        "application/zip"
    } else {
        "application/json"
    };
    Response::builder()
        .status(if found.is_some() { 200 } else { 404 })
        .header("content-type", kind)
        .body(Full::new(found.cloned().unwrap_or_default().into()))
}
