//! Tests of the whole provider: its binary, its protocol, and what users see. One module a topic.

#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test crate has no outside, and a panic is how a test fails"
)]

mod conformance;
mod credentials;
mod geography;
mod identity;
mod installing;
mod pages;
mod product;
mod protocol;
mod reattach;
mod release;
mod sdks;
mod signing;
#[cfg(unix)]
mod simulator_killed;
mod standard_streams;
mod steps;
mod support;
