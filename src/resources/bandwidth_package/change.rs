//! Changing a package in place.

use std::time::Duration;

use crate::association;
use crate::client::Client;
use crate::observed::changed;
use crate::wait::{self, Failure, Look};
use crate::{report, resource_group, tags};
use cen::{self, CenId, Deadline, Freshness, Grouped, PackageId, Tagged};
use tf_plugin::framework::{Operation, Private, Record, Update};

use super::model::{NO_ID, NO_ID_DETAIL, Package};
use super::{binding, observe, purchase, settle};

/// Limit of an update where the user sets none.
const UPDATE_LIMIT: Duration = Duration::from_secs(5 * 60);

pub(super) async fn update(request: Update<Package, Client>, record: &Record<Package>) {
    let Update {
        prior,
        config,
        planned,
        private,
        client,
        operation,
    } = request;
    let limits = wait::limits(&operation, &planned.timeouts().update, UPDATE_LIMIT);
    let binds = binding::is_ours(&prior, &config, &planned);
    let Some((id, prior)) = identify(prior, &private, &client, &operation, record).await else {
        return;
    };

    // What only Terraform notes changes at once; what the API holds follows step by step.
    let state = Package {
        id: prior.id.clone(),
        bandwidth: prior.bandwidth.clone(),
        name: prior.name.clone(),
        description: prior.description.clone(),
        cen_id: prior.cen_id.clone(),
        resource_group_id: prior.resource_group_id.clone(),
        tags: prior.tags.clone(),
        tags_all: prior.tags_all.clone(),
        status: prior.status.clone(),
        business_status: prior.business_status.clone(),
        creation_time: prior.creation_time.clone(),
        expired_time: prior.expired_time.clone(),
        geographic_span_id: prior.geographic_span_id.clone(),
        is_cross_border: prior.is_cross_border.clone(),
        ..planned.clone()
    };
    record.save(&state);
    let mut change = Change {
        id,
        state,
        planned,
        binds,
        client,
        limits,
        record,
    };
    match change.run().await {
        Ok(()) => record.private(|private| binding::note(&config, private)),
        Err(failure) => report::change(&failure, "package", record),
    }
}

/// The id to work with and the package as it is: an unconfirmed purchase is confirmed first. `None` when that fails;
/// the reason is in the record.
async fn identify(
    prior: Package,
    private: &Private,
    client: &Client,
    operation: &Operation,
    record: &Record<Package>,
) -> Option<(PackageId, Package)> {
    if !prior.is_unconfirmed() {
        let id = prior.package_id();
        if id.is_none() {
            record.error(NO_ID, NO_ID_DETAIL);
        }
        return id.map(|id| (id, prior));
    }
    let Some(note) = purchase::note(private) else {
        record.error(
            "The note of the purchase is lost",
            "The state says that this purchase is unconfirmed, but the provider's note of it is gone, so it cannot be \
             repeated safely. Look for the package in the console: import it after `terraform state rm` if it exists.",
        );
        return None;
    };
    let limits = purchase::limits(&prior, operation);
    let id = purchase::confirm(&note, client, &limits, record).await?;
    let mut confirmed = purchase::confirmed(&prior, &id);
    record.save(&confirmed);
    if confirmed.awaits_payment() {
        return None;
    }
    match settle::appear(&id, client, &limits).await {
        Ok(seen) => {
            record.private(purchase::forget_note);
            confirmed = observe::observe(&seen, &confirmed, client);
            record.save(&confirmed);
            Some((id, confirmed))
        }
        Err(failure) => {
            settle::warn(&id, "waiting for it to appear", &failure, record);
            None
        }
    }
}

/// One update under way.
struct Change<'r> {
    id: PackageId,
    /// What is true so far.
    state: Package,
    planned: Package,
    /// Whether the binding is to become as planned.
    binds: bool,
    client: Client,
    limits: Deadline,
    record: &'r Record<Package>,
}

impl Change<'_> {
    async fn run(&mut self) -> Result<(), Failure> {
        self.texts().await?;
        self.resource_group().await?;
        self.bandwidth().await?;
        self.tags().await?;
        self.binding().await
    }

    async fn texts(&mut self) -> Result<(), Failure> {
        let name = changed(&self.state.name, &self.planned.name);
        let description = changed(&self.state.description, &self.planned.description);
        if name.is_some() || description.is_some() {
            let api = &self.client.api;
            api.rename(
                &self.id,
                name.as_deref(),
                description.as_deref(),
                &self.limits,
            )
            .await
            .map_err(Failure::Call)?;
        }
        self.state.name = self.planned.name.clone();
        self.state.description = self.planned.description.clone();
        self.record.save(&self.state);
        Ok(())
    }

    async fn resource_group(&mut self) -> Result<(), Failure> {
        resource_group::change(
            Grouped::package(&self.id),
            &self.state.resource_group_id,
            &self.planned.resource_group_id,
            &self.client,
            &self.limits,
        )
        .await?;
        if !self.planned.resource_group_id.is_unknown() {
            self.state.resource_group_id = self.planned.resource_group_id.clone();
            self.record.save(&self.state);
        }
        Ok(())
    }

    async fn bandwidth(&mut self) -> Result<(), Failure> {
        let wanted = self
            .planned
            .bandwidth
            .known()
            .and_then(|number| number.as_u64());
        let Some(wanted) = wanted.filter(|_| self.planned.bandwidth != self.state.bandwidth) else {
            return Ok(());
        };
        let (api, limits) = (&self.client.api, &self.limits);
        api.set_bandwidth(&self.id, wanted, limits)
            .await
            .map_err(Failure::Call)?;
        // The status says nothing here: a package that is in use stays InUse while its bandwidth changes.
        let seen = wait::until(limits, || async {
            Ok(
                match api.package(&self.id, Freshness::Latest, limits).await? {
                    Some(package) if package.bought_mbps() == wanted => Look::Done(package),
                    Some(package) => {
                        Look::NotYet(format!("its bandwidth is {} Mbps", package.bandwidth_mbps))
                    }
                    None => Look::NotYet("it is not listed".to_owned()),
                },
            )
        })
        .await?;
        self.observe(&seen);
        Ok(())
    }

    async fn tags(&mut self) -> Result<(), Failure> {
        tags::change(
            Tagged::package(&self.id),
            &self.state.tags_all,
            &self.planned.tags_all,
            &self.client,
            &self.limits,
        )
        .await?;
        self.state.tags = self.planned.tags.clone();
        self.state.tags_all = self.planned.tags_all.clone();
        self.record.save(&self.state);
        Ok(())
    }

    async fn binding(&mut self) -> Result<(), Failure> {
        if !self.binds
            || self.planned.cen_id == self.state.cen_id
            || self.planned.cen_id.is_unknown()
        {
            return Ok(());
        }
        if let Some(old) = cen_id(&self.state) {
            let free = association::unbind(&self.id, &old, &self.client, &self.limits).await?;
            if let Some(free) = free {
                self.observe(&free);
            }
        }
        if let Some(new) = cen_id(&self.planned) {
            let bound = association::bind(&self.id, &new, &self.client, &self.limits).await?;
            self.observe(&bound);
        }
        Ok(())
    }

    fn observe(&mut self, seen: &cen::Package) {
        self.state = observe::observe(seen, &self.state, &self.client);
        self.record.save(&self.state);
    }
}

/// The CEN instance that a package is bound to, or shall be.
pub(super) fn cen_id(package: &Package) -> Option<CenId> {
    package
        .cen_id
        .known()
        .and_then(|text| CenId::from_answer(text))
}
