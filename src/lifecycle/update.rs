//! Changing an object in place, step by step; each step that worked is saved at once.

use cen::{Deadline, Freshness};
use tf_plugin::framework::{StateWriter, Update};

use crate::Cen;
use crate::claim;
use crate::client::Client;
use crate::scope::Scope;
use crate::unfinished;
use crate::wait::{self, Failure};

use super::common::{Remote as _, refreshed};
use super::import::id;
use super::{Managed, confirm, import, note};

/// A create or an update under way.
pub(crate) struct Change<'r, M: Managed> {
    /// What to look for the object by.
    pub(crate) key: M::Key,
    /// The object as it was; none for a create.
    pub(crate) prior: Option<M>,
    /// What is true so far.
    pub(crate) state: M,
    /// The configuration.
    pub(crate) config: M,
    /// What is to be true.
    pub(crate) planned: M,
    /// Whether the object may have by now what the update has claimed for it.
    pub(crate) has_taken: bool,
    /// What is being done, for the message that it was not finished.
    pub(crate) doing: String,
    client: Client,
    deadline: Deadline,
    writer: &'r StateWriter<M>,
}

/// Changes the object of `request`.
pub(super) async fn update<M: Managed>(request: Update<M, Cen>, writer: &StateWriter<M>) {
    let Update {
        prior,
        config,
        planned,
        private,
        client,
        walk,
        operation,
        ..
    } = request;
    let is_unconfirmed = prior.common().is_unconfirmed();
    let deadline_of_create = confirm::deadline(&prior, &operation);
    let scope = Scope {
        client: &client,
        deadline: &deadline_of_create,
    };
    let settled = if is_unconfirmed {
        confirm::confirm(&prior, &private, scope, writer).await
    } else {
        import::key(&prior, writer).map(|key| (key, prior.clone()))
    };
    let Some((key, state)) = settled else { return };
    let claims = match is_unconfirmed {
        true => Vec::new(),
        false => prior.claims_of_update(&planned),
    };
    let taken = match claim::begin(claims, &walk, scope).await {
        Ok(taken) => taken,
        Err(refusal) => return writer.push(refusal),
    };
    writer.private(|private| {
        prior.remember(private);
        claim::forget_predecessor(private);
    });
    let mut change = Change::new(
        key,
        state,
        config,
        planned,
        client,
        deadline_of_create,
        writer,
    );
    change.prior = Some(prior);
    if is_unconfirmed && !change.settle().await {
        return;
    }
    let configured = change.planned.common().timeouts().update;
    change.deadline = wait::deadline(&operation, &configured, M::TIMEOUTS.update);
    let is_new = !is_unconfirmed && note::is_noted::<M>(&private);
    match change.run(is_new).await {
        Ok(()) => writer.private(|private| M::annotate(&change.config, private)),
        Err(failure) => {
            if !change.has_taken {
                claim::give_back(taken, &walk, change.scope()).await;
            }
            unfinished::update(&failure, M::WORDS.object, writer);
        }
    }
}

impl<'r, M: Managed> Change<'r, M> {
    /// The way from `state` to `planned`.
    pub(super) fn new(
        key: M::Key,
        state: M,
        config: M,
        planned: M,
        client: Client,
        deadline: Deadline,
        writer: &'r StateWriter<M>,
    ) -> Self {
        Self {
            key,
            prior: None,
            state,
            config,
            planned,
            has_taken: false,
            doing: "waiting for it to become ready".to_owned(),
            client,
            deadline,
            writer,
        }
    }

    /// Waits for a new object and does what its create is to do besides.
    ///
    /// Nothing here is an error: the object exists, and an error in a create makes Terraform replace it.
    pub(super) async fn finish_create(&mut self) {
        if self.settle().await
            && let Err(failure) = M::after_create(self).await
        {
            self.warn_unfinished(&failure);
        }
    }

    /// Waits for a new object and notes what the API says of it. Whether that has come to an end; the state writer says why not.
    async fn settle(&mut self) -> bool {
        if !self.state.appears_by_itself() {
            return false;
        }
        match self.become_ready(|_| true).await {
            Ok(_) => {
                self.writer.private(note::forget);
                true
            }
            Err(failure) => {
                self.warn_unfinished(&failure);
                false
            }
        }
    }

