//! `regions`: the regions of an area.

use cen::Area;
use cen::region::regions;
use tf_plugin::framework::{Function, Refusal, Signature};
use tf_plugin::value::Kind;

use super::{refusal, text};

pub(super) struct Regions;

impl Function for Regions {
    type Arguments = (String,);
    type Output = Vec<&'static str>;

    fn name(&self) -> &'static str {
        "regions"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The regions of an area.",
            description: "The ids of the regions that lie in an area, in alphabetical order, from a dated list inside the \
                          provider. Regions that were opened later are missing.",
            parameters: vec![text(
                "area",
                "Name of the area, such as `Asia-Pacific`, in any letter case.",
            )],
            variadic: None,
            returns: Kind::list(Kind::String),
        }
    }

    fn call(&self, (area,): (String,)) -> Result<Vec<&'static str>, Refusal> {
        let area = Area::parse(&area).map_err(|unknown| refusal(0, &unknown.to_string()))?;
        Ok(regions(&area).collect())
    }
}
