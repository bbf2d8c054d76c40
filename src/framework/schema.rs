//! Schemas: which attributes an object has, and what the framework does with each of them.

use std::collections::BTreeMap;

use super::validate::Validator;
use crate::value::{Kind, Path, Value};

/// The attributes of a resource or of a provider block.
pub struct Schema {
    /// Version of the stored state. Raised only when old state needs code to be read.
    pub version: i64,
    /// Markdown.
    pub description: &'static str,
    /// In the order of the documentation.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// The kind of a whole object of this schema.
    pub fn kind(&self) -> Kind {
        object_kind(&self.attributes)
    }

    /// An object in which every attribute is null.
    pub fn null_object(&self) -> Value {
        Value::Object(
            self.attributes
                .iter()
                .map(|attribute| (attribute.name.to_owned(), Value::Null))
                .collect(),
        )
    }

    /// What hosts would refuse about this schema, or accept and then be unable to use. Empty for a good schema.
    ///
    /// One fault in one schema makes hosts refuse the whole provider, so every provider has a test that calls this.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        collect_faults(&self.attributes, &Path::default(), &mut faults);
        faults
    }
}

/// What tells an object of a resource from all others, for imports and listings (protocol 6.9).
///
/// It never changes for the life of an object, and holds no secret. Versions begin at 0: hosts ask for an upgrade of
/// objects that were stored before there was an identity, as if it had been version 0.
pub struct IdentitySchema {
    /// Version of the stored identity.
    pub version: i64,
    /// All are needed for an import.
    pub attributes: Vec<IdentityAttribute>,
}

/// One attribute of an identity.
pub struct IdentityAttribute {
    /// As written in HCL.
    pub name: &'static str,
    /// A string, a number, a bool, or a list of these.
    pub kind: Kind,
    /// Markdown.
    pub description: &'static str,
}

impl IdentitySchema {
    /// The kind of a whole identity.
    pub fn kind(&self) -> Kind {
        let members = self
            .attributes
            .iter()
            .map(|one| (one.name.to_owned(), one.kind.clone()));
        Kind::Object(members.collect())
    }
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The user, always.
    Required,
    /// The user, or nobody.
    Optional,
    /// The user, or else the provider.
    OptionalComputed,
    /// The provider alone.
    Computed,
}

/// What an attribute holds.
pub enum Shape {
    /// A value of this kind.
    Value(Kind),
    /// One object with attributes of its own.
    Object(Vec<Attribute>),
}

/// One attribute. Made by [`Attribute::required`] and its siblings, then refined.
pub struct Attribute {
    /// As written in HCL.
    pub name: &'static str,
    /// Markdown.
    pub description: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Who sets it.
    pub presence: Presence,
    /// Whether the host hides it in its output.
    pub sensitive: bool,
    /// The value where the configuration has none.
    pub default: Option<Value>,
    /// Whether a value that the provider computed stays the same in every update.
    pub stable: bool,
    /// Whether a known new value needs a new object.
    pub replaces: bool,
    /// Rules for known values.
    pub validators: Vec<Box<dyn Validator>>,
}

impl Attribute {
    /// An attribute that the user must set.
    pub fn required(name: &'static str, kind: Kind) -> Self {
        Self::new(name, Presence::Required, Shape::Value(kind))
    }

    /// An attribute that the user may set.
    pub fn optional(name: &'static str, kind: Kind) -> Self {
        Self::new(name, Presence::Optional, Shape::Value(kind))
    }

    /// An attribute that the provider sets where the user does not.
    pub fn optional_computed(name: &'static str, kind: Kind) -> Self {
        Self::new(name, Presence::OptionalComputed, Shape::Value(kind))
    }

    /// An attribute that only the provider sets.
    pub fn computed(name: &'static str, kind: Kind) -> Self {
        Self::new(name, Presence::Computed, Shape::Value(kind))
    }

    /// An object that the user may set, with attributes of its own.
    pub fn optional_object(name: &'static str, attributes: Vec<Attribute>) -> Self {
        Self::new(name, Presence::Optional, Shape::Object(attributes))
    }

