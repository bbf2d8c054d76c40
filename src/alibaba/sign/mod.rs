//! Signatures of Alibaba Cloud requests, from plain inputs: no clock, no environment, no HTTP client.

pub mod rpc;
