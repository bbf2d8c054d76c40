//! What a connection must know beyond the general rules, in a configuration and in a plan.

use crate::facts::Facts;
use crate::object::Object as _;
use crate::router_attachment::{must_differ, slots};
use crate::{Cen, ends, observed, region, tags};
use cen::BANDWIDTH_MBPS;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest};
use tf_plugin::value::{Attr, Path};

use super::model::{BY_PACKAGE, BY_TRAFFIC, PLATINUM, Peer};

pub(super) fn check(config: &Peer, facts: &Facts, diagnostics: &mut Diagnostics) {
    let regions = [
        ("region", &config.region),
        ("peer_region", &config.peer_region),
    ];
    for (name, region) in regions {
        region::check(Path::root(name), region, facts, diagnostics);
    }
    let routers = [
        ("transit_router_id", &config.transit_router_id),
        ("peer_transit_router_id", &config.peer_transit_router_id),
    ];
    let why = "A connection has a transit router at each end.";
    must_differ(routers, why, diagnostics);
    check_regions(config, diagnostics);
    check_bandwidth(config, diagnostics);
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

/// Swapped ends and other letter cases are the same connection.
pub(super) fn keep_equivalent(prior: &Peer, planned: &mut Peer) {
    ends::keep(
        [&prior.transit_router_id, &prior.peer_transit_router_id],
        [
            &mut planned.transit_router_id,
            &mut planned.peer_transit_router_id,
        ],
        meaning,
    );
    ends::keep(
        [&prior.region, &prior.peer_region],
        [&mut planned.region, &mut planned.peer_region],
        meaning,
    );
    observed::keep_name(
        &prior.cen_bandwidth_package_id,
        &mut planned.cen_bandwidth_package_id,
    );
}

fn meaning(name: &str) -> String {
    name.trim().to_ascii_lowercase()
}

pub(super) fn refine(request: &PlanRequest<'_, Peer, Cen>, plan: &mut Plan<Peer>) {
    plan.state.tags_all = tags::all(&plan.state.tags, &request.facts.default_tags);
    tags::count(
        &plan.state.tags,
        &plan.state.tags_all,
        &mut plan.diagnostics,
    );
    region::fill_in(
        request,
        |peer| &mut peer.region,
        &request.config.region,
        plan,
    );
    if request.config.region.is_null() {
        check_regions(&plan.state, &mut plan.diagnostics);
    }
    if request.config.bandwidth_type.is_null() {
        plan.state.bandwidth_type = match request.config.cen_bandwidth_package_id {
            Attr::Unknown => Attr::Unknown,
            _ => BY_PACKAGE.into(),
        };
    }
    if let Some(prior) = request.prior {
        expect_what_follows(prior, request.config, plan);
    }
}

/// What CEN decides anew when the connection is confirmed, or gets its bandwidth from elsewhere.
fn expect_what_follows(prior: &Peer, config: &Peer, plan: &mut Plan<Peer>) {
    let is_unconfirmed = prior.is_unconfirmed();
    if is_unconfirmed {
        let mut config = config.clone();
        slots!(plan.state).expect_confirmation(&slots!(config));
    }
    let state = &mut plan.state;
    let moves = state.bandwidth_type != prior.bandwidth_type
        || state.cen_bandwidth_package_id != prior.cen_bandwidth_package_id;
    if is_unconfirmed || moves {
        state.geographic_span_id = Attr::Unknown;
        if config.default_link_type.is_null() {
            state.default_link_type = Attr::Unknown;
        }
    }
}
