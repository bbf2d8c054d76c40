//! Blocks: parts of a configuration that are written without an equals sign, and can be repeated with `dynamic`.

use super::attribute::{Attribute, Nesting, members};
use crate::framework::validate::{Relation, Validator};
use crate::value::{Type, Value};

/// A block inside a resource, a data source or a provider block.
///
/// Nested attributes say the same and more; blocks are for configurations that people already have, and for parts that
/// authors repeat with `dynamic`.
#[non_exhaustive]
pub struct Block {
    /// As written in HCL.
    pub name: &'static str,
    /// Markdown.
    pub description: &'static str,
    /// What to use instead, where nobody should write it any more.
    pub deprecated: Option<&'static str>,
    /// How often it can be written, and what that makes of it. With [`Nesting::Map`] each block has one label.
    pub nesting: Nesting,
    /// How often it must be written.
    pub min_items: u32,
    /// How often it may be written; 0 for as often as one likes.
    pub max_items: u32,
    /// What can be set in it.
    pub attributes: Vec<Attribute>,
    /// Blocks inside it.
    pub blocks: Vec<Block>,
    /// Rules for all that is written of it together; a block that is not written at all breaks none.
    pub validators: Vec<Validator>,
    /// Rules about what it goes together with.
    pub relations: Vec<Relation>,
}

impl Block {
    /// A block that can be written once.
    pub fn single(name: &'static str, attributes: Vec<Attribute>) -> Self {
        Self::new(name, Nesting::Single, attributes)
    }

    /// A block that can be repeated, in an order that matters.
    pub fn list(name: &'static str, attributes: Vec<Attribute>) -> Self {
        Self::new(name, Nesting::List, attributes)
    }

    /// A block that can be repeated, in any order.
    pub fn set(name: &'static str, attributes: Vec<Attribute>) -> Self {
        Self::new(name, Nesting::Set, attributes)
    }

    pub(in crate::framework) fn new(
        name: &'static str,
        nesting: Nesting,
        attributes: Vec<Attribute>,
    ) -> Self {
        Self {
            name,
            description: "",
            deprecated: None,
            nesting,
            min_items: 0,
            max_items: 0,
            attributes,
            blocks: Vec::new(),
            validators: Vec::new(),
            relations: Vec::new(),
        }
    }

    /// Sets the Markdown description.
    pub fn describe(self, description: &'static str) -> Self {
        Self {
            description,
            ..self
        }
    }

    /// Warns who writes it; `instead` says what to do instead, in a sentence.
    pub fn deprecated(self, instead: &'static str) -> Self {
        Self {
            deprecated: Some(instead),
            ..self
        }
    }

    /// Demands that it is written at least once.
    pub fn required(self) -> Self {
        self.at_least(1)
    }

    /// Demands that it is written so often.
    pub fn at_least(self, least: u32) -> Self {
        Self {
            min_items: least,
            ..self
        }
    }

    /// Limits how often it is written.
    pub fn at_most(self, most: u32) -> Self {
        Self {
            max_items: most,
            ..self
        }
    }

    /// Adds a rule for all that is written of it together, such as [`unique`](crate::framework::validate::unique).
    pub fn validate<On>(mut self, validator: Validator<On>) -> Self {
        self.validators.push(validator.boxed());
        self
    }

    /// Adds a rule about what it goes together with.
    pub fn relates(mut self, relation: Relation) -> Self {
        self.relations.push(relation);
        self
    }

    /// Adds blocks inside it.
    pub fn blocks(mut self, blocks: Vec<Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// The type of its value.
    pub fn value_type(&self) -> Type {
        self.nesting
            .value_type(object_type(&self.attributes, &self.blocks))
    }

    /// Its value when it is not written: hosts send empty collections, never null, for blocks that can be repeated.
    pub fn absent(&self) -> Value {
        match self.nesting {
            Nesting::Single => Value::Null,
            Nesting::List => Value::List(Vec::new()),
            Nesting::Set => Value::set(Vec::new()),
            Nesting::Map => Value::Map([].into()),
        }
    }
}

/// The type of objects with these attributes and blocks.
pub(super) fn object_type(attributes: &[Attribute], blocks: &[Block]) -> Type {
    let mut members = members(attributes);
    members.extend(
        blocks
            .iter()
            .map(|block| (block.name.to_owned(), block.value_type())),
    );
    Type::Object(members)
}
