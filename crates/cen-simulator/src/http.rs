//! The HTTP server: connections in, requests to the cloud or to the control API, answers out.

use std::future::{pending, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use alibaba_cloud::sign::rpc::Parameters;
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, DATE, EXPECT, HOST, HeaderValue, LOCATION,
    WWW_AUTHENTICATE,
};
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::answer_body::{AnswerBody, CutOff};
use crate::cloud::{Cloud, Ending, Reply};
use crate::connection::{Connection, ResetSwitch};
use crate::control::{self, Answered, Control};
use crate::guard::Visitor;
use crate::header_signature::HeaderSignature;
use crate::json_body;
use crate::page;
use crate::patience::{self, Lapse, Patience};
use crate::request::Request;
use crate::tls;

/// Far above the largest legal request, which carries twenty tags and five filters.
pub(crate) const LARGEST_BODY: usize = 256 * 1024;

/// The answer to half a head (RFC 9110, section 15.5.9).
const TOO_SLOW: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// How long the server waits before it accepts connections again when it could not, unless one of its own ends sooner.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Where connections come from.
pub(crate) trait Accept {
    /// The next one, and who has made it.
    fn accept(&self) -> impl Future<Output = io::Result<(TcpStream, SocketAddr)>> + Send;
}

impl Accept for TcpListener {
    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        Self::accept(self).await
    }
}

/// What all connections share.
pub(crate) struct Server {
    cloud: Arc<Cloud>,
    control: Control,
    stop: CancellationToken,
}

impl Server {
    /// A server that works until `stop` is cancelled; whatever is still running then is dropped.
    pub(crate) fn new(cloud: Arc<Cloud>, control: Control, stop: CancellationToken) -> Self {
        Self {
            cloud,
            control,
            stop,
        }
    }

