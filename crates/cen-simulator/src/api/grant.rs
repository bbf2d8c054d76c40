//! Networks that are granted to CEN instances of other accounts (API pages GrantInstanceToTransitRouter and
//! DescribeGrantRulesToResource).
//!
//! Networks and accounts belong to others, so every id of the right form is taken for one that exists. What has been granted to
//! this account is what other accounts of the simulator have, and what is a matter of policy.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::ids;
use crate::listing;
use crate::object::Object;
use crate::request::Request;
use crate::settling::Follows;
use crate::state::Kind;

use super::attachment::OrderType;
use super::instance::Instance;
use super::transit_router::router_region;
use super::vpc::vpcs;

const ONE: &[&str] = &[
    "CenId",
    "CenOwnerId",
    "InstanceId",
    "InstanceType",
    "RegionId",
];

/// The types of networks in the words of these actions, and what ids of each begin with.
const TYPES: [(&str, &str); 4] = [
    ("VPC", "vpc-"),
    ("ExpressConnect", "vbr-"),
    ("VPN", "vco-"),
    ("ECR", "ecr-"),
];

pub(crate) const FAMILY: Family = Family::of::<Grant>()
    .actions(&[
        Action::reading(
            "DescribeGrantRulesToCen",
            &["CenId", "ProductType"],
            list_to_cen,
        )
        .noting(
            "What the policy says that other accounts have granted is listed for every instance.",
        ),
        Action::reading(
            "DescribeGrantRulesToResource",
            &["ProductType", "ResourceId"],
            list,
        ),
        // Neither takes a token.
        Action::changing("GrantInstanceToTransitRouter", ONE, grant)
            .noting("Networks and accounts need not exist."),
        Action::changing(
            "ModifyGrantInstanceToTransitRouter",
            &["CenId", "InstanceId", "OrderType"],
            modify,
        )
        .once(DryRun::Unused),
        Action::changing("RevokeInstanceFromTransitRouter", ONE, revoke),
    ])
    .routes(&[
        Route::list::<Grant>("/grants", &["id", "instance_type", "instance_id"]),
        Route::patch::<Grant>("/grants/{id}"),
        Route::delete::<Grant>("/grants/{id}"),
    ]);

/// A network that is granted to a CEN instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// `TYPE:NETWORK:ACCOUNT:CEN`, in the control API only: the API has none.
    pub id: String,
    /// `VPC`, `ExpressConnect`, `VPN` or `ECR`.
    pub instance_type: String,
    /// The network.
    pub instance_id: String,
    /// The account of the CEN instance.
    pub cen_owner: u64,
    /// The CEN instance.
    pub cen_id: String,
    /// Where the network is.
    pub region: String,
    /// Who pays.
    pub order: OrderType,
    /// In UTC, to the minute.
    pub creation_time: String,
}

/// A change of a grant made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GrantChange {
    /// Who pays.
    pub order: Option<OrderType>,
}

impl Object for Grant {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Kind for Grant {
    const TABLE: &'static str = "grants";
    const NAME: &'static str = "grant";
    const FOLLOWS: Follows = Follows::Nothing;

    /// The code is not documented.
    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no grant {id}.");
        ApiError::new(404, "InstanceNotExist.Grant", message)
    }
}

impl Changeable for Grant {
    type Change = GrantChange;

    fn change(&mut self, change: GrantChange, _now: Moment) {
        admin::set(&mut self.order, change.order);
    }
}

/// The id of the grant that a request is about.
fn id_of(request: &Request) -> Result<String, ApiError> {
    let (kind, network) = (
        request.mandatory("InstanceType")?,
        request.mandatory("InstanceId")?,
    );
    let mut types = TYPES.iter();
    let Some((kind, prefix)) = types.find(|(name, _)| *name == kind) else {
        let rule = "it must be VPC, ExpressConnect, VPN or ECR";
        return Err(ApiError::invalid("InstanceType", rule));
    };
    ids::check("InstanceId", prefix, network)?;
    let cen = request.mandatory("CenId")?;
    ids::check("CenId", "cen-", cen)?;
    let owner = owner(request)?;
    Ok(format!("{kind}:{network}:{owner}:{cen}"))
}

