//! The modes of the command line's profiles.

use std::path::Path;
use std::sync::Arc;

use super::config_file::{ConfigFile, Profile};
use super::expiry::{Expiring, end};
use super::source::{Source, label};
use super::{home, sign_in};
use crate::credentials::ProvideCredentials;
use crate::credentials::assume_role::AssumeRole;
use crate::credentials::environment::Environment;
use crate::credentials::external::{self, ExternalProgram};
use crate::credentials::instance_role::InstanceRole;
use crate::credentials::oidc::{AssumeRoleWithOidc, OidcRole, Token};
use crate::credentials::static_key::StaticCredentials;
use crate::credentials::sts::{Session, Whereabouts};
use crate::credentials::uri::{self, CredentialsUri};

/// The modes that can be used here, in the command line's spelling.
const MODES: &str = "AK, StsToken, RamRoleArn, EcsRamRole, RamRoleArnWithRoleName, ChainableRamRoleArn, OIDC, \
    CredentialsURI, External, CloudSSO and OAuth";

/// Forbids what a profile could make this program do: run another one, or send a request to any address.
const NO_HELPERS: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";

/// Turns profiles of one file into sources.
pub(super) struct Modes<'a> {
    pub(super) environment: &'a Environment,
    pub(super) file: &'a ConfigFile,
    pub(super) path: &'a Path,
}

impl Modes<'_> {
    /// The source that a profile describes.
    pub(super) fn source(&self, profile: &Profile) -> Source {
        self.follow(profile, &mut Vec::new())
    }

    /// `path` holds the names of the profiles that led here.
    fn follow(&self, profile: &Profile, path: &mut Vec<String>) -> Source {
        let label = label("profile", profile.name(), self.path);
        let mode = match profile.text("mode")? {
            Some(mode) => mode,
            None => inferred(profile)?.to_owned(),
        };
        // The command line tells modes apart without regard to letter case.
        Ok(match mode.to_ascii_lowercase().as_str() {
            "ak" => self.key(profile, &label, false)?,
            "ststoken" => self.temporary_key(profile, &label)?,
            "ramrolearn" => {
                let base = self.key(profile, &label, true)?;
                self.role(profile, base)?
            }
            "ecsramrole" => self.instance_role(profile.text("ram_role_name")?),
            // The name of the mode in the command line's code is another than in its files.
            "ramrolearnwithrolename" | "ramrolearnwithecs" => {
                let base = self.instance_role(Some(profile.needed("ram_role_name")?));
                self.role(profile, base)?
            }
            "chainableramrolearn" => {
                let base = self.base(profile, path)?;
                self.role(profile, base)?
            }
            "oidc" => self.oidc(profile, &label)?,
            "credentialsuri" => self.uri(profile, &label)?,
            "external" => {
                self.helpers_are_allowed()?;
                let command = profile.needed("process_command")?;
                Arc::new(ExternalProgram::new(self.environment, command, &label))
            }
            "cloudsso" => sign_in::cloud_sso(self.environment, profile, &label)?,
            "oauth" => sign_in::oauth(self.environment, profile, &label)?,
            "rsakeypair" | "bearertoken" | "anonymous" => {
                return Err(format!(
                    "mode {mode:?} cannot sign requests to this API; use {MODES}"
                ));
            }
            _ => return Err(format!("mode {mode:?} is not known; use {MODES}")),
        })
    }

    fn key(&self, profile: &Profile, label: &str, with_token: bool) -> Source {
        let id = profile.text(external::FIELDS.id)?;
        let is_temporary = id.as_ref().is_some_and(|id| id.starts_with("STS."));
        let token = match with_token || is_temporary {
            true => profile.text(external::FIELDS.token)?,
            false => None,
        };
        Ok(Arc::new(StaticCredentials::new(
            label,
            external::FIELDS,
            id.as_deref(),
            profile.text(external::FIELDS.secret)?.as_deref(),
            token.as_deref(),
        )))
    }

    fn temporary_key(&self, profile: &Profile, label: &str) -> Source {
        profile.needed(external::FIELDS.token)?;
        Ok(Arc::new(Expiring {
            source: self.key(profile, label, true)?,
            expires: end(profile, "sts_expiration")?,
        }))
    }

    fn instance_role(&self, role: Option<String>) -> Arc<dyn ProvideCredentials> {
        Arc::new(InstanceRole::new(self.environment, role))
    }

    fn role(&self, profile: &Profile, base: Arc<dyn ProvideCredentials>) -> Source {
        let whereabouts = whereabouts(profile)?;
        let session = session(profile)?;
        Ok(Arc::new(AssumeRole::new(
            self.environment,
            &whereabouts,
            session,
            base,
        )))
    }

    fn base(&self, profile: &Profile, path: &mut Vec<String>) -> Source {
        path.push(profile.name().to_owned());
        let name = profile.needed("source_profile")?;
        if path.contains(&name) {
            let names: Vec<String> = path.iter().map(|name| format!("{name:?}")).collect();
            return Err(format!(
                "source_profile leads in a circle: {} and back to {name:?}",
                names.join(", then ")
            ));
        }
        let base = self.file.profile(&name).ok_or_else(|| {
            format!(
                "its source_profile {name:?} is not in {}",
                self.path.display()
            )
        })?;
        self.follow(base, path)
            .map_err(|problem| format!("its source_profile {name:?}: {problem}"))
    }

    fn oidc(&self, profile: &Profile, label: &str) -> Source {
        let file = profile.needed("oidc_token_file")?;
        let role = OidcRole {
            provider_arn: profile.needed("oidc_provider_arn")?,
            token: Token::File(home::path(&*self.environment.world.variables, &file)),
            session: session(profile)?,
        };
        Ok(Arc::new(AssumeRoleWithOidc::new(
            self.environment,
            &whereabouts(profile)?,
            role,
            label,
        )))
    }

    fn uri(&self, profile: &Profile, label: &str) -> Source {
        self.helpers_are_allowed()?;
        let (uri, origin) = match profile.text("credentials_uri")? {
            Some(uri) => (uri, label.to_owned()),
            None => {
                let (name, uri) = self
                    .environment
                    .first_var(&uri::VARIABLES)
                    .ok_or("credentials_uri is not set")?;
                (uri, format!("environment variable {name}"))
            }
        };
        Ok(Arc::new(CredentialsUri::new(
            self.environment,
            &uri,
            &origin,
        )?))
    }

    fn helpers_are_allowed(&self) -> Result<(), String> {
        if self.environment.is_on(NO_HELPERS) {
            return Err(format!("its mode is switched off by {NO_HELPERS}"));
        }
        Ok(())
    }
}

