//! `area_pair`: the areas that a package between two regions must connect.

use cen::region::area_pair;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{Function, FunctionError, Parameters};

use super::errors::no_region;

/// The areas that a bandwidth package between two regions must connect.
///
/// The areas that two regions lie in, as `area_a` and `area_b` of the bandwidth package that their connection needs. The
/// order of the regions does not matter. Two regions of the same area give this area twice: such a connection needs a
/// package of the area with itself. Whether such a package is on sale, the API says.
#[derive(Parameters)]
pub(super) struct AreaPair {
    /// Id of one region, such as `cn-hangzhou`.
    region_a: String,
    /// Id of the other region.
    region_b: String,
}

/// The two areas, China first where it is one of them.
#[derive(Clone, Model)]
#[model(computed)]
pub(super) struct Pair {
    /// The area that comes first.
    area_a: String,
    /// The other area.
    area_b: String,
}

impl Function for AreaPair {
    const NAME: &'static str = "area_pair";
    type Output = Pair;

    fn call(self) -> Result<Pair, FunctionError> {
        let pair = area_pair(&self.region_a, &self.region_b).map_err(|unknown| {
            let position = usize::from(unknown.text != self.region_a);
            no_region(position, &unknown)
        })?;
        Ok(Pair {
            area_a: pair.first().to_string(),
            area_b: pair.second().to_string(),
        })
    }
}
