//! Schemas as hosts read them off the wire.

use std::collections::BTreeMap;

use tf_plugin::protocol::generated::tfplugin6::schema as pb;
use tf_plugin::value::{Type, Value};

/// The attributes and blocks of one level.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Its attributes, in the order of the schema.
    pub attributes: Vec<Attribute>,
    /// The blocks in it.
    pub blocks: Vec<Nested>,
}

/// An attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
    /// A configuration must set it.
    pub required: bool,
    /// A configuration may set it.
    pub optional: bool,
    /// The provider decides where the configuration does not.
    pub computed: bool,
    /// It is never stored.
    pub write_only: bool,
    /// Configurations should not set it any more.
    pub deprecated: bool,
}

/// What an attribute holds.
#[derive(Clone, Debug)]
pub enum Holds {
    /// A value of this type.
    Plain(Type),
    /// Objects with attributes of their own.
    Objects(Nesting, Block),
}

/// A block inside a block.
#[derive(Clone, Debug)]
pub struct Nested {
    /// Its name.
    pub name: String,
    /// What all blocks of the name are together.
    pub nesting: Nesting,
    /// What each of them has.
    pub block: Block,
    /// The least number of them.
    pub least: i64,
    /// The most; 0 for any number.
    pub most: i64,
}

/// What objects, or blocks of one name, are together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One or none.
    Single,
    /// One, with nulls in it where none is written.
    Group,
    /// Any number, in order.
    List,
    /// Any number, in no order.
    Set,
    /// Any number, under keys.
    Map,
}

impl Block {
    /// Reads a block as hosts do, who give up on a provider with a type constraint or a nesting that they cannot read.
    pub fn of(message: &pb::Block) -> Self {
        let nested = |nested: &pb::NestedBlock| {
            let nesting = match nested.nesting() {
                pb::nested_block::NestingMode::Invalid => panic!("{nested:?}"),
                pb::nested_block::NestingMode::Single => Nesting::Single,
                pb::nested_block::NestingMode::Group => Nesting::Group,
                pb::nested_block::NestingMode::List => Nesting::List,
                pb::nested_block::NestingMode::Set => Nesting::Set,
                pb::nested_block::NestingMode::Map => Nesting::Map,
            };
            Nested {
                name: nested.type_name.clone(),
                nesting,
                block: Self::of(nested.block.as_ref().expect("a block")),
                least: nested.min_items,
                most: nested.max_items,
            }
        };
        Self {
            attributes: message.attributes.iter().map(Attribute::of).collect(),
            blocks: message.block_types.iter().map(nested).collect(),
        }
    }

    /// The type of the block's value.
    pub fn value_type(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|attribute| (attribute.name.clone(), attribute.value_type()));
        let blocks = self.blocks.iter().map(|nested| {
            let ty = nested.nesting.value_type(nested.block.value_type());
            (nested.name.clone(), ty)
        });
        Type::Object(attributes.chain(blocks).collect())
    }

    /// The block as it is when nothing is written in it.
    pub fn empty(&self) -> Value {
        let attributes = self
            .attributes
            .iter()
            .map(|attribute| (attribute.name.clone(), Value::Null));
        let blocks = self
            .blocks
            .iter()
            .map(|nested| (nested.name.clone(), nested.absent()));
        Value::Object(attributes.chain(blocks).collect())
    }
}

impl Attribute {
    fn of(message: &pb::Attribute) -> Self {
        let holds = match &message.nested_type {
            Some(object) => {
                assert!(message.r#type.is_empty(), "{message:?}");
                let nesting = match object.nesting() {
                    pb::object::NestingMode::Invalid => panic!("{message:?}"),
                    pb::object::NestingMode::Single => Nesting::Single,
                    pb::object::NestingMode::List => Nesting::List,
                    pb::object::NestingMode::Set => Nesting::Set,
                    pb::object::NestingMode::Map => Nesting::Map,
                };
                let attributes = object.attributes.iter().map(Self::of).collect();
                let blocks = Vec::new();
                Holds::Objects(nesting, Block { attributes, blocks })
            }
            None => Holds::Plain(Type::from_json(&message.r#type).expect("a type constraint")),
        };
        Self {
            name: message.name.clone(),
            holds,
            required: message.required,
            optional: message.optional,
            computed: message.computed,
            write_only: message.write_only,
            deprecated: message.deprecated,
        }
    }

    /// The type of the attribute's value.
    pub fn value_type(&self) -> Type {
        match &self.holds {
            Holds::Plain(ty) => ty.clone(),
            Holds::Objects(nesting, block) => nesting.value_type(block.value_type()),
        }
    }
}

impl Nested {
    /// The value of a block that is not written.
    pub fn absent(&self) -> Value {
        match self.nesting {
            Nesting::Single => Value::Null,
            Nesting::Group => self.block.empty(),
            Nesting::List => Value::List(Vec::new()),
            Nesting::Set => Value::set(Vec::new()),
            Nesting::Map => Value::Map(BTreeMap::new()),
        }
    }
}

impl Nesting {
    fn value_type(self, object: Type) -> Type {
        match self {
            Self::Single | Self::Group => object,
            Self::List => Type::list(object),
            Self::Set => Type::set(object),
            Self::Map => Type::map(object),
        }
    }
}
