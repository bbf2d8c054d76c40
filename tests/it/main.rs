//! Tests of the whole: wire, client, product. One module a topic.

#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test crate has no outside, and a panic is how a test fails"
)]

mod admission;
mod codegen;
mod conformance;
mod credentials;
mod ending;
mod geography;
mod handshake;
mod identity;
mod logging;
mod pages;
mod product;
mod product_example;
mod product_trial;
mod protocol;
mod reattach;
mod signing;
mod standard_streams;
mod support;
mod wire;
