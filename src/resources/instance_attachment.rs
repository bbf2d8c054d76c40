//! `cen_instance_attachment`: a network instance, such as a VPC, attached to a CEN instance.

use std::time::Duration;

use async_trait::async_trait;

use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::link::Link;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::written::{Named, Written, meaning, written};
use crate::{Cen, from_api, official, regions, rules};
use cen::{
    AttachedId, CallError, CenId, Child, ChildKind, ChildStatus, Freshness, Made, Network,
    NetworkId, Region,
};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, SourceState};
use tf_plugin::value::{Attr, Path, ValueError};

/// Attaches a network instance, such as a VPC, to a CEN instance: the basic edition of CEN, for set-ups that are there already;
/// what is new is attached to transit routers (`cen_transit_router_vpc_attachment`). A network is attached to one CEN instance
/// at a time.
/// Every change replaces the attachment: the network is detached, then attached anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct InstanceAttachment {
    /// What is attached to what: `CEN:NETWORK:TYPE:REGION`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The CEN instance.
    #[attribute(required, requires_replace_while_unknown)]
    cen_id: Attr<Written<CenId>>,
    /// The network: a VPC (`vpc-...`), a border router (`vbr-...`) or a cloud connect network (`ccn-...`).
    #[attribute(required, requires_replace_while_unknown)]
    child_instance_id: Attr<Written<NetworkId>>,
    /// What the network is. Its id tells, so this can be left out.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace_while_unknown,
        validate = one_of(&["VPC", "VBR", "CCN"])
    )]
    child_instance_type: Attr<String>,
    /// The region of the network, such as `cn-hangzhou`, whatever the `region` of the provider. For a cloud connect
    /// network it begins with `ccn-`, such as `ccn-cn-shanghai`.
    #[attribute(required, requires_replace_while_unknown)]
    region: Attr<Written<Region>>,
    /// The account that the network belongs to; needed where it is not that of the CEN instance. It must have granted the
    /// network to that one.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace_while_unknown,
        validate = rules::account_id()
    )]
    child_instance_owner_id: Attr<String>,
    /// The account that the CEN instance belongs to. Only for detaching a network of one's own from the CEN instance of
    /// somebody else; changed without a call.
    #[attribute(optional, validate = rules::account_id())]
    cen_owner_id: Attr<String>,
    /// `Attaching`, `Attached` or `Detaching`.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    /// When the network was attached, in UTC.
    #[attribute(computed, use_state_for_unknown)]
    attach_time: Attr<String>,
    #[attribute(timeouts(
        create = "Limit of attaching, `10m` where it is not set.",
        delete = "Limit of detaching, `10m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

impl Named for NetworkId {
    const IS_ID: bool = true;
    const RULE: &'static str = "the id of a VPC, VBR or CCN, `vpc-...`, `vbr-...` or `ccn-...`";

    fn parse(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).map_err(|_| no_network(text))
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        Ok(Self::from_api(text))
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

fn no_network(text: &str) -> ValueError {
    ValueError::new(
        "Not the id of a network instance",
        format!(
            "{} cannot be attached. What can be is a VPC, a border router or a cloud connect network; their ids begin with \
             \"vpc-\", \"vbr-\" and \"ccn-\" and go on with small letters, digits and hyphens.",
            rules::quoted(text)
        ),
    )
}

impl Key for AttachedId {
    const FORM: &'static str = "cen-...:vpc-...:VPC:cn-hangzhou; type and region may be left out";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("cen_id", "The CEN instance, `cen-...`."),
        ("child_instance_id", "The network, such as `vpc-...`."),
    ];
}

#[async_trait]
impl Link for InstanceAttachment {
    const TYPE: &'static str = "cen_instance_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_instance_attachment";
    const OBJECT: &'static str = "attachment";
    const TIMEOUT: Duration = Duration::from_secs(10 * 60);

    type Key = AttachedId;
    type Remote = Child;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<AttachedId> {
        Some(AttachedId {
            cen: meaning(&self.cen_id)?.clone(),
            // A state that somebody has edited may hold anything.
            network: meaning(&self.child_instance_id)
                .filter(|network| network.is_of_known_kind())?
                .clone(),
            region: meaning(&self.region).cloned(),
        })
    }

    fn at(key: &AttachedId) -> Self {
        let AttachedId {
            cen,
            network,
            region,
        } = key;
        Self {
            id: Attr::Known(key.to_string()),
            cen_id: written(cen),
            child_instance_id: written(network),
            child_instance_type: network.kind().as_str().into(),
            region: region.as_ref().map_or(Attr::Null, written),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &Child) {
        // The API may say nothing of the region.
        if let Ok(region) = Region::parse(&remote.region)
            && self.region.known().is_none_or(|known| **known != region)
        {
            self.region = written(&region);
        }
        if let Some(owner) = remote.owner {
            self.child_instance_owner_id = owner.to_string().into();
        }
        self.status = remote.status.as_str().into();
        self.attach_time = from_api::time(remote.attach_time.as_ref());
        if let Some(key) = self.key() {
            self.child_instance_type = key.network.kind().as_str().into();
            self.id = Attr::Known(key.to_string());
        }
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(AttachedId { cen, network, .. }) => {
                format!("{network} is attached to {cen}")
            }
            None => "the network is attached".to_owned(),
        }
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        regions::check_region(
            Path::root("region"),
            &self.region,
            known_config,
            diagnostics,
        );
        if let Some(network) = self.child_instance_id.known() {
            self.check_kind(network, diagnostics);
            self.check_region(network, diagnostics);
        }
    }

