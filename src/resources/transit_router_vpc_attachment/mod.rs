//! `cen_transit_router_vpc_attachment`: a VPC on the transit router of its region.

mod options;
mod zones;

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::known_config::KnownConfig;
use crate::lifecycle::{Change, Created, DefaultTimeouts, Managed, Words, common_attributes};
use crate::router_attachment::{self, Answers, Arguments, Attached};
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::{Written, meaning, refreshed, written};
use crate::{Cen, from_api, official, region_argument, rules};
use cen::transit_router::{Attachment, AttachmentKey, NewVpcAttachment, VpcAttachment, VpcChange};
use cen::{CallError, ClientToken, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::size;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, SourceState};
use tf_plugin::value::{Attr, Path};

use options::Options;
use zones::Zones;

/// Attaches a VPC to the transit router of its region. **It is billed by the hour** from the moment it is created, and by
/// traffic. The transit router gets an interface in a vSwitch of each zone.
///
/// **By itself it carries no traffic**: CEN associates a new attachment with no route table of the transit router and learns
/// no routes from it, which this provider does not change. Associate it and let its routes be propagated in the console.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Vpc {
    /// Id of the attachment, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a placeholder that
    /// begins with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The transit router. A change replaces the attachment.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_id: Attr<Written<RouterId>>,
    /// The region of transit router and VPC, such as `cn-hangzhou`, in any letter case. A new attachment is made in the
    /// provider's `region` where this is not set. A change replaces the attachment.
    #[attribute(optional, computed, use_state_for_unknown, requires_replace)]
    region: Attr<Written<Region>>,
    /// The VPC. A change replaces the attachment.
    #[attribute(required, requires_replace_while_unknown, validate = rules::vpc_id())]
    vpc_id: Attr<String>,
    /// The account that the VPC belongs to; needed where it is not that of the transit router. It must have granted the VPC
    /// to that one. A change replaces the attachment.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace,
        validate = rules::account_id()
    )]
    vpc_owner_id: Attr<String>,
    /// Where the transit router has its interfaces. Changed in place.
    #[attribute(required, validate = size(1..=10))]
    zone_mappings: Zones,
    /// Further settings by the names that CEN gives them, such as `{ Ipv6Support = "enable" }`, in any letter case. Changed in
    /// place. Settings that are not named stay as they are.
    #[attribute(optional, computed, use_state_for_unknown)]
    options: Attr<Options>,
    #[attribute(flatten)]
    arguments: Arguments,
    #[attribute(flatten)]
    answers: Answers,
    #[attribute(timeouts(
        create = "Limit of attaching, `45m` where it is not set. An attachment that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `10m` where it is not set.",
        delete = "Limit of detaching, `20m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

impl Attached for VpcAttachment {
    fn attachment(&self) -> &Attachment {
        &self.attachment
    }
}

#[async_trait]
impl Managed for Vpc {
    const TYPE: &'static str = "cen_transit_router_vpc_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_vpc_attachment";
    const WORDS: Words = Words::of("VPC attachment");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(45, 10, 20);

    type Parameters = NewVpcAttachment;
    type Key = AttachmentKey;
    type Remote = VpcAttachment;

    common_attributes! {
        arguments.texts, arguments.tagging, answers.status, answers.creation_time
    }

    fn key(&self) -> Option<AttachmentKey> {
        router_attachment::key(&self.transit_router_id, self.common().confirmed_id())
    }

    fn enter_parent(&mut self, key: &AttachmentKey) {
        self.transit_router_id = written(&key.router);
    }

