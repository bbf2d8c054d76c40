//! Between the messages of the protocol and our own types. Translation only; nothing is decided here.

use super::generated::tfplugin6 as pb;
use crate::framework::schema::{Attribute, Block, Nesting, Presence, Schema, Shape};
use crate::framework::{
    DeferredReason, Diagnostic, Diagnostics, HostCapabilities, Private, Severity,
};
use crate::value::{Json, Path, Step, Type, Value};

/// Reads a value of `ty`. Absent and empty messages are null, as hosts mean them.
///
/// # Errors
///
/// In words for a developer; the bytes are the host's, so this is never the user's mistake.
pub(super) fn value(message: Option<&pb::DynamicValue>, ty: &Type) -> Result<Value, String> {
    match message {
        Some(message) if !message.msgpack.is_empty() => {
            Value::from_msgpack(&message.msgpack, ty).map_err(|error| error.to_string())
        }
        Some(message) if !message.json.is_empty() => {
            let json = Json::parse(&message.json).map_err(|error| format!("not JSON: {error}"))?;
            Value::from_state(&json, ty).map_err(|error| error.to_string())
        }
        _ => Ok(Value::Null),
    }
}

/// Writes a value of `ty`.
///
/// # Errors
///
/// When the value has another type: a mistake in the provider.
pub(super) fn dynamic_value(value: &Value, ty: &Type) -> Result<pb::DynamicValue, String> {
    let msgpack = value.to_msgpack(ty).map_err(|error| error.to_string())?;
    Ok(pb::DynamicValue {
        msgpack: msgpack.into(),
        ..Default::default()
    })
}

/// Reads private bytes; unreadable ones count as none, and the user is told.
pub(super) fn private(bytes: &[u8], diagnostics: &mut Diagnostics) -> Private {
    Private::decode(bytes).unwrap_or_else(|| {
        diagnostics.warn(
            "The provider's private notes cannot be read",
            "What the provider stored with this object in an earlier run is not in a form that it knows. It goes on \
             without; nothing else of the state is touched.",
        );
        Private::default()
    })
}

/// What the host says that it understands; an older one says nothing.
pub(super) fn host_capabilities(message: Option<&pb::ClientCapabilities>) -> HostCapabilities {
    message.map_or_else(HostCapabilities::default, |message| HostCapabilities {
        store_planned_private: message.store_planned_private,
        write_only_attributes_allowed: message.write_only_attributes_allowed,
        deferral_allowed: message.deferral_allowed,
    })
}

pub(super) fn deferred(reason: DeferredReason) -> pb::Deferred {
    use pb::deferred::Reason;
    let reason = match reason {
        DeferredReason::ResourceConfigUnknown => Reason::ResourceConfigUnknown,
        DeferredReason::ProviderConfigUnknown => Reason::ProviderConfigUnknown,
        DeferredReason::AbsentPrerequisite => Reason::AbsentPrereq,
    };
    pb::Deferred {
        reason: reason.into(),
    }
}

pub(super) fn diagnostics(diagnostics: Diagnostics) -> Vec<pb::Diagnostic> {
    let convert = |one: Diagnostic| pb::Diagnostic {
        severity: match one.severity {
            Severity::Error => pb::diagnostic::Severity::Error.into(),
            Severity::Warning => pb::diagnostic::Severity::Warning.into(),
        },
        summary: one.summary,
        attribute: argument(&one.path).as_ref().map(attribute_path),
        detail: if argument(&one.path).is_some_and(|argument| argument != one.path) {
            format!("{}: {}", one.path, one.detail)
        } else {
            one.detail
        },
    };
    diagnostics.into_iter().map(convert).collect()
}

/// The argument that a path leads to or through.
///
/// Hosts follow a path through blocks only: one that goes on into the value of an argument makes them underline
/// nothing but the head of the resource. The rest of the path is told in the text.
pub(super) fn argument(path: &Path) -> Option<Path> {
    let steps = path.steps();
    let end = steps
        .iter()
        .position(|step| matches!(step, Step::Attribute(_)))
        .map_or(steps.len(), |argument| argument + 1);
    (end > 0).then(|| steps.iter().take(end).cloned().collect())
}

pub(super) fn attribute_path(path: &Path) -> pb::AttributePath {
    use pb::attribute_path::step::Selector;
    let step = |step: &Step| pb::attribute_path::Step {
        selector: Some(match step {
            Step::Attribute(name) | Step::Block(name) => Selector::AttributeName(name.clone()),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
        }),
    };
    pb::AttributePath {
        steps: path.steps().iter().map(step).collect(),
    }
}

pub(super) fn schema(schema: &Schema) -> pb::Schema {
    pb::Schema {
        version: schema.version,
        block: Some(deprecated(
            schema.deprecated,
            body(&schema.attributes, &schema.blocks, schema.description),
        )),
    }
}

fn body(attributes: &[Attribute], blocks: &[Block], description: &str) -> pb::schema::Block {
    pb::schema::Block {
        attributes: attributes.iter().map(attribute).collect(),
        block_types: blocks.iter().map(block).collect(),
        description: description.to_owned(),
        description_kind: pb::StringKind::Markdown.into(),
        ..Default::default()
    }
}

