//! Bandwidth limits between regions.

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::regions::region;
use crate::rules::{lifecycle, limits};
use crate::state::{Limit, State};

use super::{Answer, Context, filters, transit_router};

/// Sets, changes or removes a limit. Values are checked before states.
pub(super) fn set(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let (regions, span) = limits::connection(
        request.mandatory("LocalRegionId")?,
        request.mandatory("OppositeRegionId")?,
    )?;
    let mbps = limits::mbps(request.mandatory("BandwidthLimit")?)?;
    if let Some(kind) = request.text("BandwidthType")
        && kind != "BandwidthPackage"
    {
        return Err(Refusal::invalid(
            "BandwidthType",
            "it must be BandwidthPackage",
        ));
    }
    let instance = context.state.instance(request.mandatory("CenId")?)?;
    lifecycle::active(instance)?;
    let instance = instance.id.clone();
    if mbps > 0 {
        limits::served(context.state, context.policy, &instance, &regions)?;
    }
    let package = limits::package(context.state, &instance, &span, context.now)?;
    let before = context.state.limit(&instance, &regions);
    let taken: u64 = context.state.taken_of(&package.id);
    let others = taken.saturating_sub(before.map_or(0, |limit| u64::from(limit.takes())));
    limits::fits(package, others, before, mbps)?;
    if mbps == 0 && before.is_none() {
        return Ok(Answer::default());
    }

    let limit = Limit {
        package: package.id.clone(),
        mbps: before.map_or(0, |limit| limit.mbps),
        pending: Some((mbps, context.settled_at())),
        instance,
        regions,
    };
    put(context.state, limit);
    Ok(Answer::default())
}

/// Puts a limit in the place of the one between the same regions, or behind all others.
fn put(state: &mut State, limit: Limit) {
    match state.limit_mut(&limit.instance, &limit.regions) {
        Some(before) => *before = limit,
        None => state.limits.push(limit),
    }
}

/// Sets a limit at once, whatever is left of the package.
pub(crate) fn force(
    context: &mut Context<'_>,
    instance: &str,
    [a, b]: [&str; 2],
    mbps: u32,
) -> Result<(), Refusal> {
    let (regions, span) = limits::connection(a, b)?;
    let instance = context.state.instance(instance)?.id.clone();
    let package = limits::package(context.state, &instance, &span, context.now)?;
    let limit = Limit {
        package: package.id.clone(),
        mbps: 0,
        pending: Some((mbps, context.now)),
        instance,
        regions,
    };
    put(context.state, limit);
    Ok(())
}

/// Lists limits, the newest first, after the connections of transit routers, which have bandwidth too: of all instances or
/// of one, touching any region or one.
pub(super) fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let state = &*context.state;
    let instance = match request.text("CenId") {
        Some(id) => Some(state.instance(id)?.id.as_str()),
        None => None,
    };
    let touching = match request.text("TrRegionId") {
        Some(text) => Some(region(text)?.0),
        None => None,
    };
    let limits = state.limits.iter().rev().map(|limit| render(limit, state));
    let found: Vec<Value> = transit_router::connections(state)
        .chain(limits)
        .filter(|entry| instance.is_none_or(|id| entry["CenId"] == id))
        .filter(|entry| {
            let touches =
                |region| entry["LocalRegionId"] == region || entry["OppositeRegionId"] == region;
            touching.as_deref().is_none_or(touches)
        })
        .collect();
    let fields = filters::page(
        request,
        "CenInterRegionBandwidthLimits",
        "CenInterRegionBandwidthLimit",
        &found,
        Value::clone,
    )?;
    Ok(Answer::new(Value::Object(fields)))
}

/// The sides stand in reverse alphabetical order, whatever order they were set in: no page promises one.
fn render(limit: &Limit, state: &State) -> Value {
    json!({
        "CenId": limit.instance,
        "LocalRegionId": limit.regions.second(),
        "OppositeRegionId": limit.regions.first(),
        "GeographicSpanId": state.span_of(&limit.package),
        "BandwidthLimit": limit.mbps,
        "BandwidthPackageId": limit.package,
        "BandwidthType": "BandwidthPackage",
        "Status": limit.status(),
    })
}

/// `OrginInterRegionBandwidthLimits` of a package, where the API writes the number as text (API page
/// DescribeCenBandwidthPackages).
pub(super) fn of_package(package: &str, state: &State) -> Value {
    let limits: Vec<Value> = state
        .limits_on(package)
        .map(|limit| {
            json!({
                "LocalRegionId": limit.regions.second(),
                "OppositeRegionId": limit.regions.first(),
                "GeographicSpanId": state.span_of(&limit.package),
                "BandwidthLimit": limit.mbps.to_string(),
            })
        })
        .collect();
    json!({ "OrginInterRegionBandwidthLimit": limits })
}
