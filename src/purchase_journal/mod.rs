//! The purchase journal: what is bought is written to the disk before it is asked for, so that a provider or a host that
//! is killed (`kill -9`) between a purchase and the saving of the state does not buy again.
//!
//! ```text
//! FOLDER/NAME.purchase   one purchase: token, parameters, whose it is, and the id once it is known     (entry)
//! FOLDER/NAME.session    one configured provider; locked by it as long as it lives                     (session)
//! FOLDER/NAME.taken      what that session takes for itself, so that no other process takes it too      (taken)
//! FOLDER/told            what plans have told of purchases of runs that were cut off                     (told)
//! FOLDER/NAME.order      one order about an object that exists, such as a renewal                        (order)
//! FOLDER/lock            held by whoever takes a purchase over, for that moment                         (folder)
//! ```
//!
//! A purchase begins with an entry. The entry ends when the purchase is refused, or when a *later* run shows the id (or
//! the token) in its state. A create that finds an entry with its own parameters, in the same account and for the same
//! state, whose session is dead, goes on with that token: CEN answers with the package that was bought, or sells the first
//! one. A session is dead when nobody holds the lock of its file; numbers of processes are used again, locks are not.
//!
//! A host that ends in good order says so, after it has taken every answer and before it saves the last. What was bought until
//! then is in its state, unless it was killed in between; so may be what was answered before a provider was killed. A state
//! that is a file of this machine is looked into; where that proves nothing, a create that finds such an entry asks the user rather
//! than buys, or takes what another resource may hold (fate).
//! How long a token is good for is not known here: who takes one up has to ask, as of every purchase that is repeated.
//!
//! Nothing here knows what is bought; a managed type uses it by `IS_JOURNALED`.

mod entry;
mod fate;
mod folder;
mod order;
mod place;
mod process;
mod session;
mod taken;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::{Instant, sleep};

use cen::{ClientToken, Deadline};

pub(crate) use entry::{Entry, Order, time_text};
use fate::Fate;
use folder::Folder;
pub(crate) use order::{Begun, OnceFor};
pub(crate) use place::{OFF, Place, VARIABLE, digest};
use session::{Life, Session};
pub(crate) use taken::Names;
use taken::Taken;
pub(crate) use told::LeftOpen;

/// How long a new run waits for what a killed host has left running: the provider notices within a second that its host
/// is gone, and ends within another.
const LEFT_BEHIND: Duration = Duration::from_secs(15);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);

/// Entries that are older say nothing that anybody could use.
const ENTRY_LIFE: Duration = Duration::from_secs(90 * 24 * 3600);

/// More purchases than one folder has ever seen; a bound for what a broken script can do to the disk.
const MOST_ENTRIES: usize = 10_000;

/// The journal of one configured provider. Clones are the same journal; the last one that goes ends its session.
#[derive(Clone)]
pub(crate) struct Journal(Option<Arc<Inner>>);

struct Inner {
    place: Place,
    folder: Folder,
    memory: Mutex<Memory>,
    /// Until when to wait for what a killed host has left running.
    left_behind_until: OnceLock<Instant>,
    /// What the disk has refused first.
    trouble: OnceLock<String>,
    has_warned: AtomicBool,
}

/// What is known of the folder.
#[derive(Default)]
struct Memory {
    /// The session of this journal, from the first purchase or claim on.
    session: Option<Session>,
    /// The entries of others by file name, from the first look on.
    others: Option<BTreeMap<String, Entry>>,
    /// How many entries this session has.
    own: usize,
    /// What this session has taken.
    taken: Taken,
    /// The files of orders about objects whose outcome this session has told.
    settled: BTreeSet<PathBuf>,
    /// Purchases of runs that were cut off, of which an earlier walk of the host has been told.
    told_before: Vec<LeftOpen>,
}

/// A purchase that is in the journal.
pub(crate) struct Noted {
    journal: Arc<Inner>,
    name: String,
    entry: Entry,
    is_taken_up: bool,
}

/// Why a purchase is not in the journal.
pub(crate) enum Unnoted {
    /// Nobody knows whether it has been made before.
    Doubtful {
        /// What is known of the one before.
        entry: Box<Entry>,
        /// Where that stands.
        file: PathBuf,
    },
    /// The disk refuses it, which is a [trouble](Journal::trouble).
    Disk,
}

impl Journal {
    /// No journal.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    /// The journal at `place`. Touches nothing before it is used.
    pub(crate) fn at(place: Place) -> Self {
        let folder = Folder::new(place.folder.clone());
        Self(Some(Arc::new(Inner {
            place,
            folder,
            memory: Mutex::default(),
            left_behind_until: OnceLock::new(),
            trouble: OnceLock::new(),
            has_warned: AtomicBool::new(false),
        })))
    }

