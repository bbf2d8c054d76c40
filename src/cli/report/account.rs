//! What is asked of the APIs.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use cen::billing::{Billing, Order, Price, RenewalMonths, Subscription, Unpriced};
use cen::error::Kind;
use cen::{AreaPair, CallError, CenId, ChargeType, Deadline, Freshness, Package, PackageId};

use crate::client::Client;

use super::fields::Field;
use super::notes::{Note, Notes, Reason};
use super::progress::Progress;
use super::row::{End, Fact, Row};

/// How long the list of packages may take; nothing can be said without it.
const PACKAGES_WITHIN: Duration = Duration::from_secs(5 * 60);

/// How long anything else may take, which the report can do without.
const MORE_WITHIN: Duration = Duration::from_secs(30);

const ENDLESS: &str = "CEN tells no end of the term that can be read.";

const UNLISTED: &str =
    "The billing API does not list them. It may take some minutes after a purchase.";

/// The term whose price is asked for, in months; the same for all, so that packages can be compared.
pub(super) const MONTHS: u32 = 1;

/// What is wanted besides the packages themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) billing: bool,
    pub(super) prices: bool,
    pub(super) usage: bool,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Account {
    /// In the order of the report.
    pub(super) rows: Vec<Row>,
    /// By the numbers that the rows have.
    pub(super) notes: Vec<Note>,
    /// When it was found, by the clock of the API.
    pub(super) now: SystemTime,
    pub(super) asked: Asked,
}

impl Account {
    /// The number of the first note about a field.
    pub(super) fn note_of(&self, field: Field) -> Option<usize> {
        self.notes
            .iter()
            .position(|note| note.fields.contains(&field))
    }
}

/// Looks at all packages of the account.
///
/// # Errors
///
/// When there is no list of packages. Whatever else is not known is noted.
pub(super) async fn look(
    client: &Client,
    asked: Asked,
    progress: &Progress,
) -> Result<Account, CallError> {
    progress.tell("Reading the packages");
    let mut packages = client.api.packages(&within(PACKAGES_WITHIN)).await?;
    if packages.is_empty() {
        // One empty list proves nothing, and a job that runs at night is told that all is well.
        packages = client.api.packages(&within(PACKAGES_WITHIN)).await?;
    }
    let terms = terms(client, asked, &packages, progress).await;
    let questions = terms
        .iter()
        .filter(|term| asked.prices && is_known(term))
        .count()
        + packages
            .iter()
            .filter(|one| place(one, asked).is_some())
            .count();
    progress.begin("Asking for prices and use", questions);
    let (prices, uses) = tokio::join!(
        prices(client, asked, &packages, &terms, progress),
        uses(client, asked, &packages, progress)
    );
    let mut notes = Notes::default();
    let mut rows: Vec<Row> = Vec::with_capacity(packages.len());
    for (((package, term), price), used) in packages.into_iter().zip(terms).zip(prices).zip(uses) {
        let renewal = term.map(|term| term.map(|subscription| subscription.renewal));
        let (id, end) = (&package.id, End::of(&package));
        if end == End::Unknown {
            notes.add(&Reason::told(ENDLESS), Field::EndsAt, id);
        }
        rows.push(Row {
            renewal: noted(renewal, Field::RenewalStatus, id, &mut notes),
            price: noted(price, Field::RenewalPrice, id, &mut notes),
            used: noted(used, Field::UsedMbps, id, &mut notes),
            end,
            package,
        });
    }
    rows.sort_by(Row::order);
    Ok(Account {
        rows,
        notes: notes.into_list(),
        now: client.api.now(),
        asked,
    })
}

/// What was asked for, if anything was.
type Told<T> = Option<Result<T, Reason>>;

fn noted<T>(told: Told<T>, field: Field, id: &PackageId, notes: &mut Notes) -> Fact<T> {
    match told {
        None => Fact::Absent,
        Some(Ok(known)) => Fact::Known(known),
        Some(Err(reason)) => Fact::Unknown(notes.add(&reason, field, id)),
    }
}

fn within(limit: Duration) -> Deadline {
    Deadline {
        at: Instant::now() + limit,
        cancel: Default::default(),
    }
}

