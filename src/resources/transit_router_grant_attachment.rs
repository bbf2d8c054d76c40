//! `cen_transit_router_grant_attachment`: a network granted to a CEN instance of another account.

use std::time::Duration;

use async_trait::async_trait;

use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::link::Link;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::{Written, meaning, written};
use crate::{Cen, from_api, official, region_argument, rules};
use cen::transit_router::{Grant, GrantKey, GrantedKind};
use cen::{CallError, CenId, Freshness, Made, Region};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, SourceState};
use tf_plugin::value::{Attr, Path};

/// Lets the transit routers of a CEN instance of another account attach a network of this account. The access key is that of
/// the owner of the network; the other account attaches it then, with the owner's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct GrantAttachment {
    /// What is granted to whom: `TYPE:NETWORK:ACCOUNT:CEN`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// What the network is; `ExpressConnect` is a border router. A change replaces the grant.
    #[attribute(required, requires_replace_while_unknown, validate = one_of(TYPES))]
    instance_type: Attr<String>,
    /// The network: `vpc-...`, `vbr-...`, `vco-...` or `ecr-...`. A change replaces the grant.
    #[attribute(required, requires_replace_while_unknown)]
    instance_id: Attr<String>,
    /// The CEN instance that it is granted to, of the other account. A change replaces the grant.
    #[attribute(required, requires_replace_while_unknown)]
    cen_id: Attr<Written<CenId>>,
    /// The account of the CEN instance. A change replaces the grant.
    #[attribute(
        required,
        requires_replace_while_unknown,
        validate = rules::account_id()
    )]
    cen_owner_id: Attr<String>,
    /// The region of the network, such as `cn-hangzhou`; the provider's `region` where this is not set. CEN does not tell it,
    /// so a change is only noted.
    #[attribute(optional)]
    region: Attr<Written<Region>>,
    /// Who pays for what is attached so: `PayByCenOwner` or `PayByResourceOwner`; CEN's choice where this is not set for a new
    /// grant, and otherwise as it is. Changed in place.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = one_of(&["PayByCenOwner", "PayByResourceOwner"])
    )]
    order_type: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of granting, `5m` where it is not set.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of taking it back, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

/// The types of networks, in the words of grants.
const TYPES: &[&str] = &["VPC", "ExpressConnect", "VPN", "ECR"];

impl Key for GrantKey {
    const FORM: &'static str = "TYPE:NETWORK:ACCOUNT:CEN";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        (
            "instance_type",
            "What the network is: `VPC`, `ExpressConnect`, `VPN` or `ECR`.",
        ),
        ("instance_id", "The network, such as `vpc-...`."),
        (
            "cen_owner_id",
            "The account of the CEN instance, `1234567890123456`.",
        ),
        ("cen_id", "The CEN instance, `cen-...`."),
    ];
}

#[async_trait]
impl Link for GrantAttachment {
    const TYPE: &'static str = "cen_transit_router_grant_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_transit_router_grant_attachment";
    const OBJECT: &'static str = "grant";
    const TIMEOUT: Duration = Duration::from_secs(5 * 60);

    type Key = GrantKey;
    type Remote = Grant;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<GrantKey> {
        Some(GrantKey {
            kind: GrantedKind::from(self.instance_type.known()?.clone()),
            network: self.instance_id.known()?.clone(),
            cen_owner: self.cen_owner_id.known()?.parse().ok()?,
            cen: meaning(&self.cen_id)?.clone(),
        })
    }

    fn at(key: &GrantKey) -> Self {
        Self {
            id: Attr::Known(key.to_string()),
            instance_type: key.kind.as_str().into(),
            instance_id: key.network.as_str().into(),
            cen_id: written(&key.cen),
            cen_owner_id: key.cen_owner.to_string().into(),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &Grant) {
        self.order_type = from_api::name(&remote.order_type, &self.order_type);
        if let Some(key) = self.key() {
            self.id = Attr::Known(key.to_string());
        }
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(GrantKey { network, cen, .. }) => format!("{network} is granted to {cen}"),
            None => "the network is granted".to_owned(),
        }
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        let path = Path::root("region");
        region_argument::check(path, &self.region, known_config, diagnostics);
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        if request.prior.is_none() {
            let own = &request.config.region;
            region_argument::require(request, own, &mut plan.diagnostics);
        }
    }

    fn enter_pending(&mut self, key: &GrantKey) {
        self.id = Attr::Known(key.to_string());
        if self.order_type.is_unknown() {
            self.order_type = Attr::Null;
        }
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        let region = region_argument::of(&self.region, client);
        match self.key().zip(region) {
            Some((key, region)) => {
                let order = self.order_type.known();
                client.api.grant(&key, &region, order, deadline).await
            }
            None => Ok(Made::Now),
        }
    }

    async fn find(
        key: &GrantKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Grant>, CallError> {
        client.api.granted(key, freshness, deadline).await
    }

    fn shows(&self, remote: &Grant) -> Result<(), String> {
        match self.order_type.known() {
            Some(order) if !remote.order_type.is_empty() && *order != remote.order_type => {
                Err(format!("its order type is {}", remote.order_type))
            }
            _ => Ok(()),
        }
    }

    fn while_updating(&self, prior: &Self) -> Option<Self> {
        let changes = self.order_type.known().is_some() && self.order_type != prior.order_type;
        changes.then(|| Self {
            order_type: prior.order_type.clone(),
            ..self.clone()
        })
    }

    async fn change(
        &self,
        _: &Self,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        match self.key().zip(self.order_type.known()) {
            Some((key, order)) => client.api.modify_grant(&key, order, deadline).await,
            None => Ok(()),
        }
    }

    async fn remove(&self, key: &GrantKey, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        let region = region_argument::of(&self.region, client);
        Ok(client.api.revoke(key, region.as_ref(), deadline).await?)
    }

    fn remains(_: &Grant) -> Option<&str> {
        Some("granted")
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.order_type = official::text(source, &["order_type"]);
        self.timeouts = official::all_timeouts(source);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::link::moved_state;
    use crate::written::named;

    #[test]
    fn a_state_of_the_official_provider_is_moved_whole() {
        let state = json!({
            "cen_id": "cen-abc", "cen_owner_id": "1234567890123456", "id": "ExpressConnect:vbr-a:1234567890123456:cen-abc",
            "instance_id": "vbr-a", "instance_type": "ExpressConnect", "order_type": "PayByResourceOwner",
            "timeouts": {"create": "9m"}
        });
        let expected = GrantAttachment {
            id: "ExpressConnect:vbr-a:1234567890123456:cen-abc".into(),
            instance_type: "ExpressConnect".into(),
            instance_id: "vbr-a".into(),
            cen_id: named("cen-abc"),
            cen_owner_id: "1234567890123456".into(),
            order_type: "PayByResourceOwner".into(),
            timeouts: Attr::Known(Timeouts::default().create("9m")),
            ..GrantAttachment::default()
        };
        assert_eq!(moved_state(state).ok(), Some(expected));
        assert!(moved_state::<GrantAttachment>(json!({"id": "cen-abc"})).is_err());
    }
}
