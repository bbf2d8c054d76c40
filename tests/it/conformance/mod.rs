//! The conformance suite: what every provider on this framework must do, whatever its resources are.

mod panics;
mod subject;
mod table;
