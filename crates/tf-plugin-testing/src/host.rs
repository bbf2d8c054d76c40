//! A provider in the test's own process, asked as a host asks it: whole messages in and out, without a socket.

use std::time::Duration;

use tf_plugin::framework::Provider;
use tf_plugin::protocol::generated::tfplugin6::provider_client::ProviderClient;
use tf_plugin::protocol::{self, Server};
use tonic::body::Body;
use tonic::codegen::{Service, StdError};
use tonic::{Response, Status};
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;

/// A client of a provider, however it is reached: [`Host`] in the same process, [`Process`](crate::process::Process) in
/// another one.
pub type Api = ProviderClient<Transport>;

/// The way to a provider.
pub type Transport = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Status>;

/// Largest message of the protocol.
pub(crate) const LARGEST_MESSAGE: usize = 256 * 1024 * 1024;

/// Time for anything that a test waits for; only a failing test uses it up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A provider in this process.
///
/// Messages are encoded and decoded as on the wire, so what works here is what Terraform gets. A host makes as many
/// walks as it likes: each configures the provider anew.
#[derive(Clone, Debug)]
pub struct Host {
    transport: Transport,
}

impl Host {
    /// Serves this provider.
    pub fn of<P: Provider>(provider: P) -> Self {
        let service = protocol::service(Server::new(provider));
        Self {
            transport: transport(service),
        }
    }

    /// The way to it.
    pub fn transport(&self) -> Transport {
        self.transport.clone()
    }

    /// A client of the provider service.
    pub fn provider(&self) -> Api {
        api(self.transport())
    }
}

/// A way like any other.
pub(crate) fn transport<S>(service: S) -> Transport
where
    S: Service<http::Request<Body>, Response = http::Response<Body>>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Error: Into<StdError>,
    S::Future: Send + 'static,
{
    BoxCloneSyncService::new(service.map_err(|error| Status::from_error(error.into())))
}

/// A client of the provider service, without the usual limits on the size of messages.
pub(crate) fn api(transport: Transport) -> Api {
    ProviderClient::new(transport)
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE)
}

/// Waits for something that must come.
///
/// # Panics
///
/// When it does not come within a minute.
pub async fn soon<T>(what: &str, wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, wait)
        .await
        .unwrap_or_else(|_| panic!("{what} did not come"))
}

/// The message of an answer. Every failure of a provider's own is a diagnostic, so there is no status but OK.
///
/// # Panics
///
/// When no answer comes, or another status.
pub async fn answer<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> T {
    let outcome = soon("an answer", call).await;
    outcome.expect("a status of OK").into_inner()
}
