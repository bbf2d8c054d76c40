//! Messages, servers and clients made from `proto/go_plugin.proto` and `proto/grpc_health.proto`; see
//! `tests/it/codegen.rs`.

/// Protobuf package `plugin`: broker, controller and standard output of go-plugin.
#[rustfmt::skip]
#[allow(missing_docs, unreachable_pub, clippy::all, reason = "made by a generator that knows no lints")]
pub mod plugin;

/// Protobuf package `grpc.health.v1`: the standard health service.
#[rustfmt::skip]
#[allow(missing_docs, unreachable_pub, clippy::all, reason = "made by a generator that knows no lints")]
pub mod grpc_health_v1;
