//! The rules that turn the host's proposal into a plan, for every resource alike.
//!
//! In order, per attribute:
//!
//! 1. **Default**: where the configuration has nothing and the schema has a default, the default.
//! 2. **Keep**: what means the same as the prior value keeps the prior form: first as the types of the attributes see it
//!    ([`CustomType::is_equal`](super::model::CustomType::is_equal)), then as the resource does
//!    ([`Resource::keep_equivalent`](super::resource::Resource::keep_equivalent)).
//! 3. **Compute**: where the provider decides, unknown on a create; on an update that changes anything, unknown unless
//!    the attribute is stable. A plan that changes nothing has no unknowns.
//! 4. **Resource**: what only the resource knows ([`Resource::plan`](super::resource::Resource::plan)).
//! 5. **Replace**: attributes that replace and change from one known value to another. A new value that is still
//!    unknown does *not* replace, unless the attribute says so: a replacement by accident costs more than a second plan.
//!    The plan is put off where the host can do that; else the user is warned.
//!
//! Hosts plan twice, the second time with everything known, and hold the second plan against the first; so all of this
//! is a function of its inputs alone.

use super::diagnostics::Diagnostics;
use super::schema::{Attribute, Block, Replaces, Schema, Shape};
use crate::value::{Path, Value};

/// Rule 1, on the host's proposal.
pub(super) fn with_defaults(schema: &Schema, mut proposed: Value, config: &Value) -> Value {
    for attribute in &schema.attributes {
        if let Some(default) = &attribute.default
            && config.attribute(attribute.name).is_null()
        {
            proposed.set_attribute(attribute.name, default.clone());
        }
    }
    proposed
}

/// Rule 2, as the types of the attributes see it.
pub(super) fn with_equal_forms(schema: &Schema, prior: &Value, planned: Value) -> Value {
    in_form(&schema.attributes, &schema.blocks, prior, planned)
}

/// The object `value` with what means the same as in `prior` in the form that it has there, at every depth.
fn in_form(attributes: &[Attribute], blocks: &[Block], prior: &Value, value: Value) -> Value {
    let (Value::Object(before), Value::Object(mut after)) = (prior, value.clone()) else {
        return value;
    };
    let mut change = |name: &str, form: &dyn Fn(&Value, Value) -> Value| {
        if let (Some(before), Some(value)) = (before.get(name), after.get_mut(name)) {
            *value = form(before, std::mem::replace(value, Value::Null));
        }
    };
    for attribute in attributes {
        match &attribute.shape {
            Shape::Value(_) => change(attribute.name, &attribute.keep),
            Shape::Nested(_, nested) => change(attribute.name, &|before, value| {
                each_in_form(before, value, &|before, one| {
                    in_form(nested, &[], before, one)
                })
            }),
        }
    }
    for block in blocks {
        change(block.name, &|before, value| {
            each_in_form(before, value, &|before, one| {
                in_form(&block.attributes, &block.blocks, before, one)
            })
        });
    }
    Value::Object(after)
}

/// The objects of a nested value, each in the form that the object in its place has in `prior`. Elements of sets have no
/// place: there, whichever means the same counts.
fn each_in_form(prior: &Value, value: Value, form: &dyn Fn(&Value, Value) -> Value) -> Value {
    match (prior, value) {
        (Value::Object(_), object @ Value::Object(_)) => form(prior, object),
        (Value::List(before), Value::List(after)) => {
            let objects = after.into_iter().enumerate();
            let kept = objects.map(|(index, one)| match before.get(index) {
                Some(before) => form(before, one),
                None => one,
            });
            Value::List(kept.collect())
        }
        (Value::Map(before), Value::Map(after)) => {
            let kept = after.into_iter().map(|(key, one)| match before.get(&key) {
                Some(before) => (key, form(before, one)),
                None => (key, one),
            });
            Value::Map(kept.collect())
        }
        (Value::Set(before), Value::Set(after)) => {
            let kept = after.into_iter().map(|one| {
                let same = before
                    .iter()
                    .find(|before| form(before, one.clone()) == **before);
                same.cloned().unwrap_or(one)
            });
            Value::set(kept.collect())
        }
        (_, value) => value,
    }
}

/// Rule 2, of which `kept` is what the resource makes of `planned`: only a known value can mean the same as a prior one,
/// and hosts refuse the null that was there before in the place of a value that is configured.
pub(super) fn with_kept(schema: &Schema, prior: &Value, planned: &Value, mut kept: Value) -> Value {
    for attribute in &schema.attributes {
        let proposed = planned.attribute(attribute.name);
        if !proposed.is_wholly_known() || prior.attribute(attribute.name).is_null() {
            kept.set_attribute(attribute.name, proposed.clone());
        }
    }
    kept
}

/// Rule 3. `prior` is null on a create.
pub(super) fn with_unknowns(
    schema: &Schema,
    prior: &Value,
    mut planned: Value,
    config: &Value,
) -> Value {
    let creates = prior.is_null();
    if !creates && planned == *prior {
        return planned;
    }
    let decided_here = |attribute: &&Attribute| {
        attribute.is_computed()
            && attribute.default.is_none()
            && config.attribute(attribute.name).is_null()
            && (creates || !attribute.stable)
    };
    for attribute in schema.attributes.iter().filter(decided_here) {
        planned.set_attribute(attribute.name, Value::Unknown);
    }
    planned
}

