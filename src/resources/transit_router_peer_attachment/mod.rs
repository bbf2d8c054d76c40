//! `cen_transit_router_peer_attachment`: a connection of the transit routers of two regions.

mod bandwidth;

use async_trait::async_trait;

use crate::claim::Claim;
use crate::known_config::KnownConfig;
use crate::lifecycle::{DefaultTimeouts, Occupant, Words};
use crate::plan_checks::connection::{self, Connection};
use crate::router_attachment::{
    Answers, Arguments, Attached, Publishing, attachment_parts, must_differ,
};
use crate::scope::Scope;
use crate::walk::{Party, Walk};
use crate::written::{Written, meaning, refreshed};
use crate::{Cen, from_api, official, region_argument, unordered_pair};
use cen::transit_router::{self, AttachmentKey, Head, NewPeer, PeerAttachment, PeerChange, Supply};
use cen::{CenId, PackageId, Region, RegionPair, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostic, Diagnostics, Plan, PlanRequest, Preflight, SourceState};
use tf_plugin::value::{Attr, Path};

use bandwidth::Bandwidth;

/// Connects the transit routers of two regions, with bandwidth of a package or billed by traffic. All connections and limits
/// that draw on one package together take no more than it has.
///
/// **By itself it carries no traffic**: CEN associates a new connection with no route table of the two transit routers and
/// learns no routes through it. Of `transit_router_id`, `route_table_association_enabled` and
/// `route_table_propagation_enabled` do so; of the other side, and with other tables,
/// `cen_transit_router_route_table_association` and `cen_transit_router_route_table_propagation`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Peer {
    /// Id of the connection, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a placeholder that
    /// begins with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// One transit router. The order of the two matters only to the arguments about its route table, for which it must be that
    /// of the state; another *pair* is another connection and replaces this one.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_id: Attr<Written<RouterId>>,
    /// The region of `transit_router_id`, such as `cn-hangzhou`, in any letter case; the provider's `region` where this is not
    /// set for a new connection.
    #[attribute(optional, computed, use_state_for_unknown, requires_replace)]
    region: Attr<Written<Region>>,
    /// The other transit router, of the same CEN instance; see `transit_router_id`.
    #[attribute(required, requires_replace_while_unknown)]
    peer_transit_router_id: Attr<Written<RouterId>>,
    /// The region of `peer_transit_router_id`. Another one than `region`.
    #[attribute(required, requires_replace)]
    peer_region: Attr<Written<Region>>,
    #[attribute(flatten)]
    bandwidth: Bandwidth,
    #[attribute(flatten)]
    publishing: Publishing,
    #[attribute(flatten)]
    arguments: Arguments,
    /// The CEN instance of the transit router.
    #[attribute(computed, use_state_for_unknown)]
    cen_id: Attr<Written<CenId>>,
    #[attribute(flatten)]
    answers: Answers,
    /// CEN's own id of the pair of areas. It follows no fixed order of the two.
    #[attribute(computed, use_state_for_unknown)]
    geographic_span_id: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of connecting, `10m` where it is not set. A connection that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `10m` where it is not set.",
        delete = "Limit of disconnecting, `10m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

impl Peer {
    /// The package that it draws on, and the regions between which it does, once they are known.
    fn draws_on(&self) -> Option<(PackageId, RegionPair)> {
        let [a, b] = self.regions()?;
        match self.bandwidth.supply()? {
            Supply::Package(id) => Some((id, RegionPair::new(a, b)?)),
            Supply::Traffic => None,
        }
    }

    /// Its two regions, once they are known.
    fn regions(&self) -> Option<[Region; 2]> {
        let regions = meaning(&self.region).zip(meaning(&self.peer_region));
        regions.map(|(one, other)| [one.clone(), other.clone()])
    }
}

