//! `cen_transit_router_vpc_attachment`: a VPC on the transit router of its region.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::lifecycle::{
    Basics, Change, Created, DefaultTimeouts, Managed, Remote, Words, common_attributes,
};
use crate::router_attachment::{self, Settings};
use crate::scope::Scope;
use crate::tags::{self, Tags};
use crate::wait::Failure;
use crate::{Cen, observed, official, region_argument, rules};
use cen::transit_router::{self, AttachmentKey, NewVpcAttachment, VpcAttachment, VpcChange};
use cen::{CallError, ClientToken, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::schema::{Attribute, Nesting, Schema};
use tf_plugin::framework::timeouts::{self, Timeouts};
use tf_plugin::framework::validate::{Validator, rule};
use tf_plugin::framework::{Diagnostics, Foreign, Plan, PlanRequest};
use tf_plugin::value::{Attr, Json, Kind, Path, Value};

/// The attributes of `cen_transit_router_vpc_attachment`; see [`schema()`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Vpc {
    id: Attr<String>,
    transit_router_id: Attr<String>,
    region: Attr<String>,
    vpc_id: Attr<String>,
    vpc_owner_id: Attr<String>,
    zone_mappings: Attr<Vec<Attr<ZoneMapping>>>,
    options: Attr<Options>,
    auto_publish_route_enabled: Attr<bool>,
    name: Attr<String>,
    description: Attr<String>,
    tags: Attr<Tags>,
    tags_all: Attr<Tags>,
    force_delete: Attr<bool>,
    cen_id: Attr<String>,
    status: Attr<String>,
    creation_time: Attr<String>,
    timeouts: Attr<Timeouts>,
}

/// Further settings, by the names of the API.
type Options = BTreeMap<String, Attr<String>>;

/// A zone and its vSwitch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ZoneMapping {
    zone_id: Attr<String>,
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
fn zone_mappings(zones: &BTreeSet<transit_router::ZoneMapping>) -> Attr<Vec<Attr<ZoneMapping>>> {
    let mappings = zones.iter().map(|mapping| Attr::Known(mapping.into()));
    Attr::Known(mappings.collect())
}