    fn refresh(&mut self, remote: &VpcAttachment) {
        let attachment = &remote.attachment;
        router_attachment::refresh(&mut self.arguments, &mut self.answers, attachment);
        let router = Some(&attachment.key.router);
        self.transit_router_id = refreshed(router, &self.transit_router_id);
        let region = Region::parse(&remote.region).ok();
        self.region = refreshed(region.as_ref(), &self.region);
        self.vpc_id = from_api::name(&remote.vpc, &self.vpc_id);
        if let Some(owner) = remote.owner {
            self.vpc_owner_id = owner.to_string().into();
        }
        self.zone_mappings = zones::refreshed(&remote.zones, &self.zone_mappings);
        self.options = options::refreshed(&remote.options, &self.options);
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        region_argument::check(
            Path::root("region"),
            &self.region,
            known_config,
            diagnostics,
        );
        zones::check(&self.zone_mappings, &self.region, diagnostics);
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let own = &request.config.region;
        region_argument::fill_in(request, |vpc| &mut vpc.region, own, plan);
        if own.is_null() {
            let vpc = &plan.state;
            zones::check(&vpc.zone_mappings, &vpc.region, &mut plan.diagnostics);
        }
    }

    fn parameters(&self) -> Option<NewVpcAttachment> {
        let arguments = &self.arguments;
        Some(NewVpcAttachment {
            router: meaning(&self.transit_router_id)?.clone(),
            region: self.region()?,
            vpc: self.vpc_id.known()?.clone(),
            owner: self.vpc_owner_id.known().and_then(|id| id.parse().ok()),
            zones: zones::known(&self.zone_mappings)?,
            name: arguments.texts.name.known().cloned(),
            description: arguments.texts.description.known().cloned(),
            auto_publish_routes: arguments.auto_publish_route_enabled.known().copied(),
            options: options::plain(&self.options),
            tags: arguments.tagging.plain(),
        })
    }