    /// Whether there is one.
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    fn inner(&self) -> Option<&Arc<Inner>> {
        self.0.as_ref()
    }

    /// Notes what is about to be bought at `now`: with the token of an earlier run that was cut off, if there is one, else
    /// with `token`. Nothing when the journal is off.
    pub(crate) async fn note(
        &self,
        order: Order,
        token: ClientToken,
        now: SystemTime,
        deadline: &Deadline,
    ) -> Result<Option<Noted>, Unnoted> {
        let Some(inner) = self.inner() else {
            return Ok(None);
        };
        inner.outlive_others(deadline).await;
        let asked = Arc::clone(inner);
        let noted = on_disk(move || asked.note(&order, token, now)).await;
        match noted {
            Ok(Ok(noted)) => Ok(Some(noted)),
            Ok(Err(doubtful)) => Err(doubtful),
            Err(error) => {
                inner.keep_trouble(&error);
                Err(Unnoted::Disk)
            }
        }
    }

    /// What the disk has said when it refused something; told once.
    pub(crate) fn trouble(&self) -> Option<&str> {
        let inner = self.inner()?;
        let trouble = inner.trouble.get()?;
        let is_first = !inner.has_warned.swap(true, Ordering::Relaxed);
        is_first.then_some(trouble.as_str())
    }

    /// Whether an earlier run has noted that it bought `id`, and no state has been seen to hold it.
    pub(crate) fn knows(&self, id: &str) -> bool {
        let Some(inner) = self.inner() else {
            return false;
        };
        let mut memory = inner.memory();
        let others = memory.others.get_or_insert_with(|| inner.folder.entries());
        others.values().any(|entry| entry.id() == Some(id))
    }

    /// A state holds the object with this id, or the purchase under this token: what an earlier run noted of it ends.
    pub(crate) fn is_held(&self, id: &str, token: Option<&str>) {
        let Some(inner) = self.inner() else { return };
        inner.end_others(|entry| entry.id() == Some(id) || token == Some(entry.token.as_str()));
    }

    /// The host has taken every answer and ends in good order.
    pub(crate) fn host_leaves(&self) {
        let Some(inner) = self.inner() else { return };
        let mut memory = inner.memory();
        if let Some(session) = &mut memory.session {
            // Where this fails the session looks cut off, which is looked into with more care.
            session.end().ok();
        }
        for path in std::mem::take(&mut memory.settled) {
            // One that stays is settled by the next order about its object.
            folder::remove_file(&path).ok();
        }
    }

    /// How many files could not be read and were put aside, with the folder that they are in; told once.
    pub(crate) fn put_aside(&self) -> Option<(usize, PathBuf)> {
        let inner = self.inner()?;
        let count = inner.folder.take_put_aside();
        (count > 0).then(|| (count, inner.place.folder.clone()))
    }
}

/// Runs `work` where it may wait for a disk.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(io::Error::other("it was cut off")))
}

impl Inner {
    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what the disk has refused, to be told.
    fn keep_trouble(&self, error: &io::Error) {
        let said = || format!("{}: {error}", self.place.folder.display());
        self.trouble.get_or_init(said);
    }

    /// Waits for the end of what a killed host has left running, before this session begins.
    async fn outlive_others(self: &Arc<Self>, deadline: &Deadline) {
        // A folder that cannot be used has no session that would say that this is settled.
        let until = self
            .left_behind_until
            .get_or_init(|| Instant::now() + LEFT_BEHIND);
        let until = deadline.at.min(*until);
        while !deadline.cancel.is_cancelled() && Instant::now() < until {
            let asked = Arc::clone(self);
            match on_disk(move || asked.is_another_run_alive()).await {
                Ok(true) => sleep(LOOK).await,
                // What is wrong with the folder shows when it is written to.
                Ok(false) | Err(_) => break,
            }
        }
    }

    /// Whether the provider of another host is still at work for the same state. Settled when this session begins.
    fn is_another_run_alive(&self) -> io::Result<bool> {
        if self.memory().session.is_some() {
            return Ok(false);
        }
        let sessions = self.folder.sessions()?;
        Ok(sessions.into_iter().any(|path| {
            matches!(
                Session::look(&path),
                Life::Alive(Some(other)) if other.state == self.place.state && !other.host.seems_to_be_host()
            )
        }))
    }

