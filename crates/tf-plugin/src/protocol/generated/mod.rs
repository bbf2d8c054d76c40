//! Messages, server and client made from `proto/tfplugin6.proto`; see `tests/it/codegen.rs`.

/// Protobuf package `tfplugin6`: the provider protocol, version 6.11.
#[rustfmt::skip]
#[allow(missing_docs, unreachable_pub, clippy::all, reason = "made by a generator that knows no lints")]
pub mod tfplugin6;
