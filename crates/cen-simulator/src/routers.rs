//! What tests do to transit routers.

use std::io;

use super::Simulator;
use super::view::{
    AttachmentChange, PeerAttachmentView, RouterChange, RouterView, VpcAttachmentView,
};

impl Simulator {
    /// The transit routers, in the order in which they were made.
    pub fn transit_routers(&self) -> Vec<RouterView> {
        self.cloud.routers()
    }

    /// Makes a transit router that is active at once, and returns its id.
    ///
    /// # Errors
    ///
    /// There is no such CEN instance or region, or a transit router is there already; the state cannot be saved.
    pub fn add_transit_router(&self, cen_id: &str, region: &str) -> io::Result<String> {
        self.cloud.add_router(cen_id, region)
    }

    /// Changes a transit router behind Terraform's back.
    ///
    /// # Errors
    ///
    /// There is no such transit router, or the state cannot be saved; so with the others below.
    pub fn change_transit_router(&self, id: &str, change: RouterChange) -> io::Result<RouterView> {
        self.cloud.change_router(id, change)
    }

    /// Removes a transit router behind Terraform's back, with everything that is attached to it.
    pub fn remove_transit_router(&self, id: &str) -> io::Result<()> {
        self.cloud.remove_router(id)
    }

    /// The VPCs that are attached to transit routers, in the order in which they were.
    pub fn vpc_attachments(&self) -> Vec<VpcAttachmentView> {
        self.cloud.vpc_attachments()
    }

    /// The connections of transit routers, in the order in which they were made.
    pub fn peer_attachments(&self) -> Vec<PeerAttachmentView> {
        self.cloud.peer_attachments()
    }

    /// Changes an attachment of either kind behind Terraform's back.
    pub fn change_attachment(&self, id: &str, change: AttachmentChange) -> io::Result<()> {
        self.cloud.change_attachment(id, change)
    }

    /// Removes an attachment of either kind behind Terraform's back.
    pub fn remove_attachment(&self, id: &str) -> io::Result<()> {
        self.cloud.remove_attachment(id)
    }
}
