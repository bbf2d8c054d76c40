//! Terraform and OpenTofu providers in Rust.
//!
//! ```text
//! serve ─► plugin                       a provider as a process: go-plugin transport
//!       ─► protocol ─► framework ─► value   plugin protocol 6, what providers are made of, values
//! ```

// Derived code names this crate as its users do.
extern crate self as tf_plugin;

pub mod framework;
pub mod plugin;
pub mod protocol;
pub mod serve;
pub mod value;
