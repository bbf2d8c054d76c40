//! What the tests share.

pub mod block;
pub mod client;
pub mod consistency;
pub mod examples;
pub mod host;
pub mod odd;
pub mod proxy;
pub mod random;
pub mod sources;
pub mod terraform;
pub mod values;
