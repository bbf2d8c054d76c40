//! Networks that their account lets the transit routers of a CEN instance of another account attach.
//!
//! The API takes no client token for a grant. What nobody has answered is therefore looked for before it is said again.

use std::fmt::{self, Display, Formatter};

use crate::answer::Answer;
use crate::client::Client;
use crate::id::{CenId, IllegalId, parsed};
use crate::listed::{Listed, Paging};
use crate::made::{self, Made};
use crate::open_enum::open_enum;
use crate::reads::Freshness;
use crate::region::Region;
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// How often a grant that nobody has answered, and that is not listed then, is said again.
const REPETITIONS: usize = 2;

open_enum! {
    /// What a network that is granted is, in the words of grants and of the list by network; the list by CEN instance has
    /// others (API pages GrantInstanceToTransitRouter and DescribeGrantRulesToCen).
    GrantedKind {
        /// A virtual private cloud.
        Vpc = "VPC",
        /// A border router.
        Vbr = "ExpressConnect",
        /// An IPsec connection.
        Vpn = "VPN",
        /// An Express Connect router.
        Ecr = "ECR",
    }
}

/// What is granted, and to whom. Written as `TYPE:NETWORK:ACCOUNT:CEN`, the form that the official provider stores too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantKey {
    /// What the network is.
    pub kind: GrantedKind,
    /// Its id.
    pub network: String,
    /// The account of the CEN instance.
    pub cen_owner: u64,
    /// The CEN instance.
    pub cen: CenId,
}

impl GrantKey {
    /// Reads its four parts, joined by colons.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let mut parts = text.trim().split(':');
            let mut part = || parts.next().filter(|part| !part.is_empty());
            let (kind, network, owner, cen) = (part()?, part()?, part()?, part()?);
            let kind = GrantedKind::from(kind.to_owned());
            let is_known = part().is_none() && !matches!(kind, GrantedKind::Other(_));
            let key = Self {
                kind,
                network: network.to_ascii_lowercase(),
                cen_owner: owner.parse().ok()?,
                cen: CenId::parse(cen).ok()?,
            };
            is_known.then_some(key)
        };
        let example = "VPC:vpc-abcdefgh0123456789:1234567890123456:cen-abcdefgh0123456789";
        read().ok_or_else(|| IllegalId::new(text, "a grant", example))
    }

    fn grantee(&self) -> Grantee {
        Grantee {
            cen: self.cen.clone(),
            owner: self.cen_owner,
        }
    }

    fn of(&self) -> Granted {
        Granted {
            kind: self.kind.as_str().to_owned(),
            network: self.network.clone(),
        }
    }

    fn put(&self, call: Call) -> Call {
        call.with("CenId", &self.cen)
            .with("CenOwnerId", self.cen_owner)
            .with("InstanceId", &self.network)
            .with("InstanceType", self.kind.as_str())
    }
}

parsed!(GrantKey, IllegalId);

impl Display for GrantKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (kind, network) = (self.kind.as_str(), &self.network);
        write!(f, "{kind}:{network}:{}:{}", self.cen_owner, self.cen)
    }
}

/// A network that is granted to a CEN instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    to: Grantee,
    /// Who pays for what is attached so, `PayByCenOwner` or `PayByResourceOwner`; empty when not given.
    pub order_type: String,
    /// When it was granted.
    pub creation_time: Option<Time>,
}

/// To whom a network is granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Grantee {
    cen: CenId,
    owner: u64,
}

impl Display for Grantee {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.owner, self.cen)
    }
}

/// The network whose grants are listed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Granted {
    kind: String,
    network: String,
}

impl Listed for Grant {
    type Parent = Granted;

    type Id = Grantee;

    const ACTION: &'static str = "DescribeGrantRulesToResource";

    const MEMBER: &'static str = "GrantRules";

    const PLURAL: &'static str = "grants";

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &Grantee {
        &self.to
    }

    /// The list has no filter by CEN instance.
    fn narrow(call: Call, of: &Granted, _: &[Grantee]) -> Call {
        call.with("ProductType", &of.kind)
            .with("ResourceId", &of.network)
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let to = entry
            .id("CenId")?
            .zip(entry.number("CenOwnerId")?)
            .map(|(cen, owner)| Grantee { cen, owner });
        Ok(Self {
            to: to.ok_or("a grant in it lacks a CEN instance or its account")?,
            order_type: entry.text("OrderType")?,
            creation_time: entry.time("CreateTime")?,
        })
    }
}

impl Client {
    /// Grants a network, which is in this region, to a CEN instance.
    ///
    /// An answer that is lost is made up for by a look, and only what is not listed then is said again.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is granted already is a success.
    pub async fn grant(
        &self,
        key: &GrantKey,
        region: &Region,
        order_type: Option<&String>,
        deadline: &Deadline,
    ) -> Result<Made, CallError> {
        let call = Call::not_idempotent("GrantInstanceToTransitRouter")
            .with("RegionId", region)
            .with_some("OrderType", order_type);
        let call = key.put(call);
        let look = async || self.granted(key, Freshness::Latest, deadline).await;
        let mut outcome = self.write(&[&key.grantee()], &call, deadline).await;
        let mut is_first = true;
        for _ in 0..REPETITIONS {
            match &outcome {
                Err(lost) if lost.may_have_been_executed() => {}
                _ => break,
            }
            match look().await {
                Ok(Some(_)) => return Ok(Made::Now),
                Ok(None) => {}
                // Whether the network is granted is as open as before.
                Err(_) => break,
            }
            is_first = false;
            match self.write(&[&key.grantee()], &call, deadline).await {
                Err(CallError::NotSent(_)) => break,
                repeated => outcome = repeated,
            }
        }
        match made::made(outcome, look()).await? {
            // A refusal for what is there already follows from an attempt that took effect after the look.
            Made::Before if !is_first => Ok(Made::Now),
            made => Ok(made),
        }
    }

