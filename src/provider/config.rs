//! The provider block: its schema, what it tells, and the client made from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::alibaba::clock::CorrectedClock;
use crate::alibaba::credentials::Spelling;
use crate::alibaba::credentials::chain::CredentialsChain;
use crate::alibaba::credentials::env::EnvironmentCredentials;
use crate::alibaba::credentials::fixed::FixedCredentials;
use crate::alibaba::endpoint::Endpoint;
use crate::alibaba::user_agent::UserAgent;
use crate::alibaba::world::{Environment, SystemClock};
use crate::cen::{self, MoreRegions};
use crate::framework::Diagnostics;
use crate::framework::schema::{Attribute, Schema};
use crate::value::{Attr, Kind, Path};

use super::claims::Claims;
use super::places;
use super::rules;
use super::tags::{self, PlainTags, Tags};

/// Environment variables that hold an endpoint, the first one that is set wins: ours, then those of the official
/// provider.
const ENDPOINT_VARIABLES: [&str; 3] =
    ["CEN_ENDPOINT", "ALIBABA_CLOUD_ENDPOINT_CBN", "CBN_ENDPOINT"];

/// Environment variables that hold the region, the first one that is set wins: those of the official provider.
const REGION_VARIABLES: [&str; 2] = ["ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"];

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
    /// The region for resources that name none.
    pub(super) region: Attr<String>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            additional_areas: Some(Vec::new()),
            additional_regions: Some(MoreRegions::new()),
            default_tags: Attr::Null,
            region: Attr::Null,
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
    /// The region for resources that name none.
    pub(super) region: Attr<String>,
}

pub(super) fn schema() -> Schema {
    Schema::new("Cloud Enterprise Network (CEN) of Alibaba Cloud: bandwidth packages and what belongs to them.", vec![
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
                "The region of transit routers and their attachments that name none. Else from `ALICLOUD_REGION` or \
                 `ALIBABA_CLOUD_REGION`. CEN is one service for all regions, so nothing else needs it.",
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
        ])
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
        region: config.region.clone(),
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
    let credentials = CredentialsChain::new(vec![
        Arc::new(arguments),
        Arc::new(EnvironmentCredentials::new(environment.clone())),
    ]);
    let settings = cen::Settings {
        endpoint,
        credentials: Arc::new(credentials),
        user_agent: user_agent(host_version, &**environment, diagnostics)?,
        clock: Arc::new(CorrectedClock::new(Arc::new(SystemClock))),
        timeouts: cen::Timeouts::default(),
    };
    Some(Client {
        api: cen::Client::new(settings),
        default_tags: tags::plain(&config.default_tags),
        claims: Arc::default(),
        additional_regions: facts.additional_regions.unwrap_or_default(),
        region: region(config, &**environment),
    })
}

/// The region: the argument, else the environment.
fn region(config: &Config, environment: &dyn Environment) -> Attr<String> {
    let variable = || {
        let mut names = REGION_VARIABLES.iter();
        names.find_map(|name| environment.var(name))
    };
    match &config.region {
        Attr::Null => variable().map_or(Attr::Null, Attr::from),
        region => region.clone(),
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn said(config: &Config, variables: &[(&str, &str)]) -> (bool, Vec<(String, String)>) {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment: Arc<dyn Environment> = Arc::new(variables.collect::<BTreeMap<_, _>>());
        let mut diagnostics = Diagnostics::default();
        let made = client(config, "1.11.4", &environment, &mut diagnostics).is_some();
        let said = diagnostics
            .into_iter()
            .map(|one| (one.path.to_string(), one.detail));
        (made, said.collect())
    }

    #[test]
    fn a_client_is_made_without_any_key_since_it_may_never_be_used() {
        assert_eq!(said(&Config::default(), &[]), (true, vec![]));
    }

    #[test]
    fn unknown_values_make_no_client_and_no_error() {
        let config = Config {
            secret_key: Attr::Unknown,
            ..Config::default()
        };
        assert_eq!(
            said(&config, &[("CEN_ENDPOINT", "nonsense://")]),
            (false, vec![])
        );
    }

    #[test]
    fn an_endpoint_without_tls_must_be_on_this_machine_unless_told_otherwise() {
        let config = |endpoint: &str, allow| Config {
            endpoint: endpoint.into(),
            allow_plain_http: Attr::Known(allow),
            ..Config::default()
        };
        assert_eq!(
            said(&config("http://127.0.0.1:8080", false), &[]),
            (true, vec![])
        );
        assert_eq!(
            said(&config("http://cen.example", true), &[]),
            (true, vec![])
        );
        let (made, said) = said(&config("http://cen.example", false), &[]);
        assert!(!made);
        assert_eq!(said[0].0, "endpoint");
        assert!(said[0].1.ends_with(
            "To send requests to another machine without TLS, set allow_plain_http = true."
        ));
    }

    #[test]
    fn the_argument_beats_the_environment_and_its_error_names_the_variable() {
        let config = Config {
            endpoint: "http://127.0.0.1:1".into(),
            ..Config::default()
        };
        assert_eq!(
            said(&config, &[("CEN_ENDPOINT", "http://cen.example")]),
            (true, vec![])
        );
        let (_, said) = said(
            &Config::default(),
            &[("CBN_ENDPOINT", "http://cen.example")],
        );
        assert!(
            said[0]
                .1
                .starts_with("It comes from the environment variable CBN_ENDPOINT.")
        );
    }

    #[test]
    fn areas_that_are_unknown_make_the_list_unknown() {
        let areas = |areas| Config {
            additional_areas: Attr::Known(areas),
            ..Config::default()
        };
        let read = |config: &Config| facts(config, &mut Diagnostics::default()).additional_areas;
        assert_eq!(read(&Config::default()), Some(vec![]));
        assert_eq!(
            read(&areas(vec!["Africa".into()])),
            Some(vec!["Africa".to_owned()])
        );
        assert_eq!(read(&areas(vec!["Africa".into(), Attr::Unknown])), None);
    }
}
