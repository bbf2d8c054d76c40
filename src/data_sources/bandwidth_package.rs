//! `cen_bandwidth_package`: one package that exists, by id or by name.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::client::Client;
use crate::from_api::optional;
use crate::known_config::KnownConfig;
use crate::{Cen, wait};
use cen::{self, Freshness, PackageId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::{Attr, Path};

use super::package::Package;

pub(super) struct BandwidthPackage;

/// One bandwidth package that exists, such as one that another configuration has bought. No such package, or several of
/// them, is an error; to look for any number, use `cen_bandwidth_packages`.
#[derive(Clone, Model)]
pub(super) struct Found {
    /// Id of the package, `cenbwp-...`.
    #[attribute(optional, computed, exactly_one_of("name"))]
    id: Attr<String>,
    /// Name of the package, in full; this or `id`. Names need not be unique: two packages of this name are an
    /// error.
    #[attribute(optional, computed)]
    name: Attr<String>,
    #[attribute(flatten)]
    package: Package,
}

/// How many of several candidates an error names.
const NAMED: usize = 5;

#[async_trait]
impl DataSource<Cen> for BandwidthPackage {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_package"
    }

    fn validate(&self, config: &Found, _known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        if let Some(id) = config.id.known()
            && let Err(error) = PackageId::parse(id)
        {
            diagnostics.error_at(
                Path::root("id"),
                "Not the id of a bandwidth package",
                error.to_string(),
            );
        }
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let found = match request.config.id.known() {
            Some(id) => by_id(id, &client, &deadline).await?,
            None => by_name(request.config.name.text(), &client, &deadline).await?,
        };
        Ok(Found {
            id: found.id.as_str().into(),
            name: optional(&found.name),
            package: Package::from(&found),
        })
    }
}

async fn by_id(
    id: &str,
    client: &Client,
    deadline: &cen::Deadline,
) -> Result<cen::Package, Diagnostics> {
    let none = |detail: String| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(Path::root("id"), "No such bandwidth package", detail);
        diagnostics
    };
    let id = PackageId::parse(id).map_err(|error| none(error.to_string()))?;
    let found = client.api.package(&id, Freshness::Recent, deadline).await;
    found.explained()?.ok_or_else(|| {
        none(format!(
            "The account has no bandwidth package {id}. It may have been released, or belong to another account."
        ))
    })
}

async fn by_name(
    name: &str,
    client: &Client,
    deadline: &cen::Deadline,
) -> Result<cen::Package, Diagnostics> {
    let all = client.api.packages(deadline).await;
    let all = all.explained()?;
    let count = all.len();
    let mut found: Vec<cen::Package> = all.into_iter().filter(|one| one.name == name).collect();
    let (summary, detail) = match (found.pop(), found.len()) {
        (Some(only), 0) => return Ok(only),
        (None, _) => (
            "No such bandwidth package",
            format!("None of the {count} bandwidth packages of the account is called {name:?}."),
        ),
        (Some(last), others) => {
            found.push(last);
            let ids = found.iter().take(NAMED).map(|one| one.id.to_string());
            let mut ids = ids.collect::<Vec<_>>().join(", ");
            if others >= NAMED {
                ids += " and others";
            }
            (
                "Several bandwidth packages have this name",
                format!(
                    "{} packages are called {name:?}: {ids}. Set id to the one that is meant.",
                    others + 1
                ),
            )
        }
    };
    let mut diagnostics = Diagnostics::default();
    diagnostics.error_at(Path::root("name"), summary, detail);
    Err(diagnostics)
}
