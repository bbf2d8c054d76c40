//! What is being done, for who waits at a terminal.

use std::sync::Mutex;

use crate::cli::console;

/// A line at the standard error that is written over, where that can be done; nothing elsewhere.
#[derive(Debug)]
pub(super) struct Progress {
    is_shown: bool,
    counting: Mutex<Counting>,
}

#[derive(Debug, Default)]
struct Counting {
    what: &'static str,
    done: usize,
    of: usize,
}

/// To the first column, and nothing after that (ECMA-48, EL).
const AFRESH: &str = "\r\u{1b}[K";

impl Progress {
    pub(super) fn new(is_shown: bool) -> Self {
        Self {
            is_shown,
            counting: Mutex::default(),
        }
    }

    /// Says what is begun.
    pub(super) fn tell(&self, what: &str) {
        if self.is_shown {
            console::note(&format!("{AFRESH}{what} ..."));
        }
    }

    /// Begins with something that has so many steps.
    pub(super) fn begin(&self, what: &'static str, steps: usize) {
        let counting = Counting {
            what,
            done: 0,
            of: steps,
        };
        if let Ok(mut current) = self.counting.lock() {
            *current = counting;
        }
        if steps > 0 {
            self.tell(what);
        }
    }

    /// One step is done.
    pub(super) fn step(&self) {
        let Ok(mut counting) = self.counting.lock() else {
            return;
        };
        counting.done += 1;
        let Counting { what, done, of } = *counting;
        self.tell(&format!("{what}: {done} of {of}"));
    }

    /// Leaves an empty line.
    pub(super) fn clear(&self) {
        if self.is_shown {
            console::note(AFRESH);
        }
    }
}
