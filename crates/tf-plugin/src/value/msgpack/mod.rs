//! Values on the wire: msgpack, written and read by kind.

mod read;
mod write;

#[cfg(test)]
mod tests;

use super::{Kind, Number, NumberError, Path, Trail, Value, normalised};
