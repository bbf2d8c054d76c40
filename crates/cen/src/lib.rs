//! Typed client of the CEN API (product `Cbn`, version 2017-09-12): bandwidth packages and what belongs to them.
//!
//! ```text
//! client ─► reads ─► listing     many readers, few calls
//!        ─► operation            one struct per action, with its parameters and its answer
//!             purchase, package, changes, upgrade, instance, child, limit, span, transit_router, tags,
//!             resource_group
//!                            ─► area, region, id, moment, wire, error
//! ```

pub mod area;
pub(crate) mod changes;
pub mod child;
pub mod client;
pub mod error;
pub mod id;
pub mod instance;
pub mod limit;
pub(crate) mod listing;
pub mod moment;
pub(crate) mod open_enum;
pub(crate) mod operation;
pub mod package;
pub mod purchase;
pub mod reads;
pub mod region;
pub(crate) mod resource_group;
pub mod span;
pub mod tags;
pub mod transit_router;
pub mod upgrade;
pub(crate) mod wire;

/// The layer below, which knows no product: what a client of CEN is made from, its settings and credentials.
pub use alibaba_cloud;
pub use alibaba_cloud::error::{CallError, NoAnswer, NotSent, Refusal, Stopped, Trouble};
pub use alibaba_cloud::policy::Policy;
pub use alibaba_cloud::retry::Limits;
pub use alibaba_cloud::token::ClientToken;
pub use alibaba_cloud::transport::Timeouts;
pub use area::{Area, AreaPair};
pub use child::{Child, ChildKey, ChildKind, ChildStatus, Network};
pub use client::{Client, DEFAULT_ENDPOINT, Settings};
pub use id::{AttachmentId, CenId, PackageId, RouterId};
pub use instance::{Instance, InstanceChange, InstanceStatus, NewInstance};
pub use limit::{LIMIT_MBPS, Limit, LimitId, LimitStatus};
pub use moment::Moment;
pub use package::{ChargeType, Package, RunningUpgrade, Status};
pub use purchase::{AutoRenew, BANDWIDTH_MBPS, Billing, Cycle, Purchase, Term};
pub use reads::Freshness;
pub use region::{MoreRegions, Region, RegionPair, UnknownRegion};
pub use resource_group::Grouped;
pub use span::Span;
pub use tags::Tagged;
pub use upgrade::EndTime;
