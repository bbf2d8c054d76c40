//! A Terraform and OpenTofu provider for Alibaba Cloud's Cloud Enterprise Network (CEN).
//!
//! The layers, from the wire inwards; an arrow means "may use":
//!
//! ```text
//! main ─► plugin                      go-plugin transport
//!      ─► cli ─► simulator            what a person can type
//!      ─► protocol ─► framework ─► value
//!      ─► provider ─► framework, value, cen ─► alibaba
//! ```
//!
//! `plugin`, `value`, `framework` and `protocol` know nothing of CEN; `alibaba` knows nothing of CEN either. The
//! arrows are checked by `tests/it/layering.rs`.

pub mod alibaba;
pub mod cen;
