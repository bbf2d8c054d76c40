//! Changing an instance in place.

use std::time::Duration;

use crate::client::Client;
use crate::observed::changed;
use crate::wait::{self, Failure};
use crate::{report, resource_group, tags};
use cen::{CenId, Deadline, Grouped, InstanceChange, Tagged};
use tf_plugin::framework::{Record, Update};

use super::model::Instance;
use super::{creation, look, observe};

/// Limit of an update where the user sets none.
const UPDATE_LIMIT: Duration = Duration::from_secs(5 * 60);

pub(super) async fn update(request: Update<Instance, Client>, record: &Record<Instance>) {
    let Update {
        prior,
        planned,
        private,
        client,
        operation,
        ..
    } = request;
    let (id, prior) = if prior.is_unconfirmed() {
        let limits = creation::limits(&prior, &operation);
        match creation::confirm(&prior, &private, &client, &limits, record).await {
            Some(confirmed) => confirmed,
            None => return,
        }
    } else {
        match look::id(&prior, record) {
            Some(id) => (id, prior),
            None => return,
        }
    };

    let state = Instance {
        // What only Terraform notes changes at once; what the API holds follows step by step.
        timeouts: planned.timeouts.clone(),
        ..prior
    };
    record.save(&state);
    let limits = wait::limits(&operation, &planned.timeouts().update, UPDATE_LIMIT);
    let mut change = Change {
        id,
        state,
        planned,
        client,
        limits,
        record,
    };
    if let Err(failure) = change.run(creation::note(&private).is_some()).await {
        report::change(&failure, "CEN instance", record);
    }
}

/// One update under way.
struct Change<'r> {
    id: CenId,
    /// What is true so far.
    state: Instance,
    planned: Instance,
    client: Client,
    limits: Deadline,
    record: &'r Record<Instance>,
}

impl Change<'_> {
    /// `is_new` says that the instance has not been seen yet.
    async fn run(&mut self, is_new: bool) -> Result<(), Failure> {
        if is_new {
            self.become_active().await?;
            self.record.private(creation::forget_note);
        }
        self.attributes().await?;
        self.resource_group().await?;
        self.tags().await
    }

    async fn attributes(&mut self) -> Result<(), Failure> {
        let (before, after) = (&self.state, &self.planned);
        let protection_level = changed(&before.protection_level, &after.protection_level);
        let change = InstanceChange {
            name: changed(&before.name, &after.name),
            description: changed(&before.description, &after.description),
            // A level that is no longer configured stays as it is.
            protection_level: protection_level.filter(|level| !level.is_empty()),
        };
        if change != InstanceChange::default() {
            let api = &self.client.api;
            api.modify_instance(&self.id, &change, &self.limits)
                .await
                .map_err(Failure::Call)?;
        }
        self.state.name = self.planned.name.clone();
        self.state.description = self.planned.description.clone();
        self.record.save(&self.state);
        if change == InstanceChange::default() {
            return Ok(());
        }
        self.become_active().await
    }

    async fn resource_group(&mut self) -> Result<(), Failure> {
        resource_group::change(
            Grouped::instance(&self.id),
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

    async fn tags(&mut self) -> Result<(), Failure> {
        tags::change(
            Tagged::instance(&self.id),
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

    async fn become_active(&mut self) -> Result<(), Failure> {
        let seen = creation::active(&self.id, &self.client, &self.limits).await?;
        self.state = observe::observe(&seen, &self.state, &self.client);
        self.record.save(&self.state);
        Ok(())
    }
}
