//! The account of a cloud: what works on it, and how it is kept.

use std::io;
use std::sync::{Arc, MutexGuard, PoisonError};

use serde_json::Value;

use crate::action::{Action, Answer, Context};
use crate::era::Era;
use crate::error::ApiError;
use crate::ids::Ids;
use crate::live::Event;
use crate::registry;
use crate::request::Request;
use crate::settings::Settings;
use crate::snapshot::{BadSnapshot, Snapshot};
use crate::state::State;
use crate::store::Pending;

use super::Cloud;

/// The account with its objects, and the ids it draws.
#[derive(Debug)]
pub(super) struct Account {
    state: State,
    ids: Ids,
}

impl Account {
    pub(super) fn new(state: State, seed: Option<u64>) -> Self {
        Self {
            state,
            ids: Ids::new(seed),
        }
    }
}

impl Cloud {
    /// Works on the account as it is now, and saves it afterwards. Work that fails leaves nothing behind.
    pub(crate) fn change<T>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> io::Result<T>,
    ) -> io::Result<T> {
        let (settings, mut account) = (self.settings(), self.account());
        let result = work(&mut self.context(&settings, &mut account));
        let result = result.inspect_err(|_| account.state.roll_back())?;
        let pending = self.save(&mut account.state)?;
        drop(account);
        pending.map_or(Ok(()), Pending::wait)?;
        Ok(result)
    }

    /// Looks at the account as it is now.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let (settings, mut account) = (self.settings(), self.account());
        look(&mut self.context(&settings, &mut account))
    }

    /// Moves the clock forward, or back when `millis` is negative, and saves it with the state.
    pub(crate) fn advance_clock(&self, millis: i64) -> io::Result<()> {
        self.clock.advance(millis);
        let kept = self.change(|_| Ok(()));
        kept.inspect_err(|_| self.clock.advance(millis.saturating_neg()))
    }

    /// How it behaves now.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        let settings = self.settings.read();
        Arc::clone(&settings.unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets it behave otherwise from the next call on, by a patch of its settings.
    ///
    /// # Errors
    ///
    /// There is no such setting, or it takes no such value; nothing is changed then.
    pub(crate) fn configure(&self, patch: &Value) -> serde_json::Result<Arc<Settings>> {
        // Held throughout, so that of two patches at a time neither is lost.
        let mut account = self.account();
        let settings = Arc::new(self.settings().patched(patch)?);
        if patch.get("seed").is_some() {
            account.ids = Ids::new(settings.seed);
            self.request_ids.begin_again(settings.seed);
        }
        if patch.get("throttle").is_some() {
            self.buckets.clear();
        }
        let mut slot = self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *slot = Arc::clone(&settings);
        account.state.unsettle();
        Ok(settings)
    }

    /// The account and its clock as one JSON document, which [`load`](Self::load) takes.
    pub(crate) fn snapshot(&self) -> io::Result<Value> {
        let (settings, mut account) = (self.settings(), self.account());
        self.context(&settings, &mut account);
        let snapshot = Snapshot::of(&account.state, self.clock.offset_millis())?;
        Ok(serde_json::to_value(snapshot)?)
    }

    /// Takes the account and the clock of a snapshot for all there is, or nothing of it. Temporary keys end, and so do calls
    /// that are under way.
    ///
    /// # Errors
    ///
    /// `InvalidInput` where it is no snapshot; the state cannot be saved.
    pub(crate) fn load(&self, snapshot: Value) -> io::Result<()> {
        let read = serde_json::from_value(snapshot).map_err(BadSnapshot::from);
        let restored = read.and_then(Snapshot::restore).map_err(|error| {
            let message = format!("that is no snapshot of a simulator: {error}");
            io::Error::new(io::ErrorKind::InvalidInput, message)
        });
        let (state, offset) = restored?;
        self.replace(state, offset)
    }

    /// Makes the account and the clock those of a new simulator: there are no objects, no orders, no memory of tokens and no
    /// temporary keys, and with a seed the same ids are drawn again. Calls that are under way end. Keys, policy, faults and the
    /// journal stay as they are.
    pub(crate) fn reset(&self) -> io::Result<()> {
        self.replace(registry::empty_state(), 0)
    }

    /// Makes everything as it was when the simulator was started with the same options and without a state file: besides the
    /// account and the clock also settings, keys, faults and the journal. Nothing that somebody has changed on the way is left
    /// for who comes next.
    pub(crate) fn start_over(&self) -> io::Result<()> {
        let mut slot = self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *slot = Arc::clone(&self.beginning.settings);
        drop(slot);
        self.buckets.clear();
        self.gateway.set_keys(self.beginning.keys.clone());
        self.faults.begin_with(&self.beginning.faults);
        self.reset()?;
        self.forget_calls();
        Ok(())
    }

    /// Forgets the calls and their counts.
    pub(crate) fn forget_calls(&self) {
        self.journal.clear();
        self.live.tell(|| Some(Event::Cleared));
    }

    fn replace(&self, state: State, clock_offset_millis: i64) -> io::Result<()> {
        let mut account = self.account();
        let seed = self.settings().seed;
        let mut new = Account::new(state, seed);
        if let Some(store) = &self.store {
            store.replace(&mut new.state, clock_offset_millis)?;
        }
        new.state.keep();
        *account = new;
        // While nobody else has the account, so that no call of before works on the new one.
        self.eras.turn();
        self.request_ids.begin_again(seed);
        self.clock.set_offset(clock_offset_millis);
        self.gateway.sessions().clear();
        Ok(())
    }

    fn context<'a>(&'a self, settings: &'a Settings, account: &'a mut Account) -> Context<'a> {
        let now = self.clock.now();
        account.state.settle(now, &settings.policy);
        Context {
            state: &mut account.state,
            ids: &mut account.ids,
            policy: &settings.policy,
            sessions: self.gateway.sessions(),
            now,
            settle: settings.settle,
        }
    }

    /// Hands what was changed to the state file, if there is one and anything was.
    fn save(&self, state: &mut State) -> io::Result<Option<Pending>> {
        let Some(store) = &self.store else {
            state.keep();
            return Ok(None);
        };
        let saved = store.save(state, self.clock.offset_millis());
        saved.inspect_err(|_| state.roll_back())
    }

    /// Carries an action out, and answers when what it has changed is kept.
    pub(super) async fn run(
        &self,
        era: &Era,
        action: &Action,
        settings: &Settings,
        request: &Request,
    ) -> Result<Answer, ApiError> {
        let (answer, pending) = self.begin(era, action, settings, request)?;
        if let Some(pending) = pending {
            pending.kept().await.map_err(|error| not_kept(&error))?;
        }
        Ok(answer)
    }

    fn begin(
        &self,
        era: &Era,
        action: &Action,
        settings: &Settings,
        request: &Request,
    ) -> Result<(Answer, Option<Pending>), ApiError> {
        let mut account = self.account();
        if era.is_over() {
            return Err(replaced());
        }
        let mut context = self.context(settings, &mut account);
        let before = context.state.changes();
        let answer = action
            .carry_out(&mut context, request)
            .inspect_err(|_| context.state.roll_back())?;
        // Some actions that only read make what they show, such as the route table that a transit router came with.
        let pending = match action.mutates || context.state.changes() != before {
            true => self.save(&mut account.state),
            false => Ok(None),
        };
        let pending = pending.map_err(|error| not_kept(&error))?;
        Ok((answer, pending))
    }

    /// Waits until all changes are kept, and gives the state file free.
    pub(crate) fn close(&self) {
        if let Some(store) = &self.store {
            store.close();
        }
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        let account = self.account.lock();
        let mut account = account.unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = &self.store {
            store.catch_up(&mut account.state);
        }
        account
    }
}

/// The error about a change that could not be kept. It is the simulator's own: the API knows nothing like it. The change is
/// taken back, so it is a refusal.
fn not_kept(error: &io::Error) -> ApiError {
    let message = format!("The simulator, not CEN, refuses this: {error}.");
    ApiError::new(400, "Simulator.StateNotKept", message)
}

/// The error about a call that was under way when a reset or a snapshot replaced the account. It is the simulator's own as well,
/// and a refusal rather than a loss, so that clients do not repeat the call in the new account.
pub(super) fn replaced() -> ApiError {
    let message = "The simulator, not CEN, refuses this: a reset or a snapshot has replaced the account meanwhile.";
    ApiError::new(400, "Simulator.AccountReplaced", message)
}
