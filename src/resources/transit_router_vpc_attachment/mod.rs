//! `cen_transit_router_vpc_attachment`: a VPC on the transit router of its region.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use crate::known_config::KnownConfig;
use crate::lifecycle::{Change, Created, DefaultTimeouts, Managed, Words, common_attributes};
use crate::router_attachment::{self, Answers, Arguments, Attached};
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::{Written, meaning, refreshed, written};
use crate::{Cen, from_api, official, region_argument, rules};
use cen::transit_router::{
    self, Attachment, AttachmentKey, NewVpcAttachment, VpcAttachment, VpcChange,
};
use cen::{CallError, ClientToken, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::model::{Model, Set};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::size;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, SourceState};
use tf_plugin::value::{Attr, Json, Path};

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
    zone_mappings: Attr<Set<Attr<ZoneMapping>>>,
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

/// Further settings, by the names of the API.
type Options = BTreeMap<String, Attr<String>>;

/// A zone and its vSwitch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct ZoneMapping {
    /// The zone, such as `cn-hangzhou-h`, of the region.
    #[attribute(required)]
    zone_id: Attr<String>,
    /// A vSwitch of the VPC in that zone, with a free address.
    #[attribute(required, validate = rules::vswitch_id())]
    vswitch_id: Attr<String>,
}

impl From<&transit_router::ZoneMapping> for ZoneMapping {
    fn from(mapping: &transit_router::ZoneMapping) -> Self {
        Self {
            zone_id: mapping.zone.as_str().into(),
            vswitch_id: mapping.vswitch.as_str().into(),
        }
    }
}

impl Vpc {
    /// The zones, once all of them are known.
    fn zones(&self) -> Option<BTreeSet<transit_router::ZoneMapping>> {
        let mappings = self.zone_mappings.known()?.iter().map(|mapping| {
            let mapping = mapping.known()?;
            Some(transit_router::ZoneMapping {
                zone: mapping.zone_id.known()?.clone(),
                vswitch: mapping.vswitch_id.known()?.clone(),
            })
        });
        mappings.collect()
    }
}

/// What the API has of `zones`, as an attribute.
fn zone_mappings(zones: &BTreeSet<transit_router::ZoneMapping>) -> Attr<Set<Attr<ZoneMapping>>> {
    let mappings = zones.iter().map(|mapping| Attr::Known(mapping.into()));
    Attr::Known(mappings.collect())
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
        if self.zones().as_ref() != Some(&remote.zones) {
            self.zone_mappings = zone_mappings(&remote.zones);
        }
        self.options = options(&remote.options, &self.options);
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        region_argument::check(
            Path::root("region"),
            &self.region,
            known_config,
            diagnostics,
        );
        check_zones(self, diagnostics);
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let own = &request.config.region;
        region_argument::fill_in(request, |vpc| &mut vpc.region, own, plan);
        if own.is_null() {
            check_zones(&plan.state, &mut plan.diagnostics);
        }
    }

    fn parameters(&self) -> Option<NewVpcAttachment> {
        let arguments = &self.arguments;
        Some(NewVpcAttachment {
            router: meaning(&self.transit_router_id)?.clone(),
            region: self.region()?,
            vpc: self.vpc_id.known()?.clone(),
            owner: self.vpc_owner_id.known().and_then(|id| id.parse().ok()),
            zones: self.zones()?,
            name: arguments.texts.name.known().cloned(),
            description: arguments.texts.description.known().cloned(),
            auto_publish_routes: arguments.auto_publish_route_enabled.known().copied(),
            options: plain(&self.options),
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
        attributes(change).await?;
        zones(change).await
    }

    fn region(&self) -> Option<Region> {
        meaning(&self.region).cloned()
    }

    fn tagged<'a>(key: &'a AttachmentKey, region: Option<&'a Region>) -> Tagged<'a> {
        Tagged::vpc_attachment(key, region)
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
        self.zone_mappings = moved_zones(source);
    }
}

async fn attributes(change: &mut Change<'_, Vpc>) -> Result<(), Failure> {
    let options = plain(&change.planned.options);
    let sent = VpcChange {
        attachment: change.state.arguments.change(&change.planned.arguments),
        options: (!same_settings(&options, &plain(&change.state.options))
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
            && options.all(|(name, value)| setting(&seen.options, name) == Some(value))
    };
    change.finish(is_change, note, shows).await
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
    let Scope { client, deadline } = change.scope();
    let api = &client.api;
    api.update_zones(&change.key, &add, &remove, deadline)
        .await?;
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

/// The value of a setting. CEN spells its own names with and without a capital (`Ipv6Support`, `ipv6Support`).
fn setting<'o>(options: &'o BTreeMap<String, String>, name: &str) -> Option<&'o String> {
    let mut options = options.iter();
    let found = options.find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

fn same_settings(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(name, value)| setting(b, name) == Some(value))
}

/// Settings that the API adds of its own are none of a resource that names others. Names keep the letter case in which they
/// are known.
fn options(actual: &BTreeMap<String, String>, known: &Attr<Options>) -> Attr<Options> {
    let ours: Options = match known.known() {
        Some(known) => {
            let named = known.keys();
            named
                .filter_map(|name| Some((name.clone(), setting(actual, name)?.as_str().into())))
                .collect()
        }
        None => {
            let all = actual.iter();
            all.map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect()
        }
    };
    if ours.is_empty() && known.known().is_none() {
        Attr::Null
    } else {
        Attr::Known(ours)
    }
}

/// Ids of zones begin with that of their region.
fn check_zones(vpc: &Vpc, diagnostics: &mut Diagnostics) {
    let (Some(region), Some(mappings)) = (meaning(&vpc.region), vpc.zone_mappings.known()) else {
        return;
    };
    let zones = mappings
        .iter()
        .filter_map(|mapping| mapping.known()?.zone_id.known());
    for zone in zones.filter(|zone| !zone.starts_with(region.as_str())) {
        diagnostics.error_at(
            Path::root("zone_mappings"),
            "Zone of another region",
            format!(
                "{} is not a zone of {region}; those are called like \"{region}-a\" or \"{region}a\". The transit router has \
                 interfaces in its own region only.",
                rules::quoted(zone)
            ),
        );
    }
}

fn moved_zones(source: &SourceState<'_>) -> Attr<Set<Attr<ZoneMapping>>> {
    let mappings = source.attributes.get("zone_mappings");
    let mappings = mappings.and_then(Json::as_array).into_iter().flatten();
    let text = |mapping: &Json, name: &str| mapping.get(name)?.as_str().map(str::to_owned);
    let mappings: Set<Attr<ZoneMapping>> = mappings
        .map(|mapping| {
            Attr::Known(ZoneMapping {
                zone_id: text(mapping, "zone_id").into(),
                vswitch_id: text(mapping, "vswitch_id").into(),
            })
        })
        .collect();
    Some(mappings).filter(|all| !all.is_empty()).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
        // The letter case of a name does not matter, and stays as it was written.
        assert_eq!(
            options(&actual, &attr(&[("A", "off")])),
            attr(&[("A", "on")])
        );
        let capital = plain(&attr(&[("A", "on"), ("b", "off")]));
        assert!(same_settings(&actual, &capital));
        assert!(!same_settings(&actual, &plain(&attr(&[("A", "on")]))));
        for known in [Attr::Null, Attr::Unknown] {
            assert_eq!(options(&actual, &known), attr(&[("a", "on"), ("b", "off")]));
            assert_eq!(options(&BTreeMap::new(), &known), Attr::Null);
        }
    }
}
