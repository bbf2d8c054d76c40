//! The lifecycle of what only connects objects that are there anyway: a binding, an attachment, a limit.
//!
//! CEN gives such a connection no id of its own, and takes no client token for it. What it is is known before anything is
//! sent, and making it twice makes one, so it is stored before:
//!
//! ```text
//! create   saved, then sent; only a certain no takes it back, everything else is a warning
//! read     seen, or gone
//! update   what only Terraform notes at once, the rest when CEN shows it
//! delete   gone only when CEN shows so, or another resource has it anew
//! import   by id, by identity, and from the states of the official provider
//! ```
//!
//! A resource implements [`Link`] for its model and says only what is its own. What is created under a token, and may be
//! paid for, has another lifecycle.

mod create;
mod delete;
mod import;
mod read;
mod resource;
mod update;

use std::time::Duration;

use async_trait::async_trait;

use cen::{CallError, Freshness, Made};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{
    Diagnostic, Diagnostics, Plan, PlanRequest, Preflight, Private, SourceState, StateWriter,
};
use tf_plugin::value::Attr;

use crate::Cen;
use crate::api_errors::explain;
use crate::claim::Claim;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::walk::Walk;

#[cfg(test)]
pub(crate) use import::moved_state;
pub(crate) use resource::resource;

/// A model whose objects live like that.
#[async_trait]
pub(crate) trait Link: Model + Default {
    /// The type of the resource, `cen_bandwidth_limit`.
    const TYPE: &'static str;
    /// What the official provider calls resources whose states can become one of these.
    const MOVES_FROM: &'static str;
    /// What its objects are called in messages.
    const OBJECT: &'static str;
    /// How long operations take at the most where the user sets no limit.
    const TIMEOUT: Duration;

    /// What else of a configuration may stand for the same, for the message that two things do.
    const ALSO_MADE_BY: &'static str = "";

    /// What one is looked for by.
    type Key: Key;
    /// What the API says of one.
    type Remote: Send + Sync;

    /// The attribute of that name.
    fn timeouts(&self) -> &Attr<Timeouts>;

    /// What to look for it by; `None` as long as it is not known what is connected.
    fn key(&self) -> Option<Self::Key>;

    /// A model of which only the key is known, for an import.
    fn at(key: &Self::Key) -> Self;

    /// Takes over what the API says; what means the same keeps the form that is known. Create, read, update and import all
    /// end here, so that an import plans clean.
    fn refresh(&mut self, remote: &Self::Remote);

    /// What holds once it is there, such as `a is bound to b`.
    fn statement(&self) -> String;

    /// Checks that go beyond single attributes. Silent about unknown values.
    fn validate(&self, _known_config: &KnownConfig, _diagnostics: &mut Diagnostics) {}

    /// Gives planned values that mean the same as those of `prior` the form that those have, where their types do not.
    fn keep_semantically_equal(&mut self, _prior: &Self) {}

