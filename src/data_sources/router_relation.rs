//! An association or a propagation as the data sources of both show it.

use cen::transit_router::Relation as Seen;
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use crate::from_api::optional;

/// An attachment with a route table.
#[derive(Clone, Model)]
#[model(computed)]
pub(super) struct Relation {
    /// `ATTACHMENT:TABLE`.
    id: String,
    /// The attachment, `tr-attach-...`.
    transit_router_attachment_id: String,
    /// The route table, `vtb-...`.
    transit_router_route_table_id: String,
    /// What is attached: `VPC`, `VBR`, `VPN`, `ECR`, or `TR` for another transit router.
    resource_type: Attr<String>,
    /// Id of what is attached.
    resource_id: Attr<String>,
    /// `Active` when it is in force; another word while it is being made or removed.
    status: String,
}

impl From<&Seen> for Relation {
    fn from(seen: &Seen) -> Self {
        Self {
            id: seen.key.to_string(),
            transit_router_attachment_id: seen.key.attachment.to_string(),
            transit_router_route_table_id: seen.key.table.to_string(),
            resource_type: optional(&seen.resource_type),
            resource_id: optional(&seen.resource_id),
            status: seen.status.as_str().to_owned(),
        }
    }
}

/// The ids of relations.
pub(super) fn ids(relations: &[Relation]) -> Attr<Vec<String>> {
    Attr::Known(relations.iter().map(|one| one.id.clone()).collect())
}
