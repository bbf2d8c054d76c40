//! How a property of a provider is tried.

use std::fmt::Debug;

use proptest::prop_assert;
use proptest::test_runner::{TestCaseError, TestError};
use tokio::runtime::Runtime;

use super::subject::{ResourceType, Subject};
use crate::generate::runtime;

/// A property that holds, or how it does not.
pub(super) type Checked<T = ()> = Result<T, TestCaseError>;

/// Tries one property of a provider, on a runtime of its own, and then ends the provider.
///
/// # Panics
///
/// When the property does not hold, or the provider does not end well.
pub fn check(subject: impl Future<Output = Subject>, property: impl FnOnce(&Runtime, &Subject)) {
    let runtime = runtime();
    let subject = runtime.block_on(subject);
    property(&runtime, &subject);
    runtime.block_on(subject.end());
}

/// Tries a property of every resource type.
pub(super) fn each_type<C: Debug>(
    subject: &Subject,
    property: impl Fn(ResourceType<'_>) -> Result<(), TestError<C>>,
) {
    for name in subject.types.keys() {
        let outcome = property(subject.of_type(name));
        outcome.unwrap_or_else(|fault| panic!("{name}: {fault}"));
    }
}

/// No faults of a model.
pub(super) fn no_faults(faults: &[String]) -> Checked {
    prop_assert!(faults.is_empty(), "{faults:#?}");
    Ok(())
}
