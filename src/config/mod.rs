//! The provider block: its schema, what it tells, and the client built from it.

mod billing;
mod block;
mod client_options;
mod confined;
mod credentials;
mod endpoints;
mod role_rules;

use std::sync::Arc;

use cen::alibaba_cloud::clock::CorrectedClock;
use cen::alibaba_cloud::credentials::Environment;
use cen::alibaba_cloud::user_agent::UserAgent;
use cen::alibaba_cloud::world::{SystemClock, Variables, World};
use cen::billing::Billing;
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::{Attr, Path};

use super::api_errors::{self, Explained};
use super::client::Client;
use super::known_config::KnownConfig;
use super::purchase_journal::{Journal, OFF, Place, VARIABLE};
use super::regions;
use super::tags;

pub(super) use block::Config;

/// Environment variables that hold the region, the first one that is set wins.
pub(crate) const REGION_VARIABLES: [&str; 2] = ["ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"];

/// The environment variable with more products for the user agent.
const APPENDIX_VARIABLE: &str = "TF_APPEND_USER_AGENT";

/// The environment variable for `warn_about_cross_border`.
pub(crate) const BORDER_VARIABLE: &str = "CEN_WARN_ABOUT_CROSS_BORDER";

/// Days of warning where nothing is configured.
const EXPIRY_WARNING_DAYS: u64 = 14;

/// Reads what of the block is known without a client, and checks what needs no environment.
pub(super) fn known_config(config: &Config, diagnostics: &mut Diagnostics) -> KnownConfig {
    config.endpoints.check(diagnostics);
    config.credentials.check(diagnostics);
    config.options.check(diagnostics);
    config.billing.check(diagnostics);
    let additional_areas = match &config.additional_areas {
        Attr::Null => Some(Vec::new()),
        Attr::Unknown => None,
        Attr::Known(areas) => areas
            .iter()
            .filter(|area| !area.is_null())
            .map(|area| area.known().cloned())
            .collect(),
    };
    let additional_regions = regions::more_regions(
        &config.additional_regions,
        additional_areas.as_deref(),
        diagnostics,
    );
    KnownConfig {
        additional_areas,
        additional_regions,
        default_tags: config.default_tags.clone(),
        region: config.region.clone(),
    }
}

/// Builds the client; reads the environment of `world`, contacts nobody. `host_version` is empty where a person calls, and no
/// host.
pub(super) fn client(
    config: &Config,
    host_version: &str,
    world: &World,
    diagnostics: &mut Diagnostics,
) -> Option<Client> {
    if config.endpoints.is_unknown() || config.credentials.is_unknown(&config.region) {
        return None;
    }
    let (config, world, cloud) = &confined::confined(config, world, diagnostics)?;
    // What is wrong with them has been said, and what is unknown is missed by checks only.
    let known = known_config(config, &mut Diagnostics::default());
    let variables = &*world.variables;
    let endpoint = config.endpoints.cen(variables, diagnostics)?;
    let environment = Environment {
        world: world.clone(),
        clock: Arc::new(CorrectedClock::new(Arc::new(SystemClock))),
        user_agent: user_agent(host_version, variables, diagnostics)?,
        timeouts: config.options.timeouts(variables, diagnostics),
        network: client_options::network(world, diagnostics)?,
        policy: config.options.policy(variables, diagnostics),
        sts_endpoint: config.endpoints.sts(diagnostics),
        region: region(config, variables),
        allow_plain_http: config.endpoints.allows_plain_http(),
    };
    let credentials = config.credentials.source(&environment, diagnostics)?;
    let absence_wait = config.options.absence_wait(variables, diagnostics);
    let cloud = cloud.clone().unwrap_or_else(|| endpoint.to_string());
    let journal = journal(config, cloud, variables);
    let sites = config
        .billing
        .sites(&config.endpoints, &endpoint, variables, diagnostics);
    let connection = cen::Connection {
        credentials: Arc::clone(&credentials),
        user_agent: environment.user_agent,
        clock: environment.clock,
        timeouts: environment.timeouts,
        network: environment.network,
        policy: environment.policy,
    };
    if diagnostics.has_errors() {
        return None;
    }
    Some(Client {
        billing: sites.map(|sites| Billing::new(sites, &connection)),
        api: cen::Client::new(endpoint, connection),
        prices: config.billing.prices(),
        credentials,
        default_tags: tags::plain(&config.default_tags),
        additional_regions: known.additional_regions.unwrap_or_default(),
        region: match &config.region {
            Attr::Unknown => Attr::Unknown,
            _ => region(config, variables).map_or(Attr::Null, Attr::from),
        },
        absence_wait,
        expiry_warning_days: config
            .expiry_warning_days
            .known()
            .copied()
            .unwrap_or(EXPIRY_WARNING_DAYS),
        warns_about_routes: config.warn_about_routes.known() != Some(&false),
        warns_about_cross_border: warns_about_cross_border(config, variables),
        journal,
    })
}

/// Whether plans warn of the mainland's border, by the block, else by the environment. A word that is none of the two leaves it at
/// the warning.
fn warns_about_cross_border(config: &Config, variables: &dyn Variables) -> bool {
    let given = config.warn_about_cross_border.known().copied();
    let in_environment = || variables.var(BORDER_VARIABLE).map(|word| word != "false");
    given.or_else(in_environment).unwrap_or(true)
}

/// The journal of purchases, by the block, else by the environment.
fn journal(config: &Config, cloud: String, variables: &dyn Variables) -> Journal {
    let given = config.purchase_journal.text().trim();
    let given = (!given.is_empty()).then(|| given.to_owned());
    let written = given.or_else(|| variables.var(VARIABLE));
    match written.as_deref() {
        Some(OFF) => Journal::off(),
        written => Journal::at(Place::new(written, cloud, variables)),
    }
}

/// Says what is known to be wrong with the key, without asking any server.
pub(super) async fn check(config: &Config, client: &Client) -> Diagnostics {
    let Err(error) = client.credentials.foresee().await else {
        return Diagnostics::default();
    };
    let Explained { summary, detail } = api_errors::no_key(&error);
    let path = config.credentials.who().map_or(Path::default(), Path::root);
    let mut diagnostics = Diagnostics::default();
    diagnostics.error_at(path, summary, detail);
    diagnostics
}

/// The region of the block, else of the environment.
fn region(config: &Config, variables: &dyn Variables) -> Option<String> {
    let given = config.region.text().trim();
    if !given.is_empty() {
        return Some(given.to_owned());
    }
    REGION_VARIABLES.iter().find_map(|name| variables.var(name))
}

fn user_agent(
    host_version: &str,
    variables: &dyn Variables,
    diagnostics: &mut Diagnostics,
) -> Option<UserAgent> {
    let own = ("terraform-provider-cen", env!("CARGO_PKG_VERSION"));
    // What the host says of itself is only a courtesy; a version that no header can carry is left out, as is a host that is none.
    let host = (!host_version.is_empty()).then_some(("Terraform", host_version));
    let both: Vec<_> = [Some(own), host].into_iter().flatten().collect();
    let agent = UserAgent::new(&both)
        .or_else(|_| UserAgent::new(&[own]))
        .ok()?;
    let Some(appendix) = variables.var(APPENDIX_VARIABLE) else {
        return Some(agent);
    };
    agent
        .append(&appendix)
        .map_err(|error| {
            diagnostics.error(
                format!("{APPENDIX_VARIABLE} cannot be used"),
                format!("{error}."),
            )
        })
        .ok()
}

#[cfg(test)]
mod tests;
