//! The simulator as a client sees it: real HTTP, real signatures.

mod aggregations;
mod child_routes;
mod children;
pub(crate) mod client;
mod control;
mod faults;
mod gateway;
mod instances;
mod limits;
mod lists;
pub(crate) mod network;
mod packages;
mod peer_attachments;
mod persistence;
mod prefix_lists;
mod relations;
mod route_entries;
mod router_cidrs;
mod routers;
mod routing;
mod service;
mod sts;
mod tags;
mod terms;
mod tokens;
mod upgrades;
mod vpc_attachments;
