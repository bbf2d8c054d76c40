//! `cen_child_instance_route_entry_to_attachment`: a route to an attachment in a table of the network itself.

use std::time::Duration;

use async_trait::async_trait;

use crate::cidr::within;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::link::Link;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::{Written, meaning, written};
use crate::{from_api, official};
use cen::transit_router::{ChildRoute, ChildRouteKey, ChildRouteStatus, ChildTableId};
use cen::{AttachmentId, CallError, CenId, Cidr, Freshness, Made};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::{Attr, Path};

/// A route in a table of an attached VPC or border router that leads to its own attachment, and so to the transit router. It is
/// for attachments that do not publish routes by themselves (`auto_publish_route_enabled`). Every change replaces the route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct ChildRouteEntry {
    /// `CEN:TABLE:ATTACHMENT:DESTINATION`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The CEN instance.
    #[attribute(required, requires_replace_while_unknown)]
    cen_id: Attr<Written<CenId>>,
    /// The route table of the VPC or border router, `vtb-...`; not one of a transit router, whose ids look the same.
    #[attribute(required, requires_replace_while_unknown)]
    child_instance_route_table_id: Attr<Written<ChildTableId>>,
    /// The attachment of that VPC or border router.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_attachment_id: Attr<Written<AttachmentId>>,
    /// Where the route leads; not into `100.64.0.0/10`, by which networks reach the services of Alibaba Cloud.
    #[attribute(required, requires_replace_while_unknown)]
    destination_cidr_block: Attr<Written<Cidr>>,
    /// `TR` of a route that the transit router keeps by itself.
    #[attribute(computed, use_state_for_unknown)]
    service_type: Attr<String>,
    /// `Available`; `Pending` or `Modifying` for a while.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of a creation, `6m` where it is not set.",
        delete = "Limit of a destroy, `6m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

/// Where no table of a network takes a route to (API page CreateRouteEntry of VPC and of Express Connect).
const CLOUD_SERVICES: &str = "100.64.0.0/10";

impl Key for ChildRouteKey {
    const FORM: &'static str = "CEN:TABLE:ATTACHMENT:DESTINATION";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("cen_id", "The CEN instance, `cen-...`."),
        (
            "child_instance_route_table_id",
            "The route table of the network, `vtb-...`.",
        ),
        (
            "transit_router_attachment_id",
            "The attachment, `tr-attach-...`.",
        ),
        (
            "destination_cidr_block",
            "Where the route leads, such as `10.0.0.0/8`.",
        ),
    ];
    const LAST_HAS_COLONS: bool = true;
}

#[async_trait]
impl Link for ChildRouteEntry {
    const TYPE: &'static str = "cen_child_instance_route_entry_to_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_child_instance_route_entry_to_attachment";
    const OBJECT: &'static str = "route";
    const TIMEOUT: Duration = Duration::from_secs(6 * 60);

    type Key = ChildRouteKey;
    type Remote = ChildRoute;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<ChildRouteKey> {
        Some(ChildRouteKey {
            cen: meaning(&self.cen_id)?.clone(),
            table: meaning(&self.child_instance_route_table_id)?.clone(),
            attachment: meaning(&self.transit_router_attachment_id)?.clone(),
            destination: *meaning(&self.destination_cidr_block)?,
        })
    }

    fn at(key: &ChildRouteKey) -> Self {
        Self {
            id: Attr::Known(key.to_string()),
            cen_id: written(&key.cen),
            child_instance_route_table_id: written(&key.table),
            transit_router_attachment_id: written(&key.attachment),
            destination_cidr_block: written(&key.destination),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &ChildRoute) {
        self.id = Attr::Known(remote.key.to_string());
        self.service_type = from_api::optional(&remote.service_type);
        self.status = remote.status.as_str().into();
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(ChildRouteKey {
                table, destination, ..
            }) => format!("{table} has the route to {destination}"),
            None => "the table has the route".to_owned(),
        }
    }

    fn validate(&self, _: &KnownConfig, diagnostics: &mut Diagnostics) {
        let destination = meaning(&self.destination_cidr_block);
        if let Some(destination) = destination
            && let Some(reserved) = within(*destination, &[CLOUD_SERVICES])
        {
            diagnostics.error_at(
                Path::root("destination_cidr_block"),
                "No network can have a route there",
                format!(
                    "{destination} lies in {reserved}, by which every network reaches the services of Alibaba Cloud already. The \
                     tables of VPCs and border routers take routes to all other blocks (API page CreateRouteEntry of VPC)."
                ),
            );
        }
    }

    fn enter_pending(&mut self, key: &ChildRouteKey) {
        self.id = Attr::Known(key.to_string());
        self.service_type = Attr::Null;
        self.status = ChildRouteStatus::Pending.as_str().into();
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        match self.key() {
            Some(key) => client.api.create_child_route(&key, deadline).await,
            None => Ok(Made::Now),
        }
    }

    async fn find(
        key: &ChildRouteKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<ChildRoute>, CallError> {
        client.api.child_route(key, freshness, deadline).await
    }

    fn shows(&self, remote: &ChildRoute) -> Result<(), String> {
        match &remote.status {
            ChildRouteStatus::Available => Ok(()),
            status => Err(format!("its status is {}", status.as_str())),
        }
    }

    async fn remove(&self, key: &ChildRouteKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        Ok(client.api.delete_child_route(key, deadline).await?)
    }

    fn remains(remote: &ChildRoute) -> Option<&str> {
        Some(remote.status.as_str())
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.service_type = official::text(source, &["service_type"]);
        self.status = official::text(source, &["status"]);
        self.timeouts = official::create_delete_timeouts(source);
    }
}
