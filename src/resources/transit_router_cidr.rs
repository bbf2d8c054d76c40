//! `cen_transit_router_cidr`: a block of a transit router out of which VPN connections get their addresses.

use async_trait::async_trait;

use crate::cidr::within;
use crate::claim::Claim;
use crate::filters::router_cidrs::RouterCidrs as Filter;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::lifecycle::{
    Basics, Change, Created, DefaultTimeouts, Managed, Obstacle, Occupant, Remote, Searchable,
    Words, common_attributes,
};
use crate::scope::Scope;
use crate::texts::Texts;
use crate::wait::Failure;
use crate::written::{Written, meaning, refreshed, written};
use crate::{from_api, official};
use cen::error::Kind;
use cen::transit_router::{
    NewRouterCidr, RouterCidr, RouterCidrChange, RouterCidrId, RouterCidrKey,
};
use cen::{CallError, Cidr, ClientToken, Freshness, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostic, Diagnostics, SourceState};
use tf_plugin::value::{Attr, Path};

/// An address block of a transit router of the Enterprise edition, out of which VPN connections that use private addresses get
/// theirs. A transit router has up to five, and no other network that is connected may use the same addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Block {
    /// Id of the block, `cidr-...`. While its creation is unconfirmed (see `status`) this is a placeholder that begins with
    /// `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The transit router. A change replaces the block.
    #[attribute(required, requires_replace_while_unknown)]
    transit_router_id: Attr<Written<RouterId>>,
    /// The block, IPv4, of 16 to 24 bits. Changed in place, as long as no VPN connection has addresses of it.
    #[attribute(required)]
    cidr: Attr<Written<Cidr>>,
    #[attribute(flatten)]
    texts: Texts,
    /// Whether border routers learn the block; yes where this is not set for something new, and otherwise as it is. Changed in
    /// place.
    #[attribute(optional, computed, use_state_for_unknown)]
    publish_cidr_route: Attr<bool>,
    /// `Active`; `Pending` when the block has been created and is not visible yet; `Unconfirmed` when nobody has answered its
    /// creation, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of a creation, `5m` where it is not set. A creation that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of a destroy, `20m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

/// Bits of a block (API page CreateTransitRouterCidr).
const LENGTHS: std::ops::RangeInclusive<u8> = 16..=24;

/// Blocks that no transit router can have (the same page).
const RESERVED: [&str; 4] = [
    "100.64.0.0/10",
    "224.0.0.0/4",
    "127.0.0.0/8",
    "169.254.0.0/16",
];

impl Key for RouterCidrKey {
    const FORM: &'static str = "ROUTER:BLOCK";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("transit_router_id", "The transit router, `tr-...`."),
        ("id", "Id of the block, `cidr-...`."),
    ];
}

/// The API knows no status of a block.
impl Remote for RouterCidr {
    fn basics(&self) -> Basics<'_> {
        Basics {
            id: self.key.id.as_str(),
            name: &self.name,
            description: &self.description,
            tags: None,
            creation_time: None,
        }
    }

    fn status(&self) -> &'static str {
        "Active"
    }

    fn is_ready(&self) -> bool {
        true
    }
}

#[async_trait]
impl Managed for Block {
    const TYPE: &'static str = "cen_transit_router_cidr";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_cidr";
    const WORDS: Words = Words::of("address block");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(5, 5, 20);

    type Parameters = NewRouterCidr;
    type Key = RouterCidrKey;
    type Remote = RouterCidr;

    common_attributes! { @ texts, [], status, [] }

    fn key(&self) -> Option<RouterCidrKey> {
        Some(RouterCidrKey {
            router: meaning(&self.transit_router_id)?.clone(),
            id: RouterCidrId::from_api(self.common().confirmed_id()?)?,
        })
    }

    fn enter_parent(&mut self, key: &RouterCidrKey) {
        self.transit_router_id = written(&key.router);
    }

    fn refresh(&mut self, remote: &RouterCidr) {
        self.transit_router_id = refreshed(Some(&remote.key.router), &self.transit_router_id);
        self.cidr = refreshed(Some(&remote.cidr), &self.cidr);
        if let Some(publish) = remote.publish {
            self.publish_cidr_route = Attr::Known(publish);
        } else if self.publish_cidr_route.is_unknown() {
            self.publish_cidr_route = Attr::Null;
        }
    }

