//! What every Alibaba Cloud API shares: credentials, signing, transport, retries, clock.
//!
//! ```text
//! api ─► retry      class of an outcome + idempotency -> next step; the only loop
//!     │    └► rate  when a call of an action may be sent
//!     ├► request    a call, signed for one attempt ─► sign, token
//!     ├► transport  one POST and its answer ─► endpoint, network
//!     ├► answer     what the bytes say ─► outcome (codes -> classes)
//!     ├► refused    what is told of a refusal
//!     └► credentials, clock ─► world
//! ```
//!
//! Nothing here knows which product is called. An [`Api`](api::Api) is one [`Product`](api::Product), its version and what
//! its codes mean, at one [endpoint](endpoint::Endpoint), with one source of [credentials], or none. A client that needs a
//! second product, the billing API for example, makes a second `Api` and hands it the same credentials, clock and
//! [policy](policy::Policy):
//!
//! ```
//! # use std::sync::Arc;
//! # use alibaba_cloud::api::{Api, Product};
//! # use alibaba_cloud::call::Call;
//! # use alibaba_cloud::clock::CorrectedClock;
//! # use alibaba_cloud::credentials::ProvideCredentials;
//! # use alibaba_cloud::deadline::Deadline;
//! # use alibaba_cloud::endpoint::Endpoint;
//! # use alibaba_cloud::error::CallError;
//! # use alibaba_cloud::transport::{HttpTransport, Timeouts};
//! # use alibaba_cloud::user_agent::UserAgent;
//! /// The billing API, called Business Support System by its vendor.
//! const BSS: Product = Product::new("2017-12-14");
//!
//! fn billing(
//!     endpoint: Endpoint,
//!     user_agent: UserAgent,
//!     credentials: Arc<dyn ProvideCredentials>,
//!     clock: Arc<CorrectedClock>,
//! ) -> Api {
//!     let transport = HttpTransport::new(endpoint, user_agent, Timeouts::default());
//!     Api::new(BSS, Arc::new(transport), Some(credentials), clock)
//! }
//!
//! async fn renewal(bss: &Api, instance: &str, deadline: &Deadline) -> Result<String, CallError> {
//!     let call = Call::read("QueryAvailableInstances").with("InstanceIDs", instance);
//!     let read = |answer: &serde_json::Value| Ok(answer["Data"].to_string());
//!     bss.call(&call, read, deadline).await
//! }
//! ```
//!
//! A [`Call`](call::Call) says what sending it twice would do, which decides whether it is repeated after a failure; a
//! [`CallError`](error::CallError) says what may be concluded.

pub(crate) mod answer;
pub mod api;
pub mod call;
pub mod clock;
pub mod credentials;
pub mod deadline;
pub mod endpoint;
pub mod error;
pub mod idempotency;
pub mod invisible;
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
