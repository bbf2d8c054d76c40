//! What core holds plans against: the configuration and the prior object.

use tf_plugin::value::{Path, Step, Value};

use super::result::stored_secrets;
use crate::schema::{Attribute, Block, Holds, Nested, Nesting};

/// The prior, the configured and the planned value of one place.
type Values<'a> = [&'a Value; 3];

/// How a planned object contradicts the configuration and the prior object, which is null for a create.
pub fn faults_of_plan(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Vec<String> {
    let mut faults = Vec::new();
    object(
        block,
        [prior, config, planned],
        &Path::default(),
        &mut faults,
    );
    faults.extend(stored_secrets(block, planned, &Path::default()));
    faults
}

fn object(block: &Block, values: Values<'_>, path: &Path, faults: &mut Vec<String>) {
    let [_, config, planned] = values;
    match (config, planned) {
        (Value::Object(_), Value::Object(_)) => {}
        // A block that may not be written at all yet.
        (Value::Unknown, Value::Unknown) | (Value::Null, Value::Null) => return,
        _ => {
            faults.push(format!(
                "{path}: configured as {config:?}, but planned as {planned:?}"
            ));
            return;
        }
    }
    let inside = |name: &str| values.map(|object| object.attribute(name));
    for one in &block.attributes {
        attribute(one, inside(&one.name), &path.attribute(&one.name), faults);
    }
    for one in &block.blocks {
        blocks(one, inside(&one.name), &path.attribute(&one.name), faults);
    }
}

fn attribute(attribute: &Attribute, values: Values<'_>, path: &Path, faults: &mut Vec<String>) {
    let [prior, config, planned] = values;
    let mut fault = |what: &str| faults.push(format!("{path}: {what}"));
    let follows_config = planned == config;
    let stays = planned == prior && !prior.is_null() && !config.is_null();
    let decided_by_provider = attribute.computed && (!attribute.optional || config.is_null());
    if follows_config || stays || decided_by_provider || attribute.write_only {
        return;
    }
    if config.is_null() {
        fault("planned although it is not configured and not computed");
        return;
    }
    let Holds::Objects(nesting, block) = &attribute.holds else {
        fault("neither the configured nor the prior value");
        return;
    };
    match planned {
        Value::Null => fault("configured and planned as null"),
        Value::Unknown => fault("configured and planned as unknown"),
        _ => objects(*nesting, block, values, path, faults),
    }
}

fn blocks(nested: &Nested, values: Values<'_>, path: &Path, faults: &mut Vec<String>) {
    let [_, config, planned] = values;
    if matches!(nested.nesting, Nesting::Single | Nesting::Group) {
        return object(&nested.block, values, path, faults);
    }
    match (config, planned) {
        (Value::Unknown, Value::Unknown) => {}
        (Value::Unknown, _) => faults.push(format!("{path}: planned although it is unknown")),
        (_, Value::Null | Value::Unknown) => {
            faults.push(format!("{path}: configured and planned as {planned:?}"));
        }
        // Core cannot tell which element of a set became which, and trusts the provider.
        (Value::Set(_), Value::Set(_)) => {}
        _ => objects(nested.nesting, &nested.block, values, path, faults),
    }
}

fn objects(
    nesting: Nesting,
    block: &Block,
    values: Values<'_>,
    path: &Path,
    faults: &mut Vec<String>,
) {
    match values {
        [prior, Value::List(configured), Value::List(planned)] => {
            if configured.len() != planned.len() {
                faults.push(format!(
                    "{path}: {} became {}",
                    configured.len(),
                    planned.len()
                ));
            }
            for (index, (config, planned)) in configured.iter().zip(planned).enumerate() {
                let prior = match prior {
                    Value::List(elements) => elements.get(index).unwrap_or(&Value::Null),
                    _ => &Value::Null,
                };
                element(block, [prior, config, planned], &path.index(index), faults);
            }
        }
        [prior, Value::Map(configured), Value::Map(planned)] => {
            if !configured.keys().eq(planned.keys()) {
                faults.push(format!("{path}: other keys than in the configuration"));
            }
            for (key, planned) in planned {
                let prior = match prior {
                    Value::Map(members) => members.get(key).unwrap_or(&Value::Null),
                    _ => &Value::Null,
                };
                let config = configured.get(key).unwrap_or(&Value::Null);
                element(block, [prior, config, planned], &path.key(key), faults);
            }
        }
        [_, Value::Set(configured), Value::Set(planned)] => {
            let known = planned.iter().all(Value::is_wholly_known);
            if planned.len() > configured.len() || (known && planned.len() < configured.len()) {
                faults.push(format!(
                    "{path}: {} became {}",
                    configured.len(),
                    planned.len()
                ));
            }
        }
        _ if nesting == Nesting::Single => object(block, values, path, faults),
        [_, config, planned] => {
            faults.push(format!(
                "{path}: configured as {config:?}, but planned as {planned:?}"
            ));
        }
    }
}

/// An element, which may be null or unknown where the configuration says so.
fn element(block: &Block, values: Values<'_>, path: &Path, faults: &mut Vec<String>) {
    if values[1] != values[2] {
        object(block, values, path, faults);
    }
}

/// Paths that must not be listed as reasons to replace: they lead to nothing, or into a set.
pub fn faults_of_replacement(prior: &Value, planned: &Value, replaced: &[Path]) -> Vec<String> {
    let strays = replaced.iter().filter(|path| {
        path.steps().is_empty() || !(leads_in(prior, path) || leads_in(planned, path))
    });
    strays
        .map(|path| format!("{path}: a reason to replace that leads nowhere"))
        .collect()
}

fn leads_in(object: &Value, path: &Path) -> bool {
    let mut place = object;
    for step in path.steps() {
        place = match (step, place) {
            // Whatever is inside an unknown value may be there.
            (_, Value::Unknown) => return true,
            (Step::Attribute(name), Value::Object(members)) => match members.get(name) {
                Some(member) => member,
                None => return false,
            },
            (Step::Key(key), Value::Map(members)) => match members.get(key) {
                Some(member) => member,
                None => return false,
            },
            (Step::Index(index), Value::List(elements)) => {
                match usize::try_from(*index)
                    .ok()
                    .and_then(|index| elements.get(index))
                {
                    Some(element) => element,
                    None => return false,
                }
            }
            _ => return false,
        };
    }
    !place.is_null()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tf_plugin::value::Type;

    fn attribute(name: &str, holds: Holds) -> Attribute {
        Attribute {
            name: name.to_owned(),
            holds,
            required: false,
            optional: true,
            computed: false,
            write_only: false,
            deprecated: false,
        }
    }

    fn text(name: &str) -> Attribute {
        attribute(name, Holds::Plain(Type::String))
    }

    fn inner() -> Block {
        Block {
            attributes: vec![text("a")],
            blocks: Vec::new(),
        }
    }

    fn block() -> Block {
        let id = Attribute {
            optional: false,
            computed: true,
            ..text("id")
        };
        let group = Attribute {
            computed: true,
            ..text("group")
        };
        let secret = Attribute {
            write_only: true,
            ..text("secret")
        };
        let limits = attribute("limits", Holds::Objects(Nesting::Single, inner()));
        let parts = Nested {
            name: "part".to_owned(),
            nesting: Nesting::List,
            block: inner(),
            least: 0,
            most: 0,
        };
        Block {
            attributes: vec![id, text("name"), group, secret, limits],
            blocks: vec![parts],
        }
    }

    fn object(members: &[(&str, Value)]) -> Value {
        let mut object = block().empty();
        for (name, value) in members {
            object.set_attribute(name, value.clone());
        }
        object
    }

    fn with_a(value: impl Into<Value>) -> Value {
        Value::Object([("a".to_owned(), value.into())].into())
    }

    fn plan(config: &[(&str, Value)], planned: &[(&str, Value)]) -> Vec<String> {
        let prior = object(&[("name", "prior".into())]);
        faults_of_plan(&block(), &prior, &object(config), &object(planned))
    }

    #[test]
    fn a_plan_may_follow_the_configuration_stay_as_it_was_or_decide_what_is_computed() {
        assert_eq!(
            plan(&[("name", "x".into())], &[("name", "x".into())]),
            [""; 0]
        );
        assert_eq!(
            plan(&[("name", "x".into())], &[("name", "prior".into())]),
            [""; 0]
        );
        let decided = [("id", Value::Unknown), ("group", "g".into())];
        assert_eq!(plan(&[], &decided), [""; 0]);
        let unknown = [("name", Value::Unknown), ("part", Value::Unknown)];
        assert_eq!(plan(&unknown, &unknown), [""; 0]);
        assert_eq!(plan(&[("secret", "x".into())], &[]), [""; 0]);
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
            plan(&[("group", "x".into())], &[]),
            [format!("group: {wrong}")]
        );
        assert_eq!(
            plan(&[("limits", with_a("x"))], &[("limits", with_a("y"))]),
            [format!("limits.a: {wrong}")]
        );
        assert_eq!(
            plan(&[("limits", with_a("x"))], &[("limits", Value::Unknown)]),
            ["limits: configured and planned as unknown"]
        );
        let secret = [("secret", "x".into())];
        assert_eq!(
            plan(&secret, &secret),
            ["secret: write-only, but String(\"x\")"]
        );
    }

    #[test]
    fn blocks_are_as_many_as_are_configured() {
        let parts = |parts: &[&str]| {
            let parts = parts.iter().map(|a| with_a(*a)).collect();
            ("part", Value::List(parts))
        };
        assert_eq!(plan(&[parts(&["x"])], &[parts(&["x"])]), [""; 0]);
        assert_eq!(plan(&[parts(&["x"])], &[parts(&[])]), ["part: 1 became 0"]);
        assert_eq!(
            plan(&[parts(&["x"])], &[parts(&["y"])]),
            ["part[0].a: neither the configured nor the prior value"]
        );
        assert_eq!(
            plan(&[], &[("part", Value::Null)]),
            ["part: configured and planned as Null"]
        );
        assert_eq!(
            plan(&[("part", Value::Unknown)], &[parts(&[])]),
            ["part: planned although it is unknown"]
        );
    }

    #[test]
    fn a_reason_to_replace_leads_to_a_value_and_into_no_set() {
        let marks = Value::set(vec![with_a("x")]);
        let prior = object(&[("name", "x".into()), ("marks", marks)]);
        let paths = [
            Path::root("name"),
            Path::root("group"),
            Path::root("other"),
            Path::root("marks").index(0),
            Path::default(),
        ];
        let wrong = "a reason to replace that leads nowhere";
        assert_eq!(
            faults_of_replacement(&prior, &object(&[]), &paths),
            [
                format!("group: {wrong}"),
                format!("other: {wrong}"),
                format!("marks[0]: {wrong}"),
                format!(": {wrong}"),
            ]
        );
    }
}
