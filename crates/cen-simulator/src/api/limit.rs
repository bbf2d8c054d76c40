//! Bandwidth limits between regions (API page SetCenInterRegionBandwidthLimit).

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::admin::{self, Route};
use crate::areas::{illegal_region, region, span_id};
use crate::error::ApiError;
use crate::family::Family;
use crate::life::Life;
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State};
use crate::words::Shown;

use super::child::Child;
use super::instance::Instance;
use super::package::Package;
use super::peer_attachment;

pub(crate) const FAMILY: Family = Family::of::<Limit>()
    .actions(&[
        Action::reading("DescribeCenInterRegionBandwidthLimits", &[], describe),
        Action::changing(
            "SetCenInterRegionBandwidthLimit",
            &[
                "CenId",
                "LocalRegionId",
                "OppositeRegionId",
                "BandwidthLimit",
            ],
            set,
        ),
    ])
    .routes(&[
        Route::list::<Limit>(
            "/limits",
            &["cen_id", "regions", "bandwidth", "status", "package_id"],
        ),
        Route::new(
            "POST",
            "/limits",
            "Sets a bandwidth limit between two regions, in Mbit/s; 0 removes it",
            |context, request| {
                let Limited {
                    cen_id,
                    regions: [a, b],
                    bandwidth,
                } = request.read()?;
                admin_set(context, &cen_id, [&a, &b], bandwidth)?;
                admin::list::<Limit>(context, request)
            },
        )
        .takes::<Limited>(
            r#"{"cen_id": "cen-a", "regions": ["cn-beijing", "cn-hongkong"], "bandwidth": 5}"#,
        )
        .answers(Shown::List(&[
            "cen_id",
            "regions",
            "bandwidth",
            "status",
            "package_id",
        ])),
    ]);

/// Bandwidth of a package that is allotted to the connection of two regions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The CEN instance.
    pub cen_id: String,
    /// In lower case and alphabetical order.
    pub regions: [String; 2],
    /// In Mbit/s, in force now; 0 while a new limit settles.
    pub bandwidth: u32,
    /// `Active` or `Modifying` (API page DescribeCenInterRegionBandwidthLimits).
    #[serde(flatten)]
    pub life: Life,
    /// The package that it draws on.
    pub package_id: String,
    /// What it is changing to, in Mbit/s; 0 removes it.
    pending: Option<u32>,
}

impl Object for Limit {
    /// The larger of what is in force and what is to come.
    fn draws_on(&self, package: &str) -> u32 {
        if self.package_id == package {
            self.bandwidth.max(self.pending.unwrap_or(0))
        } else {
            0
        }
    }
}

impl Kind for Limit {
    const TABLE: &'static str = "limits";
    const NAME: &'static str = "bandwidth limit";

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        self.life.settle(now);
        if self.life.is_settled()
            && let Some(mbps) = self.pending.take()
        {
            self.bandwidth = mbps;
        }
        let package = state.with_id::<Package>(&self.package_id);
        let is_bound = package.is_some_and(|package| package.serves(&self.cen_id));
        is_bound && (self.bandwidth > 0 || self.pending.is_some())
    }
}

impl Limit {
    fn is_between(&self, cen_id: &str, regions: &[String; 2]) -> bool {
        self.cen_id == cen_id && self.regions == *regions
    }

    /// The sides stand in reverse alphabetical order, whatever order they were set in: no page promises one.
    fn render(&self, state: &State) -> Value {
        let [opposite, local] = &self.regions;
        json!({
            "CenId": self.cen_id,
            "LocalRegionId": local,
            "OppositeRegionId": opposite,
            "GeographicSpanId": Package::span_of(state, &self.package_id),
            "BandwidthLimit": self.bandwidth,
            "BandwidthPackageId": self.package_id,
            "BandwidthType": "BandwidthPackage",
            "Status": self.life.status.as_str(),
        })
    }
}

/// Sets, changes or removes a limit. Values are checked before states.
fn set(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let (regions, span) = connection(
        request.mandatory("LocalRegionId")?,
        request.mandatory("OppositeRegionId")?,
    )?;
    let mbps = mbps(request.mandatory("BandwidthLimit")?)?;
    if let Some(kind) = request.text("BandwidthType")
        && kind != "BandwidthPackage"
    {
        return Err(ApiError::invalid(
            "BandwidthType",
            "it must be BandwidthPackage",
        ));
    }
    let state = &*context.state;
    let instance: &Instance = state.get(request.mandatory("CenId")?)?;
    instance.is_active()?;
    let cen_id = instance.id.clone();
    if mbps > 0 && context.policy.limits_need_children {
        is_served(state, &cen_id, &regions)?;
    }
    let package = Package::serving(state, &cen_id, &span)?;
    let mut limits = state.all::<Limit>().iter();
    let before = limits.find(|limit| limit.is_between(&cen_id, &regions));
    fits(state, package, before, mbps)?;
    if mbps == 0 && before.is_none() {
        return Ok(Answer::default());
    }

    let mut limit = Limit {
        package_id: package.id.clone(),
        bandwidth: before.map_or(0, |limit| limit.bandwidth),
        life: Life::active(),
        pending: Some(mbps),
        cen_id,
        regions,
    };
    limit.life.modify(context.settled_at());
    put(context.state, limit);
    Ok(Answer::default())
}

