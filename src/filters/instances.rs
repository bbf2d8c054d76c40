//! Which CEN instances a search is for.

use async_trait::async_trait;

use cen::{CallError, Instance};
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use crate::scope::Scope;
use crate::tags::Tags;

use super::{Filter, has_tags};

/// The CEN instances of the account that meet every condition; without a condition, all of them.
#[derive(Clone, Debug, Default, Model)]
pub(crate) struct Instances {
    /// Only instances with this very name.
    #[attribute(optional)]
    name: Attr<String>,
    /// Only instances with these tags, whatever other tags they have.
    #[attribute(optional)]
    tags: Attr<Tags>,
}

#[async_trait]
impl Filter<Instance> for Instances {
    fn matches(&self, instance: &Instance) -> bool {
        self.name.known().is_none_or(|name| *name == instance.name)
            && has_tags(&self.tags, &instance.tags)
    }

    async fn all(&self, Scope { client, deadline }: Scope<'_>) -> Result<Vec<Instance>, CallError> {
        client.api.instances(deadline).await
    }
}
