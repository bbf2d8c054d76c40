//! Why functions have no answer.

use cen::UnknownRegion;
use tf_plugin::framework::FunctionError;

/// What is wrong with the argument number `position`. Hosts put the full stop behind it.
pub(super) fn of_argument(position: usize, text: &str) -> FunctionError {
    FunctionError::of_argument(position, text.trim_end_matches('.'))
}

/// The error of the argument number `position`, which names no region.
pub(super) fn no_region(position: usize, unknown: &UnknownRegion) -> FunctionError {
    let advice = "Regions that were opened later are unknown here; write their area yourself.";
    of_argument(position, &format!("{unknown} {advice}"))
}
