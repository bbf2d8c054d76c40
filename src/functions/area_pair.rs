//! `area_pair`: the areas that a package between two regions must connect.

use serde::Serialize;

use cen::region::area_pair;
use tf_plugin::framework::{Function, Refusal, Signature};

use super::{no_region, object_of_texts, spelled, text};

pub(super) struct AreaPair;

/// The two areas, China first where it is one of them.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Pair {
    area_a: String,
    area_b: String,
}

impl Function for AreaPair {
    type Arguments = (String, String);
    type Output = Pair;

    fn name(&self) -> &'static str {
        "area_pair"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The areas that a bandwidth package between two regions must connect.",
            description: "The areas that two regions lie in, as `area_a` and `area_b` of the bandwidth package that their \
                          connection needs. The order of the regions does not matter. Two regions of the same area \
                          give this area twice: such a connection needs a package of the area with itself. Whether \
                          such a package is on sale, the API says.",
            parameters: vec![
                text("region_a", "Id of one region, such as `cn-hangzhou`."),
                text("region_b", "Id of the other region."),
            ],
            variadic: None,
            returns: object_of_texts(["area_a", "area_b"]),
        }
    }

    fn call(&self, (region_a, region_b): (String, String)) -> Result<Pair, Refusal> {
        let pair = area_pair(&region_a, &region_b).map_err(|unknown| {
            let position = usize::from(unknown.text != region_a);
            no_region(position, &unknown)
        })?;
        Ok(Pair {
            area_a: spelled(pair.first()),
            area_b: spelled(pair.second()),
        })
    }
}