    async fn create(
        parameters: &NewVpcAttachment,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<AttachmentKey>, CallError> {
        let created = client
            .api
            .create_vpc_attachment(parameters, token, deadline);
        Ok(created.await?.into())
    }

    async fn find(
        key: &AttachmentKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<VpcAttachment>, CallError> {
        client.api.vpc_attachment(key, freshness, deadline).await
    }

    fn keep(&mut self, planned: &Self) {
        self.arguments.force_delete = planned.arguments.force_delete.clone();
    }

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        update_attributes(change).await?;
        update_zones(change).await
    }

    fn region(&self) -> Option<Region> {
        meaning(&self.region).cloned()
    }

    fn tagged<'a>(key: &'a AttachmentKey, region: Option<&'a Region>) -> Option<Tagged<'a>> {
        Some(Tagged::vpc_attachment(key, region))
    }

    async fn delete(
        &self,
        key: &AttachmentKey,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        let force = self.arguments.forces_delete();
        client.api.delete_vpc_attachment(key, force, deadline).await
    }

    fn moved_key(source: &SourceState<'_>) -> Option<AttachmentKey> {
        router_attachment::moved_key(source)
    }

    /// The states of the official provider do not say the region; the read that follows does.
    fn move_from(&mut self, source: &SourceState<'_>) {
        // Its name for the name of today, and the one before.
        let names = [
            "transit_router_vpc_attachment_name",
            "transit_router_attachment_name",
        ];
        self.arguments.move_from(source, &names);
        self.answers.cen_id = official::named(source, "cen_id");
        self.vpc_id = official::text(source, &["vpc_id"]);
        self.vpc_owner_id = official::account(source, "vpc_owner_id");
        self.zone_mappings = zones::moved(source);
    }
}

async fn update_attributes(change: &mut Change<'_, Vpc>) -> Result<(), Failure> {
    let options = options::plain(&change.planned.options);
    let sent = VpcChange {
        attachment: change.state.arguments.change(&change.planned.arguments),
        options: (!options::are_the_same(&options, &options::plain(&change.state.options))
            && change.planned.options.known().is_some())
        .then(|| options.clone()),
    };
    let is_change = sent != VpcChange::default();
    if is_change {
        let Scope { client, deadline } = change.scope();
        let api = &client.api;
        api.update_vpc_attachment(&change.key, &sent, deadline)
            .await?;
    }
    let note = |state: &mut Vpc, planned: &Vpc| {
        state.arguments.enter_sent(&planned.arguments);
        if !planned.options.is_unknown() {
            state.options = planned.options.clone();
        }
    };
    let shows = |seen: &VpcAttachment| {
        let mut options = sent.options.iter().flatten();
        sent.attachment.shows(&seen.attachment)
            && options.all(|(name, value)| options::setting(&seen.options, name) == Some(value))
    };
    change.finish(is_change, note, shows).await
}

async fn update_zones(change: &mut Change<'_, Vpc>) -> Result<(), Failure> {
    let (Some(before), Some(after)) = (
        zones::known(&change.state.zone_mappings),
        zones::known(&change.planned.zone_mappings),
    ) else {
        return Ok(());
    };
    let add: BTreeSet<_> = after.difference(&before).cloned().collect();
    let remove: BTreeSet<_> = before.difference(&after).cloned().collect();
    if add.is_empty() && remove.is_empty() {
        return Ok(());
    }
    let Scope { client, deadline } = change.scope();
    let api = &client.api;
    api.update_zones(&change.key, &add, &remove, deadline)
        .await?;
    change.become_ready(|seen| seen.zones == after).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::zones::ZoneMapping;
    use super::*;
    use crate::lifecycle::moved_state;
    use crate::tags::Tagging;
    use crate::texts::Texts;
    use crate::written::named;

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "auto_publish_route_enabled": true, "cen_id": "cen-abc", "create_time": "2026-01-02T03:04:05Z",
            "dry_run": null, "force_delete": null, "id": "cen-abc:tr-attach-one", "payment_type": "PayAsYouGo",
            "resource_type": "VPC", "status": "Attached", "tags": {"env": "dev"}, "timeouts": null,
            "transit_router_attachment_description": "", "transit_router_attachment_id": "tr-attach-one",
            "transit_router_attachment_name": "main", "transit_router_id": "tr-one",
            "transit_router_vpc_attachment_name": "main", "transit_router_vpc_attachment_options": {},
            "vpc_id": "vpc-a", "vpc_owner_id": 1234567890123456_u64,
            "zone_mappings": [{"vswitch_id": "vsw-h", "zone_id": "cn-hangzhou-h"}]
        });
        let tags: Attr<_> = Some([("env".to_owned(), "dev".into())].into()).into();
        let zone = ZoneMapping {
            zone_id: "cn-hangzhou-h".into(),
            vswitch_id: "vsw-h".into(),
        };
        let expected = Vpc {
            id: "tr-attach-one".into(),
            transit_router_id: named("tr-one"),
            vpc_id: "vpc-a".into(),
            vpc_owner_id: "1234567890123456".into(),
            zone_mappings: Attr::Known(vec![Attr::Known(zone)].into()),
            arguments: Arguments {
                auto_publish_route_enabled: Attr::Known(true),
                texts: Texts {
                    name: "main".into(),
                    ..Texts::default()
                },
                tagging: Tagging {
                    tags: tags.clone(),
                    tags_all: tags,
                },
                ..Arguments::default()
            },
            answers: Answers {
                cen_id: named("cen-abc"),
                status: "Attached".into(),
                creation_time: "2026-01-02T03:04:05Z".into(),
            },
            ..Vpc::default()
        };
        assert_eq!(moved_state::<Vpc>(state).unwrap(), expected);
    }

    #[test]
    fn a_state_that_does_not_say_the_transit_router_is_no_use() {
        let early = json!({"id": "cen-abc:tr-attach-one", "vpc_id": "vpc-a"});
        let said = moved_state::<Vpc>(early).unwrap_err();
        let said: Vec<String> = said.into_iter().map(|one| one.summary).collect();
        assert_eq!(
            said,
            ["The state does not say which VPC attachment this is"]
        );
    }
}
