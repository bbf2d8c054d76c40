//! Protocol 6 as the provider speaks it, call by call, without Terraform in between. What has to do with processes is
//! tried with the built one.

mod applying;
mod consistency;
mod generated;
mod listing;
mod messages;
mod objects;
mod planning;
mod prices;
mod private_data;
mod processes;
mod random;
mod reading;
mod refunds;
mod refusals;
mod renewals;
mod schema;
mod session;
mod stopping;
mod temporary_upgrades;
mod unoffered;
mod upgrading;
mod validation;
mod values;
