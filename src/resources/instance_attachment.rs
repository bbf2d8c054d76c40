//! `cen_instance_attachment`: a network instance, such as a VPC, attached to a CEN instance.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use async_trait::async_trait;

use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::link::Link;
use crate::scope::Scope;
use crate::wait::{self, Failure};
use crate::written::{Named, Written, written};
use crate::{Cen, from_api, official, regions, rules};
use cen::id::IllegalId;
use cen::{CallError, CenId, Child, ChildKey, ChildKind, ChildStatus, Freshness, Network, Region};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, SourceState};
use tf_plugin::value::{Attr, Path, ValueError};

/// Attaches a network instance, such as a VPC, to a CEN instance. A network is attached to one CEN instance at a time.
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

/// The id of a network instance, whose beginning tells what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NetworkId {
    text: String,
    kind: ChildKind,
}

impl Named for NetworkId {
    const RULE: &'static str = "the id of a VPC, VBR or CCN, `vpc-...`, `vbr-...` or `ccn-...`";

    fn parse(text: &str) -> Result<Self, ValueError> {
        let (prefix, rest) = text.split_once('-').unwrap_or_default();
        // What the API gives out has no further hyphen; what people make up to try a module has.
        let is_legal =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if rest.is_empty() || !prefix.bytes().chain(rest.bytes()).all(is_legal) {
            return Err(no_network(text));
        }
        Self::of_known_kind(text).ok_or_else(|| no_network(text))
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        Ok(Self {
            text: text.to_owned(),
            kind: ChildKind::of_id(text).unwrap_or_else(|| ChildKind::Other(text.to_owned())),
        })
    }

    fn text(&self) -> String {
        self.text.clone()
    }
}

impl NetworkId {
    fn of_known_kind(text: &str) -> Option<Self> {
        let kind = ChildKind::of_id(text)?;
        let text = text.to_owned();
        Some(Self { text, kind })
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

/// What is attached to what. A network is attached to an instance once, so the two ids tell; type and region are
/// written for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attached {
    cen: CenId,
    network: NetworkId,
    region: Option<Region>,
}

impl Attached {
    /// States of the official provider hold ids without the type, and without type and region, so all three forms are
    /// read.
    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split(':').collect();
        let (cen, network, kind, region) = match parts.as_slice() {
            [cen, network] => (cen, network, None, None),
            [cen, network, region] => (cen, network, None, Some(region)),
            [cen, network, kind, region] => (cen, network, Some(kind), Some(region)),
            _ => return None,
        };
        let network = NetworkId::of_known_kind(network)?;
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case(network.kind.as_str())) {
            return None;
        }
        Some(Self {
            cen: CenId::parse(cen).ok()?,
            network,
            region: region.and_then(|region| Region::parse(region).ok()),
        })
    }

    fn child(&self) -> ChildKey {
        let region = self.region.as_ref().map(Region::as_str);
        ChildKey::new(&self.network.text, region)
    }
}

impl Display for Attached {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let NetworkId { text, kind } = &self.network;
        write!(f, "{}:{text}", self.cen)?;
        match &self.region {
            Some(region) => write!(f, ":{}:{region}", kind.as_str()),
            None => Ok(()),
        }
    }
}

impl Key for Attached {
    const FORM: &'static str = "cen-...:vpc-...:VPC:cn-hangzhou; type and region may be left out";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("cen_id", "The CEN instance, `cen-...`."),
        ("child_instance_id", "The network, such as `vpc-...`."),
    ];

    fn parse(text: &str) -> Result<Self, IllegalId> {
        let example = "cen-abcdefgh0123456789:vpc-abcdefgh0123456789:VPC:cn-hangzhou, what is attached to what";
        Self::read(text).ok_or_else(|| IllegalId::new(text, "an attachment", example))
    }
}

#[async_trait]
impl Link for InstanceAttachment {
    const TYPE: &'static str = "cen_instance_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_instance_attachment";
    const OBJECT: &'static str = "attachment";
    const TIMEOUT: Duration = Duration::from_secs(10 * 60);

    type Key = Attached;
    type Remote = Child;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<Attached> {
        Some(Attached {
            cen: (**self.cen_id.known()?).clone(),
            // A state that somebody has edited may hold anything.
            network: NetworkId::of_known_kind(&self.child_instance_id.known()?.text)?,
            region: self.region.known().map(|region| (**region).clone()),
        })
    }

