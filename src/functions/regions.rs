//! `regions`: the regions of an area.

use cen::Area;
use cen::region::regions;
use tf_plugin::framework::{Function, FunctionError, Parameters};

use super::errors::of_argument;

/// The regions of an area.
///
/// The ids of the regions that lie in an area, in alphabetical order, from a dated list inside the provider. Regions that
/// were opened later are missing.
#[derive(Parameters)]
pub(super) struct Regions {
    /// Name of the area, such as `Asia-Pacific`, in any letter case.
    area: String,
}

impl Function for Regions {
    const NAME: &'static str = "regions";
    type Output = Vec<String>;

    fn call(self) -> Result<Vec<String>, FunctionError> {
        let area =
            Area::parse(&self.area).map_err(|unknown| of_argument(0, &unknown.to_string()))?;
        Ok(regions(&area).map(str::to_owned).collect())
    }
}
