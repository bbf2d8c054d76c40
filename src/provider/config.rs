//! The provider block: its schema, what it tells, and the client made from it.

mod conduct;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::alibaba::clock::CorrectedClock;
use crate::alibaba::credentials::Spelling;
use crate::alibaba::credentials::chain::CredentialsChain;
use crate::alibaba::credentials::env::EnvironmentCredentials;
use crate::alibaba::credentials::fixed::FixedCredentials;
use crate::alibaba::endpoint::Endpoint;
use crate::alibaba::network::Network;
use crate::alibaba::user_agent::UserAgent;
use crate::alibaba::world::{Environment, Files, MachineFiles, SystemClock};
use crate::cen::{self, MoreRegions, PackageId};
use crate::framework::Diagnostics;
use crate::framework::schema::{Attribute, Schema};
use crate::value::{Attr, Kind, Number, Path};

use super::claims::Claims;
use super::places;
use super::rules;
use super::tags::{self, PlainTags, Tags};

/// Environment variables that hold an endpoint, the first one that is set wins: ours, then those of the official
/// provider.
const ENDPOINT_VARIABLES: [&str; 3] =
    ["CEN_ENDPOINT", "ALIBABA_CLOUD_ENDPOINT_CBN", "CBN_ENDPOINT"];

/// The attributes of the `provider "cen"` block; see [`schema`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Config {
    access_key: Attr<String>,
    secret_key: Attr<String>,
    security_token: Attr<String>,
    region: Attr<String>,
    endpoint: Attr<String>,
    allow_plain_http: Attr<bool>,
    additional_areas: Attr<Vec<Attr<String>>>,
    additional_regions: Attr<BTreeMap<String, Attr<String>>>,
    default_tags: Attr<Tags>,
    expiry_warning_days: Attr<Number>,
    signature_version: Attr<String>,
    max_retries: Attr<Number>,
    max_retry_timeout: Attr<Number>,
    max_requests_per_second: Attr<Number>,
    client_connect_timeout: Attr<Number>,
    client_read_timeout: Attr<Number>,
}

/// What the block says without any contact with the world.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Areas that the user vouches for; `None` while they are unknown.
    pub(super) additional_areas: Option<Vec<String>>,
    /// Regions that the user vouches for, with their areas; `None` while they are unknown.
    pub(super) additional_regions: Option<MoreRegions>,
    /// Tags for every resource that has tags.
    pub(super) default_tags: Attr<Tags>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            additional_areas: Some(Vec::new()),
            additional_regions: Some(MoreRegions::new()),
            default_tags: Attr::Null,
        }
    }
}

/// What resources work with.
#[derive(Clone)]
pub struct Client {
    /// The API.
    pub(super) api: cen::Client,
    /// Tags for every resource that has tags.
    pub(super) default_tags: PlainTags,
    /// What resources say about the bindings of packages.
    pub(super) claims: Arc<Claims>,
    /// Regions that the user vouches for, with their areas.
    pub(super) additional_regions: MoreRegions,
    /// From how many days before its expiry on a package that does not renew itself is warned about; 0 for never.
    pub(super) expiry_warning_days: u64,
    /// Packages about whose end a read has spoken, so that the plan after it need not.
    told_of_end: Arc<Mutex<BTreeSet<PackageId>>>,
}

impl Client {
    /// Notes that a read has said what there is to say about the end of a package.
    pub(super) fn told_of_end(&self, id: &PackageId) {
        let mut told = self
            .told_of_end
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        told.insert(id.clone());
    }

    /// Whether a read of this run has said what there is to say about the end of a package.
    pub(super) fn has_told_of_end(&self, id: &PackageId) -> bool {
        let told = self
            .told_of_end
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        told.contains(id)
    }
}

/// Days of warning where nothing is configured.
const EXPIRY_WARNING_DAYS: u64 = 14;