#[async_trait]
impl Attached for Peer {
    const TYPE: &'static str = "cen_transit_router_peer_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_peer_attachment";
    const MOVED_NAMES: &'static [&'static str] = &["transit_router_attachment_name"];
    const WORDS: Words = Words::of("peer attachment");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(10, 10, 10);

    const CONNECTS_ROUTERS: bool = true;

    type Kind = transit_router::Peer;

    attachment_parts! {
        transit_router_id, region, cen_id, publish: publishing.auto_publish_route_enabled
    }

    fn far_router(&self) -> Option<&RouterId> {
        meaning(&self.peer_transit_router_id)
    }

    fn given(&self) -> Option<NewPeer> {
        Some(NewPeer {
            peer_router: meaning(&self.peer_transit_router_id)?.clone(),
            peer_region: meaning(&self.peer_region)?.clone(),
            supply: self.bandwidth.supply()?,
            bandwidth_mbps: self.bandwidth.mbps()?,
            link_type: self.bandwidth.default_link_type.known().cloned(),
        })
    }

    fn refresh(&mut self, own: &transit_router::Peer) {
        self.bandwidth.refresh(own);
        self.geographic_span_id = from_api::optional(&own.geographic_span_id);
    }

    /// Which end comes first is a matter of who looks, and stays as it is known.
    fn refresh_place(&mut self, head: &Head, own: &transit_router::Peer) {
        let here = (Some(head.router.clone()), head.region.clone());
        let there = (
            RouterId::from_api(&own.peer_router),
            Region::parse(&own.peer_region).ok(),
        );
        let known = meaning(&self.transit_router_id);
        let is_swapped = known.is_some() && known == there.0.as_ref();
        let (first, second) = if is_swapped {
            (there, here)
        } else {
            (here, there)
        };
        self.transit_router_id = refreshed(first.0.as_ref(), &self.transit_router_id);
        self.region = refreshed(first.1.as_ref(), &self.region);
        self.peer_transit_router_id = refreshed(second.0.as_ref(), &self.peer_transit_router_id);
        self.peer_region = refreshed(second.1.as_ref(), &self.peer_region);
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        for (name, region) in [("region", &self.region), ("peer_region", &self.peer_region)] {
            region_argument::check(Path::root(name), region, known_config, diagnostics);
        }
        let routers = [
            ("transit_router_id", &self.transit_router_id),
            ("peer_transit_router_id", &self.peer_transit_router_id),
        ];
        let why = "A connection has a transit router at each end.";
        must_differ(routers, why, diagnostics);
        check_regions(self, diagnostics);
        self.bandwidth.check(diagnostics);
    }

    /// With swapped ends it is the same connection.
    fn keep_semantically_equal(&mut self, prior: &Self) {
        unordered_pair::keep(
            [&prior.transit_router_id, &prior.peer_transit_router_id],
            [
                &mut self.transit_router_id,
                &mut self.peer_transit_router_id,
            ],
            str::to_ascii_lowercase,
        );
        unordered_pair::keep(
            [&prior.region, &prior.peer_region],
            [&mut self.region, &mut self.peer_region],
            str::to_ascii_lowercase,
        );
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let config = request.config;
        check_sides(config, plan);
        if config.region.is_null() {
            check_regions(&plan.state, &mut plan.diagnostics);
        }
        let prior = request.prior.map(|prior| &prior.bandwidth);
        if plan.state.bandwidth.plan(&config.bandwidth, prior) {
            plan.state.geographic_span_id = Attr::Unknown;
        }
    }

    async fn preflight(request: Preflight<Self, Cen>, diagnostics: &mut Diagnostics) {
        let planned = &request.planned;
        let bandwidth = &planned.bandwidth;
        let (Some((package, regions)), Some(wanted)) = (planned.draws_on(), bandwidth.mbps())
        else {
            return;
        };
        let prior = request.prior.as_ref().map(|prior| &prior.bandwidth);
        let same = prior.filter(|prior| prior.supply() == bandwidth.supply());
        let connection = Connection {
            package,
            regions,
            cen: meaning(&planned.cen_id).cloned(),
            held: same.and_then(Bandwidth::mbps).unwrap_or(0),
            wanted,
        };
        let (client, walk) = (&request.client, &request.walk);
        connection::check(connection, client, walk, &request.operation, diagnostics).await;
    }

    fn forget_plan(planned: Option<&Self>, walk: &Walk) {
        if let Some((package, regions)) = planned.and_then(Self::draws_on) {
            let budget = &mut walk.memory().bandwidth_budget;
            budget.forget(&Party::Connection(package, regions));
        }
    }

    fn claims(&self) -> Vec<Claim> {
        let ends = meaning(&self.transit_router_id).zip(meaning(&self.peer_transit_router_id));
        let claim = ends.map(|(one, other)| {
            let (first, second) = if one <= other { (one, other) } else { (other, one) };
            Claim {
                name: format!("connection of {first} and {second}"),
                refusal: Diagnostic::error(
                    "Two connections of one pair of transit routers",
                    format!(
                        "Another resource of this configuration connects {first} and {second} too, and CEN connects two transit \
                         routers once, whichever comes first. No peer attachment was created for this resource. Keep one of \
                         them, with the sum of the bandwidths; of a loop over regions, loop over their pairs, each taken once."
                    ),
                )
                .at(Path::root("peer_transit_router_id")),
            }
        });
        claim.into_iter().collect()
    }

    async fn in_its_place(
        router: &RouterId,
        new: &NewPeer,
        Scope { client, deadline }: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        let ends = [router, &new.peer_router];
        for router in ends {
            let connections = client.api.attachments(router, deadline).await.ok()?;
            let is_same = |one: &PeerAttachment| {
                let both = [one.head.router.as_str(), &one.own.peer_router];
                ends.iter().all(|end| both.contains(&end.as_str()))
            };
            if let Some(there) = connections.into_iter().find(is_same) {
                let [first, second] = ends;
                let id = there.head.id;
                return Some(Occupant {
                    statement: format!(
                        "{first} and {second} are connected by {id} already, and CEN connects two transit routers once."
                    ),
                    key: AttachmentKey {
                        router: Some(there.head.router),
                        cen: None,
                        id,
                    },
                });
            }
        }
        None
    }

    fn change(&self, planned: &Self) -> PeerChange {
        let (held, wanted) = (&self.bandwidth, &planned.bandwidth);
        let bandwidth = wanted.supplied();
        PeerChange {
            link_type: held.new_link(wanted),
            bandwidth: bandwidth.filter(|wanted| held.supplied().as_ref() != Some(wanted)),
        }
    }

    fn enter_sent(&mut self, planned: &Self) {
        self.bandwidth.enter_sent(&planned.bandwidth);
    }

    fn shows(sent: &PeerChange, seen: &transit_router::Peer) -> bool {
        let bandwidth = sent.bandwidth.as_ref();
        bandwidth.is_none_or(|(_, mbps)| seen.bandwidth_mbps == Some(*mbps))
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.peer_transit_router_id = official::named(source, "peer_transit_router_id");
        self.peer_region = official::named(source, "peer_transit_router_region_id");
        self.bandwidth.move_from(source);
    }
}

