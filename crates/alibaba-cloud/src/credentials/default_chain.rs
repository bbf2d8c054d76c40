//! Which sources are asked, in which order.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;

use super::assume_role::AssumeRole;
use super::cached::CachedCredentials;
use super::chain::CredentialsChain;
use super::env::EnvironmentCredentials;
use super::environment::Environment;
use super::instance_role::InstanceRole;
use super::oidc::AssumeRoleWithOidc;
use super::profile::{Choice, ProfileCredentials, Shape, in_home, path};
use super::settings::{POD, Settings, SettingsError, pod_role};
use super::static_key::StaticCredentials;
use super::sts::Whereabouts;
use super::uri::{self, CredentialsUri};
use super::{Credential, CredentialsError, ProvideCredentials, Spelling};
use crate::secret::Secret;
use crate::world::Clock;

/// Names of the arguments with a key.
const KEY: Spelling = Spelling {
    id: "access_key",
    secret: "secret_key",
    token: "security_token",
};

/// Environment variables with the name of a profile, the first one that is set wins.
const PROFILE: [&str; 3] = [
    "ALICLOUD_PROFILE",
    "ALIBABA_CLOUD_PROFILE",
    "ALIBABACLOUD_PROFILE",
];

/// Environment variables with the path of the file with profiles.
const FILE: [&str; 3] = [
    "ALICLOUD_SHARED_CREDENTIALS_FILE",
    "ALIBABA_CLOUD_CREDENTIALS_FILE",
    "ALIBABA_CLOUD_CONFIG_FILE",
];

/// Switches that keep profiles out which the configuration does not ask for.
const NO_PROFILES: [&str; 2] = [
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
    "ALIBABA_CLOUD_IGNORE_PROFILE",
];

/// Environment variables with the role of the ECS instance.
const INSTANCE_ROLE: [&str; 2] = ["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"];

/// Where keys come from by these settings, kept and renewed. Reads nothing but the environment yet.
///
/// What the configuration says of who is calling is the only source, if it says anything. Otherwise, in this order:
/// key in the environment, profile named there, role of a pod, address there, instance role there, current profile of
/// the command line, shared credentials file, and whatever role this instance has. A role to assume comes on top.
///
/// # Errors
///
/// Two settings that each say who is calling, or one that cannot be used.
pub fn source(
    settings: &Settings,
    environment: &Environment,
) -> Result<Arc<dyn ProvideCredentials>, SettingsError> {
    let explicit = explicit(settings, environment)?;
    let session = settings.session(environment, explicit.is_some())?;
    let base = explicit.unwrap_or_else(|| Arc::new(implicit(settings, environment)));
    let source = match session {
        None => base,
        Some(session) => Arc::new(AssumeRole::new(
            environment,
            &Whereabouts::default(),
            session,
            base,
        )),
    };
    let clock = Arc::clone(&environment.clock) as Arc<dyn Clock>;
    Ok(Arc::new(CachedCredentials::new(source, clock)))
}

/// The one source that the configuration names, if it does.
fn explicit(
    settings: &Settings,
    environment: &Environment,
) -> Result<Option<Arc<dyn ProvideCredentials>>, SettingsError> {
    settings.check()?;
    let file = settings.shared_credentials_file.as_deref();
    if settings.has_key() {
        return Ok(Some(key(settings)));
    }
    if let Some(profile) = &settings.profile {
        let origin = "the argument profile";
        return Ok(Some(named_profile(environment, file, profile, origin)));
    }
    if let Some(uri) = &settings.credentials_uri {
        let origin = "the argument credentials_uri";
        let source = CredentialsUri::new(environment, uri.expose(), origin);
        let source = source.map_err(|problem| SettingsError {
            argument: "credentials_uri",
            problem,
        })?;
        return Ok(Some(Arc::new(source)));
    }
    if let Some(role) = &settings.ecs_role_name {
        let source = InstanceRole::new(environment, Some(role.clone()));
        return Ok(Some(Arc::new(source)));
    }
    if let Some(oidc) = &settings.assume_role_with_oidc {
        let role = oidc.role(environment)?;
        let anywhere = Whereabouts::default();
        let origin = "the block assume_role_with_oidc";
        let source = AssumeRoleWithOidc::new(environment, &anywhere, role, origin);
        return Ok(Some(Arc::new(source)));
    }
    // A file without a word on the profile means the profile that is current there.
    Ok(file.map(|file| current_profile(environment, Some(file))))
}

