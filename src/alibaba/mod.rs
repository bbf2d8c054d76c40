//! What every Alibaba Cloud API shares: credentials, signing, transport, retries, clock.

pub mod secret;
pub mod sign;
