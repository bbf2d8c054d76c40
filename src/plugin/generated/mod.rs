//! Made from `proto/` by the test `codegen`; never edited by hand.

#[rustfmt::skip]
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    reason = "generated code follows the generator's taste"
)]
pub mod grpc_health_v1;
#[rustfmt::skip]
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    reason = "generated code follows the generator's taste"
)]
pub mod plugin;
