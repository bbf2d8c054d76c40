//! The conformance suite: what every provider on this framework must do, whatever its resources are.

mod configurations;
mod every_type;
mod legal;
mod panics;
mod subject;
mod table;
