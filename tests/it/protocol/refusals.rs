//! What a refusal proves, and what it does not.

use cen_simulator::{Fault, Package};
use tf_plugin::value::Value;

use super::applying::planned;
use super::objects::{With as _, dynamic, postpaid, timeouts, value};
use super::session::{Session, cloud};

const CREATE: &str = "CreateCenBandwidthPackage";

#[tokio::test]
async fn a_purchase_beside_an_order_under_way_may_be_that_order() {
    let cloud = cloud().await;
    let busy = Fault::error(CREATE, 400, "OperationFailed.OrderIsProcessing");
    cloud.fault(busy.clone());
    let session = Session::configured(&cloud).await;
    let config = postpaid().with("timeouts", timeouts("300ms"));
    let create = planned(&session, &Value::Null, &config, b"").await;
    let answer = session.apply(create).await;
    let [said] = answer.diagnostics.as_slice() else {
        panic!("one message, not {:?}", answer.diagnostics)
    };
    assert_eq!(said.summary, "The purchase is unconfirmed");
    assert!(!said.detail.contains("No package was"), "{}", said.detail);
    // A definite answer that follows shows that it was another.
    cloud.clear_faults();
    cloud.fault(busy.times(1));
    cloud.fault(Fault::error(CREATE, 400, "InventoryExceeded").times(1));
    let create = planned(&session, &Value::Null, &postpaid(), b"").await;
    let refused = session.apply(create).await;
    assert_eq!(
        refused.diagnostics[0].summary,
        "No bandwidth is left to buy"
    );
    assert_eq!(refused.new_state, dynamic(&Value::Null));
}

#[tokio::test]
async fn a_place_is_free_again_when_a_package_was_not_bound_there() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let session = Session::configured(&cloud).await;
    let made = session.create(&postpaid()).await;
    let (prior, private) = (value(made.new_state.as_ref()), made.private);
    let bound = postpaid().with("cen_id", cen.as_str());
    let forbidden = Fault::error("AssociateCenBandwidthPackage", 403, "Forbidden.RAM");
    cloud.fault(forbidden.times(1));
    let update = planned(&session, &prior, &bound, &private).await;
    let refused = session.apply(update).await;
    assert_eq!(refused.diagnostics.len(), 1, "{:?}", refused.diagnostics);
    let create = planned(&session, &Value::Null, &bound, b"").await;
    assert_eq!(session.apply(create).await.diagnostics, []);
    assert_eq!(cloud.all::<Package>().len(), 2);
    assert_eq!(cloud.calls("AssociateCenBandwidthPackage"), 2);
}
