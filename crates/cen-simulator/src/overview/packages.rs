//! Packages: one by one, added up by pairs of areas, and what has been paid for them.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::action::Context;
use crate::api::limit::Limit;
use crate::api::package::order::{Order, OrderKind};
use crate::api::package::status::BusinessStatus;
use crate::api::package::{Departure, Package, Purchase};
use crate::api::peer_attachment::PeerAttachment;
use crate::clock::Moment;
use crate::money::Money;
use crate::object::Object;
use crate::state::State;

use super::MOST_PACKAGES;

/// A package, with what is taken of it.
#[derive(Serialize)]
pub(super) struct PackageRow<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
    /// The two areas, in the order of the pair.
    areas: [&'a str; 2],
    /// In Mbit/s.
    bandwidth: u32,
    /// Of that, in Mbit/s.
    taken: u64,
    charge_type: &'static str,
    /// Paid for, in months; nothing of a package that is paid by the day.
    months: Option<u32>,
    expired_time: &'a str,
    status: &'static str,
    business_status: &'static str,
    renewal: &'static str,
    is_cross_border: bool,
    paid: bool,
    /// Whether the API shows it.
    visible: bool,
    cen_id: Option<&'a str>,
    creation_time: &'a str,
    tags: &'a crate::tags::Tags,
}

/// All packages that one instance has for one pair of areas, or that are bound to none.
#[derive(Serialize)]
pub(super) struct Pair<'a> {
    cen_id: Option<&'a str>,
    /// In alphabetical order.
    areas: [&'a str; 2],
    packages: usize,
    /// The one package, where it is only one.
    id: &'a str,
    /// In Mbit/s, with what is locked and without what is not paid.
    bandwidth: u64,
    /// Of that, in Mbit/s.
    taken: u64,
    /// When the first of them ends.
    ends: Option<&'a str>,
    locked: usize,
    unpaid: usize,
}

/// What has been bought.
#[derive(Default, Serialize)]
pub(super) struct Bill {
    orders: usize,
    /// Of those, the ones that nobody has paid.
    unpaid: usize,
    rows: Vec<BillRow>,
}

/// A purchase, its renewals and changes.
#[derive(Serialize)]
struct BillRow {
    id: String,
    name: String,
    areas: [String; 2],
    bandwidth: u32,
    charge_type: &'static str,
    months: Option<u32>,
    spent: Money,
    /// All of its orders.
    orders: usize,
    /// Those that nobody has paid.
    unpaid: Vec<String>,
    departed: Option<Departure>,
}

/// How much of each package is taken, in Mbit/s.
pub(super) fn taken(state: &State) -> HashMap<&str, u64> {
    let mut taken = HashMap::new();
    let limits = state.all::<Limit>().iter();
    let limits = limits.map(|limit| (limit.package_id.as_str(), limit.draws_on(&limit.package_id)));
    let peers = state.all::<PeerAttachment>().iter();
    let peers = peers.filter_map(|peer| {
        let package = peer.bandwidth.package_id.as_deref()?;
        Some((package, peer.draws_on(package)))
    });
    for (package, mbps) in limits.chain(peers) {
        *taken.entry(package).or_default() += u64::from(mbps);
    }
    taken
}

pub(super) fn rows<'a>(
    context: &'a Context<'_>,
    taken: &HashMap<&str, u64>,
) -> Vec<PackageRow<'a>> {
    let packages = context.state.all::<Package>().iter().take(MOST_PACKAGES);
    packages
        .map(|package| PackageRow {
            id: &package.id,
            name: &package.name,
            description: &package.description,
            areas: areas(package),
            bandwidth: package.bandwidth,
            taken: taken.get(package.id.as_str()).copied().unwrap_or(0),
            charge_type: package.charge_type.as_str(),
            months: months(package),
            expired_time: &package.expired_time,
            status: package.status.as_str(),
            business_status: package.business_status.as_str(),
            renewal: package.renewal.as_str(),
            is_cross_border: package.is_cross_border,
            paid: package.paid,
            visible: package.visible,
            cen_id: package.cen_id.as_deref(),
            creation_time: &package.creation_time,
            tags: &package.tags,
        })
        .collect()
}

pub(super) fn pairs<'a>(context: &'a Context<'_>, taken: &HashMap<&str, u64>) -> Vec<Pair<'a>> {
    let mut pairs: BTreeMap<(Option<&str>, [&str; 2]), Pair<'a>> = BTreeMap::new();
    for package in context.state.all::<Package>() {
        let (cen_id, areas) = (package.cen_id.as_deref(), areas(package));
        let pair = pairs.entry((cen_id, areas)).or_insert_with(|| Pair {
            cen_id,
            areas,
            packages: 0,
            id: &package.id,
            bandwidth: 0,
            taken: 0,
            ends: None,
            locked: 0,
            unpaid: 0,
        });
        pair.packages += 1;
        if !package.paid {
            pair.unpaid += 1;
            continue;
        }
        pair.bandwidth += u64::from(package.bandwidth);
        pair.taken += taken.get(package.id.as_str()).copied().unwrap_or(0);
        pair.locked += usize::from(package.business_status != BusinessStatus::Normal);
        // Times of this form stand in the order of time.
        if package.expires_at.is_some() {
            let ends = package.expired_time.as_str();
            pair.ends = Some(pair.ends.map_or(ends, |first| first.min(ends)));
        }
    }
    pairs.into_values().collect()
}

fn areas(package: &Package) -> [&str; 2] {
    let mut areas = [package.area_a.as_str(), package.area_b.as_str()];
    areas.sort_unstable();
    areas
}

impl Bill {
    pub(super) fn of(purchases: &[Purchase]) -> Self {
        let mut bill = Self::default();
        for purchase in purchases {
            let orders = &purchase.package.orders;
            bill.orders += orders.len();
            bill.unpaid += orders.iter().filter(|order| order.is_unpaid()).count();
        }
        let rows = purchases.iter().take(MOST_PACKAGES);
        bill.rows = rows.map(BillRow::of).collect();
        bill
    }
}

impl BillRow {
    fn of(purchase: &Purchase) -> Self {
        let package = &purchase.package;
        let unpaid = package.orders.iter().filter(|order| order.is_unpaid());
        Self {
            id: package.id.clone(),
            name: package.name.clone(),
            areas: areas(package).map(str::to_owned),
            bandwidth: package.bandwidth,
            charge_type: package.charge_type.as_str(),
            months: months(package),
            spent: package.orders.iter().map(Order::paid).sum(),
            orders: package.orders.len(),
            unpaid: unpaid.map(|order| order.id.clone()).collect(),
            departed: purchase.departed,
        }
    }
}

/// The months of a prepaid package that have been paid for.
fn months(package: &Package) -> Option<u32> {
    package.term?;
    Some(package.orders.iter().filter_map(months_of).sum())
}

/// The months that an order has paid for. The days beyond them are those of the day on which a term began.
fn months_of(order: &Order) -> Option<u32> {
    let is_time = matches!(order.kind, OrderKind::New | OrderKind::Renew);
    let is_paid = order.payment_time.is_some();
    let start = Moment::parse_request(order.usage_start.as_deref()?)?;
    let end = Moment::parse_request(order.usage_end.as_deref()?)?;
    (is_time && is_paid).then(|| start.months_and_days_until(end).0)
}
