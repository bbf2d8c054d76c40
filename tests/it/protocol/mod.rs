//! Protocol 6 as the built provider speaks it, call by call, without Terraform in between.

mod applying;
mod planning;
mod processes;
mod reading;
mod schema;
mod session;
mod unoffered;
mod upgrading;
mod validation;
mod values;
