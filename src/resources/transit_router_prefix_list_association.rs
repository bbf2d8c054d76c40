//! `cen_transit_router_prefix_list_association`: a route for each block of a prefix list.

use std::time::Duration;

use async_trait::async_trait;

use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::link::Link;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::{Named, Written, meaning, written};
use crate::{Cen, from_api, official, rules};
use cen::transit_router::{
    NextHop, PrefixListAssociation as Remote, PrefixListId, PrefixListKey, PrefixListStatus,
};
use cen::{AttachmentId, CallError, Freshness, Made, RouteTableId, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, SourceState};
use tf_plugin::value::{Attr, Path, ValueError};

/// Gives a route table of a transit router one route for each block of a prefix list, which the product VPC keeps; the routes
/// follow the list. Every change replaces the association.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct ListAssociation {
    /// `LIST:ROUTER:TABLE:NEXTHOP`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The prefix list.
    #[attribute(required, requires_replace_while_unknown)]
    prefix_list_id: Attr<Written<PrefixListId>>,
    /// The transit router.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_id: Attr<Written<RouterId>>,
    /// The route table, of the same transit router.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    /// What the routes lead to: the id of an attachment of the same transit router, or `BlackHole` to have dropped what they
    /// match.
    #[attribute(required, requires_replace_while_unknown)]
    next_hop: Attr<Written<NextHop>>,
    /// What the next hop is. CEN knows, so this can be left out.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace_while_unknown,
        validate = one_of(&["BlackHole", "VPC", "VBR", "TR", "ECR"])
    )]
    next_hop_type: Attr<String>,
    /// The account that the prefix list belongs to; needed where it is not the caller's, which the list must be shared with.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace_while_unknown,
        validate = rules::account_id()
    )]
    owner_uid: Attr<String>,
    /// `Active`, or `Updating` while routes are being changed.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of making it, `6m` where it is not set.",
        delete = "Limit of removing it, `6m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

const BLACK_HOLE: &str = "BlackHole";

impl Named for NextHop {
    const IS_ID: bool = true;
    const RULE: &'static str = "the id of an attachment, `tr-attach-...`, or `BlackHole`";

    fn parse(text: &str) -> Result<Self, ValueError> {
        match Self::parse(text) {
            Ok(next_hop) => Ok(next_hop),
            Err(_) => <AttachmentId as Named>::parse(text).map(Self::Attachment),
        }
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        <Self as Named>::parse(text)
            .or_else(|_| <AttachmentId as Named>::stored(text).map(Self::Attachment))
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Key for PrefixListKey {
    const FORM: &'static str = "LIST:ROUTER:TABLE:NEXTHOP";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("prefix_list_id", "The prefix list, `pl-...`."),
        ("transit_router_id", "The transit router, `tr-...`."),
        (
            "transit_router_route_table_id",
            "The route table, `vtb-...`.",
        ),
        (
            "next_hop",
            "The attachment, `tr-attach-...`, or `BlackHole`.",
        ),
    ];
}

#[async_trait]
impl Link for ListAssociation {
    const TYPE: &'static str = "cen_transit_router_prefix_list_association";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_prefix_list_association";
    const OBJECT: &'static str = "association of the prefix list";
    const TIMEOUT: Duration = Duration::from_secs(6 * 60);

    type Key = PrefixListKey;
    type Remote = Remote;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<PrefixListKey> {
        Some(PrefixListKey {
            list: meaning(&self.prefix_list_id)?.clone(),
            router: meaning(&self.transit_router_id)?.clone(),
            table: meaning(&self.transit_router_route_table_id)?.clone(),
            next_hop: meaning(&self.next_hop)?.clone(),
        })
    }

    fn at(key: &PrefixListKey) -> Self {
        Self {
            id: Attr::Known(key.to_string()),
            prefix_list_id: written(&key.list),
            transit_router_id: written(&key.router),
            transit_router_route_table_id: written(&key.table),
            next_hop: written(&key.next_hop),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &Remote) {
        self.id = Attr::Known(remote.key.to_string());
        self.next_hop_type = from_api::name(&remote.next_hop_type, &self.next_hop_type);
        if let Some(owner) = remote.owner {
            self.owner_uid = owner.to_string().into();
        } else if self.owner_uid.is_unknown() {
            self.owner_uid = Attr::Null;
        }
        self.status = remote.status.as_str().into();
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(PrefixListKey { list, table, .. }) => format!("{table} has the routes of {list}"),
            None => "the table has the routes of the prefix list".to_owned(),
        }
    }

    fn validate(&self, _: &KnownConfig, diagnostics: &mut Diagnostics) {
        let (Some(next_hop), Some(kind)) = (meaning(&self.next_hop), self.next_hop_type.known())
        else {
            return;
        };
        if (*next_hop == NextHop::BlackHole) != (kind == BLACK_HOLE) {
            diagnostics.error_at(
                Path::root("next_hop_type"),
                "The type is not that of the next hop",
                format!(
                    "The next hop {next_hop} is not of the type {kind:?}. Leave next_hop_type out: CEN knows what the next hop is."
                ),
            );
        }
    }

    /// A black hole tells its type itself, and CEN that of another next hop.
    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        if !request.config.next_hop_type.is_null() {
            return;
        }
        let (next_hop, kind) = (&plan.state.next_hop, &mut plan.state.next_hop_type);
        if meaning(next_hop) == Some(&NextHop::BlackHole) {
            *kind = BLACK_HOLE.into();
        } else if request
            .prior
            .is_some_and(|prior| prior.next_hop != *next_hop)
        {
            *kind = Attr::Unknown;
        }
    }

    fn enter_pending(&mut self, key: &PrefixListKey) {
        self.id = Attr::Known(key.to_string());
        self.status = PrefixListStatus::Updating.as_str().into();
        for slot in [&mut self.next_hop_type, &mut self.owner_uid] {
            if slot.is_unknown() {
                *slot = Attr::Null;
            }
        }
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        let Some(key) = self.key() else {
            return Ok(Made::Now);
        };
        let owner = self.owner_uid.known().and_then(|owner| owner.parse().ok());
        let kind = self.kind();
        let send = client
            .api
            .associate_prefix_list(&key, kind, owner, deadline);
        send.await
    }

    async fn find(
        key: &PrefixListKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Remote>, CallError> {
        let found = client.api.prefix_list_association(key, freshness, deadline);
        found.await
    }

    fn shows(&self, remote: &Remote) -> Result<(), String> {
        match &remote.status {
            PrefixListStatus::Updating => Err("its status is Updating".to_owned()),
            _ => Ok(()),
        }
    }

    async fn remove(&self, key: &PrefixListKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        let kind = self.kind();
        let api = &client.api;
        Ok(api.dissociate_prefix_list(key, kind, deadline).await?)
    }

    fn remains(remote: &Remote) -> Option<&str> {
        Some(remote.status.as_str())
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.next_hop_type = official::text(source, &["next_hop_type"]);
        self.owner_uid = official::account(source, "owner_uid");
        self.status = official::text(source, &["status"]);
        self.timeouts = official::create_delete_timeouts(source);
    }
}

impl ListAssociation {
    /// What the next hop is, where that is known.
    fn kind(&self) -> Option<&str> {
        self.next_hop_type.known().map(String::as_str)
    }
}
