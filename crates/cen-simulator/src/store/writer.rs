//! The thread that writes: what waits while the disk is busy is written together.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::Notify;

use super::line::Lines;
use super::log::Log;

/// Something to be written.
pub(super) struct Job {
    /// Counted from 1, in the order in which the changes were made.
    pub(super) number: u64,
    /// How many failures its changes were made after.
    pub(super) failures: u64,
    pub(super) work: Work,
    pub(super) promise: Option<Promise>,
}

pub(super) enum Work {
    /// JSON that is added as a line.
    Append(Vec<u8>),
    /// A whole file that takes the place of the one there is.
    Replace(Lines),
}

/// How far the writer is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    /// The changes up to this number are kept.
    pub(super) kept: u64,
    /// How often something could not be kept. What was changed before the last time and is not kept will not be.
    pub(super) failures: u64,
    /// Whether only a whole file can still be kept.
    pub(super) needs_whole: bool,
}

/// The thread, until this is closed.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<Sender<Job>>>,
    progress: Arc<Mutex<Progress>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(log: Log) -> io::Result<Self> {
        let (sender, receiver) = channel();
        let progress = Arc::<Mutex<Progress>>::default();
        let shared = Arc::clone(&progress);
        let thread = std::thread::Builder::new()
            .name("state file".to_owned())
            .spawn(move || run(log, &receiver, &shared))?;
        Ok(Self {
            jobs: Mutex::new(Some(sender)),
            progress,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) fn progress(&self) -> Progress {
        *lock(&self.progress)
    }

    /// Hands something in. After [`close`](Self::close) its promise is broken.
    pub(super) fn send(&self, job: Job) {
        if let Some(jobs) = &*lock(&self.jobs) {
            // It is gone only when it has panicked, and then the promise breaks as the job is dropped.
            let _ = jobs.send(job);
        }
    }

    /// Waits until everything that was handed in is written, and gives the file free.
    pub(super) fn close(&self) {
        lock(&self.jobs).take();
        if let Some(thread) = lock(&self.thread).take() {
            // If it has panicked there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run(mut log: Log, jobs: &Receiver<Job>, progress: &Mutex<Progress>) {
    while let Ok(first) = jobs.recv() {
        let mut waiting: Vec<Job> = std::iter::once(first).chain(jobs.try_iter()).collect();
        while !waiting.is_empty() {
            // What is added is written together, up to the next file as a whole.
            let is_line = |job: &Job| matches!(job.work, Work::Append(_));
            let end = waiting.iter().position(|job| !is_line(job));
            let count = end.unwrap_or(waiting.len()).max(1);
            let batch: Vec<Job> = waiting.drain(..count).collect();
            write(&mut log, batch, progress);
        }
    }
}

fn write(log: &mut Log, batch: Vec<Job>, progress: &Mutex<Progress>) {
    let failures = lock(progress).failures;
    // What was changed after something that was not kept cannot be kept without it.
    let (current, late): (Vec<Job>, Vec<Job>) =
        batch.into_iter().partition(|job| job.failures == failures);
    for job in late {
        if let Some(promise) = job.promise {
            promise.settle(Err("what it follows could not be written".to_owned()));
        }
    }
    let Some(last) = current.last() else {
        return;
    };
    let number = last.number;
    // Nobody waits for a file that only became too long, so that it may fail.
    let is_optional = current.iter().all(|job| job.promise.is_none());
    let result = match &last.work {
        Work::Replace(lines) => log.replace(lines),
        Work::Append(_) => {
            let mut lines = Lines::after(log.link());
            for job in &current {
                if let Work::Append(json) = &job.work {
                    lines.add_json(json);
                }
            }
            log.append(&lines)
        }
    };
    let result = result.map_err(|error| error.to_string());
    {
        let mut progress = lock(progress);
        match &result {
            Ok(()) => {
                progress.kept = progress.kept.max(number);
                progress.needs_whole = false;
            }
            Err(_) => {
                progress.failures += u64::from(!is_optional);
                let is_whole =
                    matches!(current.last().map(|job| &job.work), Some(Work::Replace(_)));
                progress.needs_whole = !log.is_as_left() || is_whole && !is_optional;
            }
        }
    }
    for job in current {
        if let Some(promise) = job.promise {
            promise.settle(result.clone());
        }
    }
}

/// What becomes of a change: that it is kept, or why it is not.
type Kept = Result<(), String>;

#[derive(Debug, Default)]
struct Outcome {
    kept: Mutex<Option<Kept>>,
    told: Condvar,
    awaited: Notify,
}

/// To be kept by the writer.
pub(super) struct Promise(Arc<Outcome>);

/// What a promise is waited for with.
#[derive(Debug)]
pub(super) struct Ticket(Arc<Outcome>);

/// A promise and what it is waited for with.
pub(super) fn promise() -> (Promise, Ticket) {
    let outcome = Arc::<Outcome>::default();
    (Promise(Arc::clone(&outcome)), Ticket(outcome))
}

impl Promise {
    fn settle(self, kept: Kept) {
        lock(&self.0.kept).get_or_insert(kept);
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        lock(&self.0.kept).get_or_insert_with(|| Err("the simulator has stopped".to_owned()));
        self.0.told.notify_all();
        self.0.awaited.notify_one();
    }
}

impl Ticket {
    /// Waits for it without holding up others.
    pub(super) async fn kept(self) -> Kept {
        loop {
            let told = lock(&self.0.kept).take();
            if let Some(kept) = told {
                return kept;
            }
            self.0.awaited.notified().await;
        }
    }

    /// Waits for it.
    pub(super) fn wait(self) -> Kept {
        let mut kept = lock(&self.0.kept);
        loop {
            if let Some(kept) = kept.take() {
                return kept;
            }
            let woken = self.0.told.wait(kept);
            kept = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }
}