    fn note(
        self: &Arc<Self>,
        order: &Order,
        token: ClientToken,
        now: SystemTime,
    ) -> io::Result<Result<Noted, Unnoted>> {
        let mut memory = self.memory();
        let session = self.begin(&mut memory, now)?;
        let noted = |name, entry, is_taken_up| Noted {
            journal: Arc::clone(self),
            name,
            entry,
            is_taken_up,
        };
        let mut candidates = self.candidates(&memory, order);
        // A saved plan that is applied again meets its own purchase.
        candidates.sort_by_key(|(_, entry)| entry.token != token);
        let mut doubtful = None;
        for (name, entry) in candidates {
            let _lock = self.folder.lock()?;
            // Somebody else may have been quicker.
            let Some(entry) = self
                .folder
                .read(&name)
                .filter(|now| now.session == entry.session)
            else {
                continue;
            };
            match Fate::of(&entry, &self.folder, &self.place) {
                Fate::InGoodHands => {}
                Fate::Doubtful => {
                    doubtful.get_or_insert((name, entry));
                }
                Fate::Saved => {
                    self.folder.remove(&name)?;
                    memory.others.get_or_insert_default().remove(&name);
                }
                Fate::Lost => {
                    let entry = entry.taken_up(session, &self.place);
                    self.folder.write(&name, &entry)?;
                    memory.others.get_or_insert_default().remove(&name);
                    memory.own += 1;
                    return Ok(Ok(noted(name, entry, true)));
                }
            }
        }
        if let Some((name, entry)) = doubtful {
            let file = self.folder.entry(&name);
            let entry = Box::new(entry);
            return Ok(Err(Unnoted::Doubtful { entry, file }));
        }
        if memory.own + memory.others.as_ref().map_or(0, BTreeMap::len) >= MOST_ENTRIES {
            return Err(io::Error::other("it is full"));
        }
        memory.own += 1;
        // Others need not wait for the disk to have this one.
        drop(memory);
        let entry = Entry::new(order, &self.place, session, token, now);
        let name = Folder::new_name();
        self.folder.write(&name, &entry)?;
        Ok(Ok(noted(name, entry, false)))
    }

    /// What others have noted that is the same purchase, the oldest first.
    fn candidates(&self, memory: &Memory, order: &Order) -> Vec<(String, Entry)> {
        let others = memory.others.iter().flatten();
        let same = others.filter(|(_, entry)| entry.is_of(order, &self.place));
        let mut same: Vec<_> = same
            .map(|(name, entry)| (name.clone(), entry.clone()))
            .collect();
        same.sort_by_key(|(_, entry)| entry.sent);
        same
    }

    /// The name of the session of this journal, which begins with the first purchase or claim.
    fn begin(&self, memory: &mut Memory, now: SystemTime) -> io::Result<String> {
        if let Some(session) = &memory.session {
            return Ok(session.name().to_owned());
        }
        self.folder.make()?;
        let _lock = self.folder.lock()?;
        // Read again: an earlier look may have been before the end of the run that was cut off.
        let others = self.folder.tidy(
            |entry| entry.age(now) <= ENTRY_LIFE,
            |session| matches!(Session::look(session), Life::Alive(_)),
        )?;
        let session = Session::begin(&self.folder, &self.place.state)?;
        let name = session.name().to_owned();
        memory.others = Some(others);
        memory.session = Some(session);
        Ok(name)
    }

    /// Ends the entries of others that `is_meant`.
    fn end_others(&self, is_meant: impl Fn(&Entry) -> bool) {
        let mut memory = self.memory();
        // Most folders have no journal, and most journals are empty.
        let others = memory.others.get_or_insert_with(|| self.folder.entries());
        others.retain(|name, entry| {
            let is_over = entry.endpoint == self.place.endpoint && is_meant(entry);
            // What cannot be removed is met again by a later run, and ends then.
            !(is_over && self.folder.remove(name).is_ok())
        });
    }
}

impl Noted {
    /// The token of every attempt.
    pub(crate) fn token(&self) -> &ClientToken {
        &self.entry.token
    }

    /// When an earlier run that was cut off made the first attempt; `None` for a purchase that begins now.
    pub(crate) fn taken_up(&self) -> Option<SystemTime> {
        self.is_taken_up.then(|| self.entry.sent_at())
    }

    /// Where it stands.
    pub(crate) fn file(&self) -> PathBuf {
        self.journal.folder.entry(&self.name)
    }

    /// The id that the earlier run was told.
    pub(crate) fn id(&self) -> Option<&str> {
        self.entry.id.as_deref()
    }

    /// The purchase has been made: this is its id.
    pub(crate) async fn made(mut self, id: &str) {
        self.entry.id = Some(id.to_owned());
        // Without the id the entry is as good as before: its token leads to the same object.
        let Self {
            journal,
            name,
            entry,
            ..
        } = self;
        on_disk(move || journal.folder.write(&name, &entry))
            .await
            .ok();
    }

    /// Nothing was bought, and nothing will be.
    pub(crate) async fn end(self) {
        let Self { journal, name, .. } = self;
        on_disk(move || journal.folder.remove(&name)).await.ok();
    }
}

#[cfg(test)]
mod tests;
