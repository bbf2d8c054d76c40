//! The role of the ECS instance that this program runs on, from the instance's metadata service.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::Method;
use reqwest::Url;

use super::environment::Environment;
use super::fetch::{Ask, Fetch, Silence};
use super::temporary;
use super::{Credential, CredentialsError, OfSource, ProvideCredentials};
use crate::secret::Secret;
use crate::transport::{RawAnswer, Timeouts};
use crate::world::Files;

/// Turns the source off when it is `true`.
const DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// Must be `false` for requests without a session token, which are open to anyone who can make this machine send them.
const V1_DISABLED: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";

/// How long a session token is asked for, in seconds: the longest there is.
const SESSION: &str = "21600";

/// The service answers from the instance's own host, at once or not at all.
const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(5),
};

/// The product name that the firmware gives, on Linux. cloud-init tells ECS instances by it (`Alibaba Cloud ECS`).
const PRODUCT: &str = "/sys/class/dmi/id/product_name";

/// Far above any such name, in bytes; files of this kind claim to have a page.
const LONGEST_PRODUCT: u64 = 64 << 10;

/// Names of roles are shorter, by the rules of the access management service.
const LONGEST_ROLE: usize = 64;

/// Keys of an instance role. The service replaces them well before their end.
pub(crate) struct InstanceRole {
    base: String,
    fetch: Fetch,
    /// `None`: the one that the service names.
    role: Option<String>,
    allow_v1: bool,
    is_disabled: bool,
    files: Arc<dyn Files>,
    name: String,
}

impl InstanceRole {
    /// Asks nothing yet.
    pub(crate) fn new(environment: &Environment, role: Option<String>) -> Self {
        let v1_disabled = environment.var(V1_DISABLED);
        Self {
            base: environment.world.metadata.clone(),
            fetch: Fetch::direct(environment.user_agent.clone(), TIMEOUTS),
            name: match &role {
                Some(role) => format!("ECS instance role {role}"),
                None => "ECS instance role".to_owned(),
            },
            role,
            allow_v1: v1_disabled.is_some_and(|value| value.eq_ignore_ascii_case("false")),
            is_disabled: environment.is_on(DISABLED),
            files: Arc::clone(&environment.world.files),
        }
    }

    /// A token for the requests that follow; `None` where the service may be asked without one.
    async fn session(&self) -> Result<Option<Secret>, String> {
        let ttl = Secret::new(SESSION);
        let ask = Ask {
            method: Method::PUT,
            headers: vec![("X-aliyun-ecs-metadata-token-ttl-seconds", &ttl)],
            ..Ask::get(self.url(&["latest", "api", "token"])?)
        };
        let refused = match self.fetch.send(&ask).await {
            Ok(answer) if answer.status == 200 => match text(&answer) {
                Some(token) => return Ok(Some(Secret::new(token))),
                None => "it answered with something else".to_owned(),
            },
            Ok(answer) => format!("it answered with HTTP status {}", answer.status),
            Err(Silence::Unreachable(reason)) => return Err(unreachable(&reason)),
            Err(Silence::Failed(reason)) => reason,
        };
        if self.allow_v1 {
            return Ok(None);
        }
        Err(format!(
            "the metadata service gave no session token: {refused}. If it only knows requests without one, set \
             {V1_DISABLED}=false"
        ))
    }

    /// What the firmware says of this machine; a machine that says nothing may be one.
    async fn may_be_an_instance(&self) -> bool {
        match self.files.read(Path::new(PRODUCT), LONGEST_PRODUCT).await {
            Ok(product) => String::from_utf8_lossy(&product).contains("Alibaba Cloud"),
            Err(_) => !cfg!(target_os = "macos"),
        }
    }

    async fn ask(&self, path: &[&str], session: Option<&Secret>) -> Result<RawAnswer, String> {
        let ask = Ask {
            headers: session
                .map(|session| ("X-aliyun-ecs-metadata-token", session))
                .into_iter()
                .collect(),
            ..Ask::get(self.url(path)?)
        };
        self.fetch
            .send(&ask)
            .await
            .map_err(|silence| match silence {
                Silence::Unreachable(reason) => unreachable(&reason),
                Silence::Failed(reason) => format!("the metadata service failed: {reason}"),
            })
    }

    async fn role(&self, session: Option<&Secret>) -> Result<String, String> {
        if let Some(role) = &self.role {
            return Ok(role.clone());
        }
        let answer = self.ask(&[&ROLES[..], &[""]].concat(), session).await?;
        match (answer.status, text(&answer)) {
            (200, Some(role)) if role.len() <= LONGEST_ROLE => Ok(role.to_owned()),
            (200, _) => Err("the metadata service named no role".to_owned()),
            (404, _) => Err("no RAM role is attached to this instance".to_owned()),
            (status, _) => Err(format!(
                "the metadata service answered the question for the role with HTTP status {status}"
            )),
        }
    }

    async fn fetch(&self) -> Result<Credential, String> {
        let session = self.session().await?;
        let role = self.role(session.as_ref()).await?;
        let path = [&ROLES[..], &[role.as_str()]].concat();
        let answer = self.ask(&path, session.as_ref()).await?;
        if answer.status == 404 {
            return Err(format!("no RAM role {role} is attached to this instance"));
        }
        temporary::with_code(&answer, &format!("ECS instance role {role}"))
    }

    fn url(&self, path: &[&str]) -> Result<Url, String> {
        let illegal = || format!("{} is no address", self.base);
        let mut url = Url::parse(&self.base).map_err(|_| illegal())?;
        url.path_segments_mut()
            .map_err(|()| illegal())?
            .pop_if_empty()
            .extend(path);
        Ok(url)
    }
}

const ROLES: [&str; 4] = ["latest", "meta-data", "ram", "security-credentials"];

#[async_trait]
impl ProvideCredentials for InstanceRole {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        if self.is_disabled {
            let reason = format!("switched off by {DISABLED}");
            return Err(CredentialsError::absent(self.name(), reason));
        }
        let fetched = self.fetch().await;
        fetched.of_source(self.name())
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        let absent = |reason| Err(CredentialsError::absent(self.name(), reason));
        if self.is_disabled {
            return absent(format!("switched off by {DISABLED}"));
        }
        if self.role.is_none() && !self.may_be_an_instance().await {
            return absent("this is no ECS instance".to_owned());
        }
        Ok(())
    }
}

fn unreachable(reason: &str) -> String {
    format!("the metadata service was not reached ({reason}); this is probably no ECS instance")
}

/// A short answer of one printable word.
fn text(answer: &RawAnswer) -> Option<&str> {
    let text = std::str::from_utf8(&answer.body).ok()?.trim();
    let is_word = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && c != '<');
    is_word.then_some(text)
}
