//! Values on the wire: msgpack, written and read by kind.

mod read;
mod write;

#[cfg(test)]
mod tests;

use super::{Kind, Number, NumberError, Path, Value, normalised};

/// Where a fault is, before what is wrong.
fn location(path: &Path) -> String {
    if path.steps().is_empty() {
        String::new()
    } else {
        format!("{path}: ")
    }
}
