//! From names and bytes to types and values; the answers when there is no such type, or the bytes do not fit it.

use std::sync::Arc;

use super::call::{Answer, Response};
use super::convert;
use super::generated::tfplugin6 as pb;
use super::server::{Served, Types};
use crate::framework::validate::without_made_up_ids;
use crate::framework::{Diagnostics, DynResource, Provider, TypeInfo};
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

/// The resource of this name, or the answer that there is none.
pub(super) fn resource<P: Provider, R: Response>(
    served: &Served<P>,
    type_name: &str,
) -> Result<Arc<dyn DynResource<P>>, Answer<R>> {
    find(&served.resources, "resource type", type_name)
}

/// Reads a value of its type, or answers that it does not fit.
pub(super) fn read<T: Response>(
    type_info: &TypeInfo,
    message: Option<&pb::DynamicValue>,
    what: &str,
) -> Result<Value, Answer<T>> {
    convert::value(message, type_info.value_type()).map_err(|problem| {
        Answer::error(
            format!("The {what} cannot be read"),
            format!(
                "What the host sent does not fit the schema of {}: {problem}",
                type_info.type_name()
            ),
        )
    })
}

/// Reads a configuration, which is always an object.
pub(super) fn read_config<T: Response>(
    type_info: &TypeInfo,
    message: Option<&pb::DynamicValue>,
) -> Result<Value, Answer<T>> {
    match read(type_info, message, "configuration")? {
        config @ Value::Object(_) => Ok(config),
        _ => Err(Answer::error(
            "The configuration cannot be read",
            format!(
                "The host sent no object for {}, but a null or an unknown value.",
                type_info.type_name()
            ),
        )),
    }
}

/// Reads a configuration that is to be validated. Until the host has configured the provider, ids in it may be made up.
pub(super) fn read_for_validation<P: Provider, T: Response>(
    served: &Served<P>,
    type_info: &TypeInfo,
    message: Option<&pb::DynamicValue>,
) -> Result<Value, Answer<T>> {
    let config = read_config(type_info, message)?;
    if served.is_configured() {
        return Ok(config);
    }
    Ok(without_made_up_ids(type_info.schema(), config))
}

/// Writes a value of its type; one that does not fit is a mistake of ours and reported as such.
pub(super) fn write(
    type_info: &TypeInfo,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> Option<pb::DynamicValue> {
    convert::dynamic_value(value, type_info.value_type())
        .map_err(|problem| {
            diagnostics.error(
                "The provider contradicts its own schema",
                format!("This is a mistake in the provider; please report it. {problem}"),
            );
        })
        .ok()
}
