//! `cen_transit_router_vbr_attachment`: a border router on the transit router of its region.

use async_trait::async_trait;

use crate::known_config::KnownConfig;
use crate::lifecycle::{DefaultTimeouts, Occupant, Words};
use crate::router_attachment::{
    Answers, Arguments, Attached, Order, Place, Publishing, attached_already, attachment_parts,
};
use crate::scope::Scope;
use crate::{from_api, official, rules};
use cen::RouterId;
use cen::transit_router::{self, AttachmentKey, NewVbr};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::Attr;

/// Attaches a virtual border router (VBR), by which a data centre is reached over Express Connect, to the transit router of its
/// region. **It is billed by the hour** from the moment it is created, and by traffic.
///
/// **By itself it carries no traffic**: CEN associates a new attachment with no route table of the transit router and learns
/// no routes from it. Set `route_table_association_enabled` and `route_table_propagation_enabled`, or use
/// `cen_transit_router_route_table_association` and `cen_transit_router_route_table_propagation`.
///
/// It cannot be replaced under `create_before_destroy`: a border router has one attachment to a transit router.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Vbr {
    /// Id of the attachment, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a placeholder that
    /// begins with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    #[attribute(flatten)]
    place: Place,
    /// The border router. A change replaces the attachment.
    #[attribute(required, requires_replace_while_unknown, validate = rules::vbr_id())]
    vbr_id: Attr<String>,
    /// The account that the border router belongs to; needed where it is not that of the transit router. It must have granted
    /// the border router to that one. A change replaces the attachment.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace,
        validate = rules::account_id()
    )]
    vbr_owner_id: Attr<String>,
    #[attribute(flatten)]
    publishing: Publishing,
    #[attribute(flatten)]
    order: Order,
    #[attribute(flatten)]
    arguments: Arguments,
    #[attribute(flatten)]
    answers: Answers,
    #[attribute(timeouts(
        create = "Limit of attaching, `10m` where it is not set. An attachment that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of detaching, `15m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

#[async_trait]
impl Attached for Vbr {
    const TYPE: &'static str = "cen_transit_router_vbr_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_vbr_attachment";
    const MOVED_NAMES: &'static [&'static str] = &["transit_router_attachment_name"];
    const WORDS: Words = Words::of("VBR attachment");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(10, 5, 15);

    type Kind = transit_router::Vbr;

    attachment_parts! {
        place.transit_router_id, place.region, place.cen_id,
        publish: publishing.auto_publish_route_enabled, order: order.order_type
    }

    fn given(&self) -> Option<NewVbr> {
        Some(NewVbr {
            vbr: self.vbr_id.known()?.clone(),
            owner: self.vbr_owner_id.known().and_then(|id| id.parse().ok()),
        })
    }

    fn refresh(&mut self, own: &transit_router::Vbr) {
        self.vbr_id = from_api::name(&own.id, &self.vbr_id);
        self.vbr_owner_id = from_api::account(own.owner, &self.vbr_owner_id);
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        self.place.check(known_config, diagnostics);
    }

    async fn in_its_place(
        router: &RouterId,
        new: &NewVbr,
        scope: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        attached_already::<Self>(router, &new.vbr, scope).await
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.vbr_id = official::text(source, &["vbr_id"]);
        self.vbr_owner_id = official::account(source, "vbr_owner_id");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::moved_state;
    use crate::texts::Texts;
    use crate::written::named;

    #[test]
    fn a_state_is_taken_over_whole() {
        let state = json!({
            "auto_publish_route_enabled": true, "cen_id": "cen-abc", "create_time": "2026-01-02T03:04:05Z",
            "dry_run": null, "id": "cen-abc:tr-attach-one", "order_type": "PayByCenOwner", "region_id": "cn-hangzhou",
            "resource_type": "VBR", "route_table_association_enabled": null, "route_table_propagation_enabled": null,
            "status": "Attached", "tags": {}, "timeouts": null, "transit_router_attachment_description": "d",
            "transit_router_attachment_id": "tr-attach-one", "transit_router_attachment_name": "main",
            "transit_router_id": "tr-one", "vbr_id": "vbr-a", "vbr_owner_id": "1234567890123456"
        });
        let expected = Vbr {
            id: "tr-attach-one".into(),
            place: Place {
                transit_router_id: named("tr-one"),
                cen_id: named("cen-abc"),
                ..Place::default()
            },
            vbr_id: "vbr-a".into(),
            vbr_owner_id: "1234567890123456".into(),
            publishing: Publishing {
                auto_publish_route_enabled: Attr::Known(true),
            },
            order: Order {
                order_type: "PayByCenOwner".into(),
            },
            arguments: Arguments {
                texts: Texts {
                    name: "main".into(),
                    description: "d".into(),
                },
                ..Arguments::default()
            },
            answers: Answers {
                status: "Attached".into(),
                creation_time: "2026-01-02T03:04:05Z".into(),
            },
            ..Vbr::default()
        };
        assert_eq!(moved_state::<Vbr>(state).unwrap(), expected);
    }

    #[test]
    fn early_ids_of_every_form_are_enough_and_owners_are_numbers_too() {
        for id in [
            "cen-abc:tr-attach-one",
            "<nil>:tr-attach-one",
            "tr-attach-one",
        ] {
            let early = json!({
                "id": id, "cen_id": "cen-abc", "transit_router_id": "", "vbr_id": "vbr-a",
                "vbr_owner_id": 1_234_567_890_123_456_u64
            });
            let expected = Vbr {
                id: "tr-attach-one".into(),
                place: Place {
                    cen_id: named("cen-abc"),
                    ..Place::default()
                },
                vbr_id: "vbr-a".into(),
                vbr_owner_id: "1234567890123456".into(),
                ..Vbr::default()
            };
            assert_eq!(moved_state::<Vbr>(early).unwrap(), expected);
        }
        assert!(moved_state::<Vbr>(json!({"vbr_id": "vbr-a"})).is_err());
    }
}
