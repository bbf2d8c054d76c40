//! How a VPC is attached, seen, changed and detached.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;

use crate::client::Client;
use crate::object::{Change, DefaultLimits, Object};
use crate::observed;
use crate::router_attachment::{self, slots};
use crate::tags::{self, Tags};
use crate::wait::Failure;
use cen::transit_router::{
    AttachmentKey, AttachmentStatus, NewVpcAttachment, VpcAttachment, VpcChange,
};
use cen::{CallError, ClientToken, Deadline, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::Attr;

use super::model::{Options, Vpc, zone_mappings};

#[async_trait]
impl Object for Vpc {
    type New = NewVpcAttachment;
    type Key = AttachmentKey;
    type Seen = VpcAttachment;

    const WHAT: &'static str = "VPC attachment";
    const LIMITS: DefaultLimits = DefaultLimits {
        create: Duration::from_secs(45 * 60),
        update: Duration::from_secs(10 * 60),
        delete: Duration::from_secs(20 * 60),
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
        Tagged::vpc_attachment(key, region)
    }

    fn order(&self) -> Option<NewVpcAttachment> {
        Some(NewVpcAttachment {
            router: RouterId::from_answer(self.transit_router_id.known()?)?,
            region: self.region()?,
            vpc: self.vpc_id.known()?.clone(),
            owner: self.vpc_owner_id.known().and_then(|id| id.parse().ok()),
            zones: self.zones()?,
            name: self.name.known().cloned(),
            description: self.description.known().cloned(),
            auto_publish_routes: self.auto_publish_route_enabled.known().copied(),
            options: plain(&self.options),
            tags: tags::plain(&self.tags_all),
        })
    }

    async fn make(
        new: &NewVpcAttachment,
        token: &ClientToken,
        client: &Client,
        limits: &Deadline,
    ) -> Result<AttachmentKey, CallError> {
        client.api.create_vpc_attachment(new, token, limits).await
    }

    async fn find(
        key: &AttachmentKey,
        freshness: Freshness,
        client: &Client,
        limits: &Deadline,
    ) -> Result<Option<VpcAttachment>, CallError> {
        client.api.vpc_attachment(key, freshness, limits).await
    }

    fn is_ready(seen: &VpcAttachment) -> Result<(), &str> {
        match &seen.attachment.status {
            AttachmentStatus::Attached => Ok(()),
            status => Err(status.as_str()),
        }
    }

    fn observe(&self, seen: &VpcAttachment, client: &Client) -> Self {
        let mut model = self.clone();
        slots!(model).observe(&seen.attachment, client);
        let router = seen.attachment.key.router.as_str();
        model.transit_router_id = observed::name(router, &self.transit_router_id);
        model.region = observed::name(&seen.region, &self.region);
        model.vpc_id = observed::name(&seen.vpc, &self.vpc_id);
        if let Some(owner) = seen.owner {
            model.vpc_owner_id = owner.to_string().into();
        }
        if self.zones().as_ref() != Some(&seen.zones) {
            model.zone_mappings = zone_mappings(&seen.zones);
        }
        model.options = options(&seen.options, &self.options);
        model
    }

    fn note(&mut self, planned: &Self) {
        self.timeouts = planned.timeouts.clone();
        self.force_delete = planned.force_delete.clone();
    }

    async fn change(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        attributes(change).await?;
        zones(change).await
    }

    async fn end(
        &self,
        key: &AttachmentKey,
        client: &Client,
        limits: &Deadline,
    ) -> Result<(), CallError> {
        let force = self.force_delete == Attr::Known(true);
        client.api.delete_vpc_attachment(key, force, limits).await
    }
}

async fn attributes(change: &mut Change<'_, Vpc>) -> Result<(), Failure> {
    let text = slots!(change.state).change_to(&slots!(change.planned));
    let options = plain(&change.planned.options);
    let settings = VpcChange {
        name: text.name.clone(),
        description: text.description.clone(),
        auto_publish_routes: text.auto_publish_routes,
        options: (options != plain(&change.state.options)
            && change.planned.options.known().is_some())
        .then(|| options.clone()),
    };
    let is_change = settings != VpcChange::default();
    if is_change {
        let api = &change.client.api;
        api.update_vpc_attachment(&change.key, &settings, &change.limits)
            .await
            .map_err(Failure::Call)?;
    }
    slots!(change.state).become_as(&slots!(change.planned));
    if !change.planned.options.is_unknown() {
        change.state.options = change.planned.options.clone();
    }
    change.save();
    if is_change {
        let as_sent = |seen: &VpcAttachment| {
            let mut sent = settings.options.iter().flatten();
            text.shows(&seen.attachment)
                && sent.all(|(name, value)| seen.options.get(name) == Some(value))
        };
        change.become_ready(as_sent).await?;
    }
    Ok(())
}

async fn zones(change: &mut Change<'_, Vpc>) -> Result<(), Failure> {
    let (Some(before), Some(after)) = (change.state.zones(), change.planned.zones()) else {
        return Ok(());
    };
    let add: BTreeSet<_> = after.difference(&before).cloned().collect();
    let remove: BTreeSet<_> = before.difference(&after).cloned().collect();
    if add.is_empty() && remove.is_empty() {
        return Ok(());
    }
    let api = &change.client.api;
    api.update_zones(&change.key, &add, &remove, &change.limits)
        .await
        .map_err(Failure::Call)?;
    change.become_ready(|seen| seen.zones == after).await?;
    Ok(())
}

/// The settings that are known.
fn plain(options: &Attr<Options>) -> BTreeMap<String, String> {
    let options = options.known().into_iter().flatten();
    options
        .filter_map(|(name, value)| Some((name.clone(), value.known()?.clone())))
        .collect()
}

/// Settings that the API adds of its own are none of a resource that names others.
fn options(actual: &BTreeMap<String, String>, known: &Attr<Options>) -> Attr<Options> {
    let ours = actual
        .iter()
        .filter(|(name, _)| known.known().is_none_or(|known| known.contains_key(*name)))
        .map(|(name, value)| (name.clone(), value.as_str().into()));
    let ours: Options = ours.collect();
    if ours.is_empty() && known.known().is_none() {
        Attr::Null
    } else {
        Attr::Known(ours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attr(pairs: &[(&str, &str)]) -> Attr<Options> {
        let pairs = pairs.iter();
        Attr::Known(
            pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).into()))
                .collect(),
        )
    }

    #[test]
    fn settings_that_nobody_named_belong_to_nobody() {
        let actual = plain(&attr(&[("a", "on"), ("b", "off")]));
        assert_eq!(
            options(&actual, &attr(&[("a", "off")])),
            attr(&[("a", "on")])
        );
        assert_eq!(options(&actual, &attr(&[("c", "x")])), attr(&[]));
        for known in [Attr::Null, Attr::Unknown] {
            assert_eq!(options(&actual, &known), attr(&[("a", "on"), ("b", "off")]));
            assert_eq!(options(&BTreeMap::new(), &known), Attr::Null);
        }
    }
}
