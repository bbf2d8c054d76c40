//! Profiles of people who sign in with a browser: what the command line has left of the last sign-in is used, and a
//! clear word is said when it is over. Nothing here signs in, and nothing is written back.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use reqwest::Url;
use serde_json::{Value, json};

use super::config_file::Profile;
use super::expiry::{Expiring, end};
use super::source::Source;
use crate::credentials::environment::Environment;
use crate::credentials::external::FIELDS;
use crate::credentials::fetch::{Ask, Fetch};
use crate::credentials::static_key::StaticCredentials;
use crate::credentials::temporary;
use crate::credentials::{Credential, CredentialsError, OfSource, ProvideCredentials};
use crate::endpoint::Endpoint;
use crate::secret::Secret;
use crate::transport::Timeouts;
use crate::world::Clock as _;

/// Less than this left, and what was left of a sign-in is not used any more.
const LEAST: Duration = Duration::from_secs(60);

const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(10),
    attempt: Duration::from_secs(30),
};

/// A profile of mode CloudSSO: its own key while it lasts, else one for its access token while that lasts.
pub(super) fn cloud_sso(environment: &Environment, profile: &Profile, label: &str) -> Source {
    if let Some(source) = left_over(environment, profile, label)? {
        return Ok(source);
    }
    let token = profile.text("access_token")?;
    let is_over = is_over(environment, profile, "cloud_sso_access_token_expire")?;
    let Some(token) = token.filter(|_| !is_over) else {
        return Err(format!(
            "the last sign-in is over, and signing in needs a browser; run `aliyun configure --mode CloudSSO --profile \
             {}` and try again",
            profile.name()
        ));
    };
    let address = profile.needed("cloud_sso_sign_in_url")?;
    Ok(Arc::new(CloudSso {
        fetch_from: origin(&address, environment.allow_plain_http)?,
        environment: environment.clone(),
        token: Secret::new(token),
        body: Secret::new(
            json!({
                "AccountId": profile.needed("cloud_sso_account_id")?,
                "AccessConfigurationId": profile.needed("cloud_sso_access_config")?,
            })
            .to_string(),
        ),
        label: label.to_owned(),
    }))
}

/// A profile of mode OAuth: its own key while it lasts. A new one would use up the refresh token of the command line,
/// which could then not go on.
pub(super) fn oauth(environment: &Environment, profile: &Profile, label: &str) -> Source {
    left_over(environment, profile, label)?.ok_or_else(|| {
        let name = profile.name();
        format!(
            "its key has ended; run `aliyun sts GetCallerIdentity --profile {name}` so that the command line gets a new \
             one, or `aliyun configure --mode OAuth --profile {name}` to sign in again"
        )
    })
}

/// The key that the command line has kept, if it has not ended.
fn left_over(
    environment: &Environment,
    profile: &Profile,
    label: &str,
) -> Result<Option<Arc<dyn ProvideCredentials>>, String> {
    let (id, secret) = (profile.text(FIELDS.id)?, profile.text(FIELDS.secret)?);
    let is_empty = id.is_none() && secret.is_none();
    if is_empty || is_over(environment, profile, "sts_expiration")? {
        return Ok(None);
    }
    let key = StaticCredentials::new(
        label,
        FIELDS,
        id.as_deref(),
        secret.as_deref(),
        profile.text(FIELDS.token)?.as_deref(),
    );
    Ok(Some(Arc::new(Expiring {
        source: Arc::new(key),
        expires: end(profile, "sts_expiration")?,
    })))
}

/// Whether the time in `field` has come, or is not known.
fn is_over(environment: &Environment, profile: &Profile, field: &str) -> Result<bool, String> {
    let Some(end) = end(profile, field)? else {
        return Ok(true);
    };
    let left = end.duration_since(environment.clock.now());
    Ok(left.unwrap_or_default() < LEAST)
}

/// Scheme, host and port of the address where people sign in.
fn origin(address: &str, allow_plain_http: bool) -> Result<Endpoint, String> {
    let illegal = "cloud_sso_sign_in_url is no address";
    let url = Url::parse(address).map_err(|_| illegal.to_owned())?;
    let origin = url.origin().ascii_serialization();
    Endpoint::parse(&origin, allow_plain_http)
        .map_err(|error| format!("cloud_sso_sign_in_url cannot be used: {error}"))
}

/// Keys in exchange for the access token of a sign-in.
struct CloudSso {
    environment: Environment,
    fetch_from: Endpoint,
    token: Secret,
    body: Secret,
    label: String,
}

impl CloudSso {
    async fn fetch(&self) -> Result<Credential, String> {
        let user_agent = self.environment.user_agent.clone();
        let fetch = if self.fetch_from.is_plain() {
            Fetch::direct(user_agent, TIMEOUTS)
        } else {
            Fetch::over_tls(user_agent, TIMEOUTS, self.environment.network.clone())
        };
        let mut url = self.fetch_from.url().clone();
        url.set_path("cloud-credentials");
        let bearer = Secret::new(format!("Bearer {}", self.token.expose()));
        let ask = Ask {
            method: Method::POST,
            headers: vec![("authorization", &bearer)],
            body: Some(self.body.clone()),
            ..Ask::get(url)
        };
        let answer = fetch
            .send(&ask)
            .await
            .map_err(|silence| silence.to_string())?;
        if answer.status != 200 {
            return Err(format!(
                "CloudSSO answered with HTTP status {}; the sign-in may be over, or the account and access configuration \
                 of the profile not be yours any more",
                answer.status
            ));
        }
        let value: Value = serde_json::from_slice(&answer.body)
            .map_err(|_| "the answer of CloudSSO is not JSON".to_owned())?;
        let key = value
            .get("CloudCredential")
            .ok_or("the answer of CloudSSO has no CloudCredential")?;
        temporary::temporary(key, &self.label)
    }
}

#[async_trait]
impl ProvideCredentials for CloudSso {
    fn name(&self) -> String {
        self.label.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let fetched = self.fetch().await;
        fetched.of_source(&self.label)
    }
}
