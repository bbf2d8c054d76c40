//! A cloud, and what has been asked of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::Spelling;
use alibaba_cloud::credentials::static_key::StaticCredentials;
use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::network::Network;
use alibaba_cloud::user_agent::UserAgent;
use alibaba_cloud::world::SystemClock;
use cen::{Client, Connection, Deadline, Policy, Timeouts};
use cen_simulator::{Call, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A simulator that answers and settles at once.
pub(crate) async fn cloud() -> Simulator {
    slow_cloud(Duration::ZERO).await
}

/// A simulator that answers at once, and where everything settles after this time.
pub(crate) async fn slow_cloud(settle: Duration) -> Simulator {
    Simulator::start(Options {
        seed: Some(1),
        settle,
        ..Options::default()
    })
    .await
    .unwrap()
}

/// The actions that were called, in order.
pub(crate) fn actions(cloud: &Simulator) -> Vec<String> {
    cloud
        .journal()
        .into_iter()
        .map(|call| call.action)
        .collect()
}

/// The actions that change something, in order.
pub(crate) fn writes(cloud: &Simulator) -> Vec<String> {
    const READS: [&str; 5] = ["Describe", "List", "Query", "Get", "Inquiry"];
    let is_read = |action: &String| READS.iter().any(|word| action.starts_with(word));
    actions(cloud)
        .into_iter()
        .filter(|action| !is_read(action))
        .collect()
}

/// The parameters of the only call of `action`.
pub(crate) fn parameters_of(cloud: &Simulator, action: &str) -> BTreeMap<String, String> {
    let calls: Vec<Call> = cloud
        .journal()
        .into_iter()
        .filter(|call| call.action == action)
        .collect();
    assert_eq!(calls.len(), 1, "calls of {action}");
    calls[0].parameters.clone()
}

/// Texts as a map.
pub(crate) fn texts<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    BTreeMap::from(pairs)
}

/// A client of the cloud without a provider.
pub(crate) fn client(cloud: &Simulator) -> Client {
    client_at(&cloud.endpoint())
}

/// A client of the cloud at this address.
pub(crate) fn client_at(endpoint: &str) -> Client {
    let spelling = Spelling {
        id: "id",
        secret: "secret",
        token: "token",
    };
    let endpoint = Endpoint::parse(endpoint, false).unwrap();
    Client::new(
        endpoint,
        Connection {
            credentials: Arc::new(StaticCredentials::new(
                "the test",
                spelling,
                Some(DEFAULT_ACCESS_KEY_ID),
                Some(DEFAULT_ACCESS_KEY_SECRET),
                None,
            )),
            user_agent: UserAgent::new(&[("test", "0")]).unwrap(),
            clock: Arc::new(CorrectedClock::new(Arc::new(SystemClock))),
            timeouts: Timeouts::default(),
            network: Network::default(),
            policy: Policy::default(),
        },
    )
}

/// A minute.
pub(crate) fn limits() -> Deadline {
    Deadline {
        at: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    }
}
