//! `cen_bandwidth_packages`: all packages that meet some conditions.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::filters::Filter as _;
use crate::filters::packages::Packages as Filter;
use crate::from_api::optional;
use crate::scope::Scope;
use crate::{Cen, wait};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

use super::package::Package;

pub(super) struct BandwidthPackages;

/// All bandwidth packages of the account that meet every condition; without a condition, all of them. None is an empty
/// list, and no error.
#[derive(Clone, Model)]
pub(super) struct Packages {
    #[attribute(flatten)]
    wanted: Filter,
    /// The ids of the packages, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The packages, in the order of their ids.
    #[attribute(computed)]
    packages: Attr<Vec<Listed>>,
}

/// A package.
#[derive(Clone, Model)]
#[model(computed)]
struct Listed {
    /// Its id.
    id: String,
    /// Its name.
    name: Attr<String>,
    #[attribute(flatten)]
    package: Package,
}

#[async_trait]
impl DataSource<Cen> for BandwidthPackages {
    type Model = Packages;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_packages"
    }

    async fn read(&self, request: DataSourceRead<Packages, Cen>) -> Result<Packages, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let wanted = request.config.wanted;
        let scope = Scope {
            client: &client,
            deadline: &deadline,
        };
        let found = wanted.found(scope).await.explained()?;
        let packages: Vec<Listed> = found.iter().map(shown).collect();
        Ok(Packages {
            wanted,
            ids: Attr::Known(packages.iter().map(|one| one.id.clone()).collect()),
            packages: Attr::Known(packages),
        })
    }
}

fn shown(package: &cen::Package) -> Listed {
    Listed {
        id: package.id.to_string(),
        name: optional(&package.name),
        package: Package::from(package),
    }
}
