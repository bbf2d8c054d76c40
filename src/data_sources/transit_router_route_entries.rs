//! `cen_transit_router_route_entries`: the routes of a route table that meet some conditions.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::filters::Filter as _;
use crate::filters::route_entries::RouteEntries as Wanted;
use crate::from_api::{optional, time};
use crate::scope::Scope;
use crate::{Cen, wait};
use cen::transit_router::RouteEntry;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct RouteEntries;

/// The routes of a route table that meet every condition, those that are learnt and those that are not in use among them. None
/// is an empty list, and no error, and so are the routes of a table that does not exist.
#[derive(Clone, Model)]
pub(super) struct Found {
    #[attribute(flatten)]
    wanted: Wanted,
    /// Only routes of this type: those that somebody has set, or those that were learnt.
    #[attribute(optional, validate = one_of(&["Static", "Propagated"]))]
    r#type: Attr<String>,
    /// The ids of the routes that somebody has set, in order; the others have none.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The routes, those that somebody has set before the others.
    #[attribute(computed)]
    entries: Attr<Vec<Entry>>,
}

/// A route.
#[derive(Clone, Model)]
#[model(computed)]
struct Entry {
    /// Its id; none where it was learnt.
    id: Attr<String>,
    /// Its name.
    name: Attr<String>,
    /// Its description.
    description: Attr<String>,
    /// `Static` or `Propagated`.
    r#type: Attr<String>,
    /// `Active` when it is in use; `Standby`, `Candidate`, `Rejected` or `Prohibited` when it is not.
    status: String,
    /// Where it leads.
    destination_cidr_block: String,
    /// `Attachment` or `BlackHole`.
    next_hop_type: Attr<String>,
    /// The attachment.
    next_hop_id: Attr<String>,
    /// What is attached there: `VPC`, `VBR`, `TR`, `VPN` or `ECR`.
    next_hop_resource_type: Attr<String>,
    /// Id of what is attached there.
    next_hop_resource_id: Attr<String>,
    /// What it came from in the first place, which may be attached to another transit router.
    origin_resource_type: Attr<String>,
    /// Id of that.
    origin_resource_id: Attr<String>,
    /// The prefix list that it came from.
    prefix_list_id: Attr<String>,
    /// When it was created, in UTC; none where it was learnt.
    creation_time: Attr<String>,
}

#[async_trait]
impl DataSource<Cen> for RouteEntries {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_transit_router_route_entries"
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let Found { wanted, r#type, .. } = request.config;
        let scope = Scope {
            client: &client,
            deadline: &deadline,
        };
        let found = wanted.found(scope).await.explained()?;
        let is_of_type = |route: &&RouteEntry| r#type.known().is_none_or(|one| *one == route.kind);
        let entries: Vec<Entry> = found.iter().filter(is_of_type).map(shown).collect();
        let ids = entries.iter().filter_map(|one| one.id.known().cloned());
        Ok(Found {
            ids: Attr::Known(ids.collect()),
            entries: Attr::Known(entries),
            wanted,
            r#type,
        })
    }
}

fn shown(route: &RouteEntry) -> Entry {
    Entry {
        id: route.set_id().map(ToString::to_string).into(),
        name: optional(&route.name),
        description: optional(&route.description),
        r#type: optional(&route.kind),
        status: route.status.as_str().to_owned(),
        destination_cidr_block: route.destination.to_string(),
        next_hop_type: optional(&route.next_hop_type),
        next_hop_id: route.next_hop.as_ref().map(ToString::to_string).into(),
        next_hop_resource_type: optional(&route.next_hop_resource_type),
        next_hop_resource_id: optional(&route.next_hop_resource_id),
        origin_resource_type: optional(&route.origin_resource_type),
        origin_resource_id: optional(&route.origin_resource_id),
        prefix_list_id: optional(&route.prefix_list),
        creation_time: time(route.creation_time.as_ref()),
    }
}
