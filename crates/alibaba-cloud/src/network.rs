//! The way to a server: proxies and certificate authorities, from the environment that all command line tools share.

use std::path::PathBuf;
use std::sync::Arc;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, Url};

use crate::endpoint::is_loopback;
use crate::secret::Secret;
use crate::world::{Files, Variables};

/// Variables that name a proxy for `https://` addresses; the first that is set wins, as in the official tools.
const HTTPS_PROXY: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];

/// The same for `http://` addresses.
const HTTP_PROXY: [&str; 2] = ["HTTP_PROXY", "http_proxy"];

/// Variables that name hosts to be reached without a proxy.
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Variables that name a PEM file with certificate authorities to be trusted beside the system's: that of the official
/// tools, and that of OpenSSL.
const AUTHORITIES: [&str; 2] = ["ALIBABA_CLOUD_CA_BUNDLE", "SSL_CERT_FILE"];

/// Largest file of authorities. All that a system trusts is under half a MiB.
const LARGEST_FILE: u64 = 8 << 20;

/// Proxies and authorities; the default has none of its own.
#[derive(Clone, Default)]
pub struct Network {
    https_proxy: Option<Proxy>,
    http_proxy: Option<Proxy>,
    no_proxy: String,
    authorities: Vec<AuthorityFile>,
}

/// A proxy, and where it was named.
#[derive(Clone)]
struct Proxy {
    /// May hold a user name and a password.
    url: Secret,
    variable: &'static str,
}

#[derive(Clone)]
struct AuthorityFile {
    variable: &'static str,
    path: PathBuf,
    files: Arc<dyn Files>,
}

/// A variable that does not name a proxy. Holds nothing of its value, which may be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the environment variable {variable} does not name a proxy: {problem}; write it as http://HOST:PORT, \
     https://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded"
)]
pub struct NetworkError {
    variable: &'static str,
    problem: &'static str,
}

impl Network {
    /// Reads the environment. Files that it names are read when the first connection is set up.
    ///
    /// # Errors
    ///
    /// When a variable for a proxy holds no address of one.
    pub fn from_variables(
        variables: &dyn Variables,
        files: &Arc<dyn Files>,
    ) -> Result<Self, NetworkError> {
        let authorities = AUTHORITIES
            .into_iter()
            .filter_map(|variable| {
                Some(AuthorityFile {
                    variable,
                    path: variables.var(variable)?.into(),
                    files: Arc::clone(files),
                })
            })
            .collect();
        let no_proxy = first(variables, &NO_PROXY).map(|(_, hosts)| hosts);
        Ok(Self {
            https_proxy: proxy(variables, &HTTPS_PROXY)?,
            http_proxy: proxy(variables, &HTTP_PROXY)?,
            no_proxy: suffixes(&no_proxy.unwrap_or_default()),
            authorities,
        })
    }

    /// The proxy on the way to `target`. Servers on this machine are reached without any.
    pub(crate) fn way_to(&self, target: &Url) -> Option<Way> {
        let proxy = match target.scheme() {
            "http" => self.http_proxy.as_ref(),
            _ => self.https_proxy.as_ref(),
        };
        let proxy = proxy.filter(|_| !is_loopback(target))?;
        let target: Uri = target.as_str().parse().ok()?;
        let matcher = Matcher::builder()
            .all(proxy.url.expose().to_owned())
            .no(self.no_proxy.clone())
            .build();
        let host = matcher.intercept(&target)?.uri().authority()?.to_string();
        Some(Way {
            url: proxy.url.clone(),
            name: format!("the proxy {host} (from {})", proxy.variable),
        })
    }

    /// The beginning of a client that goes by `way` and trusts the authorities.
    ///
    /// # Errors
    ///
    /// When a file of authorities cannot be read or holds no certificate, in words for the user.
    pub(crate) async fn client(&self, way: Option<&Way>) -> Result<ClientBuilder, String> {
        // The HTTP library would read the environment by itself, in its own way.
        let mut builder = ClientBuilder::new().no_proxy();
        if let Some(way) = way {
            let proxy = reqwest::Proxy::all(way.url.expose());
            // Nothing of the error is shown, as it may hold the address.
            builder = builder.proxy(proxy.map_err(|_| format!("{} cannot be used", way.name))?);
        }
        Ok(builder.tls_certs_merge(self.authorities().await?))
    }

    /// The authorities to be trusted beside the system's.
    async fn authorities(&self) -> Result<Vec<reqwest::Certificate>, String> {
        let mut certificates = Vec::new();
        for file in &self.authorities {
            certificates.extend(file.read().await?);
        }
        Ok(certificates)
    }
}

impl AuthorityFile {
    async fn read(&self) -> Result<Vec<reqwest::Certificate>, String> {
        let AuthorityFile { variable, path, .. } = self;
        let fail = |what: &str| Err(format!("{variable} names {}: {what}", path.display()));
        match self.files.read(path, LARGEST_FILE).await {
            Err(error) => fail(&error.to_string()),
            Ok(content) => match reqwest::Certificate::from_pem_bundle(&content) {
                Ok(certificates) if !certificates.is_empty() => Ok(certificates),
                _ => fail("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"),
            },
        }
    }
}

/// A proxy that will be used.
pub(crate) struct Way {
    url: Secret,
    /// In words for messages: host and port, and the variable that names it.
    pub(crate) name: String,
}

fn first(variables: &dyn Variables, names: &[&'static str]) -> Option<(&'static str, String)> {
    names
        .iter()
        .find_map(|variable| Some((*variable, variables.var(variable)?)))
}

fn proxy(variables: &dyn Variables, names: &[&'static str]) -> Result<Option<Proxy>, NetworkError> {
    let Some((variable, text)) = first(variables, names) else {
        return Ok(None);
    };
    let fail = |problem| Err(NetworkError { variable, problem });
    let text = Secret::new(text);
    let full = if text.expose().contains("://") {
        text
    } else {
        Secret::new(format!("http://{}", text.expose()))
    };
    let Ok(url) = Url::parse(full.expose()) else {
        return fail("it is no address");
    };
    if !matches!(url.scheme(), "http" | "https") {
        return fail("only http:// and https:// proxies are supported");
    }
    // Checked in the terms of the client as well, which would leave out silently what it cannot read.
    if url.as_str().parse::<Uri>().is_err() {
        return fail("it is no address");
    }
    let url = Secret::new(url);
    Ok(Some(Proxy { url, variable }))
}

/// People write `*.example.com` for what most tools spell `.example.com`.
fn suffixes(hosts: &str) -> String {
    let hosts: Vec<&str> = hosts
        .split([',', ' '])
        .map(|host| {
            host.strip_prefix('*')
                .filter(|rest| !rest.is_empty())
                .unwrap_or(host)
        })
        .collect();
    hosts.join(",")
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let variable = |proxy: &Option<Proxy>| proxy.as_ref().map(|proxy| proxy.variable);
        f.debug_struct("Network")
            .field("https_proxy", &variable(&self.https_proxy))
            .field("http_proxy", &variable(&self.http_proxy))
            .field("no_proxy", &self.no_proxy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
