//! `cen_bandwidth_packages`: all packages that meet some conditions.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Cen;
use crate::report::Explain as _;
use crate::selection::packages::{self as selection, Packages as Selection};
use crate::tags::Tags;
use tf_plugin::framework::schema::{Attribute, Nesting, Schema};
use tf_plugin::framework::{DataSource, Diagnostics, Query};
use tf_plugin::value::{Attr, Kind};

use super::limits;
use super::package::{self, Package};

pub(super) struct BandwidthPackages;

/// Conditions and answer.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Packages {
    name: Attr<String>,
    area_a: Attr<String>,
    area_b: Attr<String>,
    charge_type: Attr<String>,
    cen_id: Attr<String>,
    tags: Attr<Tags>,
    ids: Attr<Vec<Attr<String>>>,
    packages: Attr<Vec<Package>>,
}

#[async_trait]
impl DataSource<Cen> for BandwidthPackages {
    type Model = Packages;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_packages"
    }

    fn schema(&self) -> Schema {
        let mut package = vec![
            Attribute::computed("id", Kind::String).describe("Its id."),
            Attribute::computed("name", Kind::String).describe("Its name."),
        ];
        package.extend(package::attributes());
        let mut attributes = selection::attributes();
        attributes.push(
            Attribute::computed("ids", Kind::list(Kind::String))
                .describe("The ids of the packages, in order."),
        );
        attributes.push(
            Attribute::computed_nested("packages", Nesting::List, package)
                .describe("The packages, in the order of their ids."),
        );
        Schema::new(
            "All bandwidth packages of the account that meet every condition; without a condition, all of them. None is \
             an empty list, and no error.",
            attributes,
        )
    }

    async fn read(&self, query: Query<Packages, Cen>) -> Result<Packages, Diagnostics> {
        let client = query.access.client()?;
        let all = client.api.packages(&limits(&query.operation)).await;
        let all = all.explained()?;
        let config = query.config;
        let wanted = Selection {
            name: config.name.clone(),
            area_a: config.area_a.clone(),
            area_b: config.area_b.clone(),
            charge_type: config.charge_type.clone(),
            cen_id: config.cen_id.clone(),
            tags: config.tags.clone(),
        };
        let found = all.iter().filter(|package| wanted.admits(package));
        let packages: Vec<Package> = found.map(Package::from).collect();
        Ok(Packages {
            ids: Attr::Known(packages.iter().map(|one| one.id.clone()).collect()),
            packages: Attr::Known(packages),
            ..config
        })
    }
}