    /// An attribute that takes `default` where the user sets none.
    pub fn defaulted(name: &'static str, kind: Kind, default: impl Into<Value>) -> Self {
        // Hosts accept a planned default only where the provider may set the attribute.
        Self {
            default: Some(default.into()),
            ..Self::optional_computed(name, kind)
        }
    }

    fn new(name: &'static str, presence: Presence, shape: Shape) -> Self {
        Self {
            name,
            description: "",
            shape,
            presence,
            sensitive: false,
            default: None,
            stable: false,
            replaces: false,
            validators: Vec::new(),
        }
    }

    /// Sets the Markdown description.
    pub fn describe(self, description: &'static str) -> Self {
        Self {
            description,
            ..self
        }
    }

    /// Asks hosts to hide the value.
    pub fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    /// Keeps the computed value in every update; without this an update plans it as unknown.
    pub fn stable(self) -> Self {
        Self {
            stable: true,
            ..self
        }
    }

    /// Plans a replacement when the value changes to another known one; see [`super::plan`].
    pub fn replaces(self) -> Self {
        Self {
            replaces: true,
            ..self
        }
    }

    /// Adds a rule.
    pub fn validate(mut self, validator: impl Validator + 'static) -> Self {
        self.validators.push(Box::new(validator));
        self
    }

    /// The kind of its values.
    pub fn kind(&self) -> Kind {
        match &self.shape {
            Shape::Value(kind) => kind.clone(),
            Shape::Object(attributes) => object_kind(attributes),
        }
    }

    /// Whether the provider may set it.
    pub fn is_computed(&self) -> bool {
        matches!(
            self.presence,
            Presence::Computed | Presence::OptionalComputed
        )
    }
}

fn object_kind(attributes: &[Attribute]) -> Kind {
    let members = attributes
        .iter()
        .map(|attribute| (attribute.name.to_owned(), attribute.kind()));
    Kind::Object(members.collect::<BTreeMap<_, _>>())
}

/// Names that the language itself uses in resource blocks.
const RESERVED: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

fn collect_faults(attributes: &[Attribute], parent: &Path, faults: &mut Vec<String>) {
    let mut seen = Vec::new();
    for attribute in attributes {
        let path = parent.attribute(attribute.name);
        let mut fault = |what: &str| faults.push(format!("{path}: {what}"));
        let mut letters = attribute.name.bytes();
        let starts_well = letters
            .next()
            .is_some_and(|letter| letter.is_ascii_lowercase() || letter == b'_');
        if !starts_well
            || !letters.all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_'
            })
        {
            fault("names are lower-case letters, digits and underscores");
        }
        if parent.steps().is_empty() && RESERVED.contains(&attribute.name) {
            fault("the language reserves this name");
        }
        if seen.contains(&attribute.name) {
            fault("declared twice");
        }
        if attribute.description.is_empty() {
            fault("has no description");
        }
        if attribute.default.is_some() && attribute.presence != Presence::OptionalComputed {
            fault("hosts accept a default only where the provider may set the attribute");
        }
        if attribute.presence == Presence::Computed && !attribute.validators.is_empty() {
            fault("nobody can set it, so its validators never run");
        }
        seen.push(attribute.name);
        if let Shape::Object(attributes) = &attribute.shape {
            collect_faults(attributes, &path, faults);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_that_hosts_would_stumble_over_are_found() {
        let schema = Schema {
            version: 0,
            description: "",
            attributes: vec![
                Attribute::optional("count", Kind::Number).describe("x"),
                Attribute::optional("Name", Kind::String).describe("x"),
                Attribute::optional("a", Kind::String),
                Attribute::optional("a", Kind::String).describe("x"),
                Attribute {
                    default: Some(Value::Null),
                    ..Attribute::optional("b", Kind::String).describe("x")
                },
                Attribute::optional_object(
                    "c",
                    vec![Attribute::optional("", Kind::Bool).describe("x")],
                )
                .describe("x"),
            ],
        };
        let expected = [
            "count: the language reserves this name",
            "Name: names are lower-case letters, digits and underscores",
            "a: has no description",
            "a: declared twice",
            "b: hosts accept a default only where the provider may set the attribute",
            "c.: names are lower-case letters, digits and underscores",
        ];
        assert_eq!(schema.faults(), expected);
    }
}
