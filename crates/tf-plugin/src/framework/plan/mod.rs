//! The rules that turn the host's proposal into a plan, for every resource alike.
//!
//! In order, for each attribute, at every depth:
//!
//! 1. **Default**: where the configuration has nothing and the schema has a default, the default.
//! 2. **Semantic equality**: what means the same as the prior value keeps the prior form: first as the types of the attributes see it
//!    ([`CustomType::semantic_equals`](super::model::CustomType::semantic_equals)), then as the resource does
//!    ([`Resource::keep_semantically_equal`](super::resource::Resource::keep_semantically_equal)).
//! 3. **Compute**: where the provider decides, unknown on a create; on an update that changes anything, unknown unless
//!    the attribute uses its state for unknown values. A plan that changes nothing has no unknowns.
//! 4. **Modify**: what the [plan modifiers](PlanModifier) of the attribute say.
//! 5. **Resource**: what only the resource knows ([`Resource::plan`](super::resource::Resource::plan)).
//! 6. **Replace**: attributes that replace and change from one known value to another. A new value that is still
//!    unknown does *not* replace, unless the attribute says so: a replacement by accident costs more than a second plan.
//!    The plan is put off where the host can do that; else the user is warned.
//!
//! Nested objects, and blocks, are compared with those in the same place before: of the same number in a list, under the
//! same key in a map. One that was not there before is new, and so are all of its attributes. Elements of sets have no
//! place, so nothing in them is decided by the provider, and what replaces is held against the set as a whole.
//!
//! Hosts plan twice, the second time with everything known, and hold the second plan against the first; so all of this
//! is a function of its inputs alone.

mod decide;
pub(in crate::framework) mod modifier;
mod modify;
mod places;
mod replace;
mod semantic_equality;

use super::diagnostics::Diagnostics;
use super::schema::Schema;
use crate::value::{Path, Value};

pub(super) use decide::{with_defaults, with_unknowns};
pub use modifier::{
    AttributePlan, PlanModifier, WholePlan, modifier, replace_if, replace_if_configured,
};
pub(super) use modify::modified;
pub(super) use replace::{Replacement, replacements};
pub(super) use semantic_equality::{planned_with_semantic_equality, with_semantic_equality};

/// Rule 2, of which `kept` is what the resource makes of `planned`: only a known value can mean the same as a prior one,
/// and hosts refuse the null that was there before in the place of a value that is configured.
pub(super) fn with_kept(schema: &Schema, prior: &Value, planned: &Value, mut kept: Value) -> Value {
    for attribute in &schema.attributes {
        let proposed = planned.attribute(attribute.name);
        if !proposed.is_wholly_known() || prior.attribute(attribute.name).is_null() {
            kept.set_attribute(attribute.name, proposed.clone());
        }
    }
    kept
}

/// Says that a replacing attribute is not known yet, and what happens then.
pub(super) fn warn_of_unknown(path: &Path, diagnostics: &mut Diagnostics) {
    diagnostics.warn_at(
        path.clone(),
        format!("{path} is not known yet"),
        format!(
            "The value of {path} is decided during apply. If it turns out as it is today, the object is kept. If it \
             turns out otherwise, the object would have to be replaced, which this plan does not announce: apply then \
             stops before anything is replaced, and the next plan shows the replacement."
        ),
    );
}

/// Says that a replacing attribute is not known yet and counts as changed.
pub(super) fn warn_of_replacement_while_unknown(path: &Path, diagnostics: &mut Diagnostics) {
    diagnostics.warn_at(
        path.clone(),
        format!("{path} is not known yet, so the object is replaced"),
        format!(
            "The value of {path} is decided during apply, and the object is replaced even if it turns out as it is today. \
             Often it comes from a data source or a module that has depends_on, which is read late whenever anything it \
             depends on changes. To keep the object, refer to the resource itself, or take depends_on off."
        ),
    );
}

#[cfg(test)]
mod tests;
