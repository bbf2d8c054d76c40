//! The conformance suite, of a provider whose objects have attributes and blocks of every form.

use serde_json::json;
use tf_plugin::framework::faults;
use tf_plugin_testing::conformance::Subject;
use tf_plugin_testing::{Host, conformance};

use crate::trial::Trial;

conformance!(Subject::of(&Host::of(Trial), &json!({})).await);

#[test]
fn hosts_accept_every_schema_and_every_model_fits_its_own() {
    assert_eq!(faults(&Trial), [] as [&str; 0]);
}
