//! The state in a file, so that a simulator can be stopped and started.
//!
//! The file is a log. Its first line names the form and how many lines tell the whole state; each line after these tells what
//! one call has changed, and is on the disk before the call is answered. Calls that come while the disk is busy are written
//! together. When the changes have grown to a multiple of the state, a new file takes the place of the old.
//!
//! A change that cannot be written is taken back from the state as well, with all that came after it, so that the accounts
//! and the file agree. Until then others may have seen it, as they may see a change that is not on the disk yet.

mod line;
mod log;
mod reading;
mod writer;

#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::accounts::Accounts;
use crate::record::Record;
use crate::state::State;

use line::Lines;
use log::{Disk, Log, Real, Refusal};
use reading::{Broken, Header};
use writer::{Job, Ticket, Work, Writer, promise};

/// Changes may take this many times the room of the state, and a bit more for states that are small.
const MULTIPLE: u64 = 2;
const BIT_MORE: u64 = 256 * 1024;

/// A file that holds the state.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    writer: Writer,
    book: Mutex<Book>,
}

/// What has been handed to the writer.
#[derive(Debug)]
struct Book {
    number: u64,
    /// As many failures have been taken note of.
    failures: u64,
    /// The offset of the clock that was told last, if that is known to be kept.
    offset: Option<i64>,
    /// How many bytes tell the whole state, and how many the changes since.
    whole: u64,
    changes: u64,
}

/// A change that is on its way to the disk.
#[derive(Debug)]
pub(crate) struct Pending {
    ticket: Ticket,
    path: PathBuf,
}

impl Store {
    /// Locks and reads the file at `path`, or makes it, and returns its accounts with the clock's offset in milliseconds.
    ///
    /// # Errors
    ///
    /// It cannot be read or written, another simulator has it, or it cannot be understood; then it is left as it is.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Accounts, i64)> {
        Self::open_on(path, Box::new(Real))
    }

    fn open_on(path: &Path, disk: Box<dyn Disk>) -> io::Result<(Self, Accounts, i64)> {
        // The link itself is not to be replaced.
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| follow_links(path));
        check_place(&path)?;
        let empty = Accounts::default();
        let first = whole(&empty, 0)?;
        let (mut log, is_new) =
            Log::open(&path, &first, disk).map_err(|refusal| refused(&path, refusal))?;
        let cannot_write = |error: io::Error| not_written(&path, &error, error.kind());
        let (mut whole_length, mut changes) = (length_of(&first.bytes), 0);
        let (mut accounts, mut offset) = (empty, 0);
        if !is_new {
            let bytes = log
                .read()
                .map_err(|error| explain(&path, "cannot be read", &error, error.kind()))?;
            let read = reading::read(&bytes).map_err(|broken| not_understood(&path, &broken))?;
            (accounts, offset) = (read.accounts, read.clock_offset_millis);
            log.ends_at(read.length.unwrap_or(bytes.len()), read.link);
            if read.length.is_some() {
                let mut line = Lines::after(read.link);
                let record = Record {
                    process: Some(std::process::id()),
                    ..Record::default()
                };
                line.add(&record)?;
                log.append(&line).map_err(cannot_write)?;
                // Those of earlier runs as well, or a file of many short runs would grow for ever.
                whole_length = read.whole;
                changes = length_of(&bytes).saturating_sub(read.whole);
            } else {
                let upgraded = whole(&accounts, offset)?;
                log.replace(&upgraded).map_err(cannot_write)?;
                whole_length = length_of(&upgraded.bytes);
            }
        }
        accounts.all_mut().for_each(State::keep);
        let store = Self {
            writer: Writer::start(log)?,
            book: Mutex::new(Book {
                number: 0,
                failures: 0,
                offset: Some(offset),
                whole: whole_length,
                changes,
            }),
            path,
        };
        Ok((store, accounts, offset))
    }

    /// Hands what was changed in an account since the last time to the writer; nothing when nothing was.
    pub(crate) fn save(
        &self,
        accounts: &mut Accounts,
        account: u64,
        clock_offset_millis: i64,
    ) -> io::Result<Option<Pending>> {
        let mut book = self.book();
        let mut record = accounts.get_mut(account).record()?;
        if book.offset != Some(clock_offset_millis) {
            record.clock_offset_millis = Some(clock_offset_millis);
        }
        if record.is_empty() {
            return Ok(None);
        }
        if self.writer.progress().needs_whole {
            let whole = whole(accounts, clock_offset_millis)?;
            return Ok(Some(self.hand_in_whole(
                &mut book,
                accounts,
                whole,
                clock_offset_millis,
            )));
        }
        let json = serde_json::to_vec(&record)?;
        book.changes += length_of(&json);
        let pending = self.hand_in(&mut book, Work::Append(json), clock_offset_millis);
        accounts.get_mut(account).seal(book.number);
        if book.changes > MULTIPLE * book.whole + BIT_MORE {
            let whole = whole(accounts, clock_offset_millis)?;
            (book.whole, book.changes) = (length_of(&whole.bytes), 0);
            self.writer.send(Job {
                number: book.number,
                failures: book.failures,
                work: Work::Replace(whole),
                promise: None,
            });
        }
        Ok(Some(pending))
    }

    /// Lets accounts take the place of all there is, and waits until they are kept.
    pub(crate) fn replace(
        &self,
        accounts: &mut Accounts,
        clock_offset_millis: i64,
    ) -> io::Result<()> {
        let whole = whole(accounts, clock_offset_millis)?;
        let pending = self.hand_in_whole(&mut self.book(), accounts, whole, clock_offset_millis);
        pending.wait()
    }

    fn hand_in_whole(
        &self,
        book: &mut Book,
        accounts: &mut Accounts,
        whole: Lines,
        offset: i64,
    ) -> Pending {
        (book.whole, book.changes) = (length_of(&whole.bytes), 0);
        let pending = self.hand_in(book, Work::Replace(whole), offset);
        let states = accounts.all_mut();
        states.for_each(|state| state.seal(book.number));
        pending
    }

    fn hand_in(&self, book: &mut Book, work: Work, offset: i64) -> Pending {
        book.number += 1;
        book.offset = Some(offset);
        let (promise, ticket) = promise();
        self.writer.send(Job {
            number: book.number,
            failures: book.failures,
            work,
            promise: Some(promise),
        });
        let path = self.path.clone();
        Pending { ticket, path }
    }

    /// Takes back what could not be kept.
    pub(crate) fn catch_up(&self, accounts: &mut Accounts) {
        let progress = self.writer.progress();
        let states = accounts.all_mut();
        states.for_each(|state| state.keep_up_to(progress.kept));
        let mut book = self.book();
        if book.failures != progress.failures {
            accounts.all_mut().for_each(State::roll_back_to_kept);
            book.failures = progress.failures;
            book.offset = None;
        }
    }

    /// Waits until all that was handed in is written, and gives the file free. Nothing can be kept after that.
    pub(crate) fn close(&self) {
        self.writer.close();
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    /// Waits until it is kept, without holding up others.
    pub(crate) async fn kept(self) -> io::Result<()> {
        let kept = self.ticket.kept().await;
        kept.map_err(|why| not_written(&self.path, &why, io::ErrorKind::Other))
    }

    /// Waits until it is kept.
    pub(crate) fn wait(self) -> io::Result<()> {
        let kept = self.ticket.wait();
        kept.map_err(|why| not_written(&self.path, &why, io::ErrorKind::Other))
    }
}

