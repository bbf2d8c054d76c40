//! Areas, their regions, and what is left of the bandwidth between two areas.

use serde_json::json;

use crate::action::{Action, Answer, Context};
use crate::areas::{area, regions_of, span_id, spans};
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::request::Request;

use super::instance::Instance;
use super::package::Package;

pub(crate) const FAMILY: Family = Family::of_actions(&[
    Action::reading(
        "DescribeCenGeographicSpanRemainingBandwidth",
        &["CenId", "GeographicRegionAId", "GeographicRegionBId"],
        remaining,
    ),
    Action::reading("DescribeCenGeographicSpans", &[], describe),
    Action::reading(
        "DescribeGeographicRegionMembership",
        &["GeographicRegionId"],
        membership,
    ),
]);

/// Lists the pairs of areas on sale, or the one of an id; an unknown id gives an empty list.
fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let wanted = request.text("GeographicSpanId");
    let found: Vec<_> = spans(context.policy)
        .into_iter()
        .filter(|span| wanted.is_none_or(|id| span.id == id))
        .collect();
    listing::page(
        request,
        "GeographicSpanModels",
        "GeographicSpanModel",
        &found,
        |span| {
            json!({
                "GeographicSpanId": span.id,
                "LocalGeoRegionId": span.local,
                "OppositeGeoRegionId": span.opposite,
            })
        },
    )
}

/// What limits leave of the package between two areas; nothing where there is no package. Paging parameters are taken
/// and mean nothing (API page DescribeCenGeographicSpanRemainingBandwidth).
fn remaining(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let a = area(context.policy, request.mandatory("GeographicRegionAId")?)?;
    let b = area(context.policy, request.mandatory("GeographicRegionBId")?)?;
    let state = &*context.state;
    let instance: &Instance = state.get(request.mandatory("CenId")?)?;
    let package = Package::bound(state, &instance.id, &span_id(&a, &b));
    let left = package.map_or(0, |package| {
        u64::from(package.bandwidth).saturating_sub(state.taken_of(&package.id))
    });
    Ok(Answer::new(json!({ "RemainingBandwidth": left })))
}

/// Lists the regions of an area, as objects and not as bare texts (API page DescribeGeographicRegionMembership).
fn membership(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let area = area(context.policy, request.mandatory("GeographicRegionId")?)?;
    listing::page(
        request,
        "RegionIds",
        "RegionId",
        regions_of(&area),
        |region| json!({ "RegionId": region }),
    )
}
