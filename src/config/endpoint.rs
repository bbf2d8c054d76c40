//! Where the APIs are: `endpoint`, the block `endpoints`, and the environment.

use serde::{Deserialize, Serialize};

use cen::alibaba_cloud::endpoint::Endpoint;
use cen::alibaba_cloud::world::Environment;
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::schema::{Attribute, Block};
use tf_plugin::value::{Attr, Kind, Path};

use super::Config;

/// Environment variables that hold an endpoint, the first one that is set wins: ours, then those of the official
/// provider.
const VARIABLES: [&str; 3] = ["CEN_ENDPOINT", "ALIBABA_CLOUD_ENDPOINT_CBN", "CBN_ENDPOINT"];

/// One block `endpoints`: addresses by product.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Endpoints {
    cbn: Attr<String>,
    sts: Attr<String>,
}

#[cfg(test)]
impl Endpoints {
    pub(super) fn new(cbn: &str, sts: &str) -> Self {
        Self {
            cbn: cbn.into(),
            sts: sts.into(),
        }
    }
}

/// The block `endpoints`, which other providers of Alibaba Cloud have as a set.
pub(super) fn block() -> Block {
    let attributes = vec![
        Attribute::optional("cbn", Kind::String).describe("The same as `endpoint`."),
        Attribute::optional("sts", Kind::String).describe(
            "Address of STS, where roles are taken on. Else from `ALIBABA_CLOUD_STS_ENDPOINT`, else \
             `sts.REGION.aliyuncs.com`, else `sts.aliyuncs.com`.",
        ),
    ];
    Block::set("endpoints", attributes).describe("Addresses of the products that are called.")
}

/// Whether an address is unknown, or what may be in one.
pub(super) fn is_unknown(config: &Config) -> bool {
    config.endpoint.is_unknown()
        || config.allow_plain_http.is_unknown()
        || config.endpoints.is_unknown()
        || config.endpoints.known().is_some_and(|blocks| {
            blocks.iter().any(|block| {
                block.is_unknown()
                    || block
                        .known()
                        .is_some_and(|block| block.cbn.is_unknown() || block.sts.is_unknown())
            })
        })
}

/// Says which of the addresses that are known cannot be used.
pub(super) fn check(config: &Config, diagnostics: &mut Diagnostics) {
    if config.allow_plain_http.is_unknown() {
        return;
    }
    if config.endpoint.known().is_some() && in_blocks(config, |block| &block.cbn).is_some() {
        diagnostics.error_at(
            Path::default().block("endpoints"),
            "Two endpoints of CEN",
            "endpoint and the cbn of endpoints are both set, and mean the same; keep one of them.",
        );
    }
    for (text, path) in written(config) {
        parse(config, text, path, diagnostics);
    }
    sts(config, diagnostics);
}

/// Where CEN is: what the block says, else the environment, else CEN itself.
pub(super) fn cen(
    config: &Config,
    environment: &dyn Environment,
    diagnostics: &mut Diagnostics,
) -> Option<Endpoint> {
    if let Some((text, path)) = written(config).next() {
        return parse(config, text, path, diagnostics);
    }
    let allow = config.allow_plain_http == Attr::Known(true);
    let variable = VARIABLES
        .iter()
        .find_map(|name| Some((name, environment.var(name)?)));
    let Some((name, text)) = variable else {
        return Endpoint::parse(cen::DEFAULT_ENDPOINT, allow).ok();
    };
    Endpoint::parse(&text, allow)
        .map_err(|error| {
            diagnostics.error(
                "Endpoint cannot be used",
                format!(
                    "It comes from the environment variable {name}. {}",
                    detail(&error.to_string())
                ),
            );
        })
        .ok()
}

/// Where STS is, if the block says so.
pub(super) fn sts(config: &Config, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
    let text = in_blocks(config, |block| &block.sts)?;
    parse(
        config,
        text,
        Path::default().block("endpoints"),
        diagnostics,
    )
}

/// The addresses of CEN in the provider block, the one that holds first.
fn written(config: &Config) -> impl Iterator<Item = (&str, Path)> {
    let own = config
        .endpoint
        .known()
        .map(|text| (text.as_str(), Path::root("endpoint")));
    let block = in_blocks(config, |block| &block.cbn)
        .map(|text| (text, Path::default().block("endpoints")));
    own.into_iter().chain(block)
}

fn in_blocks(config: &Config, field: fn(&Endpoints) -> &Attr<String>) -> Option<&str> {
    config.endpoints.known()?.iter().find_map(|block| {
        let text = field(block.known()?).known()?;
        Some(text.as_str()).filter(|text| !text.is_empty())
    })
}

fn parse(
    config: &Config,
    text: &str,
    path: Path,
    diagnostics: &mut Diagnostics,
) -> Option<Endpoint> {
    Endpoint::parse(text, config.allow_plain_http == Attr::Known(true))
        .map_err(|error| {
            diagnostics.error_at(path, "Endpoint cannot be used", detail(&error.to_string()));
        })
        .ok()
}

fn detail(problem: &str) -> String {
    format!(
        "{problem}. To send requests to another machine without TLS, set allow_plain_http = true."
    )
}
