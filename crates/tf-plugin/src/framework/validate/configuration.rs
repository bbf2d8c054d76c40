//! Checks of configurations that need nothing but the schema.

use super::elements::objects;
use super::relation::Relation;
use super::relation_check::Scope;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::schema::{Attribute, Block, Body, Presence, Schema, Shape};
use crate::value::{Path, Value};

/// Checks what the host leaves to providers: presence, read-only attributes, every [`Validator`](super::Validator) and
/// every [`Relation`].
pub fn configuration(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let whole = Scope::whole(schema.body(), config);
    body(&whole, &mut diagnostics);
    diagnostics
}

fn body(scope: &Scope<'_>, diagnostics: &mut Diagnostics) {
    for attribute in scope.body.attributes {
        let path = scope.path.attribute(attribute.name);
        let value = scope.object.attribute(attribute.name);
        argument(scope, attribute, value, &path, diagnostics);
        relations(scope, attribute.name, &attribute.relations, diagnostics);
    }
    for block in scope.body.blocks {
        let path = scope.path.block(block.name);
        let value = scope.object.attribute(block.name);
        if !value.is_unknown() && *value != block.absent() {
            for validator in &block.validators {
                validator.validate(value, &path, diagnostics);
            }
        }
        for (path, object) in objects(value, &path) {
            if let Some(instead) = block.deprecated {
                diagnostics.warn_at(path.clone(), "Block is deprecated", instead);
            }
            body(&scope.inside(block.body(), object, path), diagnostics);
        }
        relations(scope, block.name, &block.relations, diagnostics);
    }
}

fn relations(scope: &Scope<'_>, name: &str, all: &[Relation], diagnostics: &mut Diagnostics) {
    for relation in all {
        relation.check(name, scope, diagnostics);
    }
}

fn argument<'v>(
    scope: &Scope<'v>,
    attribute: &'v Attribute,
    value: &'v Value,
    path: &Path,
    diagnostics: &mut Diagnostics,
) {
    let name = attribute.name;
    match (value, attribute.presence) {
        // Hosts check only that a required argument is written, so `name = null` arrives here.
        (value, Presence::Required) if value.is_null() => diagnostics.error_at(
            path.clone(),
            "Required argument is null",
            format!(
                "{name} must have a value, and the expression it is set to gives null. Set it to a value, or give the \
                 variable behind it one."
            ),
        ),
        (value, _) if value.is_null() || value.is_unknown() => {}
        // Hosts let values for read-only attributes through.
        (_, Presence::Computed) => diagnostics.error_at(
            path.clone(),
            "Attribute is read-only",
            format!("{name} is decided by the provider and cannot be set. Remove it from the configuration."),
        ),
        (value, _) => {
            // Hosts speak up only where something reads a deprecated attribute.
            if let Some(instead) = attribute.deprecated {
                diagnostics.warn_at(path.clone(), "Argument is deprecated", instead);
            }
            let mut found = Diagnostics::default();
            for validator in &attribute.validators {
                validator.validate(value, path, &mut found);
            }
            // What the attribute's own rules refuse, they explain better.
            if let Some(rule) = &attribute.type_rule
                && !found.has_errors()
            {
                rule.validate(value, path, &mut found);
            }
            let is_optional = attribute.presence != Presence::Required;
            if is_optional && *value == Value::from("") && found.has_errors() {
                found = with_hint(found, name);
            }
            diagnostics.append(found);
            if let Shape::Nested(_, nested) = &attribute.shape {
                for (path, object) in objects(value, path) {
                    body(&scope.inside(Body::of(nested), object, path), diagnostics);
                }
            }
        }
    }
}

/// What is wrong with an empty text, which many modules pass for nothing, together with the way to say nothing.
fn with_hint(found: Diagnostics, name: &str) -> Diagnostics {
    let mut all = Diagnostics::default();
    for one in found {
        let detail = format!(
            "{} If none is meant, set {name} to null or leave it out.",
            one.detail
        );
        all.push(Diagnostic { detail, ..one });
    }
    all
}

/// Checks what the types of the attributes demand, and nothing else: see
/// [`CustomType`](crate::framework::model::CustomType).
pub(in crate::framework) fn types(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let whole = Path::default();
    each_value(
        &schema.attributes,
        &schema.blocks,
        config,
        &whole,
        &mut |attribute, value, path| {
            if let Some(rule) = &attribute.type_rule
                && !value.is_null()
                && !value.is_unknown()
            {
                rule.validate(value, path, &mut diagnostics);
            }
            true
        },
    );
    diagnostics
}

/// Calls `found` with every attribute of an object and its value, at every depth to which it says to go on.
fn each_value(
    attributes: &[Attribute],
    blocks: &[Block],
    object: &Value,
    parent: &Path,
    found: &mut dyn FnMut(&Attribute, &Value, &Path) -> bool,
) {
    for attribute in attributes {
        let path = parent.attribute(attribute.name);
        let value = object.attribute(attribute.name);
        if found(attribute, value, &path)
            && let Shape::Nested(_, nested) = &attribute.shape
        {
            for (path, object) in objects(value, &path) {
                each_value(nested, &[], object, &path, found);
            }
        }
    }
    for block in blocks {
        let path = parent.block(block.name);
        for (path, object) in objects(object.attribute(block.name), &path) {
            each_value(&block.attributes, &block.blocks, object, &path, found);
        }
    }
}

/// Refuses values for write-only attributes, for hosts that would store them.
pub(in crate::framework) fn without_write_only(
    schema: &Schema,
    config: &Value,
    diagnostics: &mut Diagnostics,
) {
    let whole = Path::default();
    each_value(
        &schema.attributes,
        &schema.blocks,
        config,
        &whole,
        &mut |attribute, value, path| {
            let is_set = attribute.write_only && !value.is_null();
            if is_set {
                diagnostics.error_at(
                    path.clone(),
                    "The host is too old for a write-only argument",
                    format!(
                        "{path} is never stored, which this version of the host does not understand: it would write \
                         the value into the state. Use Terraform or OpenTofu 1.11 or later, or leave the argument out."
                    ),
                );
            }
            // What is inside of a write-only object is write-only too.
            !is_set
        },
    );
}
