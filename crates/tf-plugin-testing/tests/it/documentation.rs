//! The provider of the examples in the documentation keeps the rules that the examples hold it against.

use serde_json::json;
use tf_plugin_testing::conformance::Subject;
use tf_plugin_testing::{Host, conformance};

include!("../../doc/petshop.rs");

conformance!(Subject::of(&Host::of(Petshop::default()), &json!({})).await);