/// The two regions of a limit, which must be different ones, and the span of their areas.
fn connection(a: &str, b: &str) -> Result<([String; 2], String), ApiError> {
    let ((a, area_a), (b, area_b)) = (region(a)?, region(b)?);
    if a == b {
        return Err(illegal_region(&format!(
            "A limit connects two regions; {a} was given twice."
        )));
    }
    let mut regions = [a, b];
    regions.sort();
    Ok((regions, span_id(area_a, area_b)))
}

/// A whole number of Mbit/s; 0 removes the limit.
fn mbps(text: &str) -> Result<u32, ApiError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(mbps) if digits => Ok(mbps),
        _ => Err(ApiError::new(
            400,
            "ParameterIllegal.BandwidthLimit",
            format!("The bandwidth limit {text} is not a whole number."),
        )),
    }
}

/// Both regions must have a network instance on the CEN instance. Whether one may leave before its limit does is not
/// documented; it may, so removing a limit asks for none.
fn is_served(state: &State, cen_id: &str, regions: &[String; 2]) -> Result<(), ApiError> {
    let attached = |region: &str| {
        let mut children = state.all::<Child>().iter();
        children.any(|child| child.serves(cen_id, region))
    };
    match regions.iter().find(|region| !attached(region)) {
        None => Ok(()),
        Some(region) => Err(illegal_region(&format!(
            "No network instance of the region {region} is attached to {cen_id}."
        ))),
    }
}

/// All that draws on a package takes no more than it has; a limit that is still changing is not changed again.
fn fits(
    state: &State,
    package: &Package,
    before: Option<&Limit>,
    mbps: u32,
) -> Result<(), ApiError> {
    if let Some(limit) = before
        && limit.pending.is_some()
    {
        let [a, b] = &limit.regions;
        return Err(ApiError::new(
            500,
            "Operation.Blocking",
            format!("Another change of the limit between {a} and {b} is under way."),
        ));
    }
    let own = before.map_or(0, |limit| u64::from(limit.draws_on(&package.id)));
    let others = state.taken_of(&package.id).saturating_sub(own);
    if others + u64::from(mbps) > u64::from(package.bandwidth) && mbps > 0 {
        return Err(package.exceeded(others));
    }
    Ok(())
}

/// Puts a limit in the place of the one between the same regions, or behind all others.
fn put(state: &mut State, limit: Limit) {
    let same = |before: &Limit| before.is_between(&limit.cen_id, &limit.regions);
    match state.find_mut(same) {
        Some(before) => *before = limit,
        None => state.push(limit),
    }
}

/// Lists limits, the newest first, after the connections of transit routers, which have bandwidth too: of all instances or
/// of one, touching any region or one.
fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let instance = match request.text("CenId") {
        Some(id) => Some(state.get::<Instance>(id)?.id.as_str()),
        None => None,
    };
    let touching = match request.text("TrRegionId") {
        Some(text) => Some(region(text)?.0),
        None => None,
    };
    let limits = state.all::<Limit>().iter().rev();
    let limits = limits.map(|limit| limit.render(state));
    let found: Vec<Value> = peer_attachment::as_limits(state)
        .chain(limits)
        .filter(|entry| instance.is_none_or(|id| entry["CenId"] == id))
        .filter(|entry| {
            let touches =
                |region| entry["LocalRegionId"] == region || entry["OppositeRegionId"] == region;
            touching.as_deref().is_none_or(touches)
        })
        .collect();
    listing::page(
        request,
        "CenInterRegionBandwidthLimits",
        "CenInterRegionBandwidthLimit",
        &found,
        Value::clone,
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limited {
    cen_id: String,
    regions: [String; 2],
    bandwidth: u32,
}

/// Sets a limit at once, whatever is left of the package; 0 removes it.
pub(crate) fn admin_set(
    context: &mut Context<'_>,
    cen_id: &str,
    [a, b]: [&str; 2],
    mbps: u32,
) -> io::Result<()> {
    let limit = at_once(context.state, cen_id, [a, b], mbps)
        .map_err(|error| io::Error::new(io::ErrorKind::NotFound, error.message))?;
    if mbps > 0 {
        put(context.state, limit);
    } else {
        let same = |before: &Limit| before.is_between(&limit.cen_id, &limit.regions);
        context.state.take(same);
    }
    Ok(())
}

fn at_once(state: &State, cen_id: &str, [a, b]: [&str; 2], mbps: u32) -> Result<Limit, ApiError> {
    let (regions, span) = connection(a, b)?;
    let instance: &Instance = state.get(cen_id)?;
    let package = Package::serving(state, &instance.id, &span)?;
    Ok(Limit {
        cen_id: instance.id.clone(),
        regions,
        bandwidth: mbps,
        life: Life::active(),
        package_id: package.id.clone(),
        pending: None,
    })
}
