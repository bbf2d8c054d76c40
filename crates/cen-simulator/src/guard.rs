//! Who may use the control API.
//!
//! It can buy, delete and add access keys, and it needs no signature; so it must be out of reach for everybody but the person
//! whose simulator it is. Who that person is, is seen in one of two ways:
//!
//! - **Without a token** it is whoever sits at this machine: a client from a loopback address. A browser is such a client too,
//!   and it does what pages of strangers ask. A page that lets its own name resolve to 127.0.0.1 (DNS rebinding) would be of
//!   the same origin as the simulator in the browser's eyes, but the browser still sends that name as `Host`. So `Host` must
//!   be `localhost`, a name below it, a loopback address, or a name that the simulator was told.
//! - **With a token** it is whoever shows it, from any address and by any name: no browser shows it for a stranger. Clients
//!   from loopback addresses have to show it as well, since what comes through a forwarded port of a container or by a proxy
//!   comes from there.
//!
//! In either case a page of another origin is refused, by what no script can withhold or forge: browsers send `Origin` with
//! every request that is not GET or HEAD and is not of the same origin (and an opaque `null` after redirects and from
//! sandboxed frames), and `Sec-Fetch-Site` with all of them. `Origin` must name what `Host` names, and `Sec-Fetch-Site` must
//! be `same-origin` or `none`, which is a person who types; `same-site` will not do, as any other port of `localhost` is that.
//!
//! This is why types of bodies need no check: forms and plain text are what pages may send to other origins without asking
//! first, and those requests carry `Origin`. `curl --data`, which says that it sends a form, goes on to work. And GET never
//! changes anything. No answer carries a CORS header, so what a page of another origin asks for it cannot read either.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, HOST, HeaderName, ORIGIN};
use rustls::pki_types::ServerName;

use alibaba_cloud::secret::Secret;

use crate::options::ControlAccess;

/// A request of the control API, as far as it says who sends it.
#[derive(Clone, Copy)]
pub(crate) struct Visitor<'a> {
    pub(crate) peer: SocketAddr,
    pub(crate) headers: &'a HeaderMap,
}

/// Why a request is turned away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error(
        "the control API answers loopback clients only; start the simulator with --control-token to use it from elsewhere"
    )]
    NotLoopback,
    #[error(
        "the control API is not known by the name `{0}` here; use localhost or 127.0.0.1, or name it with --control-host"
    )]
    UnknownHost(String),
    #[error("a request has one Host and one Origin at most")]
    Ambiguous,
    #[error("the control API answers no pages of other origins")]
    OtherOrigin,
    #[error(
        "this simulator was started with --control-token; send it as `Authorization: Bearer TOKEN`"
    )]
    NoToken,
    #[error("this is not the token of this simulator's control API")]
    WrongToken,
}

impl Refusal {
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::NoToken | Self::WrongToken => 401,
            Self::Ambiguous => 400,
            _ => 403,
        }
    }
}

impl ControlAccess {
    /// Lets a request in, or says why not.
    pub(crate) fn check(&self, visitor: Visitor<'_>) -> Result<(), Refusal> {
        let is_ambiguous = |name| visitor.headers.get_all(name).iter().nth(1).is_some();
        if is_ambiguous(HOST) || is_ambiguous(ORIGIN) {
            return Err(Refusal::Ambiguous);
        }
        let host = text(visitor.headers, &HOST).unwrap_or("");
        match &self.token {
            Some(token) => check_token(token, visitor.headers)?,
            None if !visitor.peer.ip().to_canonical().is_loopback() => {
                return Err(Refusal::NotLoopback);
            }
            None if !self.is_known_as(host) => {
                let name = name_of(host).unwrap_or(host);
                return Err(Refusal::UnknownHost(name.to_owned()));
            }
            None => {}
        }
        check_origin(host, visitor.headers)
    }

    /// # Errors
    ///
    /// One of its hosts is no name that a client could call.
    pub(crate) fn check_hosts(&self) -> io::Result<()> {
        match self.hosts.iter().find(|host| !is_host(host)) {
            None => Ok(()),
            Some(bad) => {
                let message = format!(
                    "`{bad}` is no name of a host; --control-host takes one without scheme and port, such as cen.example"
                );
                Err(io::Error::new(io::ErrorKind::InvalidInput, message))
            }
        }
    }

    fn is_known_as(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else {
            return false;
        };
        if let Ok(address) = name.parse::<IpAddr>() {
            return address.to_canonical().is_loopback()
                || self.hosts.iter().any(|known| known == name);
        }
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let is_local = name == "localhost" || name.ends_with(".localhost");
        is_local
            || self
                .hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(&name))
    }
}

fn check_token(expected: &Secret, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = text(headers, &AUTHORIZATION).and_then(|value| value.split_once(' '));
    match given {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            if *expected == Secret::new(token.trim()) {
                Ok(())
            } else {
                Err(Refusal::WrongToken)
            }
        }
        _ => Err(Refusal::NoToken),
    }
}

