//! What Terraform itself demands of plans and of results, for every schema that there can be.
//!
//! A model of core's own checks: whoever breaks one of them, users read "Provider produced invalid plan" or "Provider
//! produced inconsistent result after apply". Each function answers with every fault it finds, as `path: what`.

mod plan;
mod proposal;
mod result;

pub use plan::{faults_of_plan, faults_of_replacement};
pub use proposal::proposed;
pub use result::{faults_of_finished, faults_of_result};
