//! Which CEN instances a search is for.

use crate::tags::Tags;
use cen::Instance;
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use super::has_tags;

/// The CEN instances of the account that meet every condition; without a condition, all of them.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct Instances {
    /// Only instances with this very name.
    #[attribute(optional)]
    pub(crate) name: Attr<String>,
    /// Only instances with these tags, whatever other tags they have.
    #[attribute(optional)]
    pub(crate) tags: Attr<Tags>,
}

impl Instances {
    /// Whether the instance meets every condition.
    pub(crate) fn matches(&self, instance: &Instance) -> bool {
        self.name.known().is_none_or(|name| *name == instance.name)
            && has_tags(&self.tags, &instance.tags)
    }
}
