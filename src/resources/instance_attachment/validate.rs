//! Checks of an attachment's configuration that look at more than one argument, or at the provider block.

use crate::facts::Facts;
use crate::places;
use cen::ChildKind;
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

use super::model::Attachment;

pub(super) fn check(config: &Attachment, facts: &Facts, diagnostics: &mut Diagnostics) {
    places::check_region(Path::root("region"), &config.region, facts, diagnostics);
    let Some(id) = config.child_instance_id.known() else {
        return;
    };
    let Some(kind) = ChildKind::of_id(id) else {
        return;
    };
    kind_fits(&kind, id, config, diagnostics);
    region_fits(&kind, config, diagnostics);
}

fn kind_fits(kind: &ChildKind, id: &str, config: &Attachment, diagnostics: &mut Diagnostics) {
    let Some(configured) = config.child_instance_type.known() else {
        return;
    };
    if configured != kind.as_str() {
        diagnostics.error_at(
            Path::root("child_instance_type"),
            "The type is not that of the network",
            format!(
                "{id} is a {}, not a {configured}. Set child_instance_type = {:?}, or leave it out: the id tells the type.",
                kind.as_str(),
                kind.as_str()
            ),
        );
    }
}

/// Regions of cloud connect networks have a prefix, and no others have.
fn region_fits(kind: &ChildKind, config: &Attachment, diagnostics: &mut Diagnostics) {
    let Some(region) = config.region.known() else {
        return;
    };
    let plain = region
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("ccn-"))
        .and_then(|_| region.get(4..));
    let meant = match (kind, plain) {
        (ChildKind::Ccn, None) => format!("ccn-{region}"),
        (ChildKind::Vpc | ChildKind::Vbr, Some(plain)) => plain.to_owned(),
        _ => return,
    };
    diagnostics.error_at(
        Path::root("region"),
        "The region is not one for this type",
        format!(
            "Regions of cloud connect networks (CCN) begin with \"ccn-\", and those of other networks do not; this is a {}. \
             Did you mean {meant:?}?",
            kind.as_str()
        ),
    );
}
