//! The lists of areas and regions, which client and simulator hold each for itself.

use cen::error::Kind;
use cen::region::regions;
use cen::{Area, AreaPair};
use cen_simulator::{Options, Simulator};

use crate::support::cloud::{client, limits};

/// The areas that the simulator sells by default, as CEN does today.
const SOLD: [Area; 4] = [
    Area::China,
    Area::NorthAmerica,
    Area::AsiaPacific,
    Area::Europe,
];

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
