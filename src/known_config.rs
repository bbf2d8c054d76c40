//! What of the provider block is known without any contact with the world.

use cen::MoreRegions;
use tf_plugin::value::Attr;

use super::tags::Tags;

/// What the block says without any contact with the world.
#[derive(Clone, Debug)]
pub struct KnownConfig {
    /// Areas that the user vouches for; `None` while they are unknown.
    pub(super) additional_areas: Option<Vec<String>>,
    /// Regions that the user vouches for, with their areas; `None` while they are unknown.
    pub(super) additional_regions: Option<MoreRegions>,
    /// Tags for every resource that has tags.
    pub(super) default_tags: Attr<Tags>,
    /// The region for resources that name none.
    pub(super) region: Attr<String>,
}

impl Default for KnownConfig {
    fn default() -> Self {
        Self {
            additional_areas: Some(Vec::new()),
            additional_regions: Some(MoreRegions::new()),
            default_tags: Attr::Null,
            region: Attr::Null,
        }
    }
}
