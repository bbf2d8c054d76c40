//! Which address blocks of a transit router a search is for.

use cen::RouterId;
use cen::transit_router::RouterCidr;
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use crate::written::Written;

/// The address blocks of a transit router that meet every further condition.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct RouterCidrs {
    /// The transit router.
    #[attribute(required)]
    pub(crate) transit_router_id: Attr<Written<RouterId>>,
    /// Only blocks with this very name.
    #[attribute(optional)]
    pub(crate) name: Attr<String>,
}

impl RouterCidrs {
    /// Whether the block meets every condition.
    pub(crate) fn matches(&self, block: &RouterCidr) -> bool {
        self.name.known().is_none_or(|name| *name == block.name)
    }
}
