//! Reads that share calls.
//!
//! Terraform refreshes every resource on its own and many at a time. A lone reader's call starts at once; readers that
//! come while a call is in flight wait for its end, and then one call serves them all. As soon as the list has fewer pages
//! than three times the questions of the last few seconds, all pages are read, and what they hold serves everyone who asks
//! in the next few seconds and has not written since.

use std::collections::{BTreeMap, VecDeque};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::listed::{self, Listed};
use crate::pages::Pages;
use crate::search::{self, Demand, Found};
use crate::untyped::{AnyId, Object, Traits};
use crate::writes::Writes;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::{CallError, Stopped};

/// How new an answer must be. Whatever is asked for, no answer is older than the last write to the same object
/// through the same client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// One that came within the last few seconds will do.
    Recent,
    /// From a call that started after the question, as a poll needs it.
    Latest,
}

/// For how long an answer serves readers that come later.
const RECENT: Duration = Duration::from_secs(5);

/// A list of objects `T`, for readers of one or of all.
pub(crate) struct Reads<T: Listed> {
    shared: Arc<Shared>,
    kind: PhantomData<fn() -> T>,
}

/// What the readers of objects of one list share.
pub(crate) struct Shared {
    pages: Arc<dyn Pages>,
    writes: Arc<Writes>,
    state: Mutex<State>,
}

struct State {
    running: bool,
    waiting: Vec<Reader>,
    sightings: BTreeMap<AnyId, Sighting>,
    /// When readers who were content with a recent answer came, and none was there.
    asked: VecDeque<Instant>,
    /// When all pages were last read.
    walked: Option<Instant>,
    /// How many objects there are in all, when last seen.
    total: Option<usize>,
}

struct Reader {
    id: AnyId,
    /// The call that answers must have started after this.
    after: u64,
    deadline: Instant,
    answer: oneshot::Sender<Result<Option<Object>, CallError>>,
}

/// What a call said of one object.
struct Sighting {
    started: u64,
    answered: Instant,
    object: Option<Object>,
}

impl State {
    fn new() -> Self {
        Self {
            running: false,
            waiting: Vec::new(),
            sightings: BTreeMap::new(),
            asked: VecDeque::new(),
            walked: None,
            total: None,
        }
    }

    /// What is known of an object from a call that started after this, and after the last change.
    fn known(
        &self,
        traits: Traits,
        id: &AnyId,
        after: u64,
        writes: &Writes,
    ) -> Option<&Option<Object>> {
        let sighting = self.sightings.get(id)?;
        let written = if traits.changed_by_all {
            writes.last_of_all()
        } else {
            writes.last(&id.to_string())
        };
        let after = after.max(written);
        let fits = sighting.started > after && sighting.answered.elapsed() <= RECENT;
        fits.then_some(&sighting.object)
    }

    /// The readers that the next call must serve: not those who have left, nor those whom the last call has served.
    fn next_batch(&mut self, traits: Traits, writes: &Writes) -> Vec<Reader> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut batch = Vec::new();
        for reader in waiting {
            if reader.answer.is_closed() {
                continue;
            }
            match self.known(traits, &reader.id, reader.after, writes) {
                Some(object) => give(reader, Ok(object.clone())),
                None => batch.push(reader),
            }
        }
        batch
    }

    /// What the next search for `batch` should know of the questions before it.
    fn demand(&mut self, batch: &[Reader]) -> Demand {
        let now = Instant::now();
        let content = batch.iter().filter(|reader| reader.after == 0).count();
        self.asked.extend(std::iter::repeat_n(now, content));
        self.asked.retain(|asked| now - *asked <= RECENT);
        // Those who need the latest answer get nothing from what others will ask, and who found nothing in pages that
        // have just been read would find nothing in them again.
        let is_walked = self.walked.is_some_and(|walked| now - walked <= RECENT);
        let asked = match self.asked.len() {
            // One question is no sign of others.
            1 => 0,
            _ if content == 0 || is_walked => 0,
            asked => asked,
        };
        let total = self.total;
        Demand { asked, total }
    }

    fn note(&mut self, started: u64, found: &Found) {
        self.total = found.total.or(self.total);
        self.sightings
            .retain(|_, sighting| sighting.answered.elapsed() <= RECENT);
        let answered = Instant::now();
        if found.walked {
            self.walked = Some(answered);
        }
        let seen = found.seen.iter().map(|(id, object)| (id, Some(object)));
        for (id, object) in seen.chain(found.absent.iter().map(|id| (id, None))) {
            let object = object.cloned();
            let sighting = Sighting {
                started,
                answered,
                object,
            };
            self.sightings.insert(id.clone(), sighting);
        }
    }
}

