use std::time::Duration;

use crate::{Fault, Package, Stage};

use super::client::bench;

const BUY: &str = "CreateCenBandwidthPackage";

#[tokio::test]
async fn a_token_buys_once_and_brings_the_same_ids_again() {
    let bench = bench().await;
    let first = bench.buy(&[("ClientToken", "t")]).await;
    let again = bench.buy(&[("ClientToken", "t")]).await;
    assert_eq!(first.id(), again.id());
    let order = |reply: &super::client::Reply| reply.body["CenBandwidthPackageOrderId"].clone();
    assert_eq!(order(&first), order(&again));
    assert_ne!(first.body["RequestId"], again.body["RequestId"]);
    assert_eq!(bench.cloud.all::<Package>().len(), 1);

    let created: Vec<Option<String>> = bench
        .cloud
        .journal()
        .into_iter()
        .map(|call| call.created)
        .collect();
    assert_eq!(created, [Some(first.id()), None]);
    assert_ne!(bench.buy(&[("ClientToken", "u")]).await.id(), first.id());
    assert_ne!(bench.buy(&[]).await.id(), bench.buy(&[]).await.id());
}

#[tokio::test]
async fn a_token_with_other_parameters_is_refused() {
    let bench = bench().await;
    bench.buy(&[("ClientToken", "t")]).await.id();
    for other in [("Bandwidth", "6"), ("Name", ""), ("AutoPay", "true")] {
        let reply = bench.buy(&[("ClientToken", "t"), other]).await;
        assert_eq!(reply.error(), (400, "IdempotenceParam.NotMatch"));
    }
    assert_eq!(bench.cloud.all::<Package>().len(), 1);
}

#[tokio::test]
async fn a_refused_purchase_leaves_its_token_free() {
    let bench = bench().await;
    let refused = bench.buy(&[("ClientToken", "t"), ("Bandwidth", "1")]).await;
    assert_eq!(refused.error(), (400, "InvalidParameter"));
    bench.buy(&[("ClientToken", "t")]).await.id();
}

#[tokio::test]
async fn a_token_is_remembered_for_a_day_even_when_the_package_is_deleted() {
    let bench = bench().await;
    let first = bench.buy(&[("ClientToken", "t")]).await.id();
    bench.cloud.remove::<Package>(&first).unwrap();
    bench
        .cloud
        .advance_clock(Duration::from_secs(24 * 3_600 - 60))
        .unwrap();
    assert_eq!(bench.buy(&[("ClientToken", "t")]).await.id(), first);
    bench.cloud.advance_clock(Duration::from_secs(60)).unwrap();
    assert_ne!(bench.buy(&[("ClientToken", "t")]).await.id(), first);
}

#[tokio::test]
async fn a_token_whose_first_call_runs_is_processing() {
    let bench = bench().await;
    bench.cloud.fault(Fault::hold(BUY, Stage::Before).times(1));
    let token = [("ClientToken", "t")];
    let (first, second) = tokio::join!(bench.buy(&token), async {
        bench.cloud.wait_for_held(1).await;
        let second = bench.buy(&token).await;
        bench.cloud.release();
        second
    });
    assert_eq!(second.error(), (400, "TokenProcessing"));
    assert_eq!(bench.buy(&token).await.id(), first.id());
    assert_eq!(bench.cloud.all::<Package>().len(), 1);
}

#[tokio::test]
async fn a_purchase_is_carried_out_when_its_client_hangs_up() {
    let bench = bench().await;
    bench.cloud.fault(Fault::hold(BUY, Stage::Before).times(1));
    let token = [("ClientToken", "t")];
    tokio::select! {
        _ = bench.buy(&token) => unreachable!(),
        () = bench.cloud.wait_for_held(1) => {}
    }
    bench.cloud.release();
    // The first call ends in its own time; until then the token is busy.
    let id = loop {
        let reply = bench.buy(&token).await;
        if reply.status == 200 {
            break reply.id();
        }
        assert_eq!(reply.error(), (400, "TokenProcessing"));
    };
    let packages: Vec<String> = bench
        .cloud
        .all::<Package>()
        .into_iter()
        .map(|package| package.id)
        .collect();
    assert_eq!(packages, [id]);
}
