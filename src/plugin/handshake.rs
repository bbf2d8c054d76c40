//! What host and plugin say before they connect: environment variables in, one line out.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::listener::Address;

/// The only protocol version that is offered, whatever the host asks for: a host that cannot speak it then says so in
/// its own well-known words.
pub(super) const PROTOCOL_VERSION: u8 = 6;

/// The variable by which a host shows that it started this process on purpose.
#[derive(Clone, Copy, Debug)]
pub struct Cookie {
    /// Name of the environment variable.
    pub key: &'static str,
    /// What it must hold.
    pub value: &'static str,
}

/// What a host tells a plugin through the environment.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub(super) client_certificate: Option<String>,
    pub(super) multiplex: bool,
    pub(super) socket_folder: Option<PathBuf>,
    pub(super) socket_group: Option<String>,
    #[cfg(not(unix))]
    pub(super) ports: Option<(u16, u16)>,
}

impl Environment {
    /// Reads the process environment. `None` when no host has started this process: the cookie is missing or wrong.
    pub fn of_host(cookie: Cookie) -> Option<Self> {
        Self::read(cookie, |name| {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place of the plugin that reads the environment"
            )]
            std::env::var(name).ok()
        })
    }

    fn read(cookie: Cookie, variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        if variable(cookie.key).as_deref() != Some(cookie.value) {
            return None;
        }
        let filled = |name: &str| variable(name).filter(|text| !text.is_empty());
        #[cfg(not(unix))]
        let port = |name: &str| filled(name).and_then(|text| text.parse().ok());
        Some(Self {
            client_certificate: filled("PLUGIN_CLIENT_CERT"),
            multiplex: filled("PLUGIN_MULTIPLEX_GRPC").is_some(),
            socket_folder: filled("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            socket_group: filled("PLUGIN_UNIX_SOCKET_GROUP"),
            #[cfg(not(unix))]
            ports: port("PLUGIN_MIN_PORT").zip(port("PLUGIN_MAX_PORT")),
        })
    }
}

/// The handshake line: core version, protocol version, network, address, `grpc`, certificate.
///
/// The certificate is DER in base64 without padding. The seventh field answers hosts that asked for multiplexing (no);
/// hosts that did not ask would take it for a part of the certificate.
pub(super) fn line(address: &Address, certificate: Option<&[u8]>, multiplex: bool) -> String {
    let certificate = certificate
        .map(|der| STANDARD_NO_PAD.encode(der))
        .unwrap_or_default();
    let multiplexing = if multiplex { "|false" } else { "" };
    format!(
        "1|{PROTOCOL_VERSION}|{}|{}|grpc|{certificate}{multiplexing}\n",
        address.network, address.text
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOKIE: Cookie = Cookie {
        key: "KEY",
        value: "value",
    };

    fn read(variables: &[(&str, &str)]) -> Option<Environment> {
        Environment::read(COOKIE, |name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn only_the_exact_cookie_counts() {
        assert!(read(&[]).is_none());
        assert!(read(&[("KEY", "Value")]).is_none());
        assert!(read(&[("KEY", "value")]).is_some());
    }

    #[test]
    fn empty_variables_count_as_unset() {
        let environment = read(&[
            ("KEY", "value"),
            ("PLUGIN_CLIENT_CERT", ""),
            ("PLUGIN_MULTIPLEX_GRPC", ""),
        ])
        .unwrap();
        assert_eq!(environment.client_certificate, None);
        assert!(!environment.multiplex);
    }

    #[test]
    fn the_line_has_six_fields_and_a_seventh_on_request() {
        let address = Address {
            network: "unix",
            text: "/a/b".to_owned(),
        };
        assert_eq!(
            line(&address, Some(b"abcd"), false),
            "1|6|unix|/a/b|grpc|YWJjZA\n"
        );
        assert_eq!(
            line(&address, Some(b"abcd"), true),
            "1|6|unix|/a/b|grpc|YWJjZA|false\n"
        );
        assert_eq!(line(&address, None, false), "1|6|unix|/a/b|grpc|\n");
    }
}
