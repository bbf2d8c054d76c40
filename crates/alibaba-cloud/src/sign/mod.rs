//! Signatures of Alibaba Cloud requests, from plain inputs: no clock, no environment, no HTTP client.

pub mod acs3;
pub mod rpc;

/// How requests are signed. The gateways accept both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// Parameters, by [`rpc`].
    #[default]
    Rpc,
    /// Headers and the bytes of the body, by [`acs3`].
    Acs3,
}
