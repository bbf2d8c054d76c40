//! What a configuration says of who is calling.

use super::environment::Environment;
use super::oidc::{OidcRole, Token};
use super::profile;
use super::sts::Session;
use crate::secret::Secret;

/// Environment variables with the role to assume, the first one that is set wins.
const ROLE: [&str; 2] = ["ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"];

/// Environment variables with the name of its session.
const SESSION_NAME: [&str; 2] = [
    "ALICLOUD_ASSUME_ROLE_SESSION_NAME",
    "ALIBABA_CLOUD_ROLE_SESSION_NAME",
];

/// Environment variable with the length of its session in seconds.
const SESSION_SECONDS: [&str; 1] = ["ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"];

/// Environment variables with what the role's owner asks for.
const EXTERNAL_ID: [&str; 2] = ["ALIBABACLOUD_EXTERNAL_ID", "ALIBABA_CLOUD_EXTERNAL_ID"];

/// Environment variables of the cluster that puts a token into its pods (RRSA).
const OIDC_ROLE: [&str; 2] = ["ALIBABACLOUD_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"];
const OIDC_PROVIDER: [&str; 2] = [
    "ALIBABACLOUD_OIDC_PROVIDER_ARN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
];
const OIDC_FILE: [&str; 2] = [
    "ALIBABACLOUD_OIDC_TOKEN_FILE",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
];
const OIDC_TOKEN: [&str; 1] = ["ALIBABA_CLOUD_OIDC_TOKEN"];

/// The arguments of a configuration, under the names of the official Terraform provider. What is absent comes from the
/// environment or from the user's files. Holds what should not be shown, so it does not print.
#[derive(Clone, Default)]
pub struct Settings {
    /// Access key id.
    pub access_key: Option<String>,
    /// Its secret.
    pub secret_key: Option<Secret>,
    /// The token of a temporary key.
    pub security_token: Option<Secret>,
    /// Name of a profile.
    pub profile: Option<String>,
    /// Path of the file with profiles.
    pub shared_credentials_file: Option<String>,
    /// Address that hands out keys; it may hold a password.
    pub credentials_uri: Option<Secret>,
    /// Role of the ECS instance.
    pub ecs_role_name: Option<String>,
    /// A role to assume with whichever key the rest gives.
    pub assume_role: Option<RoleSettings>,
    /// A role to assume with the token of another identity provider.
    pub assume_role_with_oidc: Option<OidcSettings>,
}

/// A role and its session.
#[derive(Clone, Default)]
pub struct RoleSettings {
    /// `acs:ram::<account>:role/<name>`.
    pub role_arn: Option<String>,
    /// What audit trails call the session.
    pub session_name: Option<String>,
    /// How long a key of the session lives, in seconds.
    pub session_expiration: Option<u32>,
    /// A further restriction of what it may do, as JSON.
    pub policy: Option<String>,
    /// What the role's owner has asked for.
    pub external_id: Option<String>,
}

/// A role that trusts another identity provider.
#[derive(Clone, Default)]
pub struct OidcSettings {
    /// `acs:ram::<account>:oidc-provider/<name>`.
    pub oidc_provider_arn: Option<String>,
    /// The token; beats the file.
    pub oidc_token: Option<Secret>,
    /// A file with the token.
    pub oidc_token_file: Option<String>,
    /// The role and its session; an external id is not asked for here.
    pub role: RoleSettings,
}

/// Arguments that cannot be used. Holds names, never values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct SettingsError {
    /// The argument to put right, as in `assume_role_with_oidc.role_arn`.
    pub argument: &'static str,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl Settings {
    /// Whether any part of a key is given.
    pub(super) fn has_key(&self) -> bool {
        self.access_key.is_some() || self.secret_key.is_some() || self.security_token.is_some()
    }

    /// Whether the arguments fit together; says nothing of those that are absent.
    ///
    /// # Errors
    ///
    /// Two of them that each say who is calling.
    pub fn check(&self) -> Result<(), SettingsError> {
        let identities = [
            ("access_key", self.has_key()),
            ("profile", self.profile.is_some()),
            ("credentials_uri", self.credentials_uri.is_some()),
            ("ecs_role_name", self.ecs_role_name.is_some()),
            (
                "assume_role_with_oidc",
                self.assume_role_with_oidc.is_some(),
            ),
        ];
        let mut given = identities.iter().filter(|(_, is_given)| *is_given);
        match (given.next(), given.next()) {
            (Some((first, _)), Some((second, _))) => Err(SettingsError {
                argument: second,
                problem: format!(
                    "{first} and {second} are both set, and each of them says who is calling; keep one of them"
                ),
            }),
            _ => Ok(()),
        }
    }

    /// Whether a block assumes the role that the environment names for pods too.
    pub(super) fn takes_shared_role(&self, environment: &Environment) -> bool {
        let block = self.assume_role.as_ref();
        block.is_some_and(|role| role.role_arn.is_none()) && environment.var(ROLE[0]).is_none()
    }

    /// The session on top of everything else, if there is to be one. `is_identity_explicit` says whether the
    /// configuration says who is calling: then the environment alone does not add a role.
    pub(super) fn session(
        &self,
        environment: &Environment,
        is_identity_explicit: bool,
    ) -> Result<Option<Session>, SettingsError> {
        let from = |names: &[&'static str]| environment.first_var(names).map(|(_, value)| value);
        let [own, shared] = ROLE;
        // Inside a pod the shared variable names the role of the pod itself, which need not be assumed.
        let is_pod = from(&OIDC_PROVIDER).is_some();
        let (settings, role_arn) = match &self.assume_role {
            Some(settings) => {
                let role_arn = settings
                    .role_arn
                    .clone()
                    .or_else(|| from(&[own]))
                    .or_else(|| from(&[shared]).filter(|_| !is_pod));
                (settings.clone(), role_arn)
            }
            None if is_identity_explicit => return Ok(None),
            None => (RoleSettings::default(), from(&[own])),
        };
        if role_arn.is_none() && self.assume_role.is_some() {
            // To go on without a role would be to act as somebody who was not meant.
            let names: &[&str] = if is_pod { &[own] } else { &ROLE };
            let argument = "assume_role.role_arn";
            let mut error = missing(argument, "role_arn", names);
            error.problem += "; for no role set it to an empty text, or remove the block";
            return Err(error);
        }
        // The official provider takes an empty role for none, so that one block serves with and without a role.
        let Some(role_arn) = role_arn.filter(|role_arn| !role_arn.is_empty()) else {
            return Ok(None);
        };
        Ok(Some(Session {
            role_arn,
            name: settings.session_name.or_else(|| from(&SESSION_NAME)),
            seconds: match settings.session_expiration {
                Some(seconds) => Some(seconds),
                None => seconds(environment)?,
            },
            policy: settings.policy,
            external_id: settings.external_id.or_else(|| from(&EXTERNAL_ID)),
        }))
    }
}