/// A reader who has left in the meantime needs no answer.
fn give(reader: Reader, answer: Result<Option<Object>, CallError>) {
    drop(reader.answer.send(answer));
}

impl<T: Listed> Reads<T> {
    /// The list whose readers share this.
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            kind: PhantomData,
        }
    }

    /// The object, or `None` when it does not exist.
    pub(crate) async fn read(
        &self,
        id: &T::Id,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<T>, CallError> {
        let read = self.shared.read(AnyId::of(id.clone()), freshness, deadline);
        read.await?.map(|object| object.typed()).transpose()
    }

    /// All objects, in the order of their ids.
    pub(crate) async fn all(&self, deadline: &Deadline) -> Result<Vec<T>, CallError> {
        let all = search::all(&self.shared.pages, deadline).await?;
        all.iter().map(Object::typed).collect()
    }
}

impl Shared {
    /// What readers share of the list that `pages` hands out, who are told of `writes`.
    pub(crate) fn new(pages: Arc<dyn Pages>, writes: Arc<Writes>) -> Self {
        Self {
            pages,
            writes,
            state: Mutex::new(State::new()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// See [`Reads::read`].
    async fn read(
        self: &Arc<Self>,
        id: AnyId,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Object>, CallError> {
        let traits = self.pages.traits();
        if deadline.cancel.is_cancelled() {
            return Err(stopped(traits, Stopped::Cancelled));
        }
        let answer = {
            let mut state = self.state();
            let now = self.writes.tick();
            let after = match freshness {
                Freshness::Recent => 0,
                Freshness::Latest => now,
            };
            if let Some(object) = state.known(traits, &id, after, &self.writes) {
                return Ok(object.clone());
            }
            let (answer, received) = oneshot::channel();
            state.waiting.push(Reader {
                id,
                after,
                deadline: deadline.at,
                answer,
            });
            if !std::mem::replace(&mut state.running, true) {
                // In the log the calls are those of the reader who came first.
                tokio::spawn(Arc::clone(self).serve().in_current_span());
            }
            received
        };
        tokio::select! {
            biased;
            answer = answer => {
                answer.unwrap_or_else(|_| {
                    Err(listed::broken(traits.action, "the shared read broke off".to_owned()))
                })
            }
            () = deadline.cancel.cancelled() => Err(stopped(traits, Stopped::Cancelled)),
            () = tokio::time::sleep_until(deadline.at) => Err(stopped(traits, Stopped::Deadline)),
        }
    }

    /// Makes calls until nobody waits. Its own task, so that a reader who leaves takes no one with him.
    async fn serve(self: Arc<Self>) {
        let _stop = StopOnDrop(&self);
        loop {
            let (mut batch, demand, started) = {
                let mut state = self.state();
                let batch = state.next_batch(self.pages.traits(), &self.writes);
                if batch.is_empty() {
                    state.running = false;
                    return;
                }
                let demand = state.demand(&batch);
                (batch, demand, self.writes.tick())
            };
            let Some(found) = self.call(&mut batch, demand).await else {
                continue;
            };
            let mut state = self.state();
            if let Ok(found) = &found {
                state.note(started, found);
            }
            for reader in batch {
                let answer = match &found {
                    Ok(found) => Ok(found.seen.get(&reader.id).cloned()),
                    Err(error) => Err(error.clone()),
                };
                give(reader, answer);
            }
        }
    }

    /// One search for all of `batch`; `None` when all have left before it ended.
    async fn call(&self, batch: &mut [Reader], demand: Demand) -> Option<Result<Found, CallError>> {
        let mut ids: Vec<AnyId> = batch.iter().map(|reader| reader.id.clone()).collect();
        ids.sort();
        ids.dedup();
        let deadline = Deadline {
            // Each reader minds its own deadline; the call may use the time of the most patient one.
            at: batch.iter().map(|reader| reader.deadline).max()?,
            cancel: CancellationToken::new(),
        };
        let all_gone = async {
            for reader in batch {
                reader.answer.closed().await;
            }
        };
        tokio::select! {
            biased;
            found = search::find(&self.pages, &ids, demand, &deadline) => Some(found),
            () = all_gone => None,
        }
    }
}

/// Lets the next reader start anew if the task ends in any other way than by having served everybody.
struct StopOnDrop<'a>(&'a Shared);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut state = self.0.state();
            state.running = false;
            state.waiting.clear();
        }
    }
}

fn stopped(traits: Traits, stopped: Stopped) -> CallError {
    let text = "a read shared with others had not ended";
    listed::unanswered(traits.action, stopped, text.to_owned())
}

#[cfg(test)]
mod tests;
