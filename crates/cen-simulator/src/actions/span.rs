//! Areas, their regions, and what is left of the bandwidth between two areas.

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::regions::{regions_of, spans};
use crate::rules::{area, span_id};

use super::{Answer, Context, filters};

/// Lists the pairs of areas on sale, or the one of an id; an unknown id gives an empty list.
pub(super) fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let wanted = request.text("GeographicSpanId");
    let found: Vec<_> = spans(context.policy)
        .into_iter()
        .filter(|span| wanted.is_none_or(|id| span.id == id))
        .collect();
    let fields = filters::page(
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
    )?;
    Ok(Answer::new(Value::Object(fields)))
}

/// What limits leave of the package between two areas; nothing where there is no package. Paging parameters are taken
/// and mean nothing (API page DescribeCenGeographicSpanRemainingBandwidth).
pub(super) fn remaining(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let a = area(context.policy, request.mandatory("GeographicRegionAId")?)?;
    let b = area(context.policy, request.mandatory("GeographicRegionBId")?)?;
    let state = &*context.state;
    let instance = state.instance(request.mandatory("CenId")?)?;
    let package = state.package_for(&instance.id, &span_id(&a, &b));
    let left = package.map_or(0, |package| {
        u64::from(package.bandwidth).saturating_sub(state.taken_of(&package.id))
    });
    Ok(Answer::new(json!({ "RemainingBandwidth": left })))
}

/// Lists the regions of an area, as objects and not as bare texts (API page DescribeGeographicRegionMembership).
pub(super) fn membership(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let area = area(context.policy, request.mandatory("GeographicRegionId")?)?;
    let fields = filters::page(
        request,
        "RegionIds",
        "RegionId",
        regions_of(&area),
        |region| json!({ "RegionId": region }),
    )?;
    Ok(Answer::new(Value::Object(fields)))
}
