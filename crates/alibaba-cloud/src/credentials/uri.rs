//! A key from an address: a sidecar or another helper that hands out keys.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;

use super::environment::Environment;
use super::fetch::{Ask, Fetch};
use super::temporary;
use super::{Credential, CredentialsError, OfSource, ProvideCredentials};
use crate::transport::Timeouts;

/// Environment variables with the address, the first one that is set wins.
pub(super) const VARIABLES: [&str; 2] =
    ["ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"];

/// What the official SDKs allow.
const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(5),
    attempt: Duration::from_secs(10),
};

/// Keys from one address, asked for with a plain GET.
pub(crate) struct CredentialsUri {
    url: Url,
    fetch: Fetch,
    name: String,
}

impl CredentialsUri {
    /// Asks nothing yet. `origin` says where the address was written.
    ///
    /// # Errors
    ///
    /// The text is no address, or would send keys unprotected over a network. Shows nothing of its path and query,
    /// which may hold a password.
    pub(crate) fn new(environment: &Environment, uri: &str, origin: &str) -> Result<Self, String> {
        let url = Url::parse(uri.trim()).map_err(|_| {
            "the credentials URI is no address; write http://… or https://…".to_owned()
        })?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let user_agent = environment.user_agent.clone();
        let fetch = match url.scheme() {
            "https" => Fetch::over_tls(user_agent, TIMEOUTS, environment.network.clone()),
            "http" if environment.allow_plain_http || is_near(&host) => {
                Fetch::direct(user_agent, TIMEOUTS)
            }
            "http" => {
                return Err(format!(
                    "the credentials URI would bring keys from {host} over the network without TLS; use https, or set \
                     allow_plain_http = true if the network is your own"
                ));
            }
            scheme => {
                return Err(format!(
                    "the credentials URI begins with {scheme}:, which is not supported; use http or https"
                ));
            }
        };
        Ok(Self {
            url,
            fetch,
            name: format!("credentials URI on {host} ({origin})"),
        })
    }
}

/// Whether requests stay on this machine or in the networks that no router carries further.
fn is_near(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_link_local() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unicast_link_local() || ip.is_unique_local()
        }
        Err(_) => host == "localhost",
    }
}

#[async_trait]
impl ProvideCredentials for CredentialsUri {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let fetched = match self.fetch.send(&Ask::get(self.url.clone())).await {
            Ok(answer) => temporary::with_code(&answer, &self.name),
            Err(silence) => Err(silence.to_string()),
        };
        fetched.of_source(&self.name)
    }
}
