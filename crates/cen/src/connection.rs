//! What a client of one of the vendor's products is made of, whichever product that is.

use std::sync::Arc;

use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::ProvideCredentials;
use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::network::Network;
use alibaba_cloud::policy::Policy;
use alibaba_cloud::transport::{HttpTransport, Timeouts, Transport};
use alibaba_cloud::user_agent::UserAgent;

/// Who is calling, and how; clients of several products share one.
#[derive(Clone)]
pub struct Connection {
    /// Who is calling.
    pub credentials: Arc<dyn ProvideCredentials>,
    /// What the API's records say of the caller.
    pub user_agent: UserAgent,
    /// The clock that the calls of the clients correct.
    pub clock: Arc<CorrectedClock>,
    /// Limits of one attempt.
    pub timeouts: Timeouts,
    /// The way to the API.
    pub network: Network,
    /// How calls are signed, paced and repeated.
    pub policy: Policy,
}

impl Connection {
    /// The way to one address.
    pub(crate) fn transport(&self, endpoint: Endpoint) -> Arc<dyn Transport> {
        let transport = HttpTransport::new(endpoint, self.user_agent.clone(), self.timeouts);
        Arc::new(transport.through(self.network.clone()))
    }
}
