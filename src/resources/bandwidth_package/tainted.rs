//! A prepaid package that somebody has marked as tainted.
//!
//! Hosts do not tell a plan of it: they plan a create and nothing else, and destroy the old one before or after. Under
//! `create_before_destroy` that buys a second package, and only then is the destroy of the first refused. What gives it away is
//! that the host has read the old one in this walk and does not plan it.

use std::time::Duration;

use tf_plugin::framework::Diagnostics;

use crate::client::Client;
use crate::walk::{Likeness, Walk};
use cen::PackageId;

use super::Package;
use super::delete;
use super::on_destroy::OnDestroy;

/// How long a host may take between the read of an object and its plan, between which it only evaluates the configuration. Spent
/// only where a package that looks alike is open, so in full only where it is tainted.
const PATIENCE: Duration = Duration::from_secs(5);

/// Notes that the package has been read, where it must not be replaced.
pub(super) fn note_read(package: &Package, id: &PackageId, client: &Client, walk: &Walk) {
    if !delete::is_running(package, client.api.now())
        || package.on_destroy.chosen() != OnDestroy::Refuse
    {
        return;
    }
    if let Some(likeness) = likeness(package) {
        let until = delete::until(package);
        walk.memory().unplanned.read(id, likeness, until);
    }
}

/// Refuses to plan a purchase that is to take the place of a tainted package.
pub(super) async fn refuse(planned: &Package, walk: &Walk, diagnostics: &mut Diagnostics) {
    let Some(likeness) = likeness(planned).filter(|_| planned.is_prepaid()) else {
        return;
    };
    if let Some((id, until)) = walk.left_unplanned(&likeness, PATIENCE).await {
        diagnostics.error(
            "A prepaid package would be bought a second time",
            format!(
                "The package {id} of this configuration has the same areas and the same name and is prepaid until {until}. It \
                 has been read and is not planned, which is what hosts do with an object that is marked as tainted: this \
                 purchase is to replace it. Nothing has been bought.\n\nFind the address of {id} with terraform state list -id={id}, \
                 run terraform untaint ADDRESS, and plan again. If {id} is to leave this state while another like it is \
                 bought, do that in two runs, or give the new one another name."
            ),
        );
    }
}

/// By what a package and its successor are told to be alike, as far as that is known.
fn likeness(package: &Package) -> Option<Likeness> {
    let name = &package.texts.name;
    if name.is_unknown() {
        return None;
    }
    Some(Likeness {
        areas: package.areas()?,
        name: name.known().cloned().unwrap_or_default(),
    })
}
