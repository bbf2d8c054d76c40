//! `cen_transit_router_ecr_attachment`: an Express Connect router on a transit router.

use async_trait::async_trait;

use crate::known_config::KnownConfig;
use crate::lifecycle::{DefaultTimeouts, Occupant, Words};
use crate::router_attachment::{
    Answers, Arguments, Attached, Order, Place, attached_already, attachment_parts,
};
use crate::scope::Scope;
use crate::{from_api, official, rules};
use cen::RouterId;
use cen::transit_router::{self, AttachmentKey, NewEcr};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::Attr;

/// Attaches an Express Connect router (ECR), which joins data centres to transit routers of many regions, to one of those. The
/// product Express Connect must have associated the two before. Routes are published to it always.
///
/// **By itself it carries no traffic**: CEN associates a new attachment with no route table of the transit router and learns
/// no routes from it. Set `route_table_association_enabled` and `route_table_propagation_enabled`, or use
/// `cen_transit_router_route_table_association` and `cen_transit_router_route_table_propagation`.
///
/// It cannot be replaced under `create_before_destroy`: an Express Connect router has one attachment to a transit router.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Ecr {
    /// Id of the attachment, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a placeholder that
    /// begins with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    #[attribute(flatten)]
    place: Place,
    /// The Express Connect router. A change replaces the attachment.
    #[attribute(required, requires_replace_while_unknown, validate = rules::ecr_id())]
    ecr_id: Attr<String>,
    /// The account that the Express Connect router belongs to; needed where it is not that of the transit router. It must have
    /// granted the Express Connect router to that one. A change replaces the attachment.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace,
        validate = rules::account_id()
    )]
    ecr_owner_id: Attr<String>,
    #[attribute(flatten)]
    order: Order,
    #[attribute(flatten)]
    arguments: Arguments,
    #[attribute(flatten)]
    answers: Answers,
    #[attribute(timeouts(
        create = "Limit of attaching, `5m` where it is not set. An attachment that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of detaching, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

#[async_trait]
impl Attached for Ecr {
    const TYPE: &'static str = "cen_transit_router_ecr_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_ecr_attachment";
    const MOVED_NAMES: &'static [&'static str] = &["transit_router_ecr_attachment_name"];
    const WORDS: Words = Words::of("ECR attachment");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(5, 5, 5);

    type Kind = transit_router::Ecr;

    attachment_parts! {
        place.transit_router_id, place.region, place.cen_id, order: order.order_type
    }

    fn given(&self) -> Option<NewEcr> {
        Some(NewEcr {
            ecr: self.ecr_id.known()?.clone(),
            owner: self.ecr_owner_id.known().and_then(|id| id.parse().ok()),
        })
    }

    fn refresh(&mut self, own: &transit_router::Ecr) {
        self.ecr_id = from_api::name(&own.id, &self.ecr_id);
        self.ecr_owner_id = from_api::account(own.owner, &self.ecr_owner_id);
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        self.place.check(known_config, diagnostics);
    }

    async fn in_its_place(
        router: &RouterId,
        new: &NewEcr,
        scope: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        attached_already::<Self>(router, &new.ecr, scope).await
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.ecr_id = official::text(source, &["ecr_id"]);
        self.ecr_owner_id = official::account(source, "ecr_owner_id");
    }
}
