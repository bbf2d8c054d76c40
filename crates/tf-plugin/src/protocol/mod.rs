//! Protocol 6 of Terraform and OpenTofu: decode, call, encode.
//!
//! `generated` is made from `proto/` by the test `codegen`; `convert` translates; the other files serve one group of
//! RPCs each. What the calls mean is decided in [`crate::framework`].

mod action;
mod call;
mod configuration;
mod convert;
mod data_source;
mod ephemeral;
mod function;
pub mod generated;
mod identity;
mod import_and_move;
mod list_resource;
mod lookup;
mod printable;
mod resource;
mod schema;
mod server;
mod service;
mod upgrade_state;

pub use server::Server;

/// Largest message in either direction, as the Go SDK has it: 256 MiB.
const MESSAGE_LIMIT: usize = 256 * 1024 * 1024;

/// The gRPC service for `server`, with the protocol's message limits.
pub fn service<P: crate::framework::Provider>(
    server: Server<P>,
) -> generated::tfplugin6::provider_server::ProviderServer<Server<P>> {
    generated::tfplugin6::provider_server::ProviderServer::new(server)
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT)
}
