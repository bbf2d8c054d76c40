//! The conformance suite: what every provider on this framework must do, whatever its resources are.

mod any_state;
mod configurations;
mod declared;
mod hosts;
mod legal;
mod lives;
mod load;
mod methods;
mod panics;
mod providers;
mod sizes;
mod streams;
mod subject;
mod table;
mod unstored;
mod walks;
mod wild;
