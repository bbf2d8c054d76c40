//! The providers that the suite is run against, and what all its properties say.

use proptest::prop_assert;
use proptest::test_runner::{TestCaseError, TestError};
use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use terraform_provider_cen::simulator::{
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator,
};
use terraform_provider_cen::value::Value;
use tokio::runtime::Runtime;

use super::subject::{Stored, Subject, Type};
use crate::support::examples::example;
use crate::support::host::Host;
use crate::support::random::runtime;

/// A property that holds, or how it does not.
pub(super) type Checked<T = ()> = Result<T, TestCaseError>;

/// The product, with a cloud of its own that must live as long.
pub(super) async fn product() -> (Simulator, Subject) {
    let cloud = Simulator::start(Options::default())
        .await
        .expect("a free port");
    let start = Host::env("CEN_ENDPOINT", cloud.endpoint())
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET);
    let mut subject = Subject::start(start).await;
    let cen = cloud.add_cen("shared").expect("a new instance");
    subject.existing.push(("cen_id", cen.clone()));
    for region in ["cn-hangzhou", "ap-southeast-1"] {
        cloud.add_child(&cen, region).expect("a region");
        subject.existing.push(("region", region.to_owned()));
    }
    // One package is bound to the instance, with room for every limit, and one to none.
    let bound = [
        ("area_a", "China"),
        ("area_b", "Asia-Pacific"),
        ("cen_id", &cen),
    ];
    buy(&subject, &bound).await;
    let idle = [("area_a", "Europe"), ("area_b", "Europe")];
    let idle = buy(&subject, &idle).await;
    subject.existing.push(("bandwidth_package_id", idle));
    (cloud, subject)
}

/// Has the provider buy a package, and answers with its id.
async fn buy(subject: &Subject, arguments: &[(&str, &str)]) -> String {
    let of = subject.of_type("cen_bandwidth_package");
    let mut config = of.block.empty();
    for (name, value) in arguments.iter().chain(&[("charge_type", "PostPaid")]) {
        config.set_attribute(name, (*value).into());
    }
    config.set_attribute("bandwidth", 10_000.into());
    let nothing = Stored::nothing();
    let plan = of.plan(of.planning(&nothing, &config)).await;
    let made = of.apply(&nothing, &config, plan).await;
    assert_eq!(made.diagnostics, []);
    let state = of.taken(made.new_state.as_ref());
    let Value::String(id) = state.attribute("id") else {
        panic!("a package without an id")
    };
    id.clone()
}

/// A provider among the examples.
pub(super) async fn other(name: &str) -> Subject {
    Subject::start(Host::of(example(name).await)).await
}

/// Tries a property of every resource type that any provider has.
pub(super) fn each_type<C: std::fmt::Debug>(
    property: impl Fn(&Runtime, Type<'_>) -> Result<(), TestError<C>>,
) {
    let runtime = runtime();
    let tried = |subject: &Subject, name: &str| {
        let outcome = property(&runtime, subject.of_type(name));
        outcome.unwrap_or_else(|fault| panic!("{name}: {fault}"));
    };
    let (_cloud, any) = runtime.block_on(product());
    for name in any.types.keys() {
        // What objects of one type leave behind must not be in the way of those of another.
        let (_cloud, product) = runtime.block_on(product());
        tried(&product, name);
    }
    for other in ["trial", "petshop"].map(|name| runtime.block_on(other(name))) {
        for name in other.types.keys() {
            tried(&other, name);
        }
    }
}

/// No faults of a model.
pub(super) fn no_faults(faults: &[String]) -> Checked {
    prop_assert!(faults.is_empty(), "{faults:#?}");
    Ok(())
}

/// Whether an error is among what has been said.
pub(super) fn failed(said: &[pb::Diagnostic]) -> bool {
    said.iter().any(|said| said.severity == 1)
}