    /// The id of the network tells its type.
    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        if request.config.child_instance_type.is_null() {
            let state = &mut plan.state;
            state.child_instance_type = match &state.child_instance_id {
                Attr::Known(network) => network.kind().as_str().into(),
                _ => Attr::Unknown,
            };
        }
    }

    fn enter_pending(&mut self, key: &AttachedId) {
        self.id = Attr::Known(key.to_string());
        self.child_instance_type = key.network.kind().as_str().into();
        self.status = ChildStatus::Attaching.as_str().into();
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        match self
            .key()
            .and_then(|key| Some((self.network(&key)?, key.cen)))
        {
            Some((network, cen)) => client.api.attach(&cen, &network, deadline).await,
            None => Ok(Made::Now),
        }
    }

    async fn find(
        key: &AttachedId,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Child>, CallError> {
        let child = key.child();
        client
            .api
            .child(&key.cen, &child, freshness, deadline)
            .await
    }

    fn shows(&self, remote: &Child) -> Result<(), String> {
        match &remote.status {
            ChildStatus::Attached => Ok(()),
            status => Err(format!("its status is {}", status.as_str())),
        }
    }

    async fn remove(&self, key: &AttachedId, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        if let Some(network) = self.network(key) {
            let owner = account(&self.cen_owner_id);
            client
                .api
                .detach(&key.cen, &network, owner, deadline)
                .await?;
        }
        Ok(())
    }

    fn remains(remote: &Child) -> Option<&str> {
        Some(remote.status.as_str())
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        // Early ids do not hold it.
        let region: Attr<Written<Region>> = official::named(source, "child_instance_region_id");
        if !region.is_null() {
            self.region = region;
        }
        self.child_instance_owner_id = official::account(source, "child_instance_owner_id");
        self.cen_owner_id = official::account(source, "cen_owner_id");
        self.status = official::text(source, &["status"]);
        self.timeouts = official::create_delete_timeouts(source);
        if let Some(key) = self.key() {
            self.id = Attr::Known(key.to_string());
        }
    }
}

impl InstanceAttachment {
    /// The network, as requests name it.
    fn network(&self, key: &AttachedId) -> Option<Network> {
        Some(Network {
            id: key.network.to_string(),
            kind: key.network.kind().clone(),
            region: key.region.as_ref()?.to_string(),
            owner: account(&self.child_instance_owner_id),
        })
    }

    fn check_kind(&self, network: &NetworkId, diagnostics: &mut Diagnostics) {
        let kind = network.kind().as_str();
        let Some(configured) = self.child_instance_type.known() else {
            return;
        };
        if configured != kind {
            diagnostics.error_at(
                Path::root("child_instance_type"),
                "The type is not that of the network",
                format!(
                    "{network} is a {kind}, not a {configured}. Set child_instance_type = {kind:?}, or leave it out: the id \
                     tells the type."
                ),
            );
        }
    }

    /// Regions of cloud connect networks have a prefix, and no others have.
    fn check_region(&self, network: &NetworkId, diagnostics: &mut Diagnostics) {
        let Some(region) = self.region.known().map(|region| region.as_str()) else {
            return;
        };
        let meant = match (network.kind(), region.strip_prefix("ccn-")) {
            (ChildKind::Ccn, None) => format!("ccn-{region}"),
            (ChildKind::Vpc | ChildKind::Vbr, Some(plain)) => plain.to_owned(),
            _ => return,
        };
        diagnostics.error_at(
            Path::root("region"),
            "The region is not one for this type",
            format!(
                "Regions of cloud connect networks (CCN) begin with \"ccn-\", and those of other networks do not; this is a \
                 {}. Did you mean {meant:?}?",
                network.kind().as_str()
            ),
        );
    }
}

fn account(id: &Attr<String>) -> Option<u64> {
    id.known()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::link::moved_state;
    use crate::written::named;

    #[test]
    fn a_state_of_a_late_release_is_moved_whole() {
        let state = json!({
            "cen_owner_id": null, "child_instance_id": "vpc-a", "child_instance_owner_id": 1_234_567_890_123_456_u64,
            "child_instance_region_id": "cn-hangzhou", "child_instance_type": "VPC",
            "id": "cen-abc:vpc-a:VPC:cn-hangzhou", "instance_id": "cen-abc", "status": "Attached",
            "timeouts": {"create": null, "delete": "20m"}
        });
        let expected = InstanceAttachment {
            id: "cen-abc:vpc-a:VPC:cn-hangzhou".into(),
            cen_id: named("cen-abc"),
            child_instance_id: named("vpc-a"),
            child_instance_type: "VPC".into(),
            region: named("cn-hangzhou"),
            child_instance_owner_id: "1234567890123456".into(),
            status: "Attached".into(),
            timeouts: Attr::Known(Timeouts::default().delete("20m")),
            ..InstanceAttachment::default()
        };
        assert_eq!(moved_state(state).ok(), Some(expected));
    }

    #[test]
    fn early_ids_are_enough_and_zero_is_no_account() {
        for id in ["cen-abc:ccn-a:ccn-cn-shanghai", "cen-abc:ccn-a"] {
            let early = json!({
                "id": id, "instance_id": "cen-abc", "child_instance_id": "ccn-a", "cen_owner_id": 0,
                "child_instance_owner_id": 0, "child_instance_region_id": "ccn-cn-shanghai"
            });
            let expected = InstanceAttachment {
                id: "cen-abc:ccn-a:CCN:ccn-cn-shanghai".into(),
                cen_id: named("cen-abc"),
                child_instance_id: named("ccn-a"),
                child_instance_type: "CCN".into(),
                region: named("ccn-cn-shanghai"),
                ..InstanceAttachment::default()
            };
            assert_eq!(moved_state(early).ok(), Some(expected));
        }
        let nameless = json!({"instance_id": "cen-abc"});
        assert!(moved_state::<InstanceAttachment>(nameless).is_err());
    }
}
