//! Typed client of the CEN API (product `Cbn`, version 2017-09-12): bandwidth packages and what belongs to them.
//!
//! ```text
//! package, purchase, upgrade, instance, child, limit,     what there is and what can be done with it,
//! transit_router, span, remaining, tags, resource_group   one file per kind of object
//! billing                         what packages cost and how they are renewed: a client of the billing API
//!   └► client                     reads, changes, creates
//!        └► lists ─► reads        many readers, few calls
//!             └► search ─► pages ─► listed ─► answer
//!   └► area, region, id, network_id, cidr, time, error     values and codes
//! ```
//!
//! # Adding a kind of object
//!
//! One file, and one line below. The file has:
//!
//! 1. the struct, with what the API says of the object, in the types of the domain; `id!` names the type of its ids, and
//!    `key!` that of what it is looked for by where that is more than an id;
//! 2. `impl Listed`, which names the action that lists the objects, says how it is narrowed to one, and reads one out of an
//!    answer. Paging, filters, sharing of calls and telling *does not exist* from *is not known* come with it;
//! 3. `impl Client` with what can be done: `self.read` and `self.all` for reading, `self.create` for what gives back an id,
//!    `self.write` for everything else, which takes the ids of the objects that the call changes. The
//!    [`Call`](alibaba_cloud::call::Call) is written out there, parameter by parameter, with what sending it twice would
//!    do;
//! 4. `impl Tagged` with a constructor, if the object carries tags.
//!
//! An error code that is new, and of none of the families there, is one line in `error/codes.rs`; a code that means something
//! of its own in answers to one action is said with that call.
//!
//! # Calling a second product
//!
//! An [`Api`](alibaba_cloud::api::Api) is one product at one address: its version, its codes, a transport to its endpoint.
//! [`billing`] is a second one beside that of [`Client`], made with the same credentials, clock and policy. Signing, retries,
//! pacing and sharing of reads are the same.

mod answer;
pub mod area;
pub mod billing;
pub mod child;
pub mod cidr;
pub mod client;
pub mod connection;
pub mod error;
pub mod id;
pub mod instance;
pub mod limit;
mod listed;
mod lists;
mod made;
pub mod network_id;
mod open_enum;
pub mod package;
mod pages;
pub mod purchase;
pub mod reads;
pub mod region;
mod remaining;
pub mod resource_group;
mod routers;
mod search;
pub mod span;
pub mod tags;
#[cfg(test)]
mod testing;
pub mod time;
pub mod transit_router;
mod untyped;
pub mod upgrade;
mod writes;

/// The layer below, which knows no product: what a client of CEN is made from, its settings and credentials.
pub use alibaba_cloud;
pub use alibaba_cloud::deadline::Deadline;
pub use alibaba_cloud::error::{ApiError, AttemptError, CallError, NoAnswer, NotSent, Stopped};
pub use alibaba_cloud::policy::Policy;
pub use alibaba_cloud::token::ClientToken;
pub use alibaba_cloud::transport::Timeouts;
pub use area::{Area, AreaPair};
pub use child::{Child, ChildKey, ChildKind, ChildStatus, Network};
pub use cidr::Cidr;
pub use client::{Client, DEFAULT_ENDPOINT};
pub use connection::Connection;
pub use id::{CenId, PackageId};
pub use instance::{Instance, InstanceChange, InstanceStatus, NewInstance};
pub use limit::{LIMIT_MBPS, Limit, LimitId, LimitStatus};
pub use made::Made;
pub use network_id::{AttachedId, NetworkId};
pub use package::{ChargeType, Package, RunningUpgrade, Status};
pub use purchase::{AutoRenew, BANDWIDTH_MBPS, Billing, Cycle, Purchase, Term};
pub use reads::Freshness;
pub use region::{MoreRegions, Region, RegionPair, UnknownRegion};
pub use resource_group::Grouped;
pub use span::Span;
pub use tags::Tagged;
pub use time::Time;
pub use transit_router::{AttachmentId, RouteTableId, RouterId};
pub use upgrade::EndTime;
