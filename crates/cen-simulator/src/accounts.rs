//! The accounts of a cloud, each with objects of its own.

use crate::options::ACCOUNT_ID;
use crate::record::Record;
use crate::registry;
use crate::state::State;

/// All accounts. There is always [`ACCOUNT_ID`], to which keys belong that name no other.
#[derive(Debug)]
pub(crate) struct Accounts {
    first: State,
    more: Vec<State>,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            first: registry::empty_state(ACCOUNT_ID),
            more: Vec::new(),
        }
    }
}

impl Accounts {
    /// Makes the accounts that are not there.
    pub(crate) fn open(&mut self, ids: impl IntoIterator<Item = u64>) {
        for id in ids {
            if !self.has(id) {
                self.more.push(registry::empty_state(id));
            }
        }
    }

    pub(crate) fn has(&self, id: u64) -> bool {
        self.all().any(|state| state.account() == id)
    }

    /// All of them, the first one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &State> {
        std::iter::once(&self.first).chain(&self.more)
    }

    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut State> {
        std::iter::once(&mut self.first).chain(&mut self.more)
    }

    /// An account, which is made if it is not there.
    pub(crate) fn get_mut(&mut self, id: u64) -> &mut State {
        self.divide(id).0
    }

    /// An account, which is made if it is not there, and all others.
    pub(crate) fn divide(&mut self, id: u64) -> (&mut State, Vec<&State>) {
        self.open([id]);
        let mut own = &mut self.first;
        let mut others = Vec::new();
        for state in &mut self.more {
            let other = match state.account() == id {
                true => std::mem::replace(&mut own, state),
                false => state,
            };
            others.push(&*other);
        }
        (own, others)
    }

    /// Lets a record take effect in its account.
    pub(crate) fn apply(&mut self, record: Record) -> serde_json::Result<()> {
        self.get_mut(record.account()).apply(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_account_is_found_beside_all_others() {
        let mut accounts = Accounts::default();
        accounts.open([7, 8, ACCOUNT_ID, 7]);
        for (id, beside) in [
            (ACCOUNT_ID, vec![7, 8]),
            (7, vec![ACCOUNT_ID, 8]),
            (8, vec![7, ACCOUNT_ID]),
            (9, vec![7, 8, ACCOUNT_ID]),
        ] {
            let (own, others) = accounts.divide(id);
            assert_eq!(own.account(), id);
            let mut others: Vec<u64> = others.iter().map(|state| state.account()).collect();
            let mut beside = beside;
            others.sort_unstable();
            beside.sort_unstable();
            assert_eq!(others, beside);
        }
        let all: Vec<u64> = accounts.all().map(State::account).collect();
        assert_eq!(all, [ACCOUNT_ID, 7, 8, 9]);
    }
}
