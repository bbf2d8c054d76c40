//! The address of an API.

use std::net::IpAddr;

use reqwest::Url;

/// Scheme, host and port of an API, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
}

/// Why a text is not a usable address. Shows no user name or password that stood in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; write it as {EXPECTED}")]
pub struct EndpointError {
    problem: String,
}

const EXPECTED: &str =
    "https://HOST, https://HOST:PORT, or http://127.0.0.1:PORT for a server on this machine";

impl Endpoint {
    /// Reads `https://host`, `https://host:port` or a bare host, which means `https`.
    ///
    /// Plain `http` is accepted for loopback hosts; `allow_plain_http` lets it through for any host.
    ///
    /// # Errors
    ///
    /// When the text is no such address, carries a user, path, query or fragment, or would send requests unprotected
    /// over a network.
    pub fn parse(text: &str, allow_plain_http: bool) -> Result<Self, EndpointError> {
        let fail = |problem: String| Err(EndpointError { problem });
        let text = text.trim();
        let full = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let Ok(url) = Url::parse(&full) else {
            return fail("the endpoint is not a valid address".to_owned());
        };
        if !url.username().is_empty() || url.password().is_some() {
            return fail("the endpoint must not carry a user name or a password".to_owned());
        }
        if url.host_str().is_none_or(str::is_empty) {
            return fail("the endpoint names no host".to_owned());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return fail("the endpoint has something after its host and port".to_owned());
        }
        let endpoint = Self { url };
        match endpoint.url.scheme() {
            "https" => Ok(endpoint),
            "http" if allow_plain_http || endpoint.is_loopback() => Ok(endpoint),
            "http" => fail(format!(
                "the endpoint {endpoint} would send signed requests over the network without TLS"
            )),
            scheme => fail(format!("the endpoint's scheme {scheme:?} is not supported")),
        }
    }

    /// Whether requests stay on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    pub(crate) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Host and, unless it is the scheme's own, port: what the `Host` header of a request says.
    pub(crate) fn host(&self) -> &str {
        self.url.authority()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

/// Whether requests to `url` stay on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, String> {
        Endpoint::parse(text, false)
            .map(|endpoint| endpoint.to_string())
            .map_err(|error| error.problem)
    }

    #[test]
    fn legal_addresses_are_brought_into_one_form() {
        for (text, form) in [
            ("https://cbn.aliyuncs.com", "https://cbn.aliyuncs.com"),
            (" HTTPS://CBN.aliyuncs.com/ ", "https://cbn.aliyuncs.com"),
            ("cbn.aliyuncs.com", "https://cbn.aliyuncs.com"),
            ("cbn.aliyuncs.com:8443", "https://cbn.aliyuncs.com:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://[::1]:1", "http://[::1]:1"),
        ] {
            assert_eq!(shown(text), Ok(form.to_owned()), "{text}");
        }
    }

    #[test]
    fn illegal_addresses_are_refused_with_the_reason() {
        for (text, problem) in [
            ("", "the endpoint is not a valid address"),
            ("https://", "the endpoint is not a valid address"),
            (
                "https://host/path",
                "the endpoint has something after its host and port",
            ),
            (
                "https://host?q=1",
                "the endpoint has something after its host and port",
            ),
            (
                "https://host#x",
                "the endpoint has something after its host and port",
            ),
            (
                "ftp://host",
                "the endpoint's scheme \"ftp\" is not supported",
            ),
            (
                "http://cbn.aliyuncs.com",
                "the endpoint http://cbn.aliyuncs.com would send signed requests over the network without TLS",
            ),
            (
                "http://localhost.example.com",
                "the endpoint http://localhost.example.com would send signed requests over the network without TLS",
            ),
        ] {
            assert_eq!(shown(text), Err(problem.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_password_is_refused_and_not_repeated() {
        let error = Endpoint::parse("https://user:canary@host", false).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the endpoint must not carry a user name or a password; write it as https://HOST, https://HOST:PORT, or \
             http://127.0.0.1:PORT for a server on this machine"
        );
    }

    #[test]
    fn the_host_names_a_port_only_where_it_is_not_the_usual_one() {
        for (text, host) in [
            ("https://cbn.aliyuncs.com:443", "cbn.aliyuncs.com"),
            ("https://cbn.aliyuncs.com:8443", "cbn.aliyuncs.com:8443"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(Endpoint::parse(text, false).unwrap().host(), host);
        }
    }

    #[test]
    fn plain_http_elsewhere_needs_permission() {
        assert!(Endpoint::parse("http://simulator.lan:80", true).is_ok());
    }
}
