//! What a plan can say about the package that a connection is to draw on.

use crate::budget::{Party, Place, between};
use crate::client::Client;
use crate::wait;
use cen::region::region_area_with;
use cen::{AreaPair, CenId, Freshness, Limits, Package, PackageId};
use tf_plugin::framework::{Diagnostics, Foresight};
use tf_plugin::value::Path;

use super::model::Peer;

/// What comes after each warning: another part of the same run may change what was seen.
const UNLESS: &str = "Unless this run changes that first, apply will be refused.";

/// Warns in a plan that asks more of a package than it has left, or of one that does not serve the two regions.
pub(super) async fn foresee(question: Foresight<Peer, Client>, diagnostics: &mut Diagnostics) {
    let Foresight {
        prior,
        planned,
        client,
        operation,
        ..
    } = question;
    let (Some((package, regions)), Some(wanted)) = (planned.draws_on(), planned.mbps()) else {
        return;
    };
    let held = prior
        .filter(|prior| prior.supply() == planned.supply())
        .map_or(0, |prior| prior.mbps().unwrap_or(0));
    let limits = wait::foresight_limits(&operation);
    let place = if held > 0 {
        known_place(&planned, &client)
    } else {
        let asked = client.api.package(&package, Freshness::Recent, &limits);
        match asked.await {
            Ok(Some(found)) => judge(&found, &planned, wanted, &client, diagnostics),
            Ok(None) => return no_package(&package, diagnostics),
            // Apply will say it better.
            Err(_) => return,
        }
    };
    let Some(place) = place else { return };
    let party = Party::Connection(package, regions);
    client.budget.note(party, &place, held, wanted);
    if wanted > held {
        ask_what_is_left(&place, wanted - held, &client, &limits, diagnostics).await;
    }
}

/// Where a connection that is there already takes its bandwidth.
fn known_place(planned: &Peer, client: &Client) -> Option<Place> {
    Some(Place {
        cen: CenId::from_answer(planned.cen_id.known()?)?,
        areas: areas(planned, client)?,
    })
}

/// The areas that a package must connect for this; none for regions that nobody knows.
fn areas(peer: &Peer, client: &Client) -> Option<AreaPair> {
    let [a, b] = peer.regions()?;
    let area = |region: &str| region_area_with(region, &client.additional_regions).ok();
    Some(AreaPair::new(area(a.as_str())?, area(b.as_str())?))
}

async fn ask_what_is_left(
    place: &Place,
    more: u64,
    client: &Client,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) {
    let Place { cen, areas } = place;
    let asked = client
        .api
        .remaining_bandwidth(cen, areas, Freshness::Recent, limits);
    // Apply will say better what went wrong.
    let Ok(left) = asked.await else { return };
    let left = left.saturating_add(client.budget.gain(place));
    let budget = &client.budget;
    if budget.fits(place, left) {
        return;
    }
    if more <= left {
        return budget.warn_of_all("bandwidth", more, place, left, diagnostics);
    }
    diagnostics.warn_at(
        Path::root("bandwidth"),
        "Not enough bandwidth is left",
        format!(
            "This asks for {more} Mbps more {}, and {left} Mbps are left on {cen}. {UNLESS}",
            between(areas)
        ),
    );
}

fn no_package(id: &PackageId, diagnostics: &mut Diagnostics) {
    diagnostics.warn_at(
        Path::root("cen_bandwidth_package_id"),
        "There is no such bandwidth package",
        format!("CEN knows no package {id} in this account. {UNLESS}"),
    );
}

/// Whether the package will do at all; if so, where it gives its bandwidth.
fn judge(
    package: &Package,
    planned: &Peer,
    wanted: u64,
    client: &Client,
    diagnostics: &mut Diagnostics,
) -> Option<Place> {
    let areas = areas(planned, client).unwrap_or_else(|| package.areas.clone());
    if areas != package.areas {
        diagnostics.warn_at(
            Path::root("cen_bandwidth_package_id"),
            "The package joins other areas",
            format!(
                "The two regions lie in {} and {}, and the package {} joins {} and {}. Apply will be refused.",
                areas.first(),
                areas.second(),
                package.id,
                package.areas.first(),
                package.areas.second(),
            ),
        );
        return None;
    }
    let place = package.cen_ids.first().map(|cen| Place {
        cen: cen.clone(),
        areas,
    });
    let gain = place.as_ref().map_or(0, |place| client.budget.gain(place));
    let has = package.bandwidth_mbps.saturating_add(gain);
    if wanted > has {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "The package has not enough bandwidth",
            format!(
                "This asks for {wanted} Mbps, and all of the package {} are {has} Mbps. {UNLESS}",
                package.id
            ),
        );
        return None;
    }
    place
}
