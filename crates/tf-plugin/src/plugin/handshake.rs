//! What host and plugin say to each other before there is a connection: variables of the environment one way, one
//! line on standard output the other way (go-plugin 1.8).
//!
//! This is the only place of the transport that reads the environment.

use crate::keyed::Keyed as _;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// How a host recognises that a program is a plugin, and which protocol the plugin speaks.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct HandshakeConfig {
    /// Name of the environment variable that a host sets for its plugins.
    pub cookie_key: &'static str,
    /// Value of that variable. It is published and keeps people, not attackers, from starting a plugin by accident.
    pub cookie_value: &'static str,
    /// Major version of the protocol served.
    pub protocol_version: u32,
}

/// The environment variables a plugin was started with.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of a variable; one that is empty counts as not set, as it does for go-plugin.
    ///
    /// Text that is not valid Unicode comes back with replacement characters, so that a damaged value is seen as
    /// damaged and not as absent.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let value = self.0.get(&OsString::from(name))?;
        (!value.is_empty()).then(|| value.to_string_lossy().into_owned())
    }

    /// The value of a variable that names a folder; one that is empty counts as not set.
    pub(crate) fn folder(&self, name: &str) -> Option<PathBuf> {
        let value = self.0.get(&OsString::from(name))?;
        (!value.is_empty()).then(|| value.into())
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let pairs = variables.into_iter();
        Self(pairs.map(|(key, value)| (key.into(), value.into())).keyed())
    }
}

impl fmt::Debug for Environment {
    /// Names only: the values hold the user's credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What the host asks of the plugin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// Whether the protocol version served is among those the host offers.
    pub(crate) version_offered: bool,
    /// The certificate, as PEM, that the only legitimate client will present; without it the host wants no TLS.
    pub(crate) client_certificate: Option<String>,
    /// Whether the host understands the seventh field of the line, and expects it.
    pub(crate) multiplexing_asked: bool,
    /// Where the socket should be.
    pub(crate) place: Place,
}

/// Where a host lets its plugins listen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Folder that the host chose for Unix sockets.
    pub(crate) folder: Option<PathBuf>,
    /// Name or number of the group that may use the Unix socket.
    pub(crate) group: Option<String>,
    /// The user's folder for temporary files.
    pub(crate) temporary: Option<PathBuf>,
    /// Ports to choose from where there are no Unix sockets.
    pub(crate) ports: RangeInclusive<u16>,
}

impl HandshakeConfig {
    /// Protocol 6 of Terraform and OpenTofu, which share the cookie.
    pub const TERRAFORM_6: Self = Self {
        cookie_key: "TF_PLUGIN_MAGIC_COOKIE",
        cookie_value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
        protocol_version: 6,
    };

    /// Whether the host's cookie is there, with exactly the agreed value.
    pub(crate) fn is_met(&self, environment: &Environment) -> bool {
        environment.text(self.cookie_key).as_deref() == Some(self.cookie_value)
    }

    /// Reads what the host asks for.
    ///
    /// A host that does not offer our protocol version is served all the same: it reports the mismatch in better
    /// words than those it has for a plugin that ends without a line.
    pub(crate) fn request(&self, environment: &Environment) -> Request {
        let offered = environment
            .text("PLUGIN_PROTOCOL_VERSIONS")
            .unwrap_or_default();
        let versions = offered
            .split(',')
            .filter_map(|version| version.trim().parse::<u32>().ok());
        let port = |name| {
            environment
                .text(name)
                .and_then(|port| port.trim().parse().ok())
        };
        Request {
            version_offered: versions
                .into_iter()
                .any(|version| version == self.protocol_version),
            client_certificate: environment.text("PLUGIN_CLIENT_CERT"),
            multiplexing_asked: environment.text("PLUGIN_MULTIPLEX_GRPC").is_some(),
            place: Place {
                folder: environment.folder("PLUGIN_UNIX_SOCKET_DIR"),
                group: environment.text("PLUGIN_UNIX_SOCKET_GROUP"),
                temporary: environment.folder("TMPDIR"),
                ports: match (port("PLUGIN_MIN_PORT"), port("PLUGIN_MAX_PORT")) {
                    (Some(min), Some(max)) => min..=max,
                    // Port 0 leaves the choice to the operating system.
                    _ => 0..=0,
                },
            },
        }
    }
}

