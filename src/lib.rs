//! A Terraform and OpenTofu provider for Alibaba Cloud's Cloud Enterprise Network (CEN).
//!
//! The house, from the wire inwards; an arrow means "depends on", and the manifests allow no other:
//!
//! ```text
//! this crate       the provider block, the resources and what a person can type
//!   ─► tf-plugin       transport, protocol, values and framework of any provider
//!   ─► cen             the typed client and the rules of CEN ─► alibaba-cloud, which knows no product
//!   ─► cen-simulator   CEN as a server ─► alibaba-cloud, for signatures alone
//! ```
//!
//! And within this crate:
//!
//! ```text
//! provider       what is offered, and the block ─► config ─► client, known config
//! resources      one file each, over one of two lifecycles:
//!   ─► lifecycle     what is created under a client token
//!   ─► link          what only connects objects that are there anyway
//!                    ─► purchase_journal: what is bought, on the disk before it is asked for
//! plan_checks    what a plan says of the other plans of its walk ─► walk
//! prices         what orders cost ─► cen::billing
//! ```

mod actions;
mod api_errors;
mod billing;
mod cidr;
mod claim;
pub mod cli;
mod client;
mod config;
mod data_sources;
mod ephemeral_resources;
mod filters;
mod from_api;
mod functions;
mod identity;
mod known_config;
mod lifecycle;
mod link;
mod official;
mod open_purchases;
mod package_binding;
mod package_origin;
mod package_place;
mod plan_checks;
mod prices;
mod provider;
mod purchase_journal;
mod purchase_term;
mod reachability;
mod region_argument;
mod regions;
mod resource_group;
mod resources;
mod router_attachment;
mod router_relation;
mod rules;
mod running_upgrade;
mod sandbox;
mod scope;
mod tags;
mod texts;
mod unconfirmed;
mod unfinished;
mod unordered_pair;
mod wait;
mod walk;
mod written;

/// The provider `cen`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cen;
