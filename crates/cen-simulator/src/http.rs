//! The HTTP server: connections in, requests to the cloud or to the control API, answers out.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST, HeaderValue};
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::cloud::{Cloud, Ending, Reply};
use crate::connection::{AnswerBody, Connection, CutOff, ResetSwitch};
use crate::control::{self, Control};
use crate::header_signature::HeaderSignature;
use crate::request::Request;

/// Far above the largest legal request, which carries twenty tags and five filters.
const LARGEST_BODY: usize = 256 * 1024;

/// Serves connections until `stop` is cancelled; whatever is still running then is dropped.
pub(crate) async fn serve(
    listener: TcpListener,
    cloud: Arc<Cloud>,
    control: Arc<Control>,
    stop: CancellationToken,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => {
                // An error here is about one connection that is already gone, or about too many open files; the
                // server goes on after it.
                if let Ok((stream, peer)) = accepted {
                    let (cloud, control) = (Arc::clone(&cloud), Arc::clone(&control));
                    connections.spawn(connection(stream, peer, cloud, control, stop.clone()));
                } else {
                    tokio::task::yield_now().await;
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    cloud: Arc<Cloud>,
    control: Arc<Control>,
    stop: CancellationToken,
) {
    // Small answers must not wait for more to come; where this cannot be set they are only slower.
    let _ = stream.set_nodelay(true);
    let reset = ResetSwitch::default();
    let io = TokioIo::new(Connection::new(stream, reset.clone()));
    let service = service_fn(move |request| {
        let (cloud, control) = (Arc::clone(&cloud), Arc::clone(&control));
        let (reset, stop) = (reset.clone(), stop.clone());
        async move {
            // In a task of its own, as a cloud goes on with its work when a client hangs up.
            let work = tokio::spawn(async move {
                stop.run_until_cancelled(handle(request, peer, &cloud, &control, &reset))
                    .await
            });
            match work.await {
                Ok(Some(answer)) => answer,
                Ok(None) | Err(_) => Err(CutOff),
            }
        }
    });
    // An error is a client that went away or a fault rule at work; the journal has told of both.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(io, service)
        .await;
}

async fn handle(
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    cloud: &Cloud,
    control: &Control,
    reset: &ResetSwitch,
) -> Result<Response<AnswerBody>, CutOff> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Ok(plain(cloud, 413, "the body is larger than 256 KiB\n"));
        }
        Err(_) => return Err(CutOff),
    };
    let path = head.uri.path();
    if path.starts_with(control::PREFIX) {
        let whole = head
            .uri
            .path_and_query()
            .map_or(path, |whole| whole.as_str());
        let rest = whole.strip_prefix(control::PREFIX).unwrap_or(whole);
        let reply = control.answer(cloud, peer, head.method.as_str(), rest, &body);
        return Ok(response(cloud, reply));
    }
    if path != "/" {
        return Ok(plain(
            cloud,
            404,
            "the API lives at /, the control API under /_simulator\n",
        ));
    }
    let query = head.uri.query().unwrap_or("");
    let method = head.method.as_str();
    let host = head.headers.get(HOST).map(HeaderValue::to_str);
    let request = Request::new(method, query, form(&head.headers, &body))
        .sent_to(host.and_then(Result::ok).unwrap_or(""))
        .with_headers(HeaderSignature::read(method, query, &head.headers, &body));
    let reply = cloud.answer(&request).await;
    match reply.ending {
        Ending::Lost => return Err(CutOff),
        Ending::Reset => {
            reset.turn_on();
            return Err(CutOff);
        }
        Ending::ResetMidway => reset.turn_on(),
        Ending::Whole | Ending::Truncated => {}
    }
    Ok(response(cloud, reply))
}

/// The body, when it is a form. Without a type it is taken for one, as some clients send none.
fn form<'a>(headers: &hyper::HeaderMap, body: &'a Bytes) -> &'a [u8] {
    match headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(kind) if !kind.starts_with(b"application/x-www-form-urlencoded") => b"",
        _ => body,
    }
}

fn plain(cloud: &Cloud, status: u16, body: &str) -> Response<AnswerBody> {
    let reply = Reply {
        status,
        content_type: "text/plain;charset=utf-8",
        retry_after: None,
        body: body.to_owned(),
        ending: Ending::Whole,
    };
    response(cloud, reply)
}

fn response(cloud: &Cloud, reply: Reply) -> Response<AnswerBody> {
    let length = reply.body.len();
    let whole = matches!(reply.ending, Ending::Whole);
    let body = if whole {
        AnswerBody::whole(reply.body)
    } else {
        AnswerBody::half(reply.body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    if let Ok(date) = HeaderValue::from_str(&cloud.clock.now().to_http_date()) {
        headers.insert(DATE, date);
    }
    if let Some(pause) = reply.retry_after {
        let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        headers.insert("x-acs-retry-after", HeaderValue::from(millis));
    }
    response
}
