//! References in configurations: `${petshop_pet.rex.id}`, alone or within a text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use tf_plugin::value::Value;

use crate::place::{Place, steps};

/// What references can lead to: objects by their address.
pub(super) type Scope = BTreeMap<String, Value>;

/// A piece of a text.
enum Piece<'a> {
    Text(&'a str),
    Reference(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        // Two dollars stand for one, and no reference follows.
        if let Some(literal) = before.strip_suffix('$') {
            found.extend([Piece::Text(literal), Piece::Text("${")]);
            rest = after;
            continue;
        }
        let (reference, after) = after
            .split_once('}')
            .unwrap_or_else(|| panic!("a reference without an end: {text}"));
        found.extend([Piece::Text(before), Piece::Reference(reference.trim())]);
        rest = after;
    }
    found.push(Piece::Text(rest));
    found.retain(|piece| !matches!(piece, Piece::Text("")));
    found
}

/// The addresses that a part of a configuration refers to.
pub(super) fn references(json: &Json) -> BTreeSet<String> {
    match json {
        Json::String(text) => {
            let references = pieces(text).into_iter().filter_map(|piece| match piece {
                Piece::Reference(reference) => Some(split(reference).0.to_owned()),
                Piece::Text(_) => None,
            });
            references.collect()
        }
        Json::Array(elements) => elements.iter().flat_map(references).collect(),
        Json::Object(members) => members.values().flat_map(references).collect(),
        _ => BTreeSet::new(),
    }
}

/// The address of an object, and the way into it.
fn split(reference: &str) -> (&str, &str) {
    let parts = if reference.starts_with("data.") { 3 } else { 2 };
    let ends = reference.match_indices(['.', '[']).map(|(place, _)| place);
    let end = ends.chain([reference.len()]).nth(parts - 1);
    reference.split_at(end.unwrap_or(reference.len()))
}

/// What a text in a configuration stands for: the value of a reference that stands alone, otherwise a text.
pub(super) fn evaluated(text: &str, scope: &Scope) -> Value {
    let pieces = pieces(text);
    if let [Piece::Reference(reference)] = pieces[..] {
        return looked_up(reference, scope);
    }
    let mut whole = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => whole.push_str(text),
            Piece::Reference(reference) => match looked_up(reference, scope) {
                Value::Unknown => return Value::Unknown,
                Value::String(text) => whole.push_str(&text),
                Value::Number(number) => whole.push_str(&number.to_string()),
                Value::Bool(value) => whole.push_str(if value { "true" } else { "false" }),
                other => panic!("{reference} cannot stand in a text: {other:?}"),
            },
        }
    }
    Value::string(whole)
}

fn looked_up(reference: &str, scope: &Scope) -> Value {
    let (address, way) = split(reference);
    let mut value = scope
        .get(address)
        .unwrap_or_else(|| panic!("there is no {address}"));
    for step in steps(way) {
        let inside = match (step, value) {
            (_, Value::Unknown) => return Value::Unknown,
            (Place::Name(name), Value::Object(members) | Value::Map(members)) => members.get(&name),
            (Place::Index(index), Value::List(elements) | Value::Tuple(elements)) => {
                elements.get(index)
            }
            _ => None,
        };
        value = inside.unwrap_or_else(|| panic!("{reference} leads nowhere in {value:?}"));
    }
    value.clone()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scope() -> Scope {
        let tags = Value::Map([("a b".to_owned(), "x".into())].into());
        let members = [
            ("id", Value::Unknown),
            ("size", 3.into()),
            ("tags", tags),
            ("words", Value::List(vec!["one".into(), "two".into()])),
        ];
        let object = Value::Object(members.map(|(name, value)| (name.to_owned(), value)).into());
        [
            ("data.t.n".to_owned(), object.clone()),
            ("t.n".to_owned(), object),
        ]
        .into()
    }

    #[test]
    fn a_reference_alone_is_a_value_and_within_a_text_a_part_of_it() {
        for (text, expected) in [
            ("${t.n.size}", 3.into()),
            ("${ data.t.n.words[1] }", "two".into()),
            ("${t.n.tags[\"a b\"]}", "x".into()),
            ("${t.n.id}", Value::Unknown),
            ("no. ${t.n.size}${t.n.words[0]}", "no. 3one".into()),
            ("no. ${t.n.id}", Value::Unknown),
            ("$${t.n.id}, \u{20ac}", "${t.n.id}, \u{20ac}".into()),
            ("", "".into()),
        ] {
            assert_eq!(evaluated(text, &scope()), expected, "{text}");
        }
    }

    #[test]
    fn references_are_found_wherever_they_stand() {
        let json =
            json!({ "a": ["${t.n.id}", { "b": "x ${data.t.n.id} y" }], "c": "$${t.m.id}", "d": 1 });
        let expected = ["data.t.n", "t.n"].map(str::to_owned);
        assert_eq!(references(&json), expected.into());
    }
}
