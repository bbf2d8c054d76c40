//! `cen_transit_router`: the router of a CEN instance in one region.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::identity::Key;
use crate::lifecycle::{
    Basics, Change, Created, DefaultTimeouts, Managed, Remote, Words, common_attributes,
};
use crate::scope::Scope;
use crate::tags::{self, Tags};
use crate::wait::Failure;
use crate::{Cen, observed, official, region_argument, rules};
use cen::id::IllegalId;
use cen::transit_router::{NewRouter, RouterChange, RouterKey, RouterStatus, TransitRouter};
use cen::{CallError, CenId, ClientToken, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::timeouts::{self, Timeouts};
use tf_plugin::framework::{Diagnostics, Foreign, Plan, PlanRequest};
use tf_plugin::value::{Attr, Kind, Path};

/// The attributes of `cen_transit_router`; see [`schema()`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Router {
    id: Attr<String>,
    cen_id: Attr<String>,
    region: Attr<String>,
    name: Attr<String>,
    description: Attr<String>,
    support_multicast: Attr<bool>,
    tags: Attr<Tags>,
    tags_all: Attr<Tags>,
    r#type: Attr<String>,
    status: Attr<String>,
    creation_time: Attr<String>,
    timeouts: Attr<Timeouts>,
}

impl Key for RouterKey {
    const FORM: &'static str = "CEN:ROUTER";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("cen_id", "The CEN instance, `cen-...`."),
        ("id", "Id of the transit router, `tr-...`."),
    ];

    fn parse(text: &str) -> Result<Self, IllegalId> {
        Self::parse(text)
    }
}

