//! The VPC product, as far as set-ups with CEN need it: VPCs and vSwitches, their route tables, places, tags and grants.
//!
//! Names and types are those of the official SDK of version 2016-04-28. A VPC is a [`Network`](super::network::Network) as
//! well, whose vSwitches transit routers learn; one that is only told of by the control API is none of this product.

pub(crate) mod grant;
pub(crate) mod place;
pub(crate) mod table;
pub(crate) mod tag;
pub(crate) mod vpcs;
pub(crate) mod vswitch;

use crate::action::{Action, Handler};
use crate::areas::region;
use crate::error::ApiError;
use crate::product::Product;
use crate::request::Request;

const fn reading(name: &'static str, mandatory: &'static [&'static str], run: Handler) -> Action {
    Action::reading(name, mandatory, run).of(Product::Vpc)
}

const fn changing(name: &'static str, mandatory: &'static [&'static str], run: Handler) -> Action {
    Action::changing(name, mandatory, run).of(Product::Vpc)
}

/// The region that a request names, if it does.
fn region_of(request: &Request) -> Result<Option<String>, ApiError> {
    let known = |text: &str| match region(text) {
        Ok((region, _)) if !region.starts_with("ccn-") => Ok(region),
        _ => Err(ApiError::new(
            404,
            "InvalidRegionId.NotFound",
            format!("The region {text} is not known."),
        )),
    };
    request.text("RegionId").map(known).transpose()
}

/// What an object cannot be deleted for.
fn depended_on(id: &str, by: &str) -> ApiError {
    let message = format!("{id} is in use by {by}.");
    ApiError::new(400, "DependencyViolation", message)
}

/// Whether a list of ids, separated by commas, names an object; an absent one names all.
fn is_listed(request: &Request, name: &str, id: &str) -> bool {
    let mut wanted = request.text(name).into_iter();
    wanted.all(|text| text.split(',').any(|one| one.trim() == id))
}
