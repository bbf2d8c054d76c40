//! A bandwidth limit between two regions.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// Two regions in alphabetical order, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RegionPair(String, String);

impl RegionPair {
    pub(crate) fn new(a: String, b: String) -> Self {
        if a <= b { Self(a, b) } else { Self(b, a) }
    }

    pub(crate) fn first(&self) -> &str {
        &self.0
    }

    pub(crate) fn second(&self) -> &str {
        &self.1
    }
}

/// Bandwidth of a package that is allotted to the connection of two regions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Limit {
    /// The CEN instance.
    pub(crate) instance: String,
    pub(crate) regions: RegionPair,
    /// The package that it draws on.
    pub(crate) package: String,
    /// In force, in Mbit/s; 0 while a new limit settles.
    pub(crate) mbps: u32,
    /// What it is changing to, and when that is in force. 0 removes it.
    pub(crate) pending: Option<(u32, Moment)>,
}

impl Limit {
    /// `Active` or `Modifying` (API page DescribeCenInterRegionBandwidthLimits).
    pub(crate) fn status(&self) -> &'static str {
        if self.pending.is_some() {
            "Modifying"
        } else {
            "Active"
        }
    }

    /// What it takes from its package: the larger of what is in force and what is to come.
    pub(crate) fn takes(&self) -> u32 {
        let coming = self.pending.map_or(0, |(mbps, _)| mbps);
        self.mbps.max(coming)
    }

    /// Lets a change take effect when its time has come; `false` when the limit is gone.
    pub(crate) fn settle(&mut self, now: Moment) -> bool {
        match self.pending {
            Some((mbps, at)) if now >= at => {
                self.mbps = mbps;
                self.pending = None;
                mbps > 0
            }
            _ => true,
        }
    }
}