impl Remote for TransitRouter {
    fn basics(&self) -> Basics<'_> {
        Basics {
            id: self.key.id.as_str(),
            name: &self.name,
            description: &self.description,
            tags: &self.tags,
            creation_time: self.creation_time.as_ref(),
        }
    }

    fn status(&self) -> &str {
        self.status.as_str()
    }

    fn is_ready(&self) -> bool {
        self.status == RouterStatus::Active
    }
}

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

    fn schema() -> Schema {
        schema()
    }

    fn key(&self) -> Option<RouterKey> {
        Some(RouterKey {
            cen: CenId::from_api(self.cen_id.known()?)?,
            id: RouterId::from_api(self.common().confirmed_id()?)?,
        })
    }

    fn at(key: &RouterKey) -> Self {
        Self {
            id: key.id.as_str().into(),
            cen_id: key.cen.as_str().into(),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &TransitRouter) {
        self.cen_id = observed::name(remote.key.cen.as_str(), &self.cen_id);
        self.region = observed::name(remote.region.as_str(), &self.region);
        self.support_multicast = remote.support_multicast.into();
        self.r#type = observed::optional(&remote.edition);
    }

    fn validate(&self, facts: &Facts, diagnostics: &mut Diagnostics) {
        region_argument::check(Path::root("region"), &self.region, facts, diagnostics);
    }

    /// Ids and regions are the same in any letter case.
    fn keep_equivalent(&mut self, prior: &Self) {
        observed::keep_name(&prior.cen_id, &mut self.cen_id);
        observed::keep_name(&prior.region, &mut self.region);
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let own = &request.config.region;
        region_argument::fill_in(request, |router| &mut router.region, own, plan);
    }

    fn parameters(&self) -> Option<NewRouter> {
        Some(NewRouter {
            cen: CenId::from_api(self.cen_id.known()?)?,
            region: self.region()?,
            name: self.name.known().cloned(),
            description: self.description.known().cloned(),
            support_multicast: self.support_multicast.known().copied(),
            tags: tags::plain(&self.tags_all),
        })
    }

    async fn create(
        parameters: &NewRouter,
        token: &ClientToken,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<Created<RouterKey>, CallError> {
        let created = client.api.create_transit_router(parameters, token, limits);
        Ok(created.await?.into())
    }

    async fn find(
        key: &RouterKey,
        freshness: Freshness,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<Option<TransitRouter>, CallError> {
        client.api.transit_router(key, freshness, limits).await
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
            let (key, Scope { client, limits }) = (&change.key, change.scope());
            let api = &client.api;
            api.update_transit_router(key, &region, &texts, limits)
                .await?;
        }
        change.advance_texts(|_, _| {});
        if is_change {
            change.become_ready(|_| true).await?;
        }
        Ok(())
    }

    fn region(&self) -> Option<Region> {
        Region::parse(self.region.known()?).ok()
    }

    fn tagged<'a>(key: &'a RouterKey, region: Option<&'a Region>) -> Tagged<'a> {
        Tagged::transit_router(key, region)
    }

    async fn delete(
        &self,
        key: &RouterKey,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.delete_transit_router(key, limits).await
    }

    /// The states of the official provider do not say the region; the read that follows does.
    fn move_from(&mut self, source: &Foreign<'_>) {
        self.name = official::text(source, &["transit_router_name"]);
        self.description = official::text(source, &["transit_router_description"]);
        self.support_multicast = official::flag(source, "support_multicast");
        self.r#type = official::text(source, &["type"]);
    }
}

fn schema() -> Schema {
    let mut attributes = what_is_made();
    attributes.extend(what_the_api_says());
    attributes.push(timeouts::attribute(
        "Limit of a creation, `10m` where it is not set. A creation that nobody has answered by then is stored as \
         unconfirmed and confirmed by the next apply.",
        "Limit of a change, `5m` where it is not set.",
        "Limit of a destroy, `10m` where it is not set.",
    ));
    Schema::new(
        "A transit router of Alibaba Cloud's Cloud Enterprise Network (CEN), Enterprise edition: what VPCs of one region \
         are attached to, and what is connected to the transit routers of other regions. A CEN instance has one in a \
         region. The account must have opened the transit router service once, in the console.",
        attributes,
    )
}

fn what_is_made() -> Vec<Attribute> {
    vec![
        Attribute::computed("id", Kind::String)
            .describe(
                "Id of the transit router, `tr-...`. While its creation is unconfirmed (see `status`) this is a \
                 placeholder that begins with `unconfirmed:`.",
            )
            .stable(),
        Attribute::required("cen_id", Kind::String)
            .describe("The CEN instance. A change replaces the transit router.")
            .validate(rules::cen_id())
            .replaces_while_unknown(),
        region_argument::attribute(
            "The region, such as `cn-hangzhou`, in any letter case. A new transit router is put into the provider's \
             `region` where this is not set; one that is there stays where it is. A change replaces the transit router.",
        ),
        Attribute::optional("name", Kind::String)
            .describe("Name. Changed in place.")
            .validate(rules::name("a transit router")),
        Attribute::optional("description", Kind::String)
            .describe("Description. Changed in place.")
            .validate(rules::description()),
        Attribute::optional_computed("support_multicast", Kind::Bool)
            .describe(
                "Whether it forwards multicast traffic, which not every region offers; no where this is not set. A change \
                 replaces the transit router.",
            )
            .stable()
            .replaces(),
        Attribute::optional("tags", Kind::map(Kind::String))
            .describe("Tags. Those of the provider's `default_tags` count too. Changed in place.")
            .validate(rules::tags()),
        Attribute::computed("tags_all", Kind::map(Kind::String))
            .describe("All tags: `tags` together with the provider's `default_tags`.")
            .stable(),
    ]
}

fn what_the_api_says() -> Vec<Attribute> {
    vec![
        Attribute::computed("type", Kind::String)
            .describe("The edition: `Enterprise`, or `Basic` for an old one that was imported.")
            .stable(),
        Attribute::computed("status", Kind::String)
            .describe(
                "`Creating`, `Active`, `Modifying`, `Deleting` or `Upgrading`; `Pending` when the transit router has been \
                 made and is not visible yet; `Unconfirmed` when nobody has answered its creation, which the next apply \
                 confirms.",
            )
            .stable(),
        Attribute::computed("creation_time", Kind::String)
            .describe("When the transit router was created, in UTC.")
            .stable(),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::moved_state;

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
            cen_id: "cen-abc".into(),
            name: "main".into(),
            support_multicast: Attr::Known(true),
            tags: tags.clone(),
            tags_all: tags,
            r#type: "Enterprise".into(),
            status: "Active".into(),
            timeouts: Attr::Known(Timeouts {
                create: "20m".into(),
                ..Timeouts::default()
            }),
            ..Router::default()
        };
        assert_eq!(moved_state::<Router>(state).unwrap(), expected);
    }

    #[test]
    fn a_state_of_an_early_release_is_enough_and_one_without_an_id_is_not() {
        let early = json!({"id": "cen-abc:tr-one", "transit_router_name": "", "timeouts": null});
        let expected = Router {
            id: "tr-one".into(),
            cen_id: "cen-abc".into(),
            ..Router::default()
        };
        assert_eq!(moved_state::<Router>(early).unwrap(), expected);
        assert!(moved_state::<Router>(json!({"id": "tr-one"})).is_err());
    }
}
