//! What the plan of a package costs, and the limit that a purchase is held against.

use crate::Cen;
use crate::billing::Trouble;
use crate::client::Client;
use crate::lifecycle::{Managed as _, Note};
use crate::prices::{self, months, paid, term};
use crate::scope::Scope;
use crate::wait;
use cen::billing::{Order, Price, Renewal, RenewalMonths, Subscription};
use cen::{AreaPair, Billing, Deadline, PackageId, Purchase, Term};
use tf_plugin::framework::{Diagnostic, Diagnostics, Preflight};
use tf_plugin::value::Path;

use super::{Package, delete, order};

/// What the limit does to a purchase that nobody has answered.
const SENT_BEFORE: &str = "This purchase was sent before, with the arguments that it had then, and may have been made and paid; nobody \
    has answered it. It is not sent again while the limit stands against it: to learn what has become of it, and to take the package \
    up, raise or remove max_price for one apply.";

/// Says what a plan costs, and refuses what costs too much. Without anybody who wants to know, nothing is asked.
pub(super) async fn look(request: &Preflight<Package, Cen>, diagnostics: &mut Diagnostics) {
    if !request.client.prices.are_asked() {
        return;
    }
    let deadline = wait::preflight_deadline(&request.operation);
    match &request.prior {
        Some(prior) if !prior.common().is_unconfirmed() => {
            look_at_change(prior, request, &deadline, diagnostics).await;
        }
        _ => look_at_purchase(request, &deadline, diagnostics).await,
    }
}

/// The term of what is bought in advance.
fn bought_for(purchase: &Purchase) -> Option<Term> {
    match purchase.billing {
        Billing::PrePaid { term, .. } => Some(term),
        Billing::PostPaid => None,
    }
}

async fn ask(
    purchase: &Purchase,
    term: Term,
    client: &Client,
    deadline: &Deadline,
) -> Result<Price, Trouble> {
    let (mbps, areas) = (purchase.bandwidth_mbps, &purchase.areas);
    prices::ask(client, &Order::New { term }, mbps, areas, deadline).await
}

async fn look_at_purchase(
    request: &Preflight<Package, Cen>,
    deadline: &Deadline,
    diagnostics: &mut Diagnostics,
) {
    let (client, walk) = (&request.client, &*request.walk);
    // What was sent and not answered is sent again as it was.
    let sent = Note::<Purchase>::read(&request.private).map(|note| note.parameters);
    let undone = match &sent {
        Some(_) => SENT_BEFORE,
        None => "Nothing will be bought.",
    };
    let Some(purchase) = sent.or_else(|| order::purchase(&request.planned)) else {
        let trouble = Trouble::arguments_unknown();
        let told = client.prices.are_shown.then_some(trouble);
        diagnostics.extend(told.and_then(|trouble| prices::unknown(walk, &trouble)));
        return;
    };
    let Some(term) = bought_for(&purchase) else {
        return;
    };
    match ask(&purchase, term, client, deadline).await {
        Ok(price) => {
            let admitted = client.prices.admit(&price, "The package", undone);
            if client.prices.are_shown {
                let detail = purchase_detail(&price, purchase.bandwidth_mbps, term);
                diagnostics.push(prices::told(walk, "This package", &price, detail));
            }
            diagnostics.extend(admitted.err());
        }
        Err(trouble) => {
            let refusal = client.prices.refuse_unknown(&trouble, undone);
            let said = refusal.or_else(|| prices::unknown(walk, &trouble));
            diagnostics.extend(said);
        }
    }
}

fn purchase_detail(price: &Price, mbps: u64, bought_for: Term) -> String {
    let bought = format!("for {mbps} Mbps and {}", term(bought_for));
    let undiscounted = match &price.original {
        Some(original) => format!(" Without any discount the same costs {original} today."),
        None => String::new(),
    };
    format!(
        "Now: {}.\n\nAt renewal: what renewing this package costs can be asked once it is bought.{undiscounted}",
        paid(price, &bought)
    )
}

/// Refuses a purchase whose price is above the limit, or is not known, right before it is sent.
pub(super) async fn hold_against_limit(
    purchase: &Purchase,
    undone: &str,
    Scope { client, deadline }: Scope<'_>,
) -> Result<(), Diagnostic> {
    let Some(term) = bought_for(purchase) else {
        return Ok(());
    };
    if !client.prices.are_limited(undone)? {
        return Ok(());
    }
    match ask(purchase, term, client, deadline).await {
        Ok(price) => client.prices.admit(&price, "The package", undone),
        Err(trouble) => client
            .prices
            .refuse_unknown(&trouble, undone)
            .map_or(Ok(()), Err),
    }
}

