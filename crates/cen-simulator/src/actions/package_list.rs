//! Listing bandwidth packages.

use serde_json::{Map, Value, json};

use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::is_cross_border;
use crate::state::{Package, State};

use super::filters::{self, Filter};
use super::{Answer, Context, limit};

#[derive(Clone, Copy)]
enum Key {
    Id,
    Instance,
    Status,
    Name,
}

const KEYS: [(&str, Key); 4] = [
    ("CenBandwidthPackageId", Key::Id),
    ("CenId", Key::Instance),
    ("Status", Key::Status),
    ("Name", Key::Name),
];

/// Lists packages, the newest first. Filters must all match, or one of them when `IsOrKey` says so.
pub(super) fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let filters = filters::read(request, &KEYS)?;
    let any = request.boolean("IsOrKey")?.unwrap_or(false);
    let reservations = request.boolean("IncludeReservationData")?.unwrap_or(false);
    let tags = request.objects("Tag");
    let group = request.text("ResourceGroupId");
    let now = context.now;

    let mut found: Vec<&Package> = context
        .state
        .packages
        .iter()
        .rev()
        .filter(|package| package.shows(now))
        .filter(|package| {
            let mut matches = filters.iter().map(|filter| takes(filter, package));
            filters.is_empty()
                || if any {
                    matches.any(|yes| yes)
                } else {
                    matches.all(|yes| yes)
                }
        })
        .filter(|package| filters::has_tags(&tags, &package.tags))
        .filter(|package| group.is_none_or(|group| package.resource_group == group))
        .collect();
    // A paid order is as old as its payment, so the order of the list is not that of the orders.
    found.sort_by_key(|package| std::cmp::Reverse(package.created_at));

    let fields = filters::page(
        request,
        "CenBandwidthPackages",
        "CenBandwidthPackage",
        &found,
        |package| {
            let mut shown = render(package, context.state, now);
            reservation(package, reservations, &mut shown);
            Value::Object(shown)
        },
    )?;
    Ok(Answer::new(Value::Object(fields)))
}

fn takes(filter: &Filter<'_, Key>, package: &Package) -> bool {
    match filter.key {
        Key::Id => filter.takes_id(&package.id),
        Key::Instance => package
            .instance
            .as_deref()
            .is_some_and(|id| filter.takes_id(id)),
        Key::Status => filter.takes(package.status()),
        Key::Name => filter.takes(&package.name),
    }
}

/// What the package will be when its order ends; text where other fields are numbers and booleans (API page
/// DescribeCenBandwidthPackages). Shown on request only.
fn reservation(package: &Package, requested: bool, shown: &mut Map<String, Value>) {
    let upgrade = package.upgrade.filter(|_| requested);
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

fn render(package: &Package, state: &State, now: Moment) -> Map<String, Value> {
    let instances: Vec<&String> = package.instance.iter().collect();
    let fields = json!({
        "CenBandwidthPackageId": package.id,
        "Name": package.name,
        "Description": package.description,
        "Bandwidth": package.bandwidth,
        "BandwidthPackageChargeType": package.charge_type.as_str(),
        "BusinessStatus": package.business_status(now).as_str(),
        "Status": package.status(),
        "CenIds": {"CenId": instances},
        "CreationTime": package.created_at.to_minutes(),
        "ExpiredTime": package.expired_time(),
        "GeographicRegionAId": package.area_a,
        "GeographicRegionBId": package.area_b,
        "GeographicSpanId": package.span_id(),
        "IsCrossBorder": is_cross_border(&package.area_a, &package.area_b),
        "ResourceGroupId": package.resource_group,
        "OrginInterRegionBandwidthLimits": limit::of_package(&package.id, state),
        "Tags": filters::render_tags(&package.tags),
    });
    Answer::new(fields).fields
}
