//! What a package is used for, and whether it may be.

use serde::{Deserialize, Serialize};

/// Whether a package is bound to a CEN instance (API page DescribeCenBandwidthPackages).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackageStatus {
    /// It is not.
    Idle,
    /// It is.
    InUse,
}

impl PackageStatus {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "Idle",
            Self::InUse => "InUse",
        }
    }
}

/// Whether the account may use a package (API page DescribeCenBandwidthPackages).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BusinessStatus {
    /// It may.
    Normal,
    /// Its term is over or the account is overdue.
    FinancialLocked,
    /// The cloud has locked it.
    SecurityLocked,
}

impl BusinessStatus {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::FinancialLocked => "FinancialLocked",
            Self::SecurityLocked => "SecurityLocked",
        }
    }
}
