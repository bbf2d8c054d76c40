//! The region of resources that have one: their own argument, else the provider's.

use cen::Region;
use tf_plugin::framework::model::CustomType;
use tf_plugin::framework::{Diagnostic, Diagnostics, Plan, PlanRequest};
use tf_plugin::value::{Attr, Path};

use super::Cen;
use super::client::Client;
use super::known_config::KnownConfig;
use super::regions;
use super::written::{Written, meaning};

const REGION: &str = "region";

/// Checks that the argument at `path` is a region that transit routers can be in.
pub(super) fn check(
    path: Path,
    region: &Attr<impl AsRef<str>>,
    known_config: &KnownConfig,
    diagnostics: &mut Diagnostics,
) {
    match region.known() {
        Some(text) if is_of_gateway(text.as_ref()) => diagnostics.error_at(
            path,
            "No transit router can be in this region",
            format!(
                "{:?} is the region of a cloud connect network. Transit routers are in regions such as \
                 \"cn-hangzhou\".",
                text.as_ref()
            ),
        ),
        _ => regions::check_region(path, region, known_config, diagnostics),
    }
}

fn is_of_gateway(region: &str) -> bool {
    region.trim().to_ascii_lowercase().starts_with("ccn-")
}

/// Gives a new object, whose region is that in `slot`, the provider's region where it has none of its own. An object that
/// is there stays where it is.
pub(super) fn fill_in<M>(
    request: &PlanRequest<'_, M, Cen>,
    slot: impl Fn(&mut M) -> &mut Attr<Written<Region>>,
    own: &Attr<Written<Region>>,
    plan: &mut Plan<M>,
) {
    if request.prior.is_some() || !own.is_null() {
        return;
    }
    let region = require(request, own, &mut plan.diagnostics);
    if region.is_null() {
        return;
    }
    *slot(&mut plan.state) = match region {
        Attr::Known(text) => CustomType::stored(text).ok().into(),
        _ => Attr::Unknown,
    };
}

/// The region that a data source is about: its `own`, else that of the provider.
///
/// # Errors
///
/// When there is none.
pub(super) fn of_data_source(
    own: &Attr<Written<Region>>,
    client: &Client,
) -> Result<Attr<Written<Region>>, Diagnostics> {
    if own.known().is_some() {
        return Ok(own.clone());
    }
    let region = client.region.known().cloned();
    let region: Option<Written<Region>> = region.and_then(|text| CustomType::stored(text).ok());
    region.map(Attr::Known).ok_or_else(|| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(not_set());
        diagnostics
    })
}

fn not_set() -> Diagnostic {
    let detail = "Set region here, in the provider block, or in the environment variable ALIBABA_CLOUD_REGION, such as \
                  \"cn-hangzhou\".";
    Diagnostic::error("The region is not set", detail).at(Path::root(REGION))
}

/// The provider's region, for a new object that has none of its own; says that there is none, or none that can be used.
pub(super) fn require<M>(
    request: &PlanRequest<'_, M, Cen>,
    own: &Attr<Written<Region>>,
    diagnostics: &mut Diagnostics,
) -> Attr<String> {
    if !own.is_null() {
        return Attr::Null;
    }
    let region = of_provider(request.client, request.known_config);
    if region.is_null() {
        diagnostics.push(not_set());
        return region;
    }
    let mut wrong = Diagnostics::default();
    check(
        Path::root(REGION),
        &region,
        request.known_config,
        &mut wrong,
    );
    for mut diagnostic in wrong {
        diagnostic.detail.push_str(
            "\n\nThis resource has no region of its own, so it takes that of the provider: region in its block, else the \
             environment variable ALICLOUD_REGION or ALIBABA_CLOUD_REGION.",
        );
        diagnostics.push(diagnostic);
    }
    region
}

/// The region that an object names, or else the provider's.
pub(super) fn of(own: &Attr<Written<Region>>, client: &Client) -> Option<Region> {
    let of_provider = || Region::parse(client.region.known()?).ok();
    meaning(own).cloned().or_else(of_provider)
}

/// The provider's region. As long as there is no client, it may yet come from the environment.
fn of_provider(client: Option<&Client>, known_config: &KnownConfig) -> Attr<String> {
    match (client, &known_config.region) {
        (Some(client), _) => client.region.clone(),
        (None, Attr::Null) => Attr::Unknown,
        (None, region) => region.clone(),
    }
}
