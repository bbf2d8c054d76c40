//! `areas`: the areas that packages connect.

use cen::Area;
use tf_plugin::framework::{Function, FunctionError, Parameters};

/// The areas that bandwidth packages connect.
///
/// The areas that bandwidth packages have been sold for, in the form that `cen_bandwidth_package` takes, from a dated list
/// inside the provider. Not all of them are on sale at all times; that, the API says.
#[derive(Parameters)]
pub(super) struct Areas;

impl Function for Areas {
    const NAME: &'static str = "areas";
    type Output = Vec<String>;

    fn call(self) -> Result<Vec<String>, FunctionError> {
        Ok(Area::LISTED.iter().map(Area::to_string).collect())
    }
}
