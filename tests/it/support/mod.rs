//! What the tests share.

pub mod client;
pub mod consistency;
pub mod host;
pub mod sources;
pub mod terraform;
