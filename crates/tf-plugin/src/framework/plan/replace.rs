//! Which attributes need a new object.

use super::places::places;
use crate::framework::schema::{Attribute, Body, Nesting, RequiresReplace, Schema};
use crate::keyed::Keyed as _;
use crate::value::{Path, Value};

/// How an attribute needs a new object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::framework) enum Replacement {
    /// It changes.
    Changed,
    /// It may change, and counts as changed.
    WhileUnknown,
    /// It may change, and does not count as changed.
    Open,
}

impl Replacement {
    fn of(is_known: bool, counts_while_unknown: bool) -> Self {
        match (is_known, counts_while_unknown) {
            (true, _) => Self::Changed,
            (false, true) => Self::WhileUnknown,
            (false, false) => Self::Open,
        }
    }
}

/// Rule 6: the attributes that may need a new object, and how. `prior` is an object.
pub(in crate::framework) fn replacements(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Vec<(Path, Replacement)> {
    let mut found = Vec::new();
    in_object(
        schema.body(),
        [prior, config, planned],
        &Path::default(),
        &mut found,
    );
    found
}

fn in_object(
    body: Body<'_>,
    [prior, config, planned]: [&Value; 3],
    path: &Path,
    found: &mut Vec<(Path, Replacement)>,
) {
    for attribute in body.attributes {
        let [before, config, after] =
            [prior, config, planned].map(|object| object.attribute(attribute.name));
        if let Some(how) = replaces(attribute, before, config, after) {
            found.push((path.attribute(attribute.name), how));
        }
    }
    for part in body.parts() {
        if !part
            .body
            .any(&|attribute| attribute.requires_replace != RequiresReplace::Never)
        {
            continue;
        }
        let [before, config, after] =
            [prior, config, planned].map(|object| object.attribute(part.name));
        let path = part.path(path);
        if part.nesting == Nesting::Set {
            found.extend(in_set(part.body, before, after).map(|how| (path, how)));
        } else if after.is_unknown() {
            found.push((
                path,
                Replacement::of(false, counts_while_unknown(part.body)),
            ));
        } else {
            for (path, values) in places([before, config, after], &path) {
                in_object(part.body, values, &path, found);
            }
        }
    }
}

/// How the attribute needs a new object, if it does.
fn replaces(
    attribute: &Attribute,
    before: &Value,
    config: &Value,
    after: &Value,
) -> Option<Replacement> {
    // What the provider fills in where nothing was is no change that anybody asked for.
    let is_filled_in = before.is_null() && config.is_null();
    if attribute.requires_replace == RequiresReplace::Never || before == after || is_filled_in {
        return None;
    }
    let counts = attribute.requires_replace == RequiresReplace::WhileUnknown;
    Some(Replacement::of(after.is_wholly_known(), counts))
}

/// The same for the elements of a set, which have no place: what replaces in any of them is held against what replaced in
/// all of them before.
fn in_set(body: Body<'_>, before: &Value, after: &Value) -> Option<Replacement> {
    let [before, after] = [before, after].map(|set| what_replaces(body, set));
    // A set that is not written is empty where it is a block, and null where it is an attribute.
    let is_empty = |value: &Value| value.is_null() || *value == Value::Set(Vec::new());
    if before == after || (is_empty(&before) && is_empty(&after)) {
        return None;
    }
    Some(Replacement::of(
        after.is_wholly_known(),
        counts_while_unknown(body),
    ))
}

/// A nested value with the replacing attributes of its objects alone, at every depth.
fn what_replaces(body: Body<'_>, value: &Value) -> Value {
    let replaces = |attribute: &Attribute| attribute.requires_replace != RequiresReplace::Never;
    let each = |elements: &[Value]| -> Vec<Value> {
        let elements = elements.iter();
        elements.map(|one| what_replaces(body, one)).collect()
    };
    match value {
        Value::Object(_) => {
            let parts = body.parts().filter(|part| part.body.any(&replaces));
            let parts = parts.map(|part| {
                let inside = what_replaces(part.body, value.attribute(part.name));
                (part.name.to_owned(), inside)
            });
            let whole = body.attributes.iter().filter(|one| replaces(one));
            let whole = whole.map(|one| (one.name.to_owned(), value.attribute(one.name).clone()));
            Value::Object(parts.chain(whole).keyed())
        }
        Value::List(elements) => Value::List(each(elements)),
        Value::Set(elements) => Value::set(each(elements)),
        Value::Map(members) => {
            let members = members.iter();
            Value::Map(
                members
                    .map(|(key, one)| (key.clone(), what_replaces(body, one)))
                    .keyed(),
            )
        }
        other => other.clone(),
    }
}

fn counts_while_unknown(body: Body<'_>) -> bool {
    body.any(&|attribute| attribute.requires_replace == RequiresReplace::WhileUnknown)
}
