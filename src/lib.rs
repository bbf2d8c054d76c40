//! A Terraform and OpenTofu provider for Alibaba Cloud's Cloud Enterprise Network (CEN).
//!
//! The layers, from the wire inwards; an arrow means "may use":
//!
//! ```text
//! main ─► serve ─► plugin, protocol  a provider as a process
//!      ─► cli ─► simulator            what a person can type
//!         plugin                      go-plugin transport
//!         protocol ─► framework ─► value
//!      ─► provider ─► framework, value, cen ─► alibaba
//! ```
//!
//! `plugin`, `value`, `framework` and `protocol` know nothing of CEN; `alibaba` knows nothing of CEN either. The
//! arrows are checked by `tests/it/layering.rs`.

pub mod alibaba;
pub mod cen;
pub mod cli;
pub mod framework;
pub mod plugin;
pub mod protocol;
pub mod provider;
pub mod serve;
pub mod simulator;
pub mod value;
