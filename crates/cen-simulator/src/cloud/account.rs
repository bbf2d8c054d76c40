//! The accounts of a cloud: what works on them, and how they are kept.

use std::io;
use std::sync::{Arc, MutexGuard, PoisonError};

use serde_json::Value;

use crate::accounts::Accounts;
use crate::action::{Action, Answer, Context};
use crate::era::Era;
use crate::error::ApiError;
use crate::ids::Ids;
use crate::live::Event;
use crate::options::{ACCOUNT_ID, AccessKey};
use crate::request::Request;
use crate::settings::Settings;
use crate::snapshot::{BadSnapshot, Snapshot};
use crate::state::State;
use crate::store::Pending;

use super::{Beginning, Cloud};

/// The accounts with their objects, and the ids they draw.
#[derive(Debug)]
pub(super) struct Contents {
    accounts: Accounts,
    ids: Ids,
}

impl Contents {
    pub(super) fn new(accounts: Accounts, seed: Option<u64>) -> Self {
        Self {
            accounts,
            ids: Ids::new(seed),
        }
    }
}

impl Cloud {
    /// Works on an account as it is now, and saves it afterwards. Work that fails leaves nothing behind.
    pub(crate) fn change<T>(
        &self,
        account: u64,
        work: impl FnOnce(&mut Context<'_>) -> io::Result<T>,
    ) -> io::Result<T> {
        let (settings, mut contents) = (self.settings(), self.contents());
        let mut context = self.context(&settings, &mut contents, account);
        let result = work(&mut context);
        let result = result.inspect_err(|_| context.state.roll_back())?;
        let pending = self.save(&mut contents.accounts, account)?;
        drop(contents);
        pending.map_or(Ok(()), Pending::wait)?;
        Ok(result)
    }

    /// Looks at an account as it is now.
    pub(crate) fn look<T>(&self, account: u64, look: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let (settings, mut contents) = (self.settings(), self.contents());
        look(&mut self.context(&settings, &mut contents, account))
    }

    /// The ids of all accounts.
    pub(crate) fn account_ids(&self) -> Vec<u64> {
        let contents = self.contents();
        contents.accounts.all().map(State::account).collect()
    }

    /// Accepts a key from now on, in the place of one of the same id. Its account is there from then on.
    pub(crate) fn accept(&self, key: AccessKey) {
        self.contents().accounts.open([key.account]);
        self.gateway.add_key(key);
    }

    /// Moves the clock forward, or back when `millis` is negative, and saves it with the state.
    ///
    /// # Errors
    ///
    /// `InvalidInput` where it would leave the calendar; the state cannot be saved. The clock stays where it was then.
    pub(crate) fn advance_clock(&self, millis: i64) -> io::Result<()> {
        let moved = self.clock.advance(millis);
        let moved = moved.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let kept = self.change(ACCOUNT_ID, |_| Ok(()));
        kept.inspect_err(|_| self.clock.take_back(moved))
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
        let mut contents = self.contents();
        let settings = Arc::new(self.settings().patched(patch)?);
        if patch.get("seed").is_some() {
            contents.ids = Ids::new(settings.seed);
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
        contents.accounts.all_mut().for_each(State::unsettle);
        Ok(settings)
    }

    /// All accounts and their clock as one JSON document, which [`load`](Self::load) takes.
    pub(crate) fn snapshot(&self) -> io::Result<Value> {
        let (settings, mut contents) = (self.settings(), self.contents());
        let now = self.clock.now();
        let states = contents.accounts.all_mut();
        states.for_each(|state| state.settle(now, &settings.policy));
        let snapshot = Snapshot::of(&contents.accounts, self.clock.offset_millis())?;
        Ok(serde_json::to_value(snapshot)?)
    }

    /// Takes the accounts and the clock of a snapshot for all there is, or nothing of it. Temporary keys end, and so do calls
    /// that are under way.
    ///
    /// # Errors
    ///
    /// `InvalidInput` where it is no snapshot; the state cannot be saved.
    pub(crate) fn load(&self, read: serde_json::Result<Snapshot>) -> io::Result<()> {
        let read = read.map_err(BadSnapshot::from);
        let restored = read.and_then(Snapshot::restore).map_err(|error| {
            let message = format!("that is no snapshot of a simulator: {error}");
            io::Error::new(io::ErrorKind::InvalidInput, message)
        });
        let (accounts, offset) = restored?;
        self.replace(accounts, offset)
    }

    /// Makes the accounts and the clock those of a new simulator: there are no objects, no orders, no memory of tokens and no
    /// temporary keys, and with a seed the same ids are drawn again. Calls that are under way end. Keys, policy, faults and the
    /// journal stay as they are.
    pub(crate) fn reset(&self) -> io::Result<()> {
        self.replace(Accounts::default(), 0)
    }

    /// Makes everything as it was when the simulator was started with the same options and without a state file: besides the
    /// accounts and the clock also settings, keys, faults and the journal. Nothing that somebody has changed on the way is left
    /// for who comes next.
    ///
    /// # Errors
    ///
    /// The state cannot be saved; nothing is changed then.
    pub(crate) fn start_over(&self) -> io::Result<()> {
        let Beginning {
            settings,
            keys,
            faults,
        } = &self.beginning;
        let mut accounts = Accounts::default();
        accounts.open(keys.iter().map(|key| key.account));
        // Held throughout, so that no call meets a part of what was before.
        let mut contents = self.contents();
        // Before anything else, as it may fail.
        self.put(&mut contents, accounts, 0, settings.seed)?;
        let mut slot = self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *slot = Arc::clone(settings);
        drop(slot);
        self.buckets.clear();
        self.gateway.set_keys(keys.clone());
        self.faults.begin_with(faults);
        drop(contents);
        self.forget_calls();
        Ok(())
    }

    /// Forgets the calls and their counts.
    pub(crate) fn forget_calls(&self) {
        self.journal.clear();
        self.live.tell(|| Some(Event::Cleared));
    }

    fn replace(&self, mut accounts: Accounts, clock_offset_millis: i64) -> io::Result<()> {
        let mut contents = self.contents();
        let keys = self.gateway.key_ids().into_iter();
        accounts.open(keys.map(|(account, _)| account));
        self.put(
            &mut contents,
            accounts,
            clock_offset_millis,
            self.settings().seed,
        )
    }

    fn put(
        &self,
        contents: &mut Contents,
        mut accounts: Accounts,
        clock_offset_millis: i64,
        seed: Option<u64>,
    ) -> io::Result<()> {
        if let Some(store) = &self.store {
            store.replace(&mut accounts, clock_offset_millis)?;
        }
        accounts.all_mut().for_each(State::keep);
        *contents = Contents::new(accounts, seed);
        // While nobody else has the accounts, so that no call of before works on the new one.
        self.eras.turn();
        self.request_ids.begin_again(seed);
        self.clock.set_offset(clock_offset_millis);
        self.gateway.sessions().clear();
        Ok(())
    }

    fn context<'a>(
        &'a self,
        settings: &'a Settings,
        contents: &'a mut Contents,
        account: u64,
    ) -> Context<'a> {
        let now = self.clock.now();
        let (state, others) = contents.accounts.divide(account);
        state.settle(now, &settings.policy);
        Context {
            state,
            others,
            ids: &mut contents.ids,
            policy: &settings.policy,
            sessions: self.gateway.sessions(),
            now,
            settle: settings.settle,
        }
    }

