//! The providers that the suite is run against, and what all its properties say.

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator};
use proptest::prop_assert;
use proptest::test_runner::{TestCaseError, TestError};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
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
        .env("ALIBABA_CLOUD_REGION", "cn-hangzhou")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET)
        .env("ALIBABA_CLOUD_REGION", "cn-hangzhou");
    let mut subject = Subject::start(start).await;
    let cen = cloud.add_cen("shared").expect("a new instance");
    for region in ["cn-hangzhou", "ap-southeast-1"] {
        cloud.add_child(&cen, region).expect("a region");
        subject.existing.push(("region", region.to_owned()));
    }
    // One serves the instance, with room for every limit; another is free.
    package(&subject, "Asia-Pacific", Some(&cen)).await;
    let free = package(&subject, "Europe", None).await;
    let things = [
        ("cen_id", &cen),
        ("bandwidth_package_id", &free),
        ("id", &cen),
        ("id", &free),
    ];
    let things = things.map(|(name, thing)| (name, thing.clone()));
    subject.existing.extend(things);
    // What is meant to end later must not have ended.
    let later = ("end_time", "2099-01-01T00:00:00Z".to_owned());
    subject.existing.push(later);
    (cloud, subject)
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

/// A provider among the examples.
pub(super) async fn other(name: &str) -> Subject {
    Subject::start(Host::of(example(name))).await
}

/// Does something with every provider.
pub(super) fn each_provider(work: impl Fn(&Runtime, &Subject)) {
    let runtime = runtime();
    let (_cloud, product) = runtime.block_on(product());
    let others = ["trial", "petshop"].map(|name| runtime.block_on(other(name)));
    for subject in [product].iter().chain(&others) {
        work(&runtime, subject);
    }
}

/// Tries a property of every resource type that any provider has.
pub(super) fn each_type<C: std::fmt::Debug>(
    property: impl Fn(&Runtime, Type<'_>) -> Result<(), TestError<C>>,
) {
    each_provider(|runtime, subject| {
        for name in subject.types.keys() {
            let outcome = property(runtime, subject.of_type(name));
            outcome.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        }
    });
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
