//! `cen_transit_router_peer_attachment`: a connection of the transit routers of two regions.

use std::ops::RangeInclusive;

use async_trait::async_trait;

use crate::claim::Claim;
use crate::known_config::KnownConfig;
use crate::lifecycle::{
    Basics, Change, Created, DefaultTimeouts, Managed, Occupant, Remote, Words, common_attributes,
};
use crate::plan_checks::connection::{self, Connection};
use crate::router_attachment::{self, Answers, Arguments, Settings, must_differ};
use crate::scope::Scope;
use crate::wait::Failure;
use crate::walk::{Party, Walk};
use crate::written::{Written, linked, meaning, refreshed, written};
use crate::{Cen, from_api, official, region_argument, tags, unordered_pair};
use cen::transit_router::{AttachmentKey, NewPeerAttachment, PeerAttachment, PeerChange, Supply};
use cen::{
    BANDWIDTH_MBPS, CallError, ClientToken, Freshness, PackageId, Region, RegionPair, RouterId,
    Tagged,
};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::{one_of, whole_number_between};
use tf_plugin::framework::{Diagnostic, Diagnostics, Plan, PlanRequest, Preflight, SourceState};
use tf_plugin::value::{Attr, Path};

/// Connects the transit routers of two regions, with bandwidth of a package or billed by traffic. All connections and limits
/// that draw on one package together take no more than it has.
///
/// **By itself it carries no traffic**: CEN associates a new connection with no route table of the two transit routers and
/// learns no routes through it, which this provider does not change. Associate it and let routes be propagated in the console.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Peer {
    /// Id of the connection, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a placeholder that
    /// begins with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// One transit router. The order of the two does not matter; another *pair* is another connection and replaces this one.
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
    /// Bandwidth in Mbps: what the connection gets of the package, or the limit of one that is billed by traffic. Changed in
    /// place.
    #[attribute(required, validate = whole_number_between(MBPS, "Mbps"))]
    bandwidth: Attr<u64>,
    /// Where the bandwidth comes from: `BandwidthPackage`, which needs `cen_bandwidth_package_id` and follows from it where
    /// this is not set; or `DataTransfer`, **which is billed by traffic** and has to be said. Changed in place.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = one_of(&[BY_PACKAGE, BY_TRAFFIC])
    )]
    bandwidth_type: Attr<String>,
    /// The package that the bandwidth comes from. It joins the areas of the two regions and is bound to the CEN instance.
    /// Changed in place.
    #[attribute(optional)]
    cen_bandwidth_package_id: Attr<Written<PackageId>>,
    /// The kind of link: `Gold`, which it is where this is not set; or `Platinum`, only for a connection that is billed by
    /// traffic. Changed in place.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = one_of(&["Gold", PLATINUM])
    )]
    default_link_type: Attr<String>,
    #[attribute(flatten)]
    arguments: Arguments,
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

/// No page says how much a connection that is billed by traffic may have; the number is one of 32 bits.
const MBPS: RangeInclusive<u64> = 1..=2_147_483_647;

/// Bandwidth from a package.
const BY_PACKAGE: &str = "BandwidthPackage";
/// Bandwidth that is billed by traffic.
const BY_TRAFFIC: &str = "DataTransfer";
/// The better of the two links.
const PLATINUM: &str = "Platinum";

impl Peer {
    /// Whether its bandwidth comes from a package, as far as that is known.
    fn draws_on_package(&self) -> Option<bool> {
        self.bandwidth_type.known().map(|kind| kind == BY_PACKAGE)
    }

    /// Where its bandwidth comes from, once that is known.
    fn supply(&self) -> Option<Supply> {
        if self.draws_on_package()? {
            let package = meaning(&self.cen_bandwidth_package_id)?;
            Some(Supply::Package(package.clone()))
        } else {
            Some(Supply::Traffic)
        }
    }

    /// The package that it draws on, and the regions between which it does, once they are known.
    fn draws_on(&self) -> Option<(PackageId, RegionPair)> {
        let [a, b] = self.regions()?;
        match self.supply()? {
            Supply::Package(id) => Some((id, RegionPair::new(a, b)?)),
            Supply::Traffic => None,
        }
    }

    /// Its bandwidth in Mbit/s, once that is known.
    fn mbps(&self) -> Option<u64> {
        self.bandwidth.known().copied()
    }

