//! What orders cost: asked where the provider block wants to know, told in plans, and held against a limit.
//!
//! ```text
//! limit    the most that a purchase may cost
//! words    sentences about prices
//! ```
//!
//! Nothing is asked without `show_prices` or `max_price`. What cannot be known is said in words, once a run for each reason, and
//! is an error only where a limit stands against it.

mod limit;
mod words;

use std::time::Duration;

use cen::billing::{Order, Price, RenewalMonths, Subscription};
use cen::{AreaPair, Deadline, EndTime, Freshness, PackageId};
use tf_plugin::framework::Diagnostic;
use tf_plugin::value::{Attr, Number};

use super::billing::Trouble;
use super::client::Client;
use super::wait;
use super::walk::Walk;

pub(super) use words::{months, paid, term};

/// How long one price is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is asked and said about prices, by the provider block.
#[derive(Clone, Debug, Default)]
pub(super) struct Prices {
    /// Whether plans say what they cost.
    pub(super) are_shown: bool,
    /// The most that a purchase may cost, in the currency of its price.
    pub(super) most: Attr<Number>,
}

impl Prices {
    /// Whether a plan is to ask for them. A limit that is not known yet is for the apply.
    pub(super) fn are_asked(&self) -> bool {
        self.are_shown || self.most.known().is_some()
    }
}

/// A prepaid package whose orders can be priced.
pub(super) struct Priceable {
    /// What CEN says of it.
    pub(super) package: cen::Package,
    /// What the billing API says of it.
    pub(super) subscription: Subscription,
}

/// Asks what an order of this bandwidth, in Mbit/s, between these areas would cost.
///
/// # Errors
///
/// Why that is not known.
pub(super) async fn ask(
    client: &Client,
    order: &Order<'_>,
    mbps: u64,
    areas: &AreaPair,
    deadline: &Deadline,
) -> Result<Price, Trouble> {
    let billing = client.billing.as_ref().ok_or_else(Trouble::switched_off)?;
    let deadline = wait::at_most(PATIENCE, deadline);
    let price = billing.price(order, mbps, areas, &deadline).await;
    price.map_err(|reason| Trouble::unpriced(&reason))
}

/// Asks the billing API for a package.
///
/// # Errors
///
/// Why it is not known there.
pub(super) async fn subscription(
    client: &Client,
    id: &PackageId,
    deadline: &Deadline,
) -> Result<Subscription, Trouble> {
    let billing = client.billing.as_ref().ok_or_else(Trouble::switched_off)?;
    let deadline = wait::at_most(PATIENCE, deadline);
    let found = billing.subscription(id, Freshness::Recent, &deadline).await;
    found
        .map_err(|error| Trouble::with(&error))?
        .ok_or_else(|| Trouble::unlisted(id))
}

/// Asks both APIs for a package.
///
/// # Errors
///
/// Why it cannot be priced.
pub(super) async fn priceable(
    client: &Client,
    id: &PackageId,
    deadline: &Deadline,
) -> Result<Priceable, Trouble> {
    let found = client.api.package(id, Freshness::Recent, deadline).await;
    let package = found
        .map_err(|error| Trouble::with(&error))?
        .ok_or_else(|| Trouble::gone(id))?;
    Ok(Priceable {
        subscription: subscription(client, id, deadline).await?,
        package,
    })
}

/// Says, once a run for each reason, why the price of something that is about to be paid is not known.
pub(super) fn unknown(walk: &Walk, trouble: &Trouble) -> Option<Diagnostic> {
    let is_new = walk.memory().bill.leave_out(&trouble.cause);
    is_new.then(|| why(trouble))
}

/// Says why a price is not known.
pub(super) fn why(trouble: &Trouble) -> Diagnostic {
    Diagnostic::warning("A price is not known", trouble.detail.clone())
}

/// Says what an order costs, and what the run comes to with it.
pub(super) fn told(walk: &Walk, what: &str, price: &Price, detail: String) -> Diagnostic {
    let sum = walk.memory().bill.add(&price.to_pay);
    let summary = format!("{what} costs {} now; {sum}", price.to_pay);
    Diagnostic::warning(summary, detail)
}

/// Says in a plan what it costs to renew a package once; nothing where nobody wants to know.
pub(super) async fn of_renewal(
    client: &Client,
    walk: &Walk,
    id: &PackageId,
    months: RenewalMonths,
    deadline: &Deadline,
) -> Option<Diagnostic> {
    if !client.prices.are_shown {
        return None;
    }
    let asked = async {
        let Priceable {
            package,
            subscription,
        } = priceable(client, id, deadline).await?;
        let order = Order::Renewal {
            of: &subscription,
            months,
        };
        let mbps = package.bought_mbps();
        let price = ask(client, &order, mbps, &package.areas, deadline).await?;
        Ok((price, mbps))
    };
    match asked.await {
        Ok((price, mbps)) => {
            let detail = words::renewal(&price, mbps, months);
            let what = format!("This renewal of {id}");
            Some(told(walk, &what, &price, detail))
        }
        Err(trouble) => unknown(walk, &trouble),
    }
}

/// Says in a plan what is known of the price of more bandwidth for a while; nothing where nobody wants to know.
pub(super) async fn of_temporary_upgrade(
    client: &Client,
    walk: &Walk,
    (id, mbps, end): (&PackageId, u64, EndTime),
    deadline: &Deadline,
) -> Option<Diagnostic> {
    if !client.prices.are_shown {
        return None;
    }
    let asked = async {
        let Priceable {
            package,
            subscription,
        } = priceable(client, id, deadline).await?;
        let order = Order::Upgrade { of: &subscription };
        let price = ask(client, &order, mbps, &package.areas, deadline).await?;
        Ok((price, package))
    };
    match asked.await {
        Ok((price, package)) => {
            walk.memory().bill.leave_out("an upgrade for a while");
            Some(Diagnostic::warning(
                format!("The price of the temporary upgrade of {id} is not known beforehand"),
                words::temporary_upgrade(&price, &package, mbps, end),
            ))
        }
        Err(trouble) => unknown(walk, &trouble),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use cen::alibaba_cloud::world::World;
    use cen::{Area, Cycle, Term};
    use tf_plugin::framework::Diagnostics;
    use tokio::net::TcpListener;
    use tokio::time::Instant;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::config::{self, Config};

    #[tokio::test(start_paused = true)]
    async fn an_api_that_never_answers_holds_a_plan_up_for_seconds_and_not_for_its_whole_time() {
        // Connections to it are made, and nobody reads what comes.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", silent.local_addr().unwrap());
        let variables = [
            ("CEN_ENDPOINT", endpoint.as_str()),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let world = World {
            variables: Arc::new(BTreeMap::from(variables)),
            ..World::real()
        };
        let mut said = Diagnostics::default();
        let client = config::client(&Config::default(), "1.14.0", &world, &mut said);
        let client = client.unwrap_or_else(|| panic!("{said:?}"));
        let begun = Instant::now();
        let deadline = Deadline {
            at: begun + Duration::from_hours(1),
            cancel: CancellationToken::new(),
        };
        let order = Order::New {
            term: Term::new(1, Cycle::Month).unwrap(),
        };
        let areas = AreaPair::new(Area::China, Area::China);
        let asked = ask(&client, &order, 5, &areas, &deadline).await;
        assert!(asked.is_err());
        assert!(begun.elapsed() <= PATIENCE, "{:?}", begun.elapsed());
    }
}
