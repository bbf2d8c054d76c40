//! To which transit router something is attached.

use cen::{CenId, Region, RouterId};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::value::{Attr, Path};

use crate::known_config::KnownConfig;
use crate::region_argument;
use crate::written::Written;

/// Where something is attached whose transit router is that of a CEN instance and a region, or is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Place {
    /// The transit router. Where this is not set it is the one that the instance `cen_id` has in the region. A change replaces
    /// the attachment.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace_while_unknown
    )]
    pub(crate) transit_router_id: Attr<Written<RouterId>>,
    /// The CEN instance of the transit router; needed where `transit_router_id` is not set. It must have a transit router in
    /// the region: none is made by the way. A change replaces the attachment.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace_while_unknown
    )]
    pub(crate) cen_id: Attr<Written<CenId>>,
    /// The region of the transit router, such as `cn-hangzhou`, in any letter case. A new attachment is made in the provider's
    /// `region` where this is not set. A change replaces the attachment.
    #[attribute(optional, computed, use_state_for_unknown, requires_replace)]
    pub(crate) region: Attr<Written<Region>>,
}

impl Place {
    /// Checks what is configured.
    pub(crate) fn check(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        let region = Path::root("region");
        region_argument::check(region, &self.region, known_config, diagnostics);
        if self.transit_router_id.is_null() && self.cen_id.is_null() {
            diagnostics.error_at(
                Path::root("transit_router_id"),
                "It is not said to what this is attached",
                "Set transit_router_id; or cen_id, for the transit router that this CEN instance has in the region.",
            );
        }
    }
}