/// What the billing API says of each package that has a term.
async fn terms(
    client: &Client,
    asked: Asked,
    packages: &[Package],
    progress: &Progress,
) -> Vec<Told<Subscription>> {
    let has_term = |package: &Package| package.charge_type != ChargeType::PostPaid;
    let billing = client.billing.as_ref().filter(|_| asked.billing);
    let listed = match billing {
        None => Err(Reason::told(
            "The billing API was not asked (--no-billing).",
        )),
        Some(_) if !packages.iter().any(has_term) => Ok(BTreeMap::new()),
        Some(billing) => {
            progress.tell("Reading the renewals");
            let listed = billing.subscriptions(&within(MORE_WITHIN)).await;
            let by_id = |all: Vec<Subscription>| -> BTreeMap<PackageId, Subscription> {
                all.into_iter().map(|one| (one.id.clone(), one)).collect()
            };
            listed.map(by_id).map_err(|error| Reason::failed(&error))
        }
    };
    let of = |package: &Package| match &listed {
        Err(reason) => Err(reason.clone()),
        Ok(listed) => {
            let found = listed.get(&package.id).cloned();
            found.ok_or_else(|| Reason::told(UNLISTED))
        }
    };
    let told = packages.iter();
    told.map(|package| has_term(package).then(|| of(package)))
        .collect()
}

fn is_known<T>(told: &Told<T>) -> bool {
    matches!(told, Some(Ok(_)))
}

/// What a renewal of each package would cost, one question after the other.
async fn prices(
    client: &Client,
    asked: Asked,
    packages: &[Package],
    terms: &[Told<Subscription>],
    progress: &Progress,
) -> Vec<Told<Price>> {
    let mut prices = Vec::with_capacity(packages.len());
    let mut futile = None;
    for (package, term) in packages.iter().zip(terms) {
        let billing = client.billing.as_ref().filter(|_| asked.prices);
        let (Some(billing), Some(term)) = (billing, term) else {
            prices.push(None);
            continue;
        };
        prices.push(Some(match (term, &futile) {
            (Err(reason), _) | (Ok(_), Some(reason)) => Err(reason.clone()),
            (Ok(subscription), None) => {
                let price = price(billing, package, subscription).await;
                progress.step();
                price.map_err(|error| unpriced(&error, &mut futile))
            }
        }));
    }
    prices
}

async fn price(
    billing: &Billing,
    package: &Package,
    subscription: &Subscription,
) -> Result<Price, Unpriced> {
    let order = Order::Renewal {
        of: subscription,
        months: RenewalMonths::A_MONTH,
    };
    let mbps = package.bought_mbps();
    let deadline = within(MORE_WITHIN);
    billing.price(&order, mbps, &package.areas, &deadline).await
}

fn unpriced(error: &Unpriced, futile: &mut Option<Reason>) -> Reason {
    match error {
        Unpriced::Call(error) => failed(error, futile),
        Unpriced::NoPrice(_) | Unpriced::NotListed | Unpriced::UnknownAttribute(_) => {
            let mut text = error.to_string();
            text.get_mut(..1).map(str::make_ascii_uppercase);
            Reason::told(format!("{text}."))
        }
    }
}

/// The reason; `futile` too where the next question would fare no better.
fn failed(error: &CallError, futile: &mut Option<Reason>) -> Reason {
    let reason = Reason::failed(error);
    if error.api_error().is_none() || Kind::of_call(error) == Some(Kind::NotAllowed) {
        *futile = Some(reason.clone());
    }
    reason
}

/// Where a package is used, if that is to be asked.
fn place(package: &Package, asked: Asked) -> Option<(&CenId, &AreaPair)> {
    let cen = package.cen_ids.first().filter(|_| asked.usage)?;
    Some((cen, &package.areas))
}

/// How much of each package is allotted where it is bound, one question after the other.
async fn uses(
    client: &Client,
    asked: Asked,
    packages: &[Package],
    progress: &Progress,
) -> Vec<Told<u64>> {
    let mut uses = Vec::with_capacity(packages.len());
    let mut futile: Option<Reason> = None;
    for package in packages {
        uses.push(match (place(package, asked), &futile) {
            (None, _) => None,
            (Some(_), Some(reason)) => Some(Err(reason.clone())),
            (Some((cen, areas)), None) => {
                let deadline = within(MORE_WITHIN);
                let asking =
                    client
                        .api
                        .remaining_bandwidth(cen, areas, Freshness::Recent, &deadline);
                let left = asking.await;
                progress.step();
                let used = left.map(|left| package.bandwidth_mbps.saturating_sub(left));
                Some(used.map_err(|error| failed(&error, &mut futile)))
            }
        });
    }
    uses
}
