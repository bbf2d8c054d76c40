//! Requests as core makes them, and what answers say.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::objects::{PACKAGE, block, dynamic};
use tf_plugin_testing::consistency;

/// The question for a plan from `prior` (null for a create) to `config` (null for a destroy), as core asks it.
pub(super) fn planning(prior: &Value, config: &Value) -> pb::plan_resource_change::Request {
    let proposed = if config.is_null() {
        Value::Null
    } else {
        consistency::proposed(block(), prior, config)
    };
    pb::plan_resource_change::Request {
        type_name: PACKAGE.to_owned(),
        prior_state: dynamic(prior),
        proposed_new_state: dynamic(&proposed),
        config: dynamic(config),
        ..Default::default()
    }
}

/// The order to carry `plan` out.
pub(super) fn applying(
    prior: &Value,
    config: &Value,
    plan: pb::plan_resource_change::Response,
) -> pb::apply_resource_change::Request {
    pb::apply_resource_change::Request {
        type_name: PACKAGE.to_owned(),
        prior_state: dynamic(prior),
        planned_state: plan.planned_state,
        config: dynamic(config),
        planned_private: plan.planned_private,
        provider_meta: None,
        planned_identity: plan.planned_identity,
    }
}

/// The question for a refresh.
pub(super) fn reading(state: &Value, private: &[u8]) -> pb::read_resource::Request {
    pb::read_resource::Request {
        type_name: PACKAGE.to_owned(),
        current_state: dynamic(state),
        private: private.to_vec().into(),
        ..Default::default()
    }
}

/// An error about an argument, or about the whole block where `attribute` is empty.
pub(super) fn error(attribute: &str, summary: &str, detail: &str) -> pb::Diagnostic {
    diagnostic(pb::diagnostic::Severity::Error, attribute, summary, detail)
}

/// A warning, likewise.
pub(super) fn warning(attribute: &str, summary: &str, detail: &str) -> pb::Diagnostic {
    diagnostic(
        pb::diagnostic::Severity::Warning,
        attribute,
        summary,
        detail,
    )
}

fn diagnostic(
    severity: pb::diagnostic::Severity,
    attribute: &str,
    summary: &str,
    detail: &str,
) -> pb::Diagnostic {
    pb::Diagnostic {
        severity: severity.into(),
        summary: summary.to_owned(),
        detail: detail.to_owned(),
        attribute: (!attribute.is_empty()).then(|| path(attribute)),
    }
}

/// The path of a top-level attribute.
pub(super) fn path(attribute: &str) -> pb::AttributePath {
    use pb::attribute_path::step::Selector;
    let selector = Some(Selector::AttributeName(attribute.to_owned()));
    pb::AttributePath {
        steps: vec![pb::attribute_path::Step { selector }],
    }
}
