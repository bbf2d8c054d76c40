//! What hosts say of themselves, and what only some of them understand.

/// What the host says that it understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostCapabilities {
    /// Private data of a plan comes back when the plan is applied (protocol 6.11).
    pub store_planned_private: bool,
    /// Write-only attributes are kept out of plans and states (protocol 6.8).
    pub write_only_attributes_allowed: bool,
    /// A plan may be put off: see [`DeferredReason`] (protocol 6.6).
    pub deferral_allowed: bool,
}

/// Why something cannot be planned yet (protocol 6.6). Only for hosts that allow it; others get an error, or a plan
/// with unknown values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeferredReason {
    /// The configuration of the object holds a value that is not known yet, and the plan depends on it.
    ResourceConfigUnknown,
    /// The provider block holds a value that is not known yet.
    ProviderConfigUnknown,
    /// Something that the object needs does not exist yet.
    AbsentPrerequisite,
}
