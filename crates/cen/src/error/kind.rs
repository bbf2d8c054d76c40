//! Kinds of refusals.

/// What an error code of the API means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Another task holds the object. Reported only when it held it for the whole time that was given.
    Busy,
    /// The object is bound, or something is bound or attached to it or allotted from it, so it cannot be changed in this
    /// way.
    InUse,
    /// The package is overdue, expired or locked for security.
    Locked,
    /// The object, or one that it belongs to, does not exist, or belongs to somebody else.
    Gone,
    /// The same of the CEN instance.
    CenGone,
    /// The CEN instance already has a package for these two areas.
    AlreadyBound,
    /// No package for these two areas is bound to the CEN instance.
    NoPackage,
    /// More bandwidth is asked of a package, or left of it, than it has.
    BandwidthExceeded,
    /// The network instance is attached to a CEN instance already, this one or another.
    AlreadyAttached,
    /// Another object of the same kind is in its place.
    Taken,
    /// The package has this bandwidth already.
    Unchanged,
    /// A prepaid package inside its term cannot be deleted.
    NotReleasable,
    /// The order could not be paid.
    Payment,
    /// The client token was used before, with other parameters.
    TokenConflict,
    /// This pair of areas or charge type is not on sale for the account, or is out of stock.
    NotSold,
    /// An argument is missing or illegal.
    BadValue,
    /// The account or its user may not do this.
    NotAllowed,
    /// Everything else.
    Other,
}

impl Kind {
    /// Whether it says that an object, or what it belongs to, does not exist.
    pub(crate) fn is_gone(self) -> bool {
        matches!(self, Self::Gone | Self::CenGone)
    }
}
