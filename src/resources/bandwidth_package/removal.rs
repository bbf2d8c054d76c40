//! Destroying a package, and what must not be destroyed.

use std::time::{Duration, SystemTime};

use crate::client::Client;
use crate::wait::{self, Failure, Look};
use crate::{association, report, trouble};
use cen::{self, Deadline, Freshness, Time};
use tf_plugin::framework::{Delete, Diagnostics, Record};

use super::model::{NO_ID, NO_ID_DETAIL, Package};
use super::plan::areas;
use super::purchase::{self, Note};
use super::{expiry, observe};

/// Limit of a delete where the user sets none.
const DELETE_LIMIT: Duration = Duration::from_secs(5 * 60);

/// A package that was bought shows within this time; CEN's own console allows eleven minutes.
const APPEARS_WITHIN: Duration = Duration::from_secs(15 * 60);

pub(super) fn plan(prior: &Package, client: Option<&Client>, diagnostics: &mut Diagnostics) {
    if prior.is_unconfirmed() {
        diagnostics.warn(
            "The purchase is unconfirmed",
            "Nobody has answered this purchase yet. The destroy looks for the package first and drops the resource \
             only if none was bought.",
        );
    } else {
        expiry::plan_end(prior, client, "destroy", diagnostics);
    }
}

pub(super) async fn delete(request: Delete<Package, Client>, record: &Record<Package>) {
    let Delete {
        prior,
        private,
        client,
        operation,
    } = request;
    let limits = wait::limits(&operation, &prior.timeouts().delete, DELETE_LIMIT);
    let removal = Removal {
        prior,
        client,
        limits,
        record,
    };
    if removal.prior.is_unconfirmed() {
        removal.unconfirmed(purchase::note(&private)).await;
    } else if let Err(failure) = removal.confirmed(purchase::note(&private)).await {
        report::destroy(&failure, "package", record);
    }
}

struct Removal<'r> {
    prior: Package,
    client: Client,
    limits: Deadline,
    record: &'r Record<Package>,
}

