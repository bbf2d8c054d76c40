//! Temporary upgrades that are running, which no other change of a package's bandwidth goes together with.

use cen::Package;

/// What of a package is upgraded for a while; `None` where nothing is.
pub(super) fn describe(package: &Package) -> Option<String> {
    let running = package.upgrade.as_ref()?;
    let ends = running.ends.as_ref();
    Some(format!(
        "{} has {} Mbps until {} and goes back to {} Mbps then.",
        package.id,
        package.bandwidth_mbps,
        ends.map_or("a later time", |ends| ends.as_str()),
        running.returns_to_mbps
    ))
}
