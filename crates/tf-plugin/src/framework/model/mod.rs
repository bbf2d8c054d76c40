//! Structs that are schema, documentation and model of an object in one.
//!
//! A struct with [`#[derive(Model)]`](derive@Model) says of each attribute, in one place, what it holds (its Rust type),
//! who sets it, how a plan treats it (words in `#[attribute(…)]`) and what users read about it (the doc comment).

mod attribute_type;
mod custom;
#[doc(hidden)]
pub mod derive;
mod dynamic;
mod set;
#[cfg(test)]
mod tests;
mod whole_numbers;

use std::collections::BTreeMap;

pub use attribute_type::{AttributeType, Configurable, ConfigurableParts, Nullable};
pub use custom::CustomType;
pub use dynamic::Dynamic;
pub use set::Set;
pub use tf_plugin_derive::Model;

use super::schema::{Attribute, Block, Schema};
use crate::value::{ModelError, Value};

/// The attributes and blocks of an object by their names.
pub type Members = BTreeMap<String, Value>;

/// The objects of one schema as a Rust struct. Implemented by [`#[derive(Model)]`](derive@Model).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    note = "models are structs that derive `Model`; a block is an `Attr` of one, or an `Attr` of a `Vec`, `Set` or \
            `BTreeMap<String, _>` of `Attr`s of one"
)]
pub trait Model: Clone + Send + Sync + 'static {
    /// The attributes and blocks that the struct itself declares, without those of its groups.
    const NAMES: &'static [&'static str];

    /// Markdown: what objects of this type are.
    fn description() -> &'static str;

    /// Version of the stored state.
    fn version() -> i64 {
        0
    }

    /// What to use instead, where nobody should use the type any more.
    fn deprecated() -> Option<&'static str> {
        None
    }

    /// The attributes, in the order of the documentation.
    fn attributes() -> Vec<Attribute>;

    /// The blocks, in the order of the documentation.
    fn blocks() -> Vec<Block>;

    /// Reads the members of an object; what is missing counts as null.
    ///
    /// # Errors
    ///
    /// When a member has another type than its field, or a domain type refuses it.
    fn read_members(members: &Members) -> Result<Self, ModelError>;

    /// Adds the members of this object.
    fn write_members(&self, members: &mut Members);
}

impl Schema {
    /// The schema that `M` declares.
    pub fn of<M: Model>() -> Self {
        Self {
            deprecated: M::deprecated(),
            ..Self::new(M::description(), M::attributes())
                .version(M::version())
                .blocks(M::blocks())
        }
    }
}

/// Reads an object value into its struct.
///
/// # Errors
///
/// When a part of the value has another type than its field, or a domain type refuses it.
pub fn from_value<M: Model>(value: &Value) -> Result<M, ModelError> {
    match value {
        Value::Object(members) => M::read_members(members),
        other => Err(ModelError::mismatch("an object", other)),
    }
}

/// Writes a struct as an object value.
pub fn to_value<M: Model>(model: &M) -> Value {
    let mut members = Members::new();
    model.write_members(&mut members);
    Value::Object(members)
}
