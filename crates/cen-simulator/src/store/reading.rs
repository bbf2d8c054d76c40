//! What a state file tells, in whatever form.

use serde::{Deserialize, Serialize};

use crate::accounts::Accounts;
use crate::record::Record;
use crate::snapshot::{BadSnapshot, Snapshot};

use super::line::{self, Fault, Line, Link};

/// The form of a log. Forms 1 and 2 were snapshots.
const FORM: u32 = 3;

/// The first line of a log.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Header {
    form: u32,
    /// The simulator that has written it.
    #[serde(default)]
    process: u32,
    /// How many lines after this one tell the whole state.
    #[serde(default)]
    records: usize,
}

impl Header {
    pub(super) fn new(records: usize) -> Self {
        Self {
            form: FORM,
            process: std::process::id(),
            records,
        }
    }
}

/// What was read.
pub(super) struct Read {
    pub(super) accounts: Accounts,
    pub(super) clock_offset_millis: i64,
    /// How many bytes of a log count, the rest being a record that was cut off; nothing for a snapshot.
    pub(super) length: Option<usize>,
    /// Where these end.
    pub(super) link: Link,
    /// How many bytes tell the whole state.
    pub(super) whole: u64,
}

/// Why a file cannot be understood.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Stranger(serde_json::Error),
    #[error("its form is {0}, this version writes {FORM}")]
    Form(u32),
    #[error("{why}, in line {line}")]
    Damaged {
        at: usize,
        line: usize,
        why: String,
        /// Whether the whole state lies before it, so that only changes would be given up with it.
        is_change: bool,
    },
}

impl From<BadSnapshot> for Broken {
    fn from(error: BadSnapshot) -> Self {
        match error {
            BadSnapshot::Form(form) => Self::Form(form),
            BadSnapshot::Content(error) => Self::Stranger(error),
        }
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Read, Broken> {
    let mut lines = line::read(bytes).enumerate();
    let (header, link) = match lines.next() {
        Some((
            _,
            Line {
                json: Ok(json),
                link,
                ..
            },
        )) => {
            let header: Header = serde_json::from_slice(json).map_err(Broken::Stranger)?;
            (header, link)
        }
        _ => return read_snapshot(bytes),
    };
    if header.form != FORM {
        return Err(Broken::Form(header.form));
    }
    let mut read = Read {
        accounts: Accounts::default(),
        clock_offset_millis: 0,
        length: Some(bytes.len()),
        link,
        whole: 0,
    };
    let mut count = 0;
    for (index, line) in lines {
        let damaged = |why: String| Broken::Damaged {
            at: line.at,
            line: index + 1,
            why,
            is_change: count >= header.records,
        };
        read.link = line.link;
        let json = match line.json {
            Ok(json) => json,
            // The whole state was on the disk before the file had its name, so only a change can have been cut off.
            Err(Fault::CutOff) if count >= header.records => {
                read.length = Some(line.at);
                break;
            }
            Err(Fault::CutOff) => return Err(damaged("the file ends too early".to_owned())),
            Err(Fault::Damaged) => {
                let why = "the checksum is wrong, or a line before it was taken out or added";
                return Err(damaged(why.to_owned()));
            }
        };
        let record: Record =
            serde_json::from_slice(json).map_err(|error| damaged(error.to_string()))?;
        if let Some(offset) = record.clock_offset_millis {
            read.clock_offset_millis = offset;
        }
        read.accounts
            .apply(record)
            .map_err(|error| damaged(error.to_string()))?;
        count += 1;
        if count == header.records {
            read.whole = u64::try_from(line.at + json.len()).unwrap_or(u64::MAX);
        }
    }
    if count < header.records {
        return Err(Broken::Damaged {
            at: bytes.len(),
            line: count + 2,
            why: "the file ends too early".to_owned(),
            is_change: false,
        });
    }
    Ok(read)
}

fn read_snapshot(bytes: &[u8]) -> Result<Read, Broken> {
    let snapshot: Snapshot = serde_json::from_slice(bytes).map_err(Broken::Stranger)?;
    let (accounts, clock_offset_millis) = snapshot.restore()?;
    Ok(Read {
        accounts,
        clock_offset_millis,
        length: None,
        link: Link::default(),
        whole: 0,
    })
}

/// The process that writes a log, as far as the log tells.
pub(super) fn owner(bytes: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Owner {
        process: Option<u32>,
    }
    let lines = line::read(bytes).filter_map(|line| line.json.ok());
    let owners = lines.filter_map(|json| serde_json::from_slice::<Owner>(json).ok()?.process);
    owners.last()
}