fn missing(argument: &'static str, what: &str, names: &[&str]) -> SettingsError {
    SettingsError {
        argument,
        problem: format!(
            "{what} is not set, nor is an environment variable for it ({})",
            names.join(", ")
        ),
    }
}

fn seconds(environment: &Environment) -> Result<Option<u32>, SettingsError> {
    let Some((name, text)) = environment.first_var(&SESSION_SECONDS) else {
        return Ok(None);
    };
    let seconds = text.parse().map_err(|_| SettingsError {
        argument: "assume_role.session_expiration",
        problem: format!("the environment variable {name} must be a number of seconds"),
    })?;
    Ok(Some(seconds))
}

impl OidcSettings {
    /// The role, completed from the environment.
    pub(super) fn role(&self, environment: &Environment) -> Result<OidcRole, SettingsError> {
        let or_var = |given: &Option<String>, names: &[&'static str]| {
            given
                .clone()
                .filter(|given| !given.is_empty())
                .or_else(|| environment.first_var(names).map(|(_, value)| value))
        };
        let role_arn = or_var(&self.role.role_arn, &OIDC_ROLE)
            .ok_or_else(|| missing("assume_role_with_oidc.role_arn", "role_arn", &OIDC_ROLE))?;
        let provider_arn = or_var(&self.oidc_provider_arn, &OIDC_PROVIDER).ok_or_else(|| {
            missing(
                "assume_role_with_oidc.oidc_provider_arn",
                "oidc_provider_arn",
                &OIDC_PROVIDER,
            )
        })?;
        Ok(OidcRole {
            provider_arn,
            token: self.token(environment).ok_or_else(|| {
                missing(
                    "assume_role_with_oidc.oidc_token_file",
                    "oidc_token or oidc_token_file",
                    &[&OIDC_TOKEN[..], &OIDC_FILE[..]].concat(),
                )
            })?,
            session: Session {
                role_arn,
                name: or_var(&self.role.session_name, &SESSION_NAME),
                seconds: self.role.session_expiration,
                policy: self.role.policy.clone(),
                external_id: None,
            },
        })
    }

    /// The token: what is given here beats what the environment says, the token itself beats a file.
    fn token(&self, environment: &Environment) -> Option<Token> {
        let variables = &*environment.world.variables;
        let file = |path: &str| Token::File(profile::path(variables, path));
        let from = |names: &[&'static str]| environment.first_var(names).map(|(_, value)| value);
        if let Some(token) = &self.oidc_token {
            return Some(Token::Given(token.clone()));
        }
        if let Some(path) = &self.oidc_token_file {
            return Some(file(path));
        }
        if let Some(token) = from(&OIDC_TOKEN) {
            return Some(Token::Given(Secret::new(token)));
        }
        from(&OIDC_FILE).map(|path| file(&path))
    }
}

/// Environment variables that a pod with a role has, all of them.
pub(super) const POD: [&str; 3] = [OIDC_ROLE[1], OIDC_PROVIDER[1], OIDC_FILE[1]];

/// The role that a cluster gives to its pods, if it gives one. `is_role_taken` says whether the role in the environment, if it
/// stands there alone, is the one that a block is going to assume.
///
/// # Errors
///
/// Which of its variables are missing where others are set.
pub(super) fn pod_role(
    environment: &Environment,
    is_role_taken: bool,
) -> Result<Option<OidcRole>, String> {
    let first = |names: &[&'static str]| environment.first_var(names).map(|(name, _)| name);
    let role = first(&OIDC_ROLE);
    let rest = [
        first(&OIDC_PROVIDER),
        first(&OIDC_FILE).or_else(|| first(&OIDC_TOKEN)),
    ];
    if rest == [None, None] && (role.is_none() || is_role_taken) {
        return Ok(None);
    }
    let found = [role, rest[0], rest[1]];
    let set: Vec<&str> = found.into_iter().flatten().collect();
    let unset = found.iter().zip(POD);
    let unset: Vec<&str> = unset
        .filter_map(|(found, name)| found.is_none().then_some(name))
        .collect();
    if !unset.is_empty() {
        let verb = |names: &[&str]| if names.len() == 1 { "is" } else { "are" };
        return Err(format!(
            "{} {} set, but {} {} not",
            set.join(" and "),
            verb(&set),
            unset.join(" and "),
            verb(&unset)
        ));
    }
    OidcSettings::default()
        .role(environment)
        .map(Some)
        .map_err(|error| error.problem)
}
