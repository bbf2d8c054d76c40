//! Tests of Terraform and OpenTofu providers written with [`tf_plugin`].

#![allow(
    clippy::expect_used,
    reason = "a panic is how a test fails, and this crate is for tests only"
)]

pub mod cli;
pub mod conformance;
pub mod consistency;
pub mod generate;
mod host;
pub mod process;
pub mod schema;
pub mod wire;

pub use host::{Api, Host, Transport, answer, soon};