/// The line that tells the host how to reach the plugin; [`fmt::Display`] gives it without the line feed.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// Major version of the protocol served.
    pub(crate) protocol_version: u32,
    /// Kind of socket: `unix` or `tcp`.
    pub(crate) network: &'static str,
    /// Path of the socket, or address and port. It holds no vertical bar.
    pub(crate) address: &'a str,
    /// Our certificate as DER; none when the connection is plain text.
    pub(crate) certificate: Option<&'a [u8]>,
    /// Whether the field on broker multiplexing is written.
    pub(crate) multiplexing_asked: bool,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            protocol_version,
            network,
            address,
            ..
        } = self;
        // go-plugin's own version has been 1 from the start; "grpc" in contrast to Go's net/rpc.
        write!(f, "1|{protocol_version}|{network}|{address}|grpc|")?;
        if let Some(der) = self.certificate {
            f.write_str(&STANDARD_NO_PAD.encode(der))?;
        }
        // Hosts with go-plugin before 1.6 would take an unasked seventh field for a part of the certificate.
        if self.multiplexing_asked {
            f.write_str("|false")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: HandshakeConfig = HandshakeConfig {
        cookie_key: "THE_COOKIE",
        cookie_value: "crumbs",
        protocol_version: 6,
    };

    fn environment<const N: usize>(variables: [(&str, &str); N]) -> Environment {
        variables.into_iter().collect()
    }

    #[test]
    fn only_the_exact_cookie_counts() {
        let met = |value| CONFIG.is_met(&environment([("THE_COOKIE", value)]));
        assert!(met("crumbs"));
        assert!(!met("Crumbs"));
        assert!(!met("crumbs "));
        assert!(!met(""));
        assert!(!CONFIG.is_met(&environment([])));
    }

    #[test]
    fn the_version_is_found_in_any_order_and_among_nonsense() {
        let offered = |list| {
            CONFIG
                .request(&environment([("PLUGIN_PROTOCOL_VERSIONS", list)]))
                .version_offered
        };
        assert!(offered("5,6"));
        assert!(offered("6,5"));
        assert!(offered("six, 6"));
        assert!(!offered("5"));
        assert!(!offered("66"));
        assert!(!CONFIG.request(&environment([])).version_offered);
    }

    #[test]
    fn a_bare_environment_asks_for_nothing() {
        let request = CONFIG.request(&environment([]));
        let place = Place {
            folder: None,
            group: None,
            temporary: None,
            ports: 0..=0,
        };
        let expected = Request {
            version_offered: false,
            client_certificate: None,
            multiplexing_asked: false,
            place,
        };
        assert_eq!(request, expected);
    }

    #[test]
    fn every_wish_of_the_host_is_read() {
        let request = CONFIG.request(&environment([
            ("PLUGIN_PROTOCOL_VERSIONS", "6"),
            ("PLUGIN_CLIENT_CERT", "pem"),
            ("PLUGIN_MULTIPLEX_GRPC", "true"),
            ("PLUGIN_UNIX_SOCKET_DIR", "/sockets"),
            ("PLUGIN_UNIX_SOCKET_GROUP", "staff"),
            ("PLUGIN_MIN_PORT", "10000"),
            ("PLUGIN_MAX_PORT", "25000"),
            ("TMPDIR", "/scratch"),
        ]));
        let place = Place {
            folder: Some("/sockets".into()),
            group: Some("staff".into()),
            temporary: Some("/scratch".into()),
            ports: 10_000..=25_000,
        };
        let expected = Request {
            version_offered: true,
            client_certificate: Some("pem".into()),
            multiplexing_asked: true,
            place,
        };
        assert_eq!(request, expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_certificate_that_is_not_text_is_not_taken_for_absent() {
        use std::os::unix::ffi::OsStringExt as _;

        let variables = [("PLUGIN_CLIENT_CERT", OsString::from_vec(vec![0xff]))];
        let request = CONFIG.request(&variables.into_iter().collect());
        assert_eq!(request.client_certificate.as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn the_environment_does_not_print_its_values() {
        let variables = environment([("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hush")]);
        assert_eq!(
            format!("{variables:?}"),
            r#"{"ALIBABA_CLOUD_ACCESS_KEY_SECRET"}"#
        );
    }

    fn line(certificate: Option<&[u8]>, multiplexing_asked: bool) -> String {
        Line {
            protocol_version: 6,
            network: "unix",
            address: "/tmp/s",
            certificate,
            multiplexing_asked,
        }
        .to_string()
    }

    #[test]
    fn the_line_has_six_fields_and_a_seventh_on_request() {
        assert_eq!(line(Some(&[0xfb, 0xff]), false), "1|6|unix|/tmp/s|grpc|+/8");
        assert_eq!(
            line(Some(&[0xfb, 0xff]), true),
            "1|6|unix|/tmp/s|grpc|+/8|false"
        );
        assert_eq!(line(None, false), "1|6|unix|/tmp/s|grpc|");
    }
}
