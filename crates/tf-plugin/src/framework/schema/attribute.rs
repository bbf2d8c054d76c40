//! Attributes: who sets them, what they hold, and what the framework does with them.

use std::collections::BTreeMap;

use crate::framework::plan::modifier::PlanModifier;
use crate::framework::validate::{Relation, Validator};
use crate::keyed::Keyed as _;
use crate::value::{Type, Value};

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
    /// A value of this type.
    Value(Type),
    /// Objects with attributes of their own.
    Nested(Nesting, Vec<Attribute>),
}

impl Shape {
    /// The type of such values.
    pub fn value_type(&self) -> Type {
        match self {
            Self::Value(ty) => ty.clone(),
            Self::Nested(nesting, attributes) => {
                nesting.value_type(Type::Object(members(attributes)))
            }
        }
    }
}

/// The types of attributes by their names.
pub(super) fn members(attributes: &[Attribute]) -> BTreeMap<String, Type> {
    attributes
        .iter()
        .map(|attribute| (attribute.name.to_owned(), attribute.value_type()))
        .keyed()
}

/// How many nested objects there are, and how they are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One.
    Single,
    /// Any number, in order.
    List,
    /// Any number, without order.
    Set,
    /// Any number, under free keys.
    Map,
}

impl Nesting {
    /// The type of a value that holds such objects.
    pub fn value_type(self, object: Type) -> Type {
        match self {
            Self::Single => object,
            Self::List => Type::list(object),
            Self::Set => Type::set(object),
            Self::Map => Type::map(object),
        }
    }
}

/// When a new value of an attribute needs a new object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiresReplace {
    /// Never.
    Never,
    /// When it is known to be another one.
    OnceKnown,
    /// Also as long as it is not known.
    WhileUnknown,
}

/// One attribute. Made by [`Attribute::required`] and its siblings, then refined.
#[non_exhaustive]
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
    /// Whether it is in the configuration alone and never stored (protocol 6.8).
    pub write_only: bool,
    /// What to use instead, where nobody should set it any more.
    pub deprecated: Option<&'static str>,
    /// The value where the configuration has none.
    pub default: Option<Value>,
    /// Whether a value that the provider computed stays the same in every update.
    pub use_state_for_unknown: bool,
    /// Whether a new value needs a new object.
    pub requires_replace: RequiresReplace,
    /// What a plan does with it beyond the general rules.
    pub plan_modifiers: Vec<Box<dyn PlanModifier>>,
    /// Rules for known values.
    pub validators: Vec<Validator>,
    /// Rules about what it goes together with.
    pub relations: Vec<Relation>,
    /// What the type of its values demands, whatever the attribute.
    pub(in crate::framework) type_rule: Option<Validator>,
    /// Gives a value the form of the prior one where its type holds both to mean the same.
    pub(in crate::framework) keep_semantically_equal: fn(&Value, Value) -> Value,
}

impl Attribute {
    /// An attribute that the user must set.
    pub fn required(name: &'static str, ty: Type) -> Self {
        Self::new(name, Presence::Required, Shape::Value(ty))
    }

    /// An attribute that the user may set.
    pub fn optional(name: &'static str, ty: Type) -> Self {
        Self::new(name, Presence::Optional, Shape::Value(ty))
    }

    /// An attribute that the provider sets where the user does not.
    pub fn optional_computed(name: &'static str, ty: Type) -> Self {
        Self::new(name, Presence::OptionalComputed, Shape::Value(ty))
    }

    /// An attribute that only the provider sets.
    pub fn computed(name: &'static str, ty: Type) -> Self {
        Self::new(name, Presence::Computed, Shape::Value(ty))
    }

    /// An object that the user may set, with attributes of its own.
    pub fn optional_object(name: &'static str, attributes: Vec<Attribute>) -> Self {
        Self::optional_nested(name, Nesting::Single, attributes)
    }

    /// Objects that the user must give, with attributes of their own.
    pub fn required_nested(
        name: &'static str,
        nesting: Nesting,
        attributes: Vec<Attribute>,
    ) -> Self {
        Self::new(name, Presence::Required, Shape::Nested(nesting, attributes))
    }

