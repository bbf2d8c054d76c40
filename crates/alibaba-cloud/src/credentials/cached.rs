//! Keeps what a source gave, and fetches the next one ahead of time: one fetch, however many calls wait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{Credential, CredentialsError, ProvideCredentials};
use crate::world::Clock;

/// How long before its end a key is replaced, at most; one of a short life is replaced at half of it.
const AHEAD: Duration = Duration::from_secs(15 * 60);

/// With less than this left, a key is not handed out any more.
const LEAST: Duration = Duration::from_secs(60);

/// How soon after a fetch the source is asked again, unless the API itself calls for it.
const CALM: Duration = Duration::from_secs(10);

/// A source behind a memory.
///
/// A key is fetched by the first call that needs one. When it nears its end, calls go on with it while the next one is
/// fetched in the background; a failure then is logged and tried again later. Whoever must wait shares the one fetch
/// under way, and its failure. The fetch belongs to no call, so a cancelled call does not cut it off for the others.
pub(crate) struct CachedCredentials {
    shared: Arc<Shared>,
}

struct Shared {
    source: Arc<dyn ProvideCredentials>,
    /// Corrected by the servers, whose time the ends of keys are given in.
    clock: Arc<dyn Clock>,
    memory: Mutex<Memory>,
}

type Fetched = Result<Credential, CredentialsError>;

#[derive(Default)]
struct Memory {
    held: Option<Held>,
    failure: Option<(Instant, CredentialsError)>,
    /// When the API last called for another key.
    called_for: Option<Instant>,
    /// Present while a fetch is under way.
    fetching: Option<watch::Receiver<Option<Fetched>>>,
}

struct Held {
    credential: Credential,
    fetched: Instant,
    /// When to look for the next one; `None` for a key without an end.
    renew_at: Option<SystemTime>,
    /// Whether the API has refused it.
    is_refused: bool,
}

/// What a call that needs a key is to do.
enum Answer {
    Take(Credential),
    Fail(CredentialsError),
    Wait(watch::Receiver<Option<Fetched>>),
}

impl CachedCredentials {
    /// Asks nothing yet.
    pub(crate) fn new(source: Arc<dyn ProvideCredentials>, clock: Arc<dyn Clock>) -> Self {
        Self {
            shared: Arc::new(Shared {
                source,
                clock,
                memory: Mutex::default(),
            }),
        }
    }
}

#[async_trait]
impl ProvideCredentials for CachedCredentials {
    fn name(&self) -> String {
        self.shared.source.name()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let mut fetching = match self.shared.answer() {
            Answer::Take(credential) => return Ok(credential),
            Answer::Fail(error) => return Err(error),
            Answer::Wait(fetching) => fetching,
        };
        let fetched = match fetching.wait_for(Option::is_some).await {
            Ok(fetched) => fetched.clone(),
            Err(_) => None,
        };
        // Without a result the task has ended by a fault of its own, or the whole process does.
        fetched.unwrap_or_else(|| {
            Err(CredentialsError::failed(
                self.name(),
                "fetching was cut off",
            ))
        })
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.shared.source.foresee().await
    }

    async fn renew(&self, refused: &Credential) -> Result<bool, CredentialsError> {
        self.shared.refuse(refused);
        let credential = self.provide().await?;
        Ok(!credential.is_same_key(refused))
    }
}

impl Shared {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(self: &Arc<Self>) -> Answer {
        let now = self.clock.now();
        let mut memory = self.memory();
        let calm = memory.is_calm();
        let Some(held) = memory.held.as_ref().filter(|held| held.is_usable(now)) else {
            return match &memory.failure {
                Some((_, error)) if calm => Answer::Fail(error.clone()),
                _ => Answer::Wait(self.fetch(&mut memory)),
            };
        };
        let credential = held.credential.clone();
        let due = held.renew_at.is_some_and(|at| now >= at);
        if due && !calm && held.fetched.elapsed() >= CALM {
            self.fetch(&mut memory);
        }
        Answer::Take(credential)
    }

    /// Marks the held key as refused, if it is the one, unless that has just been done and brought nothing better.
    fn refuse(&self, refused: &Credential) {
        let mut memory = self.memory();
        if memory.called_for.is_some_and(|at| at.elapsed() < CALM) {
            return;
        }
        if let Some(held) = &mut memory.held
            && held.credential.is_same_key(refused)
        {
            held.is_refused = true;
            memory.called_for = Some(Instant::now());
            memory.failure = None;
        }
    }

    /// Joins the fetch that is under way, or starts one.
    fn fetch(self: &Arc<Self>, memory: &mut Memory) -> watch::Receiver<Option<Fetched>> {
        // One whose sender is gone has failed without a word, and will never end.
        let under_way = memory.fetching.as_ref();
        if let Some(fetching) = under_way.filter(|fetching| fetching.has_changed().is_ok()) {
            return fetching.clone();
        }
        let (sender, receiver) = watch::channel(None);
        memory.fetching = Some(receiver.clone());
        let shared = Arc::clone(self);
        let work = async move {
            let fetched = shared.source.provide().await;
            shared.keep(&fetched);
            sender.send_replace(Some(fetched));
        };
        tokio::spawn(work.in_current_span());
        receiver
    }

    fn keep(&self, fetched: &Fetched) {
        let now = self.clock.now();
        let mut memory = self.memory();
        memory.fetching = None;
        match fetched {
            Ok(credential) => {
                tracing::debug!(
                    source = credential.source,
                    access_key_id = credential.masked_id(),
                    seconds_left = credential.left(now).map(|left| left.as_secs()),
                    "got a key"
                );
                memory.failure = None;
                memory.held = Some(Held::new(credential.clone(), now));
            }
            Err(error) => {
                if memory.held.as_ref().is_some_and(|held| held.is_usable(now)) {
                    tracing::warn!(%error, "the next key could not be fetched yet; going on with the present one");
                }
                memory.failure = Some((Instant::now(), error.clone()));
            }
        }
    }
}

impl Memory {
    /// Whether a fetch has failed so lately that asking again would only press the source.
    fn is_calm(&self) -> bool {
        self.failure
            .as_ref()
            .is_some_and(|(at, _)| at.elapsed() < CALM)
    }
}

impl Held {
    fn new(credential: Credential, now: SystemTime) -> Self {
        let renew_at = credential.expires.map(|expires| {
            let ahead = AHEAD.min(credential.left(now).unwrap_or_default() / 2);
            expires.checked_sub(ahead).unwrap_or(expires)
        });
        Self {
            credential,
            fetched: Instant::now(),
            renew_at,
            is_refused: false,
        }
    }

    /// What has just been fetched is served even if it seems to be over: the local clock may be wrong, which the API
    /// will tell.
    fn is_usable(&self, now: SystemTime) -> bool {
        let lasts = self.credential.left(now).is_none_or(|left| left >= LEAST);
        !self.is_refused && (lasts || self.fetched.elapsed() < CALM)
    }
}

#[cfg(test)]
mod tests;
