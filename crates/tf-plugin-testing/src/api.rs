//! What hosts of every sort share: the client of the provider service, and patience with its answers.

use std::time::Duration;

use tf_plugin::protocol::generated::tfplugin6::provider_client::ProviderClient;
use tonic::body::Body;
use tonic::codegen::{Service, StdError};
use tonic::{Response, Status};
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;

/// A client of a provider, however it is reached: in the same process or in another one.
pub type Api = ProviderClient<Transport>;

/// The way to a provider.
pub type Transport = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Status>;

/// Largest message of the protocol.
pub(crate) const LARGEST_MESSAGE: usize = 256 * 1024 * 1024;

/// Time for anything that a test waits for; only a failing test uses it up.
const PATIENCE: Duration = Duration::from_secs(60);

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
pub(crate) fn client(transport: Transport) -> Api {
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
