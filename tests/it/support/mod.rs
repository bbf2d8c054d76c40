//! What the tests share.

pub mod client;
pub mod host;
pub mod terraform;