    /// Plans what the general rules cannot know.
    fn plan(_request: &PlanRequest<'_, Self, Cen>, _plan: &mut Plan<Self>) {}

    /// Looks at the world for what will stand in the way of a planned create or update, and says it.
    async fn preflight(_request: Preflight<Self, Cen>, _diagnostics: &mut Diagnostics) {}

    /// Takes out of the memory of the walk what does not hold any more when a plan is carried out.
    fn forget_plan(_prior: Option<&Self>, _planned: Option<&Self>, _walk: &Walk) {}

    /// Takes out of the private data what plans noted for the create.
    fn forget_notes(_private: &mut Private) {}

    /// Why a create must not go on where this is there: CEN would take it for done, and two resources would stand for one
    /// object. `None` where it may.
    fn in_the_way(&self, key: &Self::Key, _remote: &Self::Remote) -> Option<Diagnostic> {
        Some(there_already::<Self>(key))
    }

    /// Looks, before anything is sent, for what else would make a create useless; what this takes besides.
    ///
    /// # Errors
    ///
    /// What that is.
    async fn before_create(
        &self,
        _key: &Self::Key,
        _scope: Scope<'_>,
    ) -> Result<Vec<Claim>, Diagnostic> {
        Ok(Vec::new())
    }

    /// Enters what holds from the moment on when it is sent: its id, and that it is pending.
    fn enter_pending(&mut self, key: &Self::Key);

    /// Has CEN make it as planned. That it was so before is no error here, and tells who has made it.
    async fn send(&self, scope: Scope<'_>) -> Result<Made, CallError>;

    /// Explains why CEN has refused to make it as planned.
    async fn refused(
        &self,
        _prior: Option<&Self>,
        error: &CallError,
        _scope: Scope<'_>,
    ) -> Diagnostic {
        explain(error).error()
    }

    /// Looks for it.
    async fn find(
        key: &Self::Key,
        freshness: Freshness,
        scope: Scope<'_>,
    ) -> Result<Option<Self::Remote>, CallError>;

    /// Looks for it in a read. It may have become one with another key meanwhile.
    async fn look(
        &self,
        key: &Self::Key,
        scope: Scope<'_>,
    ) -> Result<Option<Self::Remote>, CallError> {
        Self::find(key, Freshness::Recent, scope).await
    }

    /// Whether what was found is this one, and not another in its place.
    fn is_same(&self, _remote: &Self::Remote) -> bool {
        true
    }

    /// Whether it shows as planned.
    ///
    /// # Errors
    ///
    /// How it shows instead, such as `its status is Attaching`.
    fn shows(&self, remote: &Self::Remote) -> Result<(), String>;

    /// What there is to say of one that has just been looked at.
    fn remark(&self) -> Option<Diagnostic> {
        None
    }

    /// The state while an update from `prior` is under way; `None` where there is nothing to send.
    fn while_updating(&self, _prior: &Self) -> Option<Self> {
        None
    }

    /// Has CEN change what there is from `prior` to this; where making it overwrites, that is the same.
    async fn change(&self, _prior: &Self, scope: Scope<'_>) -> Result<(), CallError> {
        self.send(scope).await.map(drop)
    }

    /// Has CEN remove it. That it is not there is a success.
    async fn remove(&self, key: &Self::Key, scope: Scope<'_>) -> Result<(), Failure>;

    /// As what one is listed that is about to go, such as `Deleting`; `None` where it is gone.
    fn remains(remote: &Self::Remote) -> Option<&str>;

    /// The key in a state of the official provider.
    fn moved_key(source: &SourceState<'_>) -> Option<Self::Key> {
        source.text("id")?.parse().ok()
    }

    /// Takes over from a state of the official provider what the key does not say.
    fn move_from(&mut self, source: &SourceState<'_>);
}

/// What the create of this takes for itself.
fn claim_of<L: Link>(key: &L::Key) -> Claim {
    let object = L::OBJECT;
    Claim {
        name: format!("{} {key}", L::TYPE),
        refusal: Diagnostic::error(
            format!("Two resources stand for one {object}"),
            format!(
                "Another resource of this configuration creates the {object} {key} too. CEN has it once, and either of the two \
                 would remove it from under the other. Keep one of them; of a count or for_each, let each instance name \
                 another one.{}",
                L::ALSO_MADE_BY
            ),
        ),
    }
}

/// Says that somebody else has created this.
pub(crate) fn there_already<L: Link>(key: &L::Key) -> Diagnostic {
    let object = L::OBJECT;
    Diagnostic::error(
        format!("The {object} exists already"),
        format!(
            "CEN has the {object} {key}, and this resource has not created it, so nothing was changed: two resources for one \
             {object} would remove it from under each other.\n\n- To manage it here, import it: terraform import ADDRESS \
             {key}\n- If another block or configuration stands for it, keep one of the two. \"terraform state rm\", or a \
             removed block with destroy = false, gives the other one up without a change in the cloud.\n- If this \
             replaces it under create_before_destroy (which also comes with depends_on from a resource that has it), take \
             that off: it can only be created when its predecessor is gone."
        ),
    )
}

/// `known` with what the API says.
fn refreshed<L: Link>(known: &L, remote: &L::Remote) -> L {
    let mut state = known.clone();
    state.refresh(remote);
    state
}

/// Saves `known` with what the API says, and tells what there is to say of that.
fn save<L: Link>(known: &L, remote: &L::Remote, writer: &StateWriter<L>) {
    let state = refreshed(known, remote);
    writer.save(&state);
    state.remark().into_iter().for_each(|one| writer.push(one));
}

/// The timeouts that the user has set.
fn timeouts<L: Link>(state: &L) -> Timeouts {
    state.timeouts().known().cloned().unwrap_or_default()
}
