//! Listing bandwidth packages.

use serde::Serialize;

use crate::action::{Action, Answer, Context};
use crate::api::limit::Limit;
use crate::error::ApiError;
use crate::family::Family;
use crate::listing::{self, FilterKey, Filters};
use crate::request::Request;
use crate::state::State;
use crate::tags;

use super::Package;

pub(crate) const FAMILY: Family = Family::of_actions(&[Action::reading(
    "DescribeCenBandwidthPackages",
    &[],
    describe,
)]);

const FILTERS: &[FilterKey<Package>] = &[
    ("CenBandwidthPackageId", |package, values| {
        values.take_id(&package.id)
    }),
    ("CenId", |package, values| {
        let bound_to = package.cen_id.as_deref();
        bound_to.is_some_and(|id| values.take_id(id))
    }),
    ("Status", |package, values| {
        values.take(package.status.as_str())
    }),
    ("Name", |package, values| values.take(&package.name)),
];

/// Lists packages, the newest first. Filters must all match, or one of them when `IsOrKey` says so.
fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let filters = Filters::read(request, FILTERS)?;
    let any = request.boolean("IsOrKey")?.unwrap_or(false);
    let reservations = request.boolean("IncludeReservationData")?.unwrap_or(false);
    let tags = request.objects("Tag");
    let group = request.text("ResourceGroupId");

    // There may be ten thousand, so one look at each has to do.
    let is_meant = |package: &&Package| {
        package.visible
            && filters.match_as(any, package)
            && tags::has_all(&package.tags, &tags)
            && group.is_none_or(|group| package.resource_group_id == group)
    };
    let packages = context.state.all::<Package>().iter().rev();
    let mut found: Vec<&Package> = packages.filter(is_meant).collect();
    // A paid order is as old as its payment, so the order of the list is not that of the orders.
    found.sort_by_key(|package| std::cmp::Reverse(package.paid_at));

    listing::written_page(
        request,
        "CenBandwidthPackages",
        "CenBandwidthPackage",
        &found,
        |package| Shown::new(package, context.state, reservations),
    )
}

/// A package as the API shows it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Shown<'a> {
    bandwidth: u32,
    bandwidth_package_charge_type: &'a str,
    business_status: &'a str,
    cen_bandwidth_package_id: &'a str,
    cen_ids: CenIds<'a>,
    creation_time: &'a str,
    description: &'a str,
    expired_time: &'a str,
    geographic_region_a_id: &'a str,
    geographic_region_b_id: &'a str,
    geographic_span_id: &'a str,
    #[serde(flatten)]
    reservation: Reservation,
    is_cross_border: bool,
    name: &'a str,
    orgin_inter_region_bandwidth_limits: Limits<'a>,
    resource_group_id: &'a str,
    status: &'a str,
    tags: Tags<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CenIds<'a> {
    cen_id: &'a [String],
}

/// The limits that draw on it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Limits<'a> {
    orgin_inter_region_bandwidth_limit: Vec<ShownLimit<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ShownLimit<'a> {
    /// As text, here (API page DescribeCenBandwidthPackages).
    bandwidth_limit: String,
    geographic_span_id: &'a str,
    local_region_id: &'a str,
    opposite_region_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tags<'a> {
    tag: Vec<Tag<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tag<'a> {
    key: &'a str,
    value: &'a str,
}

/// What it will be when its order ends; text where other fields are numbers and booleans (API page
/// DescribeCenBandwidthPackages). Shown on request only.
#[derive(Serialize)]
#[serde(tag = "HasReservationData", rename_all_fields = "PascalCase")]
enum Reservation {
    #[serde(rename = "false")]
    None,
    #[serde(rename = "true")]
    End {
        reservation_active_time: String,
        reservation_bandwidth: String,
        reservation_order_type: &'static str,
    },
}

impl<'a> Shown<'a> {
    fn new(package: &'a Package, state: &'a State, reservations: bool) -> Self {
        Self {
            bandwidth: package.bandwidth,
            bandwidth_package_charge_type: package.charge_type.as_str(),
            business_status: package.business_status.as_str(),
            cen_bandwidth_package_id: &package.id,
            cen_ids: CenIds {
                cen_id: package.cen_id.as_slice(),
            },
            creation_time: &package.creation_time,
            description: &package.description,
            expired_time: &package.expired_time,
            geographic_region_a_id: &package.area_a,
            geographic_region_b_id: &package.area_b,
            geographic_span_id: &package.geographic_span_id,
            reservation: Reservation::of(package, reservations),
            is_cross_border: package.is_cross_border,
            name: &package.name,
            orgin_inter_region_bandwidth_limits: Limits::of(package, state),
            resource_group_id: &package.resource_group_id,
            status: package.status.as_str(),
            tags: Tags {
                tag: package
                    .tags
                    .iter()
                    .map(|(key, value)| Tag { key, value })
                    .collect(),
            },
        }
    }
}

impl<'a> Limits<'a> {
    fn of(package: &'a Package, state: &'a State) -> Self {
        let limits = state.all::<Limit>().iter();
        let drawing = limits.filter(|limit| limit.package_id == package.id);
        let shown = drawing.map(|limit| {
            let [opposite, local] = &limit.regions;
            ShownLimit {
                bandwidth_limit: limit.bandwidth.to_string(),
                geographic_span_id: &package.geographic_span_id,
                local_region_id: local,
                opposite_region_id: opposite,
            }
        });
        Self {
            orgin_inter_region_bandwidth_limit: shown.collect(),
        }
    }
}

impl Reservation {
    fn of(package: &Package, requested: bool) -> Self {
        match package.upgrade.filter(|_| requested) {
            None => Self::None,
            Some(upgrade) => Self::End {
                reservation_active_time: upgrade.ends_at.to_minutes(),
                reservation_bandwidth: upgrade.returns_to.to_string(),
                reservation_order_type: "TEMP_UPGRADE",
            },
        }
    }
}