impl Removal<'_> {
    async fn confirmed(&self, note: Option<Note>) -> Result<(), Failure> {
        let Some(id) = self.prior.package_id() else {
            self.record.error(NO_ID, NO_ID_DETAIL);
            return Ok(());
        };
        let api = &self.client.api;
        let Some(actual) = api
            .package(&id, Freshness::Latest, &self.limits)
            .await
            .map_err(Failure::Call)?
        else {
            match note {
                Some(note) => self.never_seen(&note),
                None => self.record.remove(),
            }
            return Ok(());
        };
        let seen = observe::observe(&actual, &self.prior, &self.client);
        if expiry::is_running(&seen, api.now()) {
            self.refuse_or_abandon(&seen);
            return Ok(());
        }
        for cen_id in &actual.cen_ids {
            association::unbind(&id, cen_id, &self.client, &self.limits).await?;
        }
        api.release(&id, &self.limits)
            .await
            .map_err(Failure::Call)?;
        wait::until(&self.limits, || async {
            Ok(
                match api.package(&id, Freshness::Latest, &self.limits).await? {
                    Some(package) => {
                        Look::NotYet(format!("it is still listed as {}", package.status.as_str()))
                    }
                    None => Look::Done(()),
                },
            )
        })
        .await?;
        self.record.remove();
        Ok(())
    }

    fn refuse_or_abandon(&self, seen: &Package) {
        let (id, until) = (expiry::name(seen), expiry::until(seen));
        if self.prior.may_be_abandoned() {
            self.record.remove();
            self.record.warn(
                "A prepaid package has been left billing",
                format!(
                    "The package {id} is no longer in the state, as abandon_on_destroy says. It still exists, is paid \
                     for until {until}, and renews itself if it was bought that way. Manage it in the console, or \
                     import it again."
                ),
            );
        } else {
            self.record
                .error(expiry::summary(), expiry::refusal(&id, &until));
        }
    }

    /// Drops a package that was bought and has not been seen yet only when it will not come any more, or when it
    /// cannot come by itself.
    fn never_seen(&self, note: &Note) {
        let id = expiry::name(&self.prior);
        if self.prior.awaits_payment() {
            self.record.remove();
            self.record.warn(
                "An unpaid order has been left behind",
                format!(
                    "The order of the package {id} was never paid, so there is no package to destroy. Cancel the order \
                     in the console: if somebody pays it, the package exists and bills."
                ),
            );
        } else if self.prior.may_be_abandoned() || self.age(note) >= APPEARS_WITHIN {
            self.record.remove();
            self.record.warn(
                "A package that never appeared has been dropped",
                format!(
                    "CEN gave out the id {id} and does not list it. If it appears after all, it bills: look for it in \
                     the console."
                ),
            );
        } else {
            self.record.error(
                "The package is not visible yet",
                format!(
                    "CEN gave out the id {id} a short while ago and does not list it yet, so it cannot be destroyed. \
                     Wait some minutes, then destroy it again."
                ),
            );
        }
    }

    /// How long ago the purchase was first tried.
    fn age(&self, note: &Note) -> Duration {
        self.client
            .api
            .now()
            .duration_since(note.first_attempt())
            .unwrap_or_default()
    }

    /// Drops a purchase that nobody has answered only when nothing can have come of it.
    async fn unconfirmed(&self, note: Option<Note>) {
        if self.prior.may_be_abandoned() {
            self.record.remove();
            self.record.warn(
                "An unconfirmed purchase has been dropped",
                "As abandon_on_destroy says, the purchase is no longer in the state. If a package was bought, it exists \
                 and is billing: look for it in the console.",
            );
            return;
        }
        let Some(note) = note else {
            let mut diagnostics = Diagnostics::default();
            purchase::refuse_to_forget(&self.prior, &mut diagnostics);
            return diagnostics
                .into_iter()
                .for_each(|diagnostic| self.record.push(diagnostic));
        };
        match self.client.api.packages(&self.limits).await {
            Ok(packages) => self.judge(&note, &packages),
            Err(error) => {
                let (summary, detail) = trouble::explain(&error);
                self.record.error(
                    summary,
                    format!("The purchase is unconfirmed and stays in the state.\n\n{detail}"),
                );
            }
        }
    }

    fn judge(&self, note: &Note, packages: &[cen::Package]) {
        let candidates: Vec<String> = packages
            .iter()
            .filter(|package| may_stem_from(package, note, &self.prior))
            .map(|package| package.id.to_string())
            .collect();
        if !candidates.is_empty() {
            return self.record.error(
                "The purchase may have become a package",
                format!(
                    "This purchase was never confirmed, and the account has a package that fits it: {}. Run terraform \
                     apply with the unchanged configuration to confirm the purchase, then destroy it; or set \
                     abandon_on_destroy = true, apply, and destroy, if the package is not yours to end.",
                    candidates.join(", ")
                ),
            );
        }
        if self.age(note) < APPEARS_WITHIN {
            let mut diagnostics = Diagnostics::default();
            purchase::refuse_to_forget(&self.prior, &mut diagnostics);
            return diagnostics
                .into_iter()
                .for_each(|diagnostic| self.record.push(diagnostic));
        }
        self.record.remove();
        self.record.warn(
            "An unconfirmed purchase came to nothing",
            "No package in the account fits the purchase, long after it was made; nothing was bought, and the resource \
             is dropped from the state.",
        );
    }
}

/// Whether `package` could be what the noted purchase has bought.
fn may_stem_from(package: &cen::Package, note: &Note, prior: &Package) -> bool {
    // Creation times are cut to the minute, and clocks differ.
    const SLACK: Duration = Duration::from_secs(10 * 60);
    let earliest: SystemTime = note.first_attempt() - SLACK;
    let created = package.creation_time.as_ref().and_then(Time::instant);
    areas(prior).is_some_and(|areas| areas == package.areas)
        && created.is_none_or(|created| created >= earliest)
}