/// The account of the CEN instance.
pub(super) fn owner(request: &Request) -> Result<u64, ApiError> {
    let owner = request.mandatory("CenOwnerId")?.parse();
    owner.map_err(|_| ApiError::invalid("CenOwnerId", "it must be the id of an account"))
}

/// The error about a network that is granted already; the code is not documented.
pub(super) fn exists(id: &str) -> ApiError {
    let message = format!("{id} is granted already.");
    ApiError::new(400, "InvalidOperation.GrantExist", message)
}

/// What other accounts have granted to an instance of this one, each with the account.
pub(super) fn of_others<'c>(
    context: &'c Context<'_>,
    cen_id: &'c str,
) -> impl Iterator<Item = (u64, &'c Grant)> {
    let own = context.state.account();
    let others = context.others.iter();
    let grants = others.flat_map(|other| {
        let grants = other.all::<Grant>().iter();
        grants.map(|grant| (other.account(), grant))
    });
    grants.filter(move |(_, grant)| {
        grant.cen_owner == own && grant.cen_id.eq_ignore_ascii_case(cen_id)
    })
}

/// Grants a network.
fn grant(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = id_of(request)?;
    let region = router_region(request.mandatory("RegionId")?)?;
    let order = OrderType::read(request)?.unwrap_or_default();
    let network = request.mandatory("InstanceId")?;
    if vpcs::is_of_another(context, network) {
        return Err(Grant::not_found(network));
    }
    if context.state.has::<Grant>(&id) {
        return Err(exists(&id));
    }
    let mut parts = id.split(':').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (instance_type, instance_id, owner, cen_id) = (part(), part(), part(), part());
    context.state.push(Grant {
        instance_type,
        instance_id,
        cen_owner: owner.parse().unwrap_or_default(),
        cen_id,
        region,
        order,
        creation_time: context.now.to_minutes(),
        id,
    });
    Ok(Answer::default())
}

/// Changes who pays, of the grants of a network to an instance.
fn modify(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let (network, cen) = (
        request.mandatory("InstanceId")?,
        request.mandatory("CenId")?,
    );
    let order = OrderType::read(request)?.unwrap_or_default();
    let is_meant = |one: &Grant| one.instance_id == network && one.cen_id == cen;
    match context.state.find_mut(is_meant) {
        Some(grant) => grant.order = order,
        None => return Err(Grant::not_found(network)),
    }
    Ok(Answer::default())
}

fn revoke(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = id_of(request)?;
    match context.state.take(|grant: &Grant| grant.id == id) {
        Some(_) => Ok(Answer::default()),
        None => Err(Grant::not_found(&id)),
    }
}

/// The grants of a network; without a count everything comes at once (API page DescribeGrantRulesToResource).
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let (kind, network) = (
        request.mandatory("ProductType")?,
        request.mandatory("ResourceId")?,
    );
    let region = request.text("RegionId").map(router_region).transpose()?;
    let grants = context.state.all::<Grant>().iter();
    let found: Vec<&Grant> = grants
        .filter(|one| one.instance_type == kind && one.instance_id == network)
        .filter(|one| region.as_ref().is_none_or(|region| one.region == *region))
        .collect();
    listing::bare_part(request, 100, "GrantRules", &found, |one| {
        json!({
            "CenId": one.cen_id,
            "CenOwnerId": one.cen_owner,
            "CreateTime": one.creation_time,
            "OrderType": one.order.as_str(),
            "EffectiveOrderType": one.order.as_str(),
        })
    })
}