    /// Serves connections, of which there may be as many as the process may have open files.
    pub(crate) async fn serve(self, listener: impl Accept) {
        let server = Arc::new(self);
        let stop = server.stop.clone();
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        connections.spawn(Arc::clone(&server).connection(stream, peer));
                    }
                    Err(error) if concerns_one_connection(&error) => {}
                    // Mostly too many open files. They may be anybody's, so the end of a connection is not waited for alone.
                    Err(_) => {
                        let pause = timeout(ACCEPT_PAUSE, next_end(&mut connections));
                        let _ = stop.run_until_cancelled(pause).await;
                    }
                },
                () = next_end(&mut connections) => {}
            }
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        // Small answers must not wait for more to come; where this cannot be set they are only slower.
        let _ = stream.set_nodelay(true);
        let (reset, patience) = (ResetSwitch::default(), Patience::new());
        let Some(identity) = self.control.identity() else {
            let stream = Connection::new(stream, reset.clone(), patience.clone());
            return self.talk(stream, peer, reset, patience).await;
        };
        let mut first = [0];
        let Ok(Ok(_)) = timeout(patience::IDLE, stream.peek(&mut first)).await else {
            return;
        };
        let stream = Connection::new(stream, reset.clone(), patience.clone());
        if !tls::begins(&first) {
            return self.talk(stream, peer, reset, patience).await;
        }
        // Who takes longer or trusts another authority has to come again.
        if let Ok(Ok(stream)) = timeout(patience::HEAD, identity.acceptor.accept(stream)).await {
            patience.starts_over();
            self.talk(stream, peer, reset, patience).await;
        }
    }

    /// Reads requests from a stream and answers them, until either side has had enough.
    async fn talk(
        self: Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        peer: SocketAddr,
        reset: ResetSwitch,
        patience: Patience,
    ) {
        let service = service_fn(|request| {
            let (server, reset, busy) = (Arc::clone(&self), reset.clone(), patience.busy());
            async move {
                let answer = server.handle(request, peer, &reset).await?;
                Ok::<_, CutOff>(answer.map(|body| body.keeping(busy)))
            }
        });
        let mut connection = http1::Builder::new()
            .auto_date_header(false)
            // A client that has said all there is to say still wants its answer.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service);
        match patience.with(&mut connection).await {
            // An error is a client that went away or a fault rule at work; the journal has told of both.
            Ok(_) | Err(Lapse::Idle) => {}
            Err(Lapse::Head) => {
                let mut stream = connection.into_parts().io.into_inner();
                // Who sends no requests may not read answers either.
                let _ = timeout(ACCEPT_PAUSE, stream.write_all(TOO_SLOW)).await;
            }
        }
    }

    async fn handle(
        self: Arc<Self>,
        request: hyper::Request<Incoming>,
        peer: SocketAddr,
        reset: &ResetSwitch,
    ) -> Result<Response<AnswerBody>, CutOff> {
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        if path.starts_with(control::PREFIX) {
            return self.control(&head, body, peer).await;
        }
        let body = match read(body, LARGEST_BODY).await {
            Ok(body) => body,
            Err(unread) => return self.unread(unread),
        };
        if path != "/" {
            return Ok(self.plain(
                404,
                "the API lives at /, the control API under /_simulator\n",
            ));
        }
        if page::is_looked_for(&head) {
            return Ok(self.to_the_page());
        }
        let query = head.uri.query().unwrap_or("");
        let method = head.method.as_str();
        let host = head.headers.get(HOST).map(HeaderValue::to_str);
        let request = Request::new(method, query, form(&head.headers, &body))
            .with_unsigned(json(&head.headers, &body))
            .sent_to(host.and_then(Result::ok).unwrap_or(""))
            .with_headers(HeaderSignature::read(method, query, &head.headers, &body));
        let cloud = Arc::clone(&self.cloud);
        let work = async move { cloud.answer(&request).await };
        let reply = see_through(work, &self.stop).await.ok_or(CutOff)?;
        match reply.ending {
            Ending::Lost => return Err(CutOff),
            Ending::Reset => {
                reset.turn_on();
                return Err(CutOff);
            }
            Ending::ResetMidway => reset.turn_on(),
            Ending::Whole | Ending::Truncated => {}
        }
        Ok(self.response(reply))
    }

    /// Answers a request of the control API. The head alone decides who is let in, so that nobody else is listened to for long.
    async fn control(
        &self,
        head: &Parts,
        body: Incoming,
        peer: SocketAddr,
    ) -> Result<Response<AnswerBody>, CutOff> {
        let path = head.uri.path();
        let whole = head.uri.path_and_query().map_or(path, PathAndQuery::as_str);
        let rest = whole.strip_prefix(control::PREFIX).unwrap_or(whole);
        let headers = &head.headers;
        let visitor = Visitor { peer, headers };
        match self.control.admit(visitor, head.method.as_str(), rest) {
            Ok(admitted) => match read(body, admitted.largest_body()).await {
                Ok(body) => {
                    let answered = self.control.answer(&self.cloud, admitted, &body);
                    Ok(self.controlled(answered))
                }
                Err(unread) => self.unread(unread),
            },
            Err(refused) => {
                let mut answer = self.controlled(Answered::Whole(refused.reply));
                if let Some(Ok(allowed)) = refused.allowed.map(HeaderValue::try_from) {
                    answer.headers_mut().insert(ALLOW, allowed);
                }
                // Whoever asks before it sends its body is told not to.
                if headers.contains_key(EXPECT) {
                    return Ok(closing(answer));
                }
                // A short body is read all the same, since some clients send all of it before they read an answer.
                match read(body, LARGEST_BODY).await {
                    Ok(_) => Ok(answer),
                    Err(_) => Ok(closing(answer)),
                }
            }
        }
    }

    fn controlled(&self, answered: Answered) -> Response<AnswerBody> {
        let mut response = match answered {
            Answered::Whole(reply) => self.response(reply),
            Answered::Stream(events) => {
                let mut response = Response::new(events);
                let kind = HeaderValue::from_static(control::EVENTS);
                response.headers_mut().insert(CONTENT_TYPE, kind);
                response
            }
        };
        page::protect(response.headers_mut());
        if response.status() == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, bearer);
        }
        response
    }

    /// The answer to a request of which not all has been read, which ends the connection.
    fn unread(&self, why: Unread) -> Result<Response<AnswerBody>, CutOff> {
        match why {
            Unread::TooLarge(largest) => {
                let told = format!("the body is larger than {} KiB\n", largest / 1024);
                Ok(closing(self.plain(413, &told)))
            }
            Unread::TooSlow => Ok(closing(self.plain(408, "the body took too long\n"))),
            Unread::Gone => Err(CutOff),
        }
    }

    fn to_the_page(&self) -> Response<AnswerBody> {
        let mut response = self.plain(302, "the page is at /_simulator/\n");
        let headers = response.headers_mut();
        headers.insert(LOCATION, HeaderValue::from_static(page::HOME));
        page::protect(headers);
        response
    }

    fn plain(&self, status: u16, body: &str) -> Response<AnswerBody> {
        self.response(Reply {
            status,
            content_type: "text/plain;charset=utf-8",
            retry_after: None,
            body: body.to_owned(),
            ending: Ending::Whole,
        })
    }

    fn response(&self, reply: Reply) -> Response<AnswerBody> {
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
        if let Ok(date) = HeaderValue::from_str(&self.cloud.clock.now().to_http_date()) {
            headers.insert(DATE, date);
        }
        if let Some(pause) = reply.retry_after {
            let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
            headers.insert("x-acs-retry-after", HeaderValue::from(millis));
        }
        response
    }
}

