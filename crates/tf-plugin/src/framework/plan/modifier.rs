//! Plan modifiers: what a plan does with one attribute, as values.

use crate::framework::diagnostics::Diagnostics;
use crate::value::{Path, Value};

/// A change to the plan of one attribute that needs to know nothing but objects of its schema.
///
/// A function of its inputs, like the whole plan: hosts plan twice and compare. The two that nearly every resource needs
/// are properties of attributes: [`Attribute::use_state_for_unknown`] and [`Attribute::requires_replace`].
///
/// [`Attribute::use_state_for_unknown`]: crate::framework::schema::Attribute::use_state_for_unknown
/// [`Attribute::requires_replace`]: crate::framework::schema::Attribute::requires_replace
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a plan modifier",
    note = "`modifier(…)`, `replace_if(…)` and `replace_if_configured()` of `tf_plugin::framework::plan` make one"
)]
pub trait PlanModifier: Send + Sync {
    /// What it does, in a sentence for the documentation.
    fn describe(&self) -> String;

    /// Changes `plan`, which holds what the general rules have planned for the attribute.
    fn modify(&self, whole: WholePlan<'_>, plan: &mut AttributePlan<'_>);
}

/// The whole objects that a plan is about.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct WholePlan<'a> {
    /// The object as it is; null for a create.
    pub prior: &'a Value,
    /// The configuration.
    pub config: &'a Value,
}

/// The plan of one attribute.
#[non_exhaustive]
pub struct AttributePlan<'a> {
    /// Where the attribute is.
    pub path: &'a Path,
    /// Its value as it is; null where the object that it is in is new.
    pub prior: &'a Value,
    /// What is configured.
    pub config: &'a Value,
    /// What is planned. Hosts refuse another value than a configured one that is known.
    pub value: Value,
    /// Whether this change needs a new object.
    pub requires_replace: bool,
    /// What to tell the user.
    pub diagnostics: Diagnostics,
}

struct Modifier<F> {
    description: String,
    modify: F,
}

impl<F: Fn(WholePlan<'_>, &mut AttributePlan<'_>) + Send + Sync> PlanModifier for Modifier<F> {
    fn describe(&self) -> String {
        self.description.clone()
    }

    fn modify(&self, whole: WholePlan<'_>, plan: &mut AttributePlan<'_>) {
        (self.modify)(whole, plan);
    }
}

/// A modifier made of a description and a function.
pub fn modifier(
    description: impl Into<String>,
    modify: impl Fn(WholePlan<'_>, &mut AttributePlan<'_>) + Send + Sync + 'static,
) -> impl PlanModifier {
    Modifier {
        description: description.into(),
        modify,
    }
}

/// Plans a replacement when the value of an existing object changes and `condition` holds.
pub fn replace_if(
    description: impl Into<String>,
    condition: impl Fn(WholePlan<'_>, &AttributePlan<'_>) -> bool + Send + Sync + 'static,
) -> impl PlanModifier {
    modifier(
        description,
        move |whole: WholePlan<'_>, plan: &mut AttributePlan<'_>| {
            if !whole.prior.is_null() && *plan.prior != plan.value && condition(whole, plan) {
                plan.requires_replace = true;
            }
        },
    )
}

/// Plans a replacement when the configuration has another value than the object; not when the argument is removed from it.
pub fn replace_if_configured() -> impl PlanModifier {
    replace_if(
        "a value that is set and changes needs a new object",
        |_, plan| !plan.config.is_null(),
    )
}