fn key(settings: &Settings) -> Arc<dyn ProvideCredentials> {
    Arc::new(StaticCredentials::new(
        "arguments of the provider block",
        KEY,
        settings.access_key.as_deref(),
        settings.secret_key.as_ref().map(Secret::expose),
        settings.security_token.as_ref().map(Secret::expose),
    ))
}

/// What the machine says.
fn implicit(settings: &Settings, environment: &Environment) -> CredentialsChain {
    let variables = &environment.world.variables;
    let switched_off = NO_PROFILES.iter().find(|name| environment.is_on(name));
    let mut sources: Vec<Arc<dyn ProvideCredentials>> =
        vec![Arc::new(EnvironmentCredentials::new(variables.clone()))];

    let unset = |source: &'static str, names: &[&str]| {
        NoSource::absent(source, format!("none is set ({})", names.join(", ")))
    };
    let by_profile = "profile named in the environment";
    let current = "current profile";
    sources.push(match (environment.first_var(&PROFILE), switched_off) {
        (Some(_), Some(switch)) => {
            NoSource::absent(by_profile, format!("switched off by {switch}"))
        }
        (Some((name, profile)), None) => {
            named_profile(environment, None, &profile, &format!("the variable {name}"))
        }
        (None, _) => unset(by_profile, &PROFILE),
    });

    let by_pod = "role of a pod (RRSA variables)";
    let is_role_taken = settings.takes_shared_role(environment);
    sources.push(match pod_role(environment, is_role_taken) {
        Ok(Some(role)) => {
            let anywhere = Whereabouts::default();
            let origin = "RRSA variables";
            Arc::new(AssumeRoleWithOidc::new(
                environment,
                &anywhere,
                role,
                origin,
            ))
        }
        Ok(None) => unset(by_pod, &POD),
        Err(reason) => NoSource::failed(by_pod, reason),
    });

    let by_uri = "credentials URI in the environment";
    sources.push(match environment.first_var(&uri::VARIABLES) {
        Some((name, uri)) => {
            match CredentialsUri::new(environment, &uri, &format!("the variable {name}")) {
                Ok(source) => Arc::new(source),
                Err(problem) => NoSource::failed(by_uri, format!("{name}: {problem}")),
            }
        }
        None => unset(by_uri, &uri::VARIABLES),
    });

    let by_instance = "ECS instance role named in the environment";
    sources.push(match environment.first_var(&INSTANCE_ROLE) {
        Some((_, role)) => Arc::new(InstanceRole::new(environment, Some(role))),
        None => unset(by_instance, &INSTANCE_ROLE),
    });

    sources.push(match switched_off {
        Some(switch) => NoSource::absent(current, format!("switched off by {switch}")),
        None => current_profile(environment, None),
    });
    sources.push(Arc::new(Guessed(InstanceRole::new(environment, None))));
    CredentialsChain::new("the first key that this machine has", sources)
}

/// The file that is asked for, or the places where the tools keep theirs.
enum Files {
    Given(PathBuf),
    Usual(Vec<(PathBuf, Shape)>),
}

fn files(environment: &Environment, given: Option<&str>) -> Files {
    let variables = &*environment.world.variables;
    let variable = || environment.first_var(&FILE).map(|(_, file)| file);
    if let Some(file) = given.map(str::to_owned).or_else(variable) {
        return Files::Given(path(variables, &file));
    }
    let usual = [
        (".aliyun", "config.json", Shape::Any),
        (".alibabacloud", "credentials", Shape::Ini),
        (".alibabacloud", "credentials.ini", Shape::Ini),
    ];
    let usual = usual
        .iter()
        .filter_map(|(folder, file, shape)| Some((in_home(variables, &[folder, file])?, *shape)));
    Files::Usual(usual.collect())
}

