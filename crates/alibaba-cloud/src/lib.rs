//! What every Alibaba Cloud API shares: credentials, signing, transport, retries, clock.
//!
//! ```text
//! api ─► retry      outcome + repeat class -> step; the only loop
//!     ─► request    a call, signed for one attempt ─► sign, token
//!     ─► transport  one POST and its answer
//!     ─► answer     what the bytes say ─► outcome (codes -> classes)
//!     ─► refused    what is told of a no
//!     ─► credentials, clock ─► world
//! ```
//!
//! Nothing here knows which product is called: what its codes mean comes in with each call.

pub(crate) mod answer;
pub mod api;
pub mod call;
pub mod clock;
pub mod credentials;
pub mod deadline;
pub mod endpoint;
pub mod error;
#[cfg(test)]
pub(crate) mod loopback;
pub mod network;
pub mod outcome;
#[cfg(test)]
pub(crate) mod overheard;
pub mod policy;
pub(crate) mod rate;
pub(crate) mod redact;
pub(crate) mod refused;
pub(crate) mod request;
pub(crate) mod retry;
#[cfg(any(test, feature = "scripted"))]
pub mod scripted;
pub mod secret;
pub mod sign;
pub mod token;
pub mod transport;
pub mod user_agent;
pub mod world;
