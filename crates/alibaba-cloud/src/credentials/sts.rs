//! The Security Token Service: where it is, and a role assumed there.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::environment::Environment;
use super::temporary;
use super::{Credential, CredentialsError, ProvideCredentials, StsFailure, Tried};
use crate::api::{Api, Product};
use crate::call::Call;
use crate::deadline::Deadline;
use crate::endpoint::Endpoint;
use crate::error::{AttemptError, CallError, NotSent};
use crate::sign::rpc::Parameters;
use crate::transport::HttpTransport;

/// The API that hands out temporary keys.
const STS: Product = Product::new("2015-04-01");

/// What sessions are called that nobody has named: the same as in the official Terraform provider, since access
/// policies and audit trails may go by it.
const SESSION_NAME: &str = "terraform";

/// How long STS may be pressed for one key, attempts and pauses together.
const LONGEST: Duration = Duration::from_secs(30);

/// Environment variables with the address of STS, the first one that is set wins: the command line's, then those that
/// the official Terraform provider builds from the name of a product.
const ENDPOINT_VARIABLES: [&str; 3] = [
    "ALIBABA_CLOUD_STS_ENDPOINT",
    "ALIBABA_CLOUD_ENDPOINT_STS",
    "STS_ENDPOINT",
];

/// The region whose STS is asked, as the SDKs know it.
const REGION_VARIABLE: &str = "ALIBABA_CLOUD_STS_REGION";

/// Whether the address inside the region's private network is used, as the SDKs know it.
const VPC_VARIABLE: &str = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";

/// A role to be assumed, and the session that is made for it.
#[derive(Clone, Default)]
pub struct Session {
    /// `acs:ram::<account>:role/<name>`.
    pub role_arn: String,
    /// What audit trails call the session.
    pub name: Option<String>,
    /// How long its key lives; an hour when absent.
    pub seconds: Option<u32>,
    /// A further restriction of what it may do, as JSON.
    pub policy: Option<String>,
    /// What the role's owner has asked for as a sign that the caller is meant.
    pub external_id: Option<String>,
}

impl Session {
    /// The parameters that every kind of assuming has.
    pub(super) fn parameters(&self) -> Parameters {
        let mut parameters = Parameters::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                parameters.insert(name.to_owned(), value);
            }
        };
        let name = self.name.as_deref().unwrap_or(SESSION_NAME);
        put("RoleArn", Some(self.role_arn.clone()));
        put("RoleSessionName", Some(name.to_owned()));
        put(
            "DurationSeconds",
            self.seconds.map(|seconds| seconds.to_string()),
        );
        put("Policy", self.policy.clone());
        parameters
    }
}

/// What one configuration says of where STS is; each member beats the same in the environment.
#[derive(Default)]
pub(super) struct Whereabouts {
    /// A host or an address.
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
    pub(super) is_vpc: bool,
    /// The region of everything else in that configuration.
    pub(super) home_region: Option<String>,
}

impl Whereabouts {
    /// The address: what the provider's own configuration says, else this one, else the environment's, else that of the
    /// region, which is looked for in the same places.
    pub(super) fn resolve(&self, environment: &Environment) -> Result<Endpoint, String> {
        if let Some(endpoint) = &environment.sts_endpoint {
            return Ok(endpoint.clone());
        }
        let parse = |text: &str, origin: &str| {
            Endpoint::parse(text, environment.allow_plain_http)
                .map_err(|error| format!("the address of STS cannot be used ({origin}): {error}"))
        };
        if let Some(text) = &self.endpoint {
            return parse(text, "sts_endpoint");
        }
        if let Some((name, text)) = environment.first_var(&ENDPOINT_VARIABLES) {
            return parse(&text, name);
        }
        let region = self
            .region
            .clone()
            .or_else(|| environment.var(REGION_VARIABLE))
            .or_else(|| environment.region.clone())
            .or_else(|| self.home_region.clone());
        let is_vpc = self.is_vpc || environment.is_on(VPC_VARIABLE);
        match region {
            Some(region) if !is_region(&region) => Err(format!(
                "the region of STS must be small letters, digits and hyphens, as in eu-central-1, not {region:?}"
            )),
            Some(region) if is_vpc => parse(&format!("sts-vpc.{region}.aliyuncs.com"), "by region"),
            Some(region) => parse(&format!("sts.{region}.aliyuncs.com"), "by region"),
            None => parse("sts.aliyuncs.com", "the central one"),
        }
    }
}

/// Whether `text` can be part of a host name; which regions there are is the API's to know.
fn is_region(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// STS as `caller` sees it; the calls of nobody are not signed.
pub(super) fn api(
    environment: &Environment,
    whereabouts: &Whereabouts,
    caller: Option<Arc<dyn ProvideCredentials>>,
) -> Result<Api, String> {
    let transport = HttpTransport::new(
        whereabouts.resolve(environment)?,
        environment.user_agent.clone(),
        environment.timeouts,
    )
    .through(environment.network.clone());
    let clock = Arc::clone(&environment.clock);
    Ok(Api::new(STS, Arc::new(transport), caller, clock).with_policy(environment.policy))
}

/// A call that answers with a key.
pub(super) async fn call(api: &Api, call: &Call, source: &str) -> Result<Credential, CallError> {
    let deadline = Deadline {
        at: Instant::now() + LONGEST,
        cancel: CancellationToken::new(),
    };
    let credential = api.call(call, decode, &deadline).await?;
    Ok(Credential {
        source: source.to_owned(),
        ..credential
    })
}

fn decode(answer: &Value) -> Result<Credential, String> {
    let credentials = answer
        .get("Credentials")
        .ok_or("the answer has no Credentials")?;
    temporary::temporary(credentials, "STS")
}

/// Why `source` has no key, when `error` of the STS on `host` is why.
pub(super) fn failure(source: &str, host: &str, error: CallError) -> CredentialsError {
    match error {
        CallError::NotSent(NotSent::Credentials(error)) => without_key(source, error),
        CallError::NoAnswer(no_answer) => match no_answer.last {
            Some(AttemptError::NotSent(NotSent::Credentials(error))) => without_key(source, error),
            Some(AttemptError::Unreachable(reason)) => CredentialsError {
                sts: Some(StsFailure::Unreachable(host.to_owned())),
                ..CredentialsError::failed(source, format!("{host} was not reached: {reason}"))
            },
            _ => CredentialsError {
                sts: Some(StsFailure::NoAnswer(host.to_owned())),
                ..CredentialsError::failed(source, CallError::NoAnswer(no_answer).to_string())
            },
        },
        CallError::Refused(refusal) => CredentialsError {
            sts: Some(StsFailure::Refused(host.to_owned())),
            ..CredentialsError::failed(source, refusal.to_string())
        },
        CallError::NotSent(reason) => CredentialsError::failed(source, reason.to_string()),
    }
}

/// Why `source` has no key, when there is none to call with; keeps the list of what was tried for one.
pub(super) fn without_key(source: &str, mut error: CredentialsError) -> CredentialsError {
    error.tried.push(Tried {
        source: source.to_owned(),
        reason: "there is no key to assume the role with".to_owned(),
    });
    error.stop = true;
    error
}
