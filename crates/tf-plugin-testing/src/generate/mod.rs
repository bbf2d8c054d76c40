//! Values of all sorts for property tests: configurations and stored objects of any schema, half-known views of them,
//! configurations that a provider accepts, and damaged bytes.

mod configurations;
mod damage;
mod legal;
mod runner;
mod values;

pub use configurations::{configuration, half_known, stored, value};
pub use damage::damaged;
pub use legal::{Existing, legal};
pub use runner::{runner, runtime};
pub use values::{boolean, key, number, odd_text};
