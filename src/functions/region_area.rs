//! `region_area`: the area that a region lies in.

use cen::region::region_area;
use tf_plugin::framework::{Function, FunctionError, Parameters};

use super::errors::no_region;

/// The area that a region lies in.
///
/// The area that a region lies in, in the form that `cen_bandwidth_package` takes. It comes from a dated list inside the
/// provider and asks nobody. The prefix of a region does not tell: `cn-hongkong` lies in Asia-Pacific, `ap-southeast-2` in
/// Australia. A region that the list does not know is an error, with the nearest one.
#[derive(Parameters)]
pub(super) struct RegionArea {
    /// Id of the region, such as `cn-hangzhou`, in any letter case; with `ccn-` before it for a cloud connect network.
    region: String,
}

impl Function for RegionArea {
    const NAME: &'static str = "region_area";
    type Output = String;

    fn call(self) -> Result<String, FunctionError> {
        region_area(&self.region)
            .map(|area| area.to_string())
            .map_err(|unknown| no_region(0, &unknown))
    }
}
