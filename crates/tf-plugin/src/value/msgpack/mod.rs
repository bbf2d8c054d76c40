//! Values on the wire: msgpack, written and read by type.

mod read;
mod write;

#[cfg(test)]
mod tests;

use super::{Budget, Number, NumberError, Path, Trail, Type, Value, normalised};
