//! What the code that `#[derive(Model)]` writes calls. Not for use by hand.

pub use super::super::schema::{Attribute, Block, Presence, Shape};
pub use super::super::timeouts::derive as timeouts;
pub use super::super::validate::{at_least_one_of, conflicts_with, exactly_one_of, required_with};
pub use super::attribute_type::{AttributeType, Configurable, ConfigurableParts, Nullable};
pub use super::{Members, Model, from_value, to_value};
pub use crate::value::{ModelError, Value};

use std::collections::BTreeMap;

use super::Set;
use crate::framework::schema::Nesting;
use crate::framework::validate::{Holds, Validator};
use crate::value::{Attr, Step};

/// An attribute that users can set.
pub fn settable<T: Configurable>(
    name: &'static str,
    presence: Presence,
    description: &'static str,
) -> Attribute {
    Attribute::of_type::<T>(name, presence).describe(description)
}

/// An attribute of a whole object that only the provider sets.
pub fn computed<T: Nullable>(name: &'static str, description: &'static str) -> Attribute {
    computed_part::<T>(name, description)
}

/// An attribute of an object that only the provider makes.
pub fn computed_part<T: AttributeType>(name: &'static str, description: &'static str) -> Attribute {
    Attribute::of_type::<T>(name, Presence::Computed).describe(description)
}

/// The value of a default for an attribute of type `T`.
pub fn default_of<T: Configurable>(default: impl Into<T::Known>) -> Value {
    T::known(default.into()).write()
}

/// A rule for an attribute of type `T`, in which it must be able to find something.
pub fn rule_of<T: Holds<On>, On>(rule: Validator<On>) -> Validator<On> {
    rule
}

/// What can be a block: an object in an [`Attr`], or a collection of such in another.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of a block",
    note = "write `Attr<M>`, or `Attr<Vec<Attr<M>>>`, `Attr<Set<Attr<M>>>` or `Attr<BTreeMap<String, Attr<M>>>` for blocks \
            that can be repeated, where `M` derives `Model`"
)]
pub trait BlockType: AttributeType {
    /// What is in the block.
    type Object: Model;
    /// How often it can be written.
    const NESTING: Nesting;
}

impl<M: Model + AttributeType> BlockType for Attr<M> {
    type Object = M;
    const NESTING: Nesting = Nesting::Single;
}

impl<M: Model + AttributeType> BlockType for Attr<Vec<Attr<M>>> {
    type Object = M;
    const NESTING: Nesting = Nesting::List;
}

impl<M: Model + AttributeType> BlockType for Attr<Set<Attr<M>>> {
    type Object = M;
    const NESTING: Nesting = Nesting::Set;
}

impl<M: Model + AttributeType> BlockType for Attr<BTreeMap<String, Attr<M>>> {
    type Object = M;
    const NESTING: Nesting = Nesting::Map;
}

/// A block that can be written as often as its type says.
pub fn block<B: BlockType>(name: &'static str, description: &'static str) -> Block {
    Block::new(name, B::NESTING, B::Object::attributes())
        .blocks(B::Object::blocks())
        .describe(description)
}

/// Whether `name` is among `names`.
pub const fn declares(names: &[&str], name: &str) -> bool {
    let mut position = 0;
    while position < names.len() {
        if is_same(names[position].as_bytes(), name.as_bytes()) {
            return true;
        }
        position += 1;
    }
    false
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut position = 0;
    while position < a.len() {
        if a[position] != b[position] {
            return false;
        }
        position += 1;
    }
    true
}

/// `attributes`, those that are named with these descriptions.
pub fn described(
    mut attributes: Vec<Attribute>,
    descriptions: &[(&'static str, &'static str)],
) -> Vec<Attribute> {
    for (name, description) in descriptions {
        for attribute in attributes.iter_mut().filter(|one| one.name == *name) {
            attribute.description = description;
        }
    }
    attributes
}

/// Reads one member.
pub fn read_member<T: AttributeType>(members: &Members, name: &str) -> Result<T, ModelError> {
    T::read(members.get(name).unwrap_or(&Value::Null))
        .map_err(|error| error.inside(Step::Attribute(name.to_owned())))
}

/// Adds one member.
pub fn write_member<T: AttributeType>(members: &mut Members, name: &str, value: &T) {
    members.insert(name.to_owned(), value.write());
}

/// The shape of the objects of a model.
pub fn object_shape<M: Model>() -> Shape {
    Shape::Nested(Nesting::Single, M::attributes())
}