/// Refuses arguments that are about the table of `transit_router_id` where what is written there has become the other end: the
/// two keep the order in which they came into the state, so the arguments would be about the table that is not meant.
fn check_sides(config: &Peer, plan: &mut Plan<Peer>) {
    let ends = |peer: &Peer| {
        let ends = meaning(&peer.transit_router_id).zip(meaning(&peer.peer_transit_router_id));
        ends.map(|(one, other)| (one.clone(), other.clone()))
    };
    let (Some((written, other)), Some((first, second))) = (ends(config), ends(&plan.state)) else {
        return;
    };
    if written == other || (&written, &other) != (&second, &first) {
        return;
    }
    let id = plan.state.id.known().map_or("ATTACHMENT", String::as_str);
    for (argument, resource) in plan.state.arguments.default_table.wanted() {
        plan.diagnostics.error_at(
            Path::root(argument),
            "The two transit routers are the other way round",
            format!(
                "{argument} is about the table of transit_router_id, which is {written} here. In the state that is {first}, and a \
                 connection keeps its order, so the table of {first} would be meant. Write transit_router_id = \"{first}\" and \
                 peer_transit_router_id = \"{written}\", their regions likewise, and of the table of {written} use a \
                 {resource}. Or, to have {written} first: terraform state rm ADDRESS, then terraform import ADDRESS {written}:{id}."
            ),
        );
    }
}

fn check_regions(peer: &Peer, diagnostics: &mut Diagnostics) {
    let regions = [("region", &peer.region), ("peer_region", &peer.peer_region)];
    let why = "A CEN instance has one transit router in a region, and networks of one region need no connection: they are \
               attached to that.";
    must_differ(regions, why, diagnostics);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::moved_state;
    use crate::texts::Texts;
    use crate::written::named;

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "auto_publish_route_enabled": false, "bandwidth": 3, "bandwidth_type": "BandwidthPackage",
            "cen_bandwidth_package_id": "cenbwp-abc", "cen_id": "cen-abc", "create_time": "2026-01-02T03:04Z",
            "default_link_type": "Gold", "dry_run": null, "id": "cen-abc:tr-attach-one",
            "peer_transit_router_id": "tr-two", "peer_transit_router_region_id": "ap-southeast-1",
            "resource_type": "TR", "status": "Attached", "timeouts": null,
            "transit_router_attachment_description": "d", "transit_router_attachment_id": "tr-attach-one",
            "transit_router_attachment_name": "main", "transit_router_id": "tr-one"
        });
        let expected = Peer {
            id: "tr-attach-one".into(),
            transit_router_id: named("tr-one"),
            peer_transit_router_id: named("tr-two"),
            peer_region: named("ap-southeast-1"),
            bandwidth: Bandwidth {
                bandwidth: Attr::Known(3),
                bandwidth_type: "BandwidthPackage".into(),
                cen_bandwidth_package_id: named("cenbwp-abc"),
                default_link_type: "Gold".into(),
            },
            publishing: Publishing {
                auto_publish_route_enabled: Attr::Known(false),
            },
            arguments: Arguments {
                texts: Texts {
                    name: "main".into(),
                    description: "d".into(),
                },
                ..Arguments::default()
            },
            cen_id: named("cen-abc"),
            answers: Answers {
                status: "Attached".into(),
                creation_time: "2026-01-02T03:04Z".into(),
            },
            ..Peer::default()
        };
        assert_eq!(moved_state::<Peer>(state).unwrap(), expected);
    }

    #[test]
    fn a_state_that_does_not_say_the_transit_router_is_enough() {
        let early = json!({"id": "cen-abc:tr-attach-one", "bandwidth": 3});
        let moved = moved_state::<Peer>(early).unwrap();
        assert_eq!(moved.id, "tr-attach-one".into());
        assert_eq!(moved.bandwidth.bandwidth, Attr::Known(3));
    }
}
