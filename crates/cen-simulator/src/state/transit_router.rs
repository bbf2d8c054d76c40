//! A transit router.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

use super::{PeerAttachment, PeerBandwidth, State, VpcAttachment, find};

/// How far a transit router, or an attachment of one, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// It is coming into being.
    Beginning,
    /// It is there.
    Settled,
    /// It is being changed.
    Changing,
    /// It is going.
    Ending,
}

/// A phase, and when it passes by itself.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Life {
    phase: Phase,
    until: Moment,
}

impl Life {
    pub(crate) fn beginning(until: Moment) -> Self {
        Self {
            phase: Phase::Beginning,
            until,
        }
    }

    pub(crate) fn phase(self) -> Phase {
        self.phase
    }

    pub(crate) fn enter(&mut self, phase: Phase, until: Moment) {
        *self = Self { phase, until };
    }

    /// Ends a phase whose time has come; `false` when the object is gone.
    pub(crate) fn settle(&mut self, now: Moment) -> bool {
        if now < self.until {
            return true;
        }
        match self.phase {
            Phase::Ending => return false,
            Phase::Beginning | Phase::Changing => self.phase = Phase::Settled,
            Phase::Settled => {}
        }
        true
    }
}

/// A transit router of the Enterprise edition: the API makes no others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Router {
    pub(crate) id: String,
    /// The CEN instance.
    pub(crate) instance: String,
    /// In lower case.
    pub(crate) region: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) support_multicast: bool,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) created_at: Moment,
    pub(crate) life: Life,
}

impl Router {
    /// The word of the API (API page ListTransitRouters).
    pub(crate) fn status(&self) -> &'static str {
        match self.life.phase() {
            Phase::Beginning => "Creating",
            Phase::Settled => "Active",
            Phase::Changing => "Modifying",
            Phase::Ending => "Deleting",
        }
    }
}

impl State {
    /// Lets time do its work on transit routers. What is attached goes with its router, and a connection whose package
    /// is no longer bound has no bandwidth.
    pub(super) fn settle_routers(&mut self, now: Moment) {
        self.routers.retain_mut(|router| router.life.settle(now));
        let routers = &self.routers;
        let find = |id: &str| routers.iter().find(|router| router.id == id);
        self.vpc_attachments.retain_mut(|vpc| {
            find(&vpc.attachment.router).is_some() && vpc.attachment.life.settle(now)
        });
        let packages = &self.packages;
        self.peer_attachments.retain_mut(|peer| {
            let (Some(router), Some(_)) = (find(&peer.attachment.router), find(&peer.peer)) else {
                return false;
            };
            let bound = |id: &str| {
                let mut packages = packages.iter();
                packages.any(|package| {
                    package.id == id && package.instance.as_ref() == Some(&router.instance)
                })
            };
            if peer.bandwidth.package().is_some_and(|id| !bound(id)) {
                peer.bandwidth = PeerBandwidth::Package(None, 0);
            }
            peer.attachment.life.settle(now)
        });
    }

    pub(crate) fn router(&self, id: &str) -> Option<&Router> {
        find(self.routers.iter(), id, |router| &router.id)
    }

    pub(crate) fn router_mut(&mut self, id: &str) -> Option<&mut Router> {
        find(self.routers.iter_mut(), id, |router| &router.id)
    }

    pub(crate) fn vpc_attachment_mut(&mut self, id: &str) -> Option<&mut VpcAttachment> {
        find(self.vpc_attachments.iter_mut(), id, |vpc| {
            &vpc.attachment.id
        })
    }

    pub(crate) fn peer_attachment_mut(&mut self, id: &str) -> Option<&mut PeerAttachment> {
        find(self.peer_attachments.iter_mut(), id, |peer| {
            &peer.attachment.id
        })
    }

    /// The connections that draw on a package.
    pub(crate) fn peers_on(&self, package: &str) -> impl Iterator<Item = &PeerAttachment> {
        self.peer_attachments
            .iter()
            .filter(move |peer| peer.bandwidth.package() == Some(package))
    }

    /// The ids of what is attached to a transit router, from whichever end.
    pub(crate) fn attached_to_router(&self, router: &str) -> impl Iterator<Item = &str> {
        let vpcs = self
            .vpc_attachments
            .iter()
            .filter(move |vpc| vpc.attachment.router == router)
            .map(|vpc| vpc.attachment.id.as_str());
        let peers = self
            .peer_attachments
            .iter()
            .filter(move |peer| peer.attachment.router == router || peer.peer == router)
            .map(|peer| peer.attachment.id.as_str());
        vpcs.chain(peers)
    }

    /// Whether an id is that of a transit router or of an attachment.
    pub(super) fn knows_in_routers(&self, id: &str) -> bool {
        let vpcs = self.vpc_attachments.iter().map(|vpc| &vpc.attachment);
        let peers = self.peer_attachments.iter().map(|peer| &peer.attachment);
        let mut attachments = vpcs.chain(peers);
        self.router(id).is_some() || attachments.any(|attachment| attachment.id == id)
    }
}
