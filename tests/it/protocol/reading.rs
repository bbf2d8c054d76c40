//! Refreshes and imports.

use cen_simulator::{Effect, Fault, Package, PackageChange, Simulator};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{error, reading};
use super::objects::{PACKAGE, With as _, dynamic, empty, identity, postpaid, value};
use super::session::{Session, cloud};

const DESCRIBE: &str = "DescribeCenBandwidthPackages";

/// A package made by one process, and another process, as a refresh has it.
async fn bought(cloud: &Simulator) -> (Session, pb::apply_resource_change::Response) {
    let made = Session::configured(cloud).await.create(&postpaid()).await;
    (Session::configured(cloud).await, made)
}

#[tokio::test]
async fn an_unchanged_object_comes_back_to_the_byte_with_private_data_and_identity() {
    let cloud = cloud().await;
    let (session, made) = bought(&cloud).await;
    let state = value(made.new_state.as_ref());
    let request = pb::read_resource::Request {
        private: "{\"note\":\"MQ==\"}".into(),
        current_identity: identity(&state),
        provider_meta: dynamic(&Value::Null),
        client_capabilities: Some(pb::ClientCapabilities::default()),
        ..reading(&state, b"")
    };
    let expected = pb::read_resource::Response {
        new_state: made.new_state,
        private: "{\"note\":\"MQ==\"}".into(),
        new_identity: identity(&state),
        ..Default::default()
    };
    assert_eq!(session.read(request).await, expected);
}

#[tokio::test]
async fn a_change_behind_terraforms_back_is_seen() {
    let cloud = cloud().await;
    let (session, made) = bought(&cloud).await;
    let state = value(made.new_state.as_ref());
    let change = PackageChange {
        name: Some("renamed".to_owned()),
        ..PackageChange::default()
    };
    cloud
        .change::<Package>(&cloud.all::<Package>()[0].id, change)
        .expect("a package");
    let expected = pb::read_resource::Response {
        new_state: dynamic(&state.clone().with("name", "renamed")),
        new_identity: identity(&state),
        ..Default::default()
    };
    assert_eq!(session.read(reading(&state, b"")).await, expected);
}

#[tokio::test]
async fn forms_that_mean_the_same_are_kept() {
    let cloud = cloud().await;
    let (session, made) = bought(&cloud).await;
    let state = value(made.new_state.as_ref())
        .with("area_a", "asia-PACIFIC")
        .with("area_b", "CHINA")
        .with("name", "")
        .with("tags", Value::Map([].into()));
    let read = session.read(reading(&state, b"")).await;
    assert_eq!(value(read.new_state.as_ref()), state);
}

#[tokio::test]
async fn an_object_that_is_gone_is_null_without_a_word() {
    let cloud = cloud().await;
    let (session, made) = bought(&cloud).await;
    cloud
        .remove::<Package>(&cloud.all::<Package>()[0].id)
        .expect("a package");
    let expected = pb::read_resource::Response {
        new_state: dynamic(&Value::Null),
        ..Default::default()
    };
    assert_eq!(
        session
            .read(reading(&value(made.new_state.as_ref()), b""))
            .await,
        expected
    );
}

#[tokio::test]
async fn an_object_that_cannot_be_looked_at_is_an_error_and_stays() {
    let cloud = cloud().await;
    let (session, made) = bought(&cloud).await;
    let state = value(made.new_state.as_ref());
    let refusals = [
        ("Forbidden.RAM", 403, "Not permitted"),
        (
            "InvalidAccessKeyId.NotFound",
            404,
            "The access key is not known",
        ),
    ];
    for (code, status, summary) in refusals {
        cloud.fault(Fault::error(DESCRIBE, status, code).times(1));
        let read = session.read(reading(&state, b"{\"note\":\"MQ==\"}")).await;
        let said: Vec<_> = read
            .diagnostics
            .iter()
            .map(|said| (said.severity, said.summary.as_str()))
            .collect();
        assert_eq!(said, [(1, summary)]);
        assert_eq!(
            (read.new_state, read.private),
            (dynamic(&state), "{\"note\":\"MQ==\"}".into())
        );
    }
}

#[tokio::test]
async fn a_short_outage_is_waited_out() {
    let cloud = cloud().await;
    let (session, made) = bought(&cloud).await;
    let state = value(made.new_state.as_ref());
    let pause = Some(std::time::Duration::from_millis(10));
    cloud.fault(Fault::new(DESCRIBE, Effect::Throttle { retry_after: pause }).times(1));
    cloud.fault(Fault::error(DESCRIBE, 503, "ServiceUnavailable").times(1));
    let read = session.read(reading(&state, b"")).await;
    assert_eq!(
        (read.new_state, read.diagnostics),
        (dynamic(&state), vec![])
    );
}

#[tokio::test]
async fn an_import_starts_from_the_id_alone_and_the_read_that_follows_fills_it() {
    let cloud = cloud().await;
    let (session, made) = bought(&cloud).await;
    let id = cloud.all::<Package>()[0].id.clone();
    let imported = pb::import_resource_state::ImportedResource {
        type_name: PACKAGE.to_owned(),
        state: dynamic(&empty().with("id", id.as_str())),
        identity: identity(&empty().with("id", id.as_str())),
        ..Default::default()
    };
    let expected = pb::import_resource_state::Response {
        imported_resources: vec![imported],
        ..Default::default()
    };
    assert_eq!(session.import(&id).await, expected);

    let read = session
        .read(reading(&empty().with("id", id.as_str()), b""))
        .await;
    // The API gives areas in its own form and order.
    let state = value(made.new_state.as_ref());
    let seen = value(read.new_state.as_ref());
    let areas = |state: &Value| {
        [
            state.attribute("area_a").clone(),
            state.attribute("area_b").clone(),
        ]
    };
    assert_eq!(areas(&seen), ["China", "Asia-Pacific"].map(Value::from));
    assert_eq!(seen, state);
    assert_eq!((read.diagnostics, read.private), (vec![], "".into()));
}

#[tokio::test]
async fn what_cannot_be_an_id_is_refused_before_anybody_is_asked() {
    let session = Session::fresh();
    for id in ["", "cen-1", "cenbwp-", "cenbwp-a b", "unconfirmed:1"] {
        let answer = session.import(id).await;
        assert_eq!(answer.imported_resources, []);
        let [said] = answer.diagnostics.as_slice() else {
            panic!("{id:?}: {:?}", answer.diagnostics)
        };
        let expected = error("id", "Not the id of a bandwidth package", &said.detail);
        assert_eq!(*said, expected, "{id:?}");
    }
}