pub(super) fn schema() -> Schema {
    let mut attributes = vec![
            Attribute::optional("access_key", Kind::String).describe(
                "Access key id. Else from `ALICLOUD_ACCESS_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_ID` or the other spellings \
                 that Alibaba Cloud's tools read.",
            ),
            Attribute::optional("secret_key", Kind::String)
                .describe(
                    "Secret of the access key. Else from the variable beside that of the key, such as \
                     `ALIBABA_CLOUD_ACCESS_KEY_SECRET`.",
                )
                .sensitive(),
            Attribute::optional("security_token", Kind::String)
                .describe(
                    "Token of a temporary access key. Else from the variable beside that of the key, such as \
                     `ALIBABA_CLOUD_SECURITY_TOKEN`; never mixed with a key from another source.",
                )
                .sensitive(),
            Attribute::optional("region", Kind::String).describe(
                "Accepted so that the block of another provider can be carried over. CEN is one service for all \
                 regions, so bandwidth packages do not need it.",
            ),
            Attribute::optional("endpoint", Kind::String).describe(
                "URL of the API, such as a simulator's. Else from `CEN_ENDPOINT`, `ALIBABA_CLOUD_ENDPOINT_CBN` or \
                 `CBN_ENDPOINT`, else `https://cbn.aliyuncs.com`.",
            ),
            Attribute::optional("allow_plain_http", Kind::Bool).describe(
                "Whether an `endpoint` that begins with `http://` may be on another machine. Without this it must be on \
                 this one (loopback), since requests would travel unprotected.",
            ),
            Attribute::optional("additional_areas", Kind::set(Kind::String)).describe(
                "Areas that CEN has opened since this release of the provider, to be let through unchecked.",
            ),
            Attribute::optional("additional_regions", Kind::map(Kind::String)).describe(
                "Regions that Alibaba Cloud has opened since this release of the provider, each with its area, such as \
                 `{ \"ap-southeast-9\" = \"Asia-Pacific\" }`.",
            ),
            Attribute::optional("default_tags", Kind::map(Kind::String))
                .describe("Tags that every resource with tags gets. A resource's own tag of the same key wins.")
                .validate(rules::tags()),
            Attribute::optional("expiry_warning_days", Kind::Number)
                .describe(
                    "From how many days before its expiry on a prepaid package without `auto_renew` is warned about in \
                     plans and refreshes; 14 where this is not set, 0 for never.",
                )
                .validate(rules::expiry_warning_days()),
        ];
    attributes.extend(conduct::attributes());
    let what = "Cloud Enterprise Network (CEN) of Alibaba Cloud: bandwidth packages and what belongs to them.";
    Schema::new(what, attributes)
}

/// Reads the facts, and checks what needs no environment.
pub(super) fn facts(config: &Config, diagnostics: &mut Diagnostics) -> Facts {
    if let Some(endpoint) = config.endpoint.known()
        && !config.allow_plain_http.is_unknown()
        && let Err(error) = Endpoint::parse(endpoint, config.allow_plain_http == Attr::Known(true))
    {
        diagnostics.error_at(
            Path::root("endpoint"),
            "Endpoint cannot be used",
            endpoint_detail(&error.to_string()),
        );
    }
    conduct::check(config, diagnostics);
    let additional_areas = match &config.additional_areas {
        Attr::Null => Some(Vec::new()),
        Attr::Unknown => None,
        Attr::Known(areas) => areas
            .iter()
            .filter(|area| !area.is_null())
            .map(|area| area.known().cloned())
            .collect(),
    };
    let additional_regions = places::more_regions(
        &config.additional_regions,
        additional_areas.as_deref(),
        diagnostics,
    );
    Facts {
        additional_areas,
        additional_regions,
        default_tags: config.default_tags.clone(),
    }
}

