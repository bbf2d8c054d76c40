//! Whether the package that a connection of transit routers is to draw on can serve it.

use crate::client::Client;
use crate::wait;
use crate::walk::{Party, Place, Walk};
use cen::{AreaPair, CenId, Freshness, Package, PackageId, RegionPair};
use tf_plugin::framework::{Diagnostics, Operation};
use tf_plugin::value::Path;

use super::bandwidth::{self, Draw, between};

/// A connection of two regions as planned.
pub(crate) struct Connection {
    /// The package that it draws on.
    pub(crate) package: PackageId,
    /// Its two regions.
    pub(crate) regions: RegionPair,
    /// The CEN instance of its transit routers, once that is known.
    pub(crate) cen: Option<CenId>,
    /// What it has of the package already, in Mbit/s.
    pub(crate) held: u64,
    /// What it is to have, in Mbit/s.
    pub(crate) wanted: u64,
}

/// What comes after each warning: another part of the same run may change what was seen.
const UNLESS: &str = "Unless this run changes that first, apply will be refused.";

/// Warns in a plan that asks more of a package than it has left, or of one that does not serve the two regions.
pub(crate) async fn check(
    connection: Connection,
    client: &Client,
    walk: &Walk,
    operation: &Operation,
    diagnostics: &mut Diagnostics,
) {
    let Connection {
        package,
        regions,
        cen,
        held,
        wanted,
    } = connection;
    let areas = client.areas(&regions);
    let deadline = wait::preflight_deadline(operation);
    let place = if held > 0 {
        // It is there already, and takes its bandwidth there.
        cen.zip(areas).map(|(cen, areas)| Place { cen, areas })
    } else {
        let asked = client.api.package(&package, Freshness::Recent, &deadline);
        match asked.await {
            Ok(Some(found)) => judge(&found, areas, wanted, walk, diagnostics),
            Ok(None) => return no_package(&package, diagnostics),
            // Apply will say it better.
            Err(_) => return,
        }
    };
    let Some(place) = place else { return };
    let draw = Draw {
        party: Party::Connection(package, regions),
        place,
        held,
        wanted,
        argument: "bandwidth",
    };
    // Apply will say better what went wrong.
    if let Ok(Some(left)) = bandwidth::shortage(&draw, client, walk, &deadline, diagnostics).await {
        diagnostics.warn_at(
            Path::root("bandwidth"),
            "Not enough bandwidth is left",
            format!(
                "This asks for {} Mbps more {}, and {left} Mbps are left on {}. {UNLESS}",
                draw.more(),
                between(&draw.place.areas),
                draw.place.cen
            ),
        );
    }
}

fn no_package(id: &PackageId, diagnostics: &mut Diagnostics) {
    diagnostics.warn_at(
        Path::root("cen_bandwidth_package_id"),
        "There is no such bandwidth package",
        format!("CEN knows no package {id} in this account. {UNLESS}"),
    );
}

/// Whether the package will do for regions in these areas at all; if so, where it gives its bandwidth.
fn judge(
    package: &Package,
    areas: Option<AreaPair>,
    wanted: u64,
    walk: &Walk,
    diagnostics: &mut Diagnostics,
) -> Option<Place> {
    let areas = areas.unwrap_or_else(|| package.areas.clone());
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
    let gain = place
        .as_ref()
        .map_or(0, |place| walk.memory().bandwidth_budget.gain(place));
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