    /// Objects that the user may give, with attributes of their own.
    pub fn optional_nested(
        name: &'static str,
        nesting: Nesting,
        attributes: Vec<Attribute>,
    ) -> Self {
        Self::new(name, Presence::Optional, Shape::Nested(nesting, attributes))
    }

    /// Objects that only the provider gives, with attributes of their own, all of them computed.
    pub fn computed_nested(
        name: &'static str,
        nesting: Nesting,
        attributes: Vec<Attribute>,
    ) -> Self {
        Self::new(name, Presence::Computed, Shape::Nested(nesting, attributes))
    }

    /// An attribute that takes `default` where the user sets none.
    pub fn defaulted(name: &'static str, ty: Type, default: impl Into<Value>) -> Self {
        // Hosts accept a planned default only where the provider may set the attribute.
        Self {
            default: Some(default.into()),
            ..Self::optional_computed(name, ty)
        }
    }

    /// An attribute without any rules.
    pub(in crate::framework) fn new(name: &'static str, presence: Presence, shape: Shape) -> Self {
        Self {
            name,
            description: "",
            shape,
            presence,
            sensitive: false,
            write_only: false,
            deprecated: None,
            default: None,
            use_state_for_unknown: false,
            requires_replace: RequiresReplace::Never,
            plan_modifiers: Vec::new(),
            validators: Vec::new(),
            relations: Vec::new(),
            type_rule: None,
            keep_semantically_equal: |_, value| value,
        }
    }

    /// Sets the value where the configuration has none.
    #[doc(hidden)]
    pub fn with_default(self, default: Value) -> Self {
        Self {
            default: Some(default),
            ..self
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

    /// Keeps the value out of plans and states; the resource finds it in the configuration alone, so it can take
    /// ephemeral values. Hosts before Terraform and OpenTofu 1.11 are told that they are too old.
    pub fn write_only(self) -> Self {
        Self {
            write_only: true,
            ..self
        }
    }

    /// Warns who sets it; `instead` says what to do instead, in a sentence.
    pub fn deprecated(self, instead: &'static str) -> Self {
        Self {
            deprecated: Some(instead),
            ..self
        }
    }

    /// Keeps the computed value in every update; without this an update plans it as unknown.
    pub fn use_state_for_unknown(self) -> Self {
        Self {
            use_state_for_unknown: true,
            ..self
        }
    }

    /// Plans a replacement when the value changes to another known one; see [`crate::framework::plan`].
    pub fn requires_replace(self) -> Self {
        Self {
            requires_replace: RequiresReplace::OnceKnown,
            ..self
        }
    }

    /// Plans a replacement when the value changes, also to one that is not known yet. For objects that only connect
    /// others: when what they connect is replaced, they must be gone before it is, and making them anew costs nothing.
    pub fn requires_replace_while_unknown(self) -> Self {
        Self {
            requires_replace: RequiresReplace::WhileUnknown,
            ..self
        }
    }

    /// Adds a plan modifier.
    pub fn modify_plan(mut self, modifier: impl PlanModifier + 'static) -> Self {
        self.plan_modifiers.push(Box::new(modifier));
        self
    }

    /// Adds a rule for its values.
    pub fn validate<On>(mut self, validator: Validator<On>) -> Self {
        self.validators.push(validator.boxed());
        self
    }

    /// Adds a rule about what it goes together with.
    pub fn relates(mut self, relation: Relation) -> Self {
        self.relations.push(relation);
        self
    }

    /// The type of its values.
    pub fn value_type(&self) -> Type {
        self.shape.value_type()
    }

    /// The rules for known values: those of the attribute, and that of its type.
    pub fn rules(&self) -> impl Iterator<Item = &Validator> {
        self.validators.iter().chain(&self.type_rule)
    }

    /// Whether the provider may set it.
    pub fn is_computed(&self) -> bool {
        matches!(
            self.presence,
            Presence::Computed | Presence::OptionalComputed
        )
    }
}
