//! A network instance that is attached to a CEN instance.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// What can be attached (API page AttachCenChildInstance).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChildKind {
    /// A virtual private cloud.
    #[serde(rename = "VPC")]
    Vpc,
    /// A virtual border router.
    #[serde(rename = "VBR")]
    Vbr,
    /// A cloud connect network.
    #[serde(rename = "CCN")]
    Ccn,
}

impl ChildKind {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Vpc, Self::Vbr, Self::Ccn];

    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Ccn => "CCN",
        }
    }

    /// What ids of such network instances begin with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Vpc => "vpc-",
            Self::Vbr => "vbr-",
            Self::Ccn => "ccn-",
        }
    }
}

/// How far an attachment is (API page DescribeCenAttachedChildInstances).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChildStatus {
    /// It is being attached.
    Attaching,
    /// It is attached.
    Attached,
    /// It is being detached.
    Detaching,
}

impl ChildStatus {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attaching => "Attaching",
            Self::Attached => "Attached",
            Self::Detaching => "Detaching",
        }
    }
}

/// A network instance that is attached, about to be, or about to leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Child {
    pub(crate) id: String,
    pub(crate) kind: ChildKind,
    pub(crate) region: String,
    pub(crate) owner: u64,
    /// The CEN instance.
    pub(crate) instance: String,
    pub(crate) attached_at: Moment,
    pub(crate) status: ChildStatus,
    /// When the status changes by itself.
    pub(crate) settles_at: Moment,
}

impl Child {
    pub(crate) fn detach_later(&mut self, at: Moment) {
        self.status = ChildStatus::Detaching;
        self.settles_at = at;
    }

    /// Ends what is under way when its time has come; `false` when the attachment is gone.
    pub(crate) fn settle(&mut self, now: Moment) -> bool {
        match self.status {
            ChildStatus::Attaching if now >= self.settles_at => {
                self.status = ChildStatus::Attached;
                true
            }
            ChildStatus::Detaching => now < self.settles_at,
            ChildStatus::Attaching | ChildStatus::Attached => true,
        }
    }
}