/// The same block, which nobody should use where there is something to use instead.
fn deprecated(instead: Option<&str>, block: pb::schema::Block) -> pb::schema::Block {
    pb::schema::Block {
        deprecated: instead.is_some(),
        deprecation_message: instead.unwrap_or_default().to_owned(),
        ..block
    }
}

fn block(block: &Block) -> pb::schema::NestedBlock {
    use pb::schema::nested_block::NestingMode;
    let (nesting, most) = match block.nesting {
        // Hosts demand both limits to be alike here.
        Nesting::Single => (NestingMode::Single, block.min_items),
        Nesting::List => (NestingMode::List, block.max_items),
        Nesting::Set => (NestingMode::Set, block.max_items),
        Nesting::Map => (NestingMode::Map, block.max_items),
    };
    pb::schema::NestedBlock {
        type_name: block.name.to_owned(),
        block: Some(deprecated(
            block.deprecated,
            body(&block.attributes, &block.blocks, block.description),
        )),
        nesting: nesting.into(),
        min_items: block.min_items.into(),
        max_items: most.into(),
    }
}

fn attribute(attribute_: &Attribute) -> pb::schema::Attribute {
    let mut message = pb::schema::Attribute {
        name: attribute_.name.to_owned(),
        description: attribute_.description.to_owned(),
        description_kind: pb::StringKind::Markdown.into(),
        required: attribute_.presence == Presence::Required,
        optional: matches!(
            attribute_.presence,
            Presence::Optional | Presence::OptionalComputed
        ),
        computed: attribute_.is_computed(),
        sensitive: attribute_.sensitive,
        write_only: attribute_.write_only,
        deprecated: attribute_.deprecated.is_some(),
        deprecation_message: attribute_.deprecated.unwrap_or_default().to_owned(),
        ..Default::default()
    };
    match &attribute_.shape {
        Shape::Value(ty) => message.r#type = ty.to_json().into(),
        Shape::Nested(nesting, attributes) => {
            use pb::schema::object::NestingMode;
            let nesting = match nesting {
                Nesting::Single => NestingMode::Single,
                Nesting::List => NestingMode::List,
                Nesting::Set => NestingMode::Set,
                Nesting::Map => NestingMode::Map,
            };
            message.nested_type = Some(pb::schema::Object {
                attributes: attributes.iter().map(attribute).collect(),
                nesting: nesting.into(),
                ..Default::default()
            });
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(msgpack: &[u8], json: &[u8]) -> pb::DynamicValue {
        pb::DynamicValue {
            msgpack: msgpack.to_vec().into(),
            json: json.to_vec().into(),
        }
    }

    #[test]
    fn absent_empty_msgpack_and_json_values_are_read_as_hosts_mean_them() {
        let read = |message: Option<&pb::DynamicValue>| value(message, &Type::String);
        assert_eq!(read(None), Ok(Value::Null));
        assert_eq!(read(Some(&message(b"", b""))), Ok(Value::Null));
        assert_eq!(read(Some(&message(b"\xa1x", b"\"y\""))), Ok("x".into()));
        assert_eq!(read(Some(&message(b"", b"\"y\""))), Ok("y".into()));
        assert_eq!(
            read(Some(&message(b"\x05", b""))),
            Err("not a string".to_owned())
        );
    }

    #[test]
    fn a_path_ends_at_the_first_argument_however_many_blocks_lead_to_it() {
        let block = Path::default().block("part").index(1);
        let found = |path: &Path| argument(path);
        assert_eq!(found(&Path::default()), None);
        assert_eq!(found(&block), Some(block.clone()));
        let argument = block.attribute("names");
        assert_eq!(found(&argument), Some(argument.clone()));
        assert_eq!(found(&argument.index(0)), Some(argument));
    }

    #[test]
    fn a_deprecated_type_is_marked_and_says_what_to_use_instead() {
        let old = schema(&Schema::new("", vec![]).deprecated("Use another."));
        let block = old.block.unwrap();
        assert_eq!(
            (block.deprecated, &*block.deprecation_message),
            (true, "Use another.")
        );
        let block = schema(&Schema::new("", vec![])).block.unwrap();
        assert_eq!((block.deprecated, &*block.deprecation_message), (false, ""));
    }

    #[test]
    fn a_deprecated_block_is_marked_and_says_what_to_use_instead() {
        let message = block(&Block::list("old", vec![]).deprecated("Use new."));
        let inside = message.block.unwrap();
        assert_eq!(
            (inside.deprecated, &*inside.deprecation_message),
            (true, "Use new.")
        );
    }

    #[test]
    fn null_is_written_as_a_byte_never_as_nothing() {
        assert_eq!(
            &dynamic_value(&Value::Null, &Type::String).unwrap().msgpack[..],
            b"\xc0"
        );
    }

    #[test]
    fn a_diagnostic_points_at_the_argument_and_names_the_rest_of_its_path() {
        let mut found = Diagnostics::default();
        found.warn("a", "b");
        found.error_at(Path::root("tags").key("k"), "c", "d");
        let messages = diagnostics(found);
        assert_eq!(messages[0].attribute, None);
        assert_eq!(messages[0].severity, 2);
        assert_eq!(messages[1].severity, 1);
        assert_eq!(
            messages[1].attribute,
            Some(attribute_path(&Path::root("tags")))
        );
        assert_eq!(messages[1].detail, "tags[\"k\"]: d");
    }
}
