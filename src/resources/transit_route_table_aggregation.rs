//! `cen_transit_route_table_aggregation`: a block that networks are told of in place of the routes within it.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;

use crate::cidr::within;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::link::Link;
use crate::official;
use crate::scope::Scope;
use crate::texts::Texts;
use crate::wait::Failure;
use crate::written::{Written, meaning, refreshed, written};
use cen::transit_router::{
    Aggregation as Remote, AggregationKey, AggregationSettings, AggregationStatus,
};
use cen::{CallError, Cidr, Freshness, Made, RouteTableId};
use tf_plugin::framework::model::{Model, Set};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::size;
use tf_plugin::framework::{Diagnostic, Diagnostics, SourceState};
use tf_plugin::value::{Attr, Path};

/// An aggregate route of a route table: the networks that are associated with the table and take its routes over by themselves
/// are told of this block, and not of the routes within it any more. The transit router itself does not forward by it: what no
/// route of the table leads to is dropped. A table has up to 20, and none to a block that it has a route to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Aggregation {
    /// `TABLE:BLOCK`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The route table. A change replaces the aggregate route.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_route_table_id: Attr<Written<RouteTableId>>,
    /// The block. A change replaces the aggregate route.
    #[attribute(required, requires_replace_while_unknown)]
    cidr: Attr<Written<Cidr>>,
    #[attribute(flatten)]
    texts: Texts,
    /// The kinds of networks that are told of it: `VPC`, and where CEN offers that, others such as `VBR`, `VPN`, `ECR` or `TR`.
    /// Changed in place.
    #[attribute(required, validate = size(1..))]
    scope_list: Attr<Set<Attr<String>>>,
    /// `AllConfigured` when all networks have been told. `PartialConfigured` or `ConfigFailed` when some or all could not be,
    /// `Configuring` for a while.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of a creation, `5m` where it is not set.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of a destroy, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

/// Kinds of networks (API page CreateTransitRouteTableAggregation, and what attachments attach).
const SCOPES: [&str; 5] = ["VPC", "VBR", "VPN", "ECR", "TR"];

/// Blocks that cannot be told (API page CreateTransitRouteTableAggregation).
const RESERVED: [&str; 2] = ["100.64.0.0/10", "224.0.0.0/4"];

impl Key for AggregationKey {
    const FORM: &'static str = "TABLE:BLOCK";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        (
            "transit_router_route_table_id",
            "The route table, `vtb-...`.",
        ),
        ("cidr", "The block, such as `10.0.0.0/8`."),
    ];
    const LAST_HAS_COLONS: bool = true;
}

#[async_trait]
impl Link for Aggregation {
    const TYPE: &'static str = "cen_transit_route_table_aggregation";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_route_table_aggregation";
    const OBJECT: &'static str = "aggregate route";
    const TIMEOUT: Duration = Duration::from_secs(5 * 60);

    type Key = AggregationKey;
    type Remote = Remote;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<AggregationKey> {
        Some(AggregationKey {
            table: meaning(&self.transit_router_route_table_id)?.clone(),
            cidr: *meaning(&self.cidr)?,
        })
    }

    fn at(key: &AggregationKey) -> Self {
        Self {
            id: Attr::Known(key.to_string()),
            transit_router_route_table_id: written(&key.table),
            cidr: written(&key.cidr),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &Remote) {
        let AggregationKey { table, cidr } = &remote.key;
        self.id = Attr::Known(remote.key.to_string());
        self.transit_router_route_table_id =
            refreshed(Some(table), &self.transit_router_route_table_id);
        self.cidr = refreshed(Some(cidr), &self.cidr);
        let settings = &remote.settings;
        self.texts.refresh(&settings.name, &settings.description);
        self.scope_list = scope_list(&settings.scopes);
        self.status = remote.status.as_str().into();
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(AggregationKey { table, cidr }) => {
                format!("{table} has the aggregate route {cidr}")
            }
            None => "the table has the aggregate route".to_owned(),
        }
    }

    fn validate(&self, _: &KnownConfig, diagnostics: &mut Diagnostics) {
        let scopes = self
            .scope_list
            .known()
            .into_iter()
            .flat_map(|set| set.iter());
        for scope in scopes.filter_map(Attr::known) {
            if !SCOPES.contains(&scope.as_str()) {
                diagnostics.error_at(
                    Path::root("scope_list"),
                    "There is no such kind of networks",
                    format!(
                        "scope_list has {scope:?}; an element is one of {}.",
                        SCOPES.join(", ")
                    ),
                );
            }
        }
        let Some(cidr) = meaning(&self.cidr) else {
            return;
        };
        if cidr.to_string().starts_with("0.") || within(*cidr, &RESERVED).is_some() {
            diagnostics.error_at(
                Path::root("cidr"),
                "This block cannot be an aggregate route",
                format!(
                    "{cidr} cannot be one. The block of an aggregate route does not begin with 0, and lies neither in {} (API page \
                     CreateTransitRouteTableAggregation).",
                    RESERVED.join(" nor in ")
                ),
            );
        }
    }