/// What a plan does to a package that is there, as far as it costs money now or at renewal.
struct Change<'a> {
    id: PackageId,
    areas: AreaPair,
    /// Mbit/s before and after.
    mbps: (u64, u64),
    prior: &'a Package,
    planned: &'a Package,
}

impl<'a> Change<'a> {
    /// Nothing where the plan has no price, and where it replaces the package.
    fn of(prior: &'a Package, planned: &'a Package) -> Option<Self> {
        let areas = prior.areas()?;
        let is_same = planned.areas().as_ref() == Some(&areas) && planned.is_prepaid();
        if !prior.is_prepaid() || !is_same {
            return None;
        }
        Some(Self {
            id: prior.key()?,
            areas,
            mbps: (*prior.bandwidth.known()?, *planned.bandwidth.known()?),
            prior,
            planned,
        })
    }

    /// Whether the package is to renew itself, and did not.
    fn begins_to_renew(&self) -> bool {
        self.planned.renewing.will_renew() && self.prior.renewing.is_automatic() != Some(true)
    }

    /// For how long the package is renewed: by itself, else as it was bought, else for a month.
    fn renewed_for(&self, subscription: &Subscription) -> RenewalMonths {
        let by_itself = match &subscription.renewal {
            Renewal::Automatic(months) => months.months(),
            Renewal::Manual | Renewal::Never | Renewal::Other(_) => None,
        };
        let planned = self.planned.renewing.months();
        let chosen = match self.planned.renewing.will_renew() {
            true => planned.or(by_itself),
            false => by_itself.or_else(|| order::months(self.planned)),
        };
        let chosen = chosen.and_then(|months| RenewalMonths::new(months).ok());
        chosen.unwrap_or(RenewalMonths::A_MONTH)
    }
}

async fn look_at_change(
    prior: &Package,
    request: &Preflight<Package, Cen>,
    deadline: &Deadline,
    diagnostics: &mut Diagnostics,
) {
    let (client, walk) = (&request.client, &*request.walk);
    let Some(change) = Change::of(prior, &request.planned) else {
        return;
    };
    let (before, after) = change.mbps;
    let is_told = client.prices.are_shown && (before != after || change.begins_to_renew());
    if !is_told && after <= before {
        return;
    }
    let (id, areas) = (&change.id, &change.areas);
    let subscription = match prices::subscription(client, id, deadline).await {
        Ok(subscription) => subscription,
        Err(trouble) => return diagnostics.extend(prices::unknown(walk, &trouble)),
    };
    let now = match after > before {
        true => {
            let order = Order::Upgrade { of: &subscription };
            match prices::ask(client, &order, after, areas, deadline).await {
                Ok(price) => Some(price),
                Err(trouble) => return diagnostics.extend(prices::unknown(walk, &trouble)),
            }
        }
        false => None,
    };
    if client.prices.are_shown {
        let renewed_for = change.renewed_for(&subscription);
        let order = Order::Renewal {
            of: &subscription,
            months: renewed_for,
        };
        let renewal = prices::ask(client, &order, after, areas, deadline).await;
        let renewed = match &renewal {
            Ok(price) => {
                let renewed = format!("for {} of {after} Mbps", months(renewed_for.months()));
                let paid = paid(price, &renewed);
                format!("At renewal: {paid}. Prices are those of today.")
            }
            Err(_) => "At renewal: the price is not known.".to_owned(),
        };
        diagnostics.push(match &now {
            Some(price) => {
                let until = delete::until(prior);
                let changed = format!("for {after} Mbps in place of {before} until {until}");
                let detail = format!("Now: {}.\n\n{renewed}", paid(price, &changed));
                prices::told(walk, &format!("More bandwidth for {id}"), price, detail)
            }
            None => without_price(&change, &renewed),
        });
        if let Err(trouble) = renewal {
            diagnostics.extend(prices::unknown(walk, &trouble));
        }
    }
    if let Some(price) = now {
        let undone = "Nothing will be changed.";
        let admitted = client.prices.admit(&price, "More bandwidth", undone);
        let refusal = admitted.map_err(|refusal| refusal.at(Path::root("bandwidth")));
        diagnostics.extend(refusal.err());
    }
}

/// What is told of a change that is not charged when it is made.
fn without_price(change: &Change<'_>, renewed: &str) -> Diagnostic {
    let (id, (before, after)) = (&change.id, change.mbps);
    let (summary, now) = match after < before {
        true => (
            format!("What less bandwidth for {id} pays back is not known beforehand"),
            "by CEN's pages, part of what was paid for the rest of the term is paid back; the billing API does not tell how much.",
        ),
        false => (
            format!("What the automatic renewal of {id} will cost"),
            "nothing is charged.",
        ),
    };
    Diagnostic::warning(summary, format!("Now: {now}\n\n{renewed}"))
}
