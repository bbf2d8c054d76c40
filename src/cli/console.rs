//! What is said to a person. A reader who has gone away is no reason to fail.

use std::io::Write as _;

/// Writes to stdout, for what may be copied or piped on.
pub(super) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes to stderr, for what accompanies the work.
pub(super) fn note(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
