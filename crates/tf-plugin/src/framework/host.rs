//! What hosts say of themselves, and what only some of them understand.

/// What the host says that it understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostAbilities {
    /// Private data of a plan comes back when the plan is applied (protocol 6.11).
    pub stores_planned_private: bool,
    /// Write-only attributes are kept out of plans and states (protocol 6.8).
    pub keeps_write_only_out: bool,
    /// A plan may be put off: see [`Deferral`] (protocol 6.6).
    pub defers: bool,
}

/// Why something cannot be planned yet (protocol 6.6). Only for hosts that allow it; others get an error, or a plan
/// with unknown values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deferral {
    /// The configuration of the object holds a value that is not known yet, and the plan depends on it.
    ConfigurationUnknown,
    /// The provider block holds a value that is not known yet.
    ProviderUnknown,
    /// Something that the object needs does not exist yet.
    PrerequisiteAbsent,
}
