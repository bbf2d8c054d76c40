//! What a plan has where the configuration has nothing.

use super::places::change_each;
use crate::framework::schema::{Attribute, Body, Schema};
use crate::value::{Path, Value};

/// Rule 1, on the host's proposal.
pub(in crate::framework) fn with_defaults(
    schema: &Schema,
    proposed: Value,
    config: &Value,
) -> Value {
    decided(
        schema.body(),
        proposed,
        [config, &Value::Null],
        &|attribute, _| attribute.default.clone(),
    )
}

/// Rule 3. `prior` is null on a create.
pub(in crate::framework) fn with_unknowns(
    schema: &Schema,
    prior: &Value,
    planned: Value,
    config: &Value,
) -> Value {
    if !prior.is_null() && planned == *prior {
        return planned;
    }
    decided(
        schema.body(),
        planned,
        [config, prior],
        &|attribute, prior| {
            let is_open = attribute.is_computed()
                && attribute.default.is_none()
                && (prior.is_null() || !attribute.use_state_for_unknown);
            is_open.then_some(Value::Unknown)
        },
    )
}

/// The object `planned` with what `decide` says of each attribute that the configuration leaves out, at every depth of
/// what the configuration has. `decide` sees the prior object that the attribute is in.
fn decided(
    body: Body<'_>,
    mut planned: Value,
    [config, prior]: [&Value; 2],
    decide: &dyn Fn(&Attribute, &Value) -> Option<Value>,
) -> Value {
    let Value::Object(members) = &mut planned else {
        return planned;
    };
    // Only what is written can have parts that are left out.
    if !matches!(config, Value::Object(_)) {
        return planned;
    }
    for attribute in body.attributes {
        if config.attribute(attribute.name).is_null()
            && let Some(value) = decide(attribute, prior)
        {
            members.insert(attribute.name.to_owned(), value);
        }
    }
    for (name, inner) in body.nested() {
        if let Some(value) = members.get_mut(name) {
            let others = [config.attribute(name), prior.attribute(name)];
            *value = change_each(
                std::mem::replace(value, Value::Null),
                others,
                &Path::default(),
                &mut |object, others, _| decided(inner, object, others, decide),
            );
        }
    }
    planned
}