    /// Its two regions, once they are known.
    fn regions(&self) -> Option<[Region; 2]> {
        let regions = meaning(&self.region).zip(meaning(&self.peer_region));
        regions.map(|(one, other)| [one.clone(), other.clone()])
    }
}

impl Remote for PeerAttachment {
    fn basics(&self) -> Basics<'_> {
        router_attachment::basics(&self.attachment)
    }

    fn status(&self) -> &str {
        self.attachment.status.as_str()
    }

    fn is_ready(&self) -> bool {
        router_attachment::is_ready(&self.attachment)
    }
}

#[async_trait]
impl Managed for Peer {
    const TYPE: &'static str = "cen_transit_router_peer_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_peer_attachment";
    const WORDS: Words = Words::of("peer attachment");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(10, 10, 10);

    type Parameters = NewPeerAttachment;
    type Key = AttachmentKey;
    type Remote = PeerAttachment;

    common_attributes! {
        id, arguments.name, arguments.description, arguments.tags, arguments.tags_all,
        answers.status, answers.creation_time, timeouts
    }

    fn key(&self) -> Option<AttachmentKey> {
        router_attachment::key(&self.transit_router_id, self.common().confirmed_id())
    }

    fn at(key: &AttachmentKey) -> Self {
        Self {
            id: key.id.as_str().into(),
            transit_router_id: written(&key.router),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &PeerAttachment) {
        let attachment = &remote.attachment;
        router_attachment::refresh(&mut self.arguments, &mut self.answers, attachment);
        let here = (
            Some(attachment.key.router.clone()),
            Region::parse(&remote.region).ok(),
        );
        let there = (
            RouterId::from_api(&remote.peer_router),
            Region::parse(&remote.peer_region).ok(),
        );
        // Which end comes first is a matter of who looks, and stays as it is known.
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
        if let Some(mbps) = remote.bandwidth_mbps {
            self.bandwidth = Attr::Known(mbps);
        }
        self.bandwidth_type = from_api::name(&remote.bandwidth_type, &self.bandwidth_type);
        let package = PackageId::from_api(&remote.package_id);
        self.cen_bandwidth_package_id = linked(package.as_ref(), &self.cen_bandwidth_package_id);
        self.default_link_type = from_api::name(&remote.link_type, &self.default_link_type);
        self.geographic_span_id = from_api::optional(&remote.geographic_span_id);
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
        check_bandwidth(self, diagnostics);
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
        region_argument::fill_in(request, |peer| &mut peer.region, &config.region, plan);
        if config.region.is_null() {
            check_regions(&plan.state, &mut plan.diagnostics);
        }
        if config.bandwidth_type.is_null() {
            plan.state.bandwidth_type = match config.cen_bandwidth_package_id {
                Attr::Unknown => Attr::Unknown,
                _ => BY_PACKAGE.into(),
            };
        }
        // CEN decides these anew when the connection gets its bandwidth from elsewhere.
        let state = &mut plan.state;
        let moves = request.prior.is_some_and(|prior| {
            state.bandwidth_type != prior.bandwidth_type
                || state.cen_bandwidth_package_id != prior.cen_bandwidth_package_id
        });
        if moves {
            state.geographic_span_id = Attr::Unknown;
            if config.default_link_type.is_null() {
                state.default_link_type = Attr::Unknown;
            }
        }
    }

    async fn preflight(request: Preflight<Self, Cen>, diagnostics: &mut Diagnostics) {
        let planned = &request.planned;
        let (Some((package, regions)), Some(wanted)) = (planned.draws_on(), planned.mbps()) else {
            return;
        };
        let prior = request.prior.as_ref();
        let same = prior.filter(|prior| prior.supply() == planned.supply());
        let connection = Connection {
            package,
            regions,
            cen: meaning(&planned.answers.cen_id).cloned(),
            held: same.and_then(Self::mbps).unwrap_or(0),
            wanted,
        };
        let (client, walk) = (&request.client, &request.walk);
        connection::check(connection, client, walk, &request.operation, diagnostics).await;
    }

    fn forget_plan(_: Option<&Self>, planned: Option<&Self>, walk: &Walk) {
        if let Some((package, regions)) = planned.and_then(Self::draws_on) {
            let budget = &mut walk.memory().bandwidth_budget;
            budget.forget(&Party::Connection(package, regions));
        }
    }

    fn parameters(&self) -> Option<NewPeerAttachment> {
        let [region, peer_region] = self.regions()?;
        let arguments = &self.arguments;
        Some(NewPeerAttachment {
            router: meaning(&self.transit_router_id)?.clone(),
            region,
            peer_router: meaning(&self.peer_transit_router_id)?.clone(),
            peer_region,
            supply: self.supply()?,
            bandwidth_mbps: self.mbps()?,
            link_type: self.default_link_type.known().cloned(),
            name: arguments.name.known().cloned(),
            description: arguments.description.known().cloned(),
            auto_publish_routes: arguments.auto_publish_route_enabled.known().copied(),
            tags: tags::plain(&arguments.tags_all),
        })
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
        parameters: &NewPeerAttachment,
        Scope { client, deadline }: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        let ends = [&parameters.router, &parameters.peer_router];
        for router in ends {
            let connections = client.api.peer_attachments(router, deadline).await.ok()?;
            let is_same = |one: &PeerAttachment| {
                let both = [one.attachment.key.router.as_str(), &one.peer_router];
                ends.iter().all(|end| both.contains(&end.as_str()))
            };
            if let Some(there) = connections.into_iter().find(is_same) {
                let [first, second] = ends;
                let key = there.attachment.key;
                let statement = format!(
                    "{first} and {second} are connected by {} already, and CEN connects two transit routers once.",
                    key.id
                );
                return Some(Occupant { key, statement });
            }
        }
        None
    }

    async fn create(
        parameters: &NewPeerAttachment,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<AttachmentKey>, CallError> {
        let created = client
            .api
            .create_peer_attachment(parameters, token, deadline);
        Ok(created.await?.into())
    }

    async fn find(
        key: &AttachmentKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<PeerAttachment>, CallError> {
        client.api.peer_attachment(key, freshness, deadline).await
    }

    fn keep(&mut self, planned: &Self) {
        self.arguments.force_delete = planned.arguments.force_delete.clone();
    }

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let (before, after) = (&change.state, &change.planned);
        let settings = Settings::new(&before.arguments, &after.arguments);
        let bandwidth = after.supply().zip(after.mbps());
        let link_type = after.default_link_type.known();
        let sent = PeerChange {
            name: settings.name.clone(),
            description: settings.description.clone(),
            auto_publish_routes: settings.auto_publish_routes,
            link_type: link_type
                .filter(|link| before.default_link_type.known() != Some(link))
                .cloned(),
            bandwidth: bandwidth
                .filter(|after| before.supply().zip(before.mbps()).as_ref() != Some(after)),
        };
        let is_change = sent != PeerChange::default();
        if is_change {
            let Scope { client, deadline } = change.scope();
            let api = &client.api;
            api.update_peer_attachment(&change.key, &sent, deadline)
                .await?;
        }
        change.advance_texts(|state, planned| {
            state.arguments.enter_sent(&planned.arguments);
            state.bandwidth = planned.bandwidth.clone();
            state.bandwidth_type = planned.bandwidth_type.clone();
            state.cen_bandwidth_package_id = planned.cen_bandwidth_package_id.clone();
            if !planned.default_link_type.is_unknown() {
                state.default_link_type = planned.default_link_type.clone();
            }
        });
        if is_change {
            let as_sent = |seen: &PeerAttachment| {
                let bandwidth = sent.bandwidth.as_ref();
                settings.shows(&seen.attachment)
                    && bandwidth.is_none_or(|(_, mbps)| seen.bandwidth_mbps == Some(*mbps))
            };
            change.become_ready(as_sent).await?;
        }
        Ok(())
    }

    fn region(&self) -> Option<Region> {
        meaning(&self.region).cloned()
    }

    fn tagged<'a>(key: &'a AttachmentKey, region: Option<&'a Region>) -> Tagged<'a> {
        Tagged::peer_attachment(key, region)
    }

    async fn delete(
        &self,
        key: &AttachmentKey,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        let force = self.arguments.forces_delete();
        client
            .api
            .delete_peer_attachment(key, force, deadline)
            .await
    }

    fn moved_key(source: &SourceState<'_>) -> Option<AttachmentKey> {
        router_attachment::moved_key(source)
    }

    /// The states of the official provider do not say the region; the read that follows does.
    fn move_from(&mut self, source: &SourceState<'_>) {
        let text = |name| official::text(source, &[name]);
        let names = ["transit_router_attachment_name"];
        self.arguments.move_from(source, &names);
        self.answers.cen_id = official::named(source, "cen_id");
        self.peer_transit_router_id = official::named(source, "peer_transit_router_id");
        self.peer_region = official::named(source, "peer_transit_router_region_id");
        let mbps = source.number("bandwidth");
        self.bandwidth = mbps.and_then(|mbps| mbps.as_u64()).into();
        self.bandwidth_type = text("bandwidth_type");
        self.cen_bandwidth_package_id = official::named(source, "cen_bandwidth_package_id");
        self.default_link_type = text("default_link_type");
    }
}

fn check_regions(peer: &Peer, diagnostics: &mut Diagnostics) {
    let regions = [("region", &peer.region), ("peer_region", &peer.peer_region)];
    let why = "A CEN instance has one transit router in a region, and networks of one region need no connection: they are \
               attached to that.";
    must_differ(regions, why, diagnostics);
}

fn check_bandwidth(config: &Peer, diagnostics: &mut Diagnostics) {
    let package = &config.cen_bandwidth_package_id;
    let kind = match &config.bandwidth_type {
        Attr::Unknown => return,
        Attr::Known(kind) => Some(kind.as_str()),
        Attr::Null => None,
    };
    match kind {
        None if package.is_null() => diagnostics.error_at(
            Path::root("bandwidth_type"),
            "It is not said where the bandwidth comes from",
            "Set cen_bandwidth_package_id to the package that it comes from; or, to be billed by traffic, set \
             bandwidth_type = \"DataTransfer\".",
        ),
        Some(BY_PACKAGE) if package.is_null() => diagnostics.error_at(
            Path::root("cen_bandwidth_package_id"),
            "The bandwidth package is missing",
            "With bandwidth_type = \"BandwidthPackage\" the bandwidth comes from a package. Set cen_bandwidth_package_id; \
             or, to be billed by traffic, set bandwidth_type = \"DataTransfer\".",
        ),
        Some(BY_TRAFFIC) if package.known().is_some() => diagnostics.error_at(
            Path::root("cen_bandwidth_package_id"),
            "A connection billed by traffic has no package",
            "With bandwidth_type = \"DataTransfer\" nothing is drawn on a package. Remove cen_bandwidth_package_id, or set \
             bandwidth_type = \"BandwidthPackage\".",
        ),
        _ => {}
    }
    // An unknown package may turn out to be none.
    let draws = kind == Some(BY_PACKAGE) || (kind.is_none() && package.known().is_some());
    if !draws {
        return;
    }
    if config
        .default_link_type
        .known()
        .is_some_and(|link| link == PLATINUM)
    {
        diagnostics.error_at(
            Path::root("default_link_type"),
            "Platinum needs a connection billed by traffic",
            "Connections that draw on a package have links of the kind \"Gold\". Remove default_link_type, or set \
             bandwidth_type = \"DataTransfer\".",
        );
    }
    let most = *BANDWIDTH_MBPS.end();
    if let Some(mbps) = config.mbps().filter(|mbps| *mbps > most) {
        diagnostics.error_at(
            Path::root("bandwidth"),
            "No package has so much bandwidth",
            format!(
                "This asks for {mbps} Mbps of a package, and packages have {most} Mbps at the most."
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::moved_state;
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
            bandwidth: Attr::Known(3),
            bandwidth_type: "BandwidthPackage".into(),
            cen_bandwidth_package_id: named("cenbwp-abc"),
            default_link_type: "Gold".into(),
            arguments: Arguments {
                auto_publish_route_enabled: Attr::Known(false),
                name: "main".into(),
                description: "d".into(),
                ..Arguments::default()
            },
            answers: Answers {
                cen_id: named("cen-abc"),
                status: "Attached".into(),
                creation_time: "2026-01-02T03:04Z".into(),
            },
            ..Peer::default()
        };
        assert_eq!(moved_state::<Peer>(state).unwrap(), expected);
    }

    #[test]
    fn a_state_that_does_not_say_the_transit_router_is_no_use() {
        let early = json!({"id": "cen-abc:tr-attach-one", "bandwidth": 3});
        let said = moved_state::<Peer>(early).unwrap_err();
        let said: Vec<String> = said.into_iter().map(|one| one.summary).collect();
        assert_eq!(
            said,
            ["The state does not say which peer attachment this is"]
        );
    }
}