/// A file that tells the whole state of all accounts.
fn whole(accounts: &Accounts, clock_offset_millis: i64) -> serde_json::Result<Lines> {
    let clock = Record {
        clock_offset_millis: Some(clock_offset_millis),
        ..Record::default()
    };
    // The first line tells their number, and all others go on from it.
    let mut records = serde_json::to_vec(&clock)?;
    let mut count = 1;
    for record in accounts.all().flat_map(State::records) {
        records.push(b'\n');
        serde_json::to_writer(&mut records, &record?)?;
        count += 1;
    }
    let mut file = Lines::default();
    file.add(&Header::new(count))?;
    for json in records.split(|byte| *byte == b'\n') {
        file.add_json(json);
    }
    Ok(file)
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Where links lead from a path, though nothing is there.
fn follow_links(path: &Path) -> PathBuf {
    // As many as Linux follows; of a ring of links the system is to tell.
    const MOST_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = std::fs::read_link(&path) else {
            break;
        };
        // An absolute one takes the place of all.
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// Whether there can be a file at that place.
fn check_place(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        let why = "name a file in it";
        return Err(explain(
            path,
            "is a folder",
            &why,
            io::ErrorKind::IsADirectory,
        ));
    }
    // To read a device or a pipe may never end.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let why = "name a file, which is made if it is not there";
        let kind = io::ErrorKind::InvalidInput;
        return Err(explain(path, "is no plain file", &why, kind));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            let why = format!("there is no folder {}; make it first", folder.display());
            Err(explain(
                path,
                "cannot be made",
                &why,
                io::ErrorKind::NotFound,
            ))
        }
        _ => Ok(()),
    }
}

fn refused(path: &Path, refusal: Refusal) -> io::Error {
    match refusal {
        Refusal::Held => {
            let owner = match std::fs::read(path).ok().as_deref().and_then(reading::owner) {
                Some(process) => format!("the simulator of process {process} has it"),
                None => "another simulator has it".to_owned(),
            };
            let why = format!("{owner}; stop that one, or name another file");
            explain(path, "is in use", &why, io::ErrorKind::ResourceBusy)
        }
        Refusal::Error(error) => {
            let why =
                format!("{error}; let this user write it and its folder, or name another file");
            explain(path, "cannot be opened", &why, error.kind())
        }
    }
}

fn not_understood(path: &Path, broken: &Broken) -> io::Error {
    let what = match broken {
        Broken::Stranger(_) => {
            "is not the state of a simulator and was left as it is; move it away or name another file"
        }
        Broken::Form(_) => {
            "was written by another version of the simulator and was left as it is; move it away or name another file"
        }
        Broken::Damaged { at, is_change, .. } => {
            let rest = match is_change {
                true => format!("give up what lies behind with `truncate --size={at}`"),
                // Without this part there is no state.
                false => "move it away".to_owned(),
            };
            let what = format!(
                "is damaged at byte {at} and was left as it is; put a copy in its place, or {rest}"
            );
            return explain(path, &what, broken, io::ErrorKind::InvalidData);
        }
    };
    explain(path, what, broken, io::ErrorKind::InvalidData)
}

fn not_written(path: &Path, why: &dyn Display, kind: io::ErrorKind) -> io::Error {
    let why = format!(
        "{why}; nothing was changed. Make room, mend its folder or move away what is in its place, then ask again"
    );
    explain(path, "cannot be written", &why, kind)
}

fn explain(path: &Path, what: &str, why: &dyn Display, kind: io::ErrorKind) -> io::Error {
    io::Error::new(
        kind,
        format!("the state file {} {what}: {why}", path.display()),
    )
}
