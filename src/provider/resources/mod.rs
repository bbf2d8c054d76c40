//! The resources, one folder or file each.

mod bandwidth_package;

use std::sync::Arc;

use crate::framework::AnyListResource;
use crate::provider::Cen;

pub(super) use bandwidth_package::{bandwidth_package, tag_rules};

/// The resources that can be searched for.
pub(super) fn listed() -> Vec<Arc<dyn AnyListResource<Cen>>> {
    vec![bandwidth_package::bandwidth_package_list()]
}