    /// The grant, or `None` when the API says that there is none.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn granted(
        &self,
        key: &GrantKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Grant>, CallError> {
        self.read(&key.of(), &key.grantee(), freshness, deadline)
            .await
    }

    /// Changes who pays for what is attached by a grant.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn modify_grant(
        &self,
        key: &GrantKey,
        order_type: &str,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = Call::idempotent("ModifyGrantInstanceToTransitRouter")
            .with("CenId", &key.cen)
            .with("InstanceId", &key.network)
            .with("OrderType", order_type);
        self.write(&[&key.grantee()], &call, deadline).await
    }

    /// Takes a grant back. The network must have been detached.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is not granted is a success.
    pub async fn revoke(
        &self,
        key: &GrantKey,
        region: Option<&Region>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call =
            Call::idempotent("RevokeInstanceFromTransitRouter").with_some("RegionId", region);
        let outcome = self
            .write(&[&key.grantee()], &key.put(call), deadline)
            .await;
        let look = self.granted(key, Freshness::Latest, deadline);
        made::unmade(outcome, look).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{asked, client, deadline, done};
    use alibaba_cloud::scripted::{Act, answer, lost, refusal};

    fn key() -> GrantKey {
        GrantKey::parse("ExpressConnect:vbr-a:42:CEN-abc").unwrap()
    }

    fn region() -> Region {
        Region::parse("cn-hangzhou").unwrap()
    }

    /// A list of the grants to these accounts.
    fn grants(owners: &[u64]) -> Act {
        let grant = |owner: &u64| json!({"CenId": "cen-abc", "CenOwnerId": owner, "OrderType": "PayByCenOwner"});
        let rules: Vec<_> = owners.iter().map(grant).collect();
        answer(200, &json!({ "GrantRules": rules }).to_string())
    }

    #[test]
    fn keys_have_four_parts() {
        assert_eq!(key().to_string(), "ExpressConnect:vbr-a:42:cen-abc");
        assert_eq!(key().kind, GrantedKind::Vbr);
        for text in [
            "",
            "VPC:vpc-a:42",
            "CCN:ccn-a:42:cen-abc",
            "VPC:vpc-a:me:cen-abc",
            "VPC:vpc-a:42:cen-abc:x",
        ] {
            assert!(GrantKey::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            asked::<Grant>(&key().of(), &[], 1),
            "ProductType=ExpressConnect&ResourceId=vbr-a"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_lost_answer_is_made_up_for_by_a_look_before_it_is_said_again() {
        for (acts, sent) in [
            (vec![lost(), grants(&[7, 42])], 2),
            (vec![lost(), grants(&[7]), done()], 3),
            // It took effect after the look.
            (
                vec![
                    lost(),
                    grants(&[]),
                    refusal(400, "InvalidOperation.GrantExist"),
                    grants(&[42]),
                ],
                4,
            ),
        ] {
            let (client, transport) = client(acts);
            let (key, region, deadline) = (key(), region(), deadline());
            let made = client.grant(&key, &region, None, &deadline).await;
            assert_eq!(made.unwrap(), Made::Now);
            assert_eq!(transport.sent().len(), sent);
            assert_eq!(transport.sent()[0].get("ClientToken"), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_has_answered_stays_open_where_a_look_fails() {
        let (client, transport) = client([lost(), refusal(403, "Forbidden")]);
        let (key, region, deadline) = (key(), region(), deadline());
        let made = client.grant(&key, &region, None, &deadline).await;
        assert!(made.unwrap_err().may_have_been_executed());
        assert_eq!(transport.sent().len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_refused_is_looked_at_before_it_counts() {
        let exists = || refusal(400, "InvalidOperation.GrantExist");
        let gone = refusal(400, "InvalidOperation.GrantNotExist");
        let acts = [
            exists(),
            grants(&[42]),
            exists(),
            grants(&[7]),
            gone,
            grants(&[]),
        ];
        let (client, transport) = client(acts);
        let (key, region, deadline) = (key(), region(), deadline());
        let order = "PayByResourceOwner".to_owned();
        let made = client.grant(&key, &region, Some(&order), &deadline).await;
        assert_eq!(made.unwrap(), Made::Before);
        let refused = client.grant(&key, &region, None, &deadline).await;
        assert!(matches!(refused, Err(CallError::Refused(_))));
        client.revoke(&key, Some(&region), &deadline).await.unwrap();
        let sent = &transport.sent()[0];
        let names = [
            "CenId",
            "CenOwnerId",
            "InstanceId",
            "InstanceType",
            "OrderType",
            "RegionId",
        ];
        let values = names.map(|name| sent[name].as_str());
        let expected = [
            "cen-abc",
            "42",
            "vbr-a",
            "ExpressConnect",
            &order,
            "cn-hangzhou",
        ];
        assert_eq!(values, expected);
    }
}
