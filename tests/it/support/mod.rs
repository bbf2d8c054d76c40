//! What the tests share.

pub mod terraform;
