//! How a transit router is made, seen, changed and ended.

use std::time::Duration;

use async_trait::async_trait;

use crate::client::Client;
use crate::object::{Change, DefaultLimits, Object};
use crate::observed::{self, changed, moment, optional};
use crate::tags::{self, Tags};
use crate::unconfirmed::is_placeholder;
use crate::wait::Failure;
use cen::transit_router::{NewRouter, RouterChange, RouterKey, RouterStatus, TransitRouter};
use cen::{CallError, CenId, ClientToken, Deadline, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::Attr;

use super::model::Router;

#[async_trait]
impl Object for Router {
    type New = NewRouter;
    type Key = RouterKey;
    type Seen = TransitRouter;

    const WHAT: &'static str = "transit router";
    const LIMITS: DefaultLimits = DefaultLimits {
        create: Duration::from_secs(10 * 60),
        update: Duration::from_secs(5 * 60),
        delete: Duration::from_secs(10 * 60),
    };

    fn face(&self) -> (&Attr<String>, &Attr<String>) {
        (&self.id, &self.status)
    }

    fn face_mut(&mut self) -> (&mut Attr<String>, &mut Attr<String>) {
        (&mut self.id, &mut self.status)
    }

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn tags_mut(&mut self) -> (&mut Attr<Tags>, &mut Attr<Tags>) {
        (&mut self.tags, &mut self.tags_all)
    }

    fn key(&self) -> Option<RouterKey> {
        let id = self.id.known().filter(|id| !is_placeholder(id))?;
        Some(RouterKey {
            cen: CenId::from_answer(self.cen_id.text())?,
            id: RouterId::from_answer(id)?,
        })
    }

    fn id_in(key: &RouterKey) -> &str {
        key.id.as_str()
    }

    fn region(&self) -> Option<Region> {
        Region::from_answer(self.region.known()?)
    }

    fn tagged<'a>(key: &'a RouterKey, region: Option<&'a Region>) -> Tagged<'a> {
        Tagged::transit_router(key, region)
    }

    fn order(&self) -> Option<NewRouter> {
        Some(NewRouter {
            cen: CenId::from_answer(self.cen_id.known()?)?,
            region: self.region()?,
            name: self.name.known().cloned(),
            description: self.description.known().cloned(),
            support_multicast: self.support_multicast.known().copied(),
            tags: tags::plain(&self.tags_all),
        })
    }

    async fn make(
        new: &NewRouter,
        token: &ClientToken,
        client: &Client,
        limits: &Deadline,
    ) -> Result<RouterKey, CallError> {
        client.api.create_transit_router(new, token, limits).await
    }

    async fn find(
        key: &RouterKey,
        freshness: Freshness,
        client: &Client,
        limits: &Deadline,
    ) -> Result<Option<TransitRouter>, CallError> {
        client.api.transit_router(key, freshness, limits).await
    }

    fn is_ready(seen: &TransitRouter) -> Result<(), &str> {
        match &seen.status {
            RouterStatus::Active => Ok(()),
            status => Err(status.as_str()),
        }
    }

    fn observe(&self, seen: &TransitRouter, client: &Client) -> Self {
        let noted = tags::Known {
            own: &self.tags,
            all: &self.tags_all,
        };
        let (own_tags, tags_all) = tags::observe(&seen.tags, &noted, &client.default_tags);
        Self {
            id: seen.key.id.as_str().into(),
            cen_id: observed::name(seen.key.cen.as_str(), &self.cen_id),
            region: observed::name(seen.region.as_str(), &self.region),
            name: observed::text(&seen.name, &self.name),
            description: observed::text(&seen.description, &self.description),
            support_multicast: seen.support_multicast.into(),
            tags: own_tags,
            tags_all,
            r#type: optional(&seen.edition),
            status: seen.status.as_str().into(),
            creation_time: moment(seen.creation_time.as_ref()),
            timeouts: self.timeouts.clone(),
        }
    }

    fn note(&mut self, planned: &Self) {
        self.timeouts = planned.timeouts.clone();
    }

    async fn change(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let texts = RouterChange {
            name: changed(&change.state.name, &change.planned.name),
            description: changed(&change.state.description, &change.planned.description),
        };
        let is_change = texts != RouterChange::default();
        if is_change {
            let region = match change.state.region() {
                Some(region) => region,
                None => change.become_ready(|_| true).await?.region,
            };
            let api = &change.client.api;
            api.update_transit_router(&change.key, &region, &texts, &change.limits)
                .await
                .map_err(Failure::Call)?;
        }
        change.state.name = change.planned.name.clone();
        change.state.description = change.planned.description.clone();
        change.save();
        if is_change {
            change.become_ready(|_| true).await?;
        }
        Ok(())
    }

    async fn end(
        &self,
        key: &RouterKey,
        client: &Client,
        limits: &Deadline,
    ) -> Result<(), CallError> {
        client.api.delete_transit_router(key, limits).await
    }
}
