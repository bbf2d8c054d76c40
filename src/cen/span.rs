//! Pairs of areas: which are on sale, which regions they span, and what is left of the bandwidth between them.

use serde::Deserialize;
use serde_json::Value;

use crate::alibaba::call::Call;
use crate::cen::area::AreaPair;
use crate::cen::id::CenId;
use crate::cen::operation::{self, Operation};
use crate::cen::wire;

/// Asks what the limits on a CEN instance leave of the package between two areas.
pub(crate) struct RemainingBandwidth<'a> {
    pub(crate) cen: &'a CenId,
    pub(crate) areas: &'a AreaPair,
}

impl Operation for RemainingBandwidth<'_> {
    /// In Mbit/s.
    type Answer = u64;

    fn call(&self) -> Call {
        let parameters = operation::parameters([
            ("CenId", self.cen.as_str()),
            ("GeographicRegionAId", self.areas.first().as_str()),
            ("GeographicRegionBId", self.areas.second().as_str()),
        ]);
        Call::read(
            "DescribeCenGeographicSpanRemainingBandwidth",
            parameters,
            operation::class,
        )
    }

    fn decode(answer: &Value) -> Result<u64, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Raw {
            #[serde(default, deserialize_with = "wire::number")]
            remaining_bandwidth: Option<u64>,
        }
        let raw = Raw::deserialize(answer).map_err(|error| error.to_string())?;
        raw.remaining_bandwidth
            .ok_or_else(|| "it has no RemainingBandwidth".to_owned())
    }
}
