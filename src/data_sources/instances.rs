//! `cen_instances`: all CEN instances that meet some conditions.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::filters::Filter as _;
use crate::filters::instances::Instances as Wanted;
use crate::from_api::{optional, time};
use crate::scope::Scope;
use crate::tags::{self, Tags};
use crate::{Cen, wait};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct Instances;

/// All CEN instances of the account that meet every condition; without a condition, all of them. None is an empty list,
/// and no error.
#[derive(Clone, Model)]
pub(super) struct Found {
    #[attribute(flatten)]
    wanted: Wanted,
    /// The ids of the instances, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The instances, in the order of their ids.
    #[attribute(computed)]
    instances: Attr<Vec<Instance>>,
}

/// An instance.
#[derive(Clone, Model)]
#[model(computed)]
struct Instance {
    /// Its id, `cen-...`.
    id: String,
    /// Its name.
    name: Attr<String>,
    /// Its description.
    description: Attr<String>,
    /// `Active` when it can be changed; `Creating`, `Modifying` or `Deleting` for a while.
    status: String,
    /// How much the address ranges of what is attached to it may overlap.
    protection_level: Attr<String>,
    /// The bandwidth packages that are bound to it, in the order of their ids.
    bandwidth_package_ids: Vec<String>,
    /// All of its tags.
    tags: Attr<Tags>,
    /// When it was created, in UTC.
    creation_time: Attr<String>,
    /// Its resource group.
    resource_group_id: Attr<String>,
}

#[async_trait]
impl DataSource<Cen> for Instances {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_instances"
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let wanted = request.config.wanted;
        let scope = Scope {
            client: &client,
            deadline: &deadline,
        };
        let found = wanted.found(scope).await.explained()?;
        let instances: Vec<Instance> = found.iter().map(shown).collect();
        Ok(Found {
            wanted,
            ids: Attr::Known(instances.iter().map(|one| one.id.clone()).collect()),
            instances: Attr::Known(instances),
        })
    }
}

fn shown(instance: &cen::Instance) -> Instance {
    let mut packages: Vec<String> = instance.packages.iter().map(ToString::to_string).collect();
    packages.sort_unstable();
    Instance {
        id: instance.id.to_string(),
        name: optional(&instance.name),
        description: optional(&instance.description),
        status: instance.status.as_str().to_owned(),
        protection_level: optional(&instance.protection_level),
        bandwidth_package_ids: packages,
        tags: tags::attr(instance.tags.clone()),
        creation_time: time(instance.creation_time.as_ref()),
        resource_group_id: optional(&instance.resource_group_id),
    }
}
