//! `region_area`: the area that a region lies in.

use cen::region::region_area;
use tf_plugin::framework::{Function, Refusal, Signature};
use tf_plugin::value::Kind;

use super::{no_region, spelled, text};

pub(super) struct RegionArea;

impl Function for RegionArea {
    type Arguments = (String,);
    type Output = String;

    fn name(&self) -> &'static str {
        "region_area"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The area that a region lies in.",
            description: "The area that a region lies in, in the form that `cen_bandwidth_package` takes. It comes from a \
                          dated list inside the provider and asks nobody. The prefix of a region does not tell: \
                          `cn-hongkong` lies in Asia-Pacific, `ap-southeast-2` in Australia. A region that the list \
                          does not know is an error, with the nearest one.",
            parameters: vec![text(
                "region",
                "Id of the region, such as `cn-hangzhou`, in any letter case; with `ccn-` before it for a cloud connect \
                 network.",
            )],
            variadic: None,
            returns: Kind::String,
        }
    }

    fn call(&self, (region,): (String,)) -> Result<String, Refusal> {
        region_area(&region)
            .map(|area| spelled(&area))
            .map_err(|unknown| no_region(0, &unknown))
    }
}
