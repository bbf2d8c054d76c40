//! `cen_transit_router_vpn_attachment`: an IPsec connection on the transit router of its region.

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::known_config::KnownConfig;
use crate::lifecycle::{DefaultTimeouts, Occupant, Words};
use crate::router_attachment::{
    Answers, Arguments, Attached, Order, Place, attached_already, attachment_parts,
};
use crate::scope::Scope;
use crate::{from_api, official, rules};
use cen::RouterId;
use cen::transit_router::{self, AttachmentKey, NewVpn};
use tf_plugin::framework::model::{Model, Set};
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::{Attr, Json, Path};

/// Attaches an IPsec connection (VPN) that is bound to no VPN gateway to the transit router of its region. **It is billed by the
/// hour** from the moment it is created, and by traffic. A private connection takes addresses of the transit router's own
/// blocks, of which it must have one.
///
/// **By itself it carries no traffic**: CEN associates a new attachment with no route table of the transit router and learns
/// no routes from it. Set `route_table_association_enabled` and `route_table_propagation_enabled`, or use
/// `cen_transit_router_route_table_association` and `cen_transit_router_route_table_propagation`.
///
/// Its name has 2 to 128 letters, digits, hyphens and underscores and begins with a letter, as its
/// description does.
///
/// It cannot be replaced under `create_before_destroy`: an IPsec connection has one attachment to a transit router.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Vpn {
    /// Id of the attachment, `tr-attach-...`. While its creation is unconfirmed (see `status`) this is a placeholder that
    /// begins with `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    #[attribute(flatten)]
    place: Place,
    /// The IPsec connection. A change replaces the attachment.
    #[attribute(required, requires_replace_while_unknown, validate = rules::vpn_id())]
    vpn_id: Attr<String>,
    /// The account that the IPsec connection belongs to; needed where it is not that of the transit router. It must have
    /// granted the IPsec connection to that one. A change replaces the attachment.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace,
        validate = rules::account_id()
    )]
    vpn_owner_id: Attr<String>,
    /// How it is paid: `POSTPAY`, which it is where this is not set. A change replaces the attachment.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace,
        validate = one_of(&["POSTPAY"])
    )]
    charge_type: Attr<String>,
    /// The zones that it is in, such as `cn-hangzhou-h`; CEN's choice where this is not set. A change replaces the attachment.
    #[attribute(optional, computed, use_state_for_unknown, requires_replace)]
    zone_ids: Attr<Set<Attr<String>>>,
    /// Whether the transit router publishes its routes by itself. Changed in place; **yes** where this is not set for something
    /// new, unlike that of other attachments, and otherwise as it is.
    #[attribute(optional, computed, use_state_for_unknown)]
    auto_publish_route_enabled: Attr<bool>,
    #[attribute(flatten)]
    order: Order,
    #[attribute(flatten)]
    arguments: Arguments,
    #[attribute(flatten)]
    answers: Answers,
    #[attribute(timeouts(
        create = "Limit of attaching, `17m` where it is not set. An attachment that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of detaching, `8m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

#[async_trait]
impl Attached for Vpn {
    const TYPE: &'static str = "cen_transit_router_vpn_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_vpn_attachment";
    const MOVED_NAMES: &'static [&'static str] = &[
        "transit_router_vpn_attachment_name",
        "transit_router_attachment_name",
    ];
    const WORDS: Words = Words::of("VPN attachment");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(17, 5, 8);

    type Kind = transit_router::Vpn;

    attachment_parts! {
        place.transit_router_id, place.region, place.cen_id,
        publish: auto_publish_route_enabled, order: order.order_type
    }

    fn given(&self) -> Option<NewVpn> {
        Some(NewVpn {
            vpn: self.vpn_id.known()?.clone(),
            owner: self.vpn_owner_id.known().and_then(|id| id.parse().ok()),
            charge_type: self.charge_type.known().cloned(),
            zones: self.zones(),
        })
    }

    fn refresh(&mut self, own: &transit_router::Vpn) {
        self.vpn_id = from_api::name(&own.id, &self.vpn_id);
        self.vpn_owner_id = from_api::account(own.owner, &self.vpn_owner_id);
        self.charge_type = from_api::name(&own.charge_type, &self.charge_type);
        // Where the API says nothing of zones, what is known stays.
        if self.zone_ids.known().is_none() || !(own.zones.is_empty() || own.zones == self.zones()) {
            let zones = own.zones.iter().map(|zone| zone.as_str().into());
            self.zone_ids = Attr::Known(zones.collect());
        }
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        self.place.check(known_config, diagnostics);
        self.check_texts(diagnostics);
    }

    async fn in_its_place(
        router: &RouterId,
        new: &NewVpn,
        scope: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        attached_already::<Self>(router, &new.vpn, scope).await
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.vpn_id = official::text(source, &["vpn_id"]);
        self.vpn_owner_id = official::account(source, "vpn_owner_id");
        self.charge_type = official::text(source, &["charge_type"]);
        let zones = source.attributes.get("zone").and_then(Json::as_array);
        let zones = zones.into_iter().flatten();
        let zones: Set<Attr<String>> = zones
            .filter_map(|zone| zone.get("zone_id")?.as_str())
            .map(Attr::from)
            .collect();
        self.zone_ids = Some(zones).filter(|zones| !zones.is_empty()).into();
    }
}

impl Vpn {
    /// The zones that are known.
    fn zones(&self) -> BTreeSet<String> {
        let zones = self.zone_ids.known().into_iter().flatten();
        zones.filter_map(Attr::known).cloned().collect()
    }

    /// CEN has rules of their own for these (API page CreateTransitRouterVpnAttachment). An empty text is none.
    fn check_texts(&self, diagnostics: &mut Diagnostics) {
        let begins = |text: &str| {
            text.chars().nth(1).is_some() && text.starts_with(|first: char| first.is_alphabetic())
        };
        let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
        let texts = &self.arguments.texts;
        let name = texts.name.known().filter(|text| !text.is_empty());
        if let Some(name) = name.filter(|name| !begins(name) || !name.chars().all(is_plain)) {
            diagnostics.error_at(
                Path::root("name"),
                "Name is not legal",
                format!(
                    "{} cannot be the name of a VPN attachment. Such a name has 2 to 128 letters, digits, hyphens and \
                     underscores, and begins with a letter.",
                    rules::quoted(name)
                ),
            );
        }
        let description = texts.description.known().filter(|text| !text.is_empty());
        if description.is_some_and(|description| !begins(description)) {
            diagnostics.error_at(
                Path::root("description"),
                "Description is not legal",
                "The description of a VPN attachment has 2 to 256 characters and begins with a letter.",
            );
        }
    }
}
