//! The lists of areas and regions, which client and simulator hold each for itself.

use std::sync::Arc;
use std::time::Duration;

use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::Spelling;
use alibaba_cloud::credentials::static_key::StaticCredentials;
use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::network::Network;
use alibaba_cloud::user_agent::UserAgent;
use alibaba_cloud::world::SystemClock;
use cen::error::Kind;
use cen::region::regions;
use cen::{Area, AreaPair, Client, Deadline, Policy, Settings, Timeouts};
use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The areas that the simulator sells by default, as CEN does today.
const SOLD: [Area; 4] = [
    Area::China,
    Area::NorthAmerica,
    Area::AsiaPacific,
    Area::Europe,
];

fn client(cloud: &Simulator) -> Client {
    let spelling = Spelling {
        id: "id",
        secret: "secret",
        token: "token",
    };
    Client::new(Settings {
        endpoint: Endpoint::parse(&cloud.endpoint(), false).unwrap(),
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
    })
}

fn limits() -> Deadline {
    Deadline {
        at: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    }
}

#[tokio::test]
async fn client_and_simulator_list_the_same_regions_of_every_area_on_sale() {
    let cloud = Simulator::start(Options::default()).await.unwrap();
    let client = client(&cloud);
    for area in SOLD {
        let told = client.regions(&area, &limits()).await.unwrap();
        let told: Vec<&str> = told.iter().map(|region| region.as_str()).collect();
        let listed: Vec<&str> = regions(&area).collect();
        assert_eq!(told, listed, "{area}");
    }
    let withdrawn = client.regions(&Area::Australia, &limits()).await;
    assert_eq!(Kind::of_call(&withdrawn.unwrap_err()), Some(Kind::BadValue));
}

#[tokio::test]
async fn every_pair_of_areas_on_sale_is_a_span() {
    let cloud = Simulator::start(Options::default()).await.unwrap();
    let told = client(&cloud).spans(&limits()).await.unwrap();
    let mut pairs = Vec::new();
    for (index, a) in SOLD.iter().enumerate() {
        for b in &SOLD[index..] {
            pairs.push(AreaPair::new(a.clone(), b.clone()));
        }
    }
    assert_eq!(told.len(), pairs.len());
    assert!(told.iter().all(|span| pairs.contains(&span.areas)));
}
