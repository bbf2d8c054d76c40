//! Taking over limits from the official provider, `aliyun/alicloud`.
//!
//! Its states hold the CEN instance, a set of two regions and the bandwidth, and all but the bandwidth once more in the
//! id, with the regions in alphabetical order. Its schema version has been 0 throughout.

use crate::framework::{Diagnostics, Foreign};

use super::look;
use super::model::Limit;

const TYPE: &str = "alicloud_cen_bandwidth_limit";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The limit behind `source`, if it is one of the official provider's.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Limit, Diagnostics>> {
    source
        .is(&["aliyun", "hashicorp"], "alicloud", TYPE)
        .then(|| limit(source))
}

fn limit(source: &Foreign<'_>) -> Result<Limit, Diagnostics> {
    Ok(Limit {
        bandwidth_limit: source.number("bandwidth_limit").into(),
        ..look::import(source.text("id").unwrap_or_default())?
    })
}
