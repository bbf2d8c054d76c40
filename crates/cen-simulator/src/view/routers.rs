//! Transit routers and what is attached to them, as tests and people see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::{Attachment, PeerAttachment, PeerBandwidth, Router, VpcAttachment, ZoneMapping};

use super::set;

/// A transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouterView {
    /// `tr-…`.
    pub id: String,
    /// The CEN instance.
    pub cen_id: String,
    /// Where it is.
    pub region: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// `Creating`, `Active`, `Modifying` or `Deleting`.
    pub status: String,
    /// Whether it forwards multicast traffic.
    pub support_multicast: bool,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// In UTC, to the minute.
    pub creation_time: String,
}

impl RouterView {
    pub(crate) fn of(router: &Router) -> Self {
        Self {
            id: router.id.clone(),
            cen_id: router.instance.clone(),
            region: router.region.clone(),
            name: router.name.clone(),
            description: router.description.clone(),
            status: router.status().to_owned(),
            support_multicast: router.support_multicast,
            tags: router.tags.clone(),
            creation_time: router.created_at.to_minutes(),
        }
    }
}

/// A change of a transit router made behind Terraform's back. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouterChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// All tags, replacing those that were.
    pub tags: Option<BTreeMap<String, String>>,
}

impl RouterChange {
    pub(crate) fn apply(self, router: &mut Router) {
        set(&mut router.name, self.name);
        set(&mut router.description, self.description);
        set(&mut router.tags, self.tags);
    }
}

/// What all attachments of transit routers have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttachmentView {
    /// `tr-attach-…`.
    pub id: String,
    /// The transit router.
    pub transit_router_id: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: bool,
    /// `Attaching`, `Attached`, `Modifying` or `Detaching`.
    pub status: String,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

impl AttachmentView {
    fn of(attachment: &Attachment) -> Self {
        Self {
            id: attachment.id.clone(),
            transit_router_id: attachment.router.clone(),
            name: attachment.name.clone(),
            description: attachment.description.clone(),
            auto_publish_routes: attachment.auto_publish,
            status: attachment.status().to_owned(),
            tags: attachment.tags.clone(),
        }
    }
}

/// A VPC that is attached to a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VpcAttachmentView {
    /// What all attachments have.
    #[serde(flatten)]
    pub attachment: AttachmentView,
    /// The VPC.
    pub vpc_id: String,
    /// The account it belongs to.
    pub owner: u64,
    /// In the order in which they were given.
    pub zones: Vec<ZoneMapping>,
    /// Further settings, by the names of the API.
    pub options: BTreeMap<String, String>,
    /// In UTC, to the second.
    pub creation_time: String,
}

impl VpcAttachmentView {
    pub(crate) fn of(vpc: &VpcAttachment) -> Self {
        Self {
            attachment: AttachmentView::of(&vpc.attachment),
            vpc_id: vpc.vpc.clone(),
            owner: vpc.owner,
            zones: vpc.zones.clone(),
            options: vpc.options.clone(),
            creation_time: vpc.attachment.created_at.to_seconds(),
        }
    }
}

/// A connection of two transit routers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeerAttachmentView {
    /// What all attachments have.
    #[serde(flatten)]
    pub attachment: AttachmentView,
    /// The other transit router.
    pub peer_transit_router_id: String,
    /// `BandwidthPackage` or `DataTransfer`.
    pub bandwidth_type: String,
    /// In Mbit/s.
    pub bandwidth: u32,
    /// The package that it draws on.
    pub package_id: Option<String>,
    /// `Gold` or `Platinum`.
    pub link_type: String,
    /// In UTC, to the minute.
    pub creation_time: String,
}

impl PeerAttachmentView {
    pub(crate) fn of(peer: &PeerAttachment) -> Self {
        Self {
            attachment: AttachmentView::of(&peer.attachment),
            peer_transit_router_id: peer.peer.clone(),
            bandwidth_type: peer.bandwidth.kind().to_owned(),
            bandwidth: peer.bandwidth.mbps(),
            package_id: peer.bandwidth.package().map(str::to_owned),
            link_type: peer.link_type.clone(),
            creation_time: peer.attachment.created_at.to_minutes(),
        }
    }
}

/// A change of an attachment made behind Terraform's back. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttachmentChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: Option<bool>,
    /// All tags, replacing those that were.
    pub tags: Option<BTreeMap<String, String>>,
    /// All zones of a VPC; of nothing else.
    pub zones: Option<Vec<ZoneMapping>>,
    /// All further settings of a VPC; of nothing else.
    pub options: Option<BTreeMap<String, String>>,
    /// Other bandwidth of a connection in Mbit/s, without regard to what is left of its package; of nothing else.
    pub bandwidth: Option<u32>,
}

impl AttachmentChange {
    fn apply(self, attachment: &mut Attachment) {
        set(&mut attachment.name, self.name);
        set(&mut attachment.description, self.description);
        set(&mut attachment.auto_publish, self.auto_publish_routes);
        set(&mut attachment.tags, self.tags);
    }

    pub(crate) fn apply_to_vpc(mut self, vpc: &mut VpcAttachment) {
        set(&mut vpc.zones, self.zones.take());
        set(&mut vpc.options, self.options.take());
        self.apply(&mut vpc.attachment);
    }

    pub(crate) fn apply_to_peer(self, peer: &mut PeerAttachment) {
        if let Some(wanted) = self.bandwidth {
            let (PeerBandwidth::Package(_, mbps) | PeerBandwidth::Traffic(mbps)) =
                &mut peer.bandwidth;
            *mbps = wanted;
        }
        self.apply(&mut peer.attachment);
    }
}
