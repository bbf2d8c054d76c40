//! Listing bandwidth packages.

use serde_json::{Map, Value, json};

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

    let packages = context.state.all::<Package>().iter().rev();
    let mut found: Vec<&Package> = packages
        .filter(|package| package.visible)
        .filter(|package| {
            if any {
                filters.any_matches(package)
            } else {
                filters.all_match(package)
            }
        })
        .filter(|package| tags::has_all(&package.tags, &tags))
        .filter(|package| group.is_none_or(|group| package.resource_group_id == group))
        .collect();
    // A paid order is as old as its payment, so the order of the list is not that of the orders.
    found.sort_by_key(|package| std::cmp::Reverse(package.paid_at));

    listing::page(
        request,
        "CenBandwidthPackages",
        "CenBandwidthPackage",
        &found,
        |package| {
            let mut shown = package.render(context.state);
            package.reservation(reservations, &mut shown);
            Value::Object(shown)
        },
    )
}

impl Package {
    fn render(&self, state: &State) -> Map<String, Value> {
        let instances: Vec<&String> = self.cen_id.iter().collect();
        Answer::new(json!({
            "CenBandwidthPackageId": self.id,
            "Name": self.name,
            "Description": self.description,
            "Bandwidth": self.bandwidth,
            "BandwidthPackageChargeType": self.charge_type.as_str(),
            "BusinessStatus": self.business_status.as_str(),
            "Status": self.status.as_str(),
            "CenIds": {"CenId": instances},
            "CreationTime": self.creation_time,
            "ExpiredTime": self.expired_time,
            "GeographicRegionAId": self.area_a,
            "GeographicRegionBId": self.area_b,
            "GeographicSpanId": self.geographic_span_id,
            "IsCrossBorder": self.is_cross_border,
            "ResourceGroupId": self.resource_group_id,
            "OrginInterRegionBandwidthLimits": self.limits(state),
            "Tags": tags::wrapped(&self.tags),
        }))
        .fields
    }

    /// The limits that draw on it. The API writes the number as text here (API page DescribeCenBandwidthPackages).
    fn limits(&self, state: &State) -> Value {
        let limits = state.all::<Limit>().iter();
        let limits = limits.filter(|limit| limit.package_id == self.id);
        let limits = limits.map(|limit| {
            let [opposite, local] = &limit.regions;
            json!({
                "LocalRegionId": local,
                "OppositeRegionId": opposite,
                "GeographicSpanId": self.geographic_span_id,
                "BandwidthLimit": limit.bandwidth.to_string(),
            })
        });
        json!({ "OrginInterRegionBandwidthLimit": limits.collect::<Vec<_>>() })
    }

    /// What it will be when its order ends; text where other fields are numbers and booleans (API page
    /// DescribeCenBandwidthPackages). Shown on request only.
    fn reservation(&self, requested: bool, shown: &mut Map<String, Value>) {
        let upgrade = self.upgrade.filter(|_| requested);
        let mut show = |name: &str, text: &str| shown.insert(name.to_owned(), text.into());
        let Some(upgrade) = upgrade else {
            show("HasReservationData", "false");
            return;
        };
        show("HasReservationData", "true");
        show("ReservationOrderType", "TEMP_UPGRADE");
        show("ReservationBandwidth", &upgrade.returns_to.to_string());
        show("ReservationActiveTime", &upgrade.ends_at.to_minutes());
    }
}