/// Rule 5: the attributes that may need a new object, and whether that is known. `prior` is an object.
pub(super) fn replacements(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Vec<(Path, bool)> {
    let mut paths = Vec::new();
    for attribute in &schema.attributes {
        if attribute.replaces == Replaces::Never {
            continue;
        }
        let (before, after) = (
            prior.attribute(attribute.name),
            planned.attribute(attribute.name),
        );
        let path = Path::root(attribute.name);
        // What the provider fills in where nothing was is no change that anybody asked for.
        let is_filled_in = before.is_null() && config.attribute(attribute.name).is_null();
        if before != after && !is_filled_in {
            let is_certain =
                after.is_wholly_known() || attribute.replaces == Replaces::WhileUnknown;
            paths.push((path, is_certain));
        }
    }
    paths
}

/// Says that a replacing attribute is not known yet, and what happens then.
pub(super) fn warn_of_unknown(path: &Path, diagnostics: &mut Diagnostics) {
    diagnostics.warn_at(
        path.clone(),
        format!("{path} is not known yet"),
        format!(
            "The value of {path} is decided during apply. If it turns out as it is today, the object is kept. If it \
             turns out otherwise, the object would have to be replaced, which this plan does not announce: apply then \
             stops before anything is replaced, and the next plan shows the replacement."
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;

    fn schema() -> Schema {
        Schema::new(
            "",
            vec![
                Attribute::computed("id", Kind::String).stable(),
                Attribute::computed("status", Kind::String),
                Attribute::required("size", Kind::Number),
                Attribute::defaulted("pay", Kind::Bool, true),
                Attribute::optional_computed("kind", Kind::String)
                    .stable()
                    .replaces(),
                Attribute::optional("link", Kind::String).replaces_while_unknown(),
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

    fn prior() -> Value {
        object(&[
            ("id", "x".into()),
            ("status", "Idle".into()),
            ("size", 5.into()),
            ("pay", true.into()),
            ("kind", "A".into()),
        ])
    }

    #[test]
    fn a_create_plans_defaults_and_unknowns() {
        let config = object(&[("size", 5.into())]);
        let planned = with_defaults(&schema(), config.clone(), &config);
        let planned = with_unknowns(&schema(), &Value::Null, planned, &config);
        let expected = object(&[
            ("id", Value::Unknown),
            ("status", Value::Unknown),
            ("size", 5.into()),
            ("pay", true.into()),
            ("kind", Value::Unknown),
        ]);
        assert_eq!(planned, expected);
    }

    #[test]
    fn only_known_values_keep_the_form_of_prior_ones_that_are_there() {
        let kept = |before: Value, proposed: Value, resource: Value| {
            let with = |kind: Value| object(&[("kind", kind)]);
            let kept = with_kept(&schema(), &with(before), &with(proposed), with(resource));
            kept.attribute("kind").clone()
        };
        let (a, form) = (|| Value::from("a"), || Value::from("A"));
        assert_eq!(kept(form(), a(), form()), form());
        assert_eq!(kept(form(), Value::Unknown, form()), Value::Unknown);
        assert_eq!(kept(Value::Null, a(), Value::Null), a());
    }

    #[test]
    fn no_change_leaves_no_unknown() {
        let config = object(&[("size", 5.into())]);
        assert_eq!(
            with_unknowns(&schema(), &prior(), prior(), &config),
            prior()
        );
    }

    #[test]
    fn an_update_keeps_what_is_stable() {
        let config = object(&[("size", 6.into())]);
        let mut proposed = prior();
        proposed.set_attribute("size", 6.into());
        let planned = with_unknowns(&schema(), &prior(), proposed, &config);
        assert_eq!(planned.attribute("id"), &Value::from("x"));
        assert_eq!(planned.attribute("kind"), &Value::from("A"));
        assert_eq!(planned.attribute("status"), &Value::Unknown);
    }

    #[test]
    fn only_a_known_change_replaces_and_an_unknown_one_may() {
        let plan = |before: Value, config: Value, after: Value| {
            let with = |kind: Value| {
                let mut object = prior();
                object.set_attribute("kind", kind);
                object
            };
            replacements(&schema(), &with(before), &with(config), &with(after))
        };
        let (a, b) = (|| Value::from("A"), || Value::from("B"));
        assert_eq!(plan(a(), Value::Null, a()), []);
        assert_eq!(plan(a(), b(), b()), [(Path::root("kind"), true)]);
        let open = [(Path::root("kind"), false)];
        assert_eq!(plan(a(), Value::Unknown, Value::Unknown), open);
        assert_eq!(plan(Value::Null, Value::Unknown, Value::Unknown), open);
        for filled_in in [Value::Unknown, a()] {
            assert_eq!(plan(Value::Null, Value::Null, filled_in), []);
        }
    }

    #[test]
    fn a_link_replaces_as_soon_as_it_may_lead_elsewhere() {
        let plan = |link: Value| {
            let (mut prior, mut planned) = (prior(), prior());
            prior.set_attribute("link", "A".into());
            planned.set_attribute("link", link);
            replacements(&schema(), &prior, &planned, &planned)
        };
        assert_eq!(plan("A".into()), []);
        assert_eq!(plan("B".into()), [(Path::root("link"), true)]);
        assert_eq!(plan(Value::Unknown), [(Path::root("link"), true)]);
    }
}