    /// Says something that is no reason to fail.
    pub(crate) fn warn(&self, summary: &str, detail: String) {
        self.writer.warn(summary, detail);
    }

    fn warn_unfinished(&self, failure: &Failure) {
        let reason = unfinished::reason(failure, &self.doing);
        let (summary, detail) = M::WORDS.unfinished(&id(&self.key), &reason);
        self.writer.warn(summary, detail);
    }

    /// `is_new` says that the object has not been seen yet.
    async fn run(&mut self, is_new: bool) -> Result<(), Failure> {
        if is_new && self.state.appears_by_itself() {
            self.become_ready(|_| true).await?;
            self.writer.private(note::forget);
        }
        self.advance(|state, planned| {
            state
                .common_mut()
                .timeouts
                .clone_from(planned.common().timeouts);
            state.keep(planned);
        });
        M::update(self).await?;
        self.tags().await
    }

    /// Gives the object the tags that are planned.
    pub(crate) async fn tags(&mut self) -> Result<(), Failure> {
        let region = self.state.region();
        let (before, after) = (self.state.common().tagging, self.planned.common().tagging);
        let (Some(before), Some(after)) = (before, after) else {
            return Ok(());
        };
        if let Some(object) = M::tagged(&self.key, region.as_ref()) {
            before.change(after, object, self.scope()).await?;
        }
        self.advance(|state, planned| {
            let (state, planned) = (state.common_mut().tagging, planned.common().tagging);
            if let (Some(state), Some(planned)) = (state, planned) {
                state.clone_from(planned);
            }
        });
        Ok(())
    }

    /// Name and description to send, where they change.
    pub(crate) fn texts(&self) -> (Option<String>, Option<String>) {
        let (before, after) = (self.state.common().texts, self.planned.common().texts);
        before.changed(after)
    }

    /// What the calls of this operation work with.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope {
            client: &self.client,
            deadline: &self.deadline,
        }
    }

    /// A step is done: notes what is true now.
    pub(crate) fn advance(&mut self, step: impl FnOnce(&mut M, &M)) {
        step(&mut self.state, &self.planned);
        self.writer.save(&self.state);
    }

    /// Name and description have been sent, and what else the `step` notes.
    pub(crate) fn advance_texts(&mut self, step: impl FnOnce(&mut M, &M)) {
        self.advance(|state, planned| {
            state.common_mut().texts.clone_from(planned.common().texts);
            step(state, planned);
        });
    }

    /// Name, description and what else the `step` notes have been sent, if any of it `is_new`; then waits until the object is
    /// ready and as `shows` wants it.
    pub(crate) async fn finish(
        &mut self,
        is_new: bool,
        step: impl FnOnce(&mut M, &M),
        shows: impl Fn(&M::Remote) -> bool + Send + Sync,
    ) -> Result<(), Failure> {
        self.advance_texts(step);
        if is_new {
            self.become_ready(shows).await?;
        }
        Ok(())
    }

    /// Notes what the API says of the object.
    pub(crate) fn refresh(&mut self, remote: &M::Remote) {
        self.state = refreshed(&self.state, remote, &self.client);
        self.writer.save(&self.state);
    }

    /// Waits until the object is ready and as `shows` wants it, and notes and returns what the API says of it.
    pub(crate) async fn become_ready(
        &mut self,
        shows: impl Fn(&M::Remote) -> bool + Send + Sync,
    ) -> Result<M::Remote, Failure> {
        let scope = self.scope();
        let find = || M::find(&self.key, Freshness::Latest, scope);
        let seen = wait::until_seen(scope.deadline, find, |seen: &M::Remote| {
            if !seen.is_ready() {
                return Err(format!("its status is {}", seen.status()));
            }
            let is_shown = shows(seen).then_some(());
            is_shown.ok_or_else(|| "it does not show the change".to_owned())
        })
        .await?;
        self.refresh(&seen);
        Ok(seen)
    }
}
