//! From names and bytes to types and values; the answers when there is no such type, or the bytes do not fit it.

use std::sync::Arc;

use super::call::{Answer, Response};
use super::convert;
use super::generated::tfplugin6 as pb;
use super::server::Types;
use crate::framework::{Declared, Diagnostics};
use crate::value::Value;

/// The type of this name, or the answer that there is none: a process can be newer or older than the schema that the
/// host has in its cache. `sort` is a word such as "resource type".
pub(super) fn find<T: ?Sized, R: Response>(
    types: &Types<T>,
    sort: &str,
    type_name: &str,
) -> Result<Arc<T>, Answer<R>> {
    types.get(type_name).cloned().ok_or_else(|| {
        Answer::error(
            format!("Unknown {sort}"),
            format!("This provider has no {sort} {type_name:?}."),
        )
    })
}

/// Reads a value of the declared kind, or answers that it does not fit.
pub(super) fn read<T: Response>(
    declared: &Declared,
    message: Option<&pb::DynamicValue>,
    what: &str,
) -> Result<Value, Answer<T>> {
    convert::value(message, declared.kind()).map_err(|problem| {
        Answer::error(
            format!("The {what} cannot be read"),
            format!(
                "What the host sent does not fit the schema of {}: {problem}",
                declared.type_name()
            ),
        )
    })
}

/// Reads a configuration, which is always an object.
pub(super) fn read_config<T: Response>(
    declared: &Declared,
    message: Option<&pb::DynamicValue>,
) -> Result<Value, Answer<T>> {
    match read(declared, message, "configuration")? {
        config @ Value::Object(_) => Ok(config),
        _ => Err(Answer::error(
            "The configuration cannot be read",
            format!(
                "The host sent no object for {}, but a null or an unknown value.",
                declared.type_name()
            ),
        )),
    }
}

/// Writes a value of the declared kind; one that does not fit is a mistake of ours and reported as such.
pub(super) fn write(
    declared: &Declared,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> Option<pb::DynamicValue> {
    convert::dynamic_value(value, declared.kind())
        .map_err(|problem| {
            diagnostics.error(
                "The provider contradicts its own schema",
                format!("This is a mistake in the provider; please report it. {problem}"),
            );
        })
        .ok()
}