/// Makes the client; reads `environment`, contacts nobody.
pub(super) fn client(
    config: &Config,
    host_version: &str,
    environment: &Arc<dyn Environment>,
    diagnostics: &mut Diagnostics,
) -> Option<Client> {
    let identity = [
        &config.access_key,
        &config.secret_key,
        &config.security_token,
        &config.endpoint,
    ];
    if identity.iter().any(|attr| attr.is_unknown()) || config.allow_plain_http.is_unknown() {
        return None;
    }
    // What is wrong with them has been said, and what is unknown is missed by checks only.
    let facts = facts(config, &mut Diagnostics::default());
    let endpoint = endpoint(config, &**environment, diagnostics)?;
    let spelling = Spelling {
        id: "access_key",
        secret: "secret_key",
        token: "security_token",
    };
    let text = |attr: &'_ Attr<String>| attr.known().cloned();
    let arguments = FixedCredentials::new(
        "arguments of the provider block",
        spelling,
        text(&config.access_key).as_deref(),
        text(&config.secret_key).as_deref(),
        text(&config.security_token).as_deref(),
    );
    let credentials = CredentialsChain::new(
        "",
        vec![
            Arc::new(arguments),
            Arc::new(EnvironmentCredentials::new(environment.clone())),
        ],
    );
    let settings = cen::Settings {
        endpoint,
        credentials: Arc::new(credentials),
        user_agent: user_agent(host_version, &**environment, diagnostics)?,
        clock: Arc::new(CorrectedClock::new(Arc::new(SystemClock))),
        timeouts: conduct::timeouts(config, &**environment, diagnostics),
        network: network(&**environment, diagnostics)?,
        policy: conduct::policy(config, &**environment, diagnostics),
    };
    if diagnostics.has_errors() {
        return None;
    }
    Some(Client {
        api: cen::Client::new(settings),
        default_tags: tags::plain(&config.default_tags),
        claims: Arc::default(),
        additional_regions: facts.additional_regions.unwrap_or_default(),
        expiry_warning_days: config
            .expiry_warning_days
            .known()
            .and_then(Number::as_u64)
            .unwrap_or(EXPIRY_WARNING_DAYS),
        told_of_end: Arc::default(),
    })
}

/// The endpoint: the argument, else the environment, else CEN itself.
fn endpoint(
    config: &Config,
    environment: &dyn Environment,
    diagnostics: &mut Diagnostics,
) -> Option<Endpoint> {
    let allow = config.allow_plain_http == Attr::Known(true);
    let variable = ENDPOINT_VARIABLES
        .iter()
        .find_map(|name| Some((name, environment.var(name)?)));
    let parsed = match (config.endpoint.known(), &variable) {
        (Some(text), _) | (None, Some((_, text))) => Endpoint::parse(text, allow),
        (None, None) => Endpoint::parse(cen::DEFAULT_ENDPOINT, allow),
    };
    parsed
        .map_err(|error| {
            let detail = endpoint_detail(&error.to_string());
            match variable {
                Some((name, _)) if config.endpoint.is_null() => diagnostics.error(
                    "Endpoint cannot be used",
                    format!("It comes from the environment variable {name}. {detail}"),
                ),
                _ => {
                    diagnostics.error_at(Path::root("endpoint"), "Endpoint cannot be used", detail)
                }
            }
        })
        .ok()
}

fn endpoint_detail(problem: &str) -> String {
    format!(
        "{problem}. To send requests to another machine without TLS, set allow_plain_http = true."
    )
}

fn user_agent(
    host_version: &str,
    environment: &dyn Environment,
    diagnostics: &mut Diagnostics,
) -> Option<UserAgent> {
    let own = ("terraform-provider-cen", env!("CARGO_PKG_VERSION"));
    // What the host says of itself is only a courtesy; a version that no header can carry is left out.
    let agent = UserAgent::new(&[own, ("Terraform", host_version)])
        .or_else(|_| UserAgent::new(&[own]))
        .ok()?;
    let Some(appendix) = environment.var("TF_APPEND_USER_AGENT") else {
        return Some(agent);
    };
    agent
        .append(&appendix)
        .map_err(|error| {
            diagnostics.error("TF_APPEND_USER_AGENT cannot be used", format!("{error}."))
        })
        .ok()
}

fn network(environment: &dyn Environment, diagnostics: &mut Diagnostics) -> Option<Network> {
    let files: Arc<dyn Files> = Arc::new(MachineFiles);
    Network::from_environment(environment, &files)
        .map_err(|error| diagnostics.error("Proxy cannot be used", format!("{error}.")))
        .ok()
}

#[cfg(test)]
mod tests;