/// The mode of a profile that names none, by the fields that it has, in the command line's order.
fn inferred(profile: &Profile) -> Result<&'static str, String> {
    let has = |field: &str| Ok::<_, String>(profile.text(field)?.is_some());
    // Half a key is one as well, so that it is told and nothing else in the profile stands in for it.
    if has("access_key_id")? || has("access_key_secret")? {
        return Ok(match (has("sts_token")?, has("ram_role_arn")?) {
            (_, true) => "RamRoleArn",
            (true, false) => "StsToken",
            (false, false) => "AK",
        });
    }
    for (field, mode) in [
        ("ram_role_name", "EcsRamRole"),
        ("process_command", "External"),
        ("oidc_token_file", "OIDC"),
        ("cloud_sso_sign_in_url", "CloudSSO"),
    ] {
        if has(field)? {
            return Ok(mode);
        }
    }
    // Says that nothing is set, which lets other sources serve.
    Ok("AK")
}

fn session(profile: &Profile) -> Result<Session, String> {
    let seconds = profile.number("expired_seconds")?.map(u32::try_from);
    Ok(Session {
        role_arn: profile.needed("ram_role_arn")?,
        // One of the official SDKs spells the field in another way.
        name: match profile.text("ram_session_name")? {
            Some(name) => Some(name),
            None => profile.text("role_session_name")?,
        },
        seconds: seconds
            .transpose()
            .map_err(|_| "expired_seconds is too large".to_owned())?,
        policy: profile.text("policy")?,
        external_id: profile.text("external_id")?,
    })
}

fn whereabouts(profile: &Profile) -> Result<Whereabouts, String> {
    Ok(Whereabouts {
        endpoint: profile.text("sts_endpoint")?,
        region: profile.text("sts_region")?,
        is_vpc: profile.flag("enable_vpc")?,
        home_region: profile.text("region_id")?,
    })
}
