//! `cen_instances`: all CEN instances that meet some conditions.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Cen;
use crate::observed::{moment, optional};
use crate::report::Explain as _;
use crate::selection::instances::{self as selection, Instances as Wanted};
use crate::tags::{self, Tags};
use tf_plugin::framework::schema::{Attribute, Nesting, Schema};
use tf_plugin::framework::{DataSource, Diagnostics, Query};
use tf_plugin::value::{Attr, Kind};

use super::limits;

pub(super) struct Instances;

/// Conditions and answer.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Found {
    name: Attr<String>,
    tags: Attr<Tags>,
    ids: Attr<Vec<Attr<String>>>,
    instances: Attr<Vec<Instance>>,
}

/// What is shown of an instance.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Instance {
    id: Attr<String>,
    name: Attr<String>,
    description: Attr<String>,
    status: Attr<String>,
    protection_level: Attr<String>,
    bandwidth_package_ids: Attr<Vec<Attr<String>>>,
    tags: Attr<Tags>,
    creation_time: Attr<String>,
    resource_group_id: Attr<String>,
}

fn instance() -> Vec<Attribute> {
    vec![
        Attribute::computed("id", Kind::String).describe("Its id, `cen-...`."),
        Attribute::computed("name", Kind::String).describe("Its name."),
        Attribute::computed("description", Kind::String).describe("Its description."),
        Attribute::computed("status", Kind::String).describe(
            "`Active` when it can be changed; `Creating`, `Modifying` or `Deleting` for a while.",
        ),
        Attribute::computed("protection_level", Kind::String)
            .describe("How much the address ranges of what is attached to it may overlap."),
        Attribute::computed("bandwidth_package_ids", Kind::list(Kind::String))
            .describe("The bandwidth packages that are bound to it, in the order of their ids."),
        Attribute::computed("tags", Kind::map(Kind::String)).describe("All of its tags."),
        Attribute::computed("creation_time", Kind::String).describe("When it was made, in UTC."),
        Attribute::computed("resource_group_id", Kind::String).describe("Its resource group."),
    ]
}

#[async_trait]
impl DataSource<Cen> for Instances {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_instances"
    }

    fn schema(&self) -> Schema {
        let mut attributes = selection::attributes();
        attributes.extend([
            Attribute::computed("ids", Kind::list(Kind::String))
                .describe("The ids of the instances, in order."),
            Attribute::computed_nested("instances", Nesting::List, instance())
                .describe("The instances, in the order of their ids."),
        ]);
        Schema::new(
            "All CEN instances of the account that meet every condition; without a condition, all of them. None is an \
             empty list, and no error.",
            attributes,
        )
    }

    async fn read(&self, query: Query<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = query.access.client()?;
        let all = client.api.instances(&limits(&query.operation)).await;
        let all = all.explained()?;
        let config = query.config;
        let wanted = Wanted {
            name: config.name.clone(),
            tags: config.tags.clone(),
        };
        let found = all.iter().filter(|instance| wanted.admits(instance));
        let instances: Vec<Instance> = found.map(shown).collect();
        Ok(Found {
            ids: Attr::Known(instances.iter().map(|one| one.id.clone()).collect()),
            instances: Attr::Known(instances),
            ..config
        })
    }
}

fn shown(instance: &cen::Instance) -> Instance {
    let mut packages: Vec<&str> = instance
        .packages
        .iter()
        .map(cen::PackageId::as_str)
        .collect();
    packages.sort_unstable();
    Instance {
        id: instance.id.as_str().into(),
        name: optional(&instance.name),
        description: optional(&instance.description),
        status: instance.status.as_str().into(),
        protection_level: optional(&instance.protection_level),
        bandwidth_package_ids: Attr::Known(packages.into_iter().map(Attr::from).collect()),
        tags: tags::attr(instance.tags.clone()),
        creation_time: moment(instance.creation_time.as_ref()),
        resource_group_id: optional(&instance.resource_group_id),
    }
}