    /// Hands what was changed in an account to the state file, if there is one and anything was.
    fn save(&self, accounts: &mut Accounts, account: u64) -> io::Result<Option<Pending>> {
        let Some(store) = &self.store else {
            accounts.get_mut(account).keep();
            return Ok(None);
        };
        let saved = store.save(accounts, account, self.clock.offset_millis());
        saved.inspect_err(|_| accounts.get_mut(account).roll_back())
    }

    /// Carries an action out for an account, and answers when what it has changed is kept.
    pub(super) async fn run(
        &self,
        era: &Era,
        account: u64,
        action: &Action,
        settings: &Settings,
        request: &Request,
    ) -> Result<Answer, ApiError> {
        let (answer, pending) = self.begin(era, account, action, settings, request)?;
        if let Some(pending) = pending {
            pending.kept().await.map_err(|error| not_kept(&error))?;
        }
        Ok(answer)
    }

    fn begin(
        &self,
        era: &Era,
        account: u64,
        action: &Action,
        settings: &Settings,
        request: &Request,
    ) -> Result<(Answer, Option<Pending>), ApiError> {
        let mut contents = self.contents();
        if era.is_over() {
            return Err(replaced());
        }
        let mut context = self.context(settings, &mut contents, account);
        let before = context.state.changes();
        let answer = action
            .carry_out(&mut context, request)
            .inspect_err(|_| context.state.roll_back())?;
        // Some actions that only read make what they show, such as the route table that a transit router came with.
        let pending = match action.mutates || context.state.changes() != before {
            true => self.save(&mut contents.accounts, account),
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

    fn contents(&self) -> MutexGuard<'_, Contents> {
        let contents = self.contents.lock();
        let mut contents = contents.unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = &self.store {
            store.catch_up(&mut contents.accounts);
        }
        contents
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
