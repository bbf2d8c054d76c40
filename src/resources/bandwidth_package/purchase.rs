//! Buying a package, once.
//!
//! The order of things is the point of this file. The purchase is noted (token, parameters, time) and the object saved
//! as unconfirmed *before* anything is sent, so that whatever ends the operation leaves the note in the state. Only a
//! definite refusal takes it back. The next apply repeats the very same request with the very same token, which buys
//! nothing twice.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::unconfirmed::{PENDING, UNCONFIRMED, placeholder_id};
use crate::{tags, trouble, wait};
use cen::{AutoRenew, Billing, CallError, ClientToken, Cycle, Deadline, PackageId, Purchase, Term};
use tf_plugin::framework::{Create, Diagnostics, Operation, Private, Record};
use tf_plugin::value::{Attr, Number};

use super::model::{POST_PAID, Package};
use super::plan::areas;
use super::{binding, settle};

/// Limit of a create where the user sets none.
const CREATE_LIMIT: Duration = Duration::from_secs(10 * 60);

/// The private note of a purchase that is not settled yet.
const NOTE: &str = "purchase";
/// The private note of a token drawn at plan time.
const PLANNED_TOKEN: &str = "planned_token";

/// What is noted of a purchase until the package has been seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// The token of every attempt.
    pub(super) token: ClientToken,
    /// The parameters of every attempt: a token is bound to them.
    pub(super) purchase: Purchase,
    /// When the first attempt began, in seconds since 1970.
    pub(super) first_attempt: u64,
}

impl Note {
    /// When the first attempt began.
    pub(super) fn first_attempt(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.first_attempt)
    }
}

/// The note of an unsettled purchase, if there is one.
pub(super) fn note(private: &Private) -> Option<Note> {
    private.get(NOTE)
}

/// The package has been seen; the purchase is history.
pub(super) fn forget_note(private: &mut Private) {
    private.remove(NOTE);
}

/// Draws the token at plan time, on hosts that bring it back: a saved plan that is applied twice then meets the same
/// purchase. A token that is there already stays.
pub(super) fn plan_token(own: &Attr<String>, private: &mut Private) {
    if own.is_null() && private.get::<String>(PLANNED_TOKEN).is_none() {
        private.set(PLANNED_TOKEN, &ClientToken::draw().as_str());
    }
}

pub(super) async fn create(request: Create<Package, Client>, record: &Record<Package>) {
    let Create {
        config,
        planned,
        private,
        client,
        operation,
    } = request;
    let token = match token(&planned, &private) {
        Ok(token) => token,
        Err(problem) => return record.error("Client token is not legal", problem),
    };
    let purchase = match order(&planned) {
        Ok(purchase) => purchase,
        Err(problem) => {
            return record.error(
                "The purchase is incomplete",
                format!("{problem} Nothing was bought."),
            );
        }
    };
    let first_attempt = client
        .api
        .now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let note = Note {
        token,
        purchase,
        first_attempt,
    };

    let mut unconfirmed = planned.clone();
    unconfirmed.id = Attr::Known(placeholder_id(note.token.as_str()));
    unconfirmed.status = UNCONFIRMED.into();
    record.private(|private| {
        private.remove(PLANNED_TOKEN);
        private.set(NOTE, &note);
        binding::note(&config, private);
    });
    record.save(&unconfirmed);

    let limits = limits(&planned, &operation);
    match buy(&note, &client, &limits, record).await {
        Ok(id) => {
            let mut bought = planned;
            bought.id = Attr::Known(id.to_string());
            bought.status = PENDING.into();
            record.save(&bought);
            settle::after_purchase(&id, bought, &client, &limits, record).await;
        }
        Err(Unbought::Refused(error)) => {
            record.remove();
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, format!("No package was bought.\n\n{detail}"));
        }
        Err(Unbought::Unanswered(error)) => warn_unanswered(&error, record),
    }
}

/// Repeats the purchase of an unconfirmed package; its id when it is confirmed. Errors are in the record.
pub(super) async fn confirm(
    note: &Note,
    client: &Client,
    limits: &Deadline,
    record: &Record<Package>,
) -> Option<PackageId> {
    match buy(note, client, limits, record).await {
        Ok(id) => Some(id),
        Err(Unbought::Refused(error)) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(
                summary,
                format!(
                    "The purchase is still unconfirmed, and CEN now refuses to answer for it. If a package exists, find \
                     it in the console and import it after `terraform state rm`; if none does, destroy this resource \
                     and create it anew.\n\n{detail}"
                ),
            );
            None
        }
        Err(Unbought::Unanswered(error)) => {
            record.error(
                "The purchase is still unconfirmed",
                unanswered_detail(&error),
            );
            None
        }
    }
}

