//! The resources, one folder or file each.

mod bandwidth_package;

pub(super) use bandwidth_package::bandwidth_package;
