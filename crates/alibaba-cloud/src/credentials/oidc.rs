//! A role assumed with the token of another identity provider, as pods of a Kubernetes cluster do (RRSA).

use std::path::PathBuf;

use async_trait::async_trait;

use super::environment::Environment;
use super::sts::{self, Session, Whereabouts};
use super::{Credential, CredentialsError, OfSource, ProvideCredentials};
use crate::api::Api;
use crate::call::Call;
use crate::error::CallError;
use crate::secret::Secret;

/// Longest token that STS takes, in bytes, and some white space.
const LARGEST_TOKEN: u64 = 20_000 + 1024;

/// Where the token of the other identity provider is.
#[derive(Clone)]
pub enum Token {
    /// In a file, which is read anew for every key: whoever put it there replaces it before it ends.
    File(PathBuf),
    /// As it is.
    Given(Secret),
}

/// A role that trusts another identity provider.
#[derive(Clone)]
pub struct OidcRole {
    /// `acs:ram::<account>:oidc-provider/<name>`.
    pub provider_arn: String,
    /// What the identity provider vouches with.
    pub token: Token,
    /// The role and its session; there is no external id.
    pub session: Session,
}

/// Keys of a role, by `AssumeRoleWithOIDC` of STS, a call without a signature.
pub(crate) struct AssumeRoleWithOidc {
    api: Result<Api, String>,
    environment: Environment,
    role: OidcRole,
    name: String,
}

impl AssumeRoleWithOidc {
    /// Asks nothing yet. `origin` says where the settings were written.
    pub(super) fn new(
        environment: &Environment,
        whereabouts: &Whereabouts,
        role: OidcRole,
        origin: &str,
    ) -> Self {
        let api = sts::api(environment, whereabouts, None);
        Self::over(api, environment, role, origin)
    }

    pub(super) fn over(
        api: Result<Api, String>,
        environment: &Environment,
        role: OidcRole,
        origin: &str,
    ) -> Self {
        Self {
            api,
            environment: environment.clone(),
            name: format!(
                "role {} assumed with an OIDC token ({origin})",
                role.session.role_arn
            ),
            role,
        }
    }

    async fn token(&self) -> Result<Secret, String> {
        let path = match &self.role.token {
            Token::Given(token) => return Ok(token.clone()),
            Token::File(path) => path,
        };
        let in_file = |what: &str| format!("the token file {}: {what}", path.display());
        let files = &self.environment.world.files;
        let content = files
            .read(path, LARGEST_TOKEN)
            .await
            .map_err(|error| in_file(&error.to_string()))?;
        let text = String::from_utf8(content).map_err(|_| in_file("it is not a text"))?;
        match text.trim() {
            "" => Err(in_file("it is empty")),
            token => Ok(Secret::new(token)),
        }
    }

    async fn call(&self, token: &Secret) -> Result<Credential, Failure> {
        let api = self.api.as_ref().map_err(String::clone)?;
        let call = Call::read("AssumeRoleWithOIDC")
            .with_all(self.role.session.parameters())
            .with("OIDCProviderArn", &self.role.provider_arn)
            .with("OIDCToken", token.expose())
            .confidential(&["OIDCToken"]);
        Ok(sts::call(api, &call, &self.name).await?)
    }

    async fn fetch(&self) -> Result<Credential, Failure> {
        let token = self.token().await?;
        let failure = match self.call(&token).await {
            Err(failure) if failure.says_token_is_too_old() => failure,
            settled => return settled,
        };
        // The file may have been replaced between reading and asking.
        let newer = self.token().await?;
        if newer == token {
            Err(failure)
        } else {
            self.call(&newer).await
        }
    }
}

/// Why there is no key.
enum Failure {
    Own(String),
    Call(CallError),
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self::Own(reason)
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl Failure {
    fn says_token_is_too_old(&self) -> bool {
        match self {
            Self::Own(_) => false,
            Self::Call(error) => error
                .api_error()
                .is_some_and(|refusal| refusal.code == "AuthenticationFail.OIDCToken.Expired"),
        }
    }
}

#[async_trait]
impl ProvideCredentials for AssumeRoleWithOidc {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        self.fetch().await.map_err(|failure| match failure {
            Failure::Own(reason) => CredentialsError::failed(&self.name, reason),
            Failure::Call(error) => {
                let host = self.api.as_ref().map_or("STS", Api::host);
                sts::failure(&self.name, host, error)
            }
        })
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.api.as_ref().of_source(&self.name)?;
        self.token().await.map(|_| ()).of_source(&self.name)
    }
}
