//! The conformance suite, of the provider with a cloud of its own.

mod deferral;
mod table;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator};
use serde_json::json;
use terraform_provider_cen::Cen;
use tf_plugin::value::Value;
use tf_plugin_testing::conformance::{Stored, Subject};
use tf_plugin_testing::{Host, conformance};

conformance!(product().await);

/// The product, with a cloud in which there is something of everything.
async fn product() -> Subject {
    let cloud = Simulator::start(Options::default())
        .await
        .expect("a free port");
    let block = json!({
        "endpoint": cloud.endpoint(),
        "access_key": DEFAULT_ACCESS_KEY_ID,
        "secret_key": DEFAULT_ACCESS_KEY_SECRET,
        "purchase_journal": "off",
        "warn_about_cross_border": false,
        "region": "cn-hangzhou",
    });
    let mut subject = Subject::of(&Host::of(Cen), &block).await;
    let cen = cloud.add_cen("shared").expect("a new instance");
    for region in ["cn-hangzhou", "ap-southeast-1"] {
        cloud.add_child(&cen, region).expect("a region");
        subject = subject.existing("region", region);
    }
    // One serves the instance, with room for every limit; another is free.
    package(&subject, "Asia-Pacific", Some(&cen)).await;
    let free = package(&subject, "Europe", None).await;
    subject
        .existing("cen_id", &cen)
        .existing("bandwidth_package_id", &free)
        .existing("id", cen)
        .existing("id", free)
        // What is meant to end later must not have ended.
        .existing("end_time", "2099-01-01T00:00:00Z")
        .keeping(cloud)
}

/// Has the provider buy a package from China, and answers with its id.
async fn package(subject: &Subject, to: &str, cen: Option<&str>) -> String {
    let of = subject.of_type("cen_bandwidth_package");
    let mut config = of.block.empty();
    let arguments = [
        ("area_a", "China"),
        ("area_b", to),
        ("charge_type", "PostPaid"),
    ];
    for (name, value) in arguments {
        config.set_attribute(name, value.into());
    }
    config.set_attribute("bandwidth", 10_000.into());
    if let Some(cen) = cen {
        config.set_attribute("cen_id", cen.into());
    }
    let nothing = Stored::nothing();
    let plan = of.plan(of.planning(&nothing, &config)).await;
    let made = of.apply(&nothing, &config, plan).await;
    assert_eq!(made.diagnostics, []);
    match of.taken(made.new_state.as_ref()).attribute("id") {
        Value::String(id) => id.clone(),
        other => panic!("no id: {other:?}"),
    }
}
