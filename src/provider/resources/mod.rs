//! The resources, one folder or file each.

mod bandwidth_package;
mod bandwidth_package_attachment;
mod instance;

pub(super) use bandwidth_package::bandwidth_package;
pub(super) use bandwidth_package_attachment::bandwidth_package_attachment;
pub(super) use instance::instance;