/// The profile of this name, which must be somewhere.
fn named_profile(
    environment: &Environment,
    file: Option<&str>,
    profile: &str,
    origin: &str,
) -> Arc<dyn ProvideCredentials> {
    let choice = Choice::Named(profile.to_owned());
    let name = format!("profile {profile:?} ({origin})");
    let files = CredentialsChain::new(name, profiles(environment, file, &choice));
    Arc::new(Demanded(files))
}

/// A profile that was asked for by name, so that no other may serve in its place.
struct Demanded(CredentialsChain);

impl Demanded {
    fn insist(&self, mut error: CredentialsError) -> CredentialsError {
        if !error.stop {
            let reason = "it holds no usable key in any of the files above; write it with `aliyun configure`";
            let verdict = CredentialsError::failed(self.0.name(), reason);
            error.tried.extend(verdict.tried);
            error.stop = true;
        }
        error
    }
}

#[async_trait]
impl ProvideCredentials for Demanded {
    fn name(&self) -> String {
        self.0.name()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        self.0.provide().await.map_err(|error| self.insist(error))
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.0.foresee().await.map_err(|error| self.insist(error))
    }
}

/// The profile that the first of the files points out.
fn current_profile(environment: &Environment, file: Option<&str>) -> Arc<dyn ProvideCredentials> {
    // In a file that is asked for, the environment may still say which profile.
    let choice = match (file, environment.first_var(&PROFILE)) {
        (Some(_), Some((_, profile))) => Choice::Named(profile),
        _ => Choice::Current,
    };
    let sources = profiles(environment, file, &choice);
    Arc::new(CredentialsChain::new("current profile", sources))
}

fn profiles(
    environment: &Environment,
    file: Option<&str>,
    choice: &Choice,
) -> Vec<Arc<dyn ProvideCredentials>> {
    let source = |path, is_given, shape| -> Arc<dyn ProvideCredentials> {
        let choice = choice.clone();
        Arc::new(ProfileCredentials::new(
            environment,
            path,
            is_given,
            choice,
            shape,
        ))
    };
    match files(environment, file) {
        Files::Given(path) => vec![source(path, true, Shape::Any)],
        Files::Usual(usual) if usual.is_empty() => vec![NoSource::absent(
            "profiles of the user",
            "no home folder is known, as HOME is not set".to_owned(),
        )],
        Files::Usual(usual) => usual
            .into_iter()
            .map(|(path, shape)| source(path, false, shape))
            .collect(),
    }
}

/// The role of an instance that this may be. Nobody has asked for it, so that it is not there is no mistake.
struct Guessed(InstanceRole);

#[async_trait]
impl ProvideCredentials for Guessed {
    fn name(&self) -> String {
        self.0.name()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let provided = self.0.provide().await;
        provided.map_err(|error| CredentialsError {
            stop: false,
            ..error
        })
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        self.0.foresee().await
    }
}

/// A place in the order where nothing is set up.
struct NoSource(CredentialsError);

impl NoSource {
    fn absent(name: impl Into<String>, reason: String) -> Arc<dyn ProvideCredentials> {
        Arc::new(Self(CredentialsError::absent(name, reason)))
    }

    fn failed(name: impl Into<String>, reason: String) -> Arc<dyn ProvideCredentials> {
        Arc::new(Self(CredentialsError::failed(name, reason)))
    }
}

#[async_trait]
impl ProvideCredentials for NoSource {
    fn name(&self) -> String {
        let names = self.0.tried.iter().map(|tried| tried.source.as_str());
        names.collect::<Vec<_>>().join(", ")
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        Err(self.0.clone())
    }

    async fn foresee(&self) -> Result<(), CredentialsError> {
        Err(self.0.clone())
    }
}
