//! The conformance suite, of a provider whose objects have attributes and blocks of every form.

use serde_json::json;
use tf_plugin::framework::validate_implementation;
use tf_plugin_testing::conformance::{Subject, check, messages};
use tf_plugin_testing::{Host, conformance};

use crate::providers::start;
use crate::trial::Trial;

conformance!(Subject::of(&Host::of(Trial), &json!({})).await);

/// A process tells more than answers do: what it has logged, how much memory it took, and how it ends.
#[test]
fn no_message_makes_a_process_panic_or_grow() {
    let subject = async { Subject::of_process(start().await, &json!({})).await };
    check(subject, messages);
}

#[test]
fn hosts_accept_every_schema() {
    assert_eq!(validate_implementation(&Trial), [] as [&str; 0]);
}