    fn at(key: &Attached) -> Self {
        let Attached {
            cen,
            network,
            region,
        } = key;
        Self {
            id: Attr::Known(key.to_string()),
            cen_id: written(cen),
            child_instance_id: written(network),
            child_instance_type: network.kind.as_str().into(),
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
            self.child_instance_type = key.network.kind.as_str().into();
            self.id = Attr::Known(key.to_string());
        }
    }

    fn statement(&self) -> String {
        match self.key() {
            Some(Attached { cen, network, .. }) => {
                format!("{} is attached to {cen}", network.text)
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
                Attr::Known(network) => network.kind.as_str().into(),
                _ => Attr::Unknown,
            };
        }
    }

    fn enter_pending(&mut self, key: &Attached) {
        self.id = Attr::Known(key.to_string());
        self.child_instance_type = key.network.kind.as_str().into();
        self.status = ChildStatus::Attaching.as_str().into();
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<(), CallError> {
        match self
            .key()
            .and_then(|key| Some((self.network(&key)?, key.cen)))
        {
            Some((network, cen)) => client.api.attach(&cen, &network, deadline).await,
            None => Ok(()),
        }
    }

    async fn find(
        key: &Attached,
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

    async fn remove(&self, key: &Attached, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        if let Some(network) = self.network(key) {
            let owner = account(&self.cen_owner_id);
            client
                .api
                .detach(&key.cen, &network, owner, deadline)
                .await?;
        }
        let find = || Self::find(key, Freshness::Latest, scope);
        wait::until_gone(deadline, find, |child| child.status.as_str().to_owned()).await
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
    fn network(&self, key: &Attached) -> Option<Network> {
        Some(Network {
            id: key.network.text.clone(),
            kind: key.network.kind.clone(),
            region: key.region.as_ref()?.to_string(),
            owner: account(&self.child_instance_owner_id),
        })
    }

    fn check_kind(&self, network: &NetworkId, diagnostics: &mut Diagnostics) {
        let NetworkId { text, kind } = network;
        let kind = kind.as_str();
        let Some(configured) = self.child_instance_type.known() else {
            return;
        };
        if configured != kind {
            diagnostics.error_at(
                Path::root("child_instance_type"),
                "The type is not that of the network",
                format!(
                    "{text} is a {kind}, not a {configured}. Set child_instance_type = {kind:?}, or leave it out: the id \
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
        let meant = match (&network.kind, region.strip_prefix("ccn-")) {
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
                network.kind.as_str()
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
    fn networks_have_a_prefix_that_tells_their_type() {
        for legal in ["vpc-a1", "vbr-a1", "ccn-a1", "vpc-of-tests"] {
            assert!(NetworkId::parse(legal).is_ok(), "{legal}");
        }
        for illegal in [
            "", "vpc", "vpc-", "VPC-a1", "ecs-a1", "vpc-a:b", "vpc-a b", "vpc-A",
        ] {
            assert!(NetworkId::parse(illegal).is_err(), "{illegal}");
        }
    }

    #[test]
    fn every_form_of_an_id_that_was_ever_stored_is_read() {
        let attached = |region: Option<&str>| Attached {
            cen: CenId::parse("cen-abc").unwrap(),
            network: NetworkId::parse("vpc-a").unwrap(),
            region: region.and_then(|text| Region::parse(text).ok()),
        };
        for (text, region) in [
            ("cen-abc:vpc-a:VPC:cn-hangzhou", Some("cn-hangzhou")),
            (" Cen-abc:vpc-a:vpc:cn-hangzhou", Some("cn-hangzhou")),
            ("cen-abc:vpc-a:cn-hangzhou", Some("cn-hangzhou")),
            ("cen-abc:vpc-a", None),
            ("cen-abc:vpc-a:", None),
        ] {
            assert_eq!(Attached::parse(text), Ok(attached(region)), "{text}");
        }
        assert_eq!(
            attached(Some("cn-hangzhou")).to_string(),
            "cen-abc:vpc-a:VPC:cn-hangzhou"
        );
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            "cen-abc",
            "vpc-a:cen-abc",
            "cen-abc:ecs-a",
            "cen-abc:vpc-a:VBR:cn-hangzhou",
            "cen-abc:vpc-a:VPC:cn-hangzhou:x",
        ] {
            assert!(Attached::parse(text).is_err(), "{text}");
        }
    }

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
