//! What is said to a person. A reader who has gone away is no reason to fail.

use std::io::Write as _;

use cen::alibaba_cloud::invisible::is_invisible;

/// Writes to stdout, for what may be copied or piped on.
pub(super) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes to stdout what was asked for. That nobody reads it to its end is no error.
pub(super) fn deliver(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Writes to stderr, for what accompanies the work.
pub(super) fn note(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Text from outside, with characters that write on a terminal by themselves, or turn or hide what surrounds them, spelled out
/// (`\u{1b}`).
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_invisible(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}
