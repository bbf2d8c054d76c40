//! The providers that the suite is run against, and what all its properties say.

use proptest::prop_assert;
use proptest::test_runner::{TestCaseError, TestError};
use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use terraform_provider_cen::simulator::{
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator,
};
use tokio::runtime::Runtime;

use super::subject::{Subject, Type};
use crate::protocol::random::runtime;
use crate::support::examples::example;
use crate::support::host::Host;

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
    (cloud, Subject::start(start).await)
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
    let (_cloud, product) = runtime.block_on(product());
    let others = ["trial", "petshop"].map(|name| runtime.block_on(other(name)));
    for subject in [product].iter().chain(&others) {
        for name in subject.types.keys() {
            let outcome = property(&runtime, subject.of_type(name));
            outcome.unwrap_or_else(|fault| panic!("{name}: {fault}"));
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
