//! Name and description of an object, which the user sets and CEN keeps.

use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use super::{from_api, rules};

/// The texts that CEN keeps of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Texts {
    /// Name. Changed in place.
    #[attribute(optional, validate = rules::name())]
    pub(super) name: Attr<String>,
    /// Description. Changed in place.
    #[attribute(optional, validate = rules::description())]
    pub(super) description: Attr<String>,
}

impl Texts {
    /// Takes over what the API says; what means the same keeps its form.
    pub(super) fn refresh(&mut self, name: &str, description: &str) {
        self.name = from_api::text(name, &self.name);
        self.description = from_api::text(description, &self.description);
    }

    /// Name and description to send where they change to those of `planned`.
    pub(super) fn changed(&self, planned: &Self) -> (Option<String>, Option<String>) {
        (
            from_api::changed(&self.name, &planned.name),
            from_api::changed(&self.description, &planned.description),
        )
    }
}
