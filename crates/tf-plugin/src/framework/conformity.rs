//! Whether a provider's schemas are ones that hosts accept, and its models say the same thing as its schemas.

use std::collections::BTreeMap;

use super::provider::Provider;
use super::schema::Schema;
use crate::framework::model::{from_value, to_value};
use crate::value::{Kind, Model, Value};

/// Everything that is wrong with the schemas and models of `provider`, its block included; empty for a good provider.
///
/// One fault in one schema makes hosts refuse the whole provider, so every provider has a test that calls this.
pub fn faults<P: Provider>(provider: &P) -> Vec<String> {
    let block = provider.schema();
    let mut faults = Vec::new();
    let mut add = |owner: &str, found: Vec<String>| {
        faults.extend(found.into_iter().map(|fault| format!("{owner}: {fault}")));
    };
    add("provider block", block.faults());
    add("provider block", model_faults::<P::Config>(&block));
    for one in provider.resources() {
        add(one.type_name(), one.faults());
    }
    for one in provider.data_sources() {
        add(one.declared().type_name(), one.faults());
    }
    for one in provider.ephemeral_resources() {
        add(one.declared().type_name(), one.faults());
    }
    for one in provider.list_resources() {
        add(one.declared().type_name(), one.faults());
    }
    for one in provider.actions() {
        add(one.declared().type_name(), one.faults());
    }
    for one in provider.functions() {
        add(one.name(), one.faults());
    }
    faults
}

/// Sends objects with every attribute null, then with each attribute set in turn, through the model `M`; what does not
/// come out as it went in is a fault.
pub(super) fn model_faults<M: Model>(schema: &Schema) -> Vec<String> {
    let kind = schema.kind();
    let mut samples = vec![("the null object".to_owned(), schema.null_object())];
    let attributes = schema.attributes.iter().map(|one| (one.name, one.kind()));
    let blocks = schema.blocks.iter().map(|one| (one.name, one.kind()));
    for (name, kind) in attributes.chain(blocks) {
        for value in [sample(&kind), Value::Unknown] {
            let mut object = schema.null_object();
            object.set_attribute(name, value);
            samples.push((name.to_owned(), object));
        }
    }
    let fault = |(name, object): (String, Value)| {
        let back = from_value::<M>(&object)
            .and_then(|model| to_value(&model))
            .map(|back| back.fitted(&kind));
        match back {
            Ok(back) if back == object => None,
            Ok(_) => Some(format!("{name}: the model loses or changes it")),
            // The sample is of the right type, and not one that the domain type takes.
            Err(error) if error.is_refusal() => None,
            Err(error) => Some(format!("{name}: {error}")),
        }
    };
    let mut faults: Vec<String> = samples.into_iter().filter_map(fault).collect();
    faults.sort();
    faults.dedup();
    faults
}

/// Some value of `kind`.
pub(super) fn sample(kind: &Kind) -> Value {
    match kind {
        Kind::Bool => true.into(),
        Kind::Number => 7.into(),
        Kind::String => "x".into(),
        Kind::Dynamic => Value::Dynamic(Box::new(Kind::String), Box::new("x".into())),
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
    use std::sync::Arc;

    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::framework::diagnostics::Diagnostics;
    use crate::framework::resource::AnyResource;
    use crate::framework::schema::Attribute;
    use crate::value::Attr;

    #[derive(Clone, Serialize, Deserialize)]
    struct Thing {
        id: Attr<String>,
        size: Attr<String>,
    }

    fn faults(attributes: Vec<Attribute>) -> Vec<String> {
        model_faults::<Thing>(&Schema::new("", attributes))
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

    struct WithoutSize;

    impl Provider for WithoutSize {
        type Config = Thing;
        type Facts = ();
        type Client = ();
        type Walk = ();

        fn name(&self) -> &'static str {
            "without_size"
        }

        fn schema(&self) -> Schema {
            Schema::new("", vec![Attribute::optional("id", Kind::String)])
        }

        fn resources(&self) -> Vec<Arc<dyn AnyResource<Self>>> {
            Vec::new()
        }

        fn client(&self, _: &Thing, _: &str, _: &mut Diagnostics) -> Option<()> {
            None
        }
    }

    #[test]
    fn the_provider_block_is_held_against_its_model_too() {
        let expected = [
            "provider block: id: has no description",
            "provider block: id: missing field `size`",
            "provider block: the null object: missing field `size`",
        ];
        assert_eq!(super::faults(&WithoutSize), expected);
    }
}
