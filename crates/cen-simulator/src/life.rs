//! What an object is doing, and when that passes by itself.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::settling::Settling;

/// What an object is doing, in the words of the API. Which of them a kind has says the page of its list (such as API
/// pages DescribeCens, DescribeCenAttachedChildInstances and ListTransitRouters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It is being created.
    Creating,
    /// It is being attached.
    Attaching,
    /// It is there.
    Active,
    /// It is attached.
    Attached,
    /// It is being changed.
    Modifying,
    /// It is being deleted.
    Deleting,
    /// It is being detached.
    Detaching,
    /// It is being associated.
    Associating,
    /// Its association is being taken away.
    Dissociating,
    /// It is being enabled.
    Enabling,
    /// It is being disabled.
    Disabling,
    /// It follows a change of something else.
    Updating,
    /// It is being told to the networks that it is for.
    Configuring,
    /// All of these networks have it.
    AllConfigured,
    /// It is being added.
    Pending,
    /// It can be used.
    Available,
}

impl Status {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Attaching => "Attaching",
            Self::Active => "Active",
            Self::Attached => "Attached",
            Self::Modifying => "Modifying",
            Self::Deleting => "Deleting",
            Self::Detaching => "Detaching",
            Self::Associating => "Associating",
            Self::Dissociating => "Dissociating",
            Self::Enabling => "Enabling",
            Self::Disabling => "Disabling",
            Self::Updating => "Updating",
            Self::Configuring => "Configuring",
            Self::AllConfigured => "AllConfigured",
            Self::Pending => "Pending",
            Self::Available => "Available",
        }
    }
}

/// The status of an object, and the one that follows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// What the object is doing.
    pub status: Status,
    next: Option<Next>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Next {
    at: Moment,
    /// Nothing when the object is deleted then.
    status: Option<Status>,
}

impl Life {
    /// Of an object that is there at once.
    pub(crate) fn active() -> Self {
        Self {
            status: Status::Active,
            next: None,
        }
    }

    /// Of an object that is attached at once.
    pub(crate) fn attached() -> Self {
        Self {
            status: Status::Attached,
            next: None,
        }
    }

    /// Of an object that is there from `at` on.
    pub(crate) fn creating(at: Moment) -> Self {
        Self::passing(Status::Creating, at, Status::Active)
    }

    /// Of an object that is attached from `at` on.
    pub(crate) fn attaching(at: Moment) -> Self {
        Self::passing(Status::Attaching, at, Status::Attached)
    }

    /// Of an object that is `status` until `at`, and `then` afterwards.
    pub(crate) fn passing(status: Status, at: Moment, then: Status) -> Self {
        Self {
            status,
            next: Some(Next {
                at,
                status: Some(then),
            }),
        }
    }

    /// Whether nothing is under way.
    pub(crate) fn is_settled(self) -> bool {
        self.next.is_none()
    }

    /// Begins a change that is over at `at`.
    pub(crate) fn modify(&mut self, at: Moment) {
        *self = Self::passing(Status::Modifying, at, self.status);
    }

    /// Begins a deletion, or a detachment, that is over at `at`.
    pub(crate) fn delete(&mut self, at: Moment) {
        let status = match self.status {
            Status::Attached => Status::Detaching,
            _ => Status::Deleting,
        };
        self.end(status, at);
    }

    /// Begins what leaves nothing behind, called `status` until it is over at `at`.
    pub(crate) fn end(&mut self, status: Status, at: Moment) {
        *self = Self {
            status,
            next: Some(Next { at, status: None }),
        };
    }

    /// Ends what is under way when its time has come; `false` when the object is deleted.
    pub(crate) fn settle(&mut self, now: &Settling) -> bool {
        let Some(next) = self.next.take_if(|next| now.has_come(next.at)) else {
            return true;
        };
        if let Some(status) = next.status {
            self.status = status;
        }
        next.status.is_some()
    }
}
