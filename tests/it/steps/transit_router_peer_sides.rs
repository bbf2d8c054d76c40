//! The two ends of a connection, in the order in which they are written.

use cen_simulator::{Association, Instance, Simulator};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{Case, Step, expect_empty};

use super::{case, cloud, only, writes};

const TYPE: &str = "cen_transit_router_peer_attachment";
const PEER: &str = "cen_transit_router_peer_attachment.this";
const OTHER_WAY_ROUND: &str = "The two transit routers are the other way round";

type End<'e> = (&'e str, &'e str);

fn peer((router, region): End<'_>, (other, there): End<'_>, is_on: impl Into<Json>) -> Step {
    Step::config(only(
        TYPE,
        &json!({
            "transit_router_id": router, "region": region, "peer_transit_router_id": other, "peer_region": there,
            "bandwidth": 2, "bandwidth_type": "DataTransfer", "route_table_association_enabled": is_on.into()
        }),
    ))
}

fn with_routers(cloud: &Simulator) -> (String, String, Case) {
    cloud.add_cen("main").unwrap();
    let cen = cloud.all::<Instance>()[0].id.clone();
    let router = |region| cloud.add_transit_router(&cen, region).unwrap();
    (router("cn-hangzhou"), router("cn-beijing"), case(cloud))
}

#[tokio::test]
async fn an_argument_about_one_end_is_refused_where_the_ends_have_changed_places() {
    let cloud = cloud().await;
    let (hangzhou, beijing, mut case) = with_routers(&cloud);
    let (near, far) = ((&*hangzhou, "cn-hangzhou"), (&*beijing, "cn-beijing"));
    case.step(peer(near, far, Json::Null)).await;
    // Without the argument the order does not matter.
    case.step(peer(far, near, Json::Null).plan(expect_empty()))
        .await;
    cloud.clear_journal();
    let refused = peer(far, near, true).fails(OTHER_WAY_ROUND);
    case.step(refused).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);

    case.step(peer(near, far, true)).await;
    case.step(peer(far, near, true).fails(OTHER_WAY_ROUND))
        .await;
    let made = cloud.all::<Association>();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].transit_router_id, hangzhou);
    // To turn it off, the order does not matter again.
    case.step(peer(far, near, false)).await;
    assert_eq!(cloud.all::<Association>(), []);
}

#[tokio::test]
async fn an_import_that_names_the_other_end_brings_it_to_the_front() {
    let cloud = cloud().await;
    let (hangzhou, beijing, mut elsewhere) = with_routers(&cloud);
    let (near, far) = ((&*hangzhou, "cn-hangzhou"), (&*beijing, "cn-beijing"));
    elsewhere.step(peer(near, far, Json::Null)).await;
    let id = elsewhere.state(PEER)["id"].as_str().unwrap().to_owned();
    let mut case = case(&cloud);
    case.step(Step::import(PEER, &format!("{beijing}:{id}")))
        .await;
    case.step(peer(far, near, true)).await;
    assert_eq!(cloud.all::<Association>()[0].transit_router_id, beijing);
    case.destroy().await;
    assert_eq!(cloud.all::<Association>(), []);
}
