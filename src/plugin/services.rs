//! The services that every go-plugin process offers beside its own.

use std::pin::Pin;

use futures_core::Stream;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::{Request, Response, Status, Streaming};

use super::generated::grpc_health_v1 as health;
use super::generated::grpc_health_v1::health_server::{Health, HealthServer};
use super::generated::plugin as pb;
use super::generated::plugin::grpc_broker_server::{GrpcBroker, GrpcBrokerServer};
use super::generated::plugin::grpc_controller_server::{GrpcController, GrpcControllerServer};
use super::generated::plugin::grpc_stdio_server::{GrpcStdio, GrpcStdioServer};

/// `routes` with broker, stdio, controller and health. `shutdown` fires when the host says that it is done; the streams
/// end when it fires.
pub(super) fn add(routes: Routes, shutdown: &CancellationToken) -> Routes {
    let services = Services {
        shutdown: shutdown.clone(),
    };
    routes
        .add_service(GrpcBrokerServer::new(services.clone()))
        .add_service(GrpcControllerServer::new(services.clone()))
        .add_service(GrpcStdioServer::new(services.clone()))
        .add_service(HealthServer::new(services))
}

#[derive(Clone)]
struct Services {
    shutdown: CancellationToken,
}

type Silence<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

impl Services {
    /// A stream of `first` and then nothing until shutdown.
    fn silence<T: Send + 'static>(&self, first: Option<T>) -> Silence<T> {
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let shutdown = self.shutdown.clone();
        tokio::spawn(async move {
            if let Some(first) = first {
                let _ = sender.send(Ok(first)).await;
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = sender.closed() => {}
            }
        });
        Box::pin(tokio_stream::wrappers::ReceiverStream::new(receiver))
    }
}

#[tonic::async_trait]
impl GrpcBroker for Services {
    type StartStreamStream = Silence<pb::ConnInfo>;

    /// Providers never open a second connection, so nothing is ever sent.
    async fn start_stream(
        &self,
        _request: Request<Streaming<pb::ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        Ok(Response::new(self.silence(None)))
    }
}

#[tonic::async_trait]
impl GrpcController for Services {
    /// Begins the end. The server finishes this answer before it stops.
    async fn shutdown(&self, _request: Request<pb::Empty>) -> Result<Response<pb::Empty>, Status> {
        self.shutdown.cancel();
        Ok(Response::new(pb::Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcStdio for Services {
    type StreamStdioStream = Silence<pb::StdioData>;

    /// Nothing is printed but the handshake, so there is nothing to pass on.
    async fn stream_stdio(
        &self,
        _request: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(self.silence(None)))
    }
}

/// The name under which go-plugin asks whether a plugin is well.
const PLUGIN: &str = "plugin";

#[tonic::async_trait]
impl Health for Services {
    async fn check(
        &self,
        request: Request<health::HealthCheckRequest>,
    ) -> Result<Response<health::HealthCheckResponse>, Status> {
        match request.into_inner().service.as_str() {
            "" | PLUGIN => Ok(Response::new(status(
                health::health_check_response::ServingStatus::Serving,
            ))),
            other => Err(Status::not_found(format!("no service {other:?}"))),
        }
    }

    type WatchStream = Silence<health::HealthCheckResponse>;

    async fn watch(
        &self,
        request: Request<health::HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        use health::health_check_response::ServingStatus;
        let first = match request.into_inner().service.as_str() {
            "" | PLUGIN => ServingStatus::Serving,
            _ => ServingStatus::ServiceUnknown,
        };
        Ok(Response::new(self.silence(Some(status(first)))))
    }
}

fn status(status: health::health_check_response::ServingStatus) -> health::HealthCheckResponse {
    health::HealthCheckResponse {
        status: status.into(),
    }
}
