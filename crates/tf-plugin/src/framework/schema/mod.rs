//! Schemas: which attributes and blocks an object has, and what the framework does with each of them.

mod attribute;
mod block;
mod body;
mod faults;
mod identity;
mod role;

pub use attribute::{Attribute, Nesting, Presence, RequiresReplace, Shape};
pub use block::Block;
use block::object_type;
pub(in crate::framework) use body::Body;
pub use identity::{IdentityAttribute, IdentitySchema};
pub(in crate::framework) use role::{NO_NAME, Role, is_name};

use crate::keyed::Keyed as _;
use crate::value::{Type, Value};

/// What can be written in a block of the configuration: a resource, a data source, the provider itself.
///
/// Made by [`Schema::new`].
#[non_exhaustive]
pub struct Schema {
    /// Version of the stored state. Raised only when old state needs code to be read.
    pub version: i64,
    /// Markdown.
    pub description: &'static str,
    /// What to use instead, where nobody should use the type any more.
    pub deprecated: Option<&'static str>,
    /// In the order of the documentation.
    pub attributes: Vec<Attribute>,
    /// Blocks inside, in the order of the documentation.
    pub blocks: Vec<Block>,
}

impl Schema {
    /// A schema of version 0 without blocks; `description` is Markdown.
    pub fn new(description: &'static str, attributes: Vec<Attribute>) -> Self {
        Self {
            version: 0,
            description,
            deprecated: None,
            attributes,
            blocks: Vec::new(),
        }
    }

    /// Sets the version of the stored state.
    pub fn version(self, version: i64) -> Self {
        Self { version, ..self }
    }

    /// Warns everybody who uses the type, and says what to use instead.
    pub fn deprecated(self, instead: &'static str) -> Self {
        Self {
            deprecated: Some(instead),
            ..self
        }
    }

    /// Adds blocks.
    pub fn blocks(mut self, blocks: Vec<Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    pub(in crate::framework) fn body(&self) -> Body<'_> {
        Body {
            attributes: &self.attributes,
            blocks: &self.blocks,
        }
    }

    /// The type of a whole object of this schema.
    pub fn value_type(&self) -> Type {
        object_type(&self.attributes, &self.blocks)
    }

    /// An object in which every attribute is null and no block is written.
    pub fn null_object(&self) -> Value {
        let attributes = self
            .attributes
            .iter()
            .map(|attribute| (attribute.name.to_owned(), Value::Null));
        let blocks = self
            .blocks
            .iter()
            .map(|block| (block.name.to_owned(), block.absent()));
        Value::Object(attributes.chain(blocks).keyed())
    }

    /// The same object as hosts store it: with null in the place of everything that is in the configuration alone, and
    /// with an empty collection, not null, in the place of blocks that can be repeated and are not there.
    pub fn storable(&self, mut object: Value) -> Value {
        blank(self.body(), &mut object, &|attribute, _| {
            attribute.write_only
        });
        complete(&self.blocks, &mut object);
        object
    }

    /// The configuration that an object comes from, as far as the schema can tell: what only the provider sets, what
    /// is deprecated, what is never stored and what equals its default is left out.
    pub fn configuration_of(&self, mut object: Value) -> Value {
        blank(self.body(), &mut object, &|attribute, value| {
            attribute.presence == Presence::Computed
                || attribute.write_only
                || attribute.deprecated.is_some()
                || attribute.default.as_ref() == Some(value)
        });
        leave_out_deprecated(&self.blocks, &mut object);
        object
    }

    /// What hosts would refuse about this schema of a resource, or accept and then be unable to use. Empty for a good
    /// schema.
    ///
    /// One fault in one schema makes hosts refuse the whole provider, so every provider has a test that calls
    /// [`validate_implementation`](crate::framework::validate_implementation), which looks at all of them.
    pub fn validate_implementation(&self) -> Vec<String> {
        self.faults(Role::Planned)
    }

    /// The same for a schema in another role.
    pub(in crate::framework) fn faults(&self, role: Role) -> Vec<String> {
        faults::of_schema(self, role)
    }
}

/// Sets null wherever `gone` says so, at every depth.
fn blank(body: Body<'_>, object: &mut Value, gone: &dyn Fn(&Attribute, &Value) -> bool) {
    let Value::Object(members) = object else {
        return;
    };
    for attribute in body.attributes {
        if let Some(value) = members.get_mut(attribute.name)
            && gone(attribute, value)
        {
            *value = Value::Null;
        }
    }
    for (name, inner) in body.nested() {
        if let Some(value) = members.get_mut(name) {
            each_object(value, &mut |object| blank(inner, object, gone));
        }
    }
}

/// Makes repeated blocks that are null or missing empty, at every depth.
fn complete(blocks: &[Block], object: &mut Value) {
    for block in blocks {
        if object.attribute(block.name).is_null() {
            object.set_attribute(block.name, block.absent());
        } else if let Value::Object(members) = object
            && let Some(value) = members.get_mut(block.name)
        {
            each_object(value, &mut |object| complete(&block.blocks, object));
        }
    }
}

