//! Tests of the framework as a whole: a provider as a process, its wire, and what hosts make of it. One module a topic.

#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test crate has no outside, and a panic is how a test fails"
)]

mod admission;
mod codegen;
mod conformance;
mod documentation;
mod ending;
mod forgetting;
mod handshake;
mod hostile;
mod hosts;
mod load;
mod logging;
mod panics;
mod product_trial;
mod providers;
mod proxy;
mod sizes;
mod steps;
mod streams;
#[path = "../trial/mod.rs"]
mod trial;
mod upgrades;
mod walks;
mod wire;
