//! Which route tables of a transit router a search is for.

use cen::RouterId;
use cen::transit_router::RouteTable;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::Attr;

use crate::tags::Tags;
use crate::written::Written;

use super::has_tags;

/// The route tables of a transit router that meet every further condition.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct RouteTables {
    /// The transit router.
    #[attribute(required)]
    pub(crate) transit_router_id: Attr<Written<RouterId>>,
    /// Only tables with this very name.
    #[attribute(optional)]
    pub(crate) name: Attr<String>,
    /// Only tables of this type: the one of the system that the transit router came with, or the others.
    #[attribute(optional, validate = one_of(&["System", "Custom"]))]
    pub(crate) r#type: Attr<String>,
    /// Only tables with these tags, whatever other tags they have.
    #[attribute(optional)]
    pub(crate) tags: Attr<Tags>,
}

impl RouteTables {
    /// Whether the table meets every condition.
    pub(crate) fn matches(&self, table: &RouteTable) -> bool {
        let is = |wanted: &Attr<String>, actual: &str| {
            wanted.known().is_none_or(|wanted| wanted == actual)
        };
        is(&self.name, &table.name)
            && is(&self.r#type, &table.kind)
            && has_tags(&self.tags, &table.tags)
    }
}
