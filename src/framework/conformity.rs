//! Whether a model and a schema say the same thing.

use std::collections::BTreeMap;

use super::schema::Schema;
use crate::value::{Kind, Model, Value, from_value, to_value};

/// Sends objects with every attribute null, then with each attribute set in turn, through the model `M`; what does not
/// come out as it went in is a fault.
pub(super) fn model_faults<M: Model>(schema: &Schema) -> Vec<String> {
    let kind = schema.kind();
    let mut samples = vec![("the null object".to_owned(), schema.null_object())];
    for attribute in &schema.attributes {
        for value in [sample(&attribute.kind()), Value::Unknown] {
            let mut object = schema.null_object();
            object.set_attribute(attribute.name, value);
            samples.push((attribute.name.to_owned(), object));
        }
    }
    let fault = |(name, object): (String, Value)| {
        let back = from_value::<M>(&object)
            .and_then(|model| to_value(&model))
            .map(|back| back.fitted(&kind));
        match back {
            Ok(back) if back == object => None,
            Ok(_) => Some(format!("{name}: the model loses or changes it")),
            Err(error) => Some(format!("{name}: {error}")),
        }
    };
    let mut faults: Vec<String> = samples.into_iter().filter_map(fault).collect();
    faults.sort();
    faults.dedup();
    faults
}

/// Some value of `kind`.
fn sample(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => true.into(),
        Kind::Number => 7.into(),
        Kind::String | Kind::Dynamic => "x".into(),
        Kind::List(element) => Value::List(vec![sample(element)]),
        Kind::Set(element) => Value::set(vec![sample(element)]),
        Kind::Tuple(elements) => Value::Tuple(elements.iter().map(sample).collect()),
        Kind::Map(element) => Value::Map(BTreeMap::from([("k".to_owned(), sample(element))])),
        Kind::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, kind)| (name.clone(), sample(kind)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::framework::schema::Attribute;
    use crate::value::Attr;

    #[derive(Clone, Serialize, Deserialize)]
    struct Thing {
        id: Attr<String>,
        size: Attr<String>,
    }

    fn faults(attributes: Vec<Attribute>) -> Vec<String> {
        model_faults::<Thing>(&Schema {
            version: 0,
            description: "",
            attributes,
        })
    }

    #[test]
    fn a_model_like_its_schema_has_no_faults() {
        let attributes = vec![
            Attribute::computed("id", Kind::String),
            Attribute::optional("size", Kind::String),
        ];
        assert_eq!(faults(attributes), [] as [&str; 0]);
    }

    #[test]
    fn missing_and_foreign_attributes_and_other_kinds_are_faults() {
        let id = || Attribute::computed("id", Kind::String);
        assert_eq!(faults(vec![id()])[0], "id: missing field `size`");
        let size = Attribute::optional("size", Kind::Number);
        assert_eq!(
            faults(vec![id(), size]),
            ["size: invalid type: number, expected a string"]
        );
        let more = vec![
            id(),
            Attribute::optional("size", Kind::String),
            Attribute::optional("more", Kind::Bool),
        ];
        assert!(faults(more).contains(&"more: the model loses or changes it".to_owned()));
    }
}
