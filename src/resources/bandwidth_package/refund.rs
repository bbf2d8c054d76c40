//! A prepaid package is given back before it expires: what that brings is said in the plan, and asked for once more before it is
//! done. A refund moves money and ends the package, so it has one token, which follows from the package alone: a package is given
//! back once at most.

use std::time::Duration;

use tokio::time::Instant;

use crate::api_errors::Explained;
use crate::billing::{self, Trouble};
use crate::client::Client;
use crate::lifecycle::{Deletion, Managed as _};
use crate::wait::{self, Failure, Pace};
use crate::{Cen, package_binding, unfinished};
use cen::billing::{Billing, Money, Subscription};
use cen::error::Kind;
use cen::{CallError, ClientToken, Deadline, Freshness, PackageId};
use tf_plugin::framework::{Diagnostic, Diagnostics, Operation, PreflightDestroy};

use super::delete::{self, End, name, until};
use super::{OnDestroy, Package};

/// How long a package that was unbound just now may still count as bound.
const STILL_BOUND: Duration = Duration::from_secs(15);

/// How long one refund is sent again for as long as nobody answers; then the list of packages says more.
const SENT_FOR: Duration = Duration::from_secs(2 * 60);

/// How long a package is watched that may be gone.
const WATCHED: Duration = Duration::from_secs(60);

/// Whether a destroy of the package would give it back.
fn is_due(package: &Package, client: &Client) -> bool {
    package.on_destroy.chosen() == OnDestroy::Refund
        && package.common().confirmed_id().is_some()
        && delete::is_running(package, client.api.now())
}

/// Refuses, where the billing API is switched off, what could not be done.
pub(super) fn without_billing() -> Diagnostics {
    billing::switched_off(
        "on_destroy = \"refund\" works",
        "The package stays as it is.",
    )
}

/// Says in the plan of a destroy what the refund would bring.
pub(super) async fn foretell_destroy(
    request: PreflightDestroy<Package, Cen>,
    diagnostics: &mut Diagnostics,
) {
    let PreflightDestroy {
        prior,
        client,
        operation,
        ..
    } = request;
    foretell(&prior, &End::Destroyed, &client, &operation, diagnostics).await;
}

/// Says in a plan what the refund would bring, or why there is none.
pub(super) async fn foretell(
    package: &Package,
    end: &End<'_>,
    client: &Client,
    operation: &Operation,
    diagnostics: &mut Diagnostics,
) {
    let Some(id) = package.key().filter(|_| is_due(package, client)) else {
        return;
    };
    // The plan itself has refused this.
    let Some(billing) = &client.billing else {
        return;
    };
    let deadline = wait::preflight_deadline(operation);
    // What is gone already, as in the plan that a host makes of a successor during apply, is for apply to find out.
    let seen = client.api.package(&id, Freshness::Latest, &deadline).await;
    if matches!(seen, Ok(None)) {
        return;
    }
    let (verb, until) = (end.verb(), until(package));
    let so = format!(
        "To {verb} it, the package {id} is given back through the billing API, as on_destroy = \"refund\" says"
    );
    match ask(billing, &id, &deadline).await {
        Ok((_, amount)) => diagnostics.warn(
            "A prepaid package will be given back",
            format!(
                "{so}: {amount} would be paid back as of now; vouchers are not. It is paid for until {until}, and ends at once and for \
                 good."
            ),
        ),
        Err(Unrefundable::Unknown(explained)) => diagnostics.warn(
            "What would be paid back for a prepaid package is not known",
            format!(
                "{so}. What that brings could not be asked for; apply asks again, and gives nothing back without an answer.\n\n{}",
                explained.detail
            ),
        ),
        Err(reason) => diagnostics.push(reason.refusal(package, "Nothing has been changed.")),
    }
}

/// Why there is no refund.
enum Unrefundable {
    /// The billing API has said no.
    Refused(Kind, Explained),
    /// It does not list the package.
    Unlisted(Trouble),
    /// Nothing would be paid back.
    Nothing(Money),
    /// It has not answered.
    Unknown(Explained),
}

impl Unrefundable {
    fn of(error: &CallError) -> Self {
        let explained = billing::explain(error);
        match error.api_error() {
            Some(refusal) => Self::Refused(Kind::of(refusal), explained),
            None => Self::Unknown(explained),
        }
    }

    fn refusal(self, package: &Package, outcome: &str) -> Diagnostic {
        let because = match self {
            Self::Refused(_, Explained { summary, detail }) => format!("{summary}. {detail}"),
            Self::Unlisted(trouble) => trouble.detail,
            Self::Nothing(amount) => {
                format!("Nothing would be paid back: the billing API says {amount}.")
            }
            Self::Unknown(explained) => explained.detail,
        };
        let (id, until) = (name(package), until(package));
        Diagnostic::error(
            "The prepaid package cannot be given back",
            format!(
                "The package {id} is paid for until {until}, and on_destroy = \"refund\" asks to give it back. {outcome} {because}\n\n\
                 Where that cannot be mended: wait until {until}, then destroy it; or set on_destroy = \"abandon\", apply that, and \
                 destroy again: the package is then dropped from the state and goes on billing outside of Terraform."
            ),
        )
    }
}

/// What would be paid back as of now; more than nothing.
async fn ask(
    billing: &Billing,
    id: &PackageId,
    deadline: &Deadline,
) -> Result<(Subscription, Money), Unrefundable> {
    let failed = |error| Unrefundable::of(&error);
    let listed = billing.subscription(id, Freshness::Latest, deadline);
    let Some(subscription) = listed.await.map_err(failed)? else {
        return Err(Unrefundable::Unlisted(Trouble::unlisted(id)));
    };
    let amount = billing.refundable(&subscription, deadline);
    let amount = amount.await.map_err(failed)?;
    match amount.is_positive() {
        true => Ok((subscription, amount)),
        false => Err(Unrefundable::Nothing(amount)),
    }
}