/// Leaves out deprecated blocks, at every depth.
fn leave_out_deprecated(blocks: &[Block], object: &mut Value) {
    let Value::Object(members) = object else {
        return;
    };
    for block in blocks {
        let Some(value) = members.get_mut(block.name) else {
            continue;
        };
        if block.deprecated.is_some() {
            *value = block.absent();
        } else {
            each_object(value, &mut |object| {
                leave_out_deprecated(&block.blocks, object);
            });
        }
    }
}

/// Changes each of the objects that a nested value holds.
fn each_object(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(_) => change(value),
        Value::List(elements) => elements.iter_mut().for_each(change),
        Value::Map(members) => members.values_mut().for_each(change),
        Value::Set(elements) => {
            let mut changed = std::mem::take(elements);
            changed.iter_mut().for_each(change);
            *value = Value::set(changed);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(members: &[(&str, Value)]) -> Value {
        let members = members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        Value::Object(members.collect())
    }

    fn schema() -> Schema {
        let inside = || {
            vec![
                Attribute::optional("plain", Type::String),
                Attribute::optional("secret", Type::String).write_only(),
            ]
        };
        Schema::new(
            "",
            vec![
                Attribute::computed("id", Type::String),
                Attribute::optional("secret", Type::String).write_only(),
                Attribute::defaulted("on", Type::Bool, true),
                Attribute::optional("old", Type::String).deprecated("Use plain."),
                Attribute::optional_nested("keyed", Nesting::Map, inside()),
            ],
        )
        .blocks(vec![Block::list("many", inside())])
    }

    #[test]
    fn blocks_that_are_not_written_are_empty_collections() {
        let schema = schema().blocks(vec![Block::single("one", vec![])]);
        assert_eq!(schema.null_object().attribute("many"), &Value::List(vec![]));
        assert_eq!(schema.null_object().attribute("one"), &Value::Null);
        assert_eq!(schema.null_object().attribute("id"), &Value::Null);
    }

    fn filled() -> Value {
        let inside = || object(&[("plain", "a".into()), ("secret", "b".into())]);
        object(&[
            ("id", "x".into()),
            ("secret", "b".into()),
            ("on", true.into()),
            ("old", "o".into()),
            ("keyed", Value::Map([("k".to_owned(), inside())].into())),
            ("many", Value::List(vec![inside(), Value::Unknown])),
        ])
    }

    #[test]
    fn repeated_blocks_are_never_stored_as_null() {
        let inner = Block::set("inner", vec![]);
        let outer = Block::list("outer", vec![]).blocks(vec![inner]);
        let schema = Schema::new("", vec![]).blocks(vec![outer, Block::single("one", vec![])]);
        let stored = |outer: Value| {
            let stored = schema.storable(object(&[("outer", outer), ("one", Value::Null)]));
            assert_eq!(stored.attribute("one"), &Value::Null);
            stored.attribute("outer").clone()
        };
        assert_eq!(stored(Value::Null), Value::List(vec![]));
        assert_eq!(
            stored(Value::List(vec![object(&[("inner", Value::Null)])])),
            Value::List(vec![object(&[("inner", Value::set(vec![]))])])
        );
        assert_eq!(stored(Value::Unknown), Value::Unknown);
        assert_eq!(schema.storable(object(&[])), schema.null_object());
    }

    #[test]
    fn write_only_values_are_forgotten_at_every_depth() {
        let forgotten = || object(&[("plain", "a".into()), ("secret", Value::Null)]);
        let mut expected = filled();
        expected.set_attribute("secret", Value::Null);
        expected.set_attribute("keyed", Value::Map([("k".to_owned(), forgotten())].into()));
        expected.set_attribute("many", Value::List(vec![forgotten(), Value::Unknown]));
        assert_eq!(schema().storable(filled()), expected);
    }

    #[test]
    fn a_generated_configuration_leaves_out_deprecated_blocks_at_every_depth() {
        let old = || Block::list("old", vec![]).deprecated("Use new.");
        let new = Block::single("new", vec![]).blocks(vec![old()]);
        let schema = Schema::new("", vec![]).blocks(vec![old(), new]);
        let written = || Value::List(vec![object(&[])]);
        let stored = object(&[("old", written()), ("new", object(&[("old", written())]))]);
        let none = || Value::List(vec![]);
        let expected = object(&[("old", none()), ("new", object(&[("old", none())]))]);
        assert_eq!(schema.configuration_of(stored), expected);
    }

    #[test]
    fn a_generated_configuration_leaves_out_what_nobody_would_write() {
        let written = schema().configuration_of(filled());
        for name in ["id", "secret", "on", "old"] {
            assert_eq!(written.attribute(name), &Value::Null, "{name}");
        }
        let inside = object(&[("plain", "a".into()), ("secret", Value::Null)]);
        assert_eq!(
            written.attribute("keyed"),
            &Value::Map([("k".to_owned(), inside)].into())
        );
    }
}
