//! Serving without a host that supervises: for debuggers.

use serde_json::json;

use super::handshake::{Environment, PROTOCOL_VERSION};
use super::lifecycle::Supervision;
use super::listener::Listener;
use super::{Plugin, ServeError, lifecycle};

/// Serves to any number of hosts, one after the other or at once, until Ctrl-C.
///
/// `announce` gets the value of `TF_REATTACH_PROVIDERS` for the hosts, under each of `addresses`. There is no TLS: the
/// socket's mode is what protects it.
///
/// # Errors
///
/// When no socket can be opened, or the server breaks down.
pub async fn serve_debug(
    addresses: &[&str],
    plugin: Plugin,
    announce: impl FnOnce(&str),
) -> Result<(), ServeError> {
    let listener = Listener::bind(&Environment::default()).map_err(ServeError::Listen)?;
    let address = listener.address();
    let reattach = json!({
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL_VERSION,
        "Pid": std::process::id(),
        // Otherwise hosts take this for a plugin of their own and kill it at the end.
        "Test": true,
        "Addr": { "Network": address.network, "String": address.text },
    });
    let value: serde_json::Map<String, serde_json::Value> = addresses
        .iter()
        .map(|address| ((*address).to_owned(), reattach.clone()))
        .collect();
    announce(&serde_json::Value::Object(value).to_string());
    lifecycle::run(listener, None, plugin, Supervision::ByPerson).await
}