/// Why there is no body.
#[derive(Clone, Copy, Debug)]
enum Unread {
    /// It is larger than this many bytes.
    TooLarge(usize),
    TooSlow,
    /// The client went away.
    Gone,
}

/// The whole body, if it is not larger than that. One that says so itself is not begun with.
async fn read(body: Incoming, largest: usize) -> Result<Bytes, Unread> {
    let told = usize::try_from(body.size_hint().lower());
    if told.is_ok_and(|bytes| bytes > largest) {
        return Err(Unread::TooLarge(largest));
    }
    match timeout(patience::BODY, Limited::new(body, largest).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Unread::TooLarge(largest)),
        Ok(Err(_)) => Err(Unread::Gone),
        Err(_) => Err(Unread::TooSlow),
    }
}

/// An answer after which the connection ends.
fn closing(mut response: Response<AnswerBody>) -> Response<AnswerBody> {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

/// Resolves when one of the connections has ended; never when there is none.
async fn next_end(connections: &mut JoinSet<()>) {
    if connections.join_next().await.is_none() {
        pending().await
    }
}

/// Whether accepting failed because of the connection to be accepted, so that the next one may be accepted at once.
fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

/// The output of `work`, which goes on when the client hangs up, as that of a cloud does. Most work is done at once; what has
/// to wait goes on in a task of its own, until `stop` is cancelled.
async fn see_through<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
    stop: &CancellationToken,
) -> Option<T> {
    let mut work = Box::pin(work);
    match poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
        Poll::Ready(output) => Some(output),
        Poll::Pending => tokio::spawn(stop.clone().run_until_cancelled_owned(work))
            .await
            .ok()
            .flatten(),
    }
}

/// The body, when it is a form. Without a type it is taken for one, as some clients send none.
fn form<'a>(headers: &hyper::HeaderMap, body: &'a Bytes) -> &'a [u8] {
    match headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(kind) if !kind.starts_with(b"application/x-www-form-urlencoded") => b"",
        _ => body,
    }
}

/// The parameters of a body that is JSON.
fn json(headers: &hyper::HeaderMap, body: &Bytes) -> Parameters {
    match headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(kind) if kind.starts_with(b"application/json") => json_body::parameters(body),
        _ => Parameters::new(),
    }
}