/// A refund under way.
struct Refund<'d> {
    deletion: &'d Deletion<'d, Package>,
    billing: &'d Billing,
    id: &'d PackageId,
}

/// Gives a package back that CEN lists as `actual`, and drops it from the state once CEN does not list it any more.
pub(super) async fn give_back(
    deletion: &Deletion<'_, Package>,
    id: &PackageId,
    actual: &cen::Package,
) -> Result<(), Failure> {
    let Some(billing) = &deletion.scope.client.billing else {
        without_billing()
            .into_iter()
            .for_each(|one| deletion.writer.push(one));
        return Ok(());
    };
    let refund = Refund {
        deletion,
        billing,
        id,
    };
    // Asked before anything is cut, so that what is refused stays as it is; but what is bound may be refused for that alone.
    match ask(billing, id, deletion.scope.deadline).await {
        Ok(_) => {}
        Err(Unrefundable::Refused(Kind::InUse, _)) if !actual.cen_ids.is_empty() => {}
        Err(reason) => return refund.not_taken(reason, "Nothing has been changed.").await,
    }
    for cen in &actual.cen_ids {
        package_binding::unbind(id, cen, deletion.scope).await?;
    }
    let outcome = match actual.cen_ids.is_empty() {
        true => "Nothing has been changed.",
        false => "It has been unbound from its CEN instance, and nothing else has been changed.",
    };
    let patience = Instant::now() + STILL_BOUND;
    let mut pace = Pace::new(deletion.scope.deadline);
    loop {
        return match refund.send().await {
            Ok(()) => Ok(()),
            Err(Unrefundable::Refused(Kind::InUse, explained)) if Instant::now() < patience => {
                pace.pause(explained.summary).await?;
                continue;
            }
            Err(reason) => refund.not_taken(reason, outcome).await,
        };
    }
}

impl Refund<'_> {
    /// Asks once more what it brings, orders it, and waits for the end of the package. The state writer is told what came of it.
    async fn send(&self) -> Result<(), Unrefundable> {
        let Self { billing, id, .. } = *self;
        let deadline = self.deletion.scope.deadline;
        let (subscription, amount) = ask(billing, id, deadline).await?;
        let token = ClientToken::derive(&["refund", id.as_str()]);
        let limit = wait::at_most(SENT_FOR, deadline);
        match billing.refund(&subscription, &token, &limit).await {
            Ok(order) => self.ordered(&order, &amount).await,
            Err(error) if error.may_have_been_executed() => self.unanswered(&error, &amount).await,
            Err(error) => return Err(Unrefundable::of(&error)),
        }
        Ok(())
    }

    /// Waits until CEN does not list the package any more.
    async fn until_gone(&self, limit: &Deadline) -> Result<(), Failure> {
        let api = &self.deletion.scope.client.api;
        let find = || api.package(self.id, Freshness::Latest, limit);
        wait::until_gone(limit, find, |seen| seen.status.as_str().to_owned()).await
    }

    async fn ordered(&self, order: &str, amount: &Money) {
        let (id, writer) = (self.id, self.deletion.writer);
        match self.until_gone(self.deletion.scope.deadline).await {
            Ok(()) => {
                writer.remove();
                writer.warn(
                    "A prepaid package has been given back",
                    format!(
                        "The package {id} was given back through the billing API by order {order}, for which {amount} are paid back. CEN \
                         does not list it any more."
                    ),
                );
            }
            Err(failure) => writer.error(
                "The package has been given back and does not show it yet",
                format!(
                    "Order {order} gives the package {id} back; {amount} are paid back. {} The package stays in the state until CEN does \
                     not list it any more: destroy it again, which gives nothing back twice.",
                    unfinished::reason(&failure, "waiting for its end")
                ),
            ),
        }
    }

    async fn unanswered(&self, error: &CallError, amount: &Money) {
        let (id, writer) = (self.id, self.deletion.writer);
        let limit = wait::at_most(WATCHED, self.deletion.scope.deadline);
        match self.until_gone(&limit).await {
            Ok(()) => {
                writer.remove();
                writer.warn(
                    "A prepaid package has been given back",
                    format!(
                        "Nobody has answered the refund of the package {id}, and CEN does not list the package any more. {amount} were to be \
                         paid back; look for the order in the console."
                    ),
                );
            }
            Err(failure) => writer.error(
                "It is not known whether the package has been given back",
                format!(
                    "{}\n\n{} The package {id} stays in the state: destroy it again. The refund is then sent under the same token, so that \
                     it takes place once.",
                    billing::explain(error).detail,
                    unfinished::reason(&failure, "waiting for its end")
                ),
            ),
        }
    }

    /// Says why the package is not taken back; one that was given back earlier may be about to go.
    async fn not_taken(&self, reason: Unrefundable, outcome: &str) -> Result<(), Failure> {
        let Deletion { prior, writer, .. } = self.deletion;
        if let Unrefundable::Refused(Kind::Gone, _) = reason {
            let limit = wait::at_most(WATCHED, self.deletion.scope.deadline);
            match self.until_gone(&limit).await {
                Ok(()) => {
                    writer.remove();
                    writer.warn(
                        "The package had been given back before",
                        format!(
                            "The billing API says that the package {} has been given back, or has ended, and CEN does not list it any \
                             more. Look for the order in the console.",
                            self.id
                        ),
                    );
                    return Ok(());
                }
                Err(Failure::TimedOut(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        writer.push(reason.refusal(prior, outcome));
        Ok(())
    }
}
