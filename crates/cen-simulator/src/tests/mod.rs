//! The simulator as a client sees it: real HTTP, real signatures.

mod children;
pub(crate) mod client;
mod control;
mod faults;
mod gateway;
mod instances;
mod limits;
mod lists;
mod packages;
mod peer_attachments;
mod persistence;
mod routers;
mod sts;
mod tags;
mod terms;
mod tokens;
mod upgrades;
mod vpc_attachments;
