//! `cen_instance`: what packages are bound and networks are attached to.

use async_trait::async_trait;

use crate::filters::instances::Instances as Filter;
use crate::from_api::{changed, optional};
use crate::identity::Key;
use crate::lifecycle::{
    Change, Created, DefaultTimeouts, Managed, Obstacle, Searchable, Words, common_attributes,
    remote,
};
use crate::official;
use crate::resource_group::{self, ResourceGroup};
use crate::scope::Scope;
use crate::tags::Tagging;
use crate::texts::Texts;
use crate::wait::Failure;
use crate::written::Named;
use cen::error::Kind as Code;
use cen::{
    CallError, CenId, Child, ChildStatus, ClientToken, Freshness, Grouped, InstanceChange,
    InstanceStatus, NewInstance, Region, Tagged,
};
use tf_plugin::framework::SourceState;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::Attr;

/// An instance of Alibaba Cloud's Cloud Enterprise Network (CEN): what network instances are attached and bandwidth packages
/// are bound to. It costs nothing itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Instance {
    /// Id of the instance, `cen-...`. While its creation is unconfirmed (see `status`) this is a placeholder that begins with
    /// `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    #[attribute(flatten)]
    texts: Texts,
    /// How far the address ranges of attached networks may overlap. CEN gives new instances `REDUCED`: they may overlap, but
    /// not be the same. Old instances may have `FULL`; setting this argument lowers that in place, for good.
    #[attribute(optional, computed, use_state_for_unknown, validate = one_of(&["REDUCED"]))]
    protection_level: Attr<String>,
    #[attribute(flatten)]
    group: ResourceGroup,
    #[attribute(
        flatten,
        describe(
            tags_all = "All tags of the instance: `tags` together with the provider's `default_tags`."
        )
    )]
    tagging: Tagging,
    /// `Creating`, `Active`, `Modifying` or `Deleting`; `Pending` when the instance has been created and is not visible yet;
    /// `Unconfirmed` when nobody has answered its creation, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    /// When the instance was created, in UTC.
    #[attribute(computed, use_state_for_unknown)]
    creation_time: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of a creation, `10m` where it is not set. A creation that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of a destroy, `5m` where it is not set. That something is still attached or bound to the instance \
                  and does not begin to leave is an error after a minute at the latest.",
    ))]
    timeouts: Attr<Timeouts>,
}

/// Ids of instances are unique over all accounts.
impl Key for CenId {
    const FORM: &'static str = "cen-...";
    const PARTS: &'static [(&'static str, &'static str)] =
        &[("id", "Id of the instance, `cen-...`.")];
}

remote!(cen::Instance, id, InstanceStatus::Active);

#[async_trait]
impl Managed for Instance {
    const TYPE: &'static str = "cen_instance";
    const MOVES_FROM: &'static str = "alicloud_cen_instance";
    const WORDS: Words = Words::of("CEN instance");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(10, 5, 5);

    type Parameters = NewInstance;
    type Key = CenId;
    type Remote = cen::Instance;

    common_attributes!();

    fn key(&self) -> Option<CenId> {
        Named::stored(self.common().confirmed_id()?).ok()
    }

    fn refresh(&mut self, remote: &cen::Instance) {
        self.protection_level = optional(&remote.protection_level);
        self.group.resource_group_id = optional(&remote.resource_group_id);
    }

    fn parameters(&self) -> Option<NewInstance> {
        Some(NewInstance {
            name: self.texts.name.known().cloned(),
            description: self.texts.description.known().cloned(),
            protection_level: self.protection_level.known().cloned(),
            tags: self.tagging.plain(),
            resource_group_id: self.group.resource_group_id.known().cloned(),
        })
    }