impl Remote for VpcAttachment {
    fn basics(&self) -> Basics<'_> {
        router_attachment::basics(&self.attachment)
    }

    fn status(&self) -> &str {
        self.attachment.status.as_str()
    }

    fn is_ready(&self) -> bool {
        router_attachment::is_ready(&self.attachment)
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

    common_attributes!();

    fn schema() -> Schema {
        schema()
    }

    fn key(&self) -> Option<AttachmentKey> {
        router_attachment::key(&self.transit_router_id, self.common().confirmed_id())
    }

    fn at(key: &AttachmentKey) -> Self {
        Self {
            id: key.id.as_str().into(),
            transit_router_id: key.router.as_str().into(),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &VpcAttachment) {
        let attachment = &remote.attachment;
        let router = attachment.key.router.as_str();
        self.transit_router_id = observed::name(router, &self.transit_router_id);
        if let Some(cen) = &attachment.cen {
            self.cen_id = cen.as_str().into();
        }
        self.auto_publish_route_enabled = attachment.auto_publish_routes.into();
        self.region = observed::name(&remote.region, &self.region);
        self.vpc_id = observed::name(&remote.vpc, &self.vpc_id);
        if let Some(owner) = remote.owner {
            self.vpc_owner_id = owner.to_string().into();
        }
        if self.zones().as_ref() != Some(&remote.zones) {
            self.zone_mappings = zone_mappings(&remote.zones);
        }
        self.options = options(&remote.options, &self.options);
    }

    fn validate(&self, facts: &Facts, diagnostics: &mut Diagnostics) {
        region_argument::check(Path::root("region"), &self.region, facts, diagnostics);
        check_zones(self, diagnostics);
    }

    /// Ids and regions are the same in any letter case.
    fn keep_equivalent(&mut self, prior: &Self) {
        observed::keep_name(&prior.transit_router_id, &mut self.transit_router_id);
        observed::keep_name(&prior.region, &mut self.region);
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let own = &request.config.region;
        region_argument::fill_in(request, |vpc| &mut vpc.region, own, plan);
        if own.is_null() {
            check_zones(&plan.state, &mut plan.diagnostics);
        }
    }

    fn parameters(&self) -> Option<NewVpcAttachment> {
        Some(NewVpcAttachment {
            router: RouterId::from_api(self.transit_router_id.known()?)?,
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

    async fn create(
        parameters: &NewVpcAttachment,
        token: &ClientToken,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<Created<AttachmentKey>, CallError> {
        let created = client.api.create_vpc_attachment(parameters, token, limits);
        Ok(created.await?.into())
    }

    async fn find(
        key: &AttachmentKey,
        freshness: Freshness,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<Option<VpcAttachment>, CallError> {
        client.api.vpc_attachment(key, freshness, limits).await
    }

    fn keep(&mut self, planned: &Self) {
        self.force_delete = planned.force_delete.clone();
    }

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        attributes(change).await?;
        zones(change).await
    }

    fn region(&self) -> Option<Region> {
        Region::parse(self.region.known()?).ok()
    }

    fn tagged<'a>(key: &'a AttachmentKey, region: Option<&'a Region>) -> Tagged<'a> {
        Tagged::vpc_attachment(key, region)
    }

    async fn delete(
        &self,
        key: &AttachmentKey,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<(), CallError> {
        let force = self.force_delete == Attr::Known(true);
        client.api.delete_vpc_attachment(key, force, limits).await
    }

    fn moved_key(source: &Foreign<'_>) -> Option<AttachmentKey> {
        router_attachment::moved_key(source)
    }

    /// The states of the official provider do not say the region; the read that follows does.
    fn move_from(&mut self, source: &Foreign<'_>) {
        let text = |names: &[&str]| official::text(source, names);
        // Its name for the name of today, and the one before.
        self.name = text(&[
            "transit_router_vpc_attachment_name",
            "transit_router_attachment_name",
        ]);
        self.description = text(&["transit_router_attachment_description"]);
        self.cen_id = text(&["cen_id"]);
        self.vpc_id = text(&["vpc_id"]);
        self.vpc_owner_id = official::account(source, "vpc_owner_id");
        self.zone_mappings = moved_zones(source);
        self.auto_publish_route_enabled = official::flag(source, "auto_publish_route_enabled");
        self.force_delete = official::flag(source, "force_delete");
    }
}

async fn attributes(change: &mut Change<'_, Vpc>) -> Result<(), Failure> {
    let settings = Settings::new(
        change.texts(),
        &change.state.auto_publish_route_enabled,
        &change.planned.auto_publish_route_enabled,
    );
    let options = plain(&change.planned.options);
    let sent = VpcChange {
        name: settings.name.clone(),
        description: settings.description.clone(),
        auto_publish_routes: settings.auto_publish_routes,
        options: (options != plain(&change.state.options)
            && change.planned.options.known().is_some())
        .then(|| options.clone()),
    };
    let is_change = sent != VpcChange::default();
    if is_change {
        let Scope { client, limits } = change.scope();
        let api = &client.api;
        api.update_vpc_attachment(&change.key, &sent, limits)
            .await?;
    }
    change.advance_texts(|state, planned| {
        observed::keep_known(
            &mut state.auto_publish_route_enabled,
            &planned.auto_publish_route_enabled,
        );
        if !planned.options.is_unknown() {
            state.options = planned.options.clone();
        }
    });
    if is_change {
        let as_sent = |seen: &VpcAttachment| {
            let mut options = sent.options.iter().flatten();
            settings.shows(&seen.attachment)
                && options.all(|(name, value)| seen.options.get(name) == Some(value))
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
    let Scope { client, limits } = change.scope();
    let api = &client.api;
    api.update_zones(&change.key, &add, &remove, limits).await?;
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

/// Ids of zones begin with that of their region.
fn check_zones(vpc: &Vpc, diagnostics: &mut Diagnostics) {
    let (Some(region), Some(mappings)) = (vpc.region.known(), vpc.zone_mappings.known()) else {
        return;
    };
    let region = region.trim().to_ascii_lowercase();
    let zones = mappings
        .iter()
        .filter_map(|mapping| mapping.known()?.zone_id.known());
    for zone in zones.filter(|zone| !zone.starts_with(&region)) {
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

fn moved_zones(source: &Foreign<'_>) -> Attr<Vec<Attr<ZoneMapping>>> {
    let mappings = source.attributes.get("zone_mappings");
    let mappings = mappings.and_then(Json::as_array).into_iter().flatten();
    let text = |mapping: &Json, name: &str| mapping.get(name)?.as_str().map(str::to_owned);
    let mappings: Vec<Attr<ZoneMapping>> = mappings
        .map(|mapping| {
            Attr::Known(ZoneMapping {
                zone_id: text(mapping, "zone_id").into(),
                vswitch_id: text(mapping, "vswitch_id").into(),
            })
        })
        .collect();
    Some(mappings).filter(|all| !all.is_empty()).into()
}

fn schema() -> Schema {
    let mut attributes = what_is_attached();
    attributes.extend(router_attachment::arguments("a VPC attachment"));
    attributes.extend(router_attachment::answers());
    attributes.push(timeouts::attribute(
        "Limit of attaching, `45m` where it is not set. An attachment that nobody has answered by then is stored as \
         unconfirmed and confirmed by the next apply.",
        "Limit of a change, `10m` where it is not set.",
        "Limit of detaching, `20m` where it is not set.",
    ));
    Schema::new(
        "Attaches a VPC to the transit router of its region. **It is billed by the hour** from the moment it is created, \
         and by traffic. The transit router gets an interface in a vSwitch of each zone.",
        attributes,
    )
}

fn what_is_attached() -> Vec<Attribute> {
    vec![
        Attribute::computed("id", Kind::String)
            .describe(
                "Id of the attachment, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a \
                 placeholder that begins with `unconfirmed:`.",
            )
            .stable(),
        Attribute::required("transit_router_id", Kind::String)
            .describe("The transit router. A change replaces the attachment.")
            .validate(rules::router_id())
            .replaces_while_unknown(),
        region_argument::attribute(
            "The region of transit router and VPC, such as `cn-hangzhou`, in any letter case. A new attachment is made in \
             the provider's `region` where this is not set. A change replaces the attachment.",
        ),
        Attribute::required("vpc_id", Kind::String)
            .describe("The VPC. A change replaces the attachment.")
            .validate(rules::vpc_id())
            .replaces_while_unknown(),
        Attribute::optional_computed("vpc_owner_id", Kind::String)
            .describe(
                "The account that the VPC belongs to; needed where it is not that of the transit router. It must have \
                 granted the VPC to that one. A change replaces the attachment.",
            )
            .validate(rules::account_id())
            .stable()
            .replaces(),
        Attribute::required_nested(
            "zone_mappings",
            Nesting::Set,
            vec![
                Attribute::required("zone_id", Kind::String)
                    .describe("The zone, such as `cn-hangzhou-h`, of the region."),
                Attribute::required("vswitch_id", Kind::String)
                    .describe("A vSwitch of the VPC in that zone, with a free address.")
                    .validate(rules::vswitch_id()),
            ],
        )
        .describe("Where the transit router has its interfaces. Changed in place.")
        .validate(one_to_ten()),
        Attribute::optional_computed("options", Kind::map(Kind::String))
            .describe(
                "Further settings by the names that CEN gives them, such as `{ Ipv6Support = \"enable\" }`. Changed in \
                 place. Settings that are not named stay as they are.",
            )
            .stable(),
    ]
}

fn one_to_ten() -> impl Validator {
    rule("1 to 10 zones", |value, path, diagnostics| {
        let Value::Set(zones) = value else { return };
        if !(1..=10).contains(&zones.len()) {
            diagnostics.error_at(
                path.clone(),
                "Wrong number of zones",
                format!(
                    "A VPC is attached in 1 to 10 zones; there are {} here.",
                    zones.len()
                ),
            );
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::moved_state;

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
            transit_router_id: "tr-one".into(),
            vpc_id: "vpc-a".into(),
            vpc_owner_id: "1234567890123456".into(),
            zone_mappings: Attr::Known(vec![Attr::Known(zone)]),
            auto_publish_route_enabled: Attr::Known(true),
            name: "main".into(),
            tags: tags.clone(),
            tags_all: tags,
            cen_id: "cen-abc".into(),
            status: "Attached".into(),
            creation_time: "2026-01-02T03:04:05Z".into(),
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
        for known in [Attr::Null, Attr::Unknown] {
            assert_eq!(options(&actual, &known), attr(&[("a", "on"), ("b", "off")]));
            assert_eq!(options(&BTreeMap::new(), &known), Attr::Null);
        }
    }
}
