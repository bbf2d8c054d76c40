//! Temporary keys: those of an assumed role, which expire by the simulator's clock.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use alibaba_cloud::secret::Secret;

use crate::clock::Moment;

/// More than this many and those that have ended are forgotten, so that their ids are unknown from then on.
const MANY: usize = 1000;

/// A session of a role, with its key. Kept in memory alone: a simulator that starts again knows none.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) account: u64,
    pub(crate) secret: Secret,
    pub(crate) token: Secret,
    /// `acs:ram::<account>:role/<name>`.
    pub(crate) role_arn: String,
    pub(crate) name: String,
    pub(crate) expires: Moment,
}

/// All sessions, by the ids of their keys.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_key: Mutex<HashMap<String, Session>>,
}

impl Sessions {
    /// Opens a session and gives the id of its key.
    pub(crate) fn open(
        &self,
        account: u64,
        role_arn: &str,
        name: &str,
        lasts: Duration,
        now: Moment,
    ) -> (String, Session) {
        let draw = || Uuid::new_v4().simple().to_string();
        let id = format!("STS.{}", draw());
        let session = Session {
            account,
            secret: Secret::new(draw()),
            token: Secret::new(format!("{}{}", draw(), draw())),
            role_arn: role_arn.to_owned(),
            name: name.to_owned(),
            expires: now.plus(lasts),
        };
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if by_key.len() >= MANY {
            by_key.retain(|_, session| session.expires > now);
        }
        by_key.insert(id.clone(), session.clone());
        (id, session)
    }

    /// Ends all of them, so that their ids are unknown.
    pub(crate) fn clear(&self) {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        by_key.clear();
    }

    /// The session whose key has this id, ended or not.
    pub(crate) fn find(&self, id: &str) -> Option<Session> {
        let by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        by_key.get(id).cloned()
    }
}
