//! Regions in which networks can be attached (API page DescribeChildInstanceRegions).

use serde_json::json;

use crate::action::{Action, Answer, Context};
use crate::areas::regions;
use crate::error::ApiError;
use crate::family::Family;
use crate::request::Request;

pub(crate) const FAMILY: Family =
    Family::of_actions(&[
        Action::reading("DescribeChildInstanceRegions", &[], describe)
            .noting("Local names are the ids of the regions."),
    ]);

/// Those of cloud connect networks begin with `ccn-`.
fn describe(_: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let prefix = match request.text("ProductType") {
        None | Some("VPC" | "VBR") => "",
        Some("CCN") => "ccn-",
        Some(_) => {
            let rule = "it must be VPC, VBR or CCN";
            return Err(ApiError::invalid("ProductType", rule));
        }
    };
    let regions: Vec<_> = regions()
        .map(|region| format!("{prefix}{region}"))
        .map(|region| json!({"RegionId": region, "LocalName": region}))
        .collect();
    Ok(Answer::new(json!({"Regions": {"Region": regions}})))
}
