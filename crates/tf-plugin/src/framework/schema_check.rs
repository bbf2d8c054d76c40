//! Whether a provider's schemas are ones that hosts accept.

use super::provider::Provider;
use super::schema::Schema;

/// Everything that is wrong with the schemas of `provider`, its block included; empty for a good provider.
///
/// One fault in one schema makes hosts refuse the whole provider, so every provider has a test that calls this.
pub fn validate_implementation<P: Provider>(provider: &P) -> Vec<String> {
    let mut faults = Vec::new();
    let mut add = |owner: &str, found: Vec<String>| {
        faults.extend(found.into_iter().map(|fault| format!("{owner}: {fault}")));
    };
    add(
        "provider block",
        Schema::of::<P::Config>().validate_implementation(),
    );
    for one in provider.resources() {
        add(one.type_name(), one.0.validate_implementation());
    }
    for one in provider.data_sources() {
        add(one.type_name(), one.0.validate_implementation());
    }
    for one in provider.ephemeral_resources() {
        add(one.type_name(), one.0.validate_implementation());
    }
    for one in provider.list_resources() {
        add(one.type_name(), one.0.validate_implementation());
    }
    for one in provider.actions() {
        add(one.type_name(), one.0.validate_implementation());
    }
    for one in provider.functions() {
        add(one.name(), one.validate_implementation());
    }
    faults
}