    fn enter_pending(&mut self, key: &AggregationKey) {
        self.id = Attr::Known(key.to_string());
        self.status = AggregationStatus::Configuring.as_str().into();
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        match self.key() {
            Some(key) => {
                let settings = self.settings();
                client
                    .api
                    .create_aggregation(&key, &settings, deadline)
                    .await
            }
            None => Ok(Made::Now),
        }
    }

    async fn find(
        key: &AggregationKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Remote>, CallError> {
        client.api.aggregation(key, freshness, deadline).await
    }

    /// Networks that could not be told do not undo it.
    fn shows(&self, remote: &Remote) -> Result<(), String> {
        let wanted = self.settings();
        if remote.status == AggregationStatus::Configuring {
            return Err("its status is Configuring".to_owned());
        }
        let shown = &remote.settings;
        let is_shown = shown.scopes == wanted.scopes
            && shown.name == wanted.name.trim()
            && shown.description == wanted.description.trim();
        let is_shown = is_shown.then_some(());
        is_shown.ok_or_else(|| "it does not show the change".to_owned())
    }

    /// It is there and some do not know it, which no plan shows.
    fn remark(&self) -> Option<Diagnostic> {
        let who = match self.status.known().map(String::as_str) {
            Some("PartialConfigured") => "some networks",
            Some("ConfigFailed") => "any network",
            _ => return None,
        };
        let id = self.id.known().map_or("", String::as_str);
        let remark = Diagnostic::warning(
            "The aggregate route is not in use everywhere",
            format!(
                "CEN could not tell {who} of {id}. The console says why at the route table; a route of their own to the same block, \
                 or a full table, is the most frequent reason."
            ),
        );
        Some(remark.at(Path::root("status")))
    }

    fn while_updating(&self, prior: &Self) -> Option<Self> {
        (self.settings() != prior.settings()).then(|| Self {
            timeouts: self.timeouts.clone(),
            ..prior.clone()
        })
    }

    async fn change(
        &self,
        _: &Self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        match self.key() {
            Some(key) => {
                let settings = self.settings();
                client
                    .api
                    .update_aggregation(&key, &settings, deadline)
                    .await
            }
            None => Ok(()),
        }
    }

    async fn remove(&self, key: &AggregationKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        Ok(client.api.delete_aggregation(key, deadline).await?)
    }

    fn remains(remote: &Remote) -> Option<&str> {
        Some(remote.status.as_str())
    }

    /// Early releases had one scope, late ones have a list.
    fn move_from(&mut self, source: &SourceState<'_>) {
        self.texts.name = official::text(source, &["transit_route_table_aggregation_name"]);
        self.texts.description =
            official::text(source, &["transit_route_table_aggregation_description"]);
        let list = source
            .attributes
            .get("transit_route_table_aggregation_scope_list");
        let list = list.and_then(|list| list.as_array()).into_iter().flatten();
        let one = source.text("transit_route_table_aggregation_scope");
        let scopes = list.filter_map(|scope| scope.as_str()).chain(one);
        let scopes: BTreeSet<String> = scopes.map(str::to_owned).collect();
        if !scopes.is_empty() {
            self.scope_list = scope_list(&scopes);
        }
        self.status = official::text(source, &["status"]);
        self.timeouts = official::all_timeouts(source);
    }
}

impl Aggregation {
    /// What can be changed, as requests want it.
    fn settings(&self) -> AggregationSettings {
        let text = |text: &Attr<String>| text.known().cloned().unwrap_or_default();
        let scopes = self
            .scope_list
            .known()
            .into_iter()
            .flat_map(|set| set.iter());
        AggregationSettings {
            name: text(&self.texts.name),
            description: text(&self.texts.description),
            scopes: scopes.filter_map(|scope| scope.known().cloned()).collect(),
        }
    }
}

fn scope_list(scopes: &BTreeSet<String>) -> Attr<Set<Attr<String>>> {
    Attr::Known(scopes.iter().cloned().map(Attr::Known).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::link::moved_state;
    use crate::written::named;

    #[test]
    fn states_of_all_times_are_moved() {
        let expected = |scopes: &[&str]| Aggregation {
            id: "vtb-a:10.0.0.0/8".into(),
            transit_router_route_table_id: named("vtb-a"),
            cidr: named("10.0.0.0/8"),
            scope_list: scope_list(&scopes.iter().map(|one| (*one).to_owned()).collect()),
            status: "AllConfigured".into(),
            ..Aggregation::default()
        };
        let early = json!({
            "id": "vtb-a:10.0.0.0/8", "status": "AllConfigured", "transit_route_table_aggregation_cidr": "10.0.0.0/8",
            "transit_route_table_aggregation_scope": "VPC", "transit_route_table_id": "vtb-a"
        });
        assert_eq!(moved_state(early).ok(), Some(expected(&["VPC"])));
        let late = json!({
            "id": "vtb-a#10.0.0.0/8", "status": "AllConfigured", "transit_route_table_aggregation_scope": null,
            "transit_route_table_aggregation_scope_list": ["VPC", "VBR"], "transit_route_table_id": "vtb-a"
        });
        assert_eq!(moved_state(late).ok(), Some(expected(&["VPC", "VBR"])));
    }
}