    async fn create(
        parameters: &NewInstance,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<CenId>, CallError> {
        let created = client.api.create_instance(parameters, token, deadline);
        Ok(created.await?.into())
    }

    async fn find(
        key: &CenId,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<cen::Instance>, CallError> {
        client.api.instance(key, freshness, deadline).await
    }

    async fn find_among_all(
        key: &CenId,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<cen::Instance>, CallError> {
        let all = client.api.instances(deadline).await?;
        Ok(all.into_iter().find(|instance| instance.id == *key))
    }

    fn keep(&mut self, _planned: &Self) {}

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let (before, after) = (&change.state, &change.planned);
        let (name, description) = change.texts();
        let protection_level = changed(&before.protection_level, &after.protection_level);
        let sent = InstanceChange {
            name,
            description,
            // A level that is no longer configured stays as it is.
            protection_level: protection_level.filter(|level| !level.is_empty()),
        };
        let is_change = sent != InstanceChange::default();
        if is_change {
            let Scope { client, deadline } = change.scope();
            let api = &client.api;
            api.modify_instance(&change.key, &sent, deadline).await?;
        }
        change.finish(is_change, |_, _| {}, |_| true).await?;
        resource_group::change(change, |id| Grouped::instance(id), |this| &mut this.group).await?;
        Ok(())
    }

    fn tagged<'a>(key: &'a CenId, _region: Option<&'a Region>) -> Option<Tagged<'a>> {
        Some(Tagged::instance(key))
    }

    async fn delete(
        &self,
        key: &CenId,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.delete_instance(key, deadline).await
    }

    /// A refusal may pass when nothing is attached or bound any more, or when the instance has become active.
    async fn obstacle(
        key: &CenId,
        refused: &CallError,
        scope: Scope<'_>,
    ) -> Result<Option<Obstacle>, CallError> {
        let code = Code::of_call(refused);
        if !matches!(code, Some(Code::InUse | Code::Busy)) {
            return Ok(None);
        }
        let Some(instance) = Self::find(key, Freshness::Latest, scope).await? else {
            return Ok(Some(Obstacle {
                found: "it is not listed".to_owned(),
                stays: false,
                advice: None,
            }));
        };
        let Scope { client, deadline } = scope;
        let children = client.api.children(key, deadline).await?;
        Ok(Some(in_the_way(&instance, &children, code)))
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.texts.name = official::text(source, &["cen_instance_name", "name"]);
        self.protection_level = official::text(source, &["protection_level"]);
        self.group.resource_group_id = official::text(source, &["resource_group_id"]);
    }
}

impl Searchable for Instance {
    type Filter = Filter;
}

/// What keeps CEN from deleting an instance. One to which nothing is bound or attached is busy with itself.
fn in_the_way(instance: &cen::Instance, children: &[Child], code: Option<Code>) -> Obstacle {
    let is_leaving = |child: &Child| child.status == ChildStatus::Detaching;
    let packages = instance.packages.iter();
    let bound = packages.map(|id| format!("the bandwidth package {id} is bound"));
    let attached = children.iter().map(|child| {
        format!(
            "{} ({} in {}) is {}",
            child.key,
            child.kind.as_str(),
            child.region,
            child.status.as_str().to_lowercase()
        )
    });
    let all: Vec<String> = bound.chain(attached).collect();
    if all.is_empty() {
        return Obstacle {
            found: "the instance is busy".to_owned(),
            stays: code == Some(Code::InUse),
            advice: None,
        };
    }
    let found = all.join(", ");
    let advice = format!(
        "CEN does not end an instance as long as something is bound or attached to it, and {found}. Unbind and detach that \
         first, then destroy the instance again. Where Terraform manages it, have its cen_id refer to this resource (not be \
         the bare id), so that it is destroyed before the instance."
    );
    Obstacle {
        found,
        stays: !instance.packages.is_empty() || !children.iter().all(is_leaving),
        advice: Some(("The CEN instance is in use".to_owned(), advice)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::moved_state;

    #[test]
    fn a_state_of_a_late_release_is_taken_over_whole() {
        let state = json!({
            "cen_instance_name": "main", "create_time": "2026-01-02T03:04Z", "description": "", "id": "cen-abc",
            "name": "main", "protection_level": "REDUCED", "resource_group_id": "rg-1", "status": "Active",
            "tags": {"env": "dev"}, "timeouts": {"create": "20m", "delete": null, "update": null}
        });
        let tags: Attr<_> = Some([("env".to_owned(), "dev".into())].into()).into();
        let expected = Instance {
            id: "cen-abc".into(),
            texts: Texts {
                name: "main".into(),
                ..Texts::default()
            },
            protection_level: "REDUCED".into(),
            group: ResourceGroup {
                resource_group_id: "rg-1".into(),
            },
            tagging: Tagging {
                tags: tags.clone(),
                tags_all: tags,
            },
            status: "Active".into(),
            creation_time: "2026-01-02T03:04Z".into(),
            timeouts: Attr::Known(Timeouts::default().create("20m")),
        };
        assert_eq!(moved_state::<Instance>(state).unwrap(), expected);
    }

    #[test]
    fn a_state_of_an_early_release_is_enough_and_one_without_an_id_is_not() {
        let early = json!({"id": "cen-abc", "name": "old", "tags": {}, "timeouts": null});
        let expected = Instance {
            id: "cen-abc".into(),
            texts: Texts {
                name: "old".into(),
                ..Texts::default()
            },
            ..Instance::default()
        };
        assert_eq!(moved_state::<Instance>(early).unwrap(), expected);
        assert!(moved_state::<Instance>(json!({})).is_err());
    }
}
