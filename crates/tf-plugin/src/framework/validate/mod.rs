//! Rules for what users write: for single arguments, and between them.
//!
//! A [`Validator`] judges the value of one attribute; a [`Relation`] says which arguments go together. Both are values, for
//! attributes that are built, and words of `#[attribute(…)]` for derived ones, where a rule that can find nothing in the
//! type of the field does not compile. What is `null` or not known yet is never judged: hosts ask again once it is known.
//!
//! | judges | rules |
//! | --- | --- |
//! | text, and each text in a list, set or map | [`length`], [`pattern`], [`one_of`], [`text`] |
//! | numbers, and each number in a list, set or map | [`number_between`], [`whole_number_between`] |
//! | lists, sets, maps | [`size`] |
//! | lists | [`unique`] |
//! | maps | [`keys`] |
//! | anything | [`rule`], [`of_each`] |
//! | several arguments | [`conflicts_with`], [`exactly_one_of`], [`at_least_one_of`], [`required_with`] |
//!
//! ```
//! use tf_plugin::framework::schema::{Attribute, Schema};
//! use tf_plugin::framework::validate::{configuration, exactly_one_of, length, size};
//! use tf_plugin::value::{Type, Value};
//!
//! let schema = Schema::new("A dog.", vec![
//!     Attribute::optional("name", Type::String)
//!         .validate(length(1..=20))
//!         .relates(exactly_one_of(["names"])),
//!     Attribute::optional("names", Type::list(Type::String))
//!         .validate(length(1..=20))
//!         .validate(size(2..)),
//! ]);
//! let names = Value::List(vec!["Rex".into(), "".into()]);
//! let config = Value::Object([("name".to_owned(), Value::Null), ("names".to_owned(), names)].into());
//! let found: Vec<_> = configuration(&schema, &config).into_iter().collect();
//! assert_eq!(found[0].path.to_string(), "names[1]");
//! assert_eq!(found[0].detail, "names[1] must have 1 to 20 characters; this has 0. Write a longer text.");
//! assert_eq!(found.len(), 1);
//! ```

mod bounds;
mod collection;
mod configuration;
mod elements;
mod holds;
mod judged;
mod mocked;
mod number;
mod relation;
mod relation_check;
#[cfg(test)]
mod tests;
mod text;
mod validator;

pub use collection::{keys, size, unique};
pub use configuration::configuration;
pub(in crate::framework) use configuration::{types, without_write_only};
pub use holds::Holds;
pub use judged::{Anything, List, Many, Map};
pub(crate) use mocked::without_made_up_ids;
pub use number::{number_between, whole_number_between};
pub use relation::{Relation, at_least_one_of, conflicts_with, exactly_one_of, required_with};
pub use text::{length, listed, one_of, pattern, text};
pub use validator::{Validator, of_each, rule};
