//! How a connection is made, seen, changed and ended.

use std::time::Duration;

use async_trait::async_trait;

use crate::client::Client;
use crate::object::{Change, DefaultLimits, Object};
use crate::observed;
use crate::router_attachment::{self, slots};
use crate::tags::{self, Tags};
use crate::wait::Failure;
use cen::transit_router::{
    AttachmentKey, AttachmentStatus, NewPeerAttachment, PeerAttachment, PeerChange,
};
use cen::{CallError, ClientToken, Deadline, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::Attr;

use super::model::Peer;

#[async_trait]
impl Object for Peer {
    type New = NewPeerAttachment;
    type Key = AttachmentKey;
    type Seen = PeerAttachment;

    const WHAT: &'static str = "peer attachment";
    const LIMITS: DefaultLimits = DefaultLimits {
        create: Duration::from_secs(10 * 60),
        update: Duration::from_secs(10 * 60),
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

    fn key(&self) -> Option<AttachmentKey> {
        router_attachment::key(&self.transit_router_id, &self.id)
    }

    fn id_in(key: &AttachmentKey) -> &str {
        key.id.as_str()
    }

    fn region(&self) -> Option<Region> {
        Region::from_answer(self.region.known()?)
    }

    fn tagged<'a>(key: &'a AttachmentKey, region: Option<&'a Region>) -> Tagged<'a> {
        Tagged::peer_attachment(key, region)
    }

    fn order(&self) -> Option<NewPeerAttachment> {
        let [region, peer_region] = self.regions()?;
        Some(NewPeerAttachment {
            router: RouterId::from_answer(self.transit_router_id.known()?)?,
            region,
            peer_router: RouterId::from_answer(self.peer_transit_router_id.known()?)?,
            peer_region,
            supply: self.supply()?,
            bandwidth_mbps: self.mbps()?,
            link_type: self.default_link_type.known().cloned(),
            name: self.name.known().cloned(),
            description: self.description.known().cloned(),
            auto_publish_routes: self.auto_publish_route_enabled.known().copied(),
            tags: tags::plain(&self.tags_all),
        })
    }

    async fn make(
        new: &NewPeerAttachment,
        token: &ClientToken,
        client: &Client,
        limits: &Deadline,
    ) -> Result<AttachmentKey, CallError> {
        client.api.create_peer_attachment(new, token, limits).await
    }

    async fn find(
        key: &AttachmentKey,
        freshness: Freshness,
        client: &Client,
        limits: &Deadline,
    ) -> Result<Option<PeerAttachment>, CallError> {
        client.api.peer_attachment(key, freshness, limits).await
    }

    fn is_ready(seen: &PeerAttachment) -> Result<(), &str> {
        match &seen.attachment.status {
            AttachmentStatus::Attached => Ok(()),
            status => Err(status.as_str()),
        }
    }

    fn observe(&self, seen: &PeerAttachment, client: &Client) -> Self {
        let mut model = self.clone();
        slots!(model).observe(&seen.attachment, client);
        let router = seen.attachment.key.router.as_str();
        let here = (router, seen.region.as_str());
        let there = (seen.peer_router.as_str(), seen.peer_region.as_str());
        // Which end comes first is a matter of who looks, and stays as it is known.
        let known = &self.transit_router_id;
        let is_swapped = known
            .known()
            .is_some_and(|known| known.trim().eq_ignore_ascii_case(there.0));
        let (first, second) = if is_swapped {
            (there, here)
        } else {
            (here, there)
        };
        model.transit_router_id = observed::name(first.0, known);
        model.region = observed::name(first.1, &self.region);
        model.peer_transit_router_id = observed::name(second.0, &self.peer_transit_router_id);
        model.peer_region = observed::name(second.1, &self.peer_region);
        if let Some(mbps) = seen.bandwidth_mbps {
            model.bandwidth = Attr::Known(mbps.into());
        }
        model.bandwidth_type = observed::name(&seen.bandwidth_type, &self.bandwidth_type);
        model.cen_bandwidth_package_id =
            observed::link(&seen.package_id, &self.cen_bandwidth_package_id);
        model.default_link_type = observed::name(&seen.link_type, &self.default_link_type);
        model.geographic_span_id = observed::optional(&seen.geographic_span_id);
        model
    }

    fn note(&mut self, planned: &Self) {
        self.timeouts = planned.timeouts.clone();
        self.force_delete = planned.force_delete.clone();
    }

    async fn change(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let text = slots!(change.state).change_to(&slots!(change.planned));
        let (before, after) = (&change.state, &change.planned);
        let bandwidth = after.supply().zip(after.mbps());
        let link_type = after.default_link_type.known();
        let settings = PeerChange {
            name: text.name.clone(),
            description: text.description.clone(),
            auto_publish_routes: text.auto_publish_routes,
            link_type: link_type
                .filter(|link| before.default_link_type.known() != Some(link))
                .cloned(),
            bandwidth: bandwidth
                .clone()
                .filter(|after| before.supply().zip(before.mbps()).as_ref() != Some(after)),
        };
        let is_change = settings != PeerChange::default();
        if is_change {
            let api = &change.client.api;
            api.update_peer_attachment(&change.key, &settings, &change.limits)
                .await
                .map_err(Failure::Call)?;
        }
        slots!(change.state).become_as(&slots!(change.planned));
        let (state, planned) = (&mut change.state, &change.planned);
        state.bandwidth = planned.bandwidth.clone();
        state.bandwidth_type = planned.bandwidth_type.clone();
        state.cen_bandwidth_package_id = planned.cen_bandwidth_package_id.clone();
        if !planned.default_link_type.is_unknown() {
            state.default_link_type = planned.default_link_type.clone();
        }
        change.save();
        if is_change {
            let as_sent = |seen: &PeerAttachment| {
                let bandwidth = settings.bandwidth.as_ref();
                text.shows(&seen.attachment)
                    && bandwidth.is_none_or(|(_, mbps)| seen.bandwidth_mbps == Some(*mbps))
            };
            change.become_ready(as_sent).await?;
        }
        Ok(())
    }

    async fn end(
        &self,
        key: &AttachmentKey,
        client: &Client,
        limits: &Deadline,
    ) -> Result<(), CallError> {
        let force = self.force_delete == Attr::Known(true);
        client.api.delete_peer_attachment(key, force, limits).await
    }
}