/// An unconfirmed package once its purchase is confirmed: as it was ordered, under its id.
pub(super) fn confirmed(prior: &Package, id: &PackageId) -> Package {
    Package {
        id: Attr::Known(id.to_string()),
        status: PENDING.into(),
        ..prior.clone()
    }
}

/// Limits of the purchase.
pub(super) fn limits(package: &Package, operation: &Operation) -> Deadline {
    wait::limits(operation, &package.timeouts().create, CREATE_LIMIT)
}

/// Refuses to drop a purchase that may have been made.
pub(super) fn refuse_to_forget(prior: &Package, diagnostics: &mut Diagnostics) {
    if prior.may_be_abandoned() {
        return;
    }
    diagnostics.error(
        "The purchase is unconfirmed",
        "A package may have been bought and be billing, and nobody has answered for it yet, so it is not dropped \
         without a word.\n\nRun terraform apply with the unchanged configuration first: it confirms the purchase \
         without buying again. Then go on. Or, if you accept that a package may be left billing, set \
         abandon_on_destroy = true and apply.",
    );
}

/// Why there is no package id.
enum Unbought {
    /// CEN said no, or nothing was sent: there is no package.
    Refused(CallError),
    /// Nobody knows.
    Unanswered(CallError),
}

async fn buy(
    note: &Note,
    client: &Client,
    limits: &Deadline,
    record: &Record<Package>,
) -> Result<PackageId, Unbought> {
    match client.api.buy(&note.purchase, &note.token, limits).await {
        Ok(bought) => {
            let prepaid = matches!(note.purchase.billing, Billing::PrePaid { .. });
            if prepaid && !note.purchase.auto_pay {
                let order = bought
                    .order
                    .map_or_else(String::new, |order| format!(" {order}"));
                record.warn(
                    "The order is not paid yet",
                    format!(
                        "With auto_pay = false the package {} comes into being when you pay the order{order} in the \
                         console. Until then its status is {PENDING}.",
                        bought.package
                    ),
                );
            }
            Ok(bought.package)
        }
        Err(error @ CallError::NoAnswer(_)) => Err(Unbought::Unanswered(error)),
        Err(error) => Err(Unbought::Refused(error)),
    }
}

fn warn_unanswered(error: &CallError, record: &Record<Package>) {
    record.warn("The purchase is unconfirmed", unanswered_detail(error));
}

fn unanswered_detail(error: &CallError) -> String {
    let (_, detail) = trouble::explain(error);
    format!(
        "CEN has not answered the purchase, so a package may or may not have been bought. Nothing is lost: the purchase \
         is noted in the state. Run terraform apply again; it repeats the same purchase under the same token, which \
         never buys a second package.\n\n{detail}"
    )
}

/// The user's token, else the one of the plan, else a fresh one.
fn token(planned: &Package, private: &Private) -> Result<ClientToken, String> {
    let chosen = planned
        .client_token
        .known()
        .cloned()
        .or_else(|| private.get(PLANNED_TOKEN));
    match chosen {
        Some(text) => ClientToken::parse(&text).map_err(|error| error.to_string()),
        None => Ok(ClientToken::draw()),
    }
}

/// The order for a package as planned.
///
/// # Errors
///
/// In words for the user, when the plan holds what cannot be bought; validation lets nothing of that through.
fn order(planned: &Package) -> Result<Purchase, String> {
    let text = |attr: &Attr<String>| attr.known().cloned();
    Ok(Purchase {
        bandwidth_mbps: whole(&planned.bandwidth).ok_or("The bandwidth is not known.")?,
        areas: areas(planned).ok_or("The areas are not known.")?,
        billing: billing(planned)?,
        auto_pay: planned.auto_pay != Attr::Known(false),
        name: text(&planned.name),
        description: text(&planned.description),
        tags: tags::plain(&planned.tags_all),
        resource_group_id: text(&planned.resource_group_id),
    })
}

fn billing(planned: &Package) -> Result<Billing, String> {
    if planned
        .charge_type
        .known()
        .is_some_and(|charge_type| charge_type == POST_PAID)
    {
        return Ok(Billing::PostPaid);
    }
    let cycle = match planned.pricing_cycle.known().map(String::as_str) {
        Some("Year") => Cycle::Year,
        _ => Cycle::Month,
    };
    let small = |attr: &Attr<Number>| whole(attr).and_then(|number| u32::try_from(number).ok());
    let period = if planned.period.is_null() {
        1
    } else {
        small(&planned.period).unwrap_or(0)
    };
    let term = Term::new(period, cycle).map_err(|error| error.to_string())?;
    let months = small(&planned.auto_renew_duration);
    let auto_renew = planned.auto_renew.known().map(|enabled| AutoRenew {
        enabled: *enabled,
        months,
    });
    Ok(Billing::PrePaid { term, auto_renew })
}

fn whole(attr: &Attr<Number>) -> Option<u64> {
    attr.known().and_then(Number::as_u64)
}
