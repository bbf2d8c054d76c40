//! The resources, one folder or file each.

mod bandwidth_limit;
mod bandwidth_package;
mod instance;

pub(super) use bandwidth_limit::bandwidth_limit;
pub(super) use bandwidth_package::bandwidth_package;
pub(super) use instance::instance;