    fn validate(&self, _: &KnownConfig, diagnostics: &mut Diagnostics) {
        let Some(cidr) = meaning(&self.cidr) else {
            return;
        };
        let rule = if !cidr.is_ipv4() {
            "it is a block of IPv6".to_owned()
        } else if !LENGTHS.contains(&cidr.length()) {
            format!("its length is {}", cidr.length())
        } else if let Some(reserved) = within(*cidr, &RESERVED) {
            format!("it lies in {reserved}, which has a use of its own")
        } else {
            return;
        };
        diagnostics.error_at(
            Path::root("cidr"),
            "No transit router can have this block",
            format!(
                "{cidr} cannot be a block of a transit router: {rule}. Such a block is one of IPv4, of 16 to 24 bits, and lies \
                 in none of {} (API page CreateTransitRouterCidr).",
                RESERVED.join(", ")
            ),
        );
    }

    fn parameters(&self) -> Option<NewRouterCidr> {
        Some(NewRouterCidr {
            router: meaning(&self.transit_router_id)?.clone(),
            cidr: *meaning(&self.cidr)?,
            name: self.texts.name.known().cloned(),
            description: self.texts.description.known().cloned(),
            publish: self.publish_cidr_route.known().copied(),
        })
    }

    fn claims(&self) -> Vec<Claim> {
        let place = meaning(&self.transit_router_id).zip(meaning(&self.cidr));
        let claim = place.map(|(router, cidr)| Claim {
            name: format!("{} {router} {cidr}", Self::TYPE),
            refusal: Diagnostic::error(
                "Two resources stand for one address block",
                format!(
                    "Another resource of this configuration gives {cidr} to {router} too, and a transit router has a block once. \
                     Keep one of them; of a count or for_each, let each instance name another one."
                ),
            )
            .at(Path::root("cidr")),
        });
        claim.into_iter().collect()
    }

    async fn create(
        parameters: &NewRouterCidr,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<RouterCidrKey>, CallError> {
        let created = client.api.create_router_cidr(parameters, token, deadline);
        Ok(created.await?.into())
    }

    async fn in_its_place(
        parameters: &NewRouterCidr,
        Scope { client, deadline }: Scope<'_>,
    ) -> Option<Occupant<RouterCidrKey>> {
        let NewRouterCidr { router, cidr, .. } = parameters;
        let all = client.api.router_cidrs(router, deadline).await.ok()?;
        let there = all.into_iter().find(|one| one.cidr.overlaps(*cidr))?;
        Some(Occupant {
            statement: format!(
                "{router} has the block {} already, which has addresses in common with {cidr}.",
                there.cidr
            ),
            key: there.key,
        })
    }

    async fn find(
        key: &RouterCidrKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<RouterCidr>, CallError> {
        client.api.router_cidr(key, freshness, deadline).await
    }

    fn keep(&mut self, _planned: &Self) {}

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        let (name, description) = change.texts();
        let (before, after) = (&change.state, &change.planned);
        let cidr = meaning(&after.cidr).filter(|cidr| meaning(&before.cidr) != Some(cidr));
        let publish = after.publish_cidr_route.known();
        let is_new = after.publish_cidr_route != before.publish_cidr_route;
        let sent = RouterCidrChange {
            cidr: cidr.copied(),
            name,
            description,
            publish: publish.copied().filter(|_| is_new),
        };
        let is_change = sent != RouterCidrChange::default();
        if is_change {
            let Scope { client, deadline } = change.scope();
            let update = client.api.update_router_cidr(&change.key, &sent, deadline);
            update.await?;
        }
        let note = |state: &mut Self, planned: &Self| {
            state.cidr.clone_from(&planned.cidr);
            from_api::keep_known(&mut state.publish_cidr_route, &planned.publish_cidr_route);
        };
        let shows = |seen: &RouterCidr| {
            from_api::shows(sent.name.as_ref(), &seen.name)
                && from_api::shows(sent.description.as_ref(), &seen.description)
                && sent.cidr.is_none_or(|cidr| seen.cidr == cidr)
                && sent
                    .publish
                    .is_none_or(|is_on| seen.publish != Some(!is_on))
        };
        change.finish(is_change, note, shows).await
    }

    async fn delete(
        &self,
        key: &RouterCidrKey,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.delete_router_cidr(key, deadline).await
    }

    /// An attachment that is leaving gives its addresses back last.
    async fn obstacle(
        _: &RouterCidrKey,
        refused: &CallError,
        _: Scope<'_>,
    ) -> Result<Option<Obstacle>, CallError> {
        let is_in_use = Kind::of_call(refused) == Some(Kind::InUse);
        Ok(is_in_use.then(|| Obstacle {
            found: "addresses of the block are in use".to_owned(),
            stays: true,
            advice: None,
        }))
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.texts.name = official::text(source, &["transit_router_cidr_name"]);
        self.cidr = official::named(source, "cidr");
        self.publish_cidr_route = official::flag(source, "publish_cidr_route");
    }
}

impl Searchable for Block {
    type Filter = Filter;
}
