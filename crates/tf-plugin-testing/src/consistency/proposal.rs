//! The state that core proposes to a plan.

use tf_plugin::value::Value;

use crate::schema::{Attribute, Block, Holds, Nesting};

/// What core proposes: the configuration, with the prior value where the provider decides and nothing is configured.
pub fn proposed(block: &Block, prior: &Value, config: &Value) -> Value {
    let mut proposed = config.clone();
    for attribute in &block.attributes {
        let name = &attribute.name;
        let (prior, config) = (prior.attribute(name), config.attribute(name));
        proposed.set_attribute(name, of_attribute(attribute, prior, config));
    }
    for nested in &block.blocks {
        let name = &nested.name;
        let (prior, config) = (prior.attribute(name), config.attribute(name));
        let value = of_objects(nested.nesting, &nested.block, prior, config);
        proposed.set_attribute(name, value);
    }
    proposed
}

fn of_attribute(attribute: &Attribute, prior: &Value, config: &Value) -> Value {
    match &attribute.holds {
        // A prior object with parts that only a user can have set must have been configured; now it is not.
        Holds::Objects(_, block) if attribute.computed && config.is_null() => {
            if attribute.optional && has_own_parts(block, prior) {
                Value::Null
            } else {
                prior.clone()
            }
        }
        Holds::Plain(_) if attribute.computed && config.is_null() => prior.clone(),
        Holds::Plain(_) => config.clone(),
        Holds::Objects(nesting, block) => of_objects(*nesting, block, prior, config),
    }
}

/// Whether any object in `value` has a part that only a user can have set.
fn has_own_parts(block: &Block, value: &Value) -> bool {
    match value {
        Value::Object(_) => block.attributes.iter().any(|attribute| {
            let part = value.attribute(&attribute.name);
            !part.is_null()
                && match &attribute.holds {
                    _ if !attribute.computed => true,
                    Holds::Plain(_) => false,
                    Holds::Objects(_, block) => has_own_parts(block, part),
                }
        }),
        Value::List(elements) | Value::Set(elements) => {
            elements.iter().any(|element| has_own_parts(block, element))
        }
        Value::Map(members) => members.values().any(|member| has_own_parts(block, member)),
        _ => false,
    }
}

fn of_objects(nesting: Nesting, block: &Block, prior: &Value, config: &Value) -> Value {
    let merged = |prior: Option<&Value>, config: &Value| match config {
        Value::Object(_) => proposed(block, prior.unwrap_or(&Value::Null), config),
        other => other.clone(),
    };
    match (nesting, prior, config) {
        (Nesting::Single | Nesting::Group, prior, config) => merged(Some(prior), config),
        (Nesting::List, prior, Value::List(configured)) => {
            let before = match prior {
                Value::List(elements) => elements.as_slice(),
                _ => &[],
            };
            let pairs = configured.iter().enumerate();
            let elements = pairs.map(|(index, config)| merged(before.get(index), config));
            Value::List(elements.collect())
        }
        (Nesting::Map, prior, Value::Map(configured)) => {
            let before = |key: &String| match prior {
                Value::Map(members) => members.get(key),
                _ => None,
            };
            let pairs = configured.iter();
            let members = pairs.map(|(key, config)| (key.clone(), merged(before(key), config)));
            Value::Map(members.collect())
        }
        (Nesting::Set, prior, Value::Set(configured)) => {
            let mut before = match prior {
                Value::Set(elements) => elements.clone(),
                _ => Vec::new(),
            };
            let elements = configured.iter().map(|config| {
                let same = before
                    .iter()
                    .position(|prior| may_come_from(block, prior, config));
                let prior = same.map(|place| before.remove(place));
                merged(prior.as_ref(), config)
            });
            Value::set(elements.collect())
        }
        (_, _, config) => config.clone(),
    }
}

/// Whether the stored object `prior` can be what became of `config`.
fn may_come_from(block: &Block, prior: &Value, config: &Value) -> bool {
    block.attributes.iter().all(|attribute| {
        let (prior, config) = (
            prior.attribute(&attribute.name),
            config.attribute(&attribute.name),
        );
        prior == config || (attribute.computed && config.is_null())
    })
}
