//! Changing an object in place.

use crate::client::Client;
use crate::wait::{self, Failure};
use crate::{report, tags};
use cen::Deadline;
use tf_plugin::framework::{Record, Update};

use super::{Object, creation, look, ready, timeouts};

/// One update under way.
pub(crate) struct Change<'r, M: Object> {
    /// What to look for the object by.
    pub(crate) key: M::Key,
    /// What is true so far.
    pub(crate) state: M,
    /// What is to be true.
    pub(crate) planned: M,
    /// The client.
    pub(crate) client: Client,
    /// The limits of the whole update.
    pub(crate) limits: Deadline,
    record: &'r Record<M>,
}

/// Changes the object of `request`.
pub(crate) async fn update<M: Object>(request: Update<M, Client>, record: &Record<M>) {
    let Update {
        prior,
        planned,
        private,
        client,
        operation,
        ..
    } = request;
    let (key, state) = if prior.is_unconfirmed() {
        let limits = creation::limits(&prior, &operation);
        match creation::confirm(&prior, &private, &client, &limits, record).await {
            Some(confirmed) => confirmed,
            None => return,
        }
    } else {
        match look::key(&prior, record) {
            Some(key) => (key, prior),
            None => return,
        }
    };
    let limits = wait::limits(&operation, &timeouts(&planned).update, M::LIMITS.update);
    let mut change = Change {
        key,
        state,
        planned,
        client,
        limits,
        record,
    };
    if let Err(failure) = change.run(creation::is_noted(&private)).await {
        report::change(&failure, M::WHAT, record);
    }
}

impl<M: Object> Change<'_, M> {
    /// `is_new` says that the object has not been seen yet.
    async fn run(&mut self, is_new: bool) -> Result<(), Failure> {
        if is_new {
            self.become_ready(|_| true).await?;
            self.record.private(creation::forget);
        }
        let Self { state, planned, .. } = self;
        state.note(planned);
        self.save();
        M::change(self).await?;
        self.tags().await
    }

    async fn tags(&mut self) -> Result<(), Failure> {
        let region = self.state.region();
        let (own, all) = self.planned.tags_mut();
        let (state_own, state_all) = self.state.tags_mut();
        let object = M::tagged(&self.key, region.as_ref());
        tags::change(object, state_all, all, &self.client, &self.limits).await?;
        state_own.clone_from(own);
        state_all.clone_from(all);
        self.save();
        Ok(())
    }

    /// Notes what is true so far.
    pub(crate) fn save(&self) {
        self.record.save(&self.state);
    }

    /// Waits until the object is ready and as `shows` wants it, and notes and returns what the API says of it.
    pub(crate) async fn become_ready(
        &mut self,
        shows: impl Fn(&M::Seen) -> bool + Send + Sync,
    ) -> Result<M::Seen, Failure> {
        let seen = ready::<M>(&self.key, shows, &self.client, &self.limits).await?;
        self.state = self.state.observe(&seen, &self.client);
        self.save();
        Ok(seen)
    }
}
