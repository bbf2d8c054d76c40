//! `areas`: the areas that packages connect.

use cen::Area;
use tf_plugin::framework::{Function, Refusal, Signature};
use tf_plugin::value::Kind;

use super::spelled;

pub(super) struct Areas;

impl Function for Areas {
    type Arguments = [String; 0];
    type Output = Vec<String>;

    fn name(&self) -> &'static str {
        "areas"
    }

    fn signature(&self) -> Signature {
        Signature {
            summary: "The areas that bandwidth packages connect.",
            description: "The areas that bandwidth packages have been sold for, in the form that `cen_bandwidth_package` \
                          takes, from a dated list inside the provider. Not all of them are on sale at all times; \
                          that, the API says.",
            parameters: Vec::new(),
            variadic: None,
            returns: Kind::list(Kind::String),
        }
    }

    fn call(&self, []: [String; 0]) -> Result<Vec<String>, Refusal> {
        Ok(Area::LISTED.iter().map(spelled).collect())
    }
}