fn check_origin(host: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    let is_own = |origin: &str| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    };
    // A header that is no text is nothing that a browser has written about itself.
    let origin_fits = headers
        .get(ORIGIN)
        .is_none_or(|value| value.to_str().is_ok_and(is_own));
    let site_fits = headers
        .get(SITE)
        .is_none_or(|site| site == "same-origin" || site == "none");
    if origin_fits && site_fits {
        Ok(())
    } else {
        Err(Refusal::OtherOrigin)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A host without its port and without the brackets of an IPv6 address; nothing where it is neither a name nor an address.
fn name_of(host: &str) -> Option<&str> {
    let (name, rest) = if let Some(rest) = host.strip_prefix('[') {
        let (address, rest) = rest.split_once(']')?;
        address.parse::<Ipv6Addr>().ok()?;
        (address, rest)
    } else {
        host.split_at_checked(host.find(':').unwrap_or(host.len()))?
    };
    let port = rest.strip_prefix(':').unwrap_or(rest);
    let is_port = rest.len() != port.len() || rest.is_empty();
    (is_port && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

/// Whether this is a name or an address by which a client can call somebody.
pub(crate) fn is_host(name: &str) -> bool {
    ServerName::try_from(name).is_ok() && !name.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "127.0.0.1:50000";
    const THERE: &str = "192.0.2.1:50000";

    fn check(access: &ControlAccess, peer: &str, given: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, value.parse().unwrap());
        }
        access.check(Visitor {
            peer: peer.parse().unwrap(),
            headers: &headers,
        })
    }

    #[test]
    fn names_that_lead_here_are_known_and_others_are_not() {
        let access = ControlAccess {
            hosts: vec!["cen".to_owned()],
            token: None,
        };
        for host in [
            "localhost:8080",
            "LocalHost",
            "localhost.",
            "cen.localhost:1",
            "127.0.0.1:8080",
            "127.8.9.1",
            "[::1]:8080",
            "[::ffff:127.0.0.1]",
            "CEN:8080",
        ] {
            assert_eq!(check(&access, HERE, &[("host", host)]), Ok(()), "{host}");
        }
        for (host, name) in [
            ("evil.example:8080", "evil.example"),
            ("localhost.evil.example", "localhost.evil.example"),
            ("notlocalhost", "notlocalhost"),
            ("127.0.0.1.evil.example:1", "127.0.0.1.evil.example"),
            ("192.0.2.1:8080", "192.0.2.1"),
            ("[::2]:8080", "::2"),
            ("[::1].evil.example", "[::1].evil.example"),
            ("[localhost]", "[localhost]"),
            ("[localhost", "[localhost"),
            ("[::1", "[::1"),
            ("::1", "::1"),
            ("localhost:evil.example", "localhost:evil.example"),
            ("evil.example:x.localhost", "evil.example:x.localhost"),
            ("", ""),
        ] {
            let refused = check(&access, HERE, &[("host", host)]);
            assert_eq!(refused, Err(Refusal::UnknownHost(name.to_owned())));
        }
        let refused = check(&access, THERE, &[("host", "localhost")]);
        assert_eq!(refused, Err(Refusal::NotLoopback));
    }

    #[test]
    fn what_stands_twice_is_turned_away() {
        let local = ("host", "localhost");
        let origin = ("origin", "http://localhost");
        for twice in [&[local, local][..], &[local, origin, origin]] {
            let refused = check(&ControlAccess::default(), HERE, twice);
            assert_eq!(refused, Err(Refusal::Ambiguous));
        }
        assert_eq!(Refusal::Ambiguous.status(), 400);
    }

    #[test]
    fn hosts_are_names_and_addresses() {
        for good in ["cen", "cen_1.example", "192.0.2.1", "::2"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "http://x", "cen:80", "[::2]", "ba d", "cen."] {
            assert!(!is_host(bad), "{bad}");
        }
    }

    #[test]
    fn pages_of_other_origins_are_turned_away() {
        let access = ControlAccess::default();
        let from =
            |header, value| check(&access, HERE, &[("host", "localhost:80"), (header, value)]);
        for (header, value) in [
            ("origin", "http://localhost:80"),
            ("origin", "https://LOCALHOST:80"),
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "none"),
        ] {
            assert_eq!(from(header, value), Ok(()), "{header}: {value}");
        }
        for (header, value) in [
            ("origin", "http://localhost:81"),
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("origin", ""),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let refused = from(header, value);
            assert_eq!(refused, Err(Refusal::OtherOrigin), "{header}: {value}");
        }
    }

    #[test]
    fn a_token_opens_from_anywhere_and_nothing_else_does() {
        let access = ControlAccess {
            hosts: Vec::new(),
            token: Some(Secret::new("canary-token")),
        };
        let by = |peer, value| {
            check(
                &access,
                peer,
                &[("host", "cen:1"), ("authorization", value)],
            )
        };
        assert_eq!(by(THERE, "Bearer canary-token"), Ok(()));
        assert_eq!(by(HERE, "bearer  canary-token"), Ok(()));
        assert_eq!(by(THERE, "Bearer canary-tokem"), Err(Refusal::WrongToken));
        assert_eq!(by(HERE, "Bearer canary"), Err(Refusal::WrongToken));
        assert_eq!(by(HERE, "Basic canary-token"), Err(Refusal::NoToken));
        assert_eq!(
            check(&access, HERE, &[("host", "localhost")]),
            Err(Refusal::NoToken)
        );
        let with_origin = [
            ("host", "cen:1"),
            ("authorization", "Bearer canary-token"),
            ("origin", "http://evil.example"),
        ];
        assert_eq!(
            check(&access, THERE, &with_origin),
            Err(Refusal::OtherOrigin)
        );
        for refusal in [Refusal::WrongToken, Refusal::NoToken] {
            assert!(!refusal.to_string().contains("canary"));
            assert_eq!(refusal.status(), 401);
        }
    }
}
