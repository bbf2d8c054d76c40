//! The provider service under load: very many calls, and clients that vanish.

use cen_simulator::{
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Fault, Options, Simulator, Stage,
};
use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::plugin::generated::grpc_health_v1::HealthCheckRequest;
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::plugin::generated::grpc_health_v1::health_client::HealthClient;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Kind, Value};
use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinSet;

use crate::support::client::{Proof, TLS13, health};
use crate::support::host::{Host, provider, soon};

const PACKAGE: &str = "cen_bandwidth_package";

fn kind() -> Kind {
    let resources = Cen.resources();
    let package = resources.iter().find(|one| one.type_name() == PACKAGE);
    package.unwrap().kind().clone()
}

/// A package of which only these attributes are set.
fn package(attributes: &[(&str, Value)]) -> Value {
    let Kind::Object(members) = kind() else {
        panic!("packages are objects")
    };
    let mut package = Value::Object(
        members
            .into_keys()
            .map(|name| (name, Value::Null))
            .collect(),
    );
    for (name, value) in attributes {
        package.set_attribute(name, value.clone());
    }
    package
}

fn sent(value: &Value) -> Option<pb::DynamicValue> {
    Some(pb::DynamicValue {
        msgpack: value.to_msgpack(&kind()).unwrap().into(),
        ..Default::default()
    })
}

/// The stored state of a package with this name, on its way to an upgrade that changes nothing.
fn stored(name: &str) -> pb::upgrade_resource_state::Request {
    pb::upgrade_resource_state::Request {
        type_name: PACKAGE.to_owned(),
        raw_state: Some(pb::RawState {
            json: format!("{{\"name\":\"{name}\"}}").into_bytes().into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn two_thousand_calls_are_served_while_two_thousand_others_stay_open() {
    const CALLS: usize = 2000;
    let mut host = Host::start().await;
    let mut open = Vec::new();
    for _ in 0..CALLS {
        let asked = HealthCheckRequest {
            service: "plugin".into(),
        };
        let mut client = HealthClient::new(host.channel());
        let watch = soon("a stream", client.watch(asked)).await;
        let mut stream = watch.unwrap().into_inner();
        let status = soon("a status", stream.message()).await.unwrap().unwrap();
        assert_eq!(status.status(), ServingStatus::Serving);
        open.push(stream);
    }

    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let mut provider = host.provider();
        let name = format!("package-{number}");
        calls.spawn(async move {
            let answer = provider.upgrade_resource_state(stored(&name)).await;
            (name, answer.unwrap().into_inner())
        });
    }
    for (name, answer) in soon("every answer", calls.join_all()).await {
        assert_eq!(
            answer.upgraded_state,
            sent(&package(&[("name", Value::string(name))]))
        );
    }

    assert_eq!(host.shutdown().await.code(), Some(0));
    for mut stream in open {
        assert_eq!(stream.message().await.unwrap(), None);
    }
}

/// Plans the purchase of a package, as hosts do before they apply.
async fn planned(host: &Host) -> pb::apply_resource_change::Request {
    let config = sent(&package(&[
        ("bandwidth", 5.into()),
        ("area_a", "China".into()),
        ("area_b", "Asia-Pacific".into()),
        ("charge_type", "PostPaid".into()),
    ]));
    let request = pb::plan_resource_change::Request {
        type_name: PACKAGE.to_owned(),
        prior_state: sent(&Value::Null),
        proposed_new_state: config.clone(),
        config: config.clone(),
        ..Default::default()
    };
    let plan = host.provider().plan_resource_change(request).await;
    let plan = plan.unwrap().into_inner();
    assert_eq!(plan.diagnostics, []);
    pb::apply_resource_change::Request {
        type_name: PACKAGE.to_owned(),
        prior_state: sent(&Value::Null),
        planned_state: plan.planned_state,
        planned_private: plan.planned_private,
        config,
        ..Default::default()
    }
}

#[tokio::test]
async fn a_purchase_outlives_the_client_that_asked_for_it_and_hurts_no_other() {
    let cloud = Simulator::start(Options::default()).await.unwrap();
    let mut host = Host::env("CEN_ENDPOINT", cloud.endpoint())
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET)
        .start()
        .await;
    let request = pb::configure_provider::Request {
        config: sent(&Value::Null),
        ..Default::default()
    };
    let configured = host.provider().configure_provider(request).await;
    assert_eq!(configured.unwrap().into_inner().diagnostics, []);
    let purchase = planned(&host).await;

    cloud.fault(Fault::hold("CreateCenBandwidthPackage", Stage::Before));
    let mut other = provider(host.client(Proof::Host, &TLS13).channel());
    let mut call = Box::pin(async move { other.apply_resource_change(purchase).await });
    tokio::select! {
        answer = &mut call => panic!("answered while the purchase is held: {answer:?}"),
        () = soon("the purchase", cloud.wait_for_held(1)) => {}
    }
    // The only holder of that client's connection.
    drop(call);

    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    let answer = host.provider().upgrade_resource_state(stored("a")).await;
    assert_eq!(
        answer.unwrap().into_inner().upgraded_state,
        sent(&package(&[("name", "a".into())]))
    );

    assert_eq!(cloud.packages().len(), 0);
    cloud.clear_faults();
    cloud.release();
    // The look at the bought package comes after the answer to the purchase.
    let look = cloud.wait_for_call("DescribeCenBandwidthPackages", 1);
    soon("a look at the package", look).await;
    assert_eq!(cloud.packages().len(), 1);
    assert_eq!(host.shutdown().await.code(), Some(0));
}

#[tokio::test]
async fn a_client_that_breaks_off_in_the_middle_of_a_frame_hurts_nobody() {
    let mut host = Host::start().await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let no_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let headers_of_which_three_bytes_come = [0, 0x40, 0, 1, 4, 0, 0, 0, 1, 0x83, 0x86, 0x44];
    for cut in [10, preface.len() + 5, usize::MAX] {
        let mut bytes = [
            &preface[..],
            &no_settings,
            &headers_of_which_three_bytes_come,
        ]
        .concat();
        bytes.truncate(cut);
        let mut stream = host.client(Proof::Host, &TLS13).dial().await.unwrap();
        stream.write_all(&bytes).await.unwrap();
        stream.flush().await.unwrap();
        drop(stream);
        assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    }
    assert_eq!(host.shutdown().await.code(), Some(0));
}
