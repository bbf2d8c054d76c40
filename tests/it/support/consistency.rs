//! What Terraform itself demands of plans and of results, for schemas of attributes and single nested objects.
//!
//! A model of core's own checks: whoever breaks one of them, users read "Provider produced invalid plan" or "Provider
//! produced inconsistent result after apply". Each function answers with every fault it finds, as `path: what`.

use terraform_provider_cen::framework::schema::{Attribute, Nesting, Presence, Schema, Shape};
use terraform_provider_cen::value::{Path, Value};

/// What core proposes: the configuration, with the prior value where the provider decides and nothing is configured.
pub(crate) fn proposed(schema: &Schema, prior: &Value, config: &Value) -> Value {
    let mut proposed = config.clone();
    for attribute in &schema.attributes {
        if attribute.is_computed() && config.attribute(attribute.name).is_null() {
            proposed.set_attribute(attribute.name, prior.attribute(attribute.name).clone());
        }
    }
    proposed
}

/// How a planned object contradicts the configuration and the prior object, which is null for a create.
pub(crate) fn faults_of_plan(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Vec<String> {
    let mut faults = Vec::new();
    attributes(
        &schema.attributes,
        &Path::default(),
        [prior, config, planned],
        &mut faults,
    );
    faults
}

fn attributes(
    attributes_: &[Attribute],
    parent: &Path,
    [prior, config, planned]: [&Value; 3],
    faults: &mut Vec<String>,
) {
    for attribute in attributes_ {
        let path = parent.attribute(attribute.name);
        let [prior, config, planned] =
            [prior, config, planned].map(|object| object.attribute(attribute.name));
        let mut fault = |what: &str| faults.push(format!("{path}: {what}"));
        let follows_config = planned == config;
        let stays = planned == prior && !prior.is_null() && !config.is_null();
        let decided_by_provider = attribute.presence == Presence::Computed
            || (attribute.is_computed() && config.is_null());
        if follows_config || stays || decided_by_provider {
            continue;
        }
        if config.is_null() {
            fault("planned although it is not configured and not computed");
            continue;
        }
        match &attribute.shape {
            Shape::Value(_) => fault("neither the configured nor the prior value"),
            Shape::Nested(..) if planned.is_null() => fault("configured and planned as null"),
            Shape::Nested(..) if planned.is_unknown() => fault("configured and planned as unknown"),
            Shape::Nested(Nesting::Single, nested) => {
                attributes(nested, &path, [prior, config, planned], faults);
            }
            Shape::Nested(..) => fault("neither the configured nor the prior objects"),
        }
    }
}

/// Paths that must not be listed as reasons to replace: they lead to nothing.
pub(crate) fn faults_of_replacement(
    prior: &Value,
    planned: &Value,
    replaced: &[Path],
) -> Vec<String> {
    let leads_nowhere = |path: &&Path| match path.steps() {
        [terraform_provider_cen::value::Step::Attribute(name)] => {
            prior.attribute(name).is_null() && planned.attribute(name).is_null()
        }
        _ => true,
    };
    let strays = replaced.iter().filter(leads_nowhere);
    strays
        .map(|path| format!("{path}: a reason to replace that leads nowhere"))
        .collect()
}

/// How a later value (a second plan, or the result) contradicts what was planned before.
///
/// What was known stays; what was unknown may become anything.
pub(crate) fn faults_of_result(planned: &Value, actual: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    compatible(planned, actual, &Path::default(), &mut faults);
    faults
}

/// The parts of a finished object that are still unknown.
pub(crate) fn unknowns(actual: &Value) -> Vec<String> {
    let Value::Object(members) = actual else {
        return vec![format!("not an object: {actual:?}")];
    };
    let unknown = members.iter().filter(|(_, value)| !value.is_wholly_known());
    unknown
        .map(|(name, _)| format!("{name}: unknown"))
        .collect()
}

fn compatible(planned: &Value, actual: &Value, path: &Path, faults: &mut Vec<String>) {
    match (planned, actual) {
        (Value::Unknown, _) => {}
        (Value::Object(before), Value::Object(after)) => {
            for (name, planned) in before {
                let actual = after.get(name).unwrap_or(&Value::Null);
                compatible(planned, actual, &path.attribute(name), faults);
            }
        }
        (Value::Map(before), Value::Map(after)) => {
            for (key, planned) in before {
                let path = path.key(key);
                match after.get(key) {
                    Some(actual) => compatible(planned, actual, &path, faults),
                    None => faults.push(format!("{path}: has vanished")),
                }
            }
            let new = after.keys().filter(|key| !before.contains_key(*key));
            faults.extend(new.map(|key| format!("{}: has appeared", path.key(key))));
        }
        (Value::List(before), Value::List(after)) if before.len() == after.len() => {
            for (index, (planned, actual)) in before.iter().zip(after).enumerate() {
                compatible(planned, actual, &path.index(index), faults);
            }
        }
        (Value::Set(before), Value::Set(after)) => {
            if before.iter().all(Value::is_wholly_known) {
                if before != after {
                    faults.push(format!("{path}: was {planned:?}, but now {actual:?}"));
                }
            } else if after.len() > before.len() {
                faults.push(format!("{path}: has grown"));
            }
        }
        _ if planned == actual => {}
        _ => faults.push(format!("{path}: was {planned:?}, but now {actual:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terraform_provider_cen::value::Kind;

    fn schema() -> Schema {
        Schema::new(
            "",
            vec![
                Attribute::computed("id", Kind::String),
                Attribute::required("size", Kind::Number),
                Attribute::optional("name", Kind::String),
                Attribute::optional_computed("group", Kind::String),
                Attribute::optional_object("limits", vec![Attribute::optional("a", Kind::String)]),
            ],
        )
    }

    fn object(members: &[(&str, Value)]) -> Value {
        let mut object = schema().null_object();
        for (name, value) in members {
            object.set_attribute(name, value.clone());
        }
        object
    }

    fn plan(config: &[(&str, Value)], planned: &[(&str, Value)]) -> Vec<String> {
        let prior = object(&[("name", "prior".into())]);
        faults_of_plan(&schema(), &prior, &object(config), &object(planned))
    }

    #[test]
    fn a_plan_may_follow_the_configuration_stay_as_it_was_or_decide_what_is_computed() {
        assert_eq!(plan(&[("size", 5.into())], &[("size", 5.into())]), [""; 0]);
        assert_eq!(
            plan(&[("name", "x".into())], &[("name", "prior".into())]),
            [""; 0]
        );
        let decided = [("id", Value::Unknown), ("group", "g".into())];
        assert_eq!(plan(&[], &decided), [""; 0]);
        assert_eq!(
            plan(&[("name", Value::Unknown)], &[("name", Value::Unknown)]),
            [""; 0]
        );
    }

    #[test]
    fn a_plan_may_do_nothing_else() {
        assert_eq!(
            plan(&[], &[("name", "x".into())]),
            ["name: planned although it is not configured and not computed"]
        );
        let wrong = "neither the configured nor the prior value";
        assert_eq!(
            plan(&[("name", "x".into())], &[("name", "y".into())]),
            [format!("name: {wrong}")]
        );
        assert_eq!(
            plan(&[("size", 5.into())], &[("size", Value::Unknown)]),
            [format!("size: {wrong}")]
        );
        assert_eq!(
            plan(&[("group", "x".into())], &[]),
            [format!("group: {wrong}")]
        );
        let limits = |a: &str| ("limits", Value::Object([("a".to_owned(), a.into())].into()));
        assert_eq!(
            plan(&[limits("x")], &[limits("y")]),
            [format!("limits.a: {wrong}")]
        );
        assert_eq!(
            plan(&[limits("x")], &[("limits", Value::Unknown)]),
            ["limits: configured and planned as unknown"]
        );
    }

    #[test]
    fn results_keep_what_was_known() {
        let planned = object(&[("id", Value::Unknown), ("name", "x".into())]);
        let result = |id: Value, name: Value| {
            faults_of_result(&planned, &object(&[("id", id), ("name", name)]))
        };
        assert_eq!(result("id".into(), "x".into()), [""; 0]);
        assert_eq!(
            result(Value::Null, Value::Null),
            ["name: was String(\"x\"), but now Null"]
        );
        let tags = |keys: &[&str]| {
            Value::Map(
                keys.iter()
                    .map(|key| ((*key).to_owned(), Value::Unknown))
                    .collect(),
            )
        };
        assert_eq!(
            faults_of_result(&tags(&["a", "b"]), &tags(&["b", "c"])),
            ["[\"a\"]: has vanished", "[\"c\"]: has appeared"]
        );
        assert_eq!(
            unknowns(&object(&[("id", Value::Unknown)])),
            ["id: unknown"]
        );
    }

    #[test]
    fn a_reason_to_replace_leads_to_a_value() {
        let prior = object(&[("name", "x".into())]);
        let paths = [Path::root("name"), Path::root("group"), Path::root("other")];
        assert_eq!(
            faults_of_replacement(&prior, &object(&[]), &paths),
            [
                "group: a reason to replace that leads nowhere",
                "other: a reason to replace that leads nowhere"
            ]
        );
    }
}
