//! How many values are read at once.

use std::cell::Cell;

/// Values in one message, at most. A few bytes can stand for many values, each of which takes dozens of bytes of memory:
/// without a limit, a message that is far from the largest takes all there is. Hosts come to their end long before.
const MOST: usize = 1 << 21;

/// How many more values may be read.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    /// For a whole message.
    pub(super) fn whole() -> Self {
        Self(Cell::new(MOST))
    }

    /// Takes one, or says why there is none left.
    pub(super) fn spend(&self) -> Result<(), String> {
        match self.0.get().checked_sub(1) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => Err(format!("more than {MOST} values in one message")),
        }
    }
}
