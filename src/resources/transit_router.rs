//! `cen_transit_router`: the router of a CEN instance in one region.

use async_trait::async_trait;

use crate::claim::Claim;
use crate::filters::transit_routers::TransitRouters as Filter;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::lifecycle::{
    Change, Created, DefaultTimeouts, Managed, Occupant, Searchable, Words, common_attributes,
    remote,
};
use crate::scope::Scope;
use crate::tags::Tagging;
use crate::texts::Texts;
use crate::wait::Failure;
use crate::written::{Named as _, Written, meaning, refreshed, written};
use crate::{Cen, from_api, official, region_argument};
use cen::transit_router::{NewRouter, RouterChange, RouterKey, RouterStatus, TransitRouter};
use cen::{CallError, CenId, ClientToken, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostic, Diagnostics, Plan, PlanRequest, SourceState};
use tf_plugin::value::{Attr, Path};

/// A transit router of Alibaba Cloud's Cloud Enterprise Network (CEN), Enterprise edition: what VPCs of one region are
/// attached to, and what is connected to the transit routers of other regions. A CEN instance has one in a region. The
/// account must have opened the transit router service once, in the console.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Router {
    /// Id of the transit router, `tr-...`. While its creation is unconfirmed (see `status`) this is a placeholder that begins
    /// with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The CEN instance. A change replaces the transit router.
    #[attribute(required, requires_replace_while_unknown)]
    cen_id: Attr<Written<CenId>>,
    /// The region, such as `cn-hangzhou`, in any letter case. A new transit router is put into the provider's `region` where
    /// this is not set; one that is there stays where it is. A change replaces the transit router.
    #[attribute(optional, computed, use_state_for_unknown, requires_replace)]
    region: Attr<Written<Region>>,
    #[attribute(flatten)]
    texts: Texts,
    /// Whether it forwards multicast traffic, which not every region offers; no where this is not set. A change replaces the
    /// transit router.
    #[attribute(optional, computed, use_state_for_unknown, requires_replace)]
    support_multicast: Attr<bool>,
    #[attribute(flatten)]
    tagging: Tagging,
    /// The edition: `Enterprise`, or `Basic` for an old one that was imported.
    #[attribute(computed, use_state_for_unknown)]
    r#type: Attr<String>,
    /// `Creating`, `Active`, `Modifying`, `Deleting` or `Upgrading`; `Pending` when the transit router has been created and is
    /// not visible yet; `Unconfirmed` when nobody has answered its creation, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    /// When the transit router was created, in UTC.
    #[attribute(computed, use_state_for_unknown)]
    creation_time: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of a creation, `10m` where it is not set. A creation that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of a destroy, `10m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

impl Key for RouterKey {
    const FORM: &'static str = "CEN:ROUTER";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("cen_id", "The CEN instance, `cen-...`."),
        ("id", "Id of the transit router, `tr-...`."),
    ];
}

remote!(TransitRouter, key.id, RouterStatus::Active);

#[async_trait]
impl Managed for Router {
    const TYPE: &'static str = "cen_transit_router";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router";
    const WORDS: Words = Words::of("transit router");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(10, 5, 10);

    type Parameters = NewRouter;
    type Key = RouterKey;
    type Remote = TransitRouter;

    common_attributes!();

    fn key(&self) -> Option<RouterKey> {
        Some(RouterKey {
            cen: meaning(&self.cen_id)?.clone(),
            id: RouterId::stored(self.common().confirmed_id()?).ok()?,
        })
    }

    fn enter_parent(&mut self, key: &RouterKey) {
        self.cen_id = written(&key.cen);
    }

    fn refresh(&mut self, remote: &TransitRouter) {
        self.cen_id = refreshed(Some(&remote.key.cen), &self.cen_id);
        self.region = refreshed(Some(&remote.region), &self.region);
        self.support_multicast = remote.support_multicast.into();
        self.r#type = from_api::optional(&remote.edition);
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        region_argument::check(
            Path::root("region"),
            &self.region,
            known_config,
            diagnostics,
        );
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let own = &request.config.region;
        region_argument::fill_in(request, |router| &mut router.region, own, plan);
    }

    fn parameters(&self) -> Option<NewRouter> {
        Some(NewRouter {
            cen: meaning(&self.cen_id)?.clone(),
            region: self.region()?,
            name: self.texts.name.known().cloned(),
            description: self.texts.description.known().cloned(),
            support_multicast: self.support_multicast.known().copied(),
            tags: self.tagging.plain(),
        })
    }

    async fn create(
        parameters: &NewRouter,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<RouterKey>, CallError> {
        let created = client
            .api
            .create_transit_router(parameters, token, deadline);
        Ok(created.await?.into())
    }

    async fn find(
        key: &RouterKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<TransitRouter>, CallError> {
        client.api.transit_router(key, freshness, deadline).await
    }

    fn claims(&self) -> Vec<Claim> {
        let place = meaning(&self.cen_id).zip(self.region());
        let claim = place.map(|(cen, region)| Claim {
            name: format!("transit router of {cen} in {region}"),
            refusal: Diagnostic::error(
                "Two transit routers for one region",
                format!(
                    "Another resource of this configuration creates the transit router of {cen} in {region} too, and an \
                     instance has one in a region. No transit router was created for this resource. Keep one of them; of a \
                     count or for_each, let each instance name another region."
                ),
            )
            .at(Path::root("region")),
        });
        claim.into_iter().collect()
    }

    async fn in_its_place(
        parameters: &NewRouter,
        Scope { client, deadline }: Scope<'_>,
    ) -> Option<Occupant<RouterKey>> {
        let NewRouter { cen, region, .. } = parameters;
        let api = &client.api;
        let there = api.transit_router_in(cen, region, deadline).await.ok()??;
        Some(Occupant {
            statement: format!(
                "{cen} has {} in {region} already, and an instance has one transit router in a region.",
                there.key.id
            ),
            key: there.key,
        })
    }

    fn keep(&mut self, _planned: &Self) {}

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let (name, description) = change.texts();
        let texts = RouterChange { name, description };
        let is_change = texts != RouterChange::default();
        if is_change {
            let region = match change.state.region() {
                Some(region) => region,
                None => change.become_ready(|_| true).await?.region,
            };
            let (key, Scope { client, deadline }) = (&change.key, change.scope());
            let api = &client.api;
            api.update_transit_router(key, &region, &texts, deadline)
                .await?;
        }
        change.finish(is_change, |_, _| {}, |_| true).await
    }

    fn region(&self) -> Option<Region> {
        meaning(&self.region).cloned()
    }

    fn tagged<'a>(key: &'a RouterKey, region: Option<&'a Region>) -> Option<Tagged<'a>> {
        Some(Tagged::transit_router(key, region))
    }

    async fn delete(
        &self,
        key: &RouterKey,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.delete_transit_router(key, deadline).await
    }

    /// The states of the official provider do not say the region; the read that follows does.
    fn move_from(&mut self, source: &SourceState<'_>) {
        self.texts.name = official::text(source, &["transit_router_name"]);
        self.texts.description = official::text(source, &["transit_router_description"]);
        self.support_multicast = official::flag(source, "support_multicast");
        self.r#type = official::text(source, &["type"]);
    }
}

impl Searchable for Router {
    type Filter = Filter;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::moved_state;
    use crate::written::named;

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "cen_id": "cen-abc", "dry_run": null, "id": "cen-abc:tr-one", "status": "Active", "support_multicast": true,
            "tags": {"env": "dev"}, "transit_router_description": "", "transit_router_id": "tr-one",
            "transit_router_name": "main", "type": "Enterprise",
            "timeouts": {"create": "20m", "delete": null, "update": null}
        });
        let tags: Attr<_> = Some([("env".to_owned(), "dev".into())].into()).into();
        let expected = Router {
            id: "tr-one".into(),
            cen_id: named("cen-abc"),
            texts: Texts {
                name: "main".into(),
                ..Texts::default()
            },
            support_multicast: Attr::Known(true),
            tagging: Tagging {
                tags: tags.clone(),
                tags_all: tags,
            },
            r#type: "Enterprise".into(),
            status: "Active".into(),
            timeouts: Attr::Known(Timeouts::default().create("20m")),
            ..Router::default()
        };
        assert_eq!(moved_state::<Router>(state).unwrap(), expected);
    }

    #[test]
    fn a_state_of_an_early_release_is_enough_and_one_without_an_id_is_not() {
        let early = json!({"id": "cen-abc:tr-one", "transit_router_name": "", "timeouts": null});
        let expected = Router {
            id: "tr-one".into(),
            cen_id: named("cen-abc"),
            ..Router::default()
        };
        assert_eq!(moved_state::<Router>(early).unwrap(), expected);
        assert!(moved_state::<Router>(json!({"id": "tr-one"})).is_err());
    }
}
