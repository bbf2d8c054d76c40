//! `parse_bandwidth_limit_id`: what the id of a limit says.

use serde::Serialize;

use cen::LimitId;
use tf_plugin::framework::{Function, Refusal, Signature};

use super::{object_of_texts, refusal, text};

pub(super) struct ParseBandwidthLimitId;

/// The parts of an id, the regions in alphabetical order.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Parts {
    cen_id: String,
    region_a: String,
    region_b: String,
}

impl Function for ParseBandwidthLimitId {
    type Arguments = (String,);
    type Output = Parts;

    fn name(&self) -> &'static str {
        "parse_bandwidth_limit_id"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The CEN instance and the two regions of a bandwidth limit's id.",
            description: "The parts of the id of a `cen_bandwidth_limit`, which is also that of an \
                          `alicloud_cen_bandwidth_limit`: `cen_id`, and `region_a` and `region_b` in alphabetical \
                          order. The regions need not be known to the provider.",
            parameters: vec![text("id", "`CEN:REGION:REGION`, in any letter case.")],
            variadic: None,
            returns: object_of_texts(["cen_id", "region_a", "region_b"]),
        }
    }

    fn call(&self, (id,): (String,)) -> Result<Parts, Refusal> {
        let id = LimitId::parse(&id).map_err(|error| refusal(0, &error.to_string()))?;
        Ok(Parts {
            cen_id: id.cen.to_string(),
            region_a: id.regions.first().to_string(),
            region_b: id.regions.second().to_string(),
        })
    }
}
