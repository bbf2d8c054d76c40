//! `cen_transit_router_vpc_attachment`: a VPC on the transit router of its region.

mod options;
mod zones;

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::known_config::KnownConfig;
use crate::lifecycle::{Change, DefaultTimeouts, Occupant, Words};
use crate::router_attachment::{
    Answers, Arguments, Attached, Order, Publishing, attached_already, attachment_parts,
};
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::Written;
use crate::{Cen, from_api, official, region_argument, rules};
use cen::transit_router::{self, AttachmentKey, NewVpc, VpcAttachment, VpcChange};
use cen::{CenId, Region, RouterId};
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
/// no routes from it. Set `route_table_association_enabled` and `route_table_propagation_enabled`, or use
/// `cen_transit_router_route_table_association` and `cen_transit_router_route_table_propagation`.
///
/// It cannot be replaced under `create_before_destroy`: a VPC has one attachment to a transit router.
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
    publishing: Publishing,
    #[attribute(flatten)]
    order: Order,
    #[attribute(flatten)]
    arguments: Arguments,
    /// The CEN instance of the transit router.
    #[attribute(computed, use_state_for_unknown)]
    cen_id: Attr<Written<CenId>>,
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

#[async_trait]
impl Attached for Vpc {
    const TYPE: &'static str = "cen_transit_router_vpc_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_vpc_attachment";
    const MOVED_NAMES: &'static [&'static str] = &[
        "transit_router_vpc_attachment_name",
        "transit_router_attachment_name",
    ];
    const WORDS: Words = Words::of("VPC attachment");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(45, 10, 20);

    type Kind = transit_router::Vpc;

    attachment_parts! {
        transit_router_id, region, cen_id,
        publish: publishing.auto_publish_route_enabled, order: order.order_type
    }

    fn given(&self) -> Option<NewVpc> {
        Some(NewVpc {
            vpc: self.vpc_id.known()?.clone(),
            owner: self.vpc_owner_id.known().and_then(|id| id.parse().ok()),
            zones: zones::known(&self.zone_mappings)?,
            options: options::plain(&self.options),
        })
    }

    fn refresh(&mut self, own: &transit_router::Vpc) {
        self.vpc_id = from_api::name(&own.id, &self.vpc_id);
        self.vpc_owner_id = from_api::account(own.owner, &self.vpc_owner_id);
        self.zone_mappings = zones::refreshed(&own.zones, &self.zone_mappings);
        self.options = options::refreshed(&own.options, &self.options);
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
        if request.config.region.is_null() {
            let vpc = &plan.state;
            zones::check(&vpc.zone_mappings, &vpc.region, &mut plan.diagnostics);
        }
    }

    fn change(&self, planned: &Self) -> VpcChange {
        let options = options::plain(&planned.options);
        let is_new = planned.options.known().is_some()
            && !options::are_the_same(&options, &options::plain(&self.options));
        VpcChange {
            options: is_new.then_some(options),
        }
    }

    fn enter_sent(&mut self, planned: &Self) {
        if !planned.options.is_unknown() {
            self.options = planned.options.clone();
        }
    }

    fn shows(sent: &VpcChange, seen: &transit_router::Vpc) -> bool {
        let mut options = sent.options.iter().flatten();
        options.all(|(name, value)| options::setting(&seen.options, name) == Some(value))
    }

    /// CEN changes zones by a call of their own.
    async fn update_further(change: &mut Change<'_, Self>) -> Result<(), Failure> {
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
        let shows = |seen: &VpcAttachment| seen.own.zones == after;
        change.become_ready(shows).await?;
        Ok(())
    }

    async fn in_its_place(
        router: &RouterId,
        new: &NewVpc,
        scope: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        attached_already::<Self>(router, &new.vpc, scope).await
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.vpc_id = official::text(source, &["vpc_id"]);
        self.vpc_owner_id = official::account(source, "vpc_owner_id");
        self.zone_mappings = zones::moved(source);
    }
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
            publishing: Publishing {
                auto_publish_route_enabled: Attr::Known(true),
            },
            arguments: Arguments {
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
            cen_id: named("cen-abc"),
            answers: Answers {
                status: "Attached".into(),
                creation_time: "2026-01-02T03:04:05Z".into(),
            },
            ..Vpc::default()
        };
        assert_eq!(moved_state::<Vpc>(state).unwrap(), expected);
    }

    #[test]
    fn a_state_that_does_not_say_the_transit_router_is_enough_and_one_without_an_id_is_not() {
        let early = json!({"id": "cen-abc:tr-attach-one", "vpc_id": "vpc-a"});
        let expected = Vpc {
            id: "tr-attach-one".into(),
            vpc_id: "vpc-a".into(),
            ..Vpc::default()
        };
        assert_eq!(moved_state::<Vpc>(early).unwrap(), expected);
        let said = moved_state::<Vpc>(json!({"id": "vpc-a"})).unwrap_err();
        let said: Vec<String> = said.into_iter().map(|one| one.summary).collect();
        assert_eq!(
            said,
            ["The state does not say which VPC attachment this is"]
        );
    }
}
