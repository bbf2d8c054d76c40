//! The services that go-plugin expects beside the provider: a broker and a standard output that stay silent, a
//! controller that ends the process, and the standard health service.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::service::Routes;
use tonic::{Request, Response, Status, Streaming};

use super::generated::grpc_health_v1::health_check_response::ServingStatus;
use super::generated::grpc_health_v1::health_server::{Health, HealthServer};
use super::generated::grpc_health_v1::{HealthCheckRequest, HealthCheckResponse};
use super::generated::plugin::grpc_broker_server::{GrpcBroker, GrpcBrokerServer};
use super::generated::plugin::grpc_controller_server::{GrpcController, GrpcControllerServer};
use super::generated::plugin::grpc_stdio_server::{GrpcStdio, GrpcStdioServer};
use super::generated::plugin::{ConnInfo, Empty, StdioData};

/// Name under which go-plugin asks for the health of the plugin as a whole.
const PLUGIN_SERVICE: &str = "plugin";

/// Largest message that hosts may send, as go-plugin has it: 256 MiB.
const MESSAGE_LIMIT: usize = 256 * 1024 * 1024;

/// Adds go-plugin's services to those of the plugin.
///
/// `asked_to_end` is set when the host asks for the end. `ending` closes the streams that hosts keep open for as long
/// as the plugin lives: without that an orderly end would wait for them.
pub(crate) fn add_to(
    routes: Routes,
    asked_to_end: &CancellationToken,
    ending: &CancellationToken,
) -> Routes {
    let broker = Broker {
        ending: ending.clone(),
    };
    let controller = Controller {
        asked_to_end: asked_to_end.clone(),
    };
    let stdio = Stdio {
        ending: ending.clone(),
    };
    let health = HealthOfAll {
        ending: ending.clone(),
    };
    routes
        .add_service(GrpcBrokerServer::new(broker).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(GrpcControllerServer::new(controller).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(GrpcStdioServer::new(stdio).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(HealthServer::new(health).max_decoding_message_size(MESSAGE_LIMIT))
}

/// A stream that gives at most one message, and ends with the process.
struct UntilEnding<T, H = ()> {
    first: Option<T>,
    ending: Pin<Box<WaitForCancellationFutureOwned>>,
    /// What must live as long as the stream.
    _held: H,
}

impl<T, H> UntilEnding<T, H> {
    fn new(first: Option<T>, ending: &CancellationToken, held: H) -> Self {
        Self {
            first,
            ending: Box::pin(ending.clone().cancelled_owned()),
            _held: held,
        }
    }
}

impl<T: Unpin, H: Unpin> Stream for UntilEnding<T, H> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        ready!(self.ending.as_mut().poll(cx));
        Poll::Ready(None)
    }
}

struct Broker {
    ending: CancellationToken,
}

#[tonic::async_trait]
impl GrpcBroker for Broker {
    type StartStreamStream = UntilEnding<ConnInfo, Streaming<ConnInfo>>;

    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        // The host's half is kept but never read: what it offers there, providers have no use for.
        let offers = request.into_inner();
        Ok(Response::new(UntilEnding::new(None, &self.ending, offers)))
    }
}

struct Controller {
    asked_to_end: CancellationToken,
}

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        tracing::debug!(target: "sdk.plugin", "the host asks the plugin to end");
        // The answer still goes out: the server finishes the calls it has before it stops.
        self.asked_to_end.cancel();
        Ok(Response::new(Empty {}))
    }
}

struct Stdio {
    ending: CancellationToken,
}

#[tonic::async_trait]
impl GrpcStdio for Stdio {
    type StreamStdioStream = UntilEnding<StdioData>;

    async fn stream_stdio(
        &self,
        _request: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(UntilEnding::new(None, &self.ending, ())))
    }
}

struct HealthOfAll {
    ending: CancellationToken,
}

impl HealthOfAll {
    fn status_of(&self, service: &str) -> Option<ServingStatus> {
        let status = match self.ending.is_cancelled() {
            true => ServingStatus::NotServing,
            false => ServingStatus::Serving,
        };
        ["", PLUGIN_SERVICE].contains(&service).then_some(status)
    }
}

#[tonic::async_trait]
impl Health for HealthOfAll {
    type WatchStream = UntilEnding<HealthCheckResponse>;

    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let status = self.status_of(&request.get_ref().service).ok_or_else(|| {
            Status::not_found("no service of that name; the plugin as a whole is called \"plugin\"")
        })?;
        Ok(Response::new(HealthCheckResponse {
            status: status.into(),
        }))
    }

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let status = self
            .status_of(&request.get_ref().service)
            .unwrap_or(ServingStatus::ServiceUnknown);
        let first = HealthCheckResponse {
            status: status.into(),
        };
        Ok(Response::new(UntilEnding::new(
            Some(first),
            &self.ending,
            (),
        )))
    }
}

#[cfg(test)]
mod tests {
    use tokio_stream::StreamExt as _;

    use super::*;

    fn asking(service: &str) -> Request<HealthCheckRequest> {
        Request::new(HealthCheckRequest {
            service: service.into(),
        })
    }

    #[tokio::test]
    async fn health_is_known_for_the_plugin_and_nothing_else() {
        let ending = CancellationToken::new();
        let health = HealthOfAll {
            ending: ending.clone(),
        };
        for name in ["", "plugin"] {
            let answer = health.check(asking(name)).await.unwrap().into_inner();
            assert_eq!(answer.status(), ServingStatus::Serving);
        }
        let unknown = health
            .check(asking("tfplugin6.Provider"))
            .await
            .unwrap_err();
        assert_eq!(unknown.code(), tonic::Code::NotFound);
        ending.cancel();
        let answer = health.check(asking("plugin")).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::NotServing);
    }

    #[tokio::test]
    async fn watching_gives_one_status_and_ends_with_the_process() {
        let ending = CancellationToken::new();
        let health = HealthOfAll {
            ending: ending.clone(),
        };
        let watch = async |name| health.watch(asking(name)).await.unwrap().into_inner();
        let mut known = watch("plugin").await;
        assert_eq!(
            known.next().await.unwrap().unwrap().status(),
            ServingStatus::Serving
        );
        let mut unknown = watch("nonsense").await;
        assert_eq!(
            unknown.next().await.unwrap().unwrap().status(),
            ServingStatus::ServiceUnknown
        );
        assert!(is_silent(&mut known));
        ending.cancel();
        assert!(known.next().await.is_none());
        assert!(unknown.next().await.is_none());
    }

    fn is_silent<S: Stream + Unpin>(stream: &mut S) -> bool {
        let mut cx = Context::from_waker(std::task::Waker::noop());
        Pin::new(stream).poll_next(&mut cx).is_pending()
    }

    #[tokio::test]
    async fn shutdown_is_answered_and_passed_on() {
        let asked_to_end = CancellationToken::new();
        let controller = Controller {
            asked_to_end: asked_to_end.clone(),
        };
        controller.shutdown(Request::new(Empty {})).await.unwrap();
        assert!(asked_to_end.is_cancelled());
    }
}
