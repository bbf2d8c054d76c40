//! `parse_bandwidth_limit_id`: what the id of a limit says.

use cen::LimitId;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{Function, FunctionError, Parameters};

use super::errors::of_argument;

/// The CEN instance and the two regions of a bandwidth limit's id.
///
/// The parts of the id of a `cen_bandwidth_limit`, which is also that of an `alicloud_cen_bandwidth_limit`: `cen_id`, and
/// `region_a` and `region_b` in alphabetical order. The regions need not be known to the provider.
#[derive(Parameters)]
pub(super) struct ParseBandwidthLimitId {
    /// `CEN:REGION:REGION`, in any letter case.
    id: String,
}

/// The parts of an id, the regions in alphabetical order.
#[derive(Clone, Model)]
#[model(computed)]
pub(super) struct Parts {
    /// The CEN instance.
    cen_id: String,
    /// The region that comes first in the alphabet.
    region_a: String,
    /// The other region.
    region_b: String,
}

impl Function for ParseBandwidthLimitId {
    const NAME: &'static str = "parse_bandwidth_limit_id";
    type Output = Parts;

    fn call(self) -> Result<Parts, FunctionError> {
        let id = LimitId::parse(&self.id).map_err(|error| of_argument(0, &error.to_string()))?;
        Ok(Parts {
            cen_id: id.cen.to_string(),
            region_a: id.regions.first().to_string(),
            region_b: id.regions.second().to_string(),
        })
    }
}