/// What is granted to an instance of this account by others. Wrong values give an
/// empty list, and without a count everything comes at once (API page DescribeGrantRulesToCen).
fn list_to_cen(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let cen = request.mandatory("CenId")?;
    let kind = request.mandatory("ProductType")?;
    let prefix = format!(
        "{}-",
        if kind == "VPN" { "vco" } else { kind }.to_ascii_lowercase()
    );
    let is = |name: &str, value: &str| request.text(name).is_none_or(|wanted| wanted == value);
    let since = i64::from(context.now) / 1_000;
    let known = context.state.get::<Instance>(cen).is_ok();
    let wanted_region = request.text("RegionId");
    let by_policy = context.policy.granted_children.iter();
    let by_policy = by_policy.map(|(id, owner)| {
        let region = wanted_region.unwrap_or("");
        (id.as_str(), *owner, region, OrderType::default())
    });
    let by_others = of_others(context, cen)
        .map(|(owner, grant)| {
            let (id, region) = (grant.instance_id.as_str(), grant.region.as_str());
            (id, owner, region, grant.order)
        })
        .filter(|(_, _, region, _)| wanted_region.is_none_or(|wanted| wanted == *region));
    let found: Vec<(&str, u64, &str, OrderType)> = by_policy
        .chain(by_others)
        .filter(|(id, owner, ..)| {
            id.starts_with(&prefix)
                && is("ChildInstanceId", id)
                && is("ChildInstanceOwnerId", &owner.to_string())
        })
        .filter(|_| known)
        .collect();
    let row = |(id, owner, region, order): &(&str, u64, &str, OrderType)| {
        json!({
            "CenId": cen,
            "CenOwnerId": context.state.account(),
            "ChildInstanceId": id,
            "ChildInstanceOwnerId": owner,
            "ChildInstanceRegionId": region,
            "ChildInstanceType": kind,
            "CreateTime": since,
            "OrderType": order.as_str(),
            "EffectiveOrderType": order.as_str(),
        })
    };
    let mut answer = listing::bare_part(request, 100, "GrantRule", &found, row)?;
    if let Some(rules) = answer.fields.remove("GrantRule") {
        let rules = json!({"GrantRule": rules});
        answer.fields.insert("GrantRules".to_owned(), rules);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::tests::client::bench;

    const GRANT: &str = "GrantInstanceToTransitRouter";

    #[tokio::test]
    async fn a_network_is_granted_once_changed_and_taken_back() {
        let bench = bench().await;
        let one = [
            ("InstanceType", "ExpressConnect"),
            ("InstanceId", "vbr-a"),
            ("CenId", "cen-a"),
            ("CenOwnerId", "42"),
            ("RegionId", "cn-hangzhou"),
        ];
        let of = [("ProductType", "ExpressConnect"), ("ResourceId", "vbr-a")];
        let grants = async || {
            let action = "DescribeGrantRulesToResource";
            bench.rows(action, "GrantRules", &of).await
        };
        bench.ok(GRANT, &one).await;
        let exists = bench.refused(GRANT, &one).await;
        assert_eq!(exists, (400, "InvalidOperation.GrantExist".to_owned()));
        let seen = grants().await;
        assert_eq!(seen.len(), 1);
        assert_eq!(
            (&seen[0]["CenId"], &seen[0]["CenOwnerId"]),
            (&json!("cen-a"), &json!(42))
        );
        assert_eq!(seen[0]["OrderType"], "PayByCenOwner");
        let change = [one[1], one[2], ("OrderType", "PayByResourceOwner")];
        bench
            .ok("ModifyGrantInstanceToTransitRouter", &change)
            .await;
        assert_eq!(grants().await[0]["OrderType"], "PayByResourceOwner");
        bench.ok("RevokeInstanceFromTransitRouter", &one).await;
        assert_eq!(grants().await, [] as [Value; 0]);
        let gone = bench.refused("RevokeInstanceFromTransitRouter", &one).await;
        assert_eq!(gone.0, 404);
    }

    #[tokio::test]
    async fn the_words_for_types_are_those_of_grants() {
        let bench = bench().await;
        for (kind, network, status) in [
            ("VBR", "vbr-a", 400),
            ("VPC", "vbr-a", 400),
            ("ECR", "ecr-a", 200),
        ] {
            let one = [
                ("InstanceType", kind),
                ("InstanceId", network),
                ("CenId", "cen-a"),
                ("CenOwnerId", "42"),
                ("RegionId", "cn-hangzhou"),
            ];
            assert_eq!(bench.call(GRANT, &one).await.status, status, "{kind}");
        }
    }
}
