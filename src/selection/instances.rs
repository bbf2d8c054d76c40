//! Which CEN instances a search is for.

use serde::{Deserialize, Serialize};

use crate::tags::Tags;
use cen::Instance;
use tf_plugin::framework::schema::Attribute;
use tf_plugin::value::{Attr, Kind};

use super::has_tags;

/// The conditions, all of which an instance must meet; those that are null are met by every instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Instances {
    /// In full.
    pub(crate) name: Attr<String>,
    /// Tags that it has, among others.
    pub(crate) tags: Attr<Tags>,
}

/// The conditions as arguments.
pub(crate) fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::optional("name", Kind::String).describe("Only instances with this very name."),
        Attribute::optional("tags", Kind::map(Kind::String))
            .describe("Only instances with these tags, whatever other tags they have."),
    ]
}

impl Instances {
    /// Whether the instance meets every condition.
    pub(crate) fn admits(&self, instance: &Instance) -> bool {
        self.name.known().is_none_or(|name| *name == instance.name)
            && has_tags(&self.tags, &instance.tags)
    }
}
